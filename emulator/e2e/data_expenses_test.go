package e2e_test

import (
	"math"
	"net/http"
	"slices"
	"testing"
	"time"

	"belvo-emulator/emulator/emulatortest"
)

// expense is a recurring expense as JSON tells it.
type expense struct {
	ID           *string
	Account      struct{ ID string }
	Name         string
	Transactions []struct {
		Amount      float64
		Description string
		Day         string `json:"value_date"`
	}
	Average  float64 `json:"average_transaction_amount"`
	Median   float64 `json:"median_transaction_amount"`
	Since    int     `json:"days_since_last_transaction"`
	Category string
	Kind     string `json:"payment_type"`
}

// TestRecurringExpensesFollowFromTransactions finds every payment of every expense among what GET
// /api/transactions/ tells, and computes its figures again.
func TestRecurringExpensesFollowFromTransactions(t *testing.T) {
	t.Parallel()
	everyBook(t, func(t *testing.T, w world, b books) {
		var all []expense
		answer := w.Do(http.MethodPost, "/api/recurring-expenses/", fields{"link": b.link}).Want(http.StatusCreated)
		decodeInto(t, answer.Body, &all)
		for _, e := range all {
			b.isExpense(t, e)
		}
		if rich := len(b.accounts) > 1; rich != (len(all) >= 6) {
			t.Errorf("%d expenses recur", len(all))
		}
		subscribed := slices.ContainsFunc(all, func(e expense) bool { return e.Kind == "SUBSCRIPTION" })
		same(t, "that something is a subscription", subscribed, len(b.accounts) > 1)
	})
}

func (b books) isExpense(t *testing.T, e expense) {
	t.Helper()
	var amounts []float64
	sum := 0.0
	for i, p := range e.Transactions {
		sum += p.Amount
		amounts = append(amounts, p.Amount)
		if i > 0 && (p.Day > e.Transactions[i-1].Day || p.Day < monthsBefore(t, e.Transactions[i-1].Day, 2)) {
			t.Errorf("%s: %s comes after %s", e.Name, p.Day, e.Transactions[i-1].Day)
		}
		if !slices.ContainsFunc(b.transactions, func(x bookTransaction) bool {
			return x.Account.ID == e.Account.ID && x.Type == "OUTFLOW" && x.Category == e.Category && cash()(x) &&
				x.Amount == p.Amount && x.Description == p.Description && x.ValueDate == p.Day
		}) {
			t.Errorf("%s: nobody paid %v", e.Name, p)
		}
	}
	if n := len(amounts); n < 3 || math.Abs(sum/float64(n)-e.Average) > 0.005001 {
		t.Fatalf("%s: %d payments of %f, on average %f", e.Name, n, sum, e.Average)
	}
	slices.Sort(amounts)
	n := len(amounts)
	if median := (amounts[(n-1)/2] + amounts[n/2]) / 2; math.Abs(median-e.Median) > 0.005001 {
		t.Errorf("%s: the median is %f, want %f", e.Name, e.Median, median)
	}
	same(t, e.Name+": the last payment", e.Transactions[0].Day, day(e.Since))
	same(t, e.Name+": a subscription", e.Kind == "SUBSCRIPTION", e.Category == "Online Platforms & Leisure")
}

func monthsBefore(t *testing.T, day string, months int) string {
	t.Helper()
	at, err := time.Parse(time.DateOnly, day)
	if err != nil {
		t.Fatal(err)
	}
	return at.AddDate(0, -months, 0).Format(time.DateOnly)
}

