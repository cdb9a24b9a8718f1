package belvo

// InvoiceChile is an invoice: schema invoice_chile of OpenAPI 1.223.0. The net amount and what is exempt do
// not have the VAT in them, the total has; amounts are whole pesos. A sale (OUTFLOW) has sales details,
// a purchase (INFLOW) purchase details, and what sums up the slips of a month a summary.
type InvoiceChile struct {
	Base
	TotalAmount            Money                 `json:"total_amount"`
	NetAmount              Money                 `json:"net_amount"`
	VATAmount              Money                 `json:"vat_amount"`
	Currency               string                `json:"currency"`
	IssueDate              Date                  `json:"issue_date"`
	ReceivedAt             Timestamp             `json:"received_at"`
	AcknowledgedAt         Timestamp             `json:"acknowledged_at"`
	ClaimDate              *Date                 `json:"claim_date"`
	Status                 string                `json:"status"`
	DocumentCode           int                   `json:"document_code"`
	Category               string                `json:"category"`
	Folio                  string                `json:"folio"`
	SenderID               string                `json:"sender_id"`
	SenderName             string                `json:"sender_name"`
	ReceiverID             string                `json:"receiver_id"`
	ReceiverName           string                `json:"receiver_name"`
	Type                   string                `json:"type" enum:"INFLOW|OUTFLOW"`
	PurchaseInvoiceDetails *PurchaseDetailsChile `json:"purchase_invoice_details"`
	SalesInvoiceDetails    *SalesDetailsChile    `json:"sales_invoice_details"`
	SummaryInvoiceDetails  *SummaryDetailsChile  `json:"summary_invoice_details,omitempty"`
}

// PurchaseDetailsChile has the tax authority's details of a purchase; what does not apply is null.
type PurchaseDetailsChile struct {
	VATRefundableAmount         *Money  `json:"vat_refundable_amount"`
	VATNonRefundableAmount      *Money  `json:"vat_non_refundable_amount"`
	VATNonRefundableCode        *int    `json:"vat_non_refundable_code"`
	NetAmountFixedAssets        *Money  `json:"net_amount_fixed_assets"`
	VATFixedAssets              *Money  `json:"vat_fixed_assets"`
	VATCommonUse                *Money  `json:"vat_common_use"`
	TaxNonCreditAmount          *Money  `json:"tax_non_credit_amount"`
	VATNonWithheld              *Money  `json:"vat_non_withheld"`
	TaxExemptAmount             *Money  `json:"tax_exempt_amount"`
	CreditOrDebitNoteOnPurchase *bool   `json:"credit_or_debit_note_on_purchase"`
	TaxCigarettesAmount         *Money  `json:"tax_cigarettes_amount"`
	TaxCigarAmount              *Money  `json:"tax_cigar_amount"`
	TaxProcessedTobaccoAmount   *Money  `json:"tax_processed_tobacco_amount"`
	AdditionalTaxAmount         *Money  `json:"additional_tax_amount"`
	AdditionalTaxRate           *string `json:"additional_tax_rate"`
	AdditionalTaxCode           *int    `json:"additional_tax_code"`
}

// SalesDetailsChile has the tax authority's details of a sale; what does not apply is null.
type SalesDetailsChile struct {
	ConstructionSectorTaxCredit       *Money  `json:"construction_sector_tax_credit"`
	TaxFreeTradeZoneAmount            *Money  `json:"tax_free_trade_zone_amount"`
	ContainerDepositGuarantee         *Money  `json:"container_deposit_guarantee"`
	IsFreeOfCharge                    *bool   `json:"is_free_of_charge"`
	PeriodicBillingType               *bool   `json:"periodic_billing_type"`
	NonBillableAmount                 *Money  `json:"non_billable_amount"`
	TotalAmountForPeriod              *Money  `json:"total_amount_for_period"`
	DomesticTransportationAmount      *Money  `json:"domestic_transportation_amount"`
	InternationalTransportationAmount *Money  `json:"international_transportation_amount"`
	BranchCode                        *int    `json:"branch_code"`
	TaxExemptAmount                   *Money  `json:"tax_exempt_amount"`
	CreditOrDebitNoteOnPurchase       *bool   `json:"credit_or_debit_note_on_purchase"`
	AdditionalTaxCode                 *int    `json:"additional_tax_code"`
	AdditionalTaxRate                 *string `json:"additional_tax_rate"`
	AdditionalTaxAmount               *Money  `json:"additional_tax_amount"`
	VATTotalWithheld                  *Money  `json:"vat_total_withheld"`
	VATPartiallyWithheld              *Money  `json:"vat_partially_withheld"`
	VATNonWithheld                    *Money  `json:"vat_non_withheld"`
	VATSales                          *Money  `json:"vat_sales"`
	VATThirdParty                     *Money  `json:"vat_third_party"`
	VATPastDue                        *Money  `json:"vat_past_due"`
	InvoiceSettlementSenderID         *string `json:"invoice_settlement_sender_id"`
	InvoiceSettlementNetCommission    *Money  `json:"invoice_settlement_net_commission"`
	InvoiceSettlementExemptCommission *Money  `json:"invoice_settlement_exempt_commission"`
	InvoiceSettlementVATCommission    *Money  `json:"invoice_settlement_vat_commission"`
	ReferenceDocumentType             *string `json:"reference_document_type"`
	ReferenceDocumentFolio            *string `json:"reference_document_folio"`
	ForeignRecipientID                *string `json:"foreign_recipient_id"`
	ForeignRecipientNationality       *string `json:"foreign_recipient_nationality"`
}

// SummaryDetailsChile sums up the slips (boletas) of a month.
type SummaryDetailsChile struct {
	Month           string    `json:"month"` // YYYY-MM
	UpdatedAt       Timestamp `json:"updated_at"`
	TotalDocuments  int       `json:"total_documents"`
	TaxExemptAmount Money     `json:"tax_exempt_amount"`
}
