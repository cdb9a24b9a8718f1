package e2e_test

import (
	"net/http"
	"testing"
)

// TestChileanRefusals sends requests that cannot be understood or belong elsewhere; the clock stands
// at 2026-03-16.
func TestChileanRefusals(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	link, mexican := w.Register("sii_cl_fiscal", "12345678-5"), w.Register("tatooine_mx_fiscal", "fiscal100")
	dated := func(more fields) fields {
		body := fields{"link": link, "date_from": "2026-01-01", "date_to": "2026-02-01"}
		for k, v := range more {
			body[k] = v
		}
		return body
	}
	for _, c := range []struct {
		path  string
		body  fields
		code  string
		field string
	}{
		{"invoices", fields{"link": link}, "required", "date_from"},
		{"invoices", dated(fields{"type": "SIDEWAYS"}), "invalid_choice", "type"},
		{"invoices", dated(fields{"date_to": "2026-03-17"}), "validation_error", ""},
		{"invoices", dated(fields{"date_from": "2024-01-01"}), "validation_error", ""},
		{"invoices", dated(fields{"date_from": "x"}), "invalid", "date_from"},
		{"invoices", dated(fields{"link": mexican}), "unsupported_operation", ""},
		{"tax-status", fields{}, "required", "link"},
		{"tax-status", fields{"link": mexican}, "unsupported_operation", ""},
		{"debt-reports", fields{"link": link, "attach_pdf": 7}, "invalid", "attach_pdf"},
		{"debt-reports", fields{"link": mexican}, "unsupported_operation", ""},
	} {
		answer := w.Do(http.MethodPost, "/api/cl/"+c.path+"/", c.body).Want(http.StatusBadRequest, c.code)
		if c.field != "" {
			same(t, "the field", answer.Text("0.field"), c.field)
		}
	}
	w.Do(http.MethodPost, "/api/accounts/", fields{"link": link}).
		Want(http.StatusBadRequest, "unsupported_operation")
	w.register("sii_cl_fiscal", "bnk100", nil).Want(http.StatusBadRequest, "validation_error")
}

// TestChileanTypes asks for sales, purchases and both; null is as good as nothing.
func TestChileanTypes(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	link := w.Register("sii_cl_fiscal", "76086428-5")
	count := func(kind any) int {
		body := fields{"link": link, "date_from": "2026-01-01", "date_to": "2026-03-16", "type": kind,
			"save_data": false}
		return len(items(t, w.Do(http.MethodPost, "/api/cl/invoices/", body).Want(http.StatusOK).Body))
	}
	all, in, out := count(nil), count("INFLOW"), count("OUTFLOW")
	if in == 0 || out == 0 || in+out != all {
		t.Errorf("%d purchases and %d sales are %d", in, out, all)
	}
	status := w.Do(http.MethodPost, "/api/cl/tax-status/", fields{"link": link}).Want(http.StatusCreated)
	same(t, "the RUT", status.Text("0.entity_details.document_id_number"), "76086428-5")
}
