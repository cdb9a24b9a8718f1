package api

import (
	"fmt"
	"net/http"
	"regexp"

	"belvo-emulator/emulator/internal/belvo"
	"belvo-emulator/emulator/internal/data/insight"
	"belvo-emulator/emulator/internal/data/registry"
	"belvo-emulator/emulator/internal/exchange"
)

// What a request for enriched transactions may hold. Source: the description of the field
// transactions in OpenAPI 1.35.0; the size is what so many of them need.
const (
	maxTransactions = 10_000
	maxEnrichBody   = 8 << 20 // bytes
)

// enrichRoutes are the operations on transactions that the client sends along, without a link.
func enrichRoutes() []*Route {
	deviations := []string{"an error in a list names its field as `transactions.0.amount`, at most 100 of them",
		"rules of words, merchants and trades, whatever the `language`",
		"amounts of at most 10^12, which is undocumented"}
	return []*Route{
		{Name: "VerifyIncome", Method: http.MethodPost, Path: "/api/enrich/incomes/", Fidelity: Emulated,
			handle: verifyIncomes, body: verificationFields(), maxBody: maxEnrichBody,
			answers: answers{http.StatusOK: []*belvo.LegacyIncome{}},
			Deviations: append(deviations, "one income for each holder and institution, whose `link` is the holder",
				registry.Fortnightly,
				"without dates, the period of the transactions")},
		{Name: "CategorizeTransactions", Method: http.MethodPost, Path: "/api/categorization/", Fidelity: Emulated,
			handle: categorizeTransactions, maxBody: maxEnrichBody,
			answers:    answers{http.StatusOK: belvo.Categorization{}},
			Deviations: append(deviations, "merchants without a logo"),
			body: enrichFields([]string{"INDIVIDUAL", "BUSINESS"}, text,
				[]string{"CHECKING_ACCOUNT", "CREDIT_CARD", "LOAN_ACCOUNT", "SAVINGS_ACCOUNT"},
				[]string{"INFLOW", "OUTFLOW"}, param{name: "mcc", kind: integer})},
	}
}

var languageForm = regexp.MustCompile(`^[a-z]{2}$`) // of ISO 639-1

// enrichFields are a language and transactions; what the transactions may be is the operation's
// matter.
func enrichFields(holders []string, holder kind, accounts, types []string, more ...param) []param {
	items := []param{
		{name: "transaction_id", kind: text, required: true},
		{name: "account_holder_type", kind: text, required: true, choices: holders},
		{name: "account_holder_id", kind: holder, required: true},
		{name: "account_id", kind: text, required: true},
		{name: "account_category", kind: text, required: true, choices: accounts},
		{name: "value_date", kind: date, required: true},
		{name: "description", kind: text, required: true},
		{name: "type", kind: text, required: true, choices: types},
		{name: "amount", kind: number, required: true},
		{name: "currency", kind: text, required: true, pattern: belvo.CurrencyForm},
		{name: "institution", kind: text, required: true},
	}
	return []param{
		{name: "language", kind: text, required: true, pattern: languageForm},
		{name: "transactions", kind: objects, required: true, most: maxTransactions, items: append(items, more...)},
	}
}

// verificationFields are what VerifyIncome takes. Its schema calls the type of a transaction
// nullable, though nothing else is allowed there but INFLOW. Deviation: null is refused.
func verificationFields() []param {
	return append(
		enrichFields([]string{"INDIVIDUAL"}, id, []string{"CHECKING_ACCOUNT", "SAVINGS_ACCOUNT"},
			[]string{"INFLOW"}),
		param{name: "date_from", kind: date},
		param{name: "date_to", kind: date},
		param{
			name: "allowed_income_types",
			kind: list,
			choices: splitWords("SALARY GOVERNMENT INTEREST RENT RETIREMENT " +
				"FREELANCE ALTERNATIVE_INCOME TRANSFER DEPOSIT UNKNOWN"),
		},
		param{name: "minimum_confidence_level", kind: text, choices: splitWords("HIGH MEDIUM LOW")},
	)
}

