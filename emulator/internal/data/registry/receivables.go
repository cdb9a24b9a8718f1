package registry

import (
	"time"

	"github.com/google/uuid"

	"belvo-emulator/emulator/internal/belvo"
	"belvo-emulator/emulator/internal/data/bank"
	"belvo-emulator/emulator/internal/filter"
)

// receivables are the card sales of OpenAPI 1.35.0. Deviation: no institution of the sandbox names the
// resource; the business banks with credentials have it.
func receivables() *Row {
	day := func(name string, get func(*belvo.Receivable) filter.Value, ops ...filter.Op) filter.Field[any] {
		return field(name, filter.Day, get, ops...)
	}
	return &Row{
		Resource: belvo.ReceivableTransactions, Path: "receivables/transactions", Needs: belvo.Accounts,
		Operations: Operations{List: "ListReceivableTransactions", Retrieve: "RetrieveReceivableTransactions",
			Detail: "DetailReceivableTransaction", Destroy: "DestroyReceivableTransaction"},
		Shapes: []Shape{shape("ReceivablesTransaction", func(r *belvo.Receivable) **uuid.UUID { return &r.ID },
			func(r *belvo.Receivable) *belvo.Timestamp { return &r.CreatedAt })},
		Fields:  dates(true),
		Collect: collectReceivables,
		Filters: filter.NewTable([]filter.Field[any]{
			indexed("link", func(r *belvo.Receivable) filter.Value { return filter.OfID(r.Link) }),
			indexed("id", func(r *belvo.Receivable) filter.Value { return filter.OfID(*r.ID) }),
			indexed("account", func(r *belvo.Receivable) filter.Value { return filter.OfID(r.Account.ID) }),
			day("created_at", func(r *belvo.Receivable) filter.Value { return filter.OfTime(r.CreatedAt) },
				filter.Comparisons()...),
			day("value_date", func(r *belvo.Receivable) filter.Value { return filter.OfDay(r.ValueDate) },
				filter.Comparisons()...),
		}),
		Deviations: []string{"no webhooks, which no source shows", "the business banks have it",
			"POST answers a list, where 1.35.0 shows one object",
			"an error is an array, where 1.35.0 once shows an object"},
	}
}

func collectReceivables(book *bank.Book, p Params, at time.Time) []Item {
	var all []Item
	for _, a := range accountsOf(book, p, at) {
		all = append(all, items(bank.Receivables(book, a, p.From, p.To, at),
			func(r *belvo.Receivable) (*uuid.UUID, *uuid.UUID) { return r.ID, a.ID })...)
	}
	return all
}
