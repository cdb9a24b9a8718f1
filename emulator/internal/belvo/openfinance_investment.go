package belvo

import "github.com/google/uuid"

// Investment is what a customer holds of one product: schema InvestmentBrazil of OpenAPI 1.223.0.
// The schema has no link and no times, so neither has the JSON; lists are filtered by them.
type Investment struct {
	ID                    *uuid.UUID             `json:"id"`
	Link                  uuid.UUID              `json:"-"`
	CreatedAt             Timestamp              `json:"-"`
	Type                  string                 `json:"type"`
	IssuerIDNumber        *string                `json:"issuer_id_number"`
	ISINNumber            *string                `json:"isin_number"`
	Currency              string                 `json:"currency"`
	ProductName           string                 `json:"product_name"`
	IsTaxExempt           bool                   `json:"is_tax_exempt"`
	ClearingCode          *string                `json:"clearing_code"`
	DueDate               *Date                  `json:"due_date"`
	IssueDate             *Date                  `json:"issue_date"`
	PurchaseDate          *Date                  `json:"purchase_date"`
	GracePeriodDate       *Date                  `json:"grace_period_date"`
	IssueUnitPrice        *Money                 `json:"issue_unit_price"`
	Balance               InvestmentBalance      `json:"balance"`
	Remuneration          Remuneration           `json:"remuneration"`
	ClassificationDetails *ClassificationDetails `json:"classification_details"`
	VoucherPaymentDetails VoucherPayments        `json:"voucher_payment_details"`
	DebtorDetails         *Debtor                `json:"debtor_details"`
}

// InvestmentBalance is what an investment is worth at a moment: the gross value is the quantity at
// the unit price, and the net value is what is left of it after taxes.
type InvestmentBalance struct {
	ReferenceDate     string  `json:"reference_date" format:"date-time"` // without fractions of a second
	GrossValue        Money   `json:"gross_value"`
	BlockedAmount     Money   `json:"blocked_amount"`
	Quantity          Number  `json:"quantity"`
	GrossUnitPrice    *Number `json:"gross_unit_price"`
	NetValue          *Money  `json:"net_value"`
	WithheldAmount    *Money  `json:"withheld_amount"`
	TransactionFee    *Money  `json:"transaction_fee"`
	PurchaseUnitPrice *Number `json:"purchase_unit_price"`
	PreFixedRate      *Number `json:"pre_fixed_rate"`
	PostFixedRate     *Number `json:"post_fixed_rate"`
	PenaltyFee        *Money  `json:"penalty_fee"`
	LatePaymentFee    *Money  `json:"late_payment_fee"`
	ClosingPrice      *Number `json:"closing_price"`
	UnitPriceFactor   *Number `json:"unit_price_factor"`
}

// Remuneration is what an investment yields: a rate of 0.12 are 12 percent.
type Remuneration struct {
	PreFixedRate          *Number `json:"pre_fixed_rate"`
	PostFixedRate         *Number `json:"post_fixed_rate"`
	RateType              *string `json:"rate_type"`
	RatePeriodicity       *string `json:"rate_periodicity"`
	CalculationBase       *string `json:"calculation_base"`
	Indexer               *string `json:"indexer"`
	IndexerAdditionalInfo *string `json:"indexer_additional_info"`
}

// ClassificationDetails is the class of a fund.
type ClassificationDetails struct {
	Category *string `json:"category"`
	Class    *string `json:"class"`
	Subclass *string `json:"subclass"`
}

// VoucherPayments says whether a security pays coupons.
type VoucherPayments struct {
	IsVoucherPayment          bool    `json:"is_voucher_payment"`
	Periodicity               *string `json:"periodicity"`
	PeriodicityAdditionalInfo *string `json:"periodicity_additional_info"`
}

// Debtor is the issuer that owes a private security.
type Debtor struct {
	Name             string `json:"name"`
	IDDocumentNumber string `json:"id_document_number"`
}

// InvestmentTransaction is a movement of an investment, which it shows as it is: schema
// InvestmentTransactionBrazil of OpenAPI 1.223.0. Type is seen from the investment: money that is
// invested is an INFLOW. What does not apply
// to a kind of investment is zero or empty, because the schema allows no null.
type InvestmentTransaction struct {
	Base
	Investment             *Investment `json:"investment"`
	InternalIdentification string      `json:"internal_identification"`
	ValueDate              Date        `json:"value_date"`
	GrossValue             Money       `json:"gross_value"`
	NetValue               Money       `json:"net_value"`
	Value                  Money       `json:"value"`
	UnitPrice              Number      `json:"unit_price"`
	PriceFactor            Number      `json:"price_factor"`
	TransactionTax         Money       `json:"transaction_tax"`
	IncomeTax              Money       `json:"income_tax"`
	Quantity               Number      `json:"quantity"`
	Type                   string      `json:"type" enum:"INFLOW|OUTFLOW"`
	Subtype                string      `json:"subtype"`
	SubtypeAdditionalInfo  string      `json:"subtype_additional_info"`
	IndexerPercentage      Number      `json:"indexer_percentage"`
	Rate                   Number      `json:"rate"`
	ExitFee                Money       `json:"exit_fee"`
	BrokerNoteDetails      *BrokerNote `json:"broker_note_details"`
}

// BrokerNote is the bill of a broker for a trade: the net value is the gross value with the fees
// and taxes, which a purchase adds and a sale takes away.
type BrokerNote struct {
	BrokerNoteNumber                 string `json:"broker_note_number"`
	GrossValue                       Money  `json:"gross_value"`
	BrokerageFee                     Money  `json:"brokerage_fee"`
	ClearingSettlementFee            Money  `json:"clearing_settlement_fee"`
	ClearingRegistrationFee          Money  `json:"clearing_registration_fee"`
	StockExchangeAssetTradeNoticeFee Money  `json:"stock_exchange_asset_trade_notice_fee"`
	StockExchangeFee                 Money  `json:"stock_exchange_fee"`
	ClearingCustodyFee               Money  `json:"clearing_custody_fee"`
	Taxes                            Money  `json:"taxes"`
	IncomeTax                        Money  `json:"income_tax"`
	NetValue                         Money  `json:"net_value"`
}
