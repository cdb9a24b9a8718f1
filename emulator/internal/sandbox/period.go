package sandbox

import (
	"fmt"
	"slices"

	"belvo-emulator/emulator/internal/belvo"
	"belvo-emulator/emulator/internal/collection"
	"belvo-emulator/emulator/internal/data/registry"
)

// setPeriod fills in the dates that were not given, and refuses periods that end before they
// begin, reach into the future, or are too long or too short. Deviation: what a reference_date in
// the future gets is documented nowhere.
// Source: the fields date_from and date_to in OpenAPI 1.223.0.
func setPeriod(row *registry.Row, r *Retrieval, today belvo.Date) error {
	fillPeriod(row, r, today)
	after := func(what string) error {
		return belvo.NewError(belvo.CodeValidationError).Explain(
			fmt.Sprintf("%s is after today, which is %s here", what, today))
	}
	switch day := r.Params.Reference; {
	case day != nil && *day > today:
		return after("reference_date")
	case slices.Contains(r.Given, "month") && r.Params.From > today:
		return after("the month")
	case !row.Dated():
		return nil
	}
	years := slices.Contains(r.Given, "year_to") // which may be to come, and many
	switch p := r.Params; {
	case p.From > p.To:
		return belvo.NewError(belvo.CodeValidationError).Explain("the period ends before it begins")
	case p.To > today && !years:
		return after("date_to")
	case years:
		return nil
	default:
		return checkLength(row.Period, int(p.To-p.From))
	}
}

// checkLength refuses a number of days between two dates that is too small or too large.
func checkLength(allowed registry.Period, days int) error {
	switch {
	case days < allowed.Min:
		return belvo.NewError(belvo.CodeInvalidPeriod)
	case allowed.Max > 0 && days > allowed.Max:
		return belvo.NewError(belvo.CodeValidationError).Explain(
			fmt.Sprintf("the period is longer than %d days", allowed.Max))
	}
	return nil
}

func fillPeriod(row *registry.Row, r *Retrieval, today belvo.Date) {
	if slices.Contains(r.Given, "month") {
		return
	}
	if !slices.Contains(r.Given, "date_to") && !slices.Contains(r.Given, "year_to") {
		r.Params.To = today
	}
	if !slices.Contains(r.Given, "date_from") && !slices.Contains(r.Given, "year_from") {
		r.Params.From = r.Params.To - collection.HistoryDays
		if row.Period.Whole {
			r.Params.From = collection.Beginning
		}
	}
}
