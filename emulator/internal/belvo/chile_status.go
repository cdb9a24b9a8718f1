package belvo

// TaxStatusSII is what the tax authority knows of a taxpayer: schema tax_status_sii of OpenAPI 1.223.0.
type TaxStatusSII struct {
	Base
	EntityDetails            TaxpayerChile              `json:"entity_details"`
	Addresses                []AddressChile             `json:"addresses"`
	Emails                   []EmailChile               `json:"emails"`
	PhoneNumbers             []PhoneChile               `json:"phone_numbers"`
	EconomicActivities       []ActivityChile            `json:"economic_activities"`
	LegalRepresentative      []RepresentativeChile      `json:"legal_representative"`
	EquityHolders            []EquityHolderChile        `json:"equity_holders"`
	CompanyPartnershipStakes []StakeChile               `json:"company_partnership_stakes"`
	Regimes                  []RegimeChile              `json:"regimes" nullable:"true"`
	AuthorizedTaxDocuments   []AuthorizedDocumentsChile `json:"authorized_tax_documents" nullable:"true"`
	PropertyTaxLiabilities   []PropertyChile            `json:"property_tax_liabilities" nullable:"true"`
	FiscalOffice             FiscalOfficeChile          `json:"fiscal_office"`
}

// TaxpayerChile identifies the taxpayer.
type TaxpayerChile struct {
	IncorporationDate Date   `json:"incorporation_date"`
	StartDate         Date   `json:"start_date"`
	EndDate           *Date  `json:"end_date"`
	DocumentIDType    string `json:"document_id_type"`
	DocumentIDNumber  string `json:"document_id_number"`
	Name              string `json:"name"`
}

// AddressChile is one of the taxpayer's addresses.
type AddressChile struct {
	Type    string `json:"type" enum:"PRIMARY|SECONDARY|MAILING_ADDRESS|NOTIFICATION_ADDRESS"`
	Date    Date   `json:"date"`
	Address string `json:"address"`
}

// EmailChile is one of the e-mail addresses.
type EmailChile struct {
	Type  string `json:"type" enum:"CONTACT|NOTIFICATION|OTHER"`
	Email string `json:"email"`
}

// PhoneChile is one of the telephone numbers.
type PhoneChile struct {
	Type   *string `json:"type" enum:"LANDLINE|MOBILE|OTHER"`
	Number string  `json:"number"`
}

// ActivityChile is an economic activity with its code, and whether it owes VAT.
type ActivityChile struct {
	Type        string `json:"type"`
	Activity    string `json:"activity"`
	Code        string `json:"code"`
	TaxCategory int    `json:"tax_category"`
	VATAffected bool   `json:"vat_affected"`
	StartDate   Date   `json:"start_date"`
}

// RepresentativeChile is a person that signs for a company.
type RepresentativeChile struct {
	IsCurrent        bool   `json:"is_current"`
	Name             string `json:"name"`
	DocumentIDType   string `json:"document_id_type" enum:"RUT"`
	DocumentIDNumber string `json:"document_id_number"`
	StartDate        Date   `json:"start_date"`
	EndDate          *Date  `json:"end_date"`
}

// EquityHolderChile is one of a company's owners. Shares are percentages.
type EquityHolderChile struct {
	IsCurrent                      bool    `json:"is_current"`
	Name                           string  `json:"name"`
	DocumentIDType                 string  `json:"document_id_type" enum:"RUT"`
	DocumentIDNumber               string  `json:"document_id_number"`
	Inactive                       bool    `json:"inactive"`
	StartDate                      Date    `json:"start_date"`
	EndDate                        *Date   `json:"end_date"`
	CapitalContributed             Money   `json:"capital_contributed"`
	CapitalContributionOutstanding Money   `json:"capital_contribution_outstanding"`
	OwnershipShare                 Percent `json:"ownership_share"`
	ProfitShare                    Percent `json:"profit_share"`
}

