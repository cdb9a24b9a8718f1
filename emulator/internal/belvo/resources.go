package belvo

import "strings"

// Resource is a kind of data, as in fetch_resources and in an institution's resources.
type Resource string

// The resources of the aggregation API. Source: the enums of fetch_resources in OpenAPI 1.223.0,
// and the lists of an institution's resources there and in OpenAPI 1.35.0. Deviation:
// TAX_DECLARATIONS, DEBT_REPORTS, RECEIVABLE_TRANSACTIONS and STATEMENTS follow their paths, because
// no source has a word for them.
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
	TaxDeclarations        Resource = "TAX_DECLARATIONS"
	DebtReports            Resource = "DEBT_REPORTS"
	InvestmentsPortfolios  Resource = "INVESTMENTS_PORTFOLIOS"
	PortfolioTransactions  Resource = "INVESTMENTS_TRANSACTIONS"
	ReceivableTransactions Resource = "RECEIVABLE_TRANSACTIONS"
	Statements             Resource = "STATEMENTS"
)

// Resources returns the words of all resources, as institutions list them and fetch_resources takes
// them.
func Resources() []Resource {
	return []Resource{Accounts, Transactions, Owners, Balances, Bills, Incomes, RecurringExpenses,
		RiskInsights, Investments, InvestmentTransactions, Exchanges, Employments, EmploymentRecords,
		CurrentEmployments, EmploymentMetrics, FinancialStatements, Invoices, TaxComplianceStatus,
		TaxRetentions, TaxReturns, TaxStatus, TaxDeclarations, DebtReports, InvestmentsPortfolios,
		PortfolioTransactions, ReceivableTransactions, Statements}
}

// The resources that share their word with one of another country.
// Deviation: these names are ours; scenarios and the log tell the resources apart by them. Belvo's
// API never shows them: see Name.
const (
	EmploymentsColombia Resource = "EMPLOYMENTS_CO"
	InvoicesChile       Resource = "INVOICES_CL"
	TaxStatusChile      Resource = "TAX_STATUS_CL"
	BrazilBalances      Resource = "BALANCES_BR"
)

// Consents are no resource that links fetch or institutions list. The name is ours.
const Consents Resource = "CONSENTS"

// Kinds returns every resource: those that share a word one by one.
func Kinds() []Resource {
	return append(Resources(), EmploymentsColombia, InvoicesChile, TaxStatusChile, BrazilBalances)
}

// Name is the word of the resource in fetch_resources and in the resources of an institution.
func (r Resource) Name() Resource {
	switch r {
	case EmploymentsColombia:
		return Employments
	case InvoicesChile:
		return Invoices
	case TaxStatusChile:
		return TaxStatus
	case BrazilBalances:
		return Balances
	default:
		return r
	}
}

// Word is the resource in lower case, as scenarios write it: retrieve.transactions.
func (r Resource) Word() string { return strings.ToLower(string(r)) }
