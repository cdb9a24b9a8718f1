// Package fiscal is what Mexico's tax authority knows of a taxpayer: the invoices that were issued
// and received, and what follows from them by computation: retentions, monthly and yearly tax
// returns, financial statements. It also has the yearly declarations of Colombia's taxpayers.
// All of it is a function of the taxpayer and the calendar, so that a day looks the same whenever
// it is asked for, and asking later only adds what has happened since.
package fiscal

import (
	"slices"
	"strings"
	"time"

	"belvo-emulator/emulator/internal/belvo"
	"belvo-emulator/emulator/internal/data/bank"
	"belvo-emulator/emulator/internal/data/catalog"
	"belvo-emulator/emulator/internal/data/people"
	"belvo-emulator/emulator/internal/ident"
)

// yearsBefore is how many whole years the books reach back before the year in which a link was
// made, so that there are that many yearly returns.
const yearsBefore = 3

// Taxpayer is a customer of a fiscal institution. Its methods compute from scratch, so a caller that
// asks more than once does well to keep what it gets. It is not safe for concurrent use.
type Taxpayer struct {
	book    *bank.Book
	profile people.Profile
	firm    bool
	data    *catalog.Taxpayer // nil where the authority knows no taxpayer
	self    party
	start   belvo.Date // the first day of the books
	deals   []*deal    // up to and with the month of until
	until   belvo.Date
}

// Of returns the taxpayer that a book belongs to.
func Of(book *bank.Book) *Taxpayer {
	p, c := book.Profile(), book.Customer()
	t := &Taxpayer{book: book, profile: p, firm: p.Business, data: book.Parts().Taxpayer,
		start: bank.FirstOf(c.Since.Time().Year()-yearsBefore, time.January)}
	t.self = party{rfc: p.Number("RFC"), name: strings.ToUpper(p.Name), regime: regimeOf(p.Business),
		postal: p.Postal}
	return t
}

// Known says whether the authority knows the taxpayer: a data set may have none.
func (t *Taxpayer) Known() bool { return t.book.Known() && t.data != nil }

// regimeOf is the code of a taxpayer's regime in the catalogue c_RegimenFiscal.
func regimeOf(firm bool) string {
	if firm {
		return "601"
	}
	return "612"
}

// party is one side of an invoice.
type party struct {
	rfc, name, regime, postal string
	suspect                   bool // on the tax authority's list of frauds
}

// fraud is the party's status on that list.
// Source: the values of sender_tax_fraud_status in OpenAPI 1.223.0.
func (p party) fraud() string {
	if p.suspect {
		return "CONFIRMED"
	}
	return "NO_TAX_FRAUD_STATUS"
}

// The tax keys of unnamed customers in the country, and abroad.
const (
	anybody   = "XAXX010101000"
	foreigner = "XEXX010101000"
)

// pool returns the parties that a stream of business is with.
func (t *Taxpayer) pool(s *stream) []party {
	switch s.With {
	case "self":
		return []party{t.self}
	case "public":
		return []party{{rfc: anybody, name: "PÚBLICO EN GENERAL", regime: "616", postal: t.self.postal}}
	case "abroad":
		return []party{{rfc: foreigner, name: t.book.Authorities().ForeignClient, regime: "616", postal: t.self.postal}}
	case "professionals", "staff", "doctors":
		return t.people(s.With, map[string]int{"professionals": 2, "staff": 3, "doctors": 2}[s.With])
	case "clients":
		return t.clients()
	}
	out := make([]party, len(s.Firms))
	for i, firm := range s.Firms {
		out[i] = t.party(t.book.Company(firm), "601")
		out[i].suspect = slices.Contains(t.data.Accused, firm)
	}
	return out
}

// clients are the country's firms, without the taxpayer.
func (t *Taxpayer) clients() []party {
	var out []party
	for _, firm := range t.book.Companies() {
		if firm.Name != t.profile.Company {
			out = append(out, t.party(firm, "601"))
		}
	}
	return out
}

// people are some natural persons that the taxpayer deals with.
func (t *Taxpayer) people(kind string, n int) []party {
	regime := "612"
	if kind == "staff" {
		regime = "605"
	}
	out := make([]party, n)
	for i := range out {
		p := t.book.Stranger(strings.Join([]string{t.profile.User, kind, string(rune('a' + i))}, " "))
		out[i] = party{rfc: p.Number("RFC"), name: strings.ToUpper(p.Name), regime: regime, postal: p.Postal}
	}
	return out
}

func (t *Taxpayer) party(firm people.Company, regime string) party {
	rng := ident.NewRand("postal", firm.Name)
	postal := []string{"06", "44", "64", "72", "76", "97"}[rng.IntN(6)]
	for range 3 {
		postal += string(rune('0' + rng.IntN(10)))
	}
	return party{rfc: firm.Document.DocumentNumber, name: strings.ToUpper(firm.Name), regime: regime,
		postal: postal}
}

// bank is a bank of the country, whose tax key stands on payments.
func (t *Taxpayer) bank(rng ident.Rand) party {
	names := t.book.Authorities().Banks
	return t.party(t.book.Company(names[rng.IntN(len(names))]), "601")
}
