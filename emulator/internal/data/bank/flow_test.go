package bank

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/uuid"

	"belvo-emulator/emulator/internal/belvo"
	"belvo-emulator/emulator/internal/data/people"
)

// ownBook opens a data set made of a checking account with some flows and of what follows them.
func ownBook(t testing.TB, username, flows string) *Book {
	t.Helper()
	set := "# A test.\naccounts:\n- key: a\n  category: CHECKING_ACCOUNT\n  opening: 1000\n" +
		"  flows:\n" + flows
	c := NewBooks(userFiles(map[string]string{"datasets/test/set.yaml": "summary: A test.",
		"datasets/test/bank.yaml": set}))
	if err := c.Check(); err != nil {
		t.Fatal(err)
	}
	return open(t, c, "erebor_mx_retail", username, "test", "2026-03-14")
}

// lines are the movements of a book's first account between two days, as text. Amounts are whole
// units of the file, without the customer's own scale.
func lines(t testing.TB, b *Book, from, to string) []string {
	t.Helper()
	at := noon(t, "2026-03-14")
	var out []string
	list := b.Transactions(b.Accounts(at)[0], date(t, from), date(t, to), at)
	for _, x := range slices.Backward(list) {
		units := int64(x.Amount) / int64(b.ledger.scale.percent)
		out = append(out, fmt.Sprint(x.ValueDate, " ", x.Type, " ", units, " ", x.Description))
	}
	return out
}

func TestFlows(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name, flows string
		want        []string
	}{
		{"amount", "  - {name: f, when: {days: [5]}, amount: 30, text: Café Ñandú, category: Taxes}",
			[]string{"2026-01-05 OUTFLOW 30 CAFE NANDU"}},
		{"comes in", "  - {name: f, when: {days: [5]}, amount: 30, direction: in, text: T, category: Taxes}",
			[]string{"2026-01-05 INFLOW 30 T"}},
		{"several times", "  - {name: f, when: {days: [5]}, times: 2, amount: 1, text: T, category: Taxes}",
			[]string{"2026-01-05 OUTFLOW 1 T", "2026-01-05 OUTFLOW 1 T"}},
		{"never", "  - {name: f, when: {days: [5]}, times: 0, amount: 1, text: T, category: Taxes}", nil},
		{"no chance", "  - {name: f, when: {days: [5]}, chance: 0, amount: 1, text: T, category: Taxes}", nil},
		{"every chance", "  - {name: f, when: {days: [5]}, chance: 1, amount: 1, text: T, category: Taxes}",
			[]string{"2026-01-05 OUTFLOW 1 T"}},
		{"amount of nothing", "  - {name: f, when: {days: [5]}, amount: 0, text: T, category: Taxes}", nil},
		{"in the order of hours",
			"  - {name: late, when: {days: [5]}, hour: 9, amount: 1, text: L, category: Taxes}\n" +
				"  - {name: early, when: {days: [5]}, hour: 8, amount: 1, text: E, category: Taxes}",
			[]string{"2026-01-05 OUTFLOW 1 E", "2026-01-05 OUTFLOW 1 L"}},
		{"brings down to a level",
			"  - {name: f, when: {days: [4]}, amount: 50, direction: in, text: I, category: Taxes}\n" +
				"  - {name: g, when: {days: [5]}, leaves: 990, text: G, category: Taxes}",
			[]string{"2026-01-04 INFLOW 50 I", "2026-01-05 OUTFLOW 50 G"}},
		{"brings up to a level",
			"  - {name: f, when: {days: [4]}, amount: 50, text: O, category: Taxes}\n" +
				"  - {name: g, when: {days: [5]}, leaves: 1000, direction: in, text: G, category: Taxes}",
			[]string{"2026-01-04 OUTFLOW 50 O", "2026-01-05 INFLOW 50 G"}},
		{"is at the level already",
			"  - {name: g, when: {days: [5]}, leaves: 1000, direction: in, text: G, category: Taxes}", nil},
		{"interest comes in", "  - {name: f, when: {days: [5], months: [1]}, percent: 12, direction: in, " +
			"text: T, category: Taxes}", []string{"2026-01-05 INFLOW 10 T"}},
		{"no interest on an overdraft that is none",
			"  - {name: f, when: {days: [5]}, percent: 12, text: T, category: Taxes}", nil},
		{"unknown account in braces",
			`  - {name: f, when: {days: [5]}, amount: 1, text: "T {account}.", category: Taxes}`,
			[]string{"2026-01-05 OUTFLOW 1 T ."}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			got := lines(t, ownBook(t, "bnk100", c.flows), "2026-01-01", "2026-01-31")
			if !slices.Equal(got, c.want) {
				t.Errorf("got  %q\nwant %q", got, c.want)
			}
		})
	}
}

func TestOverdraftInterest(t *testing.T) {
	t.Parallel()
	b := ownBook(t, "bnk100",
		"  - {name: a, when: {days: [4]}, leaves: -200, text: A, category: Taxes}\n"+
			"  - {name: b, when: {days: [5]}, percent: 12, text: B, category: Taxes}\n"+
			"  - {name: c, when: {days: [6]}, leaves: -200, direction: in, text: C, category: Taxes}")
	want := []string{"2026-01-05 OUTFLOW 2 B", "2026-01-06 INFLOW 2 C"}
	if got := lines(t, b, "2026-01-01", "2026-01-31"); !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}

