package belvo

import "github.com/google/uuid"

// InstitutionRef is how an account names its institution.
type InstitutionRef struct {
	Name string `json:"name"`
	Type string `json:"type" enum:"bank|fiscal|employment|gig"`
}

// Account is an account at a credential bank, its keys in the order of schema Account of
// OpenAPI 1.35.0.
type Account struct {
	ID                        *uuid.UUID      `json:"id"` // null when the data is not saved
	Link                      uuid.UUID       `json:"link"`
	Institution               InstitutionRef  `json:"institution"`
	CollectedAt               Timestamp       `json:"collected_at"`
	CreatedAt                 Timestamp       `json:"created_at"`
	Category                  string          `json:"category"` // CHECKING_ACCOUNT, CREDIT_CARD, ...
	BalanceType               string          `json:"balance_type" enum:"ASSET|LIABILITY"`
	Type                      string          `json:"type"` // the institution's own word
	Name                      string          `json:"name"`
	Number                    string          `json:"number"`
	Balance                   AccountBalance  `json:"balance"`
	Currency                  string          `json:"currency"`
	PublicIdentificationName  string          `json:"public_identification_name"`
	PublicIdentificationValue string          `json:"public_identification_value"`
	LastAccessedAt            Timestamp       `json:"last_accessed_at"`
	CreditData                *CreditData     `json:"credit_data"`
	LoanData                  *LoanData       `json:"loan_data"`
	FundsData                 []FundData      `json:"funds_data" nullable:"true"`
	ReceivablesData           *ReceivableData `json:"receivables_data"`
	BankProductID             *string         `json:"bank_product_id"`
	InternalIdentification    *string         `json:"internal_identification"`
}

// AccountBalance is what an account holds now. Of a credit card, current is what is owed and
// available is the credit limit less that.
type AccountBalance struct {
	Current   Money  `json:"current"`
	Available *Money `json:"available"`
}

// CreditData describes a credit card's terms and its present bill.
type CreditData struct {
	CreditLimit       Money     `json:"credit_limit"`
	CollectedAt       Timestamp `json:"collected_at"`
	CuttingDate       Date      `json:"cutting_date"`
	NextPaymentDate   Date      `json:"next_payment_date"`
	MinimumPayment    Money     `json:"minimum_payment"`
	NoInterestPayment Money     `json:"no_interest_payment"`
	InterestRate      Percent   `json:"interest_rate"` // percent a year
	EndDate           *string   `json:"end_date"`
	MonthlyPayment    *Money    `json:"monthly_payment"`
	LastPaymentDate   *string   `json:"last_payment_date"`
}

// LoanData describes a loan. The keys from credit_limit on are deprecated and always null.
type LoanData struct {
	CollectedAt                     Timestamp      `json:"collected_at"`
	ContractAmount                  Money          `json:"contract_amount"`
	Principal                       Money          `json:"principal"`
	LoanType                        string         `json:"loan_type"`
	PaymentDay                      string         `json:"payment_day"`
	OutstandingPrincipal            Money          `json:"outstanding_principal"`
	OutstandingBalance              Money          `json:"outstanding_balance"`
	MonthlyPayment                  Money          `json:"monthly_payment"`
	InterestRates                   []InterestRate `json:"interest_rates"`
	Fees                            []LoanFee      `json:"fees"`
	NumberOfInstallmentsTotal       int            `json:"number_of_installments_total"`
	NumberOfInstallmentsOutstanding int            `json:"number_of_installments_outstanding"`
	ContractStartDate               Date           `json:"contract_start_date"`
	ContractEndDate                 Date           `json:"contract_end_date"`
	ContractNumber                  string         `json:"contract_number"`
	CreditLimit                     *Money         `json:"credit_limit"`
	LastPeriodBalance               *Money         `json:"last_period_balance"`
	InterestRate                    *Percent       `json:"interest_rate"`
	LimitDay                        *string        `json:"limit_day"`
	CuttingDay                      *string        `json:"cutting_day"`
	CuttingDate                     *string        `json:"cutting_date"`
	LastPaymentDate                 *string        `json:"last_payment_date"`
	NoInterestPayment               *Money         `json:"no_interest_payment"`
}

// InterestRate is one rate of a loan; Value is a percentage.
type InterestRate struct {
	Name  string  `json:"name"`
	Type  string  `json:"type" enum:"MONTHLY|YEARLY"`
	Value Percent `json:"value"`
}

