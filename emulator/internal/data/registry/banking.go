package registry

import (
	"time"

	"github.com/google/uuid"

	"belvo-emulator/emulator/internal/belvo"
	"belvo-emulator/emulator/internal/data/bank"
	"belvo-emulator/emulator/internal/data/openfinance"
	"belvo-emulator/emulator/internal/filter"
)

// The filters are those of OpenAPI 1.35.0 and 1.223.0 together, for the objects of both generations.

var equalOrIn = []filter.Op{filter.Equal, filter.In}

func accounts() *Row {
	return &Row{
		Resource: belvo.Accounts, Path: "api/accounts", Webhooks: counted(belvo.Accounts),
		Operations: operations("Account"),
		Shapes: []Shape{
			shape("Account", func(a *belvo.Account) **uuid.UUID { return &a.ID },
				func(a *belvo.Account) *belvo.Timestamp { return &a.CreatedAt }),
			shape("AccountOpenFinanceBrazil", func(a *belvo.OpenAccount) **uuid.UUID { return &a.ID },
				func(a *belvo.OpenAccount) *belvo.Timestamp { return &a.CreatedAt })},
		Dependants: []belvo.Resource{belvo.Transactions, belvo.Balances, belvo.Owners, belvo.BrazilBalances,
			belvo.ReceivableTransactions, belvo.Bills, belvo.Statements, belvo.RecurringExpenses, belvo.RiskInsights},
		Collect: func(book *bank.Book, p Params, at time.Time) []Item {
			if onOpenFinance(book) {
				return items(openfinance.Accounts(book, p.Account, at),
					func(a *belvo.OpenAccount) (*uuid.UUID, *uuid.UUID) { return a.ID, a.ID })
			}
			return items(accountsOf(book, p, at),
				func(a *belvo.Account) (*uuid.UUID, *uuid.UUID) { return a.ID, a.ID })
		},
		Deviations: []string{misspelled},
		Filters: filter.NewTable(merge[belvo.Account](accountFilters(accountView),
			accountFilters(openAccountView))),
	}
}

func transactions() *Row {
	return &Row{
		Resource: belvo.Transactions, Path: "api/transactions", Operations: operations("Transaction"),
		Shapes: []Shape{
			shape("Transaction", func(t *belvo.Transaction) **uuid.UUID { return &t.ID },
				func(t *belvo.Transaction) *belvo.Timestamp { return &t.CreatedAt }),
			shape("TransactionOpenFinanceBrazil", func(t *belvo.OpenTransaction) **uuid.UUID { return &t.ID },
				func(t *belvo.OpenTransaction) *belvo.Timestamp { return &t.CreatedAt })},
		Fields: append(dates(true), oneAccount("account")),
		Async:  true, ListNeeds: "link", Needs: belvo.Accounts, Webhooks: transactionWebhooks(),
		Collect: collectTransactions, Again: transactionsAgain, Deviations: []string{misspelled},
		Filters: filter.NewTable(merge[belvo.Transaction](transactionFilters(transactionView),
			transactionFilters(openTransactionView))),
	}
}

