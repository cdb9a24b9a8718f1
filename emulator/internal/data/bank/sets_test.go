package bank

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/uuid"

	"belvo-emulator/emulator/internal/belvo"
)

// eachUser runs a test for a number of users of one bank in each country. The name of a data set may
// have the ending of a kind of institution.
func eachUser(t *testing.T, set string, users int, test func(t *testing.T, b *Book)) {
	t.Helper()
	c := builtin()
	set, kind, _ := strings.Cut(set, "_")
	for _, bank := range map[string][]string{"": {"erebor_mx_retail", "gringotts_co_retail", "heimdall_br_retail"},
		"business": {"gotham_mx_business", "gotham_co_business", "gotham_br_business"},
		"gig":      {"goonies_mx_gig", "goonies_co_gig", "goonies_br_gig"}}[kind] {
		for i := range users {
			since := date(t, "2026-01-01") + belvo.Date(i*13) // on every day of a month, at last
			t.Run(fmt.Sprint(bank, " ", i), func(t *testing.T) {
				t.Parallel()
				test(t, open(t, c, bank, fmt.Sprint("user", i), set, since.String()))
			})
		}
	}
}

// eachUserOf is eachUser for several data sets.
func eachUserOf(t *testing.T, sets []string, users int, test func(t *testing.T, b *Book)) {
	t.Helper()
	for _, set := range sets {
		t.Run(set, func(t *testing.T) {
			t.Parallel()
			eachUser(t, set, users, test)
		})
	}
}

// TestFullStaysPlausible goes through five years: no account is ever overdrawn, no card over its
// limit, every bill is paid, and the balances do not run away.
func TestFullStaysPlausible(t *testing.T) {
	t.Parallel()
	eachUserOf(t, []string{"full", "full_business", "full_gig"}, 6, func(t *testing.T, b *Book) {
		b.ledger.advance(b.ledger.next + 5*365)
		for _, a := range b.ledger.accounts {
			for _, m := range a.moves {
				if m.balance < 0 || a.card != nil && m.balance > a.card.limit*3/4 {
					t.Fatalf("%s has %d on %s", a.spec.Key, m.balance, m.date)
				}
				if a.spec.Category == "CHECKING_ACCOUNT" && m.balance > 3*a.opening {
					t.Fatalf("%s has %d on %s", a.spec.Key, m.balance, m.date)
				}
			}
		}
	})
}

// TestFullPages counts a year's transactions, which are to fill more pages than one.
func TestFullPages(t *testing.T) {
	t.Parallel()
	for _, bank := range []string{"erebor_mx_retail", "gotham_br_business"} {
		b := open(t, builtin(), bank, "bnk100", "full", "2026-03-14")
		at := noon(t, "2026-03-14")
		sum, kinds := 0, []string{}
		for _, a := range b.Accounts(at) {
			sum += len(b.Transactions(a, date(t, "2025-03-15"), date(t, "2026-03-14"), at))
			kinds = append(kinds, a.Category)
		}
		if sum < 300 {
			t.Errorf("%s: %d transactions a year, want 300", bank, sum)
		}
		if want := kinds[0]; want != "CHECKING_ACCOUNT" || !slices.Contains(kinds, "CREDIT_CARD") {
			t.Errorf("%s: accounts %v", bank, kinds)
		}
		first := b.Transactions(b.Accounts(at)[0], 0, date(t, "2024-04-14"), at)
		if n := len(first); n == 0 || first[n-1].ValueDate < date(t, "2024-03-14") {
			t.Errorf("%s: the history begins with %v", bank, first)
		}
	}
}

func TestLowHasLittle(t *testing.T) {
	t.Parallel()
	eachUserOf(t, []string{"low", "low_gig"}, 10, func(t *testing.T, b *Book) {
		start := b.ledger.next
		b.ledger.advance(start + 3*365)
		if len(b.ledger.accounts) != 1 {
			t.Fatalf("%d accounts, want 1", len(b.ledger.accounts))
		}
		a := b.ledger.accounts[0]
		for d := start; d < start+3*365; d++ {
			if first, after := between(a.moves, d, d+89); after-first >= 10 {
				t.Fatalf("%d transactions in the 90 days from %s", after-first, d)
			}
		}
		for _, m := range a.moves {
			if m.balance < 0 {
				t.Errorf("%d on %s", m.balance, m.date)
			}
		}
		if first, after := between(a.moves, start+700, start+800); first == after {
			t.Error("no transactions at all")
		}
	})
}

func TestNegativeIsNegative(t *testing.T) {
	t.Parallel()
	eachUserOf(t, []string{"negative", "negative_gig"}, 10, func(t *testing.T, b *Book) {
		b.ledger.advance(b.ledger.next + 5*365)
		a := b.ledger.accounts[0]
		least := a.opening * 3 / 2
		for _, m := range a.moves {
			if m.balance >= 0 || m.balance < least {
				t.Fatalf("%d on %s", m.balance, m.date)
			}
		}
		wire := b.Accounts(b.ledger.next.Time())[0]
		if wire.Balance.Current >= 0 || *wire.Balance.Available != 0 {
			t.Errorf("balance %+v", wire.Balance)
		}
	})
}

func TestNoneHasNothing(t *testing.T) {
	t.Parallel()
	eachUser(t, "none", 2, func(t *testing.T, b *Book) {
		at := noon(t, "2026-03-14")
		if owners, accounts := b.Owners(at), b.Accounts(at); len(owners)+len(accounts) != 0 ||
			owners == nil || accounts == nil {
			t.Errorf("owners %v, accounts %v", owners, accounts)
		}
	})
}

