package belvo

// EmploymentRecord is what Mexico's social security knows of a person: schema EmploymentRecord of
// OpenAPI 1.223.0.
type EmploymentRecord struct {
	Base
	ReportDate             Date                   `json:"report_date"`
	DaysSinceExtraction    int                    `json:"days_since_extraction"`
	InternalIdentification string                 `json:"internal_identification"` // the CURP
	PersonalData           EmploymentPerson       `json:"personal_data"`
	SocialSecuritySummary  *SocialSecuritySummary `json:"social_security_summary"` // null for ISSSTE
	EmploymentRecords      []EmploymentPeriod     `json:"employment_records"`
	EmploymentScores       []EmploymentScore      `json:"employment_scores" nullable:"true"` // null except for IMSS
	SalaryEstimation       *SalaryEstimation      `json:"salary_estimation"`                 // null except for IMSS
	Files                  []EmploymentFile       `json:"files"`
}

// EmploymentPerson is whose record it is.
type EmploymentPerson struct {
	OfficialName *string                `json:"official_name"`
	FirstName    *string                `json:"first_name"`
	LastName     *string                `json:"last_name"`
	BirthDate    *Date                  `json:"birth_date"`
	Entitlements EmploymentEntitlements `json:"entitlements"`
	DocumentIDs  []EmploymentDocument   `json:"document_ids"`
	Email        *string                `json:"email"` // deprecated
}

// EmploymentEntitlements are what the person is insured for, and until when: null while employed.
type EmploymentEntitlements struct {
	HealthInsurance bool   `json:"entitled_to_health_insurance"`
	CompanyBenefits bool   `json:"entitled_to_company_benefits"`
	ValidUntil      *Date  `json:"valid_until"`
	Status          string `json:"status" enum:"EMPLOYED|RETIRED|UNEMPLOYED|null"`
}

// EmploymentDocument is one of the person's documents.
type EmploymentDocument struct {
	DocumentType   string `json:"document_type" enum:"NSS|CURP|RFC"`
	DocumentNumber string `json:"document_number"`
}

// SocialSecuritySummary counts weeks of contributions. Contributed are those worked, less those
// redeemed, and those paid back.
type SocialSecuritySummary struct {
	WeeksRedeemed    int `json:"weeks_redeemed"`
	WeeksReinstated  int `json:"weeks_reinstated"`
	WeeksContributed int `json:"weeks_contributed"`
}

// EmploymentPeriod is one job. Salaries are per day, except monthly_salary.
type EmploymentPeriod struct {
	CollectedAt             Timestamp          `json:"collected_at"`
	Employer                string             `json:"employer"`
	EmployerID              *string            `json:"employer_id"` // null for ISSSTE, as is the state
	StartDate               Date               `json:"start_date"`
	EndDate                 *Date              `json:"end_date"` // null while it goes on
	WeeksEmployed           int                `json:"weeks_employed"`
	State                   *string            `json:"state"`
	MostRecentBaseSalary    Money              `json:"most_recent_base_salary"`
	MonthlySalary           Money              `json:"monthly_salary"`
	Currency                string             `json:"currency"`
	EmploymentStatusUpdates []EmploymentUpdate `json:"employment_status_updates"`
}

// EmploymentUpdate is something that happened in a job. The words after the first six are those of
// ISSSTE, which tell where the information is from.
type EmploymentUpdate struct {
	Event      string `json:"event" enum:"DISMISSED_RESIGNED|SALARY_MODIFICATION|HIRED|VOLUNTARY_CONTRIBUTION|ABSENCE|SICK_LEAVE|NORMAL|BDUTA_CERTIFICATE|DYE_CERTIFICATE"`
	BaseSalary Money  `json:"base_salary"`
	UpdateDate Date   `json:"update_date"`
}

// EmploymentScore is a score from 300 to 900 for the coming months.
type EmploymentScore struct {
	Score   *int   `json:"score"`
	Period  int    `json:"period"` // months
	Version string `json:"version"`
}

// SalaryEstimation is what the person is taken to earn a day now.
type SalaryEstimation struct {
	EmploymentStatusEstimate *string `json:"employment_status_estimate"`
	BaseSalaryEstimate       *Money  `json:"base_salary_estimate"`
	Currency                 string  `json:"currency"`
}

// EmploymentFile is a PDF in base64.
type EmploymentFile struct {
	Type  string  `json:"type"`
	Value *string `json:"value"`
}