// TestExpensesOfAnEarlierPeriod looks at a period that ends in the past: days are counted to today.
func TestExpensesOfAnEarlierPeriod(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	link := w.Register("erebor_mx_retail", "bnk100")
	ask := func(from, to int) (all []expense) {
		answer := w.Do(http.MethodPost, "/api/recurring-expenses/", fields{"link": link, "date_from": day(from),
			"date_to": day(to), "save_data": false}).Want(http.StatusOK)
		decodeInto(t, answer.Body, &all)
		return all
	}
	for _, e := range ask(300, 100) {
		if e.ID != nil || e.Since < 100 || e.Transactions[len(e.Transactions)-1].Day < day(300) {
			t.Errorf("%+v", e)
		}
	}
	same(t, "expenses of a month", len(ask(30, 0)), 0)
}

// TestInsightsAreFoundByTheirAccounts tries the filters account and account__in.
func TestInsightsAreFoundByTheirAccounts(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	mine := readBooks(t, w, "erebor_mx_retail", "bnk100")
	other := readBooks(t, w, "erebor_mx_retail", "bnk102")
	var first, second *emulatortest.Answer
	for _, path := range []string{"/api/incomes/", "/api/risk-insights/"} {
		first = w.Do(http.MethodPost, path, fields{"link": mine.link}).Want(http.StatusCreated)
		second = w.Do(http.MethodPost, path, fields{"link": other.link}).Want(http.StatusCreated)
		found := func(query string) []string {
			return texts(w.Do(http.MethodGet, path+"?"+query, nil).Want(http.StatusOK), "id")
		}
		both := []string{second.Text("id"), first.Text("id")}
		for query, want := range map[string][]string{
			"account=" + mine.accounts[0].ID:                                       {first.Text("id")},
			"account=" + other.accounts[0].ID:                                      {second.Text("id")},
			"account__in=" + mine.accounts[0].ID + "," + mine.accounts[1].ID:       {first.Text("id")},
			"account__in=" + other.accounts[0].ID + "," + mine.accounts[1].ID:      both,
			"account=" + mine.link:                                                 {},
			"link=" + mine.link + "&account=" + other.accounts[0].ID:               {},
			"link=" + mine.link + "&account=" + mine.accounts[0].ID + "&fields=id": {first.Text("id")},
		} {
			if got := found(query); !slices.Equal(got, want) {
				t.Errorf("%s?%s finds %v, want %v", path, query, got, want)
			}
		}
	}
	gone := w.Do(http.MethodDelete, "/api/accounts/"+mine.accounts[0].ID+"/", nil)
	gone.Want(http.StatusNoContent)
	w.Do(http.MethodGet, "/api/risk-insights/"+first.Text("id")+"/", nil).Want(http.StatusNotFound)
}

// TestOneInsightForEachLink: asking again computes the same object anew.
func TestOneInsightForEachLink(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	link := w.Register("gringotts_co_retail", "bnk100")
	for _, path := range []string{"/api/incomes/", "/api/risk-insights/"} {
		before := w.Do(http.MethodPost, path, fields{"link": link}).Want(http.StatusCreated)
		w.server.Advance(40 * 24 * time.Hour)
		after := w.Do(http.MethodPost, path, fields{"link": link}).Want(http.StatusCreated)
		same(t, "the id", after.Text("id"), before.Text("id"))
		same(t, "when it was made", after.Text("created_at"), before.Text("created_at"))
		if string(after.Body) == string(before.Body) {
			t.Errorf("%s: nothing happened in forty days", path)
		}
		list := w.Do(http.MethodGet, path+"?link="+link, nil).Want(http.StatusOK)
		same(t, "how many there are", list.Text("count"), "1")
		w.Do(http.MethodGet, path+after.Text("id")+"/", nil).Want(http.StatusOK)
		w.Do(http.MethodDelete, path+after.Text("id")+"/", nil).Want(http.StatusNoContent)
		w.Do(http.MethodGet, path+after.Text("id")+"/", nil).Want(http.StatusNotFound, "not_found")
		unsaved := w.Do(http.MethodPost, path, fields{"link": link, "save_data": false}).Want(http.StatusOK)
		same(t, "the id of what is not saved", unsaved.Value("id"), nil)
	}
}
