package e2e_test

import (
	"fmt"
	"math"
	"net/http"
	"slices"
	"strings"
	"testing"

	"belvo-emulator/emulator/emulatortest"
)

// incomeCategories tell which transactions are incomes of a type.
func incomeCategories() map[string][2]string {
	return map[string][2]string{"SALARY": {"Income & Payments", "Salary"},
		"FREELANCE": {"Income & Payments", "Freelance"}, "INTEREST": {"Income & Payments", "Interest"},
		"DEPOSIT": {"Deposits", ""}, "ALTERNATIVE_INCOME": {"Income & Payments", "Other"},
		"RENT": {"Bills & Utilities", "Rent"}, "TRANSFER": {"Transfers", "Other"}}
}

// incomesOf are the incomes of a type since a day.
func (b books) incomesOf(kind, since string) []bookTransaction {
	return b.some(since, func(t bookTransaction) bool {
		return cash()(t) && t.Type == "INFLOW" && !b.moved(t) &&
			[2]string{t.Category, t.Subcategory} == incomeCategories()[kind]
	})
}

// TestIncomesFollowFromTransactions computes incomes again from what GET /api/transactions/ tells: the
// totals of each type, and every stream.
func TestIncomesFollowFromTransactions(t *testing.T) {
	t.Parallel()
	everyBook(t, func(t *testing.T, w world, b books) {
		all := w.Do(http.MethodPost, "/api/incomes/", fields{"link": b.link}).Want(http.StatusCreated)
		var incomes []bookTransaction
		for kind := range incomeCategories() {
			incomes = append(incomes, b.incomesOf(kind, day(365))...)
			for _, days := range []int{365, 90} {
				one := w.Do(http.MethodPost, "/api/incomes/", fields{"link": b.link, "date_from": day(days),
					"allowed_income_types": []string{kind}}).Want(http.StatusCreated)
				want := b.incomesOf(kind, day(days))
				isMoney(t, one, "total_income_amount", sumOf(want), false)
				isStreams(t, one, want)
			}
		}
		isMoney(t, all, "total_income_amount", sumOf(incomes), false)
		isStreams(t, all, incomes)
		b.isMade(t, all)
	})
}

// isMade checks the sums of an income, and the days that it names.
func (b books) isMade(t *testing.T, income *emulatortest.Answer) {
	t.Helper()
	amount := func(key string) int64 { return cents(income.Value(key).(float64)) }
	sum := amount("total_income_amount")
	same(t, "regular and irregular", amount("total_regular_income_amount")+
		amount("total_irregular_income_amount"), sum)
	same(t, "the levels of confidence", amount("total_low_confidence")+amount("total_medium_confidence")+
		amount("total_high_confidence"), sum)
	var days []string
	for _, t := range b.some(day(365), cash()) {
		days = append(days, t.ValueDate)
	}
	if len(days) == 0 {
		same(t, "the first of no transactions", income.Value("first_transaction_date"), nil)
		same(t, "the last of no transactions", income.Value("last_transaction_date"), nil)
		return
	}
	same(t, "the first transaction", income.Text("first_transaction_date"), slices.Min(days))
	same(t, "the last transaction", income.Text("last_transaction_date"), slices.Max(days))
}

// isStreams checks that streams are of some transactions, each of one of them.
func isStreams(t *testing.T, income *emulatortest.Answer, from []bookTransaction) {
	t.Helper()
	streams, _ := income.Value("income_streams").([]any)
	same(t, "the number of streams", income.Value("number_of_income_streams"), any(float64(len(streams))))
	number := 0
	for i := range streams {
		number += isStream(t, income, fmt.Sprintf("income_streams.%d.", i), from)
	}
	same(t, "the incomes of all streams", number, len(from))
}

