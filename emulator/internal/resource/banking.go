package resource

import (
	"slices"
	"time"

	"github.com/google/uuid"

	"belvo-emulator/emulator/internal/belvo"
	"belvo-emulator/emulator/internal/dataset"
	"belvo-emulator/emulator/internal/filter"
)

// The filters are those of OpenAPI 1.35.0 and 1.223.0 together, as far as the legacy objects have
// the fields.

var equalOrIn = []filter.Op{filter.Equal, filter.In}

func accounts() *Row {
	text := func(name string, get func(*belvo.Account) string, ops ...filter.Op) filter.Field[any] {
		return field(name, filter.Text, func(a *belvo.Account) filter.Value { return filter.Of(get(a)) }, ops...)
	}
	return &Row{
		Resource: belvo.Accounts, Path: "api/accounts", Webhooks: accountWebhooks(), Offered: credentialBanks(belvo.Accounts),
		Operations: operations("Account"),
		Shapes: []Shape{shape("Account", func(a *belvo.Account) **uuid.UUID { return &a.ID },
			func(a *belvo.Account) *belvo.Timestamp { return &a.CreatedAt })},
		Dependants: []belvo.Resource{belvo.Transactions, belvo.Balances, belvo.Owners, belvo.RecurringExpenses,
			belvo.RiskInsights},
		Collect: func(book *dataset.Book, p Params, at time.Time) []Item {
			return items(accountsOf(book, p, at), func(a *belvo.Account) (*uuid.UUID, *uuid.UUID) { return a.ID, a.ID })
		},
		Filters: filter.NewTable([]filter.Field[any]{
			indexed("link", func(a *belvo.Account) filter.Value { return filter.OfID(a.Link) }),
			indexed("id", func(a *belvo.Account) filter.Value { return filter.OfID(*a.ID) }),
			field("balance__available", filter.Number, available, filter.Comparisons()...),
			field("balance__current", filter.Number, current, filter.Comparisons()...),
			text("category", func(a *belvo.Account) string { return a.Category }, equalOrIn...),
			field("created_at", filter.Day,
				func(a *belvo.Account) filter.Value { return filter.OfTime(a.CreatedAt) }, filter.Comparisons()...),
			text("currency", func(a *belvo.Account) string { return a.Currency }, equalOrIn...),
			text("institution", func(a *belvo.Account) string { return a.Institution.Name }, equalOrIn...),
			text("name", func(a *belvo.Account) string { return a.Name }, filter.Equal, filter.Contains),
			text("number", func(a *belvo.Account) string { return a.Number }, equalOrIn...),
			text("public_identification_name",
				func(a *belvo.Account) string { return a.PublicIdentificationName }, filter.Equal),
			text("public_identification_value",
				func(a *belvo.Account) string { return a.PublicIdentificationValue }, filter.Equal),
			text("type", func(a *belvo.Account) string { return a.Type }, filter.Equal),
		}),
	}
}

func current(a *belvo.Account) filter.Value { return filter.OfMoney(a.Balance.Current) }

func available(a *belvo.Account) filter.Value {
	if a.Balance.Available == nil {
		return filter.Value{Null: true}
	}
	return filter.OfMoney(*a.Balance.Available)
}

func transactions() *Row {
	text := func(name string, get func(*belvo.Transaction) string, ops ...filter.Op) filter.Field[any] {
		return field(name, filter.Text, func(t *belvo.Transaction) filter.Value { return filter.Of(get(t)) }, ops...)
	}
	day := func(name string, get func(*belvo.Transaction) filter.Value) filter.Field[any] {
		return field(name, filter.Day, get, filter.Comparisons()...)
	}
	return &Row{
		Resource: belvo.Transactions, Path: "api/transactions", Operations: operations("Transaction"),
		Shapes: []Shape{shape("Transaction", func(t *belvo.Transaction) **uuid.UUID { return &t.ID },
			func(t *belvo.Transaction) *belvo.Timestamp { return &t.CreatedAt })},
		Fields: append(dates(true), oneAccount("account")), Period: Period{Max: maxDays},
		Async: true, ListNeeds: "link", Needs: belvo.Accounts, Webhooks: transactionWebhooks(),
		Offered: credentialBanks(belvo.Transactions),
		Collect: collectTransactions,
		Filters: filter.NewTable([]filter.Field[any]{
			indexed("link", func(t *belvo.Transaction) filter.Value { return filter.OfID(t.Account.Link) }),
			indexed("id", func(t *belvo.Transaction) filter.Value { return filter.OfID(*t.ID) }),
			indexed("account", func(t *belvo.Transaction) filter.Value { return filter.OfID(*t.Account.ID) }),
			field("account__balance__available", filter.Number,
				func(t *belvo.Transaction) filter.Value { return available(t.Account) }, filter.Comparisons()...),
			field("account__balance__current", filter.Number,
				func(t *belvo.Transaction) filter.Value { return current(t.Account) }, filter.Comparisons()...),
			text("account_type", func(t *belvo.Transaction) string { return t.Account.Type }, equalOrIn...),
			day("accounting_date", func(t *belvo.Transaction) filter.Value { return filter.OfTime(t.AccountingDate) }),
			field("amount", filter.Number,
				func(t *belvo.Transaction) filter.Value { return filter.OfMoney(t.Amount) }, filter.Comparisons()...),
			day("collected_at", func(t *belvo.Transaction) filter.Value { return filter.OfTime(t.CollectedAt) }),
			day("created_at", func(t *belvo.Transaction) filter.Value { return filter.OfTime(t.CreatedAt) }),
			field("credit_card_data__bill_name", filter.Text, billName, filter.In),
			text("currency", func(t *belvo.Transaction) string { return t.Currency }, equalOrIn...),
			text("reference", func(t *belvo.Transaction) string { return t.Reference }, equalOrIn...),
			text("status", func(t *belvo.Transaction) string { return t.Status }, equalOrIn...),
			text("type", func(t *belvo.Transaction) string { return t.Type }, equalOrIn...),
			day("value_date", func(t *belvo.Transaction) filter.Value { return filter.OfDay(t.ValueDate) }),
		}),
	}
}

