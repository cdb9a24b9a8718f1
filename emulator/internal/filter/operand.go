package filter

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"unicode/utf8"

	"belvo-emulator/emulator/internal/belvo"
)

// parse reads one operand by the kind of the field.
func (f *Field[T]) parse(text string) (Value, *belvo.Error) {
	if f.Nullable && text == "null" {
		return Value{Null: true}, nil
	}
	switch f.Kind {
	case ID:
		return parseID(text)
	case Number:
		return parseNumber(text)
	case Day:
		return parseDay(text)
	case Choice:
		if !slices.Contains(f.Choices, text) {
			return Value{}, belvo.NewError(belvo.CodeInvalidChoice).With(
				fmt.Sprintf("%q is not a valid choice.", text))
		}
	}
	return Of(text), f.checkLength(text)
}

func parseID(text string) (Value, *belvo.Error) {
	id, is := belvo.ParseID(text)
	if !is {
		return Value{}, belvo.NewError(belvo.CodeInvalid).With(fmt.Sprintf("“%s” is not a valid UUID.", text))
	}
	return OfID(id), nil
}

func parseNumber(text string) (Value, *belvo.Error) {
	n, err := strconv.ParseFloat(text, 64)
	if err != nil || math.IsNaN(n) || math.Abs(n) > 1e14 {
		return Value{}, belvo.NewError(belvo.CodeInvalid).With("A valid number is required.")
	}
	return Value{N: int64(math.Round(n * 10_000))}, nil
}

func parseDay(text string) (Value, *belvo.Error) {
	d, err := belvo.ParseDate(text)
	if err != nil {
		return Value{}, belvo.NewError(belvo.CodeInvalid).With(BadDate)
	}
	return OfDay(d), nil
}

func (f *Field[T]) checkLength(text string) *belvo.Error {
	switch n := utf8.RuneCountInString(text); {
	case n < f.Least:
		return belvo.NewError(belvo.CodeMinLength).With(
			fmt.Sprintf("Ensure this field has at least %d characters.", f.Least))
	case f.Most > 0 && n > f.Most:
		return belvo.NewError(belvo.CodeMaxLength).With(
			fmt.Sprintf("Ensure this field has no more than %d characters.", f.Most))
	}
	return nil
}

// BadDate is Belvo's message about a date of another form.
const BadDate = "Date has wrong format. Use one of these formats instead: YYYY-MM-DD."
