package belvo

import "github.com/google/uuid"

// IndividualOwner is a person on Brazil's Open Finance: schema OwnerIndividualOpenFinanceBrazil of
// OpenAPI 1.223.0.
type IndividualOwner struct {
	ID                          *uuid.UUID              `json:"id"`
	Link                        uuid.UUID               `json:"link"`
	InternalIdentification      string                  `json:"internal_identification"`
	CollectedAt                 Timestamp               `json:"collected_at"`
	CreatedAt                   Timestamp               `json:"created_at"`
	DisplayName                 string                  `json:"display_name"`
	SocialName                  *string                 `json:"social_name"`
	BirthDate                   Date                    `json:"birth_date"`
	MaritalStatus               *string                 `json:"marital_status"`
	MaritalStatusAdditionalInfo *string                 `json:"marital_status_additional_info"`
	Gender                      *string                 `json:"gender" enum:"FEMALE|MALE|OTHER"`
	CompaniesID                 []string                `json:"companies_id"`
	IsLocalResident             bool                    `json:"is_local_resident"`
	DocumentID                  DocumentID              `json:"document_id"`
	AdditionalDocuments         []AdditionalDocument    `json:"additional_documents"`
	Nationalities               *[]Nationality          `json:"nationalities"` // null for residents
	Email                       string                  `json:"email" format:"email"`
	Emails                      []OwnerEmail            `json:"emails"`
	Address                     string                  `json:"address"`
	Addresses                   []OwnerAddress          `json:"addresses"`
	PhoneNumber                 string                  `json:"phone_number"`
	PhoneNumbers                []OwnerPhone            `json:"phone_numbers"`
	Filiations                  []Filiation             `json:"filiations"`
	FinancialProfile            *PersonFinancialProfile `json:"financial_profile"`
	FinancialRelation           *FinancialRelation      `json:"financial_relation"`
}

// BusinessOwner is a firm on Brazil's Open Finance: schema OwnerBusinessOpenFinanceBrazil of
// OpenAPI 1.223.0.
type BusinessOwner struct {
	ID                     *uuid.UUID                 `json:"id"`
	Link                   uuid.UUID                  `json:"link"`
	InternalIdentification string                     `json:"internal_identification"`
	CollectedAt            Timestamp                  `json:"collected_at"`
	CreatedAt              Timestamp                  `json:"created_at"`
	CompanyName            string                     `json:"company_name"`
	TradeName              *string                    `json:"trade_name"`
	IncorporationDate      Date                       `json:"incorporation_date"`
	CompaniesID            []string                   `json:"companies_id"`
	DocumentID             DocumentID                 `json:"document_id"`
	AdditionalDocuments    []AdditionalDocument       `json:"additional_documents"`
	Email                  string                     `json:"email" format:"email"`
	Emails                 []OwnerEmail               `json:"emails"`
	Address                string                     `json:"address"`
	Addresses              []OwnerAddress             `json:"addresses"`
	PhoneNumber            string                     `json:"phone_number"`
	PhoneNumbers           []OwnerPhone               `json:"phone_numbers"`
	Parties                []Party                    `json:"parties"`
	FinancialProfile       *BusinessFinancialProfile  `json:"financial_profile"`
	FinancialRelation      *BusinessFinancialRelation `json:"financial_relation"`
}

// AdditionalDocument is another document that the owner showed.
type AdditionalDocument struct {
	Type               *string `json:"type"`
	TypeAdditionalInfo *string `json:"type_additional_info"`
	Number             string  `json:"number"`
	CheckDigit         string  `json:"check_digit"`
	IssueDate          *Date   `json:"issue_date"`
	ExpirationDate     *Date   `json:"expiration_date"`
	CountryOfIssuance  *string `json:"country_of_issuance"`
	AdditionalInfo     *string `json:"additional_info"`
}

// Nationality is one nationality of a non-resident person, with its documents.
type Nationality struct {
	Info      *string              `json:"info"`
	Documents []AdditionalDocument `json:"documents"`
}

// OwnerEmail is one e-mail address.
type OwnerEmail struct {
	IsMain bool   `json:"is_main"`
	Email  string `json:"email"`
}

// OwnerAddress is one address, taken apart.
type OwnerAddress struct {
	IsMain         bool    `json:"is_main"`
	Address        string  `json:"address"`
	AdditionalInfo *string `json:"additional_info"`
	DistrictName   *string `json:"district_name"`
	Town           string  `json:"town"`
	TownCode       *string `json:"town_code"`
	State          *string `json:"state"`
	Postcode       string  `json:"postcode"`
	CountryName    string  `json:"country_name"`
	CountryCode    *string `json:"country_code"`
	Latitude       *string `json:"latitude"`
	Longitude      *string `json:"longitude"`
}

// OwnerPhone is one telephone number, taken apart.
type OwnerPhone struct {
	IsMain         bool    `json:"is_main"`
	Type           *string `json:"type"`
	AdditionalInfo *string `json:"additional_info"`
	Number         string  `json:"number"`
	CountryCode    *string `json:"country_code"`
	AreaCode       *string `json:"area_code"`
	Extension      *string `json:"extension"`
}

// Filiation is a parent.
type Filiation struct {
	Type       *string `json:"type" enum:"MOTHER|FATHER"`
	CivilName  string  `json:"civil_name"`
	SocialName *string `json:"social_name"`
}

