package registry_test

import (
	"slices"
	"strings"
	"testing"

	"belvo-emulator/emulator/internal/data/registry"
)

// The parameters that Belvo's OpenAPI description 1.35.0 documents for lists, a field a line with
// its operators; "=" stands for the bare name. Paging and the choice of keys are no filters.
const (
	accountParams = `
balance__available = gt gte lt lte range
balance__current = gt gte lt lte range
category = in
created_at gt gte lt lte range
currency = in
id = in
institution = in
link = in
name = icontains
number = in
public_identification_name =
public_identification_value =
type =`

	transactionParams = `
account = in
account__balance__available = lt lte range
account__balance__current = gt gte lt lte range
account_type = in
accounting_date = gt gte lt lte range
amount = gt gte lt lte range
collected_at = gt gte lt lte range
created_at = gt gte lt lte range
credit_card_data__bill_name in
currency = in
link =
reference = in
status = in
type = in
value_date = gt gte lt lte range`

	balanceParams = `
account = in
account__type = in
balance = gt gte lt lte range
currency = in
id = in
institution = in
link = in
value_date = gt gte lt lte range`

	incomeParams = `
account = in
link = in`

	insightParams = `
account = in
id = in
link = in`

	ownerParams = `
created_at gt gte lt lte range
display_name icontains
email =
id = in
link = in`
)

// Those of OpenAPI 1.223.0 for employment; api/co/employments as in the PHP client of 1.176.0.
const (
	employmentRecordParams = currentEmploymentParams + `
internal_identification = in`

	currentEmploymentParams = `
collected_at = gt gte lt lte range
created_at = gt gte lt lte range
id = in
link = in`

	employmentMetricParams = `
link = in`

	employmentBrazilParams = employmentColombiaParams + `
end_date = gt gte lt lte range
start_date = gt gte lt lte range`

	employmentColombiaParams = `
created_at = gt gte lt lte range
id = in
link = in`
)

// Those of OpenAPI 1.223.0 for the lists of Chile's three resources.
const chileanParams = `
created_at = gt gte lt lte range
id = in
link = in`

// Those of OpenAPI 1.35.0 for portfolios.
const portfolioParams = `
created_at gt gte lt lte range
link = in`

// Those of OpenAPI 1.20.1 for transactions of portfolios.
const portfolioTransactionParams = `
created_at gt gte lt lte range
link = in
portfolio = in`

// Those that Belvo's reference had for statements in 2021.
const statementParams = `
account = in
account_category = in
collected_at = gt gte lt lte range
final_balance = gt gte lt lte range
id = in
institution = in
link = in
period_end_date = gt gte lt lte range
period_start_date = gt gte lt lte range
previous_balance = gt gte lt lte range
total_inflow_amount = gt gte lt lte range
total_inflow_transactions = gt gte lt lte range
total_outflow_amount = gt gte lt lte range
total_outflow_transactions = gt gte lt lte range`

// Those of OpenAPI 1.35.0 for receivables.
const receivableParams = `
account = in
created_at gt gte lt lte range
link = in
value_date = gt gte lt lte range`

// documented lists the parameters of a text as above.
func documented(text string) []string {
	var names []string
	for line := range strings.Lines(text) {
		words := strings.Fields(line)
		for _, op := range words[min(1, len(words)):] {
			if op == "=" {
				names = append(names, words[0])
			} else {
				names = append(names, words[0]+"__"+op)
			}
		}
	}
	return names
}

func TestListsTakeEachDocumentedParameter(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		path, text string
		count      int
	}{
		{"api/accounts", accountParams, 34}, {"api/transactions", transactionParams, 54},
		{"api/balances", balanceParams, 24}, {"api/owners", ownerParams, 11},
		{"api/accounts", openAccountParams, 35}, {"api/transactions", openTransactionParams, 57},
		{"api/br/balances", brazilBalanceParams, 18}, {"api/bills", billParams, 22},
		{"api/br/exchanges", exchangeParams, 16}, {"api/br/investments", investmentParams, 12},
		{"api/br/investment-transactions", investmentParams, 12},
		{"api/employment-records", employmentRecordParams, 18},
		{"api/mx/current-employments", currentEmploymentParams, 16},
		{"api/employment-metrics", employmentMetricParams, 2}, {"api/br/employments", employmentBrazilParams, 22},
		{"api/co/employments", employmentColombiaParams, 10},
		{"api/incomes", incomeParams, 4}, {"api/recurring-expenses", insightParams, 6},
		{"api/risk-insights", insightParams, 6},
		{"api/cl/invoices", chileanParams, 10}, {"api/cl/tax-status", chileanParams, 10},
		{"api/cl/debt-reports", chileanParams, 10},
		{"investments/portfolios", portfolioParams, 7}, {"api/statements", statementParams, 64},
		{"investments/transactions", portfolioTransactionParams, 9},
		{"receivables/transactions", receivableParams, 15},
		{"api/invoices", invoiceParams, 28}, {"api/tax-returns", taxReturnParams, 18},
		{"api/tax-retentions", taxRetentionParams, 8}, {"api/tax-declarations", taxDeclarationParams, 15},
		{"api/tax-status", plainParams, 10}, {"api/tax-compliance-status", plainParams, 10},
		{"api/financial-statements", plainParams, 10},
	} {
		t.Run(c.path, func(t *testing.T) {
			t.Parallel()
			names := documented(c.text)
			if len(names) != c.count {
				t.Errorf("this test names %d parameters, there are %d", len(names), c.count)
			}
			params := rowOf(t, c.path).Filters.Params()
			for _, name := range names {
				if !slices.Contains(params, name) {
					t.Errorf("%s is not a filter of %s", name, c.path)
				}
			}
		})
	}
}

func rowOf(t *testing.T, path string) *registry.Row {
	t.Helper()
	for _, row := range registry.Registry() {
		if row.Path == path {
			return row
		}
	}
	t.Fatalf("no row has the path %s", path)
	return nil
}
