// Package banktest opens the built-in customers' data for the tests of what is made from it.
package banktest

import (
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"

	"belvo-emulator/emulator/internal/belvo"
	"belvo-emulator/emulator/internal/data/bank"
	"belvo-emulator/emulator/internal/data/catalog"
	"belvo-emulator/fixtures"
)

// Noon returns an instant of the day on which the tests' links are made.
func Noon() time.Time { return time.Date(2026, 3, 16, 12, 0, 0, 0, time.UTC) }

// Books returns the built-in fixtures. They are read once for all tests of a package, which may use them at
// the same time.
var Books = sync.OnceValue(func() *bank.Books {
	return bank.Load(catalog.Layer{Name: "fixtures", FS: fixtures.FS})
})

// Open returns what a customer has at an institution, by the data set of that name. It fails the test
// if there is no such institution or data set.
func Open(t testing.TB, institution, set string) *bank.Book {
	t.Helper()
	return OpenFor(t, institution, "bnk100", set)
}

// OpenFor is Open for a user of a name.
func OpenFor(t testing.TB, institution, username, set string) *bank.Book {
	t.Helper()
	inst, ok := Books().Institution(institution)
	if !ok {
		t.Fatalf("there is no institution %s", institution)
	}
	book, err := Books().Open(bank.Customer{Institution: inst, Username: username, Set: set,
		Since: belvo.DateOf(Noon()), Link: uuid.MustParse("30cb4806-6e00-48a4-91c9-ca55968576c8")})
	if err != nil {
		t.Fatal(err)
	}
	return book
}
