package registry

import (
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"

	"belvo-emulator/emulator/internal/belvo"
	"belvo-emulator/emulator/internal/data/bank"
	"belvo-emulator/emulator/internal/data/insight"
	"belvo-emulator/emulator/internal/data/openfinance"
	"belvo-emulator/emulator/internal/filter"
)

// insights are the resources that are computed from transactions.
func insights() []*Row { return []*Row{incomes(), recurringExpenses(), riskInsights()} }

// Deviations of more than one of them. Fortnightly is also one of incomes that are computed of what a
// client sends.
const (
	Fortnightly    = "`frequency` is FORTNIGHTLY where 1.35.0 has BIWEEKLY, as since 1.59.0"
	oneForEachLink = "one for each link, computed anew by each POST"
	objectNotArray = "one object is an object, where a specification says an array"
)

// leastIncomeDays is the shortest period of incomes. Source: invalid_period on
// https://developers.belvo.com/developer_resources/resources-belvo-api-errors
const leastIncomeDays = 90

// incomes are computed from the transactions of checking and savings accounts. Those of a gig platform
// are its payouts into a wallet, which counts as a checking account; Deviation: no source shows what
// such institutions answered.
func incomes() *Row {
	return &Row{
		Resource: belvo.Incomes, Path: "api/incomes", Webhooks: incomeWebhooks(), Single: true,
		Operations: Operations{"ListIncomes", "RetrieveIncome", "PatchIncomes", "DetailIncome", "DestroyIncomes"},
		Shapes: []Shape{
			shape[belvo.Income]("Income"),
			shape[belvo.LegacyIncome]("Income"),
		},
		Fields: append(dates(false),
			Field{Name: "allowed_income_types", Kind: Choices, Choices: incomeTypes(),
				Set: func(p *Params, v any) { p.Kinds = strings.Join(v.([]string), ",") }},
			Field{Name: "minimum_confidence_level", Kind: Choice, Choices: []string{"HIGH", "MEDIUM", "LOW"},
				Set: func(p *Params, v any) { p.Confidence = v.(string) }}),
		Period:  Period{Min: leastIncomeDays, Max: maxDays},
		Collect: collectIncomes,
		Filters: filter.NewTable([]filter.Field[any]{indexed("link", ""), indexed("id", ""),
			several("account", "income_streams", "account_id")}),
		Deviations: []string{oneForEachLink, objectNotArray, "MFA is 428, as in 1.35.0", Fortnightly,
			"`last_transaction_date` is null without transactions, `best_working_day_to_charge` without incomes"},
	}
}

// incomeTypes are the values of allowed_income_types in OpenAPI 1.35.0 and 1.223.0.
func incomeTypes() []string {
	return []string{"SALARY", "GOVERNMENT", "INTEREST", "RENT", "RETIREMENT", "FREELANCE",
		"ALTERNATIVE_INCOME", "TRANSFER", "DEPOSIT", "UNKNOWN"}
}

func collectIncomes(book *bank.Book, p Params, at time.Time) []Item {
	in, wanted := transactionsOf(book, p, at), insight.Wanted{Confidence: p.Confidence}
	if p.Kinds != "" {
		wanted.Types = strings.Split(p.Kinds, ",")
	}
	if openFinance(in.Institution) {
		income := insight.Income(in, wanted)
		return []Item{{ID: *income.ID, Value: income}}
	}
	income := insight.LegacyIncome(in, wanted)
	return []Item{{ID: *income.ID, Value: income}}
}

// recurringExpenses are the payments that come back. Deviation: the list of resources that was captured
// of the mock bank of Open Finance lacks them, though OpenAPI 1.223.0 has them in fetch_resources.
func recurringExpenses() *Row {
	return &Row{
		Resource: belvo.RecurringExpenses, Path: "api/recurring-expenses", Webhooks: recurringExpenseWebhooks(),
		Operations: Operations{"ListRecurringExpenses", "RetrieveRecurringExpenses", "PatchRecurringExpenses",
			"DetailRecurringExpense", "DestroyRecurringExpense"},
		Shapes: []Shape{
			shape[belvo.RecurringExpense]("RecurringExpenses"),
			shape[belvo.OpenRecurringExpense]("RecurringExpenses")},
		Fields: dates(false), Period: Period{Max: maxDays}, Needs: belvo.Accounts,
		Collect: collectRecurringExpenses,
		Filters: filter.NewTable([]filter.Field[any]{indexed("link", "account.link"), indexed("id", ""),
			indexed("account", "account.id")}),
		Deviations: []string{objectNotArray},
	}
}

// collectRecurringExpenses finds them in what the book says, and shows them with the accounts of the
// customer's generation.
func collectRecurringExpenses(book *bank.Book, p Params, at time.Time) []Item {
	all := insight.RecurringExpenses(transactionsOf(book, p, at))
	if !onOpenFinance(book) {
		return items(all, "account.id")
	}
	accounts := map[uuid.UUID]*belvo.OpenAccount{}
	for _, a := range openfinance.Accounts(book, uuid.Nil, at) {
		accounts[*a.ID] = a
	}
	open := make([]*belvo.OpenRecurringExpense, len(all))
	for i, e := range all {
		open[i] = &belvo.OpenRecurringExpense{ID: e.ID, Account: accounts[*e.Account.ID],
			RecurringExpenseFacts: e.RecurringExpenseFacts}
	}
	return items(open, "account.id")
}

func riskInsights() *Row {
	return &Row{
		Resource: belvo.RiskInsights, Path: "api/risk-insights", Webhooks: riskWebhooks(), Single: true,
		Operations: Operations{"ListRiskInsights", "RetrieveRiskInsights", "PatchRiskInsights",
			"DetailRiskInsights",
			"DestroyRiskInsights"},
		Shapes: []Shape{shape[belvo.RiskInsight]("RiskInsights")},
		Needs:  belvo.Accounts,
		Collect: func(book *bank.Book, _ Params, at time.Time) []Item {
			risk := insight.Risk(transactionsOf(book, Params{To: belvo.DateOf(at)}, at))
			return []Item{{ID: *risk.ID, Value: risk}}
		},
		Filters: filter.NewTable([]filter.Field[any]{indexed("link", ""), indexed("id", ""),
			several("account", "accounts", "")}),
		Deviations: []string{oneForEachLink, objectNotArray,
			"assets have `num_accounts`, which 1.223.0 requires, and `num_assets_accounts`, which it describes"},
	}
}

// transactionsOf reads what insights are computed from: the period that was asked for, or as much of
// it as they look at.
func transactionsOf(book *bank.Book, p Params, at time.Time) insight.Input {
	from := max(p.From, p.To-insight.Days)
	in := insight.Input{Link: book.Customer().Link, Institution: book.Customer().Institution,
		Accounts: book.Accounts(at), From: from, To: p.To, At: at}
	for _, a := range in.Accounts {
		in.Transactions = slices.Concat(in.Transactions, book.Transactions(a, from, p.To, at))
	}
	return in
}
