package e2e_test

import (
	"encoding/json"
	"math"
	"net/http"
	"slices"
	"testing"
	"time"

	"belvo-emulator/emulator/emulatortest"
)

// books are what a client of a bank can read besides insights, as JSON tells it.
type books struct {
	link         string
	accounts     []bookAccount
	transactions []bookTransaction // of the last 365 days
	sides        map[side]string   // the account of each
}

type bookAccount struct {
	ID, Category string
	Balance      struct{ Current float64 }
	CreditData   *struct {
		CreditLimit float64 `json:"credit_limit"`
	} `json:"credit_data"`
	LoanData *struct {
		Principal      float64
		Outstanding    float64 `json:"outstanding_principal"`
		MonthlyPayment float64 `json:"monthly_payment"`
	} `json:"loan_data"`
}

type bookTransaction struct {
	Account                                       struct{ ID, Category string }
	Amount, Balance                               float64
	Type, Reference, Description, ValueDate, Sort string
	Category, Subcategory                         string
}

// UnmarshalJSON reads the keys with an underscore too.
func (b *bookTransaction) UnmarshalJSON(data []byte) error {
	type plain bookTransaction
	var dates struct {
		Day  string `json:"value_date"`
		Time string `json:"accounting_date"`
	}
	if err := json.Unmarshal(data, (*plain)(b)); err != nil {
		return err
	}
	err := json.Unmarshal(data, &dates)
	b.ValueDate, b.Sort = dates.Day, dates.Time
	return err
}

// cents are amounts as whole numbers, which can be added up and compared.
func cents(amount float64) int64 { return int64(math.Round(amount * 100)) }

func day(daysAgo int) string {
	return emulatortest.Epoch.AddDate(0, 0, -daysAgo).Format(time.DateOnly)
}

// readBooks registers a user and reads everything that insights follow from.
func readBooks(t *testing.T, w world, institution, username string) books {
	t.Helper()
	b := books{link: w.Register(institution, username)}
	answer := w.Do(http.MethodPost, "/api/accounts/", fields{"link": b.link}).Want(http.StatusCreated)
	decodeInto(t, answer.Body, &b.accounts)
	w.Do(http.MethodPost, "/api/transactions/",
		fields{"link": b.link, "date_from": day(365), "date_to": day(0)}).Want(http.StatusCreated)
	var list struct {
		Next    *string
		Results []bookTransaction
	}
	answer = w.Do(http.MethodGet, "/api/transactions/?page_size=1000&link="+b.link, nil).Want(http.StatusOK)
	if decodeInto(t, answer.Body, &list); list.Next != nil {
		t.Fatal("one page does not hold all transactions")
	}
	b.transactions, b.sides = list.Results, map[side]string{}
	for _, x := range b.transactions {
		b.sides[side{x.Reference, x.ValueDate, x.Type, x.Amount}] = x.Account.ID
	}
	return b
}

func decodeInto(t *testing.T, data []byte, into any) {
	t.Helper()
	if err := json.Unmarshal(data, into); err != nil {
		t.Fatalf("%v: %s", err, data)
	}
}

// some are the transactions since a day that a test lets through.
func (b books) some(since string, test func(bookTransaction) bool) []bookTransaction {
	var out []bookTransaction
	for _, t := range b.transactions {
		if t.ValueDate >= since && test(t) {
			out = append(out, t)
		}
	}
	return out
}

func sumOf(some []bookTransaction) (sum int64) {
	for _, t := range some {
		sum += cents(t.Amount)
	}
	return sum
}

// side is what the two sides of a transfer have in common, and which of them it is.
type side struct {
	reference, day, direction string
	amount                    float64
}

// moved says whether a transaction is one side of a transfer between the link's own accounts.
func (b books) moved(t bookTransaction) bool {
	other := map[string]string{"INFLOW": "OUTFLOW", "OUTFLOW": "INFLOW"}[t.Type]
	account, found := b.sides[side{t.Reference, t.ValueDate, other, t.Amount}]
	return found && account != t.Account.ID
}

func inAccounts(categories ...string) func(bookTransaction) bool {
	return func(t bookTransaction) bool { return slices.Contains(categories, t.Account.Category) }
}

// watched are the accounts that risk is about, but for balances.
func watched() func(bookTransaction) bool {
	return inAccounts("CHECKING_ACCOUNT", "SAVINGS_ACCOUNT", "CREDIT_CARD", "LOAN_ACCOUNT")
}

func cash() func(bookTransaction) bool { return inAccounts("CHECKING_ACCOUNT", "SAVINGS_ACCOUNT") }

// everyBook runs a test over the books of users of each data set in each country.
func everyBook(t *testing.T, test func(t *testing.T, w world, b books)) {
	t.Helper()
	server := newWorld(t)
	for _, bank := range []string{"erebor_mx_retail", "gringotts_co_retail", "erebor_br_retail"} {
		for _, user := range []string{"bnk100", "ana100", "bnk101", "bnk102", "bnk103"} {
			t.Run(bank+" "+user, func(t *testing.T) {
				t.Parallel()
				w := server.fresh(t)
				test(t, w, readBooks(t, w, bank, user))
			})
		}
	}
}

// split parts the transactions since a day by their direction.
func (b books) split(since string, test func(bookTransaction) bool) (in, out []bookTransaction) {
	in = b.some(since, func(t bookTransaction) bool { return t.Type == "INFLOW" && test(t) })
	out = b.some(since, func(t bookTransaction) bool { return t.Type == "OUTFLOW" && test(t) })
	return in, out
}

// isMoney compares an amount of an answer with cents; with nothing to add up, null will do.
func isMoney(t *testing.T, answer *emulatortest.Answer, path string, want int64, empty bool) {
	t.Helper()
	switch got := answer.Value(path).(type) {
	case float64:
		same(t, path, cents(got), want)
	default:
		if got != nil || !empty {
			t.Errorf("%s is %v, want %d hundredths", path, got, want)
		}
	}
}
