package belvo

import "github.com/google/uuid"

// OpenTransaction is a movement on Brazil's Open Finance: schema TransactionOpenFinanceBrazil of
// OpenAPI 1.223.0. The amount is always positive; balance, observations and reference are always
// null.
type OpenTransaction struct {
	ID                          *uuid.UUID           `json:"id"`
	InternalIdentification      string               `json:"internal_identification"`
	Account                     *OpenAccount         `json:"account"`
	CollectedAt                 Timestamp            `json:"collected_at"`
	CreatedAt                   Timestamp            `json:"created_at"`
	ValueDate                   Date                 `json:"value_date"`
	TransactedAt                string               `json:"transacted_at" format:"date-time"` // with milliseconds
	AccountingDate              Date                 `json:"accounting_date"`
	InferredAccountingDate      Date                 `json:"inferred_accounting_date"`
	Amount                      Money                `json:"amount"`
	LocalCurrencyAmount         *Money               `json:"local_currency_amount"`
	Balance                     *Money               `json:"balance"`
	Currency                    string               `json:"currency"`
	Description                 string               `json:"description"`
	Observations                *string              `json:"observations"`
	Merchant                    *Merchant            `json:"merchant"`
	Category                    *string              `json:"category"`
	Subcategory                 *string              `json:"subcategory"`
	Reference                   *string              `json:"reference"`
	Type                        string               `json:"type" enum:"INFLOW|OUTFLOW"`
	Status                      string               `json:"status" enum:"PENDING|PROCESSED"`
	CreditCardData              *OpenCreditCardData  `json:"credit_card_data"`
	Counterparty                *Counterparty        `json:"counterparty"`
	LoanData                    *TransactionLoanData `json:"loan_data"`
	PaymentType                 *string              `json:"payment_type" enum:"FULL|INSTALLMENT"`
	OperationType               string               `json:"operation_type"`
	OperationTypeAdditionalInfo *string              `json:"operation_type_additional_info"`
	MCC                         *int                 `json:"mcc"` // ISO 18245, of card payments
}

// OpenCreditCardData tells of the card and the bill of a movement. What names the bill is null
// until the bill has closed; bill_status and previous_bill_total are always null.
// Source: schema TransactionCreditCardDataOpenFinanceBrazil of OpenAPI 1.223.0.
type OpenCreditCardData struct {
	CollectedAt                Timestamp `json:"collected_at"`
	BillName                   *string   `json:"bill_name"`
	BillDueDate                *Date     `json:"bill_due_date"`
	BillInternalIdentification *string   `json:"bill_internal_identification"`
	BillStatus                 *string   `json:"bill_status"`
	PreviousBillTotal          *string   `json:"previous_bill_total"`
	BillAmount                 *Money    `json:"bill_amount"`
	CardNumber                 string    `json:"card_number"`
	FeeType                    *string   `json:"fee_type"`
	FeeTypeAdditionalInfo      *string   `json:"fee_type_additional_info"`
	CreditsType                *string   `json:"credits_type"`
	CreditsTypeAdditionalInfo  *string   `json:"credits_type_additional_info"`
	InstallmentIdentifier      string    `json:"installment_identifier"`
	NumberOfInstallments       *int      `json:"number_of_installments"`
	CreditCardBill             *BillRef  `json:"credit_card_bill"`
}

// BillRef names a bill.
type BillRef struct {
	ID                     uuid.UUID `json:"id"`
	InternalIdentification string    `json:"internal_identification"`
}

// Counterparty is the other side of a payment.
type Counterparty struct {
	Type           *string `json:"type" enum:"INDIVIDUAL|COMPANY"`
	DocumentNumber *string `json:"document_number"`
	ClearingCode   *string `json:"clearing_code"`
	Agency         *string `json:"agency"`
	CheckDigit     *string `json:"check_digit"`
	Number         *string `json:"number"`
}

// TransactionLoanData tells of the instalment that a loan's movement belongs to.
type TransactionLoanData struct {
	IsDetached    bool                `json:"is_detached"` // not as scheduled
	InstallmentID *string             `json:"installment_id"`
	Fees          []TransactionFee    `json:"fees"`
	Charges       []TransactionCharge `json:"charges"`
}

// TransactionFee is a fee in a payment of a loan.
type TransactionFee struct {
	Name   string `json:"name"`
	Code   string `json:"code"`
	Amount *Money `json:"amount"`
}

// TransactionCharge is a charge in a payment of a loan.
type TransactionCharge struct {
	Type   string `json:"type"`
	Info   string `json:"info"`
	Amount Money  `json:"amount"`
}

// Bill is a credit card bill that has closed: schema Bill of OpenAPI 1.223.0.
type Bill struct {
	ID                     *uuid.UUID      `json:"id"`
	CreatedAt              Timestamp       `json:"created_at"`
	CollectedAt            Timestamp       `json:"collected_at"`
	Account                *OpenAccount    `json:"account"`
	InternalIdentification string          `json:"internal_identification"`
	BillName               string          `json:"bill_name"` // like apr-2020
	DueDate                Date            `json:"due_date"`
	Currency               string          `json:"currency"`
	TotalAmount            Money           `json:"total_amount"`
	MinimumAmount          Money           `json:"minimum_amount"`
	IsInstallment          bool            `json:"is_installment"` // may be paid in instalments
	FinanceCharges         []FinanceCharge `json:"finance_charges"`
	Payments               []BillPayment   `json:"payments"`
}

// FinanceCharge is what a bill has because an earlier one was not paid.
type FinanceCharge struct {
	Type           string  `json:"type"`
	AdditionalInfo *string `json:"additional_info"`
	Currency       string  `json:"currency"`
	Amount         Money   `json:"amount"`
}

// BillPayment is one payment of a bill.
type BillPayment struct {
	Type        string `json:"type" enum:"INSTALLMENT|FULL|OTHER"`
	PaymentDate Date   `json:"payment_date"`
	PaymentMode string `json:"payment_mode" enum:"DIRECT_DEBIT|BANK_SLIP|SALARY_DEDUCTION|PIX"`
	Currency    string `json:"currency"`
	Amount      Money  `json:"amount"`
}
