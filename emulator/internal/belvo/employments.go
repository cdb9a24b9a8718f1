package belvo

// EmploymentBrazil is one job as the INSS knows it: schema EmploymentBrazil of OpenAPI 1.223.0.
type EmploymentBrazil struct {
	Base
	StartDate    Date               `json:"start_date"`
	EndDate      *Date              `json:"end_date"` // null while it goes on
	EmployerData EmployerBrazil     `json:"employer_data"`
	Occupations  []OccupationBrazil `json:"occupations"`
	Salaries     []SalaryBrazil     `json:"salaries"`
}

// EmployerBrazil is an employer: the code is the root of its CNPJ, the activity a CNAE.
type EmployerBrazil struct {
	Name             string `json:"name"`
	Code             string `json:"code"`
	EconomicActivity string `json:"economic_activity"`
}

// OccupationBrazil is what the person did there, by the CBO.
type OccupationBrazil struct {
	StartDate   Date   `json:"start_date"`
	EndDate     *Date  `json:"end_date"`
	Description string `json:"description"`
	Name        string `json:"name"`
	Locale      string `json:"locale"` // Urbana, Rural
}

// SalaryBrazil is what was paid for a month, and what the INSS kept of it.
type SalaryBrazil struct {
	BaseAmount     Money   `json:"base_amount"`
	RetainedAmount Money   `json:"retained_amount"`
	Type           *string `json:"type" enum:"REGULAR|THIRTEENTH|VOLUNTARY|RETIREMENT"`
	Month          string  `json:"month"` // YYYY-MM
	Currency       string  `json:"currency"`
}

// EmploymentColombia is one job as Colombia's social security knows it.
// Source: model InlineResponse20018 of the PHP client generated from OpenAPI 1.176.0, gio-dev/belvo-api
// on GitHub.
type EmploymentColombia struct {
	Base
	EmployerData            EmployerColombia `json:"employer_data"`
	SalaryAndBenefitDetails []SalaryColombia `json:"salary_and_benefit_details"`
}

// EmployerColombia is an employer and how it is classified.
type EmployerColombia struct {
	Name                            string `json:"name"`
	IDType                          string `json:"id_type" enum:"NIT|CE|CC|PASSPORT"`
	IDNumber                        int64  `json:"id_number"`
	EconomicActivityCode            int    `json:"economic_activity_code"`
	EconomicActivityCodeDescription string `json:"economic_activity_code_description"`
	ContributorClassCode            string `json:"contributor_class_code"`
	ContributorClassCodeDescription string `json:"contributor_class_code_description"`
	ContributorTypeCode             int    `json:"contributor_type_code"`
	ContributorTypeDescription      string `json:"contributor_type_description"`
	Tenure                          int    `json:"tenure"` // months
}

// SalaryColombia is what was paid for a month. StatusChanges say why it differs from others:
// FIRST_MONTH, FINAL_MONTH, ON_LEAVE, RETIREMENT_MONTH, ON_VACATION, PERMANENT_SALARY_CHANGE or
// TEMPORARY_SALARY_CHANGE.
type SalaryColombia struct {
	Month                        string   `json:"month"` // YYYY-MM
	GrossAmount                  Money    `json:"gross_amount"`
	NetAmount                    Money    `json:"net_amount"`
	EmploymentType               string   `json:"employment_type"`
	EmploymentTypeAdditionalInfo string   `json:"employment_type_additional_info"`
	ParafiscalContribution       bool     `json:"parafiscal_contribution"`
	SalaryComprehensive          bool     `json:"salary_comprehensive"`
	SalaryType                   string   `json:"salary_type" enum:"FIXED|VARIABLE"`
	PensionFundName              string   `json:"pension_fund_name"`
	HealthcareProviderName       string   `json:"healthcare_provider_name"`
	StatusChanges                []string `json:"status_changes"`
}
