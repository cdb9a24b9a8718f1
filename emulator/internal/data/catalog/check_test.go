package catalog

import (
	"strings"
	"testing"

	"belvo-emulator/emulator/internal/yamlfile"
)

// flowText is a right flow, whose lines a test replaces to make it wrong.
const flowText = `# A test.
accounts:
- key: a
  category: CHECKING_ACCOUNT
  flows:
  - name: f
    when: {days: [1]}
    amount: 5
    text: T
    category: Transfers
- key: card
  category: CREDIT_CARD
  credit: {limit: 1, cutting_day: 1, payment_day: 2}
- key: debt
  category: LOAN_ACCOUNT
  loan: {amount: 100, months: 10, rate: 5, day: 1}
`

var parseBank = parser(bankShape, checkBank)

func TestParseBank(t *testing.T) {
	t.Parallel()
	set, problems := parseBank("a.yaml", []byte(flowText))
	if len(problems) > 0 || len(set.Accounts) != 3 || set.Accounts[0].Flows[0].Amount.High() != 5 {
		t.Errorf("problems %v, set %+v", problems, set)
	}
}

// TestSetProblems replaces a piece of a right file by a wrong one; want is the place and the
// message of the one problem.
func TestSetProblems(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ name, old, new, want string }{
		{"unknown key", "amount: 5", "amuont: 5", `8:5: unknown key "amuont" in "flows", did you mean "amount"?`},
		{"unknown category", "Transfers", "Transfer",
			`10:15: unknown category "Transfer", did you mean "Transfers"?`},
		{"two accounts of one key", "- key: card", "- key: a", `11:8: there is another account "a"`},
		{"two flows of one name", "    category: Transfers",
			"    category: Transfers\n  - {name: f, when: {every: 2}, amount: 1, text: T, category: Taxes}",
			`11:12: there is another flow "f" on account "a"`},
		{"card without terms", "CHECKING_ACCOUNT", "CREDIT_CARD",
			`3:3: a CREDIT_CARD needs "credit", and no other account may have it`},
		{"terms without card", "category: CREDIT_CARD", "category: SAVINGS_ACCOUNT",
			`13:11: a CREDIT_CARD needs "credit", and no other account may have it`},
		{"loan without terms", "CHECKING_ACCOUNT", "LOAN_ACCOUNT",
			`3:3: a LOAN_ACCOUNT needs "loan", and no other account may have it`},
		{"card's day", "cutting_day: 1,", "cutting_day: 31,", "13:11: a day of the month must be at most 28"},
		{"loan's day", "day: 1}", "day: 30}", "16:9: a day of the month must be at most 28"},
		{"loan is paid", "months: 10", "months: 10, paid: 10", "16:9: paid must be less than months"},
		{"loan of nothing", "amount: 100", "amount: 0", "16:9: amount must be more than 0, and rate not less"},
		{"loan's opening", "  loan:", "  opening: 5\n  loan:", `16:12: a loan's opening follows from "loan"`},
		{"no day", "{days: [1]}", "{months: [1]}", `7:11: "when" needs one of days, weekdays and every`},
		{"two rules", "{days: [1]}", "{days: [1], every: 2}",
			`7:11: "when" needs one of days, weekdays and every`},
		{"a day that some months lack", "{days: [1]}", "{days: [31]}",
			`7:19: days "31" must match ^([1-9]|1\d|2[0-8]|last)$`},
		{"month", "{days: [1]}", "{days: [1], months: [13]}", "7:11: a month must be from 1 to 12"},
		{"no amount", "    amount: 5\n", "", `6:5: flow "f" needs one of amount, pays, leaves and percent`},
		{"two amounts", "amount: 5", "amount: 5\n    leaves: 3",
			`6:5: flow "f" needs one of amount, pays, leaves and percent`},
		{"range upside down", "amount: 5", "amount: [5, 3]",
			"8:13: amount must be a number or [least, most], at least 0"},
		{"negative amount", "amount: 5", "amount: -5",
			"8:13: amount must be a number or [least, most], at least 0"},
		{"range of three", "amount: 5", "amount: [1, 2, 3]",
			"8:13: amount must be a number or [least, most], at least 0"},
		{"times", "amount: 5", "amount: 5\n    times: [2, 1]",
			"9:12: times must be a number or [least, most], at least 0"},
		{"chance", "amount: 5", "amount: 5\n    chance: 60", "9:13: chance must be from 0 to 1"},
		{"hour", "amount: 5", "amount: 5\n    hour: 24", "9:11: hour must be from 0 to 23"},
		{"no text", "    text: T\n", "", `6:5: a flow needs "payee" or "text"`},
		{"word in braces", "text: T", `text: "T {nmae}"`,
			`9:11: unknown word {nmae} in "text", did you mean "name"?`},
		{"unknown target", "amount: 5", "amount: 5\n    to: crad",
			`9:9: unknown account "crad", did you mean "card"?`},
		{"target is itself", "amount: 5", "amount: 5\n    to: a", "9:9: an account cannot pay itself"},
		{"transfer that comes in", "amount: 5", "amount: 5\n    to: card\n    direction: in",
			"10:16: money that goes to another account goes out"},
		{"pays nobody", "amount: 5", "pays: statement", `8:11: pays needs "to", the account that is paid`},
		{"statement of a loan", "amount: 5", "pays: statement\n    to: debt",
			`8:11: account "debt" is no CREDIT_CARD`},
		{"instalment of a card", "amount: 5", "pays: instalment\n    to: card",
			`8:11: account "card" is no LOAN_ACCOUNT`},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			if !strings.Contains(flowText, c.old) {
				t.Fatalf("the file has no %q", c.old)
			}
			_, problems := parseBank("a.yaml", []byte(strings.Replace(flowText, c.old, c.new, 1)))
			wantProblem(t, problems, "a.yaml:"+c.want)
		})
	}
}

// TestAllProblemsOfASet says that one reading finds them all, in the order of the file.
func TestAllProblemsOfASet(t *testing.T) {
	t.Parallel()
	bad := strings.NewReplacer("days: [1]", "every: 3, weekdays: [mon]", "text: T", "chance: 7",
		"cutting_day: 1,", "cutting_day: 29,").Replace(flowText)
	_, problems := parseBank("a.yaml", []byte(bad))
	if len(problems) != 4 {
		t.Fatalf("%d problems:\n%v", len(problems), problems)
	}
	for i, line := range []int{6, 7, 9, 13} {
		if problems[i].Line != line {
			t.Errorf("problem %d is in line %d, want %d", i, problems[i].Line, line)
		}
	}
}

func wantProblem(t *testing.T, problems yamlfile.Problems, want string) {
	t.Helper()
	if len(problems) != 1 {
		t.Fatalf("%d problems, want 1:\n%v", len(problems), problems)
	}
	if got := problems[0].Error(); got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}
