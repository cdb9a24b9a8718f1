package bank

import (
	"fmt"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"belvo-emulator/emulator/internal/belvo"
	"belvo-emulator/emulator/internal/data/catalog"
	"belvo-emulator/emulator/internal/data/people"
)

// noon is an instant in the middle of a day, with a fraction that the wire cannot show.
func noon(t testing.TB, day string) time.Time {
	t.Helper()
	return date(t, day).Time().Add(12*time.Hour + 123456789)
}

// everything is all that a book shows at an instant.
type everything struct {
	accounts     []*belvo.Account
	transactions [][]*belvo.Transaction // of each account, oldest first
}

func readAll(b *Book, at time.Time) everything {
	all := everything{accounts: b.Accounts(at)}
	for _, a := range all.accounts {
		list := b.Transactions(a, 0, belvo.DateOf(at)+1000, at)
		slices.Reverse(list)
		all.transactions = append(all.transactions, list)
	}
	return all
}

// eachBook runs a test for every bank and every data set, of a link that is one day old to ten
// months old.
func eachBook(t *testing.T, test func(t *testing.T, b *Book, at time.Time)) {
	t.Helper()
	c := builtin()
	for i, in := range banks(c) {
		for _, set := range []string{"full", "low", "negative", "none"} {
			t.Run(fmt.Sprint(in.Name, " ", set), func(t *testing.T) {
				t.Parallel()
				at := noon(t, "2026-03-15").AddDate(0, 0, i*19)
				test(t, open(t, c, in.Name, "bnk100", set, "2026-03-14"), at)
			})
		}
	}
}

// TestBalancesAddUp walks through each account from its opening balance.
func TestBalancesAddUp(t *testing.T) {
	t.Parallel()
	eachBook(t, func(t *testing.T, b *Book, at time.Time) {
		all := readAll(b, at)
		for i, a := range all.accounts {
			balance := b.ledger.accounts[i].opening
			for _, x := range all.transactions[i] {
				if (x.Type == "INFLOW") == (a.BalanceType == "ASSET") {
					balance += x.Amount
				} else {
					balance -= x.Amount
				}
				if x.Balance != balance {
					t.Fatalf("%s, %s: balance %d, want %d", a.Category, x.ValueDate, x.Balance, balance)
				}
			}
			if a.Balance.Current != balance {
				t.Errorf("%s: current %d, want %d", a.Category, a.Balance.Current, balance)
			}
		}
	})
}

// TestTransactionsAreWellFormed holds each transaction to the contract.
func TestTransactionsAreWellFormed(t *testing.T) {
	t.Parallel()
	mark := regexp.MustCompile(`^[a-zA-Z0-9][a-zA-Z0-9-]{0,99}$`)
	description := regexp.MustCompile(`^[A-Z0-9 ./-]+$`)
	eachBook(t, func(t *testing.T, b *Book, at time.Time) {
		all := readAll(b, at)
		seen := map[uuid.UUID]bool{}
		marks := map[string]bool{}
		for i, a := range all.accounts {
			for j, x := range all.transactions[i] {
				number := x.InternalIdentification
				if seen[*x.ID] || marks[number] || !mark.MatchString(number) {
					t.Errorf("id %s, %q: not unique or not well formed", x.ID, number)
				}
				seen[*x.ID], marks[number] = true, true
				if j > 0 && x.AccountingDate.Before(all.transactions[i][j-1].AccountingDate.Time) {
					t.Errorf("%s comes after a later one", x.AccountingDate)
				}
				if !description.MatchString(x.Description) {
					t.Errorf("description %q", x.Description)
				}
				checkTransaction(t, b, a, x, at)
			}
		}
	})
}

