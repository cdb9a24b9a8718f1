package contract_test

import (
	"net/http"
	"strconv"
	"strings"
	"testing"

	"github.com/google/uuid"

	"belvo-emulator/emulator/contract"
	"belvo-emulator/emulator/emulatortest"
	"belvo-emulator/emulator/internal/belvo"
	"belvo-emulator/emulator/internal/data/registry"
)

type fields = contract.Fields

// narrator makes requests in a sandbox of its own and has every answer checked.
type narrator struct {
	*emulatortest.Sandbox
	ledgers []*ledger
}

// ask sends a request and checks its answer.
func (n narrator) ask(method, path string, body any, headers ...string) *emulatortest.Answer {
	answer := n.Do(method, path, body, headers...)
	bare, _, _ := strings.Cut(path, "?")
	for _, l := range n.ledgers {
		l.note(contract.Exchange{Method: method, Path: bare, Status: answer.Status,
			ContentType: answer.Header.Get("Content-Type"), Body: answer.Body})
	}
	return answer
}

// stranger is the same sandbox asked with wrong keys.
func (n narrator) stranger() narrator {
	sandbox := *n.Sandbox
	sandbox.Password = "wrong"
	return narrator{&sandbox, n.ledgers}
}

// tellTheStory drives every operation, in sandboxes side by side.
func tellTheStory(t *testing.T, ledgers map[string]*ledger) {
	t.Helper()
	server := emulatortest.Start(t)
	both := []*ledger{ledgers[current], ledgers[legacy]}
	t.Run("story", func(t *testing.T) {
		t.Run("links", func(t *testing.T) {
			t.Parallel()
			aboutLinks(t, narrator{server.Sandbox(t), both})
		})
		t.Run("enrichment", func(t *testing.T) {
			t.Parallel()
			aboutEnrichment(narrator{server.Sandbox(t), both})
		})
		for _, row := range registry.Registry() {
			for _, inst := range contract.Institutions(row) {
				t.Run(row.Path+" "+inst.Name, func(t *testing.T) {
					t.Parallel()
					n := narrator{server.Sandbox(t), both}
					if known := generation(inst); known == legacy || len(row.Shapes) > 1 && inst.Type == "bank" {
						n.ledgers = []*ledger{ledgers[known]}
					}
					aboutResource(t, n, row, inst)
					aboutNothing(n, row, inst)
				})
			}
		}
	})
}

// generation is the description that knows an institution: the current one has no banks with
// credentials.
func generation(inst *belvo.Institution) string {
	if !contract.OpenFinance(inst) && (inst.Type == "bank" || inst.Type == "gig") {
		return legacy
	}
	return current
}

// aboutResource drives all operations of a resource at one institution, the good ways and the bad.
func aboutResource(t *testing.T, n narrator, row *registry.Row, inst *belvo.Institution) {
	t.Helper()
	path := "/" + row.Path + "/"
	link := n.ask(http.MethodPost, "/api/links/", contract.Login(inst)).Want(http.StatusCreated).Text("id")
	if row.Operations.Retrieve != "" {
		account := func() string { return n.ask(http.MethodGet, "/api/accounts/?link="+link, nil).Text("results.0.id") }
		for _, body := range contract.Bodies(row, link, account, belvo.DateOf(emulatortest.Epoch)) {
			aboutRetrieving(t, n, row, path, body)
		}
	}
	query := "?page_size=100&link=" + link
	if row.ListNeeds == "user_document" {
		query = "?user_document=" + contract.Login(inst)["username"].(string)
		n.ask(http.MethodGet, path, nil)
	}
	list := n.ask(http.MethodGet, path+query, nil).Want(http.StatusOK)
	n.ask(http.MethodGet, path+query+"&created_at__gt=x", nil)
	n.stranger().ask(http.MethodGet, path+query, nil).Want(http.StatusUnauthorized)
	id := list.Text("results.0.id")
	if id == "" {
		t.Fatalf("there is no object of %s: %s", row.Path, list.Body)
	}
	n.ask(http.MethodGet, path+id+"/", nil).Want(http.StatusOK)
	n.ask(http.MethodGet, path+uuid.NewString()+"/", nil).Want(http.StatusNotFound)
	n.stranger().ask(http.MethodGet, path+id+"/", nil).Want(http.StatusUnauthorized)
	if row.Below != nil {
		n.ask(http.MethodGet, path+id+"/"+row.Below.Path+"/?page_size=100", nil).Want(http.StatusOK)
		n.ask(http.MethodGet, path+uuid.NewString()+"/"+row.Below.Path+"/", nil).Want(http.StatusNotFound)
	}
	if row.Operations.Destroy != "" {
		n.ask(http.MethodDelete, path+id+"/", nil).Want(http.StatusNoContent)
		n.ask(http.MethodDelete, path+id+"/", nil).Want(http.StatusNotFound)
	}
}

