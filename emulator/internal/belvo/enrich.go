package belvo

// RawTransaction is a movement that a client has from elsewhere and wants to have enriched: schemas
// CategorizationBodyRequest and EyodIncomeVerificationBodyRequest of OpenAPI 1.35.0. All ids are the
// client's own.
type RawTransaction struct {
	TransactionID     string  `json:"transaction_id"`
	AccountHolderType string  `json:"account_holder_type" enum:"INDIVIDUAL|BUSINESS"`
	AccountHolderID   string  `json:"account_holder_id"`
	AccountID         string  `json:"account_id"`
	AccountCategory   string  `json:"account_category" enum:"CHECKING_ACCOUNT|CREDIT_CARD|LOAN_ACCOUNT|SAVINGS_ACCOUNT"`
	ValueDate         Date    `json:"value_date"`
	Description       string  `json:"description"`
	Type              string  `json:"type" enum:"INFLOW|OUTFLOW"`
	Amount            Percent `json:"amount"` // in units of the currency, as it was sent
	Currency          string  `json:"currency"`
	Institution       string  `json:"institution"` // as the client calls it
	MCC               *int    `json:"mcc"`
}

// CategorizedTransaction is a RawTransaction with what it was for: schema CategorizationBody of
// OpenAPI 1.35.0. What no rule knows is of the category Unknown, without a subcategory.
type CategorizedTransaction struct {
	RawTransaction
	Category    string    `json:"category" enum:"Bills & Utilities|Credits & Loans|Deposits|Fees & Charges|Food & Groceries|Home & Life|Income & Payments|Insurance|Investments & Savings|Online Platforms & Leisure|Personal Shopping|Taxes|Transfers|Transport & Travel|Unknown|Withdrawal & ATM"`
	Subcategory *string   `json:"subcategory"`
	Merchant    *Merchant `json:"merchant"`
}

// Categorization is the answer to a request for categories: schema Categorization of OpenAPI 1.35.0.
// Its transactions are in the order in which they were sent.
type Categorization struct {
	Transactions []CategorizedTransaction `json:"transactions"`
}
