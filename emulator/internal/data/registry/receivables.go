package registry

import (
	"time"

	"belvo-emulator/emulator/internal/belvo"
	"belvo-emulator/emulator/internal/data/bank"
)

// receivables are the card sales of OpenAPI 1.35.0. Deviation: no institution of the sandbox names the
// resource; the business banks with credentials have it.
func receivables() *Row {
	return &Row{
		Resource: belvo.ReceivableTransactions, Path: "receivables/transactions", Needs: belvo.Accounts,
		Operations: Operations{List: "ListReceivableTransactions", Retrieve: "RetrieveReceivableTransactions",
			Detail: "DetailReceivableTransaction", Destroy: "DestroyReceivableTransaction"},
		Shapes:  []Shape{shape[belvo.Receivable]("ReceivablesTransaction")},
		Fields:  dates(true),
		Collect: collectReceivables,
		Filters: common(indexed("account", "account.id"), day("value_date", "")),
		Deviations: []string{"no webhooks, which no source shows", "the business banks have it",
			"POST answers a list, where 1.35.0 shows one object",
			"an error is an array, where 1.35.0 once shows an object"},
	}
}

func collectReceivables(book *bank.Book, p Params, at time.Time) []Item {
	var all []Item
	for _, a := range accountsOf(book, p, at) {
		all = append(all, items(bank.Receivables(book, a, p.From, p.To, at), "account.id")...)
	}
	return all
}
