package e2e_test

import (
	"maps"
	"net/http"
	"slices"
	"testing"

	"belvo-emulator/emulator/contract"
	"belvo-emulator/emulator/emulatortest"
	"belvo-emulator/emulator/internal/belvo"
	"belvo-emulator/emulator/internal/data/registry"
)

// TestLongPeriods asks every resource that takes dates for all there ever was. It is answered with all
// there is; only what Belvo's own text limits to a year is refused.
func TestLongPeriods(t *testing.T) {
	t.Parallel()
	limited := []string{"api/invoices", "api/cl/invoices", "api/tax-retentions", "api/incomes",
		"api/recurring-expenses"}
	for _, row := range registry.Registry() {
		if !row.Dated() {
			continue
		}
		for _, inst := range contract.Institutions(row) {
			t.Run(row.Path+" "+inst.Name, func(t *testing.T) {
				t.Parallel()
				w := newWorld(t)
				w.Pin("sandbox")
				link := w.Do(http.MethodPost, "/api/links/", contract.Login(inst)).Want(http.StatusCreated).Text("id")
				body := contract.Bodies(row, link, func() string { return "" }, belvo.DateOf(emulatortest.Epoch))[0]
				maps.DeleteFunc(body, func(_ string, v any) bool { return v == true }) // no documents
				ask := func(from string) *emulatortest.Answer {
					body["date_from"], body["date_to"] = from, "2026-03-16"
					return w.Do(http.MethodPost, "/"+row.Path+"/", body)
				}
				year := ask("2025-03-16").Want(http.StatusCreated)
				if slices.Contains(limited, row.Path) {
					ask("2025-03-15").Want(http.StatusBadRequest, "validation_error")
					return
				}
				ever := ask("1900-01-01").Want(http.StatusCreated)
				if few, all := len(items(t, year.Body)), len(items(t, ever.Body)); few == 0 || all < few ||
					all == few && row.Path == "api/transactions" {
					t.Errorf("there are %d objects of a year, and %d of all years", few, all)
				}
			})
		}
	}
}
