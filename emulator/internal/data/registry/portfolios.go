package registry

import (
	"time"

	"belvo-emulator/emulator/internal/belvo"
	"belvo-emulator/emulator/internal/data/bank"
)

// portfolios are the investments of OpenAPI 1.35.0. Deviation: no institution of the sandbox listed them;
// here the retail banks with credentials do.
func portfolios() *Row {
	return &Row{
		Resource: belvo.InvestmentsPortfolios, Path: "investments/portfolios", Single: true,
		Operations: Operations{List: "ListPortfolio", Retrieve: "RetrievePortfolio", Patch: "PatchPortfolio",
			Detail: "DetailPortfolio", Destroy: "DestroyPortfolio"},
		Shapes:     []Shape{shape[belvo.Portfolio]("InvestmentsPortfolio")},
		Dependants: []belvo.Resource{belvo.PortfolioTransactions},
		Collect: func(book *bank.Book, _ Params, at time.Time) []Item {
			return items(bank.Portfolios(book, at), "")
		},
		Filters: common(),
		Deviations: []string{"no webhooks, which no source shows", "the retail banks have it",
			"PATCH answers a list, as elsewhere"},
	}
}

// portfolioTransactions are what portfolios come from. Each belongs to its portfolio as a movement of
// money does to its account, and goes with it.
// Source: OpenAPI 1.20.1, which has them as a beta; the SDKs for Python and Ruby still call them.
func portfolioTransactions() *Row {
	type transaction = belvo.PortfolioTransaction
	of := indexed("portfolio", "portfolio.id")
	of.Index = "account" // the store's name for what an object belongs to
	return &Row{
		Resource: belvo.PortfolioTransactions, Path: "investments/transactions",
		Operations: Operations{List: "ListInvestmentTransactions", Retrieve: "RetrieveInstrumentTransaction",
			Patch: "PatchInvestmentsTransactions", Detail: "DetailInvestmentTransaction",
			Destroy: "DestroyInvestmentTransaction"},
		Shapes: []Shape{shape[transaction]("InvestmentsInstrumentTransaction")},
		Fields: dates(true), Needs: belvo.InvestmentsPortfolios,
		Collect: func(book *bank.Book, p Params, at time.Time) []Item {
			return newestFirst(items(bank.PortfolioTransactions(book, p.From, p.To, at), "portfolio.id"), "settlement_date")
		},
		Filters: common(of),
		Deviations: []string{"no webhooks, which no source shows", "the retail banks have it",
			"a list, where 1.20.1 shows one object", "the dates of a request are those of settlement",
			"BUY, SELL and DIVIDEND occur, without fees"},
	}
}
