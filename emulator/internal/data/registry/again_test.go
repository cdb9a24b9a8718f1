package registry_test

import (
	"reflect"
	"slices"
	"testing"

	"github.com/google/uuid"

	"belvo-emulator/emulator/internal/belvo"
	"belvo-emulator/emulator/internal/data/bank"
	"belvo-emulator/emulator/internal/data/bank/banktest"
	"belvo-emulator/emulator/internal/data/registry"
)

// TestValuesAreMadeAgain of each resource whose values are not stored: at every institution, some of a
// collection are what the whole was, also when the ledger has gone on since.
func TestValuesAreMadeAgain(t *testing.T) {
	t.Parallel()
	books := banktest.Books()
	today := belvo.DateOf(now)
	year := registry.Params{From: today - 364, To: today}
	made := map[string]int{}
	for _, inst := range books.Institutions() {
		for _, row := range registry.Registry() {
			if row.Again == nil || !row.OfferedBy(inst) {
				continue
			}
			book, err := books.Open(bank.Customer{Institution: inst, Username: "bnk100", Set: "full",
				Since: today, Link: uuid.MustParse("30cb4806-6e00-48a4-91c9-ca55968576c8")})
			if err != nil {
				t.Fatal(err)
			}
			all := row.Collect(book, year, now)
			row.Collect(book, year, now.AddDate(0, 2, 0))
			var some, want []registry.Item
			for i, item := range slices.Backward(all) {
				if i%3 > 0 {
					want = append(want, item)
					item.Value = nil
					some = append(some, item)
				}
			}
			row.Again(book.Source.Open(), some, now)
			if !reflect.DeepEqual(some, want) {
				t.Errorf("%s of %s are not what they were", row.Path, inst.Name)
			}
			made[row.Path] += len(some)
		}
	}
	for _, row := range registry.Registry() {
		if row.Again != nil && made[row.Path] < 1000 {
			t.Errorf("only %d of %s: the test has become weak", made[row.Path], row.Path)
		}
	}
}