func checkTransaction(t *testing.T, b *Book, a *belvo.Account, x *belvo.Transaction, at time.Time) {
	t.Helper()
	if x.Account != a || x.Amount <= 0 || x.Amount%b.ledger.scale.unit != 0 || x.Currency != a.Currency {
		t.Errorf("amount %d %s", x.Amount, x.Currency)
	}
	if belvo.DateOf(x.AccountingDate.Time) != x.ValueDate || x.AccountingDate.After(at) {
		t.Errorf("value date %s, accounting date %s", x.ValueDate, x.AccountingDate)
	}
	if !slices.Contains(catalog.Categories(), *x.Category) ||
		x.Subcategory != nil && !slices.Contains(catalog.Subcategories(), *x.Subcategory) {
		t.Errorf("category %q, subcategory %v", *x.Category, x.Subcategory)
	}
	if x.Reference == "" || x.Type != "INFLOW" && x.Type != "OUTFLOW" ||
		x.Status == "PENDING" && belvo.DateOf(at)-x.ValueDate > 1 {
		t.Errorf("reference %q of %s: %s, %s", x.Reference, x.ValueDate, x.Status, x.Type)
	}
	if (x.CreditCardData != nil) != (a.Category == "CREDIT_CARD") {
		t.Errorf("credit card data of %s: %v", a.Category, x.CreditCardData)
	}
	if now := belvo.At(at); x.CollectedAt != now || x.CreatedAt != now {
		t.Errorf("collected at %s, want %s", x.CollectedAt, now)
	}
}

func TestAccountsAreWellFormed(t *testing.T) {
	t.Parallel()
	eachBook(t, func(t *testing.T, b *Book, at time.Time) {
		now := belvo.At(at)
		seen := map[string]bool{}
		for _, a := range b.Accounts(at) {
			in := b.customer.Institution
			if a.Institution != (belvo.InstitutionRef{Name: in.Name, Type: in.Type}) ||
				a.Link != b.customer.Link || a.CollectedAt != now || a.CreatedAt != now || a.LastAccessedAt != now {
				t.Errorf("account %+v", a)
			}
			if (a.CreditData != nil) != (a.Category == "CREDIT_CARD") ||
				(a.LoanData != nil) != (a.Category == "LOAN_ACCOUNT") {
				t.Errorf("%s: credit data %v, loan data %v", a.Category, a.CreditData, a.LoanData)
			}
			if a.CreditData != nil && *a.Balance.Available != a.CreditData.CreditLimit-a.Balance.Current {
				t.Errorf("available %d of %d", *a.Balance.Available, a.CreditData.CreditLimit)
			}
			if seen[a.PublicIdentificationValue] || seen[a.ID.String()] || a.Name == "" || a.Type == "" {
				t.Errorf("account %+v", a)
			}
			seen[a.PublicIdentificationValue], seen[a.ID.String()] = true, true
			checkNumber(t, in.CountryCode, a)
		}
	})
}

func checkNumber(t *testing.T, country string, a *belvo.Account) {
	t.Helper()
	form := map[string][3]string{
		"MX": {"CLABE", `^\d{18}$`, "MXN"},
		"CO": {"ACCOUNT_NUMBER", `^\d{11}$`, "COP"},
		"BR": {"AGENCY/ACCOUNT", `^\d{4}/\d{7}-\d$`, "BRL"},
	}[country]
	value := a.PublicIdentificationValue
	if a.PublicIdentificationName != form[0] || !regexp.MustCompile(form[1]).MatchString(value) ||
		a.Currency != form[2] {
		t.Errorf("%s %s in %s", a.PublicIdentificationName, value, a.Currency)
	}
	if country == "MX" && value[17] != people.ClabeDigit(value[:17]) {
		t.Errorf("CLABE %s has a wrong check digit", value)
	}
}

// TestWindowsAgree cuts the time in two at every kind of place.
func TestWindowsAgree(t *testing.T) {
	t.Parallel()
	at := noon(t, "2026-03-14")
	from, to := date(t, "2026-01-25"), date(t, "2026-03-14")
	for _, set := range []string{"full", "low", "negative"} {
		t.Run(set, func(t *testing.T) {
			t.Parallel()
			b := open(t, builtin(), "erebor_mx_retail", "bnk100", set, "2026-03-14")
			for _, a := range b.Accounts(at) {
				whole := b.Transactions(a, from, to, at)
				for cut := from - 1; cut <= to; cut++ {
					parts := b.Transactions(a, cut+1, to, at)
					parts = append(parts, b.Transactions(a, from, cut, at)...)
					if !slices.EqualFunc(parts, whole, sameTransaction) {
						t.Fatalf("%s: %d and %d transactions around %s", a.Category, len(parts), len(whole), cut)
					}
				}
			}
		})
	}
}