// LoanFee is one fee of a loan.
type LoanFee struct {
	Type  string `json:"type" enum:"OPERATION_FEE|INSURANCE_FEE|OTHERS"`
	Value Money  `json:"value"`
}

// FundData is one fund of a pension or investment account.
type FundData struct {
	Name                  string           `json:"name"`
	Type                  string           `json:"type"`
	PublicIdentifications []Identification `json:"public_identifications"`
	Balance               Money            `json:"balance"`
	Percentage            Percent          `json:"percentage"`
}

// Identification is a named public number.
type Identification struct {
	Name  string `json:"name"`
	Value string `json:"value"`
}

// ReceivableData sums up a merchant's receivables.
type ReceivableData struct {
	Current     Money     `json:"current"`
	Available   Money     `json:"available"`
	Anticipated Money     `json:"anticipated"`
	CollectedAt Timestamp `json:"collected_at"`
}

// Transaction is a movement at a credential bank, its keys in the order of schema Transaction of
// OpenAPI 1.35.0. The amount is always positive; Type says which way it went.
type Transaction struct {
	ID                     *uuid.UUID      `json:"id"`
	InternalIdentification string          `json:"internal_identification"`
	Account                *Account        `json:"account"`
	CollectedAt            Timestamp       `json:"collected_at"`
	CreatedAt              Timestamp       `json:"created_at"`
	ValueDate              Date            `json:"value_date"`
	AccountingDate         Timestamp       `json:"accounting_date"`
	Amount                 Money           `json:"amount"`
	Balance                Money           `json:"balance"` // of the account, after the movement
	Currency               string          `json:"currency"`
	Description            string          `json:"description"`
	Observations           *string         `json:"observations"`
	Merchant               *Merchant       `json:"merchant"`
	Category               *string         `json:"category"`
	Subcategory            *string         `json:"subcategory"`
	Reference              string          `json:"reference"`
	Type                   string          `json:"type" enum:"INFLOW|OUTFLOW"`
	Status                 string          `json:"status" enum:"PENDING|PROCESSED|UNCATEGORIZED"`
	CreditCardData         *CreditCardData `json:"credit_card_data"`
}

// Merchant is the receiver of a card payment.
type Merchant struct {
	Logo         *string `json:"logo"`
	Website      *string `json:"website"`
	MerchantName string  `json:"merchant_name"`
}

// CreditCardData names the bill that a card's movement belongs to. PreviousBillTotal is a decimal
// string, as in Belvo's schema.
type CreditCardData struct {
	CollectedAt       Timestamp `json:"collected_at"`
	BillName          string    `json:"bill_name"` // like apr-2020
	BillStatus        string    `json:"bill_status" enum:"PAID|CLOSED|OPEN|FUTURE"`
	BillAmount        Money     `json:"bill_amount"`
	PreviousBillTotal string    `json:"previous_bill_total"`
}

// Owner is an account holder at a credential bank: schema Owner of OpenAPI 1.35.0, with
// business_name and first_name, which later descriptions add.
type Owner struct {
	ID                     *uuid.UUID  `json:"id"`
	Link                   uuid.UUID   `json:"link"`
	InternalIdentification string      `json:"internal_identification"`
	CollectedAt            Timestamp   `json:"collected_at"`
	CreatedAt              Timestamp   `json:"created_at"`
	DisplayName            string      `json:"display_name"`
	Email                  string      `json:"email"`
	PhoneNumber            string      `json:"phone_number"`
	Address                string      `json:"address"`
	DocumentID             *DocumentID `json:"document_id"`
	BusinessName           *string     `json:"business_name"`
	FirstName              *string     `json:"first_name"`
	LastName               *string     `json:"last_name"`
	SecondLastName         *string     `json:"second_last_name"`
}

// DocumentID is a person's or business's document: CPF, CNPJ, CURP, RFC, CC, NIT.
type DocumentID struct {
	DocumentType   string `json:"document_type"`
	DocumentNumber string `json:"document_number"`
}

// Balance is an account's balance at the end of one day: schema Balance of OpenAPI 1.35.0, whose
// last three keys are deprecated and always null.
type Balance struct {
	ID             *uuid.UUID `json:"id"`
	Account        *Account   `json:"account"`
	ValueDate      Date       `json:"value_date"`
	Balance        Money      `json:"balance"`
	CurrentBalance *Money     `json:"current_balance"`
	Statement      *string    `json:"statement"`
	CollectedAt    *Timestamp `json:"collected_at"`
}
