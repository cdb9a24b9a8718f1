package bank

import (
	"reflect"
	"slices"
	"testing"

	"belvo-emulator/emulator/internal/belvo"
	"belvo-emulator/emulator/internal/data/catalog"
)

// spend and repay make the lines of a card's ledger.
func spend(t testing.TB, day string, amount belvo.Money) movement {
	t.Helper()
	return movement{date: date(t, day), amount: amount}
}

func repay(t testing.TB, day string, amount belvo.Money) movement {
	t.Helper()
	m := spend(t, day, amount)
	m.in = true
	return m
}

// testCard closes its bills on the 12th and wants its money on the 3rd.
func testCard(t testing.TB, opening belvo.Money) *card {
	t.Helper()
	s := scale{factor: 1, percent: 100, unit: 1}
	return newCard(&catalog.Credit{Limit: 1000, CuttingDay: 12, PaymentDay: 3, Rate: 40}, opening,
		date(t, "2026-01-05"), s)
}

func TestBills(t *testing.T) {
	t.Parallel()
	moves := []movement{
		spend(t, "2026-01-06", 100), spend(t, "2026-01-12", 50), // the cutting day belongs to the bill
		spend(t, "2026-01-13", 70), repay(t, "2026-02-03", 150),
		spend(t, "2026-02-20", 30), repay(t, "2026-03-03", 50),
	}
	type want struct {
		name, status, previous string
		total                  belvo.Money
	}
	for _, c := range []struct {
		name, today string
		n           int // how many of the lines have happened
		want        []want
		due         belvo.Money
	}{
		{"first bill open", "2026-01-12", 2, []want{{"jan-2026", "OPEN", "0.00", 150}}, 0},
		{"first bill closed", "2026-01-13", 3,
			[]want{{"jan-2026", "CLOSED", "0.00", 150}, {"feb-2026", "OPEN", "1.50", 70}}, 150},
		{"first bill paid", "2026-02-03", 4,
			[]want{{"jan-2026", "PAID", "0.00", 150}, {"feb-2026", "OPEN", "1.50", 70}}, 0},
		{"second bill paid in part", "2026-03-03", 6, []want{{"jan-2026", "PAID", "0.00", 150},
			{"feb-2026", "CLOSED", "1.50", 70}, {"mar-2026", "OPEN", "0.70", 30}}, 20},
		{"bills without a movement", "2026-05-01", 6, []want{{"jan-2026", "PAID", "0.00", 150},
			{"feb-2026", "CLOSED", "1.50", 70}, {"mar-2026", "CLOSED", "0.70", 30},
			{"apr-2026", "PAID", "0.30", 0}, {"may-2026", "OPEN", "0.00", 0}}, 50},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			k, today := testCard(t, 0), date(t, c.today)
			got := k.billData(moves[:c.n], today, belvo.Timestamp{})
			if len(got) != len(c.want) {
				t.Fatalf("%d bills, want %d", len(got), len(c.want))
			}
			for i, w := range c.want {
				g := got[i]
				if (want{g.BillName, g.BillStatus, g.PreviousBillTotal, g.BillAmount}) != w {
					t.Errorf("bill %d is %+v, want %+v", i, *g, w)
				}
			}
			if got := k.due(moves[:c.n], today); got != c.due {
				t.Errorf("due is %d, want %d", got, c.due)
			}
		})
	}
}

func TestBillsOfWhatWasOwedBefore(t *testing.T) {
	t.Parallel()
	k := testCard(t, 500)
	if got := k.due([]movement{spend(t, "2026-01-06", 100)}, date(t, "2026-01-13")); got != 600 {
		t.Errorf("the first bill asks for %d, want 600", got)
	}
}

func TestPaymentInAdvance(t *testing.T) {
	t.Parallel()
	k := testCard(t, 0)
	moves := []movement{repay(t, "2026-01-06", 80), spend(t, "2026-01-07", 100)}
	if got := k.due(moves, date(t, "2026-01-13")); got != 20 {
		t.Errorf("due is %d, want 20", got)
	}
}

