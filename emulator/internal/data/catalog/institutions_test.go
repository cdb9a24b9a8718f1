package catalog

import (
	"encoding/json"
	"os"
	"reflect"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"belvo-emulator/emulator/internal/belvo"
	"belvo-emulator/fixtures"
)

// TestCapturedInstitutions compares the wire form with what the real sandbox answered, which
// testdata/captured.json holds. Order of keys and of institutions aside, nothing may differ except the
// resources, which have to be those that requests are answered for here, and the language of one form.
func TestCapturedInstitutions(t *testing.T) {
	t.Parallel()
	data, err := os.ReadFile("testdata/captured.json")
	if err != nil {
		t.Fatal(err)
	}
	var captured []map[string]any
	if err := json.Unmarshal(data, &captured); err != nil {
		t.Fatal(err)
	}
	if len(captured) != 16 {
		t.Fatalf("%d captured institutions, want 16", len(captured))
	}
	c := builtin()
	for _, want := range captured {
		name := want["name"].(string)
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			in, ok := c.Institution(name)
			if !ok {
				t.Fatal("missing")
			}
			for _, word := range want["resources"].([]any) {
				unanswered := name == "ofmockbank_br_retail" && word == "INVOICES"
				if slices.Contains(in.Resources, word.(string)) == unanswered {
					t.Errorf("the real sandbox lists %s, and here are %v", word, in.Resources)
				}
			}
			got := wire(t, in)
			delete(got, "resources")
			delete(want, "resources")
			if strings.HasPrefix(name, "ironbank_") { // whose form was captured in three languages
				dropTexts(got["form_fields"])
				dropTexts(want["form_fields"])
			}
			if !reflect.DeepEqual(got, want) {
				t.Errorf("got  %v\nwant %v", got, want)
			}
		})
	}
}

// TestTheFormOfIronBankIsInOneLanguage: in that of its country.
func TestTheFormOfIronBankIsInOneLanguage(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"ironbank_br_business", "ironbank_br_retail"} {
		in, ok := builtin().Institution(name)
		if !ok {
			t.Fatalf("%s is missing", name)
		}
		form, err := json.Marshal(in.FormFields)
		if err != nil {
			t.Fatal(err)
		}
		for _, word := range []string{"Requiere", "Credenciales", "identificación", "Passport", "Identification"} {
			if strings.Contains(string(form), word) {
				t.Errorf("%s asks in another language: %s in %s", name, word, form)
			}
		}
	}
}

// dropTexts takes out of a form what people read.
func dropTexts(form any) {
	switch form := form.(type) {
	case []any:
		for _, field := range form {
			dropTexts(field)
		}
	case map[string]any:
		for _, text := range []string{"label", "placeholder", "validation_message"} {
			delete(form, text)
		}
		dropTexts(form["values"])
	}
}

// wire is a value as a client reads it.
func wire(t testing.TB, v any) map[string]any {
	t.Helper()
	data, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	var out map[string]any
	if err := json.Unmarshal(data, &out); err != nil {
		t.Fatal(err)
	}
	return out
}

func TestDocumentedInstitutions(t *testing.T) {
	t.Parallel()
	banking := []string{"ACCOUNTS", "TRANSACTIONS", "OWNERS", "BALANCES", "RECEIVABLE_TRANSACTIONS"}
	gig := []string{"OWNERS", "INCOMES"}
	for _, c := range []struct {
		id                   int
		name, kind, username string
		resources            []string
	}{
		{1010, "gotham_mx_business", "bank", "username", append(slices.Clone(banking), "STATEMENTS")},
		{1011, "gotham_co_business", "bank", "username", banking},
		{1030, "goonies_mx_gig", "gig", "username", gig},
		{1031, "goonies_co_gig", "gig", "username", gig},
		{1032, "goonies_br_gig", "gig", "Conta", gig},
		{1033, "planet_mx_gig", "gig", "username", gig},
		{1034, "planet_co_gig", "gig", "username", gig},
		{1035, "planet_br_gig", "gig", "Conta", gig},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			in, ok := builtin().InstitutionByID(c.id)
			if !ok || in.Name != c.name || in.Type != c.kind || !slices.Equal(in.Resources, c.resources) {
				t.Fatalf("institution %d is %+v", c.id, in)
			}
			if in.FormFields[0].Label != c.username || in.FormFields[0].Validation != "^[a-zA-Z0-9_]{1,16}$" {
				t.Errorf("first field %+v", in.FormFields[0])
			}
			if in.Status != "healthy" || in.Features == nil || *in.TextLogo != *in.Logo {
				t.Errorf("institution %+v", in)
			}
		})
	}
}

func TestInstitutionsAreSortedAndUnique(t *testing.T) {
	t.Parallel()
	c := builtin()
	all := c.Institutions()
	if len(all) < 24 {
		t.Errorf("%d institutions, want 24 at least", len(all))
	}
	if !slices.IsSortedFunc(all, func(a, b *belvo.Institution) int { return strings.Compare(a.Name, b.Name) }) {
		t.Error("not sorted by name")
	}
	for _, in := range all {
		if other, ok := c.InstitutionByID(in.ID); !ok || other != in {
			t.Errorf("id %d leads to %+v", in.ID, other)
		}
	}
	if _, ok := c.Institution("nobody"); ok {
		t.Error("there is an institution nobody")
	}
	if _, ok := c.InstitutionByID(7); ok {
		t.Error("there is an institution 7")
	}
}

