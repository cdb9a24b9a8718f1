package registry

import (
	"time"

	"github.com/google/uuid"

	"belvo-emulator/emulator/internal/belvo"
	"belvo-emulator/emulator/internal/data/bank"
	"belvo-emulator/emulator/internal/data/openfinance"
	"belvo-emulator/emulator/internal/filter"
)

func accounts() *Row {
	return &Row{
		Resource: belvo.Accounts, Path: "api/accounts", Webhooks: counted(belvo.Accounts),
		Operations: operations("Account"),
		Shapes: []Shape{
			shape[belvo.Account]("Account"),
			shape[belvo.OpenAccount]("AccountOpenFinanceBrazil")},
		Dependants: []belvo.Resource{belvo.Transactions, belvo.Balances, belvo.Owners, belvo.BrazilBalances,
			belvo.ReceivableTransactions, belvo.Bills, belvo.Statements, belvo.RecurringExpenses, belvo.RiskInsights},
		Collect: func(book *bank.Book, p Params, at time.Time) []Item {
			if onOpenFinance(book) {
				return items(openfinance.Accounts(book, p.Account, at), "id")
			}
			return items(accountsOf(book, p, at), "id")
		},
		Deviations: []string{misspelled},
		Filters: filter.NewTable([]filter.Field[any]{indexed("link", ""), indexed("id", ""),
			number("balance__available", ""), number("balance__current", ""), day("created_at", ""),
			few(text("category", ""), accountCategories...), few(text("currency", ""), currencies...),
			text("institution", "institution.name"), field("name", "", filter.Text, filter.Equal, filter.Contains),
			text("number", ""), field("public_identification_name", "", filter.Text, filter.Equal),
			field("public_identification_value", "", filter.Text, filter.Equal),
			field("type", "", filter.Text, filter.Equal)}),
	}
}

func transactions() *Row {
	return &Row{
		Resource: belvo.Transactions, Path: "api/transactions", Operations: operations("Transaction"),
		Shapes: []Shape{
			shape[belvo.Transaction]("Transaction"),
			shape[belvo.OpenTransaction]("TransactionOpenFinanceBrazil")},
		Fields: append(dates(true), oneAccount("account")),
		Async:  true, ListNeeds: "link", Needs: belvo.Accounts, Webhooks: transactionWebhooks(),
		Collect: collectTransactions, Again: transactionsAgain, Deviations: []string{misspelled},
		Filters: filter.NewTable([]filter.Field[any]{
			indexed("link", "account.link"), indexed("id", ""), indexed("account", "account.id"),
			number("account__balance__available", ""), number("account__balance__current", ""),
			text("account_type", "account.type"), day("accounting_date", ""), number("amount", ""),
			day("collected_at", ""), day("created_at", ""),
			field("credit_card_data__bill_name", "", filter.Text, filter.In),
			few(text("currency", ""), currencies...), text("reference", ""),
			few(text("status", ""), "PENDING", "PROCESSED", "UNCATEGORIZED"), few(text("type", ""), directions...),
			day("value_date", "")}),
	}
}

func collectTransactions(book *bank.Book, p Params, at time.Time) []Item {
	if onOpenFinance(book) {
		all := items(openfinance.Transactions(book, p.Account, p.From, p.To, at), "account.id")
		numberLines(all, book, p, at)
		return newestFirst(all, "value_date")
	}
	var all []Item
	for _, a := range accountsOf(book, p, at) {
		all = append(all, items(book.Transactions(a, p.From, p.To, at), "account.id")...)
	}
	numberLines(all, book, p, at)
	return newestFirst(all, "value_date")
}

// numberLines notes where the book has each of a request's movements, which come account by account and
// the newest first.
func numberLines(all []Item, book *bank.Book, p Params, at time.Time) {
	n := 0
	for _, a := range accountsOf(book, p, at) {
		first, after := book.Lines(a, p.From, p.To, at)
		for line := after - 1; line >= first; line-- {
			all[n].Line = uint32(line)
			n++
		}
	}
}

// transactionsAgain makes movements once more.
func transactionsAgain(book *bank.Book, all []Item, at time.Time) {
	for _, a := range book.Accounts(at) {
		var places []int
		var lines []uint32
		for i := range all {
			if all[i].Account == *a.ID {
				places, lines = append(places, i), append(lines, all[i].Line)
			}
		}
		switch {
		case len(lines) == 0: // most accounts of a page of one
		case onOpenFinance(book):
			for n, t := range openfinance.TransactionsAt(book, a, lines, at) {
				all[places[n]].Value = t
			}
		default:
			for n, t := range book.TransactionsAt(a, lines, at) {
				all[places[n]].Value = t
			}
		}
	}
}

func balances() *Row {
	return &Row{
		Resource: belvo.Balances, Path: "api/balances", Operations: operations("Balance"),
		Shapes: []Shape{shape[belvo.Balance]("Balance")},
		Fields: append(dates(true), oneAccount("account")), Needs: belvo.Accounts,
		Collect: func(book *bank.Book, p Params, at time.Time) []Item {
			var all []Item
			for _, a := range accountsOf(book, p, at) {
				all = append(all, items(book.Balances(a, p.From, p.To, at), "account.id")...)
			}
			return newestFirst(all, "value_date")
		},
		Filters: filter.NewTable([]filter.Field[any]{
			indexed("link", "account.link"), indexed("id", ""), indexed("account", "account.id"),
			text("account__type", ""), number("balance", ""), few(text("currency", "account.currency"), currencies...),
			text("institution", "account.institution.name"), day("value_date", "")}),
	}
}

func owners() *Row {
	return &Row{
		Deviations: []string{"off Open Finance the shape is `Owner`, which people on it satisfy as well"},
		Resource:   belvo.Owners, Path: "api/owners", Operations: operations("Owner"), Webhooks: counted(belvo.Owners),
		Shapes: []Shape{
			shape[belvo.Owner]("Owner"),
			shape[belvo.IndividualOwner]("OwnerIndividualOpenFinanceBrazil"),
			shape[belvo.BusinessOwner]("OwnerBusinessOpenFinanceBrazil")},
		Collect: collectOwners,
		Filters: common(field("display_name", "display_name|company_name", filter.Text, filter.Contains),
			field("email", "", filter.Text, filter.Equal)),
	}
}

func collectOwners(book *bank.Book, _ Params, at time.Time) []Item {
	if !onOpenFinance(book) {
		return items(book.Owners(at), "")
	}
	return append(items(openfinance.Person(book, at), ""),
		items(openfinance.Business(book, at), "")...)
}

// misspelled tells of a required key of AccountLoanDataOpenFinanceBrazil in OpenAPI 1.223.0 that the
// schema spells in another way than the key itself.
const misspelled = "`total_effective_cost` is not misspelled"

// operations are the five names that the oldest resources have.
func operations(title string) Operations {
	return Operations{List: "List" + title + "s", Retrieve: "Retrieve" + title + "s",
		Patch:  "Patch" + title + "s",
		Detail: "Detail" + title, Destroy: "Destroy" + title}
}

// accountsOf are the accounts that a request is about.
func accountsOf(book *bank.Book, p Params, at time.Time) []*belvo.Account {
	all := book.Accounts(at)
	if p.Account == uuid.Nil {
		return all
	}
	for _, a := range all {
		if *a.ID == p.Account {
			return []*belvo.Account{a}
		}
	}
	return nil
}
