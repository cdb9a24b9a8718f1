package belvo

import "github.com/google/uuid"

// Receivable is a card sale of a firm, of which its bank has yet to pay the firm or has paid it:
// schema ReceivablesTransaction of OpenAPI 1.35.0. The net amount is the gross one less the fees. Its
// link is not shown; lists can be filtered by it.
type Receivable struct {
	ID            *uuid.UUID        `json:"id"` // null when the data is not saved
	Link          uuid.UUID         `json:"-"`
	Account       ReceivableAccount `json:"account"`
	CreatedAt     Timestamp         `json:"created_at"`
	CollectedAt   Timestamp         `json:"collected_at"`
	ValueHour     string            `json:"value_hour"` // HH:MM
	ValueDate     Date              `json:"value_date"`
	InstitutionID string            `json:"institution_transaction_id"`
	Currency      string            `json:"currency"`
	Type          *string           `json:"type" enum:"VISA_CREDIT|VISA_DEBIT|MASTERCARD_CREDIT|MASTERCARD_DEBIT|ELO_CREDIT|ELO_DEBIT"`
	GrossAmount   Money             `json:"gross_amount"`
	NetAmount     Money             `json:"net_amount"`
	Fees          []ReceivableFee   `json:"fees"`
	Status        string            `json:"status" enum:"APPROVED|CANCELLED|REVERTED|UNCATEGORIZED"`
	Installments  *InstallmentCount `json:"number_of_installments"` // null for a debit card
}

// ReceivableAccount names the account that a card sale is paid into.
type ReceivableAccount struct {
	ID          uuid.UUID      `json:"id"`
	Institution InstitutionRef `json:"institution"`
}

// ReceivableFee is what a card sale costs the firm.
type ReceivableFee struct {
	Type  string `json:"type" enum:"TRANSACTION_FEE"`
	Value Money  `json:"value"`
}

// InstallmentCount is in how many payments a customer pays, and how many of them were made.
type InstallmentCount struct {
	Paid  int `json:"paid"`
	Total int `json:"total"`
}
