package openfinance_test

import (
	"regexp"
	"testing"
	"time"

	"github.com/google/uuid"

	"belvo-emulator/emulator/internal/belvo"
	"belvo-emulator/emulator/internal/data/bank"
	"belvo-emulator/emulator/internal/data/bank/banktest"
	"belvo-emulator/emulator/internal/data/openfinance"
	"belvo-emulator/emulator/internal/data/people"
)

var (
	now  = time.Date(2026, 3, 16, 12, 0, 0, 0, time.UTC)
	link = uuid.MustParse("30cb4806-6e00-48a4-91c9-ca55968576c8")
)

// Users of the Open Finance institution: people, and a firm.
var users = []string{"76109277673", "52998224725", "12345678909", "11444777000161"}

// sets are the data sets that users can have.
var sets = []string{"full", "low", "negative", "none"}

// open opens the book of a user.
func open(t testing.TB, user, set string) *bank.Book {
	t.Helper()
	books := banktest.Books()
	inst, ok := books.Institution("ofmockbank_br_retail")
	if !ok {
		t.Fatal("there is no institution on Open Finance")
	}
	book, err := books.Open(bank.Customer{Institution: inst, Username: user, Link: link, Set: set,
		Since: belvo.DateOf(now)})
	if err != nil {
		t.Fatal(err)
	}
	return book
}

// everyBook runs a test for each user with each data set.
func everyBook(t *testing.T, test func(t *testing.T, book *bank.Book)) {
	t.Helper()
	for _, user := range users {
		for _, set := range sets {
			t.Run(user+" "+set, func(t *testing.T) {
				t.Parallel()
				test(t, open(t, user, set))
			})
		}
	}
}

// all is a day before all data.
const all = belvo.Date(0)

// TestBalancesAreTheSumOfMovements adds up what happened between any two days.
func TestBalancesAreTheSumOfMovements(t *testing.T) {
	t.Parallel()
	everyBook(t, func(t *testing.T, book *bank.Book) {
		earlier := now.AddDate(0, 0, -117)
		before := map[uuid.UUID]belvo.Money{}
		for _, a := range openfinance.Accounts(book, uuid.Nil, earlier) {
			before[*a.ID] = a.Balance.Current
		}
		for _, a := range openfinance.Accounts(book, uuid.Nil, now) {
			sum := before[*a.ID]
			for _, m := range openfinance.Transactions(book, *a.ID, all, belvo.DateOf(now), now) {
				if m.AccountingDate < belvo.DateOf(earlier) ||
					m.TransactedAt <= earlier.Format("2006-01-02T15:04:05.000Z") {
					continue
				}
				if (m.Type == "INFLOW") == (a.BalanceType == "ASSET") {
					sum += m.Amount
				} else {
					sum -= m.Amount
				}
			}
			if sum != a.Balance.Current {
				t.Errorf("%s holds %d, its movements make %d", a.Category, a.Balance.Current, sum)
			}
		}
	})
}

func TestAccountsAddUp(t *testing.T) {
	t.Parallel()
	everyBook(t, func(t *testing.T, book *bank.Book) {
		for _, a := range openfinance.Accounts(book, uuid.Nil, now) {
			if o := a.Overdraft; o != nil && (o.Used > o.Arranged ||
				o.Used+o.Unarranged != max(0, -a.Balance.Current)) {
				t.Errorf("overdraft %+v of an account that holds %d", o, a.Balance.Current)
			}
			if c := a.CreditData; c != nil && (c.Limits[0].UsedAmount != a.Balance.Current ||
				c.Limits[0].UsedAmount+c.Limits[0].AvailableAmount != c.CreditLimit) {
				t.Errorf("limits %+v of a card that owes %d", c.Limits, a.Balance.Current)
			}
			if l := a.LoanData; l != nil && (l.NumberOfInstallmentsPaid+l.NumberOfInstallmentsOutstanding !=
				l.NumberOfInstallmentsTotal || l.OutstandingBalance > l.ContractAmount) {
				t.Errorf("loan %+v", l)
			}
		}
		current := map[uuid.UUID]belvo.Money{}
		for _, a := range openfinance.Accounts(book, uuid.Nil, now) {
			current[*a.ID] = a.Balance.Current
		}
		for _, b := range openfinance.Balances(book, uuid.Nil, now) {
			if b.Available != max(0, current[b.AccountID]) || b.LastUpdatedAt.After(now) {
				t.Errorf("balance %+v of an account that holds %d", b, current[b.AccountID])
			}
		}
	})
}

