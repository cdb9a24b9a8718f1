package belvo

import "strings"

// Resource is a kind of data, as in fetch_resources and in an institution's resources.
type Resource string

// The resources of the aggregation API. Source: the enums of fetch_resources in OpenAPI 1.223.0,
// and BALANCES of OpenAPI 1.35.0.
const (
	Accounts               Resource = "ACCOUNTS"
	Transactions           Resource = "TRANSACTIONS"
	Owners                 Resource = "OWNERS"
	Balances               Resource = "BALANCES"
	Bills                  Resource = "BILLS"
	Incomes                Resource = "INCOMES"
	RecurringExpenses      Resource = "RECURRING_EXPENSES"
	RiskInsights           Resource = "RISK_INSIGHTS"
	Investments            Resource = "INVESTMENTS"
	InvestmentTransactions Resource = "INVESTMENT_TRANSACTIONS"
	Exchanges              Resource = "EXCHANGES"
	Employments            Resource = "EMPLOYMENTS"
	EmploymentRecords      Resource = "EMPLOYMENT_RECORDS"
	CurrentEmployments     Resource = "CURRENT_EMPLOYMENTS"
	EmploymentMetrics      Resource = "EMPLOYMENT_METRICS"
	FinancialStatements    Resource = "FINANCIAL_STATEMENTS"
	Invoices               Resource = "INVOICES"
	TaxComplianceStatus    Resource = "TAX_COMPLIANCE_STATUS"
	TaxRetentions          Resource = "TAX_RETENTIONS"
	TaxReturns             Resource = "TAX_RETURNS"
	TaxStatus              Resource = "TAX_STATUS"
)

// Resources returns every resource.
func Resources() []Resource {
	return []Resource{Accounts, Transactions, Owners, Balances, Bills, Incomes, RecurringExpenses,
		RiskInsights, Investments, InvestmentTransactions, Exchanges, Employments, EmploymentRecords,
		CurrentEmployments, EmploymentMetrics, FinancialStatements, Invoices, TaxComplianceStatus,
		TaxRetentions, TaxReturns, TaxStatus}
}

// Word is the resource in lower case, as scenarios write it: retrieve.transactions.
func (r Resource) Word() string { return strings.ToLower(string(r)) }