func TestOwners(t *testing.T) {
	t.Parallel()
	at := noon(t, "2026-03-14")
	for _, c := range []struct {
		bank, document string
		business       bool
	}{
		{"erebor_mx_retail", "CURP", false}, {"erebor_co_retail", "CC", false},
		{"erebor_br_retail", "CPF", false}, {"gotham_mx_business", "RFC", true},
		{"gotham_co_business", "NIT", true}, {"gotham_br_business", "CNPJ", true},
		{"goonies_mx_gig", "CURP", false}, {"planet_mx_employment", "CURP", false},
	} {
		t.Run(c.bank, func(t *testing.T) {
			t.Parallel()
			b := open(t, builtin(), c.bank, "bnk100", "full", "2026-03-14")
			owners := b.Owners(at)
			if len(owners) != 1 {
				t.Fatalf("%d owners, want 1", len(owners))
			}
			o := owners[0]
			if d := *o.DocumentID; d.DocumentType != c.document || d != b.Profile().Document {
				t.Errorf("document %+v", d)
			}
			if (o.BusinessName != nil) != c.business || (o.FirstName == nil) != c.business ||
				(o.SecondLastName == nil) != c.business {
				t.Errorf("owner %+v", o)
			}
			if !c.business && o.DisplayName != *o.FirstName+" "+*o.LastName+" "+*o.SecondLastName {
				t.Errorf("owner %s is %s %s", o.DisplayName, *o.FirstName, *o.LastName)
			}
			if o.CollectedAt != belvo.At(at) || o.Link != b.customer.Link || o.ID == nil {
				t.Errorf("owner %+v", o)
			}
		})
	}
}

// TestTransfersHaveTwoSides looks for the other side of each transfer between own accounts.
func TestTransfersHaveTwoSides(t *testing.T) {
	t.Parallel()
	at := noon(t, "2026-03-14")
	for bank, want := range map[string]int{"erebor_mx_retail": 5, "gotham_mx_business": 4} {
		b := open(t, builtin(), bank, "bnk100", "full", "2026-03-14")
		other := map[string][]*belvo.Transaction{} // by reference and moment, which both sides share
		for _, list := range readAll(b, at).transactions {
			for _, x := range list {
				key := x.Reference + x.AccountingDate.String()
				other[key] = append(other[key], x)
			}
		}
		kinds := map[string]bool{}
		for _, pair := range other {
			if len(pair) == 1 {
				continue
			}
			x, y := pair[0], pair[1]
			if len(pair) != 2 || x.Amount != y.Amount || x.Type == y.Type || x.Account == y.Account ||
				x.ValueDate != y.ValueDate {
				t.Errorf("%s: %s and %s of %s do not match", bank, x.Description, y.Description, x.ValueDate)
			}
			kinds[x.Account.Category+*x.Subcategory+y.Account.Category] = true
		}
		if len(kinds) != want {
			t.Errorf("%s: transfers %v, want %d kinds", bank, kinds, want)
		}
	}
}

// TestBillsMatchTheirTransactions adds up each bill of a card.
func TestBillsMatchTheirTransactions(t *testing.T) {
	t.Parallel()
	at := noon(t, "2026-03-20")
	b := open(t, builtin(), "erebor_co_retail", "bnk100", "full", "2026-03-14")
	card := b.Accounts(at)[2]
	sums, amounts, states := map[string]belvo.Money{}, map[string]belvo.Money{}, map[string]string{}
	var names []string
	for _, x := range b.Transactions(card, 0, belvo.DateOf(at), at) {
		d := x.CreditCardData
		if _, ok := amounts[d.BillName]; !ok {
			names = append(names, d.BillName)
		}
		amounts[d.BillName], states[d.BillName] = d.BillAmount, d.BillStatus
		if x.Type == "OUTFLOW" {
			sums[d.BillName] += x.Amount
		}
	}
	for i, name := range names {
		if amounts[name] != sums[name] {
			t.Errorf("bill %s of %d, its purchases are %d", name, amounts[name], sums[name])
		}
		want := "PAID"
		if i < 2 {
			want = []string{"OPEN", "CLOSED"}[i]
		}
		if states[name] != want {
			t.Errorf("bill %s is %s, want %s", name, states[name], want)
		}
	}
	if names[0] != "apr-2026" || card.CreditData.NoInterestPayment != amounts["mar-2026"] {
		t.Errorf("bills %v, to pay %d", names, card.CreditData.NoInterestPayment)
	}
}

// TestDailyBalances compares them with the last transaction of each day.
func TestDailyBalances(t *testing.T) {
	t.Parallel()
	at := noon(t, "2026-03-14")
	b := open(t, builtin(), "erebor_mx_retail", "bnk100", "full", "2026-03-14")
	for _, a := range b.Accounts(at) {
		from, to := date(t, "2025-06-01"), date(t, "2026-03-14")
		want := map[belvo.Date]belvo.Money{}
		for _, x := range slices.Backward(b.Transactions(a, from, to, at)) {
			want[x.ValueDate] = x.Balance
		}
		got := b.Balances(a, from, to, at)
		if len(got) != len(want) {
			t.Errorf("%s: %d balances, want %d", a.Category, len(got), len(want))
		}
		ids := map[uuid.UUID]bool{}
		for i, x := range got {
			if x.Balance != want[x.ValueDate] || x.Account != a || ids[*x.ID] {
				t.Errorf("%s: balance %d on %s", a.Category, x.Balance, x.ValueDate)
			}
			if ids[*x.ID] = true; i > 0 && got[i-1].ValueDate <= x.ValueDate {
				t.Errorf("%s comes after %s", x.ValueDate, got[i-1].ValueDate)
			}
		}
	}
}
