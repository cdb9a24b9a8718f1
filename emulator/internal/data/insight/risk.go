package insight

import (
	"cmp"
	"slices"

	"github.com/google/uuid"

	"belvo-emulator/emulator/internal/belvo"
	"belvo-emulator/emulator/internal/ident"
)

// Risk sums up what a link's accounts and transactions say about risk. There is one for each link:
// its id stays the same. Deviation: credential banks tell no overdraft limit, so that is null; days
// since a transaction that never was are 0, and mean numbers of transactions are 0 where Belvo's text
// says null, since its schema knows no null there.
func Risk(from Input) *belvo.RiskInsight {
	in := open(from)
	id := ident.Derive(in.Link, string(belvo.RiskInsights))
	out := &belvo.RiskInsight{ID: &id, Link: in.Link, CreatedAt: belvo.At(in.At), Accounts: []uuid.UUID{},
		AssetsMetrics: in.assets(), CreditCardsMetrics: in.cards(), LoansMetrics: in.loans(),
		BalancesMetrics: in.balances(), TransactionsMetrics: in.movements(), CashflowMetrics: in.cashflow(),
		CategoryMetrics: in.categories()}
	for _, a := range in.accounts(analysed()...) {
		out.Accounts = append(out.Accounts, *a.ID)
	}
	return out
}

// analysed are the categories of accounts whose transactions count.
// Source: transactions_metrics in OpenAPI 1.223.0.
func analysed() []string { return []string{checking, savings, creditCard, loan} }

// held is what accounts hold together, nil of none.
func held(accounts []*belvo.Account) *belvo.Money {
	return sumOf(accounts, func(a *belvo.Account) belvo.Money { return a.Balance.Current })
}

// sumOf adds up an amount of each account, nil of none.
func sumOf(accounts []*belvo.Account, amount func(*belvo.Account) belvo.Money) *belvo.Money {
	sum := belvo.Money(0)
	for _, a := range accounts {
		sum += amount(a)
	}
	return known(len(accounts) > 0, sum)
}

func (in *sheet) assets() *belvo.AssetsMetrics {
	current, saved := in.accounts(checking), in.accounts(savings)
	here, there := len(current), len(saved)
	all := here + there
	return &belvo.AssetsMetrics{Institutions: []string{in.Institution.Name},
		NumAssetsAccounts: &all, NumAccounts: &all,
		NumCheckingAccounts: &here, NumSavingsAccounts: &there,
		CheckingAccountsBalance: held(current), SavingsAccountsBalance: held(saved)}
}

func (in *sheet) cards() *belvo.CreditCardsMetrics {
	cards := slices.DeleteFunc(in.accounts(creditCard),
		func(a *belvo.Account) bool { return a.CreditData == nil })
	out := &belvo.CreditCardsMetrics{NumAccounts: len(cards), SumCreditUsed: held(cards),
		SumCreditLimit: sumOf(cards, func(a *belvo.Account) belvo.Money { return a.CreditData.CreditLimit })}
	if len(cards) > 0 {
		out.CreditCardLimitUtilization = ratio(*out.SumCreditUsed, *out.SumCreditLimit)
	}
	return out
}

func (in *sheet) loans() *belvo.LoansMetrics {
	loans := slices.DeleteFunc(in.accounts(loan), func(a *belvo.Account) bool { return a.LoanData == nil })
	out := &belvo.LoansMetrics{NumAccounts: len(loans),
		SumLoansPrincipal: sumOf(loans, func(a *belvo.Account) belvo.Money { return a.LoanData.Principal }),
		SumLoansOutstandingPrincipal: sumOf(loans,
			func(a *belvo.Account) belvo.Money { return a.LoanData.OutstandingPrincipal }),
		SumLoansMonthlyPayment: sumOf(loans,
			func(a *belvo.Account) belvo.Money { return a.LoanData.MonthlyPayment })}
	if len(loans) > 0 {
		out.LoanLimitUtilization = ratio(*out.SumLoansOutstandingPrincipal, *out.SumLoansPrincipal)
	}
	return out
}

// categories are the metrics of the last three months, by category and subcategory. Deviation: the
// trend of a category is that of its daily net amounts.
func (in *sheet) categories() []belvo.CategoryMetrics {
	type key struct{ category, subcategory string }
	w := windows()[3]
	nets, inflows := map[key]series{}, belvo.Money(0)
	out, keys := []belvo.CategoryMetrics{}, []key{}
	for _, t := range in.of(analysed()...) {
		if t.Category == nil || t.ValueDate < in.To-w.days {
			continue
		}
		k := key{category: *t.Category}
		if t.Subcategory != nil {
			k.subcategory = *t.Subcategory
		}
		if nets[k] == nil {
			nets[k], keys = series{}, append(keys, k)
		}
		nets[k][t.ValueDate] += signed(t)
		inflows += max(0, signed(t))
	}
	slices.SortFunc(keys, func(a, b key) int {
		return cmp.Or(cmp.Compare(a.category, b.category), cmp.Compare(a.subcategory, b.subcategory))
	})
	for _, k := range keys {
		net := nets[k].sum(w, in.To)
		days, values := nets[k].within(w, in.To)
		out = append(out, belvo.CategoryMetrics{Category: &k.category,
			Subcategory: known(k.subcategory != "", k.subcategory),
			NetAmount3M: &net, CategoryInflowRatio3M: ratio(net, inflows), Trend3M: trend(days, values, 2)})
	}
	return out
}

// signed is what a transaction adds to what one has.
func signed(t *belvo.Transaction) belvo.Money {
	if t.Type == inflow {
		return t.Amount
	}
	return -t.Amount
}
