package belvo

import "github.com/google/uuid"

// Exchange is a purchase (COMPRA) or sale (VENDA) of foreign money: schema Exchange of OpenAPI
// 1.223.0. The local value is the foreign value at the rate, which the schema calls a tax.
type Exchange struct {
	ID                                  *uuid.UUID `json:"id"`
	Link                                uuid.UUID  `json:"link"`
	CreatedAt                           Timestamp  `json:"created_at"`
	CollectedAt                         Timestamp  `json:"collected_at"`
	OperationIdentifier                 string     `json:"operation_identifier"`
	OperationNumber                     *string    `json:"operation_number"`
	OperationType                       string     `json:"operation_type" enum:"COMPRA|VENDA"`
	OperationRequestedAt                string     `json:"operation_requested_at" format:"date-time"`
	AuthorizedInstitutionIdentifier     int64      `json:"authorized_institution_identifier"`
	AuthorizedInstitutionName           string     `json:"authorized_institution_name"`
	IntermediaryInstitutionIdentifier   *int64     `json:"intermediary_institution_identifier"`
	IntermediaryInstitutionName         *string    `json:"intermediary_institution_name"`
	OperationDueDate                    Date       `json:"operation_due_date"`
	LocalOperationTaxAmount             Number     `json:"local_operation_tax_amount"`
	LocalOperationTaxCurrency           string     `json:"local_operation_tax_currency"`
	LocalOperationValueAmount           Money      `json:"local_operation_value_amount"`
	LocalOperationValueCurrency         string     `json:"local_operation_value_currency"`
	ForeignOperationValueAmount         Money      `json:"foreign_operation_value_amount"`
	ForeignOperationValueCurrency       string     `json:"foreign_operation_value_currency"`
	OperationOutstandingBalanceAmount   *Money     `json:"operation_outstanding_balance_amount"`
	OperationOutstandingBalanceCurrency *string    `json:"operation_outstanding_balance_currency"`
	TEVAmountAmount                     *Number    `json:"tev_amount_amount"`
	TEVAmountCurrency                   *string    `json:"tev_amount_currency"`
	LocalCurrencyAdvancePercentage      *Number    `json:"local_currency_advance_percentage"`
	SettlementMethod                    string     `json:"settlement_method"`
	OperationCategoryCode               string     `json:"operation_category_code"`
	// History is what happened to it, the newest first; it has a path of its own.
	History []*ExchangeHistory `json:"-"`
}

// ExchangeHistory is one event of an exchange: schema ExchangeHistory of OpenAPI 1.223.0.
// EventType is 1 for the contract, 2 for a change and 4 for the settlement.
type ExchangeHistory struct {
	ID                                  *uuid.UUID `json:"id"`
	Link                                uuid.UUID  `json:"link"`
	ExchangeID                          *uuid.UUID `json:"exchange_id"`
	CreatedAt                           Timestamp  `json:"created_at"`
	CollectedAt                         Timestamp  `json:"collected_at"`
	OperationIdentifier                 string     `json:"operation_identifier"`
	EventSequenceNumber                 string     `json:"event_sequence_number"`
	EventType                           int        `json:"event_type"`
	EventCreatedAt                      string     `json:"event_created_at" format:"date-time"`
	OperationDueDate                    *Date      `json:"operation_due_date"`
	LocalOperationTaxAmount             *Number    `json:"local_operation_tax_amount"`
	LocalOperationTaxCurrency           *string    `json:"local_operation_tax_currency"`
	LocalOperationValueAmount           *Money     `json:"local_operation_value_amount"`
	LocalOperationValueCurrency         *string    `json:"local_operation_value_currency"`
	ForeignOperationValueAmount         *Money     `json:"foreign_operation_value_amount"`
	ForeignOperationValueCurrency       *string    `json:"foreign_operation_value_currency"`
	OperationOutstandingBalanceAmount   *Money     `json:"operation_outstanding_balance_amount"`
	OperationOutstandingBalanceCurrency *string    `json:"operation_outstanding_balance_currency"`
	TEVAmountAmount                     *Number    `json:"tev_amount_amount"`
	TEVAmountCurrency                   *string    `json:"tev_amount_currency"`
	LocalCurrencyAdvancePercentage      *Number    `json:"local_currency_advance_percentage"`
	SettlementMethod                    *string    `json:"settlement_method"`
	OperationCategoryCode               *string    `json:"operation_category_code"`
	ForeignPartieRelationshipCode       *string    `json:"foreign_partie_relationship_code"`
	ForeignPartieName                   *string    `json:"foreign_partie_name"`
	ForeignPartieCountryCode            *string    `json:"foreign_partie_country_code"`
}
