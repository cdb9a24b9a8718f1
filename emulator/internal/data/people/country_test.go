package people

import (
	"testing"

	"belvo-emulator/emulator/internal/belvo"
)

func TestPayeeGroup(t *testing.T) {
	t.Parallel()
	site := "https://shop.example"
	for _, c := range []struct {
		name     string
		group    PayeeGroup
		size     int
		first    string
		merchant *belvo.Merchant
	}{
		{"nobody", PayeeGroup{}, 0, "", nil},
		{"people", PayeeGroup{Names: []string{"Ana", "Eva"}}, 2, "Ana", nil},
		{"shops", PayeeGroup{Merchants: []Merchant{{Name: "Shop", Website: &site}}}, 1, "Shop",
			&belvo.Merchant{MerchantName: "Shop", Website: &site}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			if c.group.Size() != c.size || c.group.Name(0) != c.first {
				t.Errorf("size %d, first %q", c.group.Size(), c.group.Name(0))
			}
			switch got := c.group.Merchant(0); {
			case (got == nil) != (c.merchant == nil):
				t.Errorf("merchant %v, want %v", got, c.merchant)
			case got != nil && *got != *c.merchant:
				t.Errorf("merchant %+v, want %+v", *got, *c.merchant)
			}
		})
	}
}