// own is a right institutions.yaml of a user.
const own = `institutions:
- name: mine_mx_retail
  id: 5000
  type: bank
  display_name: Mine
  country_code: MX
  primary_color: "#123456"
  form_fields:
  - {name: username, type: text, validation: "^a+$"}
  resources: [ACCOUNTS]
`

// userFolder is a layer of files over the embedded fixtures.
func userFolder(files map[string]string) *Catalog {
	folder := fstest.MapFS{}
	for name, text := range files {
		folder[name] = &fstest.MapFile{Data: []byte(text)}
	}
	return Load(Layer{Name: "fixtures", FS: fixtures.FS}, Layer{Name: "mine", FS: folder})
}

func TestOwnInstitution(t *testing.T) {
	t.Parallel()
	c := userFolder(map[string]string{"institutions.yaml": own})
	if err := c.Check(); err != nil {
		t.Fatal(err)
	}
	in, ok := c.Institution("mine_mx_retail")
	if !ok || len(c.Institutions()) != len(builtin().Institutions())+1 {
		t.Fatalf("%d institutions, mine is %v", len(c.Institutions()), in)
	}
	got := wire(t, in)
	for key, want := range map[string]any{"code": nil, "logo": nil, "text_logo": nil, "website": nil,
		"country_codes": []any{"MX"}, "features": []any{}, "integration_type": "credentials",
		"status": "healthy", "openbanking_information": nil} {
		if !reflect.DeepEqual(got[key], want) {
			t.Errorf("%s is %v, want %v", key, got[key], want)
		}
	}
}

func TestOwnInstitutionReplaces(t *testing.T) {
	t.Parallel()
	c := userFolder(map[string]string{
		"institutions.yaml": strings.Replace(own, "mine_mx_retail", "erebor_mx_retail", 1)})
	if err := c.Check(); err != nil {
		t.Fatal(err)
	}
	if in, _ := c.Institution("erebor_mx_retail"); in.ID != 5000 ||
		len(c.Institutions()) != len(builtin().Institutions()) {
		t.Errorf("erebor_mx_retail is %+v of %d", in, len(c.Institutions()))
	}
	if in, ok := c.InstitutionByID(1004); ok {
		t.Errorf("its old id still leads to %+v", in)
	}
}

func TestInstitutionProblems(t *testing.T) {
	t.Parallel()
	const form = "forms:\n  f:\n  - {name: a, type: text}\nfamilies:\n  mine: {type: bank}\n"
	for _, c := range []struct{ name, old, new, want string }{
		{"unknown key", "  id: 5000", "  idd: 5000\n  id: 5000",
			`3:3: unknown key "idd" in "institutions", did you mean "id"?`},
		{"missing key", "  resources: [ACCOUNTS]\n", "", `2:3: missing key "resources" in "institutions"`},
		{"type", "type: bank", "type: bunk", `4:9: unknown type "bunk", did you mean "bank"?`},
		{"no type", "  type: bank\n", "", `2:3: missing key "type", which no family gives`},
		{"country", "country_code: MX", "country_code: mx", `6:17: country_code "mx" must match ^[A-Z]{2}$`},
		{"id is taken", "id: 5000", "id: 1014", `3:7: id 1014 belongs to "heimdall_mx_retail"`},
		{"regular expression", "^a+$", "^(a$",
			"9:3: field \"username\": error parsing regexp: missing closing ): `^(a$`"},
		{"two forms", "  resources", "  form: f\n  resources", "15:9: give form or form_fields, not both"},
		{"unknown resource", "[ACCOUNTS]", "[ACCOUNTS, OWNER]",
			`10:14: unknown resource "OWNER", did you mean "OWNERS"?`},
		{"name of ours", "[ACCOUNTS]", "[BALANCES_BR]",
			`10:14: unknown resource "BALANCES_BR", did you mean "BALANCES"?`},
		{"resource of others", "[ACCOUNTS]", "[INVOICES]", `10:14: "mine_mx_retail" cannot have INVOICES, ` +
			`which belongs to institutions of type fiscal in MX or institutions of type fiscal in CL`},
		{"unknown family", "  id: 5000", "  id: 5000\n  family: mne",
			`9:11: unknown family "mne", did you mean "mine"?`},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			text := strings.Replace(own, c.old, c.new, 1)
			if strings.Contains(c.new, "form: ") || strings.Contains(c.new, "family: ") {
				text = form + text
			}
			err := userFolder(map[string]string{"institutions.yaml": text}).Check()
			if err == nil || err.Error() != "mine/institutions.yaml:"+c.want {
				t.Errorf("got  %v\nwant mine/institutions.yaml:%s", err, c.want)
			}
		})
	}
}

func TestUnknownForm(t *testing.T) {
	t.Parallel()
	text := "forms: {plain: []}\n" + strings.Replace(own, "  form_fields:\n  - {name: username, type: text, "+
		"validation: \"^a+$\"}\n", "  form: plian\n", 1)
	err := userFolder(map[string]string{"institutions.yaml": text}).Check()
	if want := `mine/institutions.yaml:9:9: unknown form "plian", did you mean "plain"?`; err == nil ||
		err.Error() != want {
		t.Errorf("got %v, want %s", err, want)
	}
}
