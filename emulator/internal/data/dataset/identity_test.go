package dataset

import (
	"strings"
	"testing"

	"belvo-emulator/emulator/internal/belvo"
)

func TestUsernamesThatAreDocuments(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		country, username string
		kind, number      string
		business          bool
	}{
		{"MX", "BLPM951331IONVGR54", "CURP", "BLPM951331IONVGR54", false},
		{"MX", "PFIS010101000", "RFC", "PFIS010101000", false},
		{"MX", "PMO010101000", "RFC", "PMO010101000", true},
		{"MX", "bnk100", "", "", false}, {"MX", "fiscal101", "", "", false},
		{"MX", "BLPM951331IONVGR5", "", "", false}, {"MX", "76109277673", "", "", false},
		{"BR", "76109277673", "CPF", "76109277673", false},
		{"BR", "761.092.776-73", "CPF", "76109277673", false},
		{"BR", "11444777000161", "CNPJ", "11444777000161", true},
		{"CL", "12345678-5", "RUT", "12345678-5", false}, {"CL", "9876543k", "RUT", "9876543-K", false},
		{"CL", "76543210-3", "RUT", "76543210-3", true}, {"CL", "bnk100", "", "", false},
		{"BR", "7610927767", "", "", false}, {"CO", "76109277673", "", "", false},
		{"CO", "1018470893", "CC", "1018470893", false}, {"CO", "8301145012", "NIT", "8301145012", true},
	} {
		document, business := claim(c.country, c.username)
		if document.DocumentType != c.kind || document.DocumentNumber != c.number || business != c.business {
			t.Errorf("%s %s is %+v, a business's: %v", c.country, c.username, document, business)
		}
	}
}

// TestPeopleAgreeWithTheirDocuments logs in with documents and looks at who the users are.
func TestPeopleAgreeWithTheirDocuments(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		institution, username string
		born                  string // "" for any day
		female, business      bool
	}{
		{"planet_mx_employment", "HEGE800203MVZRRL08", "1980-02-03", true, false},
		{"planet_mx_employment", "LUPI050228HDFNXVA1", "2005-02-28", false, false},
		{"tatooine_mx_fiscal", "PFIS010101000", "2001-01-01", false, false},
		{"tatooine_mx_fiscal", "PMO010101000", "", false, true},
		{"ofmockbank_br_retail", "761.092.776-73", "", false, false},
	} {
		t.Run(c.username, func(t *testing.T) {
			t.Parallel()
			p := open(t, builtin(), c.institution, c.username, "full", "2026-03-14").Profile()
			if c.born != "" && p.Born.String() != c.born {
				t.Errorf("born on %s", p.Born)
			}
			if c.female && !p.Female || p.Business != c.business {
				t.Errorf("female %v, business %v", p.Female, p.Business)
			}
			claimed, _ := claim(p.Country, c.username)
			if got := p.Number(claimed.DocumentType); got != claimed.DocumentNumber {
				t.Errorf("the %s is %s", claimed.DocumentType, got)
			}
			if p.Country != "MX" || p.Business {
				return
			}
			curp, rfc := p.Number("CURP"), p.Number("RFC")
			if curp[:10] != c.username[:10] || rfc[:10] != c.username[:10] || p.Document.DocumentNumber != curp {
				t.Errorf("CURP %s and RFC %s of %s, whose document is %+v", curp, rfc, c.username, p.Document)
			}
			if initial := c.username[:1]; strings.Contains("HL", initial) &&
				!strings.HasPrefix(p.Families[0], initial) {
				t.Errorf("%s is called %s", c.username, p.Name)
			}
		})
	}
}

// TestADocumentNamesOnePersonEverywhere logs in to several institutions with one document: the person
// is the same, the banks' own numbers are not.
func TestADocumentNamesOnePersonEverywhere(t *testing.T) {
	t.Parallel()
	for document, institutions := range map[string][2]string{
		"12345629100":        {"inss_br_employment", "ofmockbank_br_retail"},
		"1018470893":         {"planet_co_employment", "erebor_co_retail"},
		"HEGE800203MVZRRL08": {"imss_mx_employment", "issste_mx_employment"},
	} {
		first := open(t, builtin(), institutions[0], document, "full", "2026-03-14")
		second := open(t, builtin(), institutions[1], document, "full", "2026-03-14")
		a, b := first.Profile(), second.Profile()
		if a.Name != b.Name || a.Born != b.Born || a.Address != b.Address || a.Mail != b.Mail ||
			a.Document != b.Document || a.Number("RFC") != b.Number("RFC") {
			t.Errorf("%s is %+v and %+v", document, a, b)
		}
		if a.Document.DocumentNumber != document {
			t.Errorf("%s has the document %+v", document, a.Document)
		}
		if first.person.internal == second.person.internal {
			t.Errorf("two institutions know %s by the same number %s", document, first.person.internal)
		}
	}
}

// TestPossibleBirthdays reads days out of documents, of which some are no days.
func TestPossibleBirthdays(t *testing.T) {
	t.Parallel()
	for number, want := range map[string]string{
		"HEGE800203MVZRRL08": "1980-02-03", "LUPI050228HDFNXVA1": "2005-02-28",
		"LUPI000229HDFNXVA1": "2000-02-29", "LUPI000229HDFNXV01": "", "BLPM951331IONVGR54": "",
		"PFIS010101000": "2001-01-01", "PFIS650101000": "1965-01-01",
	} {
		got, ok := birthday(number)
		if ok != (want != "") || ok && got.String() != want {
			t.Errorf("%s: born on %s (%v), want %q", number, got, ok, want)
		}
	}
}

// TestClerksOfBusinesses logs in to a business's bank with a person's document.
func TestClerksOfBusinesses(t *testing.T) {
	t.Parallel()
	p := open(t, builtin(), "gotham_br_business", "76109277673", "full", "2026-03-14").Profile()
	if !p.Business || p.Document.DocumentType != "CNPJ" ||
		(p.Document == belvo.DocumentID{DocumentType: "CNPJ", DocumentNumber: "76109277673"}) {
		t.Errorf("the bank knows %+v", p)
	}
}
