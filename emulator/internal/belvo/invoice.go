package belvo

// Invoice is one of Mexico's digital tax receipts (CFDI), its keys in the order of schema
// InvoiceWithIdSat of OpenAPI 1.223.0, with the tax_type of the items that only 1.35.0 has.
// Type is OUTFLOW for what the link's owner issued and INFLOW for what it received. Codes are
// those of the tax authority's catalogues.
//
// Deviation: total_amount is subtotal_amount + tax_amount - discount_amount, as described, so taxes
// that the receiver retains are not taken off it; tax_details has them.
type Invoice struct {
	Base
	InvoiceIdentification    string           `json:"invoice_identification"` // the fiscal folio, a UUID in upper case
	InvoiceDate              Date             `json:"invoice_date"`
	Status                   string           `json:"status"` // Vigente, or Cancelado from its cancelation on
	InvoiceType              string           `json:"invoice_type" enum:"Egreso|Ingreso|Nómina|Pago|Traslado"`
	Type                     string           `json:"type" enum:"OUTFLOW|INFLOW"`
	TaxDetails               TaxDetails       `json:"tax_details"`
	SenderID                 string           `json:"sender_id"`
	SenderFiscalRegime       string           `json:"sender_fiscal_regime"`
	SenderName               string           `json:"sender_name"`
	SenderTaxFraudStatus     string           `json:"sender_tax_fraud_status"`
	ReceiverID               string           `json:"receiver_id"`
	ReceiverPostalCode       string           `json:"receiver_postal_code"`
	ReceiverFiscalRegime     string           `json:"receiver_fiscal_regime"`
	ReceiverName             string           `json:"receiver_name"`
	ReceiverTaxFraudStatus   string           `json:"receiver_tax_fraud_status"`
	CancelationStatus        *string          `json:"cancelation_status"`
	CancelationUpdateDate    *Date            `json:"cancelation_update_date"`
	CertificationDate        Date             `json:"certification_date"`
	CertificationAuthority   string           `json:"certification_authority"`
	PaymentType              *string          `json:"payment_type"`
	PaymentTypeDescription   *string          `json:"payment_type_description"` // deprecated, null
	PaymentMethod            *string          `json:"payment_method" enum:"PUE|PPD"`
	PaymentMethodDescription *string          `json:"payment_method_description"` // deprecated, null
	Usage                    string           `json:"usage"`
	Version                  string           `json:"version"`
	PlaceOfIssue             string           `json:"place_of_issue"` // a postal code
	InvoiceDetails           []InvoiceDetail  `json:"invoice_details"`
	Currency                 string           `json:"currency"`
	SubtotalAmount           Money            `json:"subtotal_amount"`
	ExchangeRate             *Percent         `json:"exchange_rate"` // pesos for a unit of the currency
	TaxAmount                Money            `json:"tax_amount"`
	DiscountAmount           Money            `json:"discount_amount"`
	TotalAmount              Money            `json:"total_amount"`
	RelatedInvoices          []RelatedInvoice `json:"related_invoices"`
	Payments                 []InvoicePayment `json:"payments"`
	Payroll                  *Payroll         `json:"payroll"`
	Folio                    string           `json:"folio"`
	Series                   string           `json:"series"`
	ExportType               string           `json:"export_type"`
	XML                      *string          `json:"xml"` // base64, null unless asked for
	Warnings                 *InvoiceWarning  `json:"warnings"`
	SenderBlacklistStatus    *string          `json:"sender_blacklist_status"`   // deprecated, null
	ReceiverBlacklistStatus  *string          `json:"receiver_blacklist_status"` // deprecated, null
}

// TaxDetails sums up an invoice's taxes by kind and rate: schema TaxDetailsInvoicesSat.
type TaxDetails struct {
	TotalTaxRetained    Money      `json:"total_tax_retained"`
	TotalTaxTransferred Money      `json:"total_tax_transferred"`
	RetainedTaxes       []TaxTotal `json:"retained_taxes"`
	TransferredTaxes    []TaxTotal `json:"transferred_taxes"`
}

// TaxTotal is one tax at one rate on a whole invoice. TaxType is the tax authority's word for how
// it is computed: Tasa or Exento.
type TaxTotal struct {
	TaxType       string  `json:"tax_type"`
	Tax           string  `json:"tax"` // ISR, IVA
	TaxPercentage Percent `json:"tax_percentage"`
	PreTaxAmount  Money   `json:"pre_tax_amount"`
	TaxAmount     Money   `json:"tax_amount"`
}

