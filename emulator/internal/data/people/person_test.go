package people

import (
	"fmt"
	"io/fs"
	"regexp"
	"strings"
	"testing"

	"gopkg.in/yaml.v3"

	"belvo-emulator/emulator/internal/belvo"
	"belvo-emulator/emulator/internal/ident"
	"belvo-emulator/fixtures"
)

// land returns a country's file of the embedded fixtures.
func land(t testing.TB, code string) *Country {
	t.Helper()
	data, err := fs.ReadFile(fixtures.FS, "people/"+code+".yaml")
	if err != nil {
		t.Fatal(err)
	}
	c := &Country{}
	if err := yaml.Unmarshal(data, c); err != nil {
		t.Fatal(err)
	}
	return c
}

// validDocument says whether a number has the form and the check digits of its kind.
func validDocument(kind, s string) bool {
	forms := map[string]string{
		"CURP": `^[A-Z]{4}\d{6}[HM][A-Z]{2}[B-DF-HJ-NP-TV-Z]{3}\d\d$`,
		"RFC":  `^[A-Z]{3,4}\d{6}[1-9A-Z]{2}[0-9A]$`,
		"CPF":  `^\d{11}$`, "CNPJ": `^\d{14}$`, "CC": `^10\d{8}$`, "NIT": `^9\d{8}-\d$`,
		"RUT": `^[17]\d{7}-[\dK]$`,
	}
	if !regexp.MustCompile(forms[kind]).MatchString(s) {
		return false
	}
	n := len(s) - 1
	switch kind {
	case "CURP":
		return s[n] == curpDigit(s[:n])
	case "RFC":
		return s[n] == rfcDigit(s[:n])
	case "CPF":
		return s[9:] == cpfDigits(s[:9])
	case "CNPJ":
		return s[12:] == cnpjDigits(s[:12])
	case "NIT":
		return s[n] == nitDigit(s[:n-1])
	case "RUT":
		return s[n] == rutDigit(s[:n-1])
	}
	return true
}

func TestPeople(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		code, document, mail string
		business             bool
	}{
		{"mx", "CURP", "@example.com", false}, {"mx", "RFC", "@example.com", true},
		{"cl", "RUT", "@example.net", false}, {"cl", "RUT", "@example.net", true},
		{"co", "CC", "@example.org", false}, {"co", "NIT", "@example.org", true},
		{"br", "CPF", "@example.net", false}, {"br", "CNPJ", "@example.net", true},
	} {
		t.Run(fmt.Sprintf("%s business=%v", c.code, c.business), func(t *testing.T) {
			t.Parallel()
			country := land(t, c.code)
			for i := range 150 {
				p := newPerson(country, fmt.Sprint("user", i), c.business)
				if d := p.document; d.DocumentType != c.document || !validDocument(d.DocumentType, d.DocumentNumber) {
					t.Fatalf("%s has the document %+v", p.name(), d)
				}
				if !regexp.MustCompile(`^[a-z0-9]+\.[a-z0-9]+` + c.mail + `$`).MatchString(p.mail) {
					t.Errorf("mail %q", p.mail)
				}
				if strings.ContainsAny(p.phone+p.address, "{}") || strings.Contains(p.phone, "#") {
					t.Errorf("phone %q, address %q", p.phone, p.address)
				}
				if c.business != (p.company != "" && p.name() == p.company) {
					t.Errorf("name %q, company %q", p.name(), p.company)
				}
			}
		})
	}
}

func TestPersonIsTheSameEveryTime(t *testing.T) {
	t.Parallel()
	country := land(t, "mx")
	a, b := newPerson(country, "user", false), newPerson(country, "user", false)
	if fmt.Sprintf("%+v", a) != fmt.Sprintf("%+v", b) {
		t.Errorf("%+v\n%+v", a, b)
	}
	if c := newPerson(country, "other", false); c.document == a.document {
		t.Errorf("two people share the document %+v", a.document)
	}
}

func TestCURP(t *testing.T) {
	t.Parallel()
	born := day(t, "1980-02-03")
	for _, c := range []struct {
		name   string
		person person
		want   string // without the last two digits
	}{
		{"woman", person{female: true, given: "Elena", families: []string{"Hernández", "García"},
			born: born, place: City{Region: "VZ"}}, "HEGE800203MVZRRL"},
		{"man", person{given: "Iván", families: []string{"Luna", "Peña"}, born: born,
			place: City{Region: "DF"}}, "LUPI800203HDFNXV"},
		{"no vowel inside", person{given: "Bruno", families: []string{"Ng", "Trejo"}, born: born,
			place: City{Region: "JC"}}, "NXTB800203HJCGRR"},
		{"unfit word", person{given: "Óscar", families: []string{"Bustos", "Esparza"}, born: born,
			place: City{Region: "NL"}}, "BUEO800203HNLSSS"},
		{"unfit word is changed", person{female: true, given: "Amanda", families: []string{"Castro", "Cano"},
			born: born, place: City{Region: "NL"}}, "CXCA800203MNLSNM"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			got := c.person.curp(ident.NewRand("curp"))
			if got[:16] != c.want || !validDocument("CURP", got) {
				t.Errorf("got %s, want %s and two digits", got, c.want)
			}
		})
	}
}

func TestRFC(t *testing.T) {
	t.Parallel()
	born := day(t, "1999-12-31")
	for _, c := range []struct {
		name   string
		person person
		want   string
	}{
		{"person", person{given: "Elena", families: []string{"Hernández", "García"}, born: born}, "HEGE991231"},
		{"business", person{company: "Grupo Nopalera", born: born}, "GRU991231"},
		{"short business", person{company: "Ya", born: born}, "YAX991231"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			got := c.person.rfc(ident.NewRand("rfc"))
			if !strings.HasPrefix(got, c.want) || !validDocument("RFC", got) {
				t.Errorf("got %s, want it to open with %s", got, c.want)
			}
		})
	}
}

// TestNumberOfEveryKind covers the documents that a user's own country may name.
func TestNumberOfEveryKind(t *testing.T) {
	t.Parallel()
	p := &person{given: "Ana", families: []string{"Luna"}, born: belvo.Date(5000), place: City{Region: "DF"}}
	for _, kind := range DocumentKinds() {
		if s := p.number(kind, ident.NewRand("number", kind)); !validDocument(kind, s) {
			t.Errorf("%s %q is not valid", kind, s)
		}
	}
}

func day(t testing.TB, s string) belvo.Date {
	t.Helper()
	d, err := belvo.ParseDate(s)
	if err != nil {
		t.Fatal(err)
	}
	return d
}