func billName(t *belvo.Transaction) filter.Value {
	if t.CreditCardData == nil {
		return filter.Value{Null: true}
	}
	return filter.Of(t.CreditCardData.BillName)
}

func collectTransactions(book *dataset.Book, p Params, at time.Time) []Item {
	var all []Item
	for _, a := range accountsOf(book, p, at) {
		all = append(all, items(book.Transactions(a, p.From, p.To, at),
			func(t *belvo.Transaction) (*uuid.UUID, *uuid.UUID) { return t.ID, a.ID })...)
	}
	return all
}

func balances() *Row {
	text := func(name string, get func(*belvo.Balance) string, ops ...filter.Op) filter.Field[any] {
		return field(name, filter.Text, func(b *belvo.Balance) filter.Value { return filter.Of(get(b)) }, ops...)
	}
	return &Row{
		Resource: belvo.Balances, Path: "api/balances", Operations: operations("Balance"),
		Shapes: []Shape{shape("Balance", func(b *belvo.Balance) **uuid.UUID { return &b.ID }, nil)},
		Fields: append(dates(true), oneAccount("account")), Period: Period{Max: maxDays}, Needs: belvo.Accounts,
		Offered: credentialBanks(belvo.Balances),
		Collect: func(book *dataset.Book, p Params, at time.Time) []Item {
			var all []Item
			for _, a := range accountsOf(book, p, at) {
				all = append(all, items(book.Balances(a, p.From, p.To, at),
					func(b *belvo.Balance) (*uuid.UUID, *uuid.UUID) { return b.ID, a.ID })...)
			}
			return all
		},
		Filters: filter.NewTable([]filter.Field[any]{
			indexed("link", func(b *belvo.Balance) filter.Value { return filter.OfID(b.Account.Link) }),
			indexed("id", func(b *belvo.Balance) filter.Value { return filter.OfID(*b.ID) }),
			indexed("account", func(b *belvo.Balance) filter.Value { return filter.OfID(*b.Account.ID) }),
			text("account__type", func(b *belvo.Balance) string { return b.Account.Type }, equalOrIn...),
			field("balance", filter.Number,
				func(b *belvo.Balance) filter.Value { return filter.OfMoney(b.Balance) }, filter.Comparisons()...),
			text("currency", func(b *belvo.Balance) string { return b.Account.Currency }, equalOrIn...),
			text("institution", func(b *belvo.Balance) string { return b.Account.Institution.Name }, equalOrIn...),
			field("value_date", filter.Day,
				func(b *belvo.Balance) filter.Value { return filter.OfDay(b.ValueDate) }, filter.Comparisons()...),
		}),
	}
}

func owners() *Row {
	text := func(name string, get func(*belvo.Owner) string, ops ...filter.Op) filter.Field[any] {
		return field(name, filter.Text, func(o *belvo.Owner) filter.Value { return filter.Of(get(o)) }, ops...)
	}
	return &Row{
		Resource: belvo.Owners, Path: "api/owners", Operations: operations("Owner"), Webhooks: ownerWebhooks(),
		Offered: credentialBanks(belvo.Owners),
		Shapes: []Shape{shape("Owner", func(o *belvo.Owner) **uuid.UUID { return &o.ID },
			func(o *belvo.Owner) *belvo.Timestamp { return &o.CreatedAt })},
		Collect: func(book *dataset.Book, _ Params, at time.Time) []Item {
			return items(book.Owners(at), func(o *belvo.Owner) (*uuid.UUID, *uuid.UUID) { return o.ID, nil })
		},
		Filters: filter.NewTable([]filter.Field[any]{
			indexed("link", func(o *belvo.Owner) filter.Value { return filter.OfID(o.Link) }),
			indexed("id", func(o *belvo.Owner) filter.Value { return filter.OfID(*o.ID) }),
			field("created_at", filter.Day,
				func(o *belvo.Owner) filter.Value { return filter.OfTime(o.CreatedAt) }, filter.Comparisons()...),
			text("display_name", func(o *belvo.Owner) string { return o.DisplayName }, filter.Contains),
			text("email", func(o *belvo.Owner) string { return o.Email }, filter.Equal),
		}),
	}
}

// operations are the five names that the oldest resources have.
func operations(title string) Operations {
	return Operations{List: "List" + title + "s", Retrieve: "Retrieve" + title + "s", Patch: "Patch" + title + "s",
		Detail: "Detail" + title, Destroy: "Destroy" + title}
}

// credentialBanks says whether an institution that is not on Open Finance names a resource.
func credentialBanks(r belvo.Resource) func(*belvo.Institution) bool {
	return func(inst *belvo.Institution) bool {
		return !openFinance(inst) && slices.Contains(inst.Resources, string(r))
	}
}

// accountsOf are the accounts that a request is about.
func accountsOf(book *dataset.Book, p Params, at time.Time) []*belvo.Account {
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