// InvoiceDetail is an item of an invoice: schema InvoiceDetailSat. PreTaxAmount is quantity times
// unit amount, TaxAmount that times the percentage, and TotalAmount the sum of both.
type InvoiceDetail struct {
	CollectedAt           Timestamp        `json:"collected_at"`
	Description           string           `json:"description"`
	ProductIdentification string           `json:"product_identification"`
	Quantity              Percent          `json:"quantity"`
	UnitCode              string           `json:"unit_code"`
	UnitDescription       *string          `json:"unit_description"`
	UnitAmount            Money            `json:"unit_amount"`
	Discount              Money            `json:"discount"`
	TaxType               *string          `json:"tax_type"`
	TaxSubjectCode        string           `json:"tax_subject_code"`
	IdentifierNumber      *string          `json:"identifier_number"`
	PreTaxAmount          Money            `json:"pre_tax_amount"`
	TaxPercentage         Percent          `json:"tax_percentage"`
	TaxAmount             Money            `json:"tax_amount"`
	TotalAmount           Money            `json:"total_amount"`
	RetainedTaxes         []RetainedTax    `json:"retained_taxes"`
	TransferredTaxes      []TransferredTax `json:"transferred_taxes"`
}

// RetainedTax is a tax that the receiver of an item keeps back and pays in the sender's name:
// schema InvoiceDetailRetainedTaxSat.
type RetainedTax struct {
	CollectedAt       Timestamp `json:"collected_at"`
	TaxType           string    `json:"tax_type"`
	Tax               string    `json:"tax"`
	TaxPercentage     Percent   `json:"tax_percentage"`
	RetainedTaxAmount Money     `json:"retained_tax_amount"`
}

// TransferredTax is a tax that the sender of an item charges: an item of transferred_taxes.
type TransferredTax struct {
	CollectedAt          Timestamp `json:"collected_at"`
	TaxType              string    `json:"tax_type"`
	Tax                  string    `json:"tax"`
	TaxPercentage        Percent   `json:"tax_percentage"`
	TransferredTaxAmount Money     `json:"transferred_tax_amount"`
}

// RelatedInvoice is another invoice that one refers to; 01 is a credit note on it.
type RelatedInvoice struct {
	RelationshipType             string `json:"relationship_type"`
	RelatedInvoiceIdentification string `json:"related_invoice_identification"`
}

// InvoicePayment is a payment that an invoice of type Pago reports: schema InvoicesPaymentsSat.
type InvoicePayment struct {
	Date                     Timestamp     `json:"date"`
	PaymentType              string        `json:"payment_type"`
	Currency                 string        `json:"currency"`
	ExchangeRate             string        `json:"exchange_rate"`
	Amount                   Money         `json:"amount"`
	OperationNumber          string        `json:"operation_number"`
	BeneficiaryRFC           string        `json:"beneficiary_rfc"` // of the bank
	BeneficiaryAccountNumber string        `json:"beneficiary_account_number"`
	PayerRFC                 string        `json:"payer_rfc"` // of the bank
	PayerAccountNumber       string        `json:"payer_account_number"`
	PayerBankName            string        `json:"payer_bank_name"`
	RelatedDocuments         []PaidInvoice `json:"related_documents"`
}

// PaidInvoice is an invoice that a payment is for: schema InvoicesPaymentsRelatedDocumentsSat.
type PaidInvoice struct {
	InvoiceIdentification string `json:"invoice_identification"`
	Currency              string `json:"currency"`
	PaymentMethod         string `json:"payment_method"`
	PartialityNumber      int    `json:"partiality_number"`
	PreviousBalance       Money  `json:"previous_balance"`
	AmountPaid            Money  `json:"amount_paid"`
	OutstandingBalance    Money  `json:"outstanding_balance"`
}

// Payroll is the wages that an invoice of type Nómina reports: schema InvoicesPayrollSat. Amount is
// what was earned, before deductions.
type Payroll struct {
	Days              int             `json:"days"`
	Type              string          `json:"type"` // O: ordinary, E: extraordinary
	Amount            Money           `json:"amount"`
	Version           string          `json:"version"`
	DateFrom          Date            `json:"date_from"`
	DateTo            Date            `json:"date_to"`
	CollectedAt       Timestamp       `json:"collected_at"`
	PaymentDate       Date            `json:"payment_date"`
	Periodicity       string          `json:"periodicity" enum:"FIFTEENTH_DAY|OTHER_PERIODICITY"`
	EarningsBreakdown []Earning       `json:"earnings_breakdown"`
	TaxDeductions     []PayrollAmount `json:"tax_deductions"`
	OtherPayments     []PayrollAmount `json:"other_payments"`
}

// Earning is a part of what was earned. Deviation: of the types only those of the examples are
// known; the others follow the tax authority's catalogue in English.
type Earning struct {
	Type          string `json:"type"`
	TaxableAmount Money  `json:"taxable_amount"`
	VATFreeAmount Money  `json:"vat_free_amount"` // what no income tax is due on
}

// PayrollAmount is a deduction from wages, or a payment in addition to them.
type PayrollAmount struct {
	Type   string `json:"type"`
	Amount Money  `json:"amount"`
}

// InvoiceWarning tells that an invoice may lack data: schema InvoiceWarningsSat.
type InvoiceWarning struct {
	Code    *string `json:"code"`
	Message *string `json:"message"`
}
