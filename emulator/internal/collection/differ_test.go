package collection_test

import (
	"testing"
	"time"

	"github.com/google/uuid"

	"belvo-emulator/emulator/contract"
	"belvo-emulator/emulator/internal/belvo"
	"belvo-emulator/emulator/internal/collection"
	"belvo-emulator/emulator/internal/data/bank/banktest"
	"belvo-emulator/emulator/internal/data/registry"
	"belvo-emulator/emulator/internal/store"
)

var now = time.Date(2026, 3, 16, 12, 0, 0, 0, time.UTC)

// TestTimeAloneMakesNoDifference reads every resource twice within a minute, and again half a year
// later: only what is new makes two readings differ, not when they were made. Most people's names and
// the good standing of taxpayers do not change.
func TestTimeAloneMakesNoDifference(t *testing.T) {
	t.Parallel()
	reader := collection.NewReader(banktest.Books())
	for _, row := range reader.Rows {
		if row.Unasked {
			continue
		}
		for _, inst := range contract.Institutions(row) {
			t.Run(row.Path+" "+inst.Name, func(t *testing.T) {
				t.Parallel()
				l := &store.Link{Institution: inst.Name, Username: contract.Login(inst)["username"].(string),
					ID: uuid.MustParse("30cb4806-6e00-48a4-91c9-ca55968576c8"), CreatedAt: now}
				read := func(at time.Time) []registry.Item {
					items, ok := reader.ItemsAt(l, row, belvo.DateOf(now)-2*collection.HistoryDays, at)
					if !ok || len(items) == 0 {
						t.Fatalf("nothing to read: %v", ok)
					}
					return items
				}
				first := read(now)
				if collection.Differ(first, read(now.Add(time.Minute))) {
					t.Error("a minute later there is something else")
				}
				later := read(now.AddDate(0, 7, 0))
				unchanging := row.Resource == belvo.TaxComplianceStatus ||
					row.Resource == belvo.Owners && !contract.OpenFinance(inst)
				if collection.Differ(first, later) == unchanging {
					t.Errorf("half a year later there is something else: %v, want %v", !unchanging, unchanging)
				}
			})
		}
	}
}
