package belvo

// TaxDeclarationIndividual is a Colombian person's yearly declaration, its keys in the order of schema
// TaxDeclarationIndividual of OpenAPI 1.35.0; the newer description has it no more.
type TaxDeclarationIndividual struct {
	Base
	DocumentInformation    DeclarationDocument `json:"document_information"`
	TaxPayerInformation    DeclarationPerson   `json:"tax_payer_information"`
	EquityStatement        PersonEquity        `json:"equity_statement"`
	AnnualIncomeStatement  PersonIncome        `json:"annual_income_statement"`
	PensionIncomeStatement PensionIncome       `json:"pension_income_statement"`
	TaxAssessment          PersonAssessment    `json:"tax_assessment"`
	DateIssued             Date                `json:"date_issued"`
	PDF                    *string             `json:"pdf"`
}

// TaxDeclarationBusiness is a Colombian firm's yearly declaration, its keys in the order of schema
// TaxDeclarationBusiness of OpenAPI 1.35.0; the newer description has it no more.
type TaxDeclarationBusiness struct {
	Base
	DocumentInformation               DeclarationDocument `json:"document_information"`
	TaxPayerInformation               DeclarationFirm     `json:"tax_payer_information"`
	EquityStatement                   FirmEquity          `json:"equity_statement"`
	AnnualIncomeStatement             FirmIncome          `json:"annual_income_statement"`
	AnnualCostsAndDeductionsStatement FirmCosts           `json:"annual_costs_and_deductions_statement"`
	TaxAssessment                     FirmAssessment      `json:"tax_assessment"`
	DateIssued                        Date                `json:"date_issued"`
	PDF                               *string             `json:"pdf"`
}

// PersonAssessment is a person's tax and what remains to be paid of it.
type PersonAssessment struct {
	FortuitousProfitTax        Money `json:"fortuitous_profit_tax"`
	TotalTaxOnTaxableNetIncome Money `json:"total_tax_on_taxable_net_income"`
	NetIncomeTax               Money `json:"net_income_tax"`
	TotalTaxDue                Money `json:"total_tax_due"`
	PreviousYearBalance        Money `json:"previous_year_balance"`
	TotalWithheldTax           Money `json:"total_withheld_tax"`
	BalancePayable             Money `json:"balance_payable"`
	BalanceRefundable          Money `json:"balance_refundable"`
	TotalPayment               Money `json:"total_payment"`
}

// PensionIncome is income from pensions.
type PensionIncome struct {
	NetPensionIncome        Money `json:"net_pension_income"`
	NetTaxablePensionIncome Money `json:"net_taxable_pension_income"`
}

// PersonIncome is what a person earned: net is gross less what is not taxable.
type PersonIncome struct {
	GrossIncome      IncomeKinds  `json:"gross_income"`
	NonTaxableIncome IncomeKinds  `json:"non_taxable_income"`
	NetIncome        IncomeKinds  `json:"net_income"`
	AnnualTotals     AnnualTotals `json:"annual_totals"`
}

// AnnualTotals is what remains of the income after exemptions and deductions.
type AnnualTotals struct {
	TotalExemptIncome            Money `json:"total_exempt_income"`
	TotalApplicableDeductions    Money `json:"total_applicable_deductions"`
	TotalExemptionsAndDeductions Money `json:"total_exemptions_and_deductions"`
	TotalOrdinaryNetIncome       Money `json:"total_ordinary_net_income"`
}

// IncomeKinds is income by where it comes from.
type IncomeKinds struct {
	EarnedIncome   Money `json:"earned_income"`
	FeeBasedIncome Money `json:"fee_based_income"`
	CapitalIncome  Money `json:"capital_income"`
	NonLaborIncome Money `json:"non_labor_income"`
}

// PersonEquity is what a person has and owes at the end of the year.
type PersonEquity struct {
	TotalGrossEquity Money `json:"total_gross_equity"`
	TotalDebts       Money `json:"total_debts"`
	TotalNetEquity   Money `json:"total_net_equity"`
}