// Party is a person or firm that may act for a firm. PercentageType is its share: 0.51 are 51 percent.
type Party struct {
	PersonType             *string `json:"person_type" enum:"INDIVIDUAL|COMPANY"`
	Type                   *string `json:"type" enum:"MEMBER|ADMINISTRATOR"`
	DisplayName            *string `json:"display_name"`
	SocialName             *string `json:"social_name"`
	CompanyName            *string `json:"company_name"`
	TradeName              *string `json:"trade_name"`
	StartDate              *Date   `json:"start_date"`
	PercentageType         *Number `json:"percentage_type"`
	DocumentType           *string `json:"document_type"`
	DocumentNumber         string  `json:"document_number"`
	DocumentIssueDate      *Date   `json:"document_issue_date"`
	DocumentExpirationDate *Date   `json:"document_expiration_date"`
	DocumentCountry        *string `json:"document_country"`
	DocumentAdditionalInfo *string `json:"document_additional_info"`
}

// PersonFinancialProfile is what a person told the bank about work, income and property.
type PersonFinancialProfile struct {
	CompanyID             *string          `json:"company_id"`
	OccupationCode        *string          `json:"occupation_code"`
	OccupationDescription *string          `json:"occupation_description"`
	InformedIncome        InformedIncome   `json:"informed_income"`
	Patrimony             *PersonPatrimony `json:"patrimony"`
}

// InformedIncome is an income; Date is when it last came in.
type InformedIncome struct {
	Frequency string `json:"frequency"`
	Amount    Money  `json:"amount"`
	Currency  string `json:"currency"`
	Date      Date   `json:"date"`
}

// PersonPatrimony is what a person owned in a year.
type PersonPatrimony struct {
	Amount   Money  `json:"amount"`
	Currency string `json:"currency"`
	Year     int    `json:"year"`
}

// BusinessFinancialProfile is what a firm told the bank about itself.
type BusinessFinancialProfile struct {
	EconomicActivities []FirmActivity     `json:"economic_activities"`
	InformedRevenue    *InformedRevenue   `json:"informed_revenue"`
	Patrimony          *BusinessPatrimony `json:"patrimony"`
}

// FirmActivity is a class of Brazil's CNAE.
type FirmActivity struct {
	IsMain bool   `json:"is_main"`
	Code   string `json:"code"`
}

// InformedRevenue is a firm's revenue.
type InformedRevenue struct {
	Frequency               *string `json:"frequency"`
	FrequencyAdditionalInfo *string `json:"frequency_additional_info"`
	Amount                  Money   `json:"amount"`
	Currency                string  `json:"currency"`
	Year                    int     `json:"year"`
}

// BusinessPatrimony is what a firm owned on a day.
type BusinessPatrimony struct {
	Amount   Money  `json:"amount"`
	Currency string `json:"currency"`
	Date     Date   `json:"date"`
}

// BusinessFinancialRelation is since when a firm is a customer of the bank, and of what.
type BusinessFinancialRelation struct {
	StartDate       string             `json:"start_date" format:"date-time"` // without fractions of a second
	ProductServices []string           `json:"product_services"`
	Procurators     []Procurator       `json:"procurators"`
	Products        []FinancialProduct `json:"products"`
}

// FinancialRelation is since when a person is a customer of the bank, and of what.
type FinancialRelation struct {
	StartDate                     string              `json:"start_date" format:"date-time"` // without fractions of a second
	ProductServices               []string            `json:"product_services"`
	ProductServicesAdditionalInfo *string             `json:"product_services_additional_info"`
	Procurators                   []Procurator        `json:"procurators"`
	Products                      []FinancialProduct  `json:"products"`
	SalaryPortabilityRequests     []SalaryPortability `json:"salary_portability_requests"`
	PayrollAccounts               []PayrollAccount    `json:"payroll_accounts"`
}

// Procurator is a person that may act for the owner.
type Procurator struct {
	Type           *string `json:"type" enum:"LEGAL_REPRESENTATIVE|ATTORNEY"`
	CivilName      string  `json:"civil_name"`
	SocialName     *string `json:"social_name"`
	DocumentNumber string  `json:"document_number"`
}

// FinancialProduct is an account that the owner has at the bank.
type FinancialProduct struct {
	Type         *string `json:"type" enum:"SAVINGS_ACCOUNT|CHECKING_ACCOUNT"`
	Subtype      string  `json:"subtype"`
	Agency       *string `json:"agency"`
	ClearingCode string  `json:"clearing_code"`
	Number       string  `json:"number"`
	CheckDigit   string  `json:"check_digit"`
}

// SalaryPortability is a salary that the owner has sent on from another bank.
type SalaryPortability struct {
	EmployerName            string `json:"employer_name"`
	EmployerIDNumber        string `json:"employer_id_number"`
	EmployerBankIDNumber    string `json:"employer_bank_id_number"`
	EmployerBankCode        string `json:"employer_bank_code"`
	PortabilityApprovalDate Date   `json:"portability_approval_date"`
}

// PayrollAccount is an account that an employer pays the salary to.
type PayrollAccount struct {
	EmployerName         string `json:"employer_name"`
	EmployerIDNumber     string `json:"employer_id_number"`
	EmployerBankIDNumber string `json:"employer_bank_id_number"`
	EmployerBankCode     string `json:"employer_bank_code"`
	AccountOpeningDate   Date   `json:"account_opening_date"`
}
