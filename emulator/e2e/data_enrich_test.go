package e2e_test

import (
	"fmt"
	"maps"
	"net/http"
	"strings"
	"testing"

	"belvo-emulator/emulator/emulatortest"
)

// The operations on transactions that are sent along.
const (
	verifyPath     = "/api/enrich/incomes/"
	categorizePath = "/api/categorization/"
)

// rawTransaction is a transaction that both operations take, with some fields otherwise; nil takes a
// field out.
func rawTransaction(changes fields) fields {
	body := fields{"transaction_id": "T-1", "account_holder_type": "INDIVIDUAL",
		"account_holder_id": "a61bc801-9fa5-457b-88ad-850c96eaca30", "account_id": "EBACA-1",
		"account_category": "CHECKING_ACCOUNT", "value_date": "2026-03-01", "description": "SALÁRIO MENSAL",
		"type": "INFLOW", "amount": 650.89, "currency": "BRL", "institution": "Erebor Brazil"}
	maps.Copy(body, changes)
	maps.DeleteFunc(body, func(_ string, v any) bool { return v == nil })
	return body
}

// enriching is a body with some transactions.
func enriching(some ...any) fields {
	return fields{"language": "pt", "transactions": append([]any{}, some...)}
}

// badEnrichments are requests with transactions that are refused; the clock stands at 2026-03-16.
func badEnrichments() []refusal {
	var all []refusal
	add := func(path string, body any, code, field, message string) {
		all = append(all, refusal{name: path + " " + code + " " + field, method: http.MethodPost, path: path,
			body: body, status: badRequest, code: code, field: field, message: message})
	}
	with := func(name string, value any) fields {
		body := enriching(rawTransaction(nil))
		body[name] = value
		return body
	}
	for _, path := range []string{verifyPath, categorizePath} {
		add(path, fields{"language": "pt"}, "required", "transactions", "This field is required.")
		add(path, with("transactions", nil), "null", "transactions", "This field may not be null.")
		add(path, with("language", nil), "null", "language", "This field may not be null.")
		add(path, with("language", "portuguese"), "invalid", "language", "This value does not match the required pattern.")
		add(path, with("transactions", "T-1"), "not_a_list", "transactions",
			`Expected a list of items but got type "str".`)
		add(path, with("transactions", make([]int, 10_001)), "max_length", "transactions",
			"Ensure this field has no more than 10000 elements.")
		add(path, with("transactions", []any{rawTransaction(nil), 7}), "invalid", "transactions.1",
			"Invalid data. Expected a dictionary, but got int.")
		add(path, with("transactions", []any{nil}), "invalid", "transactions.0",
			"Invalid data. Expected a dictionary, but got NoneType.")
		add(path, []int{}, "invalid", "", "Invalid data. Expected a dictionary, but got list.")
		for name := range rawTransaction(nil) {
			add(path, enriching(rawTransaction(nil), rawTransaction(fields{name: nil})), "required",
				"transactions.1."+name, "This field is required.")
		}
		for name, c := range map[string][3]string{
			"account_holder_type": {"ROBOT", "invalid_choice", `"ROBOT" is not a valid choice.`},
			"account_category":    {"PENSION", "invalid_choice", `"PENSION" is not a valid choice.`},
			"type":                {"BOTH", "invalid_choice", `"BOTH" is not a valid choice.`},
			"value_date": {"2026-02-30", "invalid",
				"Date has wrong format. Use one of these formats instead: YYYY-MM-DD."},
			"amount":      {"much", "invalid", "A valid number is required."},
			"currency":    {"reais", "invalid", "This value does not match the required pattern."},
			"description": {" ", "blank", "This field may not be blank."},
		} {
			add(path, enriching(rawTransaction(fields{name: c[0]})), c[1], "transactions.0."+name, c[2])
		}
		for _, amount := range []any{true, "NaN", 1e13, []int{1}} {
			add(path, enriching(rawTransaction(fields{"amount": amount})), "invalid", "transactions.0.amount", "")
		}
	}
	add(categorizePath, enriching(rawTransaction(fields{"account_category": "CREDIT_CARD"})), "required",
		"transactions.0.mcc", "This field is required.")
	add(categorizePath, enriching(rawTransaction(fields{"mcc": 54110})), "invalid", "transactions.0.mcc",
		"A valid integer is required.")
	for name, value := range map[string]string{"account_holder_type": "BUSINESS", "account_category": "CREDIT_CARD",
		"type": "OUTFLOW"} {
		add(verifyPath, enriching(rawTransaction(fields{name: value})), "invalid_choice", "transactions.0."+name,
			fmt.Sprintf("%q is not a valid choice.", value))
	}
	add(verifyPath, enriching(rawTransaction(fields{"account_holder_id": "me"})), "invalid",
		"transactions.0.account_holder_id", "“me” is not a valid UUID.")
	add(verifyPath, with("allowed_income_types", []string{"GIFT"}), "invalid_choice", "allowed_income_types", "")
	add(verifyPath, with("minimum_confidence_level", "SOME"), "invalid_choice", "minimum_confidence_level", "")
	add(verifyPath, with("date_from", "2026-01-01"), "required", "date_to", "This field is required.")
	add(verifyPath, with("date_to", "2026-01-01"), "required", "date_from", "This field is required.")
	for _, period := range [][2]string{{"2026-03-02", "2026-03-01"}, {"2026-03-02", "2026-03-17"},
		{"2025-03-15", "2026-03-01"}} {
		body := with("date_from", period[0])
		body["date_to"] = period[1]
		add(verifyPath, body, "validation_error", "", "Bad request")
	}
	return all
}

