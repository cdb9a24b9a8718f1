package e2e_test

import (
	"fmt"
	"math"
	"net/http"
	"slices"
	"testing"

	"belvo-emulator/emulator/emulatortest"
)

// TestRiskFollowsFromTransactions computes risk insights again from what GET /api/transactions/ and
// the accounts tell.
func TestRiskFollowsFromTransactions(t *testing.T) {
	t.Parallel()
	everyBook(t, func(t *testing.T, w world, b books) {
		risk := w.Do(http.MethodPost, "/api/risk-insights/", fields{"link": b.link}).Want(http.StatusCreated)
		for ending, days := range map[string]int{"3d": 3, "1w": 7, "1m": 30, "3m": 90, "6m": 180, "12m": 360} {
			b.checkMovements(t, risk, ending, days)
			b.checkCashflow(t, risk, ending, days)
			b.checkBalances(t, risk, ending, days)
		}
		b.checkAccounts(t, risk)
		net := int64(0)
		categories, _ := risk.Value("category_metrics").([]any)
		for _, c := range categories {
			net += cents(c.(map[string]any)["net_amount_3m"].(float64))
		}
		in, out := b.split(day(90), watched())
		same(t, "what all categories add up to", net, sumOf(in)-sumOf(out))
	})
}

func (b books) checkMovements(t *testing.T, risk *emulatortest.Answer, ending string, days int) {
	t.Helper()
	in, out := b.split(day(days), watched())
	const of = "transactions_metrics."
	number := func(key string, want int) {
		t.Helper()
		same(t, key+ending, risk.Value(of+key+ending), any(float64(want)))
	}
	number("num_transactions_", len(in)+len(out))
	number("num_incoming_transactions_", len(in))
	number("num_outgoing_transactions_", len(out))
	busy := map[string]int{}
	for _, x := range append(in, out...) {
		busy[x.ValueDate]++
	}
	most := 0
	for _, n := range busy {
		most = max(most, n)
	}
	number("max_num_transactions_", most)
	if len(b.transactions) > 0 {
		number("days_without_transactions_", days+1-len(busy))
	}
	none := len(b.transactions) == 0
	isMoney(t, risk, of+"sum_incoming_amount_"+ending, sumOf(in), none)
	isMoney(t, risk, of+"sum_outgoing_amount_"+ending, sumOf(out), none)
	isMoney(t, risk, of+"max_outgoing_amount_"+ending, largest(out), len(out) == 0)
	if len(in) > 0 {
		isMoney(t, risk, of+"mean_incoming_amount_"+ending, cents(float64(sumOf(in))/float64(len(in))/100), false)
	}
}

func largest(some []bookTransaction) (most int64) {
	for _, t := range some {
		most = max(most, cents(t.Amount))
	}
	return most
}

func (b books) checkCashflow(t *testing.T, risk *emulatortest.Answer, ending string, days int) {
	t.Helper()
	in, out := b.split(day(days), func(x bookTransaction) bool { return watched()(x) && !b.moved(x) })
	const of = "cashflow_metrics."
	none := len(b.transactions) == 0
	isMoney(t, risk, of+"sum_positive_"+ending, sumOf(in), none)
	isMoney(t, risk, of+"sum_negative_"+ending, sumOf(out), none)
	isMoney(t, risk, of+"net_cashflow_"+ending, sumOf(in)-sumOf(out), none)
	most, byDay := int64(0), map[string]int64{}
	for _, x := range out {
		byDay[x.ValueDate] += cents(x.Amount)
		most = max(most, byDay[x.ValueDate])
	}
	isMoney(t, risk, of+"max_negative_"+ending, most, len(out) == 0)
	if ratio := risk.Value(of + "positive_to_negative_ratio_" + ending); len(out) > 0 {
		same(t, "the ratio of "+ending, cents(ratio.(float64)), cents(float64(sumOf(in))/float64(sumOf(out))))
	} else {
		same(t, "the ratio of "+ending, ratio, nil)
	}
}

