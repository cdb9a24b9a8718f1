// Package datasettest opens the built-in customers' data for the tests of what is made from it.
package datasettest

import (
	"testing"
	"time"

	"github.com/google/uuid"

	"belvo-emulator/emulator/internal/belvo"
	"belvo-emulator/emulator/internal/data/dataset"
	"belvo-emulator/fixtures"
)

// Noon returns an instant of the day on which the tests' links are made.
func Noon() time.Time { return time.Date(2026, 3, 16, 12, 0, 0, 0, time.UTC) }

// Open returns what a customer has at an institution, by the data set of that name. It fails the test
// if there is no such institution or data set.
func Open(t testing.TB, institution, set string) *dataset.Book {
	t.Helper()
	catalog := dataset.Load(dataset.Layer{Name: "fixtures", FS: fixtures.FS})
	inst, ok := catalog.Institution(institution)
	if !ok {
		t.Fatalf("there is no institution %s", institution)
	}
	book, err := catalog.Open(dataset.Customer{Institution: inst, Username: "bnk100", Set: set,
		Since: belvo.DateOf(Noon()), Link: uuid.MustParse("30cb4806-6e00-48a4-91c9-ca55968576c8")})
	if err != nil {
		t.Fatal(err)
	}
	return book
}