// TestBillsAreTheSumOfTheirMovements adds up the movements that name a bill.
func TestBillsAreTheSumOfTheirMovements(t *testing.T) {
	t.Parallel()
	everyBook(t, func(t *testing.T, book *bank.Book) {
		spent, named := map[uuid.UUID]belvo.Money{}, map[uuid.UUID]string{}
		for _, m := range openfinance.Transactions(book, uuid.Nil, all, belvo.DateOf(now), now) {
			c := m.CreditCardData
			if (c != nil) != (m.Account.CreditData != nil) {
				t.Fatalf("the data of a card at an account %s", m.Account.Category)
			}
			if c == nil || c.CreditCardBill == nil {
				continue
			}
			named[c.CreditCardBill.ID] = *c.BillName
			if m.Type == "OUTFLOW" {
				spent[c.CreditCardBill.ID] += m.Amount
			}
		}
		bills := openfinance.Bills(book, all, now)
		for _, b := range bills {
			if b.TotalAmount != spent[*b.ID] || b.BillName != named[*b.ID] && spent[*b.ID] > 0 {
				t.Errorf("bill %s of %d, its movements make %d", b.BillName, b.TotalAmount, spent[*b.ID])
			}
			delete(named, *b.ID)
			var paid belvo.Money
			for _, p := range b.Payments {
				paid += p.Amount
				if p.PaymentDate > belvo.DateOf(now) {
					t.Errorf("bill %s is paid on %s", b.BillName, p.PaymentDate)
				}
			}
			if paid > b.TotalAmount || b.MinimumAmount > b.TotalAmount || b.DueDate <= belvo.DateOf(now)-800 {
				t.Errorf("bill %+v", b)
			}
		}
		if len(named) > 0 {
			t.Errorf("movements name the bills %v, which there are not", named)
		}
		if cards := book.Accounts(now); len(cards) > 2 && len(bills) < 23 {
			t.Errorf("%d bills in two years", len(bills))
		}
	})
}

// TestAskingLaterOnlyAdds compares what two moments say of the days before the first.
func TestAskingLaterOnlyAdds(t *testing.T) {
	t.Parallel()
	everyBook(t, func(t *testing.T, book *bank.Book) {
		then := now.AddDate(0, -2, 0)
		late := map[uuid.UUID]*belvo.OpenTransaction{}
		for _, m := range openfinance.Transactions(book, uuid.Nil, all, belvo.DateOf(now), now) {
			late[*m.ID] = m
		}
		for _, m := range openfinance.Transactions(book, uuid.Nil, all, belvo.DateOf(then), then) {
			later := late[*m.ID]
			if later == nil || later.Amount != m.Amount || later.TransactedAt != m.TransactedAt ||
				later.Description != m.Description || later.OperationType != m.OperationType {
				t.Fatalf("%+v became %+v", m, later)
			}
		}
	})
}

// TestOwnersAreWhoLogsIn holds the owners against the document of the login.
func TestOwnersAreWhoLogsIn(t *testing.T) {
	t.Parallel()
	everyBook(t, func(t *testing.T, book *bank.Book) {
		persons, firms := openfinance.Person(book, now), openfinance.Business(book, now)
		login := book.Customer().Username
		switch {
		case !book.Known() && len(persons)+len(firms) == 0:
		case len(persons) == 1 && persons[0].DocumentID == belvo.DocumentID{DocumentType: "CPF",
			DocumentNumber: login}:
			if form := regexp.MustCompile(`^\d{8,9}$`); !form.MatchString(persons[0].PhoneNumbers[0].Number) ||
				!regexp.MustCompile(`^\d{8}$`).MatchString(persons[0].Addresses[0].Postcode) {
				t.Errorf("telephone %+v, address %+v", persons[0].PhoneNumbers, persons[0].Addresses)
			}
		case len(firms) == 1 && firms[0].DocumentID == belvo.DocumentID{DocumentType: "CNPJ",
			DocumentNumber: login}:
			if !people.IsCPF(firms[0].Parties[0].DocumentNumber) {
				t.Errorf("a party with the CPF %s", firms[0].Parties[0].DocumentNumber)
			}
		default:
			t.Errorf("people %+v, firms %+v", persons, firms)
		}
	})
}
