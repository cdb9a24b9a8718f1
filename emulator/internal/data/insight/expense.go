package insight

import (
	"slices"

	"belvo-emulator/emulator/internal/belvo"
	"belvo-emulator/emulator/internal/ident"
)

// subscriptions is the category whose payments are subscriptions. Deviation: Belvo does not tell how
// it finds them.
const subscriptions = "Online Platforms & Leisure"

// expenseCategories are those that recurring expenses have.
// Source: EnumRecurringExpenseCategory of OpenAPI 1.223.0.
func expenseCategories() []string {
	return []string{"Bills & Utilities", "Credits & Loans", "Insurance", subscriptions, "Transport & Travel",
		"Taxes"}
}

// What makes payments a recurring expense, in addition to their monthly rhythm. Deviation: the limits are
// ours.
const (
	leastPayments  = 3
	mostVariation  = 0.5
	mostDaysSilent = 45 // since the last payment; later ones have ended
)

// RecurringExpenses finds the payments out of checking and savings accounts that come back every
// month: to one payee, of one category and of similar amounts. The last to be paid comes first.
func RecurringExpenses(from Input) []*belvo.RecurringExpense {
	in := open(from)
	type key struct {
		account               *belvo.Account
		category, more, payee string
	}
	payments := map[key][]*belvo.Transaction{}
	var keys []key
	for _, t := range slices.Backward(in.of(checking, savings)) {
		if t.Type != outflow || t.Category == nil || !slices.Contains(expenseCategories(), *t.Category) {
			continue
		}
		k := key{account: t.Account, category: *t.Category, payee: payeeOf(t)}
		if t.Subcategory != nil {
			k.more = *t.Subcategory
		}
		if payments[k] == nil {
			keys = append(keys, k)
		}
		payments[k] = append(payments[k], t)
	}
	out := []*belvo.RecurringExpense{}
	for _, k := range keys {
		if some := payments[k]; in.recurs(some) {
			id := ident.Derive(in.Link, string(belvo.RecurringExpenses), k.account.ID.String(), k.category, k.more,
				k.payee)
			out = append(out, &belvo.RecurringExpense{ID: &id, Account: k.account,
				RecurringExpenseFacts: in.expense(readable(k.payee), k.category, some)})
		}
	}
	return out
}

// recurs says whether payments, the newest first, are a recurring expense.
func (in *sheet) recurs(payments []*belvo.Transaction) bool {
	days := make([]belvo.Date, len(payments))
	for i, t := range payments {
		days[len(days)-1-i] = t.ValueDate
	}
	return len(payments) >= leastPayments && rhythmOf(days) == monthly &&
		variation(amounts(payments)) <= mostVariation && in.To-payments[0].ValueDate <= mostDaysSilent
}

func (in *sheet) expense(name, category string, payments []*belvo.Transaction) belvo.RecurringExpenseFacts {
	kind := "REGULAR"
	if category == subscriptions {
		kind = "SUBSCRIPTION"
	}
	out := belvo.RecurringExpenseFacts{Name: &name, Frequency: string(monthly), Category: category,
		PaymentType:              &kind,
		AverageTransactionAmount: share(total(payments), len(payments)),
		MedianTransactionAmount:  belvo.MoneyOf(median(amounts(payments))),
		DaysSinceLastTransaction: int(belvo.DateOf(in.At) - payments[0].ValueDate)}
	for _, t := range payments {
		out.Transactions = append(out.Transactions,
			belvo.ExpenseTransaction{Amount: t.Amount, Description: &t.Description, ValueDate: t.ValueDate})
	}
	return out
}
