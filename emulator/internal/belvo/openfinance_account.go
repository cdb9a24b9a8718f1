package belvo

import "github.com/google/uuid"

// OpenAccount is an account on Brazil's Open Finance: schema AccountOpenFinanceBrazil of OpenAPI
// 1.223.0, in its order.
type OpenAccount struct {
	ID                        *uuid.UUID         `json:"id"` // null when the data is not saved
	Link                      uuid.UUID          `json:"link"`
	Institution               InstitutionRef     `json:"institution"`
	CollectedAt               Timestamp          `json:"collected_at"`
	CreatedAt                 Timestamp          `json:"created_at"`
	LastAccessedAt            Timestamp          `json:"last_accessed_at"`
	Category                  string             `json:"category"`
	BalanceType               string             `json:"balance_type" enum:"ASSET|LIABILITY"`
	Overdraft                 *Overdraft         `json:"overdraft"`
	Type                      string             `json:"type"`
	Subtype                   string             `json:"subtype"`
	Name                      string             `json:"name"`
	Number                    string             `json:"number"`
	Agency                    *string            `json:"agency"`
	CheckDigit                *string            `json:"check_digit"`
	Balance                   OpenAccountBalance `json:"balance"`
	Currency                  string             `json:"currency"`
	PublicIdentificationName  *string            `json:"public_identification_name"`
	PublicIdentificationValue *string            `json:"public_identification_value"`
	InternalIdentification    string             `json:"internal_identification"`
	CreditData                *OpenCreditData    `json:"credit_data"`
	LoanData                  *OpenLoanData      `json:"loan_data"`
	FundsData                 *string            `json:"funds_data"` // always null on Open Finance
}

// OpenAccountBalance is what an account holds now.
type OpenAccountBalance struct {
	Current               Money  `json:"current"`
	Available             *Money `json:"available"`
	Blocked               Money  `json:"blocked"`
	AutomaticallyInvested Money  `json:"automatically_invested"`
}

// Overdraft is how far a checking account may go below zero, and how far it has gone within what
// was agreed and beyond it. Source: schema AccountOverdraftOpenFinanceBrazil of OpenAPI 1.223.0.
type Overdraft struct {
	Arranged   Money `json:"arranged"`
	Used       Money `json:"used"`
	Unarranged Money `json:"unarranged"`
}

// OpenCreditData describes a credit card. Its last five keys are always null on Open Finance.
// Source: schema AccountCreditDataOpenFinanceBrazil of OpenAPI 1.223.0.
type OpenCreditData struct {
	CollectedAt           Timestamp     `json:"collected_at"`
	CreditLimit           Money         `json:"credit_limit"`
	Limits                []CreditLimit `json:"limits"`
	CuttingDate           *Date         `json:"cutting_date"`
	MinimumPayment        *Money        `json:"minimum_payment"`
	Network               string        `json:"network"`
	NetworkAdditionalInfo *string       `json:"network_additional_info"`
	Cards                 []CreditCard  `json:"cards"`
	NextPaymentDate       *string       `json:"next_payment_date"`
	NoInterestPayment     *Money        `json:"no_interest_payment"`
	InterestRate          *Percent      `json:"interest_rate"`
	MonthlyPayment        *Money        `json:"monthly_payment"`
	LastPaymentDate       *string       `json:"last_payment_date"`
}

// CreditLimit is one limit of a card; used and available amounts add up to the limit.
type CreditLimit struct {
	IdentificationNumber   string  `json:"identification_number"`
	CreditLimit            Money   `json:"credit_limit"`
	UsedAmount             Money   `json:"used_amount"`
	AvailableAmount        Money   `json:"available_amount"`
	IsLimitFlexible        bool    `json:"is_limit_flexible"`
	Type                   string  `json:"type" enum:"TOTAL_LIMIT|MODAL_LIMIT"`
	ConsolidationType      string  `json:"consolidation_type"`
	LineName               *string `json:"line_name"`
	LineNameAdditionalInfo *string `json:"line_name_additional_info"`
}

// CreditCard is one card of an account.
type CreditCard struct {
	IsMultiple           bool   `json:"is_multiple"`
	IdentificationNumber string `json:"identification_number"`
}

