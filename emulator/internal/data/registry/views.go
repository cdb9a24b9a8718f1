package registry

import (
	"github.com/google/uuid"

	"belvo-emulator/emulator/internal/belvo"
	"belvo-emulator/emulator/internal/filter"
)

// account is what lists of accounts are filtered by, whatever shape the accounts have.
type account struct {
	id, link                                                             uuid.UUID
	created                                                              belvo.Timestamp
	category, currency, institution, name, number, kind, idName, idValue string
	current                                                              belvo.Money
	available                                                            *belvo.Money
}

func accountView(a *belvo.Account) account {
	return account{*a.ID, a.Link, a.CreatedAt, a.Category, a.Currency, a.Institution.Name, a.Name, a.Number,
		a.Type,
		a.PublicIdentificationName, a.PublicIdentificationValue, a.Balance.Current, a.Balance.Available}
}

func openAccountView(a *belvo.OpenAccount) account {
	return account{*a.ID, a.Link, a.CreatedAt, a.Category, a.Currency, a.Institution.Name, a.Name, a.Number,
		a.Type,
		orNone(a.PublicIdentificationName), orNone(a.PublicIdentificationValue), a.Balance.Current,
		a.Balance.Available}
}

// orNone is a text, "" for null.
func orNone(s *string) string {
	if s == nil {
		return ""
	}
	return *s
}

// amount is the Value of an amount that may be null.
func amount(m *belvo.Money) filter.Value {
	if m == nil {
		return filter.Value{Null: true}
	}
	return filter.OfMoney(*m)
}

// accountFilters are the filters of the accounts that have a view.
func accountFilters[T any](view func(*T) account) []filter.Field[any] {
	text := func(name string, get func(account) string, ops ...filter.Op) filter.Field[any] {
		return field(name, filter.Text, func(a *T) filter.Value { return filter.Of(get(view(a))) }, ops...)
	}
	return []filter.Field[any]{
		indexed("link", func(a *T) filter.Value { return filter.OfID(view(a).link) }),
		indexed("id", func(a *T) filter.Value { return filter.OfID(view(a).id) }),
		field("balance__available", filter.Number,
			func(a *T) filter.Value { return amount(view(a).available) }, filter.Comparisons()...),
		field("balance__current", filter.Number,
			func(a *T) filter.Value { return filter.OfMoney(view(a).current) }, filter.Comparisons()...),
		field("created_at", filter.Day,
			func(a *T) filter.Value { return filter.OfTime(view(a).created) }, filter.Comparisons()...),
		few(text("category", func(a account) string { return a.category }, equalOrIn...), accountCategories...),
		few(text("currency", func(a account) string { return a.currency }, equalOrIn...), currencies...),
		text("institution", func(a account) string { return a.institution }, equalOrIn...),
		text("name", func(a account) string { return a.name }, filter.Equal, filter.Contains),
		text("number", func(a account) string { return a.number }, equalOrIn...),
		text("public_identification_name", func(a account) string { return a.idName }, filter.Equal),
		text("public_identification_value", func(a account) string { return a.idValue }, filter.Equal),
		text("type", func(a account) string { return a.kind }, filter.Equal),
	}
}

// transaction is what lists of transactions are filtered by.
type transaction struct {
	id                        uuid.UUID
	account                   account
	booked, valued            belvo.Date
	collected, created        belvo.Timestamp
	amount                    belvo.Money
	bill, reference           *string
	currency, status, outcome string
}

func transactionView(t *belvo.Transaction) transaction {
	out := transaction{id: *t.ID, account: accountView(t.Account), booked: belvo.DateOf(t.AccountingDate.Time),
		valued: t.ValueDate, collected: t.CollectedAt, created: t.CreatedAt, amount: t.Amount,
		reference: &t.Reference, currency: t.Currency, status: t.Status, outcome: t.Type}
	if t.CreditCardData != nil {
		out.bill = &t.CreditCardData.BillName
	}
	return out
}

func openTransactionView(t *belvo.OpenTransaction) transaction {
	out := transaction{id: *t.ID, account: openAccountView(t.Account), booked: t.AccountingDate,
		valued: t.ValueDate, collected: t.CollectedAt, created: t.CreatedAt, amount: t.Amount,
		reference: t.Reference, currency: t.Currency, status: t.Status, outcome: t.Type}
	if t.CreditCardData != nil {
		out.bill = t.CreditCardData.BillName
	}
	return out
}

