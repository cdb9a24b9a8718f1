package e2e_test

import (
	"net/http"
	"strings"
	"testing"
	"time"
)

// curps are users of the employment institutions of Mexico, by the data set that they get.
var curps = map[string]string{"full": "HEGE800203MVZRRL08", "none": "NONE800203MVZRRL08",
	"low": "LOWX930203HVZRRL08", "negative": "NEGA800203MVZRRL08"}

// TestEmploymentOfEachDataSet reads what Mexico's institutions tell of four people.
func TestEmploymentOfEachDataSet(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	for set, c := range map[string]struct{ records, status string }{
		"full": {"EMPLOYED", "EMPLOYED"}, "low": {"EMPLOYED", "EMPLOYED"},
		"negative": {"UNEMPLOYED", "UNEMPLOYED"}, "none": {"", ""},
	} {
		for _, name := range []string{"planet", "imss", "issste"} {
			institution := name + "_mx_employment"
			body := fields{"link": w.Register(institution, curps[set]), "save_data": false}
			record := w.Do(http.MethodPost, "/api/employment-records/", body).Want(http.StatusOK)
			now := w.Do(http.MethodPost, "/api/mx/current-employments/", body).Want(http.StatusOK)
			if set == "none" {
				same(t, "the records of nobody", len(items(t, record.Body))+len(items(t, now.Body)), 0)
				w.Do(http.MethodPost, "/api/employment-metrics/", body).
					Want(http.StatusBadRequest, "unavailable_data")
				continue
			}
			same(t, "the CURP", record.Text("0.internal_identification"), curps[set])
			same(t, "the id", record.Value("0.id"), nil)
			same(t, "the status of "+set, record.Text("0.personal_data.entitlements.status"), c.records)
			same(t, "the current status of "+set, now.Text("0.status"), c.status)
			metric := w.Do(http.MethodPost, "/api/employment-metrics/", body).Want(http.StatusOK)
			same(t, "the status in metrics", metric.Text("current_status"), c.records)
			same(t, "the reference date", metric.Value("reference_date"), nil)
		}
	}
}

// TestEmploymentRefusals sends requests that cannot be understood or belong elsewhere; the clock
// stands at 2026-03-16.
func TestEmploymentRefusals(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	mexican, bank := w.Register("imss_mx_employment", curps["full"]), w.Register("erebor_mx_retail", "bnk102")
	brazilian := w.Register("inss_br_employment", "76109277673")
	colombian := w.Register("planet_co_employment", "1018470893")
	for _, c := range []struct {
		path  string
		body  fields
		code  string
		field string
	}{
		{"employment-records", fields{}, "required", "link"},
		{"employment-records", fields{"link": mexican, "attach_pdf": "maybe"}, "invalid", "attach_pdf"},
		{"employment-records", fields{"link": bank}, "unsupported_operation", ""},
		{"employment-records", fields{"link": brazilian}, "unsupported_operation", ""},
		{"mx/current-employments", fields{"link": bank}, "unsupported_operation", ""},
		{"employment-metrics", fields{"link": colombian}, "unsupported_operation", ""},
		{"employment-metrics", fields{"link": mexican, "reference_date": "2026-13-01"}, "invalid", "reference_date"},
		{"employment-metrics", fields{"link": mexican, "reference_date": "2026-03-17"}, "validation_error", ""},
		{"br/employments", fields{"link": mexican}, "unsupported_operation", ""},
		{"br/employments", fields{"link": brazilian, "date_from": "yesterday"}, "invalid", "date_from"},
		{"br/employments", fields{"link": brazilian, "date_from": "2026-02-02", "date_to": "2026-02-01"},
			"validation_error", ""},
		{"br/employments", fields{"link": brazilian, "date_to": "2026-03-17"}, "validation_error", ""},
		{"co/employments", fields{"link": brazilian}, "unsupported_operation", ""},
		{"co/employments", fields{"link": colombian, "date_to": "2027-01-01"}, "validation_error", ""},
		{"transactions", fields{"link": mexican, "date_from": "2026-01-01", "date_to": "2026-02-01"},
			"unsupported_operation", ""},
	} {
		answer := w.Do(http.MethodPost, "/api/"+c.path+"/", c.body).Want(http.StatusBadRequest, c.code)
		if c.field != "" {
			same(t, "the field", answer.Text("0.field"), c.field)
		}
	}
	for _, path := range []string{"br", "co"} {
		w.Do(http.MethodGet, "/api/"+path+"/employments/", nil).Want(http.StatusBadRequest, "required")
	}
	for _, path := range []string{"employment-records", "mx/current-employments", "employment-metrics"} {
		w.Do(http.MethodPatch, "/api/"+path+"/", fields{}).Want(http.StatusMethodNotAllowed)
	}
}

// TestEmploymentIsWhole asks for jobs without dates, and for a period.
func TestEmploymentIsWhole(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	link := w.Register("inss_br_employment", "76109277673")
	all := w.Do(http.MethodPost, "/api/br/employments/", fields{"link": link}).Want(http.StatusCreated)
	month := w.Do(http.MethodPost, "/api/br/employments/", fields{"link": link, "date_from": "2026-03-01",
		"save_data": false}).Want(http.StatusOK)
	if n, some := len(items(t, all.Body)), len(items(t, month.Body)); n < 4 || some == 0 || some >= n {
		t.Errorf("%d jobs, of which %d in the last month", n, some)
	}
	list := w.Do(http.MethodGet, "/api/br/employments/?link="+link, nil).Want(http.StatusOK)
	same(t, "the list", int(list.Value("count").(float64)), len(items(t, all.Body)))
}

// TestRecordsAge reads a record that lies there for some days.
func TestRecordsAge(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	link := w.register("planet_mx_employment", curps["full"], fields{"access_mode": "single"}).
		Want(http.StatusCreated).Text("id")
	body := fields{"link": link, "attach_pdf": true}
	record := w.Do(http.MethodPost, "/api/employment-records/", body).Want(http.StatusCreated)
	if !strings.HasPrefix(record.Text("0.files.0.value"), "JVBERi") { // %PDF
		t.Errorf("the file is %.20q", record.Text("0.files.0.value"))
	}
	w.server.Advance(5 * 24 * time.Hour)
	path := "/api/employment-records/" + record.Text("0.id") + "/"
	later := w.Do(http.MethodGet, path, nil).Want(http.StatusOK)
	same(t, "days since extraction", later.Value("days_since_extraction"), any(5.0))
	same(t, "the report's date", later.Text("report_date"), record.Text("0.report_date"))
	w.Do(http.MethodDelete, path, nil).Want(http.StatusNoContent)
	w.Do(http.MethodGet, path, nil).Want(http.StatusNotFound)
}

// TestEmploymentChangesAreTold waits for the February in which pay rises, and reads the webhooks of
// the refreshes on the way.
func TestEmploymentChangesAreTold(t *testing.T) {
	t.Parallel()
	w := newWorld(t, manual)
	w.register("planet_mx_employment", curps["full"], fields{"fetch_resources": []string{"EMPLOYMENT_RECORDS"}}).
		Want(http.StatusCreated)
	w.advance("400d")
	seen := map[string]bool{}
	for _, h := range w.inbox(nil) {
		seen[h.name()+" "+string(h.Data)] = true
	}
	for _, want := range []string{`EMPLOYMENT_RECORDS historical_update {"total_employment_record_profiles":1}`,
		`EMPLOYMENT_RECORDS employment_changes {"employment_changes":["SALARY_INCREASED"]}`} {
		if !seen[want] {
			t.Errorf("no webhook %s among %v", want, seen)
		}
	}
}
