package bank_test

import (
	"encoding/base64"
	"math"
	"reflect"
	"strings"
	"testing"
	"time"

	"belvo-emulator/emulator/internal/belvo"
	"belvo-emulator/emulator/internal/data/bank"
	"belvo-emulator/emulator/internal/data/bank/banktest"
)

func statements(book *bank.Book, a *belvo.Account, at time.Time) []*belvo.AccountStatement {
	return bank.Statements(book, a, math.MinInt32, belvo.DateOf(at), false, at)
}

// TestStatementsAddUp: each month begins with the balance that the one before it ended with, its
// movements lead to its end, and the movements since then to the balance of today.
func TestStatementsAddUp(t *testing.T) {
	t.Parallel()
	for _, set := range []string{"full", "low", "negative"} {
		t.Run(set, func(t *testing.T) {
			t.Parallel()
			book := banktest.Open(t, "erebor_mx_retail", set)
			for _, a := range book.Accounts(at) {
				months := statements(book, a, at)
				if len(months) != 23 { // of 24 the first and the last are not whole
					t.Fatalf("%s has %d statements", a.Category, len(months))
				}
				for i, s := range months {
					addsUp(t, a, s)
					if i > 0 && (s.FinalBalance != months[i-1].PreviousBalance ||
						s.PeriodEndDate+1 != months[i-1].PeriodStartDate) {
						t.Errorf("%s: after %s comes %s", a.Category, s.PeriodEndDate, months[i-1].PeriodStartDate)
					}
				}
				since := book.Transactions(a, months[0].PeriodEndDate+1, belvo.DateOf(at), at)
				if now := months[0].FinalBalance + gain(a, since); now != a.Balance.Current {
					t.Errorf("%s has %v, by its statements %v", a.Category, a.Balance.Current, now)
				}
			}
		})
	}
}

// gain is what movements add to the balance of an account.
func gain(a *belvo.Account, moves []*belvo.Transaction) (sum belvo.Money) {
	for _, m := range moves {
		if m.Type == "INFLOW" {
			sum += m.Amount
		} else {
			sum -= m.Amount
		}
	}
	if a.BalanceType == "LIABILITY" {
		return -sum
	}
	return sum
}

// addsUp checks that a statement's figures agree with each other and with its movements.
func addsUp(t *testing.T, a *belvo.Account, s *belvo.AccountStatement) {
	t.Helper()
	totals := []*belvo.Transaction{{Type: "INFLOW", Amount: s.TotalInflowAmount},
		{Type: "OUTFLOW", Amount: s.TotalOutflowAmount}}
	if s.PreviousBalance+gain(a, totals) != s.FinalBalance || gain(a, totals) != gain(a, s.Transactions) {
		t.Errorf("%s %s: %+v", a.Category, s.PeriodStartDate, s)
	}
	n := len(s.Transactions)
	if s.TotalInflowTransactions+s.TotalOutflowTransactions != n {
		t.Errorf("%s %s: %d movements, but other counts", a.Category, s.PeriodStartDate, n)
	}
	if n > 0 && s.Transactions[0].Balance != s.FinalBalance {
		t.Errorf("%s %s ends with %v, its last movement with %v", a.Category, s.PeriodStartDate,
			s.FinalBalance, s.Transactions[0].Balance)
	}
}

// TestWhichMonthsHaveStatements looks at the first and last days of months.
func TestWhichMonthsHaveStatements(t *testing.T) {
	t.Parallel()
	book := banktest.Open(t, "erebor_mx_retail", "full")
	date := func(s string) belvo.Date {
		d, err := belvo.ParseDate(s)
		if err != nil {
			t.Fatal(err)
		}
		return d
	}
	for _, c := range []struct {
		today, from, to string
		want            int
	}{
		{"2026-03-16", "2026-02-01", "2026-02-28", 1},
		{"2026-03-16", "2026-02-02", "2026-02-28", 0},
		{"2026-03-16", "2026-02-01", "2026-02-27", 0},
		{"2026-03-16", "2026-03-01", "2026-03-31", 0},
		{"2026-03-31", "2026-03-01", "2026-03-31", 0},
		{"2026-04-01", "2026-03-01", "2026-03-31", 1},
		{"2026-03-16", "2025-01-01", "2025-12-31", 12},
		{"2026-03-16", "2024-03-01", "2024-03-31", 0},
		{"2026-03-16", "2024-04-01", "2024-04-30", 1},
		{"2026-03-16", "2027-04-01", "2027-04-30", 0},
		{"2026-03-16", "2026-02-28", "2026-02-01", 0},
	} {
		at := date(c.today).Time().Add(12 * time.Hour)
		got := bank.Statements(book, book.Accounts(at)[0], date(c.from), date(c.to), false, at)
		if len(got) != c.want {
			t.Errorf("on %s there are %d statements from %s to %s, want %d", c.today, len(got), c.from, c.to, c.want)
		}
	}
}

// TestAMonthThatIsOverStaysAsItWas, except what was still pending.
func TestAMonthThatIsOverStaysAsItWas(t *testing.T) {
	t.Parallel()
	book := banktest.Open(t, "erebor_mx_retail", "full")
	later := at.AddDate(0, 5, 0)
	for i, a := range book.Accounts(at) {
		now, then := statements(book, a, at), statements(book, book.Accounts(later)[i], later)[5:]
		for j := range now {
			was, is := *now[j], *then[j]
			was.Transactions, is.Transactions, is.CollectedAt = nil, nil, was.CollectedAt
			if !reflect.DeepEqual(was, is) {
				t.Fatalf("%+v has become %+v", was, is)
			}
		}
	}
}

func TestThePrintedStatement(t *testing.T) {
	t.Parallel()
	book := banktest.Open(t, "erebor_mx_retail", "full")
	a := book.Accounts(at)[0]
	first := belvo.DateOf(time.Date(2026, 2, 1, 0, 0, 0, 0, time.UTC))
	s := bank.Statements(book, a, first, first+27, true, at)[0]
	file, err := base64.StdEncoding.DecodeString(*s.PDF)
	if err != nil || !strings.HasPrefix(string(file), "%PDF-") {
		t.Errorf("the file is no PDF: %.20q (%v)", file, err)
	}
	if len(s.CLABE) != 18 || s.CLABE != a.PublicIdentificationValue || len(s.RFC) != 13 ||
		len(s.ClientNumber) != 8 {
		t.Errorf("the numbers are %s, %s and %s", s.CLABE, s.RFC, s.ClientNumber)
	}
	if statements(book, a, at)[0].PDF != nil {
		t.Error("there is a file that nobody asked for")
	}
}