// viewOf is the view of a transaction of either shape.
func viewOf(value any) transaction {
	if t, open := value.(*belvo.OpenTransaction); open {
		return openTransactionView(t)
	}
	return transactionView(value.(*belvo.Transaction))
}

// transactionFilters are the filters of the transactions that have a view.
func transactionFilters[T any](view func(*T) transaction) []filter.Field[any] {
	text := func(name string, get func(transaction) string, ops ...filter.Op) filter.Field[any] {
		return field(name, filter.Text, func(t *T) filter.Value { return filter.Of(get(view(t))) }, ops...)
	}
	day := func(name string, get func(transaction) filter.Value) filter.Field[any] {
		return field(name, filter.Day, func(t *T) filter.Value { return get(view(t)) }, filter.Comparisons()...)
	}
	sum := func(name string, get func(transaction) filter.Value) filter.Field[any] {
		return field(name, filter.Number, func(t *T) filter.Value { return get(view(t)) }, filter.Comparisons()...)
	}
	return []filter.Field[any]{
		indexed("link", func(t *T) filter.Value { return filter.OfID(view(t).account.link) }),
		indexed("id", func(t *T) filter.Value { return filter.OfID(view(t).id) }),
		indexed("account", func(t *T) filter.Value { return filter.OfID(view(t).account.id) }),
		sum("account__balance__available", func(t transaction) filter.Value { return amount(t.account.available) }),
		sum("account__balance__current", func(t transaction) filter.Value { return filter.OfMoney(t.account.current) }),
		text("account_type", func(t transaction) string { return t.account.kind }, equalOrIn...),
		day("accounting_date", func(t transaction) filter.Value { return filter.OfDay(t.booked) }),
		sum("amount", func(t transaction) filter.Value { return filter.OfMoney(t.amount) }),
		day("collected_at", func(t transaction) filter.Value { return filter.OfTime(t.collected) }),
		day("created_at", func(t transaction) filter.Value { return filter.OfTime(t.created) }),
		field("credit_card_data__bill_name", filter.Text,
			func(t *T) filter.Value { return filter.OfOptional(view(t).bill) }, filter.In),
		few(text("currency", func(t transaction) string { return t.currency }, equalOrIn...), currencies...),
		field("reference", filter.Text,
			func(t *T) filter.Value { return filter.OfOptional(view(t).reference) }, equalOrIn...),
		few(text("status", func(t transaction) string { return t.status }, equalOrIn...),
			"PENDING", "PROCESSED", "UNCATEGORIZED"),
		few(text("type", func(t transaction) string { return t.outcome }, equalOrIn...), directions...),
		day("value_date", func(t transaction) filter.Value { return filter.OfDay(t.valued) }),
	}
}

// owner is what lists of owners are filtered by.
type owner struct {
	id, link    uuid.UUID
	created     belvo.Timestamp
	name, email string
}

func ownerView(o *belvo.Owner) owner {
	return owner{*o.ID, o.Link, o.CreatedAt, o.DisplayName, o.Email}
}

func individualView(o *belvo.IndividualOwner) owner {
	return owner{*o.ID, o.Link, o.CreatedAt, o.DisplayName, o.Email}
}

func businessView(o *belvo.BusinessOwner) owner {
	return owner{*o.ID, o.Link, o.CreatedAt, o.CompanyName, o.Email}
}

// ownerFilters are the filters of the owners that have a view.
func ownerFilters[T any](view func(*T) owner) []filter.Field[any] {
	return []filter.Field[any]{
		indexed("link", func(o *T) filter.Value { return filter.OfID(view(o).link) }),
		indexed("id", func(o *T) filter.Value { return filter.OfID(view(o).id) }),
		field("created_at", filter.Day,
			func(o *T) filter.Value { return filter.OfTime(view(o).created) }, filter.Comparisons()...),
		field("display_name", filter.Text,
			func(o *T) filter.Value { return filter.Of(view(o).name) }, filter.Contains),
		field("email", filter.Text, func(o *T) filter.Value { return filter.Of(view(o).email) }, filter.Equal),
	}
}
