package e2e_test

import (
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"
)

// badFiscalBodies are requests for fiscal data that are refused; the clock stands at 2026-03-16.
func badFiscalBodies() []refusal {
	var all []refusal
	add := func(path string, body fields, code, field string) {
		all = append(all, refusal{name: path + " " + code + " " + field, method: http.MethodPost,
			path: "/api/" + path + "/", body: body, status: badRequest, code: code, field: field})
	}
	for _, path := range []string{"invoices", "tax-retentions"} {
		with := func(name string, value any) fields {
			body := fields{"link": "{fiscal}", "date_from": "2026-01-01", "date_to": "2026-02-01", "type": "INFLOW"}
			if body[name] = value; value == nil {
				delete(body, name)
			}
			return body
		}
		for _, name := range []string{"link", "date_from", "date_to", "type"} {
			add(path, with(name, nil), "required", name)
			add(path, with(name, ""), "blank", name)
		}
		add(path, with("type", "inflow"), "invalid_choice", "type")
		add(path, with("type", "OUT"), "invalid_choice", "type")
		add(path, with("date_from", "2026-02-30"), "invalid", "date_from")
		add(path, with("date_to", "01/02/2026"), "invalid", "date_to")
		add(path, with("attach_xml", "perhaps"), "invalid", "attach_xml")
		add(path, with("date_from", "2026-02-02"), "validation_error", "")
		add(path, with("date_to", "2026-03-17"), "validation_error", "")
		add(path, with("date_from", "2025-01-31"), "validation_error", "")
		add(path, with("link", "{link}"), "unsupported_operation", "")
	}
	for _, path := range []string{"tax-status", "tax-compliance-status", "financial-statements"} {
		add(path, fields{}, "required", "link")
		add(path, fields{"link": "{link}"}, "unsupported_operation", "")
	}
	add("tax-status", fields{"link": "{fiscal}", "attach_pdf": "perhaps"}, "invalid", "attach_pdf")
	monthly := fields{"link": "{fiscal}", "type": "monthly", "date_to": "2026-02-01"}
	add("tax-returns", fields{"link": "{fiscal}"}, "required", "type")
	add("tax-returns", fields{"link": "{fiscal}", "type": "weekly"}, "invalid_choice", "type")
	add("tax-returns", monthly, "required", "date_from")
	yearly := func(from, to any) fields {
		return fields{"link": "{fiscal}", "type": "yearly", "year_from": from, "year_to": to}
	}
	add("tax-returns", fields{"link": "{fiscal}", "type": "yearly", "year_from": "2024"}, "required", "year_to")
	add("tax-returns", yearly("24", "2024"), "invalid", "year_from")
	add("tax-returns", yearly("2024", "3024"), "invalid", "year_to")
	add("tax-returns", yearly("2024", "2023"), "validation_error", "")
	add("tax-declarations", fields{"link": "{fiscal}", "year_from": "2024", "year_to": "2024"},
		"unsupported_operation", "")
	return append(all, refusal{name: "list of an unknown year", method: http.MethodGet,
		path: "/api/tax-returns/?ejercicio=last", status: badRequest, code: "invalid", field: "ejercicio"})
}

func TestFiscalRefusals(t *testing.T) {
	t.Parallel()
	v := newVictim(t)
	for _, r := range badFiscalBodies() {
		v.refuses(t, r)
	}
	for _, path := range []string{"invoices", "tax-returns", "tax-retentions", "tax-status"} {
		if n := v.Do(http.MethodGet, "/api/"+path+"/", nil).Want(http.StatusOK).Value("count"); n != 0.0 {
			t.Errorf("there are %v objects at %s, though every request was refused", n, path)
		}
	}
}

// fiscalBodies asks for everything that there is.
func fiscalBodies(link string) map[string]fields {
	period := fields{"link": link, "date_from": "2025-03-20", "date_to": "2026-03-16", "type": "OUTFLOW"}
	return map[string]fields{"invoices": period, "tax-retentions": period, "tax-status": {"link": link},
		"tax-compliance-status": {"link": link}, "financial-statements": {"link": link},
		"tax-returns": {"link": link, "type": "yearly", "year_from": "2023", "year_to": "2026"}}
}

// TestFiscalDataIsUnsavedOnRequest holds that nothing is stored and nothing has an id.
func TestFiscalDataIsUnsavedOnRequest(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	for path, body := range fiscalBodies(w.Register("tatooine_mx_fiscal", "fiscal100")) {
		body["save_data"] = false
		first := "0.id"
		if strings.HasSuffix(path, "-status") {
			first = "id"
		}
		answer := w.Do(http.MethodPost, "/api/"+path+"/", body).Want(http.StatusOK)
		if id := answer.Value(first); id != nil {
			t.Errorf("%s: the id is %v", path, id)
		}
		list := w.Do(http.MethodGet, "/api/"+path+"/", nil).Want(http.StatusOK)
		same(t, path+": stored", list.Value("count"), any(0.0))
	}
}

