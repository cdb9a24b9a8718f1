package sandbox_test

import (
	"errors"
	"strings"
	"testing"

	"belvo-emulator/emulator/internal/belvo"
	"belvo-emulator/emulator/internal/sandbox"
	"belvo-emulator/emulator/internal/sandbox/sandboxtest"
)

// TestResourcesAreTheInstitutions checks fetch_resources against an institution's list.
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
		var e *belvo.Error
		if err != nil && (!errors.As(err, &e) || e.Field != "resources" || !strings.Contains(e.Message, "ACCOUNTS")) {
			t.Errorf("%v: %v does not name the field and what there is", c.wanted, err)
		}
	}
}
