package belvo

import "github.com/google/uuid"

// Income is what is known of the income behind a link: schema Income of OpenAPI 1.223.0. Its
// averages are over the rolling months, of 30 days, in which there was such income.
type Income struct {
	ID               *uuid.UUID     `json:"id"`
	Link             uuid.UUID      `json:"link"`
	CreatedAt        Timestamp      `json:"created_at"`
	IncomeStreams    []IncomeStream `json:"income_streams"`
	IncomeSourceType string         `json:"income_source_type" enum:"BANK"`
	FirstTransaction *Date          `json:"first_transaction_date"`
	LastTransaction  *Date          `json:"last_transaction_date"`
	BestWorkingDay   *int           `json:"best_working_day_to_charge"`  // a day of the month
	GoodWorkingDays  []int          `json:"good_working_days_to_charge"` // days of the month
	IncomeTotals
}

// IncomeStream is the income from one source into one account: schema IncomeStreamsBody of OpenAPI
// 1.223.0.
type IncomeStream struct {
	AccountID      string `json:"account_id"`
	IncomeType     string `json:"income_type" enum:"SALARY|GOVERNMENT|INTEREST|RENT|RETIREMENT|FREELANCE|ALTERNATIVE_INCOME|TRANSFER|DEPOSIT|UNKNOWN"`
	Frequency      string `json:"frequency" enum:"MONTHLY|FORTNIGHTLY|WEEKLY|IRREGULAR|SINGLE"`
	MonthlyAverage Money  `json:"monthly_average"`
	MonthlyMedian  Money  `json:"monthly_median"` // of calendar months
	IncomeStreamFacts
}

// LegacyIncome is Income as credential banks have it: schema Income of OpenAPI 1.35.0. Its averages
// are over the rolling months since the first such income.
type LegacyIncome struct {
	ID               *uuid.UUID           `json:"id"`
	Link             uuid.UUID            `json:"link"`
	CreatedAt        Timestamp            `json:"created_at"`
	IncomeStreams    []LegacyIncomeStream `json:"income_streams"`
	Institution      string               `json:"institution"` // the name that it shows
	IncomeSourceType string               `json:"income_source_type" enum:"BANK"`
	FirstTransaction *Date                `json:"first_transaction_date"`
	LastTransaction  *Date                `json:"last_transaction_date"`
	IncomeTotals
}

// LegacyIncomeStream is IncomeStream in schema IncomeStreamsBody of OpenAPI 1.35.0.
type LegacyIncomeStream struct {
	AccountID      string `json:"account_id"`
	IncomeType     string `json:"income_type" enum:"SALARY|GOVERNMENT|INTEREST|RENT|RETIREMENT|FREELANCE|ALTERNATIVE_INCOME|TRANSFER|DEPOSIT|PENSION"`
	Frequency      string `json:"frequency" enum:"MONTHLY|FORTNIGHTLY|WEEKLY|IRREGULAR|SINGLE"`
	MonthlyAverage Money  `json:"monthly_average"`
	IncomeStreamFacts
}

// IncomeStreamFacts are the keys that the streams of both descriptions have. Stability, regularity
// and trend are null for a single income; the first two are from 0 to 1, the trend is the change
// from the first to the last income, of the first. Periods are rolling months of 30 days.
type IncomeStreamFacts struct {
	AverageIncomeAmount   Money    `json:"average_income_amount"`
	LastIncomeAmount      Money    `json:"last_income_amount"`
	Currency              string   `json:"currency"`
	LastIncomeDescription string   `json:"last_income_description"`
	LastIncomeDate        Date     `json:"last_income_date"`
	Stability             *Percent `json:"stability"`
	Regularity            *Percent `json:"regularity"`
	Trend                 *Percent `json:"trend"`
	LookbackPeriods       int      `json:"lookback_periods"`
	FullPeriods           int      `json:"full_periods"`
	PeriodsWithIncome     int      `json:"periods_with_income"`
	NumberOfIncomes       int      `json:"number_of_incomes"`
	Confidence            string   `json:"confidence" enum:"HIGH|MEDIUM|LOW"`
}

// IncomeTotals sums up all streams, and groups of them.
type IncomeTotals struct {
	NumberOfIncomeStreams   int   `json:"number_of_income_streams"`
	MonthlyAverage          Money `json:"monthly_average"`
	MonthlyAverageRegular   Money `json:"monthly_average_regular"`
	MonthlyAverageIrregular Money `json:"monthly_average_irregular"`
	MonthlyAverageLow       Money `json:"monthly_average_low_confidence"`
	MonthlyAverageMedium    Money `json:"monthly_average_medium_confidence"`
	MonthlyAverageHigh      Money `json:"monthly_average_high_confidence"`
	Total                   Money `json:"total_income_amount"`
	TotalRegular            Money `json:"total_regular_income_amount"`
	TotalIrregular          Money `json:"total_irregular_income_amount"`
	TotalLow                Money `json:"total_low_confidence"`
	TotalMedium             Money `json:"total_medium_confidence"`
	TotalHigh               Money `json:"total_high_confidence"`
}