// aboutNothing asks for a resource of a user without data, or without some kind of it.
func aboutNothing(n narrator, row *registry.Row, inst *belvo.Institution) {
	path := "/" + row.Path + "/"
	link := n.ask(http.MethodPost, "/api/links/", contract.EmptyLogin(inst)).Want(http.StatusCreated).Text("id")
	if row.Operations.Retrieve != "" {
		nobody := func() string { return uuid.NewString() }
		for _, body := range contract.Bodies(row, link, nobody, belvo.DateOf(emulatortest.Epoch)) {
			n.ask(http.MethodPost, path, body)
		}
	}
	if id := n.Do(http.MethodGet, path+"?link="+link, nil).Text("results.0.id"); id != "" {
		n.ask(http.MethodGet, path+"?link="+link, nil).Want(http.StatusOK) // an empty one fits any schema
		n.ask(http.MethodGet, path+id+"/", nil).Want(http.StatusOK)
	}
}

// aboutRetrieving asks for data with a body, and with what is wrong about it.
func aboutRetrieving(t *testing.T, n narrator, row *registry.Row, path string, body fields) {
	t.Helper()
	with := func(name string, value any) fields {
		changed := fields{name: value}
		for k, v := range body {
			if k != name {
				changed[k] = v
			}
		}
		return changed
	}
	n.ask(http.MethodPost, path, body).Want(http.StatusCreated)
	n.ask(http.MethodPost, path, with("save_data", false)).Want(http.StatusOK)
	n.ask(http.MethodPost, path, with("link", nil)).Want(http.StatusBadRequest)
	n.ask(http.MethodPost, path, with("link", uuid.NewString())).Want(http.StatusBadRequest)
	n.stranger().ask(http.MethodPost, path, body).Want(http.StatusUnauthorized)
	if row.Async {
		n.ask(http.MethodPost, path, body, "X-Belvo-Request-Mode: async").Want(http.StatusAccepted)
	}
	if row.Operations.Patch == "" {
		return
	}
	n.ask(http.MethodPatch, path, fields{"session": strings.Repeat("0", 32), "link": body["link"], "token": "1"}).
		Want(http.StatusBadRequest)
	asked := n.ask(http.MethodPost, path, body, "X-Belvo-Emulator-Scenario: heimdall-once").
		Want(http.StatusPreconditionRequired)
	n.ask(http.MethodPatch, path, fields{"session": asked.Text("0.session"), "link": body["link"],
		"token": "111111"}).Want(http.StatusCreated)
	n.ask(http.MethodPost, path, body, "X-Belvo-Emulator-Scenario: sandbox").Want(http.StatusCreated)
}

// aboutLinks drives the operations on links, institutions and tokens.
func aboutLinks(t *testing.T, n narrator) {
	t.Helper()
	const links = "/api/links/"
	bodies := []fields{
		{"institution": "erebor_mx_retail", "username": "bnk100", "password": "full", "access_mode": "recurrent",
			"external_id": "customer-17", "fetch_resources": []string{"ACCOUNTS", "OWNERS"}},
		{"institution": "tatooine_mx_fiscal", "username": "PFIS010101000", "password": "individual",
			"access_mode": "single", "credentials_storage": "30d", "stale_in": "90d"},
		{"institution": "planet_mx_employment", "username": "BLPM951331IONVGR54", "access_mode": "single"},
	}
	ids := []string{}
	for _, body := range bodies {
		ids = append(ids, n.ask(http.MethodPost, links, body).Want(http.StatusCreated).Text("id"))
	}
	n.ask(http.MethodPost, links, fields{}).Want(http.StatusBadRequest)
	n.ask(http.MethodPost, links, fields{"institution": "narnia", "username": "a", "password": "b"}).
		Want(http.StatusBadRequest, "does_not_exist")
	n.ask(http.MethodPost, links, fields{"institution": "erebor_mx_retail", "username": "user_invalid",
		"password": "pass_invalid"}).Want(http.StatusBadRequest, "login_error")
	n.stranger().ask(http.MethodPost, links, bodies[0]).Want(http.StatusUnauthorized)
	asked := n.ask(http.MethodPost, links, fields{"institution": "heimdall_mx_retail", "username": "mfa_numeric",
		"password": "pass_valid"}).Want(http.StatusPreconditionRequired)
	n.ask(http.MethodPatch, links, fields{"session": strings.Repeat("0", 32), "token": "1"}).
		Want(http.StatusBadRequest, "session_expired")
	asked = n.ask(http.MethodPatch, links, answering(asked, "999999")).Want(http.StatusPreconditionRequired)
	n.ask(http.MethodPatch, links, answering(asked, "111111")).Want(http.StatusOK)
	n.stranger().ask(http.MethodPatch, links, answering(asked, "111111")).Want(http.StatusUnauthorized)
	n.ask(http.MethodGet, links, nil).Want(http.StatusOK)
	n.stranger().ask(http.MethodGet, links, nil).Want(http.StatusUnauthorized)
	aboutOneLink(t, n, links+ids[0]+"/")
	aboutInstitutionsAndTokens(t, n, ids[1])
	n.ask(http.MethodDelete, links+ids[1]+"/", nil).Want(http.StatusNoContent)
	n.ask(http.MethodDelete, links+ids[2]+"/", nil, "X-Belvo-Request-Mode: async").Want(http.StatusAccepted)
	n.ask(http.MethodDelete, links+ids[1]+"/", nil).Want(http.StatusNotFound)
	n.stranger().ask(http.MethodDelete, links+ids[1]+"/", nil).Want(http.StatusUnauthorized)
}