// endOf is what an account held at the end of a day: the balance that its last transaction until then
// left, or that the next one found.
func (b books) endOf(account bookAccount, day string) int64 {
	held, at, found := cents(account.Balance.Current), "", false
	for _, t := range b.transactions {
		if t.Account.ID == account.ID && t.ValueDate <= day && t.Sort >= at {
			held, at, found = cents(t.Balance), t.Sort, true
		}
	}
	if found {
		return held
	}
	for _, t := range b.transactions {
		if t.Account.ID == account.ID && (at == "" || t.Sort < at) {
			at, held = t.Sort, cents(t.Balance)-map[string]int64{"INFLOW": 1, "OUTFLOW": -1}[t.Type]*cents(t.Amount)
		}
	}
	return held
}

func (b books) checkBalances(t *testing.T, risk *emulatortest.Answer, ending string, days int) {
	t.Helper()
	var totals []int64
	for ago := range days + 1 {
		total, any := int64(0), false
		for _, a := range b.accounts {
			if a.Category == "CHECKING_ACCOUNT" || a.Category == "SAVINGS_ACCOUNT" {
				total, any = total+b.endOf(a, day(ago)), true
			}
		}
		if any {
			totals = append(totals, total)
		}
	}
	const of = "balances_metrics."
	if len(totals) == 0 {
		same(t, "the least balance of nobody", risk.Value(of+"min_balance_"+ending), nil)
		return
	}
	isMoney(t, risk, of+"closing_balance", totals[0], false)
	isMoney(t, risk, of+"min_balance_"+ending, slices.Min(totals), false)
	isMoney(t, risk, of+"max_balance_"+ending, slices.Max(totals), false)
	sum, below := int64(0), 0
	for _, total := range totals {
		sum += total
		if total <= 0 {
			below++
		}
	}
	mean := float64(sum) / float64(len(totals))
	if got := risk.Value(of+"mean_balance_"+ending).(float64) * 100; math.Abs(got-mean) > 0.51 {
		t.Errorf("the mean balance of %s is %f, want %f", ending, got, mean)
	}
	same(t, "days below 0 in "+ending, risk.Value(of+"days_balance_below_0_"+ending), any(float64(below)))
}

func (b books) checkAccounts(t *testing.T, risk *emulatortest.Answer) {
	t.Helper()
	sums, counts := map[string]int64{}, map[string]int{}
	limit, principal, outstanding := int64(0), int64(0), int64(0)
	for _, a := range b.accounts {
		counts[a.Category]++
		sums[a.Category] += cents(a.Balance.Current)
		if a.CreditData != nil {
			limit += cents(a.CreditData.CreditLimit)
		}
		if a.LoanData != nil {
			principal += cents(a.LoanData.Principal)
			outstanding += cents(a.LoanData.Outstanding)
		}
	}
	for key, c := range map[string]struct {
		category string
		want     int64
	}{
		"assets_metrics.checking_accounts_balance":      {"CHECKING_ACCOUNT", sums["CHECKING_ACCOUNT"]},
		"assets_metrics.savings_accounts_balance":       {"SAVINGS_ACCOUNT", sums["SAVINGS_ACCOUNT"]},
		"credit_cards_metrics.sum_credit_used":          {"CREDIT_CARD", sums["CREDIT_CARD"]},
		"credit_cards_metrics.sum_credit_limit":         {"CREDIT_CARD", limit},
		"loans_metrics.sum_loans_principal":             {"LOAN_ACCOUNT", principal},
		"loans_metrics.sum_loans_outstanding_principal": {"LOAN_ACCOUNT", outstanding},
	} {
		isMoney(t, risk, key, c.want, counts[c.category] == 0)
	}
	listed, _ := risk.Value("accounts").([]any)
	same(t, "the accounts", len(listed), counts["CHECKING_ACCOUNT"]+counts["SAVINGS_ACCOUNT"]+
		counts["CREDIT_CARD"]+counts["LOAN_ACCOUNT"])
	for _, id := range listed {
		if !slices.ContainsFunc(b.accounts, func(a bookAccount) bool { return a.ID == fmt.Sprint(id) }) {
			t.Errorf("nobody has the account %v", id)
		}
	}
}
