package registry

import (
	"time"

	"github.com/google/uuid"

	"belvo-emulator/emulator/internal/belvo"
	"belvo-emulator/emulator/internal/data/bank"
	"belvo-emulator/emulator/internal/filter"
)

// portfolios are the investments of OpenAPI 1.35.0. Deviation: no institution of the sandbox listed them;
// here the retail banks with credentials do.
func portfolios() *Row {
	return &Row{
		Resource: belvo.InvestmentsPortfolios, Path: "investments/portfolios", Single: true,
		Operations: Operations{List: "ListPortfolio", Retrieve: "RetrievePortfolio", Patch: "PatchPortfolio",
			Detail: "DetailPortfolio", Destroy: "DestroyPortfolio"},
		Shapes: []Shape{shape("InvestmentsPortfolio", func(p *belvo.Portfolio) **uuid.UUID { return &p.ID },
			func(p *belvo.Portfolio) *belvo.Timestamp { return &p.CreatedAt })},
		Dependants: []belvo.Resource{belvo.PortfolioTransactions},
		Collect: func(book *bank.Book, _ Params, at time.Time) []Item {
			return items(bank.Portfolios(book, at),
				func(p *belvo.Portfolio) (*uuid.UUID, *uuid.UUID) { return p.ID, nil })
		},
		Filters: filter.NewTable([]filter.Field[any]{
			indexed("link", func(p *belvo.Portfolio) filter.Value { return filter.OfID(p.Link) }),
			indexed("id", func(p *belvo.Portfolio) filter.Value { return filter.OfID(*p.ID) }),
			field("created_at", filter.Day,
				func(p *belvo.Portfolio) filter.Value { return filter.OfTime(p.CreatedAt) }, filter.Comparisons()...),
		}),
		Deviations: []string{"no webhooks, which no source shows", "the retail banks have it",
			"PATCH answers a list, as elsewhere"},
	}
}

// portfolioTransactions are what portfolios come from. Each belongs to its portfolio as a movement of
// money does to its account, and goes with it.
// Source: OpenAPI 1.20.1, which has them as a beta; the SDKs for Python and Ruby still call them.
func portfolioTransactions() *Row {
	type transaction = belvo.PortfolioTransaction
	base := func(t *transaction) *belvo.Base { return &t.Base }
	of := indexed("portfolio", func(t *transaction) filter.Value { return filter.OfID(t.Portfolio.ID) })
	of.Index = "account" // the store's name for what an object belongs to
	return &Row{
		Resource: belvo.PortfolioTransactions, Path: "investments/transactions",
		Operations: Operations{List: "ListInvestmentTransactions", Retrieve: "RetrieveInstrumentTransaction",
			Patch: "PatchInvestmentsTransactions", Detail: "DetailInvestmentTransaction",
			Destroy: "DestroyInvestmentTransaction"},
		Shapes: []Shape{based("InvestmentsInstrumentTransaction", base)},
		Fields: dates(true), Needs: belvo.InvestmentsPortfolios,
		Collect: func(book *bank.Book, p Params, at time.Time) []Item {
			return newestFirst(items(bank.PortfolioTransactions(book, p.From, p.To, at),
				func(t *transaction) (*uuid.UUID, *uuid.UUID) { return t.ID, &t.Portfolio.ID }),
				func(t *transaction) belvo.Date { return t.SettlementDate })
		},
		Filters: filter.NewTable(append(common(base), of)),
		Deviations: []string{"no webhooks, which no source shows", "the retail banks have it",
			"a list, where 1.20.1 shows one object", "the dates of a request are those of settlement",
			"BUY, SELL and DIVIDEND occur, without fees"},
	}
}