// transactions are those of a body.
func (v values) transactions() []belvo.RawTransaction {
	items := v.items("transactions")
	out := make([]belvo.RawTransaction, len(items))
	for i, t := range items {
		out[i] = belvo.RawTransaction{TransactionID: t.text("transaction_id"),
			AccountHolderType: t.text("account_holder_type"), AccountHolderID: t.text("account_holder_id"),
			AccountID: t.text("account_id"), AccountCategory: t.text("account_category"),
			ValueDate: t.date("value_date"), Description: t.text("description"), Type: t.text("type"),
			Amount: belvo.Percent(t.number("amount")), Currency: t.text("currency"),
			Institution: t.text("institution")}
		if holder, is := t["account_holder_id"].(fmt.Stringer); is { // a UUID
			out[i].AccountHolderID = holder.String()
		}
		if mcc, given := t["mcc"].(int); given {
			out[i].MCC = &mcc
		}
	}
	return out
}

// categorizeTransactions wants a merchant category code of credit cards alone.
// Source: the description of mcc in CategorizationBodyRequest of OpenAPI 1.35.0.
func categorizeTransactions(r *request) (response, error) {
	body, err := r.read(r.route.body)
	if err != nil {
		return response{}, err
	}
	some := body.transactions()
	var problems belvo.Errors
	for i, t := range some {
		if t.AccountCategory == "CREDIT_CARD" && t.MCC == nil && len(problems) < exchange.MaxProblems {
			problems = append(problems, belvo.FieldError(belvo.CodeRequired, fmt.Sprintf("transactions.%d.mcc", i)))
		}
	}
	if problems != nil {
		return response{}, problems
	}
	return response{http.StatusOK, insight.Categorize(some)}, nil
}

func verifyIncomes(r *request) (response, error) {
	body, err := r.read(r.route.body)
	if err != nil {
		return response{}, err
	}
	some := body.transactions()
	period := insight.Input{At: r.Box.Now()}
	if period.From, period.To, err = verified(body, some, belvo.DateOf(period.At)); err != nil {
		return response{}, err
	}
	wanted := insight.Wanted{Types: body.list("allowed_income_types"),
		Confidence: body.text("minimum_confidence_level")}
	return response{http.StatusOK, insight.HolderIncomes(some, wanted, period)}, nil
}

// verified is the period that incomes are asked for: both days or none, within the last year.
// Source: date_from and date_to of EyodIncomeVerificationRequest in OpenAPI 1.35.0. Deviation: without
// dates it is all that was sent, however old.
func verified(body values, some []belvo.RawTransaction, today belvo.Date) (from, to belvo.Date, err error) {
	_, begins := body["date_from"].(belvo.Date)
	_, ends := body["date_to"].(belvo.Date)
	from, to = body.date("date_from"), body.date("date_to")
	why := ""
	switch {
	case begins && !ends:
		return 0, 0, belvo.FieldError(belvo.CodeRequired, "date_to")
	case ends && !begins:
		return 0, 0, belvo.FieldError(belvo.CodeRequired, "date_from")
	case !begins:
		from, to = span(some)
		return from, to, nil
	case from > to:
		why = "the period ends before it begins"
	case to > today:
		why = fmt.Sprintf("date_to is after today, which is %s here", today)
	case from < today-insight.Days:
		why = fmt.Sprintf("date_from is more than %d days before today, which is %s here", insight.Days, today)
	default:
		return from, to, nil
	}
	return 0, 0, belvo.NewError(belvo.CodeValidationError).Explain(why)
}

// span is from the first day of some transactions to the last.
func span(some []belvo.RawTransaction) (first, last belvo.Date) {
	for i, t := range some {
		if i == 0 || t.ValueDate < first {
			first = t.ValueDate
		}
		if i == 0 || t.ValueDate > last {
			last = t.ValueDate
		}
	}
	return first, last
}
