package headless

import (
	"encoding/json"
	"strings"
	"testing"

	"belvo-emulator/emulator/internal/belvo"
)

// TestChoice: the options and the token leave the institutions that the widget's list would have.
func TestChoice(t *testing.T) {
	t.Parallel()
	all := []belvo.Institution{
		{Name: "a_mx_retail", Type: "bank", CountryCodes: []string{"MX"},
			Resources: []string{"ACCOUNTS", "OWNERS"}},
		{Name: "b_br_business", Type: "bank", CountryCodes: []string{"BR"}, IntegrationType: "openfinance"},
		{Name: "c_mx_employment", Type: "employment", CountryCodes: []string{"MX"}},
		{Name: "e_mx_gig", Type: "gig", CountryCodes: []string{"MX"}, Resources: []string{"OWNERS"}},
		{Name: "d_mx_fiscal", Type: "fiscal", CountryCodes: []string{"MX"}},
	}
	for options, want := range map[string]string{
		`{}`: "a b d",
		`{"institutions": ["A_MX_retail", " d_mx_fiscal "]}`: "a d",
		`{"institutions": "c_mx_employment,b_br_business"}`:  "b c",
		`{"institution": "c_mx_employment"}`:                 "c",
		`{"country_codes": "mx"}`:                            "a d",
		`{"institution_types": ["employment", "business"]}`:  "b c",
		`{"institution_types": "employment"}`:                "c",
		`{"institution_types": "gig"}`:                       "e",
		`{"institutions": "e_mx_gig"}`:                       "e",
		`{"institution_types": [null, ""]}`:                  "a b d",
		`{"resources": "owners"}`:                            "a",
		`{"resources": "accounts,OWNERS"}`:                   "a",
		`{"resources": ["accounts", "bills"]}`:               "",
		`{"integration_type": "openbanking"}`:                "b",
	} {
		f := &flow{}
		if err := json.Unmarshal([]byte(options), &f.plan.Options); err != nil {
			t.Fatal(err)
		}
		var names []string
		for _, i := range f.choice(all) {
			names = append(names, i.Name[:1])
		}
		if got := strings.Join(names, " "); got != want {
			t.Errorf("%s leaves %q, want %q", options, got, want)
		}
		if f.narrowed() != (options != `{}`) {
			t.Errorf("%s: narrowed is %v", options, f.narrowed())
		}
	}
}

// TestAnswersAreTexts, one or several.
func TestAnswersAreTexts(t *testing.T) {
	t.Parallel()
	got, err := ReadAnswers(map[string]any{"token": "1|2", "password": []any{"a|b"}, "username": nil})
	if err != nil || strings.Join(got["token"], " ") != "1 2" || strings.Join(got["password"], " ") != "a|b" ||
		len(got) != 2 {
		t.Errorf("the answers are %q, %v", got, err)
	}
	for _, wrong := range []any{1.0, true, map[string]any{}, []any{"a", 1.0}} {
		if _, err := ReadAnswers(map[string]any{"token": wrong}); err == nil {
			t.Errorf("%v is taken", wrong)
		}
	}
}
