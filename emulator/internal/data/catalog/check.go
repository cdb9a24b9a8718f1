package catalog

import (
	"gopkg.in/yaml.v3"

	"belvo-emulator/emulator/internal/data/people"
	"belvo-emulator/emulator/internal/suggest"
	"belvo-emulator/emulator/internal/yamlfile"
)

// checkBank reports what the shape of a bank.yaml cannot.
func checkBank(r *reporter, _ *yaml.Node, bank *Bank) {
	c := bankChecker{reporter: r, set: bank}
	for i := range bank.Accounts {
		c.account(i)
	}
}

type bankChecker struct {
	*reporter
	set *Bank
}

func (c *bankChecker) account(i int) {
	a := &c.set.Accounts[i]
	if c.set.Index(a.Key) != i {
		c.report(a.node, "key", "there is another account %q", a.Key)
	}
	if (a.Credit != nil) != (a.Category == CreditCard) {
		c.report(a.node, "credit", "a CREDIT_CARD needs \"credit\", and no other account may have it")
	}
	if (a.Loan != nil) != (a.Category == LoanAccount) {
		c.report(a.node, "loan", "a LOAN_ACCOUNT needs \"loan\", and no other account may have it")
	}
	if a.Credit != nil && (a.Credit.CuttingDay > 28 || a.Credit.PaymentDay > 28) {
		c.report(a.node, "credit", "a day of the month must be at most 28")
	}
	c.loan(a)
	seen := map[string]bool{}
	for j := range a.Flows {
		f := &a.Flows[j]
		if seen[f.Name] {
			c.report(f.node, "name", "there is another flow %q on account %q", f.Name, a.Key)
		}
		seen[f.Name] = true
		c.flow(a, f)
	}
}

func (c *bankChecker) loan(a *Account) {
	switch {
	case a.Loan == nil:
	case a.Loan.Day > 28:
		c.report(a.node, "loan", "a day of the month must be at most 28")
	case a.Loan.Paid >= a.Loan.Months:
		c.report(a.node, "loan", "paid must be less than months")
	case a.Loan.Amount <= 0 || a.Loan.Rate < 0:
		c.report(a.node, "loan", "amount must be more than 0, and rate not less")
	case a.Opening != 0:
		c.report(a.node, "opening", "a loan's opening follows from \"loan\"")
	}
}

func (c *bankChecker) flow(a *Account, f *Flow) {
	c.when(f)
	c.amount(f)
	c.target(a, f)
	if f.Chance != nil && (*f.Chance < 0 || *f.Chance > 1) {
		c.report(f.node, "chance", "chance must be from 0 to 1")
	}
	if f.Hour != nil && *f.Hour > 23 {
		c.report(f.node, "hour", "hour must be from 0 to 23")
	}
	c.span(f.node, "times", f.Times)
	if f.Payee == "" && f.Text == "" {
		c.report(f.node, "", "a flow needs \"payee\" or \"text\"")
	}
	c.words(f.node, "text", f.Text, textWords()...)
	c.words(f.node, "received", f.Received, textWords()...)
}

func (c *bankChecker) when(f *Flow) {
	rules := 0
	for _, given := range []bool{len(f.When.Days) > 0, len(f.When.Weekdays) > 0, f.When.Every > 0} {
		if given {
			rules++
		}
	}
	if rules != 1 {
		c.report(f.node, "when", "\"when\" needs one of days, weekdays and every")
	}
	for _, m := range f.When.Months {
		if m > 12 {
			c.report(f.node, "when", "a month must be from 1 to 12")
		}
	}
}

func (c *bankChecker) amount(f *Flow) {
	rules := 0
	for _, given := range []bool{f.Amount != nil, f.Pays != "", f.Leaves != nil, f.Percent != nil} {
		if given {
			rules++
		}
	}
	if rules != 1 {
		c.report(f.node, "", "flow %q needs one of amount, pays, leaves and percent", f.Name)
	}
	c.span(f.node, "amount", f.Amount)
}

func (c *bankChecker) target(a *Account, f *Flow) {
	var to *Account
	if i := c.set.Index(f.To); i >= 0 {
		to = &c.set.Accounts[i]
	}
	switch {
	case f.To == "" && f.Pays != "":
		c.report(f.node, "pays", "pays needs \"to\", the account that is paid")
	case f.To == "":
	case to == nil:
		c.report(f.node, "to", "unknown account %q%s", f.To, suggest.Tail(f.To, c.set.keys()))
	case to.Key == a.Key:
		c.report(f.node, "to", "an account cannot pay itself")
	case f.Direction == "in":
		c.report(f.node, "direction", "money that goes to another account goes out")
	default:
		c.pays(f, to)
	}
}

func (c *bankChecker) pays(f *Flow, to *Account) {
	if f.Pays == Statement && to.Credit == nil {
		c.report(f.node, "pays", "account %q is no CREDIT_CARD", f.To)
	}
	if f.Pays == Instalment && to.Loan == nil {
		c.report(f.node, "pays", "account %q is no LOAN_ACCOUNT", f.To)
	}
}

// keys are the accounts' keys.
func (s *Bank) keys() []string {
	keys := make([]string, len(s.Accounts))
	for i := range s.Accounts {
		keys[i] = s.Accounts[i].Key
	}
	return keys
}

// missingPayees reports the payees of a set that a country lacks.
func missingPayees(file string, set *Bank, code string, c *people.Country) yamlfile.Problems {
	r := reporter{file: file}
	for i := range set.Accounts {
		for j := range set.Accounts[i].Flows {
			f := &set.Accounts[i].Flows[j]
			if f.Payee != "" && c.Payees[f.Payee] == nil {
				r.report(f.node, "payee", "people/%s.yaml has no payees %q", code, f.Payee)
			}
		}
	}
	return r.problems
}