// TestFiscalUsersGetTheirData walks the sandbox's users: people, firms, and those without data.
func TestFiscalUsersGetTheirData(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	for username, want := range map[string]struct {
		rfc     string // "" for any
		outcome string
		empty   bool
	}{
		"PFIS010101000": {"PFIS010101000", "POSITIVE", false}, "PMO010101000": {"PMO010101000", "POSITIVE", false},
		"fiscal100": {"", "POSITIVE", false}, "fiscal101": {"", "", true}, "fiscal102": {"", "POSITIVE", false},
		"fiscal103": {"", "NEGATIVE", false},
	} {
		link := w.Register("tatooine_mx_fiscal", username)
		bodies := fiscalBodies(link)
		compliance := w.Do(http.MethodPost, "/api/tax-compliance-status/", bodies["tax-compliance-status"])
		invoices := w.Do(http.MethodPost, "/api/invoices/", bodies["invoices"]).Want(http.StatusCreated)
		if want.empty {
			compliance.Want(badRequest, "unavailable_data")
			same(t, username+": invoices", string(invoices.Body), "[]")
			continue
		}
		compliance.Want(http.StatusCreated)
		same(t, username+": outcome", compliance.Text("outcome"), want.outcome)
		rfc := compliance.Text("rfc")
		if want.rfc != "" {
			same(t, username+": rfc", rfc, want.rfc)
		}
		same(t, username+": sender", invoices.Text("0.sender_id"), rfc)
		status := w.Do(http.MethodPost, "/api/tax-status/", bodies["tax-status"]).Want(http.StatusCreated)
		same(t, username+": rfc of the status", status.Text("tax_payer_information.rfc"), rfc)
		if curp, person := status.Value("tax_payer_information.curp").(string); person && curp[:10] != rfc[:10] {
			t.Errorf("%s: the CURP %s and the RFC %s are of two people", username, curp, rfc)
		}
	}
}

// TestFiscalHistoryIsReported looks at the webhooks of a recurrent link's history.
func TestFiscalHistoryIsReported(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	link := w.register("tatooine_mx_fiscal", "fiscal100", fields{"access_mode": "recurrent", "fetch_resources": []string{
		"INVOICES", "TAX_RETURNS", "TAX_STATUS", "FINANCIAL_STATEMENTS"}}).Want(http.StatusCreated).Text("id")
	w.server.Advance(time.Second)
	inbox := w.Do(http.MethodGet, "/__emulator/v1/webhooks/inbox", nil).Want(http.StatusOK)
	for _, want := range []string{`"initial_inflow_update"`, `"initial_outflow_update"`, `"total_invoices":`,
		`"type":"yearly"`, `"type":"monthly"`, `"first_tax_return_year":2023`, `"new_financial_statements":2`,
		`"total_tax_status":1`, link} {
		if !strings.Contains(strings.ReplaceAll(string(inbox.Body), " ", ""), want) {
			t.Errorf("no webhook says %s", want)
		}
	}
	kinds := w.Do(http.MethodGet, "/api/tax-returns/?page_size=1000&link="+link, nil).Want(http.StatusOK)
	if n, _ := kinds.Value("count").(float64); n != 39 { // of 37 months and two years
		t.Errorf("the link has %v tax returns, want 39", n)
	}
	of2024 := w.Do(http.MethodGet, "/api/tax-returns/?ejercicio=2024&page_size=1000", nil).Want(http.StatusOK)
	same(t, "the returns of 2024", of2024.Value("count"), any(13.0))
}

// TestTaxDeclarationsOfColombia walks the one resource of the other tax authority.
func TestTaxDeclarationsOfColombia(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	for username, kind := range map[string]string{"fiscal100": "210", "9001234561": "110"} {
		link := w.Register("tatooine_co_fiscal", username)
		body := fields{"link": link, "year_from": "2023", "year_to": "2024", "attach_pdf": true}
		answer := w.Do(http.MethodPost, "/api/tax-declarations/", body).Want(http.StatusCreated)
		same(t, username+": form", answer.Text("0.document_information.type"), kind)
		list := w.Do(http.MethodGet, "/api/tax-declarations/?year=2023&link="+link, nil).Want(http.StatusOK)
		ids := texts(list, "id")
		same(t, username+": declarations of 2023", len(ids), 1)
		w.Do(http.MethodDelete, "/api/tax-declarations/"+ids[0]+"/", nil).Want(http.StatusNoContent)
		rest := texts(w.Do(http.MethodGet, "/api/tax-declarations/?link="+link, nil).Want(http.StatusOK), "id")
		if len(rest) != 1 || slices.Contains(rest, ids[0]) {
			t.Errorf("%s: after the deletion there are %v", username, rest)
		}
	}
}