// isStream checks one stream and returns how many incomes it has.
func isStream(t *testing.T, income *emulatortest.Answer, at string, from []bookTransaction) int {
	t.Helper()
	n := int(income.Value(at + "number_of_incomes").(float64))
	last := slices.ContainsFunc(from, func(x bookTransaction) bool {
		return x.Account.ID == income.Text(at+"account_id") &&
			x.Description == income.Text(at+"last_income_description") &&
			x.ValueDate == income.Text(at+"last_income_date") &&
			any(x.Amount) == income.Value(at+"last_income_amount")
	})
	if !last {
		t.Errorf("nothing is the last income of stream %s", at)
	}
	single := income.Text(at+"frequency") == "SINGLE"
	same(t, at+"single", single, n == 1)
	for _, key := range []string{"stability", "regularity"} {
		if got, ok := income.Value(at + key).(float64); ok == single || got < 0 || got > 1 {
			t.Errorf("%s%s is %v", at, key, income.Value(at+key))
		}
	}
	with, back := income.Value(at+"periods_with_income").(float64), income.Value(at+"lookback_periods").(float64)
	if full := income.Value(at + "full_periods").(float64); with > back || back > full || with > float64(n) {
		t.Errorf("%s: %f of %f periods have income, of %f with data", at, with, back, full)
	}
	average := income.Value(at+"average_income_amount").(float64) * float64(n)
	monthly := income.Value(at+"monthly_average").(float64) * back
	if math.Abs(monthly-average) > 0.01*(back+float64(n)) {
		t.Errorf("%s: the averages tell %f and %f in all", at, monthly, average)
	}
	return n
}

// TestIncomesCanBeNarrowedDown to those that are dependable enough.
func TestIncomesCanBeNarrowedDown(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	link := w.Register("erebor_mx_retail", "bnk100")
	count := func(more fields) float64 {
		more["link"] = link
		return w.Do(http.MethodPost, "/api/incomes/", more).Want(http.StatusCreated).
			Value("number_of_income_streams").(float64)
	}
	low := count(fields{"minimum_confidence_level": "LOW"})
	high := count(fields{"minimum_confidence_level": "HIGH"})
	if all := count(fields{}); low != all || high >= low || high == 0 {
		t.Errorf("%f streams, %f of LOW and more, %f of HIGH confidence", all, low, high)
	}
	same(t, "of no type", count(fields{"allowed_income_types": []string{}}), low)
	same(t, "of two types", count(fields{"allowed_income_types": []string{"SALARY", "INTEREST"}}), high)
}

// TestGigPlatformsPayOut: the incomes at a gig institution are what its platform paid.
func TestGigPlatformsPayOut(t *testing.T) {
	t.Parallel()
	server := newWorld(t)
	for bank, word := range map[string]string{"goonies_mx_gig": "PAGO SEMANAL", "planet_co_gig": "PAGO SEMANAL",
		"planet_br_gig": "REPASSE SEMANAL"} {
		for user, want := range map[string]string{"gig100": "WEEKLY", "gig103": "WEEKLY", "gig102": "",
			"gig101": "none"} {
			t.Run(bank+" "+user, func(t *testing.T) {
				t.Parallel()
				w := server.fresh(t)
				link := w.Register(bank, user)
				income := w.Do(http.MethodPost, "/api/incomes/", fields{"link": link}).Want(http.StatusCreated)
				if want == "none" {
					same(t, "the streams of nobody", income.Text("number_of_income_streams"), "0")
					return
				}
				if text := income.Text("income_streams.0.last_income_description"); !strings.HasPrefix(text, word) {
					t.Errorf("the first stream is %s", text)
				}
				same(t, "its type", income.Text("income_streams.0.income_type"), "FREELANCE")
				if want != "" {
					same(t, "its frequency", income.Text("income_streams.0.frequency"), want)
				}
				w.Do(http.MethodPost, "/api/accounts/", fields{"link": link}).
					Want(http.StatusBadRequest, "unsupported_operation")
				same(t, "accounts of a gig institution", w.Do(http.MethodGet, "/api/accounts/?link="+link, nil).
					Text("count"), "0")
			})
		}
	}
}
