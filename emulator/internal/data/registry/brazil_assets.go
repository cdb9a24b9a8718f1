package registry

import (
	"time"

	"github.com/google/uuid"

	"belvo-emulator/emulator/internal/belvo"
	"belvo-emulator/emulator/internal/data/bank"
	"belvo-emulator/emulator/internal/data/openfinance"
	"belvo-emulator/emulator/internal/filter"
)

// quotedPatterns tells of the patterns that OpenAPI 1.223.0 has in typographic quotes.
const quotedPatterns = "patterns that 1.223.0 has in typographic quotes are meant without"

func investments() *Row {
	type investment = belvo.Investment
	return &Row{
		Resource: belvo.Investments, Path: "api/br/investments", Async: true,
		Operations: Operations{List: "ListInvestmentsBrazil", Retrieve: "RetrieveInvestmentsBrazil",
			Detail: "DetailInvestmentBrazil", Destroy: "DestroyInvestmentBrazil"},
		Shapes: []Shape{shape("InvestmentBrazil", func(i *investment) **uuid.UUID { return &i.ID },
			func(i *investment) *belvo.Timestamp { return &i.CreatedAt })},
		ListNeeds: "link", Dependants: []belvo.Resource{belvo.InvestmentTransactions},
		Webhooks: counted(belvo.Investments),
		Collect: func(book *bank.Book, _ Params, at time.Time) []Item {
			return items(openfinance.Investments(book, at),
				func(i *investment) (*uuid.UUID, *uuid.UUID) { return i.ID, i.ID })
		},
		Filters: filter.NewTable([]filter.Field[any]{
			indexed("link", func(i *investment) filter.Value { return filter.OfID(i.Link) }),
			indexed("id", func(i *investment) filter.Value { return filter.OfID(*i.ID) }),
			stamp("created_at", func(i *investment) belvo.Timestamp { return i.CreatedAt }),
			few(field("type", filter.Text, func(i *investment) filter.Value { return filter.Of(i.Type) }, equalOrIn...),
				"FIXED_INCOME_BANKING", "FIXED_INCOME_CREDIT", "INVESTMENT_FUND", "TREASURY_BOND", "VARIABLE_INCOME"),
		}),
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
		Shapes: []Shape{based("InvestmentTransactionBrazil", func(m *movement) *belvo.Base { return &m.Base })},
		Fields: dates(false), ListNeeds: "link", Needs: belvo.Investments, Webhooks: movementWebhooks(),
		Collect: func(book *bank.Book, p Params, at time.Time) []Item {
			return newestFirst(items(openfinance.InvestmentTransactions(book, p.From, p.To, at),
				func(m *movement) (*uuid.UUID, *uuid.UUID) { return m.ID, m.Investment.ID }),
				func(m *movement) belvo.Date { return m.ValueDate })
		},
		Filters: filter.NewTable(append(common(func(m *movement) *belvo.Base { return &m.Base }),
			few(field("type", filter.Text, func(m *movement) filter.Value { return filter.Of(m.Type) }, equalOrIn...),
				directions...))),
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
		Shapes: []Shape{shape("Exchange", func(e *exchange) **uuid.UUID { return &e.ID },
			func(e *exchange) *belvo.Timestamp { return &e.CreatedAt })},
		Fields: dates(false), ListNeeds: "link", Webhooks: counted(belvo.Exchanges),
		Below: &Below{Name: "ListExchangeHistory", Path: "history",
			Shape: Shape{Title: "ExchangeHistory", Zero: belvo.ExchangeHistory{}}, Of: historyOf},
		Collect: func(book *bank.Book, p Params, at time.Time) []Item {
			return items(openfinance.Exchanges(book, p.From, p.To, at),
				func(e *exchange) (*uuid.UUID, *uuid.UUID) { return e.ID, nil })
		},
		Filters: filter.NewTable([]filter.Field[any]{
			indexed("link", func(e *exchange) filter.Value { return filter.OfID(e.Link) }),
			indexed("id", func(e *exchange) filter.Value { return filter.OfID(*e.ID) }),
			stamp("collected_at", func(e *exchange) belvo.Timestamp { return e.CollectedAt }),
			stamp("created_at", func(e *exchange) belvo.Timestamp { return e.CreatedAt }),
		}),
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