// StakeChile is a part of another company. Shares are percentages.
type StakeChile struct {
	Name                           string  `json:"name"`
	DocumentIDType                 string  `json:"document_id_type" enum:"RUT"`
	DocumentIDNumber               string  `json:"document_id_number"`
	Inactive                       bool    `json:"inactive"`
	StartDate                      Date    `json:"start_date"`
	EndDate                        *Date   `json:"end_date"`
	CapitalContributed             Money   `json:"capital_contributed"`
	CapitalContributionOutstanding Money   `json:"capital_contribution_outstanding"`
	OwnershipShare                 Percent `json:"ownership_share"`
	ProfitShare                    Percent `json:"profit_share"`
}

// RegimeChile is a tax regime and since when it applies.
type RegimeChile struct {
	Type      string `json:"type"`
	StartDate Date   `json:"start_date"`
}

// AuthorizedDocumentsChile is a kind of document that may be issued, and how many.
type AuthorizedDocumentsChile struct {
	Type              string `json:"type"`
	DocumentLimit     int    `json:"document_limit"`
	AuthorizationDate Date   `json:"authorization_date"`
}

// PropertyChile is real estate and the tax on it.
type PropertyChile struct {
	PropertyID           string             `json:"property_id"`
	District             string             `json:"district"`
	Address              string             `json:"address"`
	Type                 string             `json:"type"`
	OverdueTaxPayments   []PropertyTaxChile `json:"overdue_tax_payments"`
	ScheduledTaxPayments []PropertyTaxChile `json:"scheduled_tax_payments"`
}

// PropertyTaxChile is one instalment of that tax.
type PropertyTaxChile struct {
	Year        int   `json:"year"`
	Installment int   `json:"installment"`
	DueDate     Date  `json:"due_date"`
	AmountDue   Money `json:"amount_due"`
}

// FiscalOfficeChile is the office that the taxpayer belongs to.
type FiscalOfficeChile struct {
	Name    string `json:"name"`
	Address string `json:"address"`
}

// DebtReportChile is what a person owes: schema debt_chile of OpenAPI 1.223.0. The four amounts by age make the
// total, and those of the debts make them; null is nothing.
type DebtReportChile struct {
	Base
	PersonalData       DebtorChile       `json:"personal_data"`
	DebtDataLastUpdate Date              `json:"debt_data_last_update"`
	Currency           string            `json:"currency"`
	Total              *Money            `json:"total"`
	Current            *Money            `json:"current"`
	Delinquent         *Money            `json:"delinquent"`
	SeverelyDelinquent *Money            `json:"severely_delinquent"`
	Defaulted          *Money            `json:"defaulted"`
	DirectDebts        []DebtChile       `json:"direct_debts" nullable:"true"`
	IndirectDebts      []DebtChile       `json:"indirect_debts" nullable:"true"`
	CreditLines        []CreditLineChile `json:"credit_lines" nullable:"true"`
	OtherCredits       []CreditLineChile `json:"other_credits" nullable:"true"`
}

// DebtorChile identifies the debtor.
type DebtorChile struct {
	FullName         string `json:"full_name"`
	DocumentIDType   string `json:"document_id_type" enum:"RUT"`
	DocumentIDNumber string `json:"document_id_number"`
}

// DebtChile is a debt at one financial institution, by how late it is.
type DebtChile struct {
	FinancialInstitution string `json:"financial_institution"`
	CreditType           string `json:"credit_type"`
	Amount               Money  `json:"amount"`
	Current              *Money `json:"current"`
	Delinquent           *Money `json:"delinquent"`
	SeverelyDelinquent   *Money `json:"severely_delinquent"`
	Defaulted            *Money `json:"defaulted"`
}

// CreditLineChile is credit that may still be used at one financial institution.
type CreditLineChile struct {
	FinancialInstitution string `json:"financial_institution"`
	DirectAmount         *Money `json:"direct_amount"`
	IndirectAmount       *Money `json:"indirect_amount"`
}
