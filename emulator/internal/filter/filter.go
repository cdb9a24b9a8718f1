// Package filter is the one engine for the query parameters of list operations: it reads
// parameters such as balance__current__gte=100 by a table of fields and tests rows with them.
//
// Source of the operators: https://developers.belvo.com/developer_resources/resources-pagination-and-filtering
package filter

import (
	"fmt"
	"maps"
	"net/url"
	"slices"
	"strings"

	"github.com/google/uuid"

	"belvo-emulator/emulator/internal/belvo"
)

// Kind is the kind of a field's values.
type Kind int

// The kinds. A Day field may hold instants: they are compared by their UTC day, so that
// created_at=2026-01-31 finds all of that day. Deviation: Belvo does not say how it compares.
const (
	Text   Kind = iota
	ID          // a UUID
	Number      // a decimal number
	Day         // YYYY-MM-DD
	Choice      // one of Field.Choices
	Many        // several texts at once
	Part        // a text of which the operand may be a part, whatever its case
)

// Op is an operator: the parameter's last part after "__", or Equal for none.
type Op string

// The operators.
const (
	Equal    Op = ""
	In       Op = "in"
	NotIn    Op = "not_in"
	AllIn    Op = "allin"
	Contains Op = "icontains"
	GT       Op = "gt"
	GTE      Op = "gte"
	LT       Op = "lt"
	LTE      Op = "lte"
	Range    Op = "range"
)

// Comparisons returns the operators of numbers and days.
func Comparisons() []Op { return []Op{Equal, GT, GTE, LT, LTE, Range} }

// Value is a field's value in one row, or an operand. Only the part of its kind is set.
type Value struct {
	S string   // Text, ID, Choice; lower case for ID
	N int64    // Number in ten-thousandths, Day in days since 1970
	L []string // Many; of other kinds: several values, of which one has to match
	// Null matches the operand "null" and nothing else.
	Null bool
}

// Of makes the Value of a text.
func Of(s string) Value { return Value{S: s} }

// OfID makes the Value of a UUID.
func OfID(id uuid.UUID) Value { return Value{S: id.String()} }

// OfMoney makes the Value of an amount.
func OfMoney(m belvo.Money) Value { return Value{N: int64(m) * 100} }

// OfDay makes the Value of a day.
func OfDay(d belvo.Date) Value { return Value{N: int64(d)} }

// OfTime makes the Value of an instant's day.
func OfTime(t belvo.Timestamp) Value { return OfDay(belvo.DateOf(t.Time)) }

// OfOptional makes the Value of a text that may be null.
func OfOptional(s *string) Value {
	if s == nil {
		return Value{Null: true}
	}
	return Of(*s)
}

// Field is one field that rows can be filtered by.
type Field[T any] struct {
	Name    string
	Kind    Kind
	Ops     []Op
	Choices []string
	// Few are the words that the values are, for hints about others; nil for any text. Other words are no
	// mistake, as those of Choices are: they only find nothing.
	Few []string
	// Nullable makes the operand "null" stand for a missing value.
	Nullable bool
	Get      func(row T) Value
	// Least and Most are how many characters a text must have, 0 for any number.
	Least, Most int
	// Index names the store's index of the field, "" for none.
	Index string
}

// Table is the fields of one resource, ready to read parameters with.
type Table[T any] struct {
	fields []Field[T]
	params map[string]param[T]
}

type param[T any] struct {
	field *Field[T]
	op    Op
}

// NewTable prepares a table.
func NewTable[T any](fields []Field[T]) *Table[T] {
	t := &Table[T]{fields: fields, params: map[string]param[T]{}}
	for i := range fields {
		for _, op := range fields[i].Ops {
			name := fields[i].Name
			if op != Equal {
				name += "__" + string(op)
			}
			t.params[name] = param[T]{&fields[i], op}
		}
	}
	return t
}

// Params lists the parameters of the table, sorted.
func (t *Table[T]) Params() []string { return slices.Sorted(maps.Keys(t.params)) }

// Knows says whether the table reads a parameter.
func (t *Table[T]) Knows(param string) bool {
	_, known := t.params[param]
	return known
}

// Param is one parameter as a description of the API tells of it.
type Param struct {
	Name    string
	Kind    Kind
	Op      Op
	Choices []string
	Few     []string
}

// Describe lists the parameters of the table, sorted.
func (t *Table[T]) Describe() []Param {
	var out []Param
	for _, name := range t.Params() {
		p := t.params[name]
		out = append(out, Param{name, p.field.Kind, p.op, p.field.Choices, p.field.Few})
	}
	return out
}

// maxOperands is how many values a parameter may have, for each is compared with each row.
// Deviation: Belvo documents no limit; a URL of usual length has room for some hundred.
const maxOperands = 1000

// Condition is one parameter of a request.
type Condition[T any] struct {
	Field  *Field[T]
	Op     Op
	Values []Value
}

// Parse reads the parameters that the table knows and ignores all others, as Belvo does; an
// empty value means "not given". It returns belvo.Errors that name each bad parameter.
func (t *Table[T]) Parse(query url.Values) ([]Condition[T], error) {
	var conditions []Condition[T]
	var problems belvo.Errors
	for _, name := range slices.Sorted(maps.Keys(query)) {
		p, known := t.params[name]
		text := query.Get(name)
		if !known || text == "" {
			continue
		}
		c, before := Condition[T]{Field: p.field, Op: p.op}, len(problems)
		operands := c.split(text)
		if len(operands) > maxOperands {
			problems = append(problems, belvo.FieldError(belvo.CodeInvalid, name).With(
				fmt.Sprintf("Ensure there are no more than %d values.", maxOperands)))
			continue
		}
		for _, operand := range operands {
			v, err := p.field.parse(operand)
			if err != nil {
				err.Field = name
				problems = append(problems, err)
				continue
			}
			c.Values = append(c.Values, v)
		}
		if p.op == Range && len(c.Values) != 2 && len(problems) == before {
			problems = append(problems,
				belvo.FieldError(belvo.CodeInvalid, name).With("Range query expects two values."))
		}
		conditions = append(conditions, c)
	}
	return conditions, problems.OrNil()
}

// split cuts the operand of operators that take several at commas.
func (c Condition[T]) split(text string) []string {
	switch c.Op {
	case In, NotIn, AllIn, Range:
		var parts []string
		for part := range strings.SplitSeq(text, ",") {
			if part = strings.TrimSpace(part); part != "" {
				parts = append(parts, part)
			}
		}
		return parts
	default:
		return []string{text}
	}
}