func sameTransaction(a, b *belvo.Transaction) bool { return *a.ID == *b.ID && a.Balance == b.Balance }

// TestLaterOnlyAdds looks from one instant and from later ones, with one book and with fresh ones.
func TestLaterOnlyAdds(t *testing.T) {
	t.Parallel()
	for _, of := range []string{"full heimdall_co_retail", "low heimdall_co_retail", "negative heimdall_co_retail",
		"full gotham_co_business", "full goonies_co_gig", "low goonies_co_gig", "negative goonies_co_gig"} {
		t.Run(of, func(t *testing.T) {
			t.Parallel()
			c := builtin()
			set, bank, _ := strings.Cut(of, " ")
			old := open(t, c, bank, "bnk100", set, "2026-03-14")
			before := readAll(old, noon(t, "2026-03-14"))
			for _, later := range []time.Time{noon(t, "2026-03-14").Add(5 * time.Hour), noon(t, "2026-06-30")} {
				fresh := open(t, c, bank, "bnk100", set, "2026-03-14")
				for _, b := range []*Book{old, fresh} {
					compare(t, before, readAll(b, later))
				}
			}
			again := readAll(old, noon(t, "2026-03-14"))
			for i := range again.accounts {
				if len(again.transactions[i]) != len(before.transactions[i]) {
					t.Error("the first instant looks otherwise after a later one")
				}
			}
		})
	}
}

// compare holds everything equal between two looks at a transaction but what may differ: when it
// was collected, its status, and what has become of its account and its bill since.
func compare(t *testing.T, before, after everything) {
	t.Helper()
	for i, list := range before.transactions {
		if len(after.transactions[i]) < len(list) {
			t.Fatalf("%d transactions became %d", len(list), len(after.transactions[i]))
		}
		for j, x := range list {
			y := after.transactions[i][j]
			if a, b := lasting(x), lasting(y); !reflect.DeepEqual(a, b) {
				t.Fatalf("before %+v\nafter  %+v", a, b)
			}
			d, e := x.CreditCardData, y.CreditCardData
			if d == nil {
				continue
			}
			if d.BillName != e.BillName || d.PreviousBillTotal != e.PreviousBillTotal {
				t.Errorf("bill %+v became %+v", *d, *e)
			}
			if d.BillStatus != "OPEN" && d.BillAmount != e.BillAmount {
				t.Errorf("bill %s was %s and changed", d.BillName, d.BillStatus)
			}
		}
	}
}

func lasting(x *belvo.Transaction) belvo.Transaction {
	y := *x
	y.CollectedAt, y.CreatedAt, y.Status = belvo.Timestamp{}, belvo.Timestamp{}, ""
	y.Account, y.CreditCardData = nil, nil
	return y
}

// TestPendingIsProcessedLater looks at the newest purchases day after day.
func TestPendingIsProcessedLater(t *testing.T) {
	t.Parallel()
	b := open(t, builtin(), "erebor_mx_retail", "bnk100", "full", "2026-03-14")
	pending := 0
	for day := date(t, "2026-03-14"); day < date(t, "2026-04-14"); day++ {
		at := day.Time().Add(23 * time.Hour)
		a := b.Accounts(at)[2]
		for _, x := range b.Transactions(a, day-5, day, at) {
			if x.Status != "PENDING" {
				continue
			}
			pending++
			later := at.Add(48 * time.Hour)
			for _, y := range b.Transactions(a, x.ValueDate, x.ValueDate, later) {
				if *y.ID == *x.ID && (y.Status != "PROCESSED" || y.Amount != x.Amount) {
					t.Errorf("%s of %d became %s of %d", x.Status, x.Amount, y.Status, y.Amount)
				}
			}
		}
	}
	if pending == 0 {
		t.Error("nothing was ever pending")
	}
}