// DeclarationPerson is the person that files the declaration.
type DeclarationPerson struct {
	FirstLastName        string            `json:"first_last_name"`
	SecondLastName       string            `json:"second_last_name"`
	FirstName            string            `json:"first_name"`
	OtherNames           string            `json:"other_names"`
	MainEconomicActivity string            `json:"main_economic_activity"`
	DocumentID           DocumentID        `json:"document_id"`
	ReportingID          DeclarationReport `json:"reporting_id"`
}

// DeclarationReport is the office of the tax authority that the declaration went to.
type DeclarationReport struct {
	ReportingType  string `json:"reporting_type"`
	ReportingValue string `json:"reporting_value"`
}

// DeclarationDocument is which form was filed for which year. Type is the form's number: 210 for
// people, 110 for firms.
type DeclarationDocument struct {
	Name       string `json:"name"`
	Type       string `json:"type"`
	FormNumber string `json:"form_number"`
	Year       int    `json:"year"`
}

// FirmAssessment is a firm's tax and what remains to be paid of it.
type FirmAssessment struct {
	NetIncomeTaxable           Money `json:"net_income_taxable"`
	FortuitousProfitTax        Money `json:"fortuitous_profit_tax"`
	TotalTaxOnTaxableNetIncome Money `json:"total_tax_on_taxable_net_income"`
	NetIncomeTax               Money `json:"net_income_tax"`
	TotalTaxDue                Money `json:"total_tax_due"`
	Withholdings               Money `json:"total_withholdings_for_the_taxable_year_to_be_declared"`
	TotalBalancePayable        Money `json:"total_balance_payable"`
	TotalBalanceInFavor        Money `json:"total_balance_in_favor"`
	TotalPayment               Money `json:"total_payment"`
}

// FirmCosts is what a firm spent.
type FirmCosts struct {
	Costs                           Money `json:"costs"`
	AdministrationExpenses          Money `json:"administration_expenses"`
	DistributionAndSalesExpenses    Money `json:"distribution_and_sales_expenses"`
	FinancialExpenses               Money `json:"financial_expenses"`
	TotalCostsAndDeductibleExpenses Money `json:"total_costs_and_deductible_expenses"`
}

// FirmIncome is what a firm earned.
type FirmIncome struct {
	GrossIncomeFromOrdinaryActivities Money `json:"gross_income_from_ordinary_activities"`
	Dividends                         Money `json:"dividends"`
	OtherIncome                       Money `json:"other_income"`
	TotalGrossIncome                  Money `json:"total_gross_income"`
	ReturnsRebatesAndDiscountsOnSales Money `json:"returns_rebates_and_discounts_on_sales"`
	TotalNetIncome                    Money `json:"total_net_income"`
}

// FirmEquity is what a firm has and owes at the end of the year.
type FirmEquity struct {
	CashAndCashEquivalents                       Money `json:"cash_and_cash_equivalents"`
	InvestmentsAndDerivativeFinancialInstruments Money `json:"investments_and_derivative_financial_instruments"`
	AccountsDocumentsAndFinanceLeasesReceivable  Money `json:"accounts_documents_and_finance_leases_receivable"`
	Inventory                                    Money `json:"inventory"`
	Property                                     Money `json:"property_plant_and_equipment_investment_properties"`
	TotalGrossEquity                             Money `json:"total_gross_equity"`
	Debts                                        Money `json:"debts"`
	TotalNetEquity                               Money `json:"total_net_equity"`
}

// DeclarationFirm is the firm that declares; the names of people are null.
type DeclarationFirm struct {
	FirstLastName        *string           `json:"first_last_name"`
	SecondLastName       *string           `json:"second_last_name"`
	FirstName            *string           `json:"first_name"`
	OtherNames           *string           `json:"other_names"`
	CompanyName          string            `json:"company_name"`
	MainEconomicActivity string            `json:"main_economic_activity"`
	DocumentID           DocumentID        `json:"document_id"`
	ReportingID          DeclarationReport `json:"reporting_id"`
}
