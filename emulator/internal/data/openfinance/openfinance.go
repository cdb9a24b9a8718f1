// Package openfinance is the data of Brazil's Open Finance: accounts, movements, owners, balances,
// bills, investments, exchanges and consents, in the shapes of OpenAPI 1.223.0. Accounts and
// movements are those of the credential banks in other words, so that they add up the same; the
// rest is computed from them, or made up for the customer and the calendar alone.
//
// Sources: https://developers.belvo.com/products/aggregation_brazil/aggregation-brazil-introduction and the schemas
// of OpenAPI 1.223.0; the words of types and operations are those of the Brazilian network.
package openfinance

import (
	"time"

	"github.com/google/uuid"

	"belvo-emulator/emulator/internal/belvo"
	"belvo-emulator/emulator/internal/data/bank"
	"belvo-emulator/emulator/internal/data/people"
	"belvo-emulator/emulator/internal/ident"
)

// reader reads one customer's book at one moment.
type reader struct {
	book    *bank.Book
	profile people.Profile
	at      time.Time
	now     belvo.Timestamp
	today   belvo.Date
}

func read(book *bank.Book, at time.Time) reader {
	return reader{book: book, profile: book.Profile(), at: at, now: belvo.At(at), today: belvo.DateOf(at)}
}

// rand is the randomness for one purpose; it belongs to the person, not to the link.
func (r reader) rand(key ...string) ident.Rand {
	return ident.NewRand(append([]string{r.profile.User, "openfinance"}, key...)...)
}

// id is that of one object of a resource.
func (r reader) id(resource belvo.Resource, key ...string) *uuid.UUID {
	id := ident.Derive(r.book.Customer().Link, append([]string{string(resource)}, key...)...)
	return &id
}

// bankNumber is the CNPJ of the institution, made up.
func (r reader) bankNumber() string {
	return people.CNPJ(ident.NewRand("openfinance", r.book.Customer().Institution.Name))
}

// internal makes the institution's own id of something, of 40 digits.
func (r reader) internal(key ...string) string { return number(r.rand(key...), 40) }

// number makes up some digits, the first of which is no zero.
func number(rng ident.Rand, length int) string {
	b := make([]byte, length)
	for i := range b {
		b[i] = byte('0' + rng.IntN(10))
	}
	if b[0] == '0' {
		b[0] = '7'
	}
	return string(b)
}

// milliseconds is an instant in the form of transacted_at.
func milliseconds(t time.Time) string { return t.UTC().Format("2006-01-02T15:04:05.000Z") }

// seconds is an instant without fractions of a second.
func seconds(t time.Time) string { return t.UTC().Format("2006-01-02T15:04:05Z") }

// workday is the day itself, or the Monday after a weekend.
func workday(d belvo.Date) belvo.Date {
	switch d.Time().Weekday() {
	case time.Saturday:
		return d + 2
	case time.Sunday:
		return d + 1
	}
	return d
}

// optional is a pointer to a text, nil for an empty one.
func optional(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}
