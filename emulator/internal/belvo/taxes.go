package belvo

import "github.com/google/uuid"

// TaxRetention is a certificate of the taxes retained on one invoice, its keys in the order of
// schema TaxRetentions of OpenAPI 1.223.0.
type TaxRetention struct {
	Base
	InvoiceIdentification uuid.UUID       `json:"invoice_identification"`
	Version               string          `json:"version"`
	Code                  int             `json:"code"`
	IssuedAt              Timestamp       `json:"issued_at"`
	CertifiedAt           Timestamp       `json:"certified_at"`
	CancelledAt           *Timestamp      `json:"cancelled_at"`
	SenderID              string          `json:"sender_id"`
	SenderName            string          `json:"sender_name"`
	ReceiverNationality   string          `json:"receiver_nationality" enum:"NATIONAL|FOREIGN"`
	ReceiverID            string          `json:"receiver_id"`
	ReceiverName          string          `json:"receiver_name"`
	TotalInvoiceAmount    Money           `json:"total_invoice_amount"`
	TotalExemptAmount     Money           `json:"total_exempt_amount"`
	TotalRetainedAmount   Money           `json:"total_retained_amount"`
	TotalTaxableAmount    Money           `json:"total_taxable_amount"`
	RetentionBreakdown    []RetentionPart `json:"retention_breakdown"`
	XML                   *string         `json:"xml"` // base64, null unless asked for
}

// RetentionPart is one retained tax. TaxType is 001 for ISR and 002 for IVA.
type RetentionPart struct {
	BaseAmount     Money  `json:"base_amount"`
	TaxType        string `json:"tax_type"`
	RetainedAmount Money  `json:"retained_amount"`
	PaymentStatus  string `json:"payment_status" enum:"PAID|PROVISIONED"`
}

// TaxStatusSat is a taxpayer's entry in Mexico's register, its keys in the order of schema TaxStatusSat
// of OpenAPI 1.223.0, with the regimens of 1.35.0, which are the same as regimes.
type TaxStatusSat struct {
	Base
	PlaceAndDateOfIssuance string             `json:"place_and_date_of_issuance"`
	OfficialName           string             `json:"official_name"`
	IDCIF                  string             `json:"id_cif"`
	TaxPayerInformation    TaxPayer           `json:"tax_payer_information"`
	Address                TaxAddress         `json:"address"`
	EconomicActivity       []EconomicActivity `json:"economic_activity"`
	Regimes                []TaxRegime        `json:"regimes"`
	Regimens               []TaxRegime        `json:"regimens"`
	Obligations            []TaxObligation    `json:"obligations"`
	DigitalStamp           string             `json:"digital_stamp"`
	DigitalStampChain      string             `json:"digital_stamp_chain"`
	PDF                    *string            `json:"pdf"` // base64, null unless asked for
}

// TaxPayer is the subject of a tax status. Of a firm the names of people are null, of a person those
// of firms.
type TaxPayer struct {
	RFC                  string  `json:"rfc"`
	CURP                 *string `json:"curp"`
	Name                 *string `json:"name"`
	FirstLastName        *string `json:"first_last_name"`
	SecondLastName       *string `json:"second_last_name"`
	StartOperationsDate  Date    `json:"start_operations_date"`
	StatusPadron         string  `json:"status_padron" enum:"ACTIVO|INACTIVO"`
	LastStatusChangeDate Date    `json:"last_status_change_date"`
	CommercialName       *string `json:"commercial_name"`
	SocialName           *string `json:"social_name"`
	Email                string  `json:"email"`
	Phone                string  `json:"phone"`
}

// TaxAddress is a taxpayer's fiscal address.
type TaxAddress struct {
	PostalCode     string          `json:"postal_code"`
	StreetType     string          `json:"street_type"`
	Street         string          `json:"street"`
	ExteriorNumber string          `json:"exterior_number"`
	InteriorNumber *string         `json:"interior_number"`
	Suburb         string          `json:"suburb"`
	Locality       *string         `json:"locality"`
	Municipality   string          `json:"municipality"`
	State          string          `json:"state"`
	BetweenStreet  []BetweenStreet `json:"between_street"`
}

// BetweenStreet is the two streets that an address lies between.
type BetweenStreet struct {
	StreetOne string `json:"street_one"`
	StreetTwo string `json:"street_two"`
}

// EconomicActivity is what a taxpayer does, and its share of the income in percent.
type EconomicActivity struct {
	EconomicActivity string `json:"economic_activity"`
	InitialDate      Date   `json:"initial_date"`
	EndDate          *Date  `json:"end_date"`
	Order            string `json:"order"`
	Percentage       string `json:"percentage"`
}

// TaxRegime is a regime that a taxpayer is taxed under.
type TaxRegime struct {
	EndDate     *Date  `json:"end_date"`
	InitialDate Date   `json:"initial_date"`
	Regimen     string `json:"regimen"`
}

// TaxObligation is what a taxpayer has to declare, and until when.
type TaxObligation struct {
	Obligation  string `json:"obligation"`
	Expiration  string `json:"expiration"`
	InitialDate Date   `json:"initial_date"`
	EndDate     *Date  `json:"end_date"`
}

// TaxCompliance is the tax authority's opinion on whether a taxpayer complies: schema
// TaxComplianceStatus of OpenAPI 1.223.0, with the link, which lists are filtered by.
type TaxCompliance struct {
	Base
	InternalIdentification string  `json:"internal_identification"`
	PDF                    *string `json:"pdf"` // base64, null unless asked for
	RFC                    string  `json:"rfc"`
	Outcome                string  `json:"outcome" enum:"POSITIVE|NEGATIVE|NO_OBLIGATIONS"`
}
