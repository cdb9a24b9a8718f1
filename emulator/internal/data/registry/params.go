package registry

import (
	"github.com/google/uuid"

	"belvo-emulator/emulator/internal/belvo"
)

// Params is what a request for data asks for.
type Params struct {
	From, To   belvo.Date
	Account    uuid.UUID   // zero for all accounts
	Type       string      // INFLOW, OUTFLOW; monthly, yearly
	Attach     bool        // with the PDF or XML file
	Reference  *belvo.Date // the day that a metric is about, nil for the day of the request
	Kinds      string      // the kinds that are wanted, joined by commas; "" for all
	Confidence string      // the least one that is wanted, "" for any
}

// Kind is the kind of a field of a POST's body.
type Kind int

// The kinds.
const (
	Day     Kind = iota // YYYY-MM-DD
	Year                // YYYY
	Month               // 1 to 12
	ID                  // a UUID
	Flag                // true or false
	Choice              // one of Choices
	Choices             // a list of them
)

// Field is one field of a POST's body.
type Field struct {
	Name     string
	Kind     Kind
	Required bool
	Choices  []string
	// When is the value of the field "type" with which this field counts, "" for any.
	When string
	// Set puts the value into the parameters: a belvo.Date for Day and Year (the year's first day), an
	// int for Month, uuid.UUID, bool, string or []string. Fields are set in their order.
	Set func(p *Params, value any)
}

// Period is what a resource's dates may be. Days are counted between the two dates.
type Period struct {
	Min, Max int // 0: no limit
	// Whole says that a request without dates is about all there ever was; else about a year.
	Whole bool
}

// maxDays is the longest period of a resource whose own text has a limit: invoices (OpenAPI 1.35.0 and
// 1.223.0), tax retentions (1.35.0), and what is computed from transactions (both). Others answer what
// there is, however long the period. Source of the error: the example of validation_error on
// https://developers.belvo.com/developer_resources/resources-belvo-api-errors
const maxDays = 365

// dates are date_from and date_to.
func dates(required bool) []Field {
	return []Field{
		{Name: "date_from", Kind: Day, Required: required,
			Set: func(p *Params, v any) { p.From = v.(belvo.Date) }},
		{Name: "date_to", Kind: Day, Required: required,
			Set: func(p *Params, v any) { p.To = v.(belvo.Date) }},
	}
}

// oneAccount asks for one account only.
func oneAccount(name string) Field {
	return Field{Name: name, Kind: ID, Set: func(p *Params, v any) { p.Account = v.(uuid.UUID) }}
}

// AccountField is what a POST's body calls the one account that it is about, "" if it has none.
func (r *Row) AccountField() string {
	for _, f := range r.Fields {
		if f.Kind == ID {
			return f.Name
		}
	}
	return ""
}

// Dated says whether requests take date_from and date_to or years.
func (r *Row) Dated() bool {
	for _, f := range r.Fields {
		if f.Kind == Day && f.Name == "date_from" {
			return true
		}
	}
	return false
}
