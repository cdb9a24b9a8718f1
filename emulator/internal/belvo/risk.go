package belvo

import "github.com/google/uuid"

// RiskInsight is what a link's accounts and transactions say about risk: schema RiskInsights of
// OpenAPI 1.223.0, which has every key of that of 1.35.0.
type RiskInsight struct {
	ID                  *uuid.UUID           `json:"id"`
	Link                uuid.UUID            `json:"link"`
	CreatedAt           Timestamp            `json:"created_at"`
	Accounts            []uuid.UUID          `json:"accounts"`
	AssetsMetrics       *AssetsMetrics       `json:"assets_metrics"`
	CreditCardsMetrics  *CreditCardsMetrics  `json:"credit_cards_metrics"`
	LoansMetrics        *LoansMetrics        `json:"loans_metrics"`
	BalancesMetrics     *BalancesMetrics     `json:"balances_metrics"`
	TransactionsMetrics *TransactionsMetrics `json:"transactions_metrics"`
	CashflowMetrics     *CashflowMetrics     `json:"cashflow_metrics"`
	CategoryMetrics     []CategoryMetrics    `json:"category_metrics"`
}

// AssetsMetrics are about checking and savings accounts: schema RiskInsightsAssetMetrics. Deviation:
// OpenAPI 1.223.0 describes num_assets_accounts and requires a num_accounts instead, so both are there.
type AssetsMetrics struct {
	Institutions            []string `json:"institutions"`
	NumAssetsAccounts       *int     `json:"num_assets_accounts"`
	NumAccounts             *int     `json:"num_accounts"`
	NumCheckingAccounts     *int     `json:"num_checking_accounts"`
	NumSavingsAccounts      *int     `json:"num_savings_accounts"`
	CheckingAccountsBalance *Money   `json:"checking_accounts_balance"`
	SavingsAccountsBalance  *Money   `json:"savings_accounts_balance"`
}

// CreditCardsMetrics are about credit cards: schema RiskInsightsCreditCardMetrics. The utilization
// is a ratio.
type CreditCardsMetrics struct {
	NumAccounts                int      `json:"num_accounts"`
	SumCreditLimit             *Money   `json:"sum_credit_limit"`
	SumCreditUsed              *Money   `json:"sum_credit_used"`
	CreditCardLimitUtilization *Percent `json:"credit_card_limit_utilization"`
}

// LoansMetrics are about loans: schema RiskInsightsLoansMetrics. The utilizations are ratios.
type LoansMetrics struct {
	NumAccounts                  int      `json:"num_accounts"`
	SumLoansPrincipal            *Money   `json:"sum_loans_principal"`
	SumLoansOutstandingPrincipal *Money   `json:"sum_loans_outstanding_principal"`
	SumLoansMonthlyPayment       *Money   `json:"sum_loans_monthly_payment"`
	LoanLimitUtilization         *Percent `json:"loan_limit_utilization"`
	OverdraftLimit               *Money   `json:"overdraft_limit"`
	OverdraftLimitUtilization    *Percent `json:"overdraft_limit_utilization"`
}

// CategoryMetrics are about the transactions of one category in three months: schema
// RiskInsightsCategoryMetrics.
type CategoryMetrics struct {
	Category              *string  `json:"category"`
	Subcategory           *string  `json:"subcategory"`
	NetAmount3M           *Money   `json:"net_amount_3m"`
	CategoryInflowRatio3M *Percent `json:"category_inflow_ratio_3m"`
	Trend3M               *Percent `json:"trend_3m"`
}
