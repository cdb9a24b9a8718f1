package registry

import (
	"time"

	"belvo-emulator/emulator/internal/belvo"
	"belvo-emulator/emulator/internal/data/bank"
	"belvo-emulator/emulator/internal/data/catalog"
	"belvo-emulator/emulator/internal/data/openfinance"
)

// quotedPatterns tells of the patterns that OpenAPI 1.223.0 has in typographic quotes.
const quotedPatterns = "patterns that 1.223.0 has in typographic quotes are meant without"

func investments() *Row {
	type investment = belvo.Investment
	return &Row{
		Resource: belvo.Investments, Path: "api/br/investments", Async: true,
		Operations: Operations{List: "ListInvestmentsBrazil", Retrieve: "RetrieveInvestmentsBrazil",
			Detail: "DetailInvestmentBrazil", Destroy: "DestroyInvestmentBrazil"},
		Shapes:    []Shape{shape[investment]("InvestmentBrazil")},
		ListNeeds: "link", Dependants: []belvo.Resource{belvo.InvestmentTransactions},
		Webhooks: counted(belvo.Investments),
		Collect: func(book *bank.Book, _ Params, at time.Time) []Item {
			return items(openfinance.Investments(book, at), "id")
		},
		Filters:    common(few(text("type", ""), catalog.InvestmentKinds()...)),
		Deviations: []string{quotedPatterns},
	}
}

// investmentTransactions are the movements of investments. Each belongs to its investment as a
// movement of money does to its account, and goes with it.
func investmentTransactions() *Row {
	type movement = belvo.InvestmentTransaction
	return &Row{
		Resource: belvo.InvestmentTransactions, Path: "api/br/investment-transactions", Async: true,
		Operations: Operations{List: "ListInvestmentTransactionsBrazil",
			Retrieve: "RetrieveInvestmentTransactionsBrazil", Detail: "DetailInvestmentTransactionBrazil",
			Destroy: "DestroyInvestmentTransactionBrazil"},
		Shapes: []Shape{shape[movement]("InvestmentTransactionBrazil")},
		Fields: dates(false), ListNeeds: "link", Needs: belvo.Investments, Webhooks: movementWebhooks(),
		Collect: func(book *bank.Book, p Params, at time.Time) []Item {
			return newestFirst(items(openfinance.InvestmentTransactions(book, p.From, p.To, at), "investment.id"), "value_date")
		},
		Filters:    common(few(text("type", ""), directions...)),
		Deviations: []string{quotedPatterns, "`type` filters by INFLOW and OUTFLOW"},
	}
}

// movementWebhooks are the events about movements of investments. Deviation: the key of new ones
// follows those of other resources; no source shows it.
func movementWebhooks() Webhooks {
	w := counted(belvo.InvestmentTransactions)
	w.Total = func(all []Item) any {
		totals := transactionTotals{}
		for _, item := range all {
			m := item.Value.(*belvo.InvestmentTransaction)
			totals.add(m.Type, m.ValueDate)
		}
		return totals
	}
	return w
}

func exchanges() *Row {
	type exchange = belvo.Exchange
	return &Row{
		Resource: belvo.Exchanges, Path: "api/br/exchanges",
		Operations: Operations{List: "ListExchanges", Retrieve: "RetrieveExchanges", Detail: "DetailExchange",
			Destroy: "DeleteExchange"},
		Shapes: []Shape{shape[exchange]("Exchange")},
		Fields: dates(false), ListNeeds: "link", Webhooks: counted(belvo.Exchanges),
		Below: &Below{Name: "ListExchangeHistory", Path: "history",
			Shape: Shape{Title: "ExchangeHistory", Zero: belvo.ExchangeHistory{}}, Of: historyOf},
		Collect: func(book *bank.Book, p Params, at time.Time) []Item {
			return items(openfinance.Exchanges(book, p.From, p.To, at), "")
		},
		Filters:    common(day("collected_at", "")),
		Deviations: []string{"the events' webhooks follow those of other resources"},
	}
}

// historyOf are the events of an exchange, with the creation time of the exchange as it is stored.
func historyOf(value any) []any {
	e := value.(*belvo.Exchange)
	out := make([]any, len(e.History))
	for i, past := range e.History {
		event := *past
		event.CreatedAt = e.CreatedAt
		out[i] = &event
	}
	return out
}