// TestCreditData goes through a month: the due date is the next one, the cutting date its bill's.
func TestCreditData(t *testing.T) {
	t.Parallel()
	moves := []movement{spend(t, "2026-01-06", 10000), repay(t, "2026-02-03", 10000)}
	for _, c := range []struct {
		name, today, cutting, payment string
		n                             int
		due, minimum                  belvo.Money
	}{
		{"before the cutting", "2026-01-10", "2026-01-12", "2026-02-03", 1, 0, 0},
		{"after the cutting", "2026-01-20", "2026-01-12", "2026-02-03", 1, 10000, 500},
		{"on the due date, paid", "2026-02-03", "2026-01-12", "2026-02-03", 2, 0, 0},
		{"after the due date", "2026-02-04", "2026-02-12", "2026-03-03", 2, 0, 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			got := testCard(t, 0).data(moves[:c.n], date(t, c.today), belvo.Timestamp{},
				scale{factor: 1, percent: 100, unit: 1})
			if got.CuttingDate.String() != c.cutting || got.NextPaymentDate.String() != c.payment {
				t.Errorf("cutting %s, payment %s; want %s, %s", got.CuttingDate, got.NextPaymentDate,
					c.cutting, c.payment)
			}
			if got.NoInterestPayment != c.due || got.MinimumPayment != c.minimum {
				t.Errorf("due %d, minimum %d; want %d, %d", got.NoInterestPayment, got.MinimumPayment,
					c.due, c.minimum)
			}
			if got.CreditLimit != 100000 || got.InterestRate != 40 {
				t.Errorf("limit %d, rate %v", got.CreditLimit, got.InterestRate)
			}
		})
	}
}

// TestCreditDataWithOtherDays has the due date in the cutting date's own month.
func TestCreditDataWithOtherDays(t *testing.T) {
	t.Parallel()
	k := newCard(&catalog.Credit{CuttingDay: 5, PaymentDay: 25, Minimum: 10}, 0, date(t, "2026-01-01"),
		scale{factor: 1, percent: 100, unit: 1})
	got := k.data([]movement{spend(t, "2026-01-02", 900)}, date(t, "2026-01-10"), belvo.Timestamp{},
		scale{factor: 1, percent: 100, unit: 1})
	if got.CuttingDate.String() != "2026-01-05" || got.NextPaymentDate.String() != "2026-01-25" ||
		got.NoInterestPayment != 900 || got.MinimumPayment != 90 {
		t.Errorf("got %+v", *got)
	}
}

func TestDecimal(t *testing.T) {
	t.Parallel()
	for m, want := range map[belvo.Money]string{0: "0.00", 5: "0.05", 961430: "9614.30", -150: "-1.50"} {
		if got := Decimal(m); got != want {
			t.Errorf("Decimal(%d) = %q, want %q", m, got, want)
		}
	}
}

// TestTallyGoesOn adds up a card's movements one by one, as the ledger does, and all at once.
func TestTallyGoesOn(t *testing.T) {
	t.Parallel()
	k, last := testCard(t, 300), date(t, "2027-12-31")
	var moves []movement
	var running tally
	for day := date(t, "2026-01-06"); day <= last; day++ {
		if day%3 == 0 {
			moves = append(moves, spend(t, day.String(), belvo.Money(100+day%7)))
		}
		if day%40 == 0 {
			moves = append(moves, repay(t, day.String(), belvo.Money(day%5)*400))
		}
		k.add(&running, moves, day)
		if got, want := running.due(day), k.due(moves, day); got != want {
			t.Fatalf("on %s %d is due, and %d of all at once", day, got, want)
		}
	}
	if all := k.bills(moves, last); !reflect.DeepEqual(running.bills, all) {
		t.Errorf("the bills are %v, and %v of all at once", running.bills, all)
	}
}

// TestLedgerOfCenturies is a customer whose link has been there for centuries, as after a move of the clock. What
// is due is not added up from the beginning at each payment, which took minutes.
func TestLedgerOfCenturies(t *testing.T) {
	t.Parallel()
	book := open(t, builtin(), "erebor_mx_retail", "bnk100", "full", "2026-03-14")
	book.Accounts(noon(t, "2326-03-14"))
	i := slices.IndexFunc(book.ledger.accounts, func(a *account) bool { return a.card != nil })
	card := book.ledger.accounts[i]
	if left := len(card.moves) - card.bills.moves; left > 100 {
		t.Errorf("%d of %d movements are still to be added up", left, len(card.moves))
	}
}
