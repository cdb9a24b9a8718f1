package bank

import (
	"strings"
	"testing"

	"belvo-emulator/emulator/internal/belvo"
	"belvo-emulator/emulator/internal/data/people"
)

// TestPeopleAgreeWithTheirDocuments logs in with documents and looks at the users' identities.
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
			claimed, _ := people.Claim(p.Country, c.username)
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
		if first.Profile().Internal == second.Profile().Internal {
			t.Errorf("two institutions know %s by the same number %s", document, first.Profile().Internal)
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