func collectTransactions(book *bank.Book, p Params, at time.Time) []Item {
	if onOpenFinance(book) {
		all := items(openfinance.Transactions(book, p.Account, p.From, p.To, at),
			func(t *belvo.OpenTransaction) (*uuid.UUID, *uuid.UUID) { return t.ID, t.Account.ID })
		numberLines(all, book, p, at)
		return newestFirst(all, func(t *belvo.OpenTransaction) belvo.Date { return t.ValueDate })
	}
	var all []Item
	for _, a := range accountsOf(book, p, at) {
		all = append(all, items(book.Transactions(a, p.From, p.To, at),
			func(t *belvo.Transaction) (*uuid.UUID, *uuid.UUID) { return t.ID, a.ID })...)
	}
	numberLines(all, book, p, at)
	return newestFirst(all, func(t *belvo.Transaction) belvo.Date { return t.ValueDate })
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
	text := func(name string, get func(*belvo.Balance) string, ops ...filter.Op) filter.Field[any] {
		return field(name, filter.Text, func(b *belvo.Balance) filter.Value { return filter.Of(get(b)) }, ops...)
	}
	return &Row{
		Resource: belvo.Balances, Path: "api/balances", Operations: operations("Balance"),
		Shapes: []Shape{shape("Balance", func(b *belvo.Balance) **uuid.UUID { return &b.ID }, nil)},
		Fields: append(dates(true), oneAccount("account")), Needs: belvo.Accounts,
		Collect: func(book *bank.Book, p Params, at time.Time) []Item {
			var all []Item
			for _, a := range accountsOf(book, p, at) {
				all = append(all, items(book.Balances(a, p.From, p.To, at),
					func(b *belvo.Balance) (*uuid.UUID, *uuid.UUID) { return b.ID, a.ID })...)
			}
			return newestFirst(all, func(b *belvo.Balance) belvo.Date { return b.ValueDate })
		},
		Filters: filter.NewTable([]filter.Field[any]{
			indexed("link", func(b *belvo.Balance) filter.Value { return filter.OfID(b.Account.Link) }),
			indexed("id", func(b *belvo.Balance) filter.Value { return filter.OfID(*b.ID) }),
			indexed("account", func(b *belvo.Balance) filter.Value { return filter.OfID(*b.Account.ID) }),
			text("account__type", func(b *belvo.Balance) string { return b.Account.Type }, equalOrIn...),
			field("balance", filter.Number,
				func(b *belvo.Balance) filter.Value { return filter.OfMoney(b.Balance) }, filter.Comparisons()...),
			few(text("currency", func(b *belvo.Balance) string { return b.Account.Currency }, equalOrIn...),
				currencies...),
			text("institution", func(b *belvo.Balance) string { return b.Account.Institution.Name }, equalOrIn...),
			field("value_date", filter.Day,
				func(b *belvo.Balance) filter.Value { return filter.OfDay(b.ValueDate) }, filter.Comparisons()...),
		}),
	}
}

func owners() *Row {
	return &Row{
		Deviations: []string{"off Open Finance the shape is `Owner`, which people on it satisfy as well"},
		Resource:   belvo.Owners, Path: "api/owners", Operations: operations("Owner"), Webhooks: counted(belvo.Owners),
		Shapes: []Shape{
			shape("Owner", func(o *belvo.Owner) **uuid.UUID { return &o.ID },
				func(o *belvo.Owner) *belvo.Timestamp { return &o.CreatedAt }),
			shape("OwnerIndividualOpenFinanceBrazil", func(o *belvo.IndividualOwner) **uuid.UUID { return &o.ID },
				func(o *belvo.IndividualOwner) *belvo.Timestamp { return &o.CreatedAt }),
			shape("OwnerBusinessOpenFinanceBrazil", func(o *belvo.BusinessOwner) **uuid.UUID { return &o.ID },
				func(o *belvo.BusinessOwner) *belvo.Timestamp { return &o.CreatedAt })},
		Collect: collectOwners,
		Filters: filter.NewTable(merge[belvo.Owner](ownerFilters(ownerView), merge[belvo.IndividualOwner](
			ownerFilters(individualView), ownerFilters(businessView)))),
	}
}

func collectOwners(book *bank.Book, _ Params, at time.Time) []Item {
	if !onOpenFinance(book) {
		return items(book.Owners(at), func(o *belvo.Owner) (*uuid.UUID, *uuid.UUID) { return o.ID, nil })
	}
	return append(items(openfinance.Person(book, at),
		func(o *belvo.IndividualOwner) (*uuid.UUID, *uuid.UUID) { return o.ID, nil }),
		items(openfinance.Business(book, at),
			func(o *belvo.BusinessOwner) (*uuid.UUID, *uuid.UUID) { return o.ID, nil })...)
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
