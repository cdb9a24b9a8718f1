package catalog

import (
	"slices"
	"strings"

	"belvo-emulator/emulator/internal/belvo"
	"belvo-emulator/emulator/internal/suggest"
)

// Offers says whether an institution answers requests for a resource. Its list of resources decides,
// which clients see; of resources that share a word, the institution's kind does. Every link on Open
// Finance has a consent, which no list names.
func Offers(in *belvo.Institution, r belvo.Resource) bool {
	listed := r == belvo.Consents || slices.Contains(in.Resources, string(r.Name()))
	return listed && canOffer(in, r)
}

// holders are the institutions that there is data for, of a resource that not all can have.
type holders struct {
	who string
	are func(*belvo.Institution) bool
}

// holdersOf returns who can have a resource, false for a resource that any institution can have.
// The objects of the others would have no meaning there, or another shape.
func holdersOf(r belvo.Resource) (holders, bool) {
	switch r {
	case belvo.Consents, belvo.BrazilBalances, belvo.Exchanges, belvo.Bills, belvo.Investments,
		belvo.InvestmentTransactions:
		return holders{"institutions on Open Finance", OnOpenFinance}, true
	case belvo.Balances, belvo.InvestmentsPortfolios, belvo.PortfolioTransactions,
		belvo.ReceivableTransactions:
		return holders{"institutions with credentials", withCredentials}, true
	case belvo.Statements:
		return holders{"banks of MX with credentials", func(in *belvo.Institution) bool {
			return withCredentials(in) && in.Type == "bank" && in.CountryCode == "MX"
		}}, true
	case belvo.EmploymentRecords, belvo.CurrentEmployments, belvo.EmploymentMetrics:
		return authorities("employment", "MX"), true
	case belvo.Employments:
		return authorities("employment", "BR"), true
	case belvo.EmploymentsColombia:
		return authorities("employment", "CO"), true
	case belvo.FinancialStatements, belvo.Invoices, belvo.TaxComplianceStatus, belvo.TaxRetentions,
		belvo.TaxReturns, belvo.TaxStatus:
		return authorities("fiscal", "MX"), true
	case belvo.TaxDeclarations:
		return authorities("fiscal", "CO"), true
	case belvo.InvoicesChile, belvo.TaxStatusChile, belvo.DebtReports:
		return authorities("fiscal", "CL"), true
	}
	return holders{}, false
}

func withCredentials(in *belvo.Institution) bool { return !OnOpenFinance(in) }

// authorities are the institutions of a type and a country.
func authorities(kind, country string) holders {
	return holders{"institutions of type " + kind + " in " + country, func(in *belvo.Institution) bool {
		return in.Type == kind && in.CountryCode == country
	}}
}

func canOffer(in *belvo.Institution, r belvo.Resource) bool {
	of, limited := holdersOf(r)
	return !limited || of.are(in)
}

// resources reports the resources of an institution that no customer has, or that only others can have:
// clients would be refused what the list promises.
func (r *institutionReader) resources(e *institutionEntry) {
	var words []string
	for _, known := range belvo.Resources() {
		words = append(words, string(known))
	}
	for _, word := range e.Resources {
		if !slices.Contains(words, word) {
			r.report(e.node, "resources", "unknown resource %q%s", word, suggest.Tail(word, words))
			continue
		}
		var who []string
		can := false
		for _, kind := range belvo.Kinds() {
			if kind.Name() == belvo.Resource(word) {
				of, _ := holdersOf(kind)
				who, can = append(who, of.who), can || canOffer(&e.Institution, kind)
			}
		}
		if !can {
			r.report(e.node, "resources", "%q cannot have %s, which belongs to %s", e.Name, word,
				strings.Join(who, " or "))
		}
	}
}