// TestRanges draws many amounts: all inside the range, of the currency's unit, and both halves
// of the range in use.
func TestRanges(t *testing.T) {
	t.Parallel()
	b := ownBook(t, "bnk100", "  - {name: f, when: {every: 1}, times: [0, 3], amount: [10, 20], "+
		"direction: in, text: T, category: Taxes}")
	at, low, high := noon(t, "2026-03-14"), 0, 0
	percent := belvo.Money(b.ledger.scale.percent)
	perDay, ids := map[belvo.Date]int{}, map[uuid.UUID]bool{}
	for _, x := range b.Transactions(b.Accounts(at)[0], 0, belvo.DateOf(at), at) {
		perDay[x.ValueDate]++
		if ids[*x.ID] {
			t.Errorf("two transactions of %s share an id", x.ValueDate)
		}
		ids[*x.ID] = true
		switch {
		case x.Amount < 10*percent || x.Amount > 20*percent:
			t.Errorf("amount %d is out of range", x.Amount)
		case x.Amount < 15*percent:
			low++
		default:
			high++
		}
	}
	if low < 100 || high < 100 {
		t.Errorf("%d amounts in the lower half, %d in the upper", low, high)
	}
	counts := map[int]int{}
	for _, n := range perDay {
		counts[n]++
	}
	if len(counts) != 3 || counts[1] < 100 || counts[3] < 100 || len(perDay) > 700 {
		t.Errorf("days with 1, 2, 3 transactions: %v", counts)
	}
}

func TestChance(t *testing.T) {
	t.Parallel()
	b := ownBook(t, "bnk100", "  - {name: f, when: {every: 1}, chance: 0.25, amount: 1, direction: in, "+
		"text: T, category: Taxes}")
	at := noon(t, "2026-03-14")
	if n := len(b.Transactions(b.Accounts(at)[0], 0, belvo.DateOf(at), at)); n < 140 || n > 225 {
		t.Errorf("%d of 731 days with a chance of 0.25", n)
	}
}

// TestSteadyPayee compares two flows of one group.
func TestSteadyPayee(t *testing.T) {
	t.Parallel()
	b := ownBook(t, "bnk100",
		"  - {name: f, when: {every: 9}, amount: 1, payee: groceries, steady: true, category: Taxes}\n"+
			"  - {name: g, when: {every: 9}, amount: 2, payee: groceries, category: Transfers}")
	at := noon(t, "2026-03-14")
	names := map[string]map[string]bool{"Taxes": {}, "Transfers": {}}
	for _, x := range b.Transactions(b.Accounts(at)[0], 0, belvo.DateOf(at), at) {
		names[*x.Category][x.Merchant.MerchantName] = true
		if !strings.Contains(x.Description, people.BankText(x.Merchant.MerchantName)) || x.Merchant.Logo != nil {
			t.Errorf("merchant %+v, description %q", *x.Merchant, x.Description)
		}
	}
	if len(names["Taxes"]) != 1 || len(names["Transfers"]) < 3 {
		t.Errorf("payees %v", names)
	}
}

// TestTextWords gives every word that a description may have.
func TestTextWords(t *testing.T) {
	t.Parallel()
	b := ownBook(t, "bnk100", `  - {name: f, when: {days: [5]}, amount: 1, payee: rent, steady: true, to: s,
     text: "{name}|{city}|{account}|{holder}|{reference}", received: "{account}", category: Taxes}
- {key: s, category: SAVINGS_ACCOUNT, name: Mine, type: Own}`)
	at := noon(t, "2026-03-14")
	accounts := b.Accounts(at)
	from, to := date(t, "2026-03-01"), belvo.DateOf(at)
	sent, got := b.Transactions(accounts[0], from, to, at), b.Transactions(accounts[1], from, to, at)
	if len(sent) != 1 || len(got) != 1 {
		t.Fatalf("%d and %d transactions", len(sent), len(got))
	}
	last := func(a *belvo.Account) string { return a.Number[len(a.Number)-4:] }
	parts := strings.Split(sent[0].Description, "|")
	want := []string{parts[0], people.BankText(b.Profile().City), last(accounts[1]), people.BankText(b.Profile().Name),
		sent[0].Reference}
	if !slices.Equal(parts, want) || parts[0] == "" {
		t.Errorf("sent %q, want %q", parts, want)
	}
	if got[0].Description != last(accounts[0]) ||
		got[0].InternalIdentification == sent[0].InternalIdentification {
		t.Errorf("received %q", got[0].Description)
	}
	if accounts[1].Name != "Mine *"+last(accounts[1]) || accounts[1].Type != "Own" {
		t.Errorf("account %q of type %q", accounts[1].Name, accounts[1].Type)
	}
}

func TestScale(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name   string
		scale  scale
		amount float64
		want   belvo.Money
	}{
		{"as it is", scale{1, 100, 1}, 12.34, 1234},
		{"a poorer customer", scale{1, 85, 1}, 100, 8500},
		{"reais", scale{0.3, 100, 1}, 599, 17970},
		{"hundreds of pesos", scale{220, 100, 10000}, 599, 13180 * 1000},
		{"negative", scale{220, 100, 10000}, -3400, -748000 * 100},
		{"half a unit", scale{1, 100, 100}, 0.5, 100},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			if got := c.scale.money(c.amount); got != c.want {
				t.Errorf("money(%v) = %d, want %d", c.amount, got, c.want)
			}
		})
	}
}
