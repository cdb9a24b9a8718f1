package sandbox_test

import (
	"slices"
	"strings"
	"testing"

	"belvo-emulator/emulator/internal/sandbox"
	"belvo-emulator/emulator/internal/sandbox/sandboxtest"
)

func TestResourcesAreTheInstitutions(t *testing.T) {
	t.Parallel()
	inst, _ := sandboxtest.Reader().Catalog.Institution(sandboxtest.Bank)
	for _, c := range []struct {
		wanted []string
		ok     bool
	}{
		{nil, true}, {inst.Resources, true}, {[]string{"ACCOUNTS"}, true}, {[]string{"accounts"}, false},
		{[]string{"ACCOUNTS", "TAX_RETURNS"}, false}, {[]string{""}, false},
	} {
		err := sandbox.CheckResources(c.wanted, inst)
		if (err == nil) != c.ok {
			t.Errorf("%v: %v", c.wanted, err)
		}
		if err != nil && (err.Field != "resources" || !strings.Contains(err.Message, "ACCOUNTS")) {
			t.Errorf("%v: %v does not name the field and what there is", c.wanted, err)
		}
	}
	listed := slices.Sorted(slices.Values(inst.Resources))
	if len(slices.Compact(slices.Clone(listed))) != len(listed) {
		t.Errorf("one of %v is there twice", listed)
	}
}