// answering is the body that answers a 428.
func answering(asked *emulatortest.Answer, token string) fields {
	return fields{"session": asked.Text("0.session"), "link": asked.Text("0.link"), "token": token}
}

// aboutOneLink drives the operations on a link that exists.
func aboutOneLink(t *testing.T, n narrator, path string) {
	t.Helper()
	nobody := "/api/links/" + uuid.NewString() + "/"
	n.ask(http.MethodGet, path, nil).Want(http.StatusOK)
	n.ask(http.MethodGet, nobody, nil).Want(http.StatusNotFound)
	n.stranger().ask(http.MethodGet, path, nil).Want(http.StatusUnauthorized)
	n.ask(http.MethodPut, path, fields{"password": "pass_new"}).Want(http.StatusOK)
	n.ask(http.MethodPut, path, fields{}).Want(http.StatusBadRequest)
	n.ask(http.MethodPut, nobody, fields{"password": "pass_new"}).Want(http.StatusNotFound)
	n.stranger().ask(http.MethodPut, path, fields{"password": "pass_new"}).Want(http.StatusUnauthorized)
	n.ask(http.MethodPut, path, fields{"password": "pass_new"}, "X-Belvo-Emulator-Scenario: heimdall").
		Want(http.StatusOK)
	n.ask(http.MethodPatch, path, fields{"access_mode": "single"}).Want(http.StatusOK)
	n.ask(http.MethodPatch, path, fields{"access_mode": "Dominik"}).Want(http.StatusBadRequest, "invalid_choice")
	n.ask(http.MethodPatch, nobody, fields{"access_mode": "single"}).Want(http.StatusNotFound)
	n.stranger().ask(http.MethodPatch, path, fields{"access_mode": "single"}).Want(http.StatusUnauthorized)
	n.ask(http.MethodPost, path+"refresh/", fields{"fetch_resources": []string{"ACCOUNTS"}}).
		Want(http.StatusAccepted)
	n.ask(http.MethodPost, path+"refresh/", nil).Want(http.StatusConflict, "link_refreshed")
	n.ask(http.MethodPost, nobody+"refresh/", nil).Want(http.StatusNotFound)
	n.stranger().ask(http.MethodPost, path+"refresh/", nil).Want(http.StatusUnauthorized)
}

func aboutInstitutionsAndTokens(t *testing.T, n narrator, link string) {
	t.Helper()
	for page := 1; page <= 3; page++ {
		n.ask(http.MethodGet, "/api/institutions/?page="+strconv.Itoa(page), nil).Want(http.StatusOK)
	}
	id := n.ask(http.MethodGet, "/api/institutions/?name=heimdall_mx_retail", nil).Text("results.0.id")
	n.ask(http.MethodGet, "/api/institutions/"+id+"/", nil).Want(http.StatusOK)
	n.ask(http.MethodGet, "/api/institutions/999999/", nil).Want(http.StatusNotFound)
	n.stranger().ask(http.MethodGet, "/api/institutions/"+id+"/", nil).Want(http.StatusUnauthorized)
	n.stranger().ask(http.MethodGet, "/api/institutions/", nil).Want(http.StatusUnauthorized)
	n.ask(http.MethodPost, "/api/token/", fields{"id": n.ID, "password": n.Password,
		"scopes": "read_institutions,write_links,read_links", "link_id": link}).Want(http.StatusOK)
	n.ask(http.MethodPost, "/api/token/", fields{"id": n.ID, "password": n.Password, "scopes": "write_links",
		"stale_in": "soon"}).Want(http.StatusBadRequest)
}

// aboutEnrichment drives the operations on transactions that are sent along.
func aboutEnrichment(n narrator) {
	for _, path := range []string{"/api/enrich/incomes/", "/api/categorization/"} {
		some := []fields{}
		for _, text := range []string{"Salário", "UBER", "?"} {
			some = append(some, fields{"transaction_id": text, "account_holder_type": "INDIVIDUAL",
				"account_holder_id": uuid.NewString(), "account_id": "1", "account_category": "SAVINGS_ACCOUNT",
				"value_date": "2026-03-01", "description": text, "type": "INFLOW", "amount": 650.89,
				"currency": "BRL", "institution": "Erebor Brazil"})
		}
		body := fields{"language": "pt", "transactions": some}
		n.ask(http.MethodPost, path, body).Want(http.StatusOK)
		n.ask(http.MethodPost, path, fields{"language": "pt", "transactions": []fields{{}}}).
			Want(http.StatusBadRequest, "required")
		n.stranger().ask(http.MethodPost, path, body).Want(http.StatusUnauthorized)
	}
}
