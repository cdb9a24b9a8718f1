package belvo

// FinancialStatement is a taxpayer's accounts at the end of a year, its keys in the order of schema
// FinancialStatement of OpenAPI 1.223.0. Lines that the taxpayer does not have are null.
type FinancialStatement struct {
	Base
	Error           *string         `json:"error"`
	Year            string          `json:"year"`
	Currency        string          `json:"currency"`
	BalanceSheet    BalanceSheet    `json:"balance_sheet"`
	IncomeStatement IncomeStatement `json:"income_statement"`
}

// BalanceSheet is what there is and to whom it belongs: assets are liabilities and equity together.
type BalanceSheet struct {
	CurrentAssets         CurrentAssets         `json:"current_assets"`
	NonCurrentAssets      NonCurrentAssets      `json:"non_current_assets"`
	CurrentLiabilities    CurrentLiabilities    `json:"current_liabilities"`
	NonCurrentLiabilities NonCurrentLiabilities `json:"non_current_liabilities"`
	Equity                Equity                `json:"equity"`
}

// CurrentAssets is what can become money within a year.
type CurrentAssets struct {
	CashAndEquivalents     *Money `json:"cash_and_equivalents"`
	ShortTermInvestments   *Money `json:"short_term_investments"`
	AccountsReceivable     *Money `json:"accounts_receivable"`
	NotesReceivable        *Money `json:"notes_receivable"`
	OtherDebtors           *Money `json:"other_debtors"`
	BadDebtProvision       *Money `json:"bad_debt_provision"`
	TaxRecoverable         *Money `json:"tax_recoverable"`
	Inventory              *Money `json:"inventory"`
	PrepaidExpenses        *Money `json:"prepaid_expenses"`
	AssetsAvailableForSale *Money `json:"assets_available_for_sale"`
	Total                  *Money `json:"total"`
}

// NonCurrentAssets is what is there to stay. Depreciation counts against the total.
type NonCurrentAssets struct {
	PropertyPlantAndEquipment              *Money `json:"property_plant_and_equipment"`
	AccumulatedDepreciationAndAmortization *Money `json:"accumulated_depreciation_and_amortization"`
	LongTermAccountsReceivable             *Money `json:"long_term_accounts_receivable"`
	PrepaymentToSuppliers                  *Money `json:"prepayment_to_suppliers"`
	Goodwill                               *Money `json:"goodwill"`
	IntangibleAssets                       *Money `json:"intangible_assets"`
	InvestmentsInAssociates                *Money `json:"investments_in_associates"`
	LongTermFinancialInstruments           *Money `json:"long_term_financial_instruments"`
	Total                                  *Money `json:"total"`
}

// CurrentLiabilities is what is owed within a year.
type CurrentLiabilities struct {
	BankLoans            *Money `json:"bank_loans"`
	AccountsPayable      *Money `json:"accounts_payable"`
	NotesPayable         *Money `json:"notes_payable"`
	FinancialInstruments *Money `json:"financial_instruments"`
	OtherCreditors       *Money `json:"other_creditors"`
	IncomeTaxPayable     *Money `json:"income_tax_payable"`
	CustomerAdvances     *Money `json:"customer_advances"`
	Provisions           *Money `json:"provisions"`
	TaxesPayable         *Money `json:"taxes_payable"`
	Total                *Money `json:"total"`
}

// NonCurrentLiabilities is what is owed later than that.
type NonCurrentLiabilities struct {
	LongTermAccountsPayable                *Money `json:"long_term_accounts_payable"`
	LongTermFinancialInstruments           *Money `json:"long_term_financial_instruments"`
	DeferredRevenue                        *Money `json:"deferred_revenue"`
	ContributionsForFutureCapitalIncreases *Money `json:"contributions_for_future_capital_increases"`
	DeferredIncomeTax                      *Money `json:"deferred_income_tax"`
	EmployeeBenefits                       *Money `json:"employee_benefits"`
	LongTermProvisions                     *Money `json:"long_term_provisions"`
	Total                                  *Money `json:"total"`
}

// Equity is the owners' share.
type Equity struct {
	StockholdersEquity         *Money `json:"stockholders_equity"`
	FutureCapitalContributions *Money `json:"future_capital_contributions"`
	LegalReserve               *Money `json:"legal_reserve"`
	CapitalUpdateExcess        *Money `json:"capital_update_excess"`
	CapitalUpdateInsufficiency *Money `json:"capital_update_insufficiency"`
	CapitalReserve             *Money `json:"capital_reserve"`
	SharePremiumOnStockSales   *Money `json:"share_premium_on_stock_sales"`
	RetainedEarnings           *Money `json:"retained_earnings"`
	OtherComprehensiveIncome   *Money `json:"other_comprehensive_income"`
	ControllingInterest        *Money `json:"controlling_interest"`
	NonControllingInterest     *Money `json:"non_controlling_interest"`
	Total                      *Money `json:"total"`
}

// IncomeStatement is what was earned and spent in the year. Of each pair of profit and loss one line
// is null. Costs are positive; financial costs are negative.
type IncomeStatement struct {
	NetRevenue                     *Money `json:"net_revenue"`
	DomesticSales                  *Money `json:"domestic_sales"`
	ForeignSales                   *Money `json:"foreign_sales"`
	MaterialsUsed                  *Money `json:"materials_used"`
	CostOfGoodsSold                *Money `json:"cost_of_goods_sold"`
	CostOfServicesSold             *Money `json:"cost_of_services_sold"`
	GrossProfit                    *Money `json:"gross_profit"`
	GrossLoss                      *Money `json:"gross_loss"`
	OperatingExpenses              *Money `json:"operating_expenses"`
	OperatingIncome                *Money `json:"operating_income"`
	OperatingLoss                  *Money `json:"operating_loss"`
	FinancialResult                *Money `json:"financial_result"`
	IncomeStatementFinancialGains  *Money `json:"income_statement_financial_gains"`
	IncomeStatementFinancialCosts  *Money `json:"income_statement_financial_costs"`
	EquityInEarningsOfAffiliates   *Money `json:"equity_in_earnings_of_affiliates"`
	IncomeBeforeTaxes              *Money `json:"income_before_taxes"`
	LossBeforeTaxes                *Money `json:"loss_before_taxes"`
	IncomeTaxes                    *Money `json:"income_taxes"`
	IncomeFromContinuingOperations *Money `json:"income_from_continuing_operations"`
	LossFromContinuingOperations   *Money `json:"loss_from_continuing_operations"`
	DiscontinuedOperations         *Money `json:"discontinued_operations"`
	NetIncome                      *Money `json:"net_income"`
	NetLoss                        *Money `json:"net_loss"`
}
