package registry

import (
	"slices"
	"time"

	"github.com/google/uuid"

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
		Shapes: []Shape{shape("BalanceOFDA", func(b *balance) **uuid.UUID { return &b.ID },
			func(b *balance) *belvo.Timestamp { return &b.CreatedAt })},
		Fields: []Field{oneAccount("account_id")}, ListNeeds: "link", Needs: belvo.Accounts,
		Collect: func(book *bank.Book, p Params, at time.Time) []Item {
			return items(openfinance.Balances(book, p.Account, at),
				func(b *balance) (*uuid.UUID, *uuid.UUID) { return b.ID, &b.AccountID })
		},
		Filters: filter.NewTable([]filter.Field[any]{
			indexed("link", func(b *balance) filter.Value { return filter.OfID(b.Link) }),
			indexed("id", func(b *balance) filter.Value { return filter.OfID(*b.ID) }),
			indexed("account", func(b *balance) filter.Value { return filter.OfID(b.AccountID) }),
			stamp("collected_at", func(b *balance) belvo.Timestamp { return b.CollectedAt }),
			stamp("created_at", func(b *balance) belvo.Timestamp { return b.CreatedAt }),
		}),
		Deviations: []string{"one balance an account and day"},
	}
}

// stamp is a filter by the day of an instant.
func stamp[T any](name string, get func(*T) belvo.Timestamp, ops ...filter.Op) filter.Field[any] {
	if len(ops) == 0 {
		ops = filter.Comparisons()
	}
	return field(name, filter.Day, func(v *T) filter.Value { return filter.OfTime(get(v)) }, ops...)
}

func bills() *Row {
	type bill = belvo.Bill
	return &Row{
		Resource: belvo.Bills, Path: "api/bills",
		Operations: Operations{List: "ListBills", Retrieve: "RetrieveBills", Detail: "DetailBills",
			Destroy: "DestroyBills"},
		Shapes: []Shape{shape("Bill", func(b *bill) **uuid.UUID { return &b.ID },
			func(b *bill) *belvo.Timestamp { return &b.CreatedAt })},
		ListNeeds: "link", Needs: belvo.Accounts, Webhooks: counted(belvo.Bills),
		Collect: func(book *bank.Book, p Params, at time.Time) []Item {
			return items(openfinance.Bills(book, p.From, at),
				func(b *bill) (*uuid.UUID, *uuid.UUID) { return b.ID, b.Account.ID })
		},
		Filters: filter.NewTable([]filter.Field[any]{
			indexed("link", func(b *bill) filter.Value { return filter.OfID(b.Account.Link) }),
			indexed("id", func(b *bill) filter.Value { return filter.OfID(*b.ID) }),
			indexed("account", func(b *bill) filter.Value { return filter.OfID(*b.Account.ID) }),
			field("due_date", filter.Day, func(b *bill) filter.Value { return filter.OfDay(b.DueDate) },
				filter.Comparisons()...),
			stamp("collected_at", func(b *bill) belvo.Timestamp { return b.CollectedAt },
				slices.DeleteFunc(filter.Comparisons(), func(o filter.Op) bool { return o == filter.Equal })...),
			stamp("created_at", func(b *bill) belvo.Timestamp { return b.CreatedAt }),
		}),
		Deviations: []string{"bills that have closed"},
	}
}
