package catalog

import (
	"io/fs"
	"strings"
	"testing"

	"belvo-emulator/fixtures"
)

func TestCountryProblems(t *testing.T) {
	t.Parallel()
	data, err := fs.ReadFile(fixtures.FS, "people/mx.yaml")
	if err != nil {
		t.Fatal(err)
	}
	good := string(data)
	for _, c := range []struct{ name, old, new, want string }{
		{"round", "round: 0.01", "round: 0", "scale must be more than 0 and round at least 0.01"},
		{"scale", "scale: 1,", "scale: 0,", "scale must be more than 0 and round at least 0.01"},
		{"surnames", "surnames: 2", "surnames: 3", "surnames must be 1 or 2"},
		{"document", "person: CURP", "person: CRUP", `unknown person "CRUP", did you mean "CURP"?`},
		{"account number", "account_number: CLABE", "account_number: IBAN",
			`unknown account_number "IBAN", expected one of ACCOUNT_NUMBER, AGENCY/ACCOUNT, CLABE`},
		{"account name", "  UNCATEGORIZED: {type: Otros productos, name: Cuenta}\n", "",
			`missing key "UNCATEGORIZED" in "accounts"`},
		{"address", "{street} {number}", "{stret} {number}",
			`unknown word {stret} in "address", did you mean "street"?`},
		{"phone", "{area}", "{ara}", `unknown word {ara} in "phone", did you mean "area"?`},
		{"payee's text", "PAGO AGUA {name}", "PAGO AGUA {nombre}", `unknown word {nombre} in "text"`},
		{"receiver's text", "APORTACION DE CUENTA {account}", "DE {acount}",
			`unknown word {acount} in "received", did you mean "account"?`},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			bad := strings.Replace(good, c.old, c.new, 1)
			_, problems := parser(countryShape, checkCountry)("people/mx.yaml", []byte(bad))
			if len(problems) != 1 || !strings.HasPrefix(problems[0].Message, c.want) {
				t.Errorf("got %v, want %s", problems, c.want)
			}
			if at := strings.Split(bad, "\n"); len(problems) == 1 && problems[0].Line > len(at) {
				t.Errorf("line %d is outside the file", problems[0].Line)
			}
		})
	}
}

func TestEmptyLists(t *testing.T) {
	t.Parallel()
	data, err := fs.ReadFile(fixtures.FS, "people/co.yaml")
	if err != nil {
		t.Fatal(err)
	}
	from := strings.Index(string(data), "streets: [")
	to := from + strings.Index(string(data)[from:], "]")
	_, problems := parser(countryShape, checkCountry)("co.yaml", []byte(string(data)[:from]+"streets: ["+string(data)[to:]))
	if len(problems) != 1 || problems[0].Message != `"streets" must not be empty` {
		t.Errorf("got %v", problems)
	}
}

// TestCountriesHaveTheSamePayees lets every data set work in every country.
func TestCountriesHaveTheSamePayees(t *testing.T) {
	t.Parallel()
	mx := land(t, "mx")
	for _, code := range []string{"co", "br", "cl"} {
		other := land(t, code)
		for name := range mx.Payees {
			if other.Payees[name] == nil {
				t.Errorf("%s lacks the payees %q", code, name)
			}
		}
		if len(other.Payees) != len(mx.Payees) {
			t.Errorf("%s has %d groups of payees, mx %d", code, len(other.Payees), len(mx.Payees))
		}
	}
}

// TestWebsitesBelongToNobody holds the sample data to names that are reserved for examples.
func TestWebsitesBelongToNobody(t *testing.T) {
	t.Parallel()
	for _, code := range []string{"mx", "co", "br", "cl"} {
		for name, g := range land(t, code).Payees {
			for _, m := range g.Merchants {
				if m.Website != nil && !strings.HasSuffix(*m.Website, ".example") {
					t.Errorf("%s, %s: website %s", code, name, *m.Website)
				}
			}
		}
	}
}