// OpenLoanData describes a loan. Its keys from monthly_payment on are always null on Open Finance.
// Source: schema AccountLoanDataOpenFinanceBrazil of OpenAPI 1.223.0.
type OpenLoanData struct {
	CollectedAt                       Timestamp          `json:"collected_at"`
	LoanCode                          string             `json:"loan_code"`
	ContractAmount                    Money              `json:"contract_amount"`
	TotalEffectiveCost                *Money             `json:"total_effective_cost"`
	LoanType                          string             `json:"loan_type"`
	OutstandingBalance                Money              `json:"outstanding_balance"`
	InterestRates                     []OpenInterestRate `json:"interest_rates"`
	Fees                              []OpenLoanFee      `json:"fees"`
	ContractedCharges                 []ContractedCharge `json:"contracted_charges"`
	Collaterals                       []LoanCollateral   `json:"collaterals"`
	BalloonPayments                   []BalloonPayment   `json:"balloon_payments"`
	InstallmentsContractTermFrequency string             `json:"installments_contract_term_frequency"`
	InstallmentFrequency              string             `json:"installment_frequency"`
	InstallmentFrequencyInfo          *string            `json:"installment_frequency_info"`
	FirstInstallmentDueDate           Date               `json:"first_installment_due_date"`
	NumberOfInstallmentsTotal         int                `json:"number_of_installments_total"`
	NumberOfInstallmentsOutstanding   int                `json:"number_of_installments_outstanding"`
	NumberOfInstallmentsPaid          int                `json:"number_of_installments_paid"`
	NumberOfInstallmentsPastDue       int                `json:"number_of_installments_past_due"`
	DisbursementDates                 []Date             `json:"disbursement_dates"`
	SettlementDate                    *Date              `json:"settlement_date"`
	ContractStartDate                 Date               `json:"contract_start_date"`
	ContractEndDate                   Date               `json:"contract_end_date"`
	ContractRemainingFrequency        string             `json:"contract_remaining_frequency"`
	ContractRemainingTotal            int                `json:"contract_remaining_total"`
	AmortizationSchedule              string             `json:"amortization_schedule"`
	AmortizationScheduleInfo          *string            `json:"amortization_schedule_info"`
	ConsigneeID                       *string            `json:"consignee_id"`
	ContractNumber                    string             `json:"contract_number"`
	MonthlyPayment                    *Money             `json:"monthly_payment"`
	Principal                         *Money             `json:"principal"`
	PaymentDay                        *string            `json:"payment_day"`
	OutstandingPrincipal              *Money             `json:"outstanding_principal"`
	CreditLimit                       *Money             `json:"credit_limit"`
	LastPeriodBalance                 *Money             `json:"last_period_balance"`
	InterestRate                      *Percent           `json:"interest_rate"`
	LimitDay                          *string            `json:"limit_day"`
	CuttingDay                        *string            `json:"cutting_day"`
	CuttingDate                       *string            `json:"cutting_date"`
	LastPaymentDate                   *string            `json:"last_payment_date"`
	NoInterestPayment                 *Money             `json:"no_interest_payment"`
}

// OpenInterestRate is one rate of a loan; Value is a percentage.
type OpenInterestRate struct {
	Name             string           `json:"name"`
	Type             string           `json:"type" enum:"MONTHLY|YEARLY"`
	Value            Percent          `json:"value"`
	InterestRateData InterestRateData `json:"interest_rate_data"`
}

// InterestRateData is a rate as Open Finance has it: 0.015 are 1.5 percent.
type InterestRateData struct {
	TaxType               string  `json:"tax_type" enum:"NOMINAL|EFFECTIVE"`
	RateType              string  `json:"rate_type" enum:"SIMPLE|COMPOUND"`
	Type                  string  `json:"type" enum:"MONTHLY|YEARLY"`
	CalculationBase       string  `json:"calculation_base"`
	ReferenceIndexType    string  `json:"reference_index_type"`
	ReferenceIndexSubtype *string `json:"reference_index_subtype"`
	ReferenceIndexInfo    *string `json:"reference_index_info"`
	PreFixedRate          Number  `json:"pre_fixed_rate"`
	PostFixedRate         Number  `json:"post_fixed_rate"`
	AdditionalInfo        *string `json:"additional_info"`
}

// OpenLoanFee is one fee of a loan. Type is always null on Open Finance.
type OpenLoanFee struct {
	Type          *string `json:"type"`
	Value         *Money  `json:"value"`
	Name          string  `json:"name"`
	Code          string  `json:"code"`
	FeeChargeType string  `json:"fee_charge_type" enum:"SINGLE|PER_INSTALLMENT"`
	FeeCharge     string  `json:"fee_charge" enum:"MINIMUM|MAXIMUM|FIXED|PERCENTAGE"`
	Rate          *Number `json:"rate"`
}

// ContractedCharge is what a late payment of a loan costs in addition to its interest; a Rate
// of 0.02 is two percent.
type ContractedCharge struct {
	Type string  `json:"type"`
	Info *string `json:"info"`
	Rate *Number `json:"rate"`
}

// LoanCollateral is what secures a loan.
type LoanCollateral struct {
	Type     string `json:"type"`
	Subtype  string `json:"subtype"`
	Currency string `json:"currency"`
	Amount   Money  `json:"amount"`
}

// BalloonPayment is a payment of a loan outside its instalments.
type BalloonPayment struct {
	DueDate  *Date   `json:"due_date"`
	Currency *string `json:"currency"`
	Amount   *Money  `json:"amount"`
}

// OpenBalance is the present balance of a checking or savings account: schema BalanceOFDA of
// OpenAPI 1.223.0. No part of it is below zero.
type OpenBalance struct {
	ID                            *uuid.UUID `json:"id"`
	Link                          uuid.UUID  `json:"link"`
	AccountID                     uuid.UUID  `json:"account_id"`
	AccountInternalIdentification string     `json:"account_internal_identification"`
	CollectedAt                   Timestamp  `json:"collected_at"`
	CreatedAt                     Timestamp  `json:"created_at"`
	LastUpdatedAt                 Timestamp  `json:"last_updated_at"`
	Currency                      string     `json:"currency"`
	Available                     Money      `json:"available"`
	Blocked                       Money      `json:"blocked"`
	AutomaticallyInvested         Money      `json:"automatically_invested"`
}
