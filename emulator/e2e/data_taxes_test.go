package e2e_test

import (
	"encoding/json"
	"net/http"
	"testing"
)

// TestTaxDataCanBeDeleted deletes one object of each resource of tax authorities: it alone is gone, and
// the next POST brings it back.
func TestTaxDataCanBeDeleted(t *testing.T) {
	t.Parallel()
	const mexico, chile, colombia = "tatooine_mx_fiscal", "sii_cl_fiscal", "tatooine_co_fiscal"
	months := func(kind string) fields {
		return fields{"date_from": "2025-06-01", "date_to": "2026-03-16", "type": kind}
	}
	for _, c := range []struct {
		institution, user, path string
		body                    fields
	}{
		{mexico, "fiscal100", "invoices", months("OUTFLOW")},
		{mexico, "fiscal100", "tax-retentions", months("OUTFLOW")},
		{mexico, "fiscal100", "tax-returns", months("monthly")},
		{mexico, "fiscal100", "tax-status", fields{}},
		{mexico, "fiscal100", "tax-compliance-status", fields{}},
		{mexico, "fiscal100", "financial-statements", fields{}},
		{colombia, "1018470893", "tax-declarations", fields{"year_from": "2023", "year_to": "2024"}},
		{chile, "12345678-5", "cl/invoices", months("OUTFLOW")},
		{chile, "12345678-5", "cl/tax-status", fields{}},
		{chile, "12345678-5", "cl/debt-reports", fields{}},
	} {
		t.Run(c.path, func(t *testing.T) {
			t.Parallel()
			w, path := newWorld(t), "/api/"+c.path+"/"
			link := w.Register(c.institution, c.user)
			c.body["link"] = link
			list := func() (total float64, first string) {
				page := w.Do(http.MethodGet, path+"?link="+link, nil).Want(http.StatusOK)
				return page.Value("count").(float64), page.Text("results.0.id")
			}
			w.Do(http.MethodPost, path, c.body).Want(http.StatusCreated)
			before, id := list()
			w.Do(http.MethodDelete, path+id+"/", nil).Want(http.StatusNoContent)
			w.Do(http.MethodGet, path+id+"/", nil).Want(http.StatusNotFound, "not_found")
			w.Do(http.MethodDelete, path+id+"/", nil).Want(http.StatusNotFound, "not_found")
			rest := w.Do(http.MethodGet, path+"?link="+link, nil).Want(http.StatusOK)
			same(t, "the number of the rest", rest.Value("count"), any(before-1))
			w.Do(http.MethodPost, path, c.body).Want(http.StatusCreated)
			w.Do(http.MethodGet, path+id+"/", nil).Want(http.StatusOK)
		})
	}
}

// TestChileanNewsIsReported follows a recurrent link for some weeks: what its webhooks count is what its
// lists have.
func TestChileanNewsIsReported(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	link := w.register("sii_cl_fiscal", "12345678-5", fields{"access_mode": "recurrent", "refresh_rate": "7d",
		"fetch_resources": []string{"INVOICES", "TAX_STATUS", "DEBT_REPORTS"}}).Want(http.StatusCreated).Text("id")
	w.Do(http.MethodPost, "/__emulator/v1/clock/advance", fields{"by": "35d"}).Want(http.StatusOK)
	var inbox []struct {
		Type string
		Body struct {
			Data map[string]any
		}
	}
	body := w.Do(http.MethodGet, "/__emulator/v1/webhooks/inbox?limit=1000", nil).Want(http.StatusOK).Body
	if err := json.Unmarshal(body, &inbox); err != nil {
		t.Fatal(err)
	}
	events, told := map[string]int{}, map[string]float64{}
	for _, hook := range inbox {
		events[hook.Type]++
		for _, key := range []string{"total_invoices", "new_invoices", "total_tax_status", "new_tax_status",
			"total_debt_reports", "new_debt_reports"} {
			n, _ := hook.Body.Data[key].(float64)
			told[hook.Type] += n
		}
	}
	for kind, path := range map[string]string{"INVOICES": "invoices", "TAX_STATUS": "tax-status",
		"DEBT_REPORTS": "debt-reports"} {
		list := w.Do(http.MethodGet, "/api/cl/"+path+"/?link="+link, nil).Want(http.StatusOK)
		same(t, "what is told of "+kind, any(told[kind]), list.Value("count"))
	}
	if events["INVOICES"] < 2 || events["DEBT_REPORTS"] < 2 {
		t.Errorf("%v events tell of nothing new", events)
	}
}