// TestCategorization sends what shops and banks write, and looks at every key of the answer.
func TestCategorization(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	card := rawTransaction(fields{"account_category": "CREDIT_CARD", "description": "UBER *TRIP", "type": "OUTFLOW",
		"mcc": 4121, "transaction_id": "T-2", "account_holder_id": "7890098789087", "amount": "12.345"})
	answer := w.Do(http.MethodPost, categorizePath, enriching(rawTransaction(nil), card)).Want(http.StatusOK)
	want := `{"transactions":[{"transaction_id":"T-1","account_holder_type":"INDIVIDUAL",` +
		`"account_holder_id":"a61bc801-9fa5-457b-88ad-850c96eaca30","account_id":"EBACA-1",` +
		`"account_category":"CHECKING_ACCOUNT","value_date":"2026-03-01","description":"SALÁRIO MENSAL",` +
		`"type":"INFLOW","amount":650.89,"currency":"BRL","institution":"Erebor Brazil","mcc":null,` +
		`"category":"Income & Payments","subcategory":"Salary","merchant":null},` +
		`{"transaction_id":"T-2","account_holder_type":"INDIVIDUAL","account_holder_id":"7890098789087",` +
		`"account_id":"EBACA-1","account_category":"CREDIT_CARD","value_date":"2026-03-01",` +
		`"description":"UBER *TRIP","type":"OUTFLOW","amount":12.345,"currency":"BRL",` +
		`"institution":"Erebor Brazil","mcc":4121,"category":"Transport & Travel",` +
		`"subcategory":"Taxis & Rideshares","merchant":{"logo":null,"website":"https://uber.com",` +
		`"merchant_name":"Uber"}}]}`
	same(t, "the answer", strings.TrimSpace(string(answer.Body)), want)
	empty := w.Do(http.MethodPost, categorizePath, enriching()).Want(http.StatusOK)
	same(t, "the answer to nothing", strings.TrimSpace(string(empty.Body)), `{"transactions":[]}`)
	same(t, "the income of nobody", strings.TrimSpace(string(
		w.Do(http.MethodPost, verifyPath, enriching()).Want(http.StatusOK).Body)), `[]`)
}

// TestAsManyTransactionsAsThereMayBe: the most that a request may hold, each with long texts.
func TestAsManyTransactionsAsThereMayBe(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	some := make([]any, 10_000)
	for i := range some {
		some[i] = rawTransaction(fields{"transaction_id": fmt.Sprintf("T-%036d", i),
			"description": "PAGO DE NOMINA " + strings.Repeat("larga ", 30)})
	}
	w.Do(http.MethodPost, categorizePath, enriching(some...)).Want(http.StatusOK)
	w.Do(http.MethodPost, verifyPath, enriching(some...)).Want(http.StatusOK)
	for i := range some {
		some[i] = fields{}
	}
	refused := w.Do(http.MethodPost, verifyPath, enriching(some...)).Want(badRequest, "required")
	if n := len(items(t, refused.Body)); n < 100 || n > 111 {
		t.Errorf("%d errors are told", n)
	}
}

// TestIncomesOfTransactionsThatAreSent: each holder has an income, within the period that is wanted.
func TestIncomesOfTransactionsThatAreSent(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	other := "b61bc801-9fa5-457b-88ad-850c96eaca30"
	body := enriching(rawTransaction(nil), rawTransaction(fields{"value_date": "2026-02-01"}),
		rawTransaction(fields{"account_holder_id": other, "description": "Aluguel da casa", "amount": 100}))
	ask := func() *emulatortest.Answer { return w.Do(http.MethodPost, verifyPath, body).Want(http.StatusOK) }
	all := ask()
	same(t, "the first holder", all.Text("0.link"), "a61bc801-9fa5-457b-88ad-850c96eaca30")
	same(t, "the first income", all.Value("0.total_income_amount"), any(1301.78))
	same(t, "the second holder", all.Text("1.link"), other)
	same(t, "the second income", all.Text("1.income_streams.0.income_type"), "RENT")
	same(t, "the account", all.Text("1.income_streams.0.account_id"), "EBACA-1")
	body["date_from"], body["date_to"] = "2026-02-15", "2026-03-16"
	same(t, "the income of a month", ask().Value("0.total_income_amount"), any(650.89))
	body["allowed_income_types"] = []string{"RENT"}
	same(t, "the salary where rents are wanted", ask().Value("0.total_income_amount"), any(0.0))
	body["minimum_confidence_level"] = "HIGH"
	same(t, "the rents that are sure", ask().Value("1.number_of_income_streams"), any(0.0))
}

// TestFieldsOfTransactionsThatNothingReads are noted once, and what is in them is not kept.
func TestFieldsOfTransactionsThatNothingReads(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	odd := rawTransaction(fields{"descripton": "told to nobody"})
	w.Do(http.MethodPost, categorizePath, enriching(odd, odd)).Want(http.StatusOK)
	journal := w.Do(http.MethodGet, "/__emulator/v1/requests", nil).Want(http.StatusOK)
	if !strings.Contains(string(journal.Body), `"transactions.descripton"`) ||
		!strings.Contains(string(journal.Body), `"transactions.description"`) {
		t.Errorf("the journal does not tell the misspelt field: %s", journal.Body)
	}
	if strings.Contains(string(journal.Body), "told to nobody") {
		t.Errorf("the journal keeps what nothing knows: %s", journal.Body)
	}
}