// CurrentEmployment is whether and where a person works in a month: schema CurrentEmployment of
// OpenAPI 1.223.0. The month, the CURP and the records of a person without a job are null.
type CurrentEmployment struct {
	Base
	Month                    *string                 `json:"month"` // YYYY-MM
	InternalIdentification   *string                 `json:"internal_identification"`
	PersonalData             CurrentEmploymentPerson `json:"personal_data"`
	Status                   string                  `json:"status" enum:"EMPLOYED|UNEMPLOYED"`
	CurrentEmploymentRecords []CurrentJob            `json:"current_employment_records" nullable:"true"`
}

// CurrentEmploymentPerson identifies that person.
type CurrentEmploymentPerson struct {
	OfficialName *string              `json:"official_name"`
	FirstName    *string              `json:"first_name"`
	LastName     *string              `json:"last_name"`
	BirthDate    *Date                `json:"birth_date"`
	DocumentIDs  []EmploymentDocument `json:"document_ids"`
}

// CurrentJob is one job that goes on. The base salary is that of a day.
type CurrentJob struct {
	Employer      string `json:"employer"`
	EmployerID    string `json:"employer_id"`
	EmployerRFC   string `json:"employer_rfc"`
	State         string `json:"state"`
	DaysEmployed  int    `json:"days_employed"`
	BaseSalary    *Money `json:"base_salary"`
	MonthlySalary *Money `json:"monthly_salary"`
}

// EmploymentMetric sums an employment history up as of a day: schema EmploymentMetric of
// OpenAPI 1.223.0. Weeks have four decimals; what cannot be told is null.
type EmploymentMetric struct {
	Base
	UpdatedAt                  *Timestamp `json:"updated_at"`
	ReferenceDate              *Date      `json:"reference_date"` // null: as of the request
	Age                        int        `json:"age"`
	CurrentStatus              string     `json:"current_status" enum:"EMPLOYED|RETIRED|UNEMPLOYED|null"`
	CurrentEmployerCount       *int       `json:"current_employer_count"`
	BaseSalaryLast             *Money     `json:"base_salary_last"`
	WeeksEmployedLastJob       *Percent   `json:"weeks_employed_last_job"`
	WeeksSinceLastJob          *Percent   `json:"weeks_since_last_job"`
	WeeksEmployedTotal         *Percent   `json:"weeks_employed_total"`
	WeeksWithMultipleEmployers *Percent   `json:"weeks_with_multiple_employers"`
	EmployerCount              *int       `json:"employer_count"`
	UniqueEmployerCount        *int       `json:"unique_employer_count"`
	EmployersPerYear           *Percent   `json:"employers_per_year"`
	WeeksBetweenJobs           *Percent   `json:"weeks_between_jobs"`
	MaxWeeksBetweenJobs        *Percent   `json:"max_weeks_between_jobs"`
	IncreasesLastJob           *int       `json:"increases_last_job"`
	DecreasesLastJob           *int       `json:"decreases_last_job"`
	IncreasesAfterChange       *int       `json:"increases_after_change"`
	DecreasesAfterChange       *int       `json:"decreases_after_change"`
	IncreasesOverall           *int       `json:"increases_overall"`
	DecreasesOverall           *int       `json:"decreases_overall"`
	Increases1Y                *int       `json:"increases_1y"`
	Decreases1Y                *int       `json:"decreases_1y"`
	Increases3Y                *int       `json:"increases_3y"`
	Decreases3Y                *int       `json:"decreases_3y"`
	Increases5Y                *int       `json:"increases_5y"`
	Decreases5Y                *int       `json:"decreases_5y"`
	YearlyChange1Y             *Percent   `json:"yearly_change_1y"`
	YearlyChange3Y             *Percent   `json:"yearly_change_3y"`
	YearlyChange5Y             *Percent   `json:"yearly_change_5y"`
	MinMonthlySalary1Y         *Money     `json:"min_monthly_salary_1y"`
	MinMonthlySalary3Y         *Money     `json:"min_monthly_salary_3y"`
	MinMonthlySalary5Y         *Money     `json:"min_monthly_salary_5y"`
	AverageMonthlySalary1Y     *Money     `json:"average_monthly_salary_1y"`
	AverageMonthlySalary3Y     *Money     `json:"average_monthly_salary_3y"`
	AverageMonthlySalary5Y     *Money     `json:"average_monthly_salary_5y"`
	MaxMonthlySalary1Y         *Money     `json:"max_monthly_salary_1y"`
	MaxMonthlySalary3Y         *Money     `json:"max_monthly_salary_3y"`
	MaxMonthlySalary5Y         *Money     `json:"max_monthly_salary_5y"`
}
