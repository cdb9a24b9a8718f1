package registry

import (
	"time"

	"belvo-emulator/emulator/internal/belvo"
	"belvo-emulator/emulator/internal/data/bank"
	"belvo-emulator/emulator/internal/data/openfinance"
	"belvo-emulator/emulator/internal/filter"
)

// brazil has what only Brazil's Open Finance has.
func brazil() []*Row {
	return []*Row{consents(), brazilBalances(), exchanges(), bills(), investments(), investmentTransactions()}
}

// brazilBalances are the present balances. Belvo gives the operations the names of the older ones
// of api/balances; here they say which they are.
func brazilBalances() *Row {
	type balance = belvo.OpenBalance
	return &Row{
		Resource: belvo.BrazilBalances, Path: "api/br/balances",
		Operations: Operations{List: "ListBalancesBrazil", Retrieve: "RetrieveBalancesBrazil",
			Detail: "DetailBalanceBrazil"},
		Shapes: []Shape{shape[balance]("BalanceOFDA")},
		Fields: []Field{oneAccount("account_id")}, ListNeeds: "link", Needs: belvo.Accounts,
		Collect: func(book *bank.Book, p Params, at time.Time) []Item {
			return items(openfinance.Balances(book, p.Account, at), "account_id")
		},
		Filters:    common(indexed("account", "account_id"), day("collected_at", "")),
		Deviations: []string{"one balance an account and day"},
	}
}

func bills() *Row {
	type bill = belvo.Bill
	return &Row{
		Resource: belvo.Bills, Path: "api/bills",
		Operations: Operations{List: "ListBills", Retrieve: "RetrieveBills", Detail: "DetailBills",
			Destroy: "DestroyBills"},
		Shapes:    []Shape{shape[bill]("Bill")},
		ListNeeds: "link", Needs: belvo.Accounts, Webhooks: counted(belvo.Bills),
		Collect: func(book *bank.Book, p Params, at time.Time) []Item {
			return items(openfinance.Bills(book, p.From, at), "account.id")
		},
		Filters: filter.NewTable([]filter.Field[any]{
			indexed("link", "account.link"), indexed("id", ""), indexed("account", "account.id"), day("due_date", ""),
			field("collected_at", "", filter.Day, filter.Comparisons()[1:]...), day("created_at", "")}),
		Deviations: []string{"bills that have closed"},
	}
}
