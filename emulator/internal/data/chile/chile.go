// Package chile makes up what Chile's tax authority and its register of debts know of a customer:
// invoices, the tax status and debts. Each is a function of the customer and the calendar alone.
package chile

import (
	"math"
	"strconv"
	"time"

	"belvo-emulator/emulator/internal/belvo"
	"belvo-emulator/emulator/internal/data/bank"
	"belvo-emulator/emulator/internal/data/catalog"
	"belvo-emulator/emulator/internal/data/people"
	"belvo-emulator/emulator/internal/ident"
)

// office is the tax authority's view of one customer at an instant.
type office struct {
	book *bank.Book
	data *catalog.Chile
	p    people.Profile
	at   time.Time
	now  belvo.Timestamp
	day  belvo.Date
}

// newOffice returns the view of a customer, nil where the authority knows no taxpayer: a data set may have
// nothing of Chile.
func newOffice(book *bank.Book, at time.Time) *office {
	data := book.Parts().Chile
	if !book.Known() || data == nil {
		return nil
	}
	return &office{book, data, book.Profile(), at, belvo.At(at), belvo.DateOf(at)}
}

// rand is the generator of something of the customer's.
func (o *office) rand(path ...string) ident.Rand {
	return ident.NewRand(append([]string{o.p.User, "chile"}, path...)...)
}

// pesos rounds an amount to whole pesos: there are no cents.
func pesos(amount float64) belvo.Money { return belvo.Money(math.Round(amount)) * 100 }

// number writes a whole number.
func number(n int) string { return strconv.Itoa(n) }

// monthBefore is the first day of the month some months before that of a day.
func monthBefore(day belvo.Date, months int) belvo.Date {
	t := day.Time()
	return bank.FirstOf(t.Year(), t.Month()-time.Month(months))
}

// some is a pointer to a value, none where it is zero: what does not apply is null.
func some[T comparable](v T) *T {
	var zero T
	if v == zero {
		return nil
	}
	return &v
}
