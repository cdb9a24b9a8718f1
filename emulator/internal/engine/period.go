package engine

import (
	"fmt"
	"slices"

	"belvo-emulator/emulator/internal/belvo"
	"belvo-emulator/emulator/internal/resource"
)

// historyDays is how many days of data there are behind a link, and how far a request reaches
// that gives no dates.
const historyDays = 365

// beginning is a day before all data: a century before 1970.
const beginning belvo.Date = -36525

// setPeriod fills in the dates that were not given, and refuses periods that end before they
// begin, reach into the future, or are too long or too short. Deviation: what a reference_date in
// the future gets is documented nowhere.
// Source: the fields date_from and date_to in OpenAPI 1.223.0.
func setPeriod(row *resource.Row, r *Retrieval, today belvo.Date) error {
	fillPeriod(row, r, today)
	if day := r.Params.Reference; day != nil && *day > today {
		return belvo.NewError(belvo.CodeValidationError).Explain(
			fmt.Sprintf("reference_date is after today, which is %s here", today))
	}
	if r.Params.From > today && slices.Contains(r.Given, "month") {
		return belvo.NewError(belvo.CodeValidationError).Explain(
			fmt.Sprintf("the month is after today, which is %s here", today))
	}
	if !row.Dated() {
		return nil
	}
	p, why := r.Params, ""
	years := slices.Contains(r.Given, "year_to")
	switch {
	case p.From > p.To:
		why = "the period ends before it begins"
	case p.To > today && !years:
		why = fmt.Sprintf("date_to is after today, which is %s here", today)
	case row.Period.Min > 0 && p.To-p.From < belvo.Date(row.Period.Min):
		return belvo.NewError(belvo.CodeInvalidPeriod)
	case row.Period.Max > 0 && !years && p.To-p.From > belvo.Date(row.Period.Max):
		why = fmt.Sprintf("the period is longer than %d days", row.Period.Max)
	default:
		return nil
	}
	return belvo.NewError(belvo.CodeValidationError).Explain(why)
}

func fillPeriod(row *resource.Row, r *Retrieval, today belvo.Date) {
	if slices.Contains(r.Given, "month") {
		return
	}
	if !slices.Contains(r.Given, "date_to") && !slices.Contains(r.Given, "year_to") {
		r.Params.To = today
	}
	if !slices.Contains(r.Given, "date_from") && !slices.Contains(r.Given, "year_from") {
		r.Params.From = r.Params.To - historyDays
		if row.Period.Whole {
			r.Params.From = beginning
		}
	}
}
