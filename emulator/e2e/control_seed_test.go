package e2e_test

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"belvo-emulator/emulator/emulatortest"
)

// seed makes links by a control call.
func (w world) seed(body fields) *emulatortest.Answer {
	w.t.Helper()
	return w.Do(http.MethodPost, v1+"links", body).Want(http.StatusOK)
}

// steps tells the path that a seeded link has walked.
func steps(made *emulatortest.Answer) string {
	list, _ := made.Value("links.0.path").([]any)
	var events []string
	for _, step := range list {
		events = append(events, fmt.Sprint(step.(map[string]any)["event"]))
	}
	return strings.Join(events, " ")
}

// TestLinksAreSeededInAnyState: the link is as Belvo shows it, has walked the shortest path, and a
// request for its data is answered as in that state.
func TestLinksAreSeededInAnyState(t *testing.T) {
	t.Parallel()
	six := "register_ok" + strings.Repeat(" retrieve_refused", 5) + " retrieve_exhausted"
	for _, c := range []struct {
		bank, state, status, path, place string
		post                             int
		code                             string
	}{
		{"erebor_mx_retail", "", "valid", "register_ok", "sandbox/", 201, ""},
		{"erebor_mx_retail", "valid", "valid", "register_ok", "sandbox/", 201, ""},
		{"erebor_mx_retail", "unconfirmed", "unconfirmed", "register_challenged", "sandbox/", 400,
			"unconfirmed_link"},
		{"erebor_mx_retail", "token_required", "token_required", "register_ok retrieve_challenged", "sandbox/",
			201, ""},
		{"erebor_mx_retail", "invalid", "invalid", six, "sandbox/", 400, "invalid_link"},
		{"erebor_mx_retail", "expired", "invalid", "register_ok credentials_expired", "sandbox/", 404,
			"expired_credentials"},
		{"heimdall_mx_retail", "token_required", "token_required", "register_ok retrieve_challenged",
			"heimdall/locked", 428, "token_required"},
		{"heimdall_mx_retail", "valid", "valid", "register_ok", "heimdall/linked", 428, "token_required"},
	} {
		t.Run(c.bank+" "+c.state, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			body := fields{"institution": c.bank, "state": c.state}
			if c.state == "" {
				delete(body, "state")
			}
			made := w.seed(body)
			link := made.Text("links.0.link.id")
			same(t, "the path", steps(made), c.path)
			same(t, "the status", made.Text("links.0.link.status"), c.status)
			same(t, "the status in the API", w.Status(link), c.status)
			if place := made.Text("links.0.scenario"); !strings.HasPrefix(place, c.place) {
				t.Errorf("its user stands at %s, want %s", place, c.place)
			}
			answer := w.accounts(link)
			same(t, "the answer to a POST for data", answer.Status, c.post)
			if c.code != "" {
				same(t, "its code", answer.Text("0.code"), c.code)
			}
		})
	}
}

// TestASeededLifeIsARealOne: webhooks, timers and data are those of the same life by requests.
func TestASeededLifeIsARealOne(t *testing.T) {
	t.Parallel()
	seeded, walked := newWorld(t, manual), newWorld(t, manual)
	link := walked.Register("heimdall_mx_retail", "bnk100")
	walked.accounts(link).Want(http.StatusPreconditionRequired)
	seeded.seed(fields{"institution": "heimdall_mx_retail", "username": "bnk100", "state": "token_required",
		"id": link})
	for _, path := range []string{"links/" + link, "clock/agenda"} {
		same(t, path, string(seeded.ask(path).Body), string(walked.ask(path).Body))
	}
	if got, want := seeded.inboxNames(), walked.inboxNames(); len(want) == 0 || !slices.Equal(got, want) {
		t.Errorf("the webhooks are %q, want %q", got, want)
	}
	for _, resource := range []string{"accounts", "transactions", "owners"} {
		same(t, resource, len(seeded.resultsOf(resource, link)), len(walked.resultsOf(resource, link)))
	}
	same(t, "transitions", fmt.Sprint(seeded.server.Walked()), fmt.Sprint(walked.server.Walked()))
}

// TestASeedSaysWhatItWants: every field shows where Belvo and the control surface show it.
func TestASeedSaysWhatItWants(t *testing.T) {
	t.Parallel()
	const id = "7c9e6679-7425-40de-944b-e07fc1f90ae7"
	w := newWorld(t)
	made := w.seed(fields{"links": []fields{
		{"institution": "erebor_mx_retail", "id": id, "username": "mine", "external_id": "user-1",
			"access_mode": "recurrent", "refresh_rate": "6h", "stale_in": "30d", "fetch_resources": []string{"OWNERS"},
			"scenario": "heimdall", "scenario_state": "locked"},
		{"institution": "erebor_mx_retail", "access_mode": "single", "credentials_storage": "10d"},
	}})
	for place, want := range map[string]string{
		"0.link.id": id, "0.link.external_id": "user-1", "0.link.access_mode": "recurrent",
		"0.link.refresh_rate": "6h", "0.link.stale_in": "30d", "0.link.fetch_resources.0": "OWNERS",
		"0.scenario": "heimdall/locked", "1.link.access_mode": "single", "1.link.credentials_storage": "10d",
	} {
		same(t, place, made.Text("links."+place), want)
	}
	known := w.inspect(id)
	same(t, "its user", known.Text("username"), "mine")
	same(t, "its pin", known.Text("scenario.pinned"), "true")
	due := emulatortest.Epoch.Add(6 * time.Hour).Format(time.RFC3339)
	same(t, "when it is refreshed", w.ask("clock/agenda").Text("0.at"), due)
}

// TestEveryInstitutionTakesASeed: the forms of all institutions can be filled in.
func TestEveryInstitutionTakesASeed(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	var seeds []fields
	for path := "/api/institutions/?page_size=100"; path != ""; {
		page := w.Do(http.MethodGet, path, nil).Want(http.StatusOK)
		for _, name := range texts(page, "name") {
			for _, state := range []string{"valid", "unconfirmed", "token_required", "invalid", "expired"} {
				seeds = append(seeds, fields{"institution": name, "state": state})
			}
		}
		path = page.Text("next")
	}
	made, _ := w.seed(fields{"links": seeds}).Value("links").([]any)
	for i, one := range made {
		same(t, fmt.Sprint(seeds[i]), one.(map[string]any)["state"], seeds[i]["state"])
	}
	same(t, "links", w.Do(http.MethodGet, "/api/links/", nil).Value("count"), any(float64(len(seeds))))
}

// TestBadSeedsMakeNothing: a mistake is explained, and no link is made of those before it either.
func TestBadSeedsMakeNothing(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	const erebor, twice = "erebor_mx_retail", "7c9e6679-7425-40de-944b-e07fc1f90ae7"
	for _, c := range []struct {
		body   fields
		status int
		want   string
	}{
		{fields{}, 400, "institution: there must be one"},
		{fields{"institution": "erebor_mx_retial"}, 400, `did you mean "erebor_mx_retail"?`},
		{fields{"institution": erebor, "state": "deleted"}, 409,
			`no link is "deleted"; possible are unconfirmed, valid, token_required, invalid, expired`},
		{fields{"institution": erebor, "state": "suspended"}, 400, "possible are unconfirmed"},
		{fields{"institution": erebor, "state": "expired", "access_mode": "recurrent"}, 409, "stored for good"},
		{fields{"institution": erebor, "scenario": "heimdal"}, 400, `did you mean "heimdall"?`},
		{fields{"institution": erebor, "scenario": "heimdall", "scenario_state": "lockt"}, 400,
			`did you mean "locked"?`},
		{fields{"institution": erebor, "username": "not a user"}, 400, `the field "username" does not satisfy`},
		{fields{"institution": erebor, "external_id": "x"}, 400, "external_id: Ensure this field has at least 3"},
		{fields{"institution": erebor, "access_mode": "often"}, 400, `"access_mode": unknown "often", expected one of`},
		{fields{"institution": erebor, "refresh_rate": "5h"}, 400, "refresh_rate: must be one of 6h, 12h"},
		{fields{"institution": erebor, "refresh_rate": "6h", "access_mode": "single"}, 409, "only recurrent links"},
		{fields{"institution": erebor, "stale_in": "soon"}, 400, "stale_in: "},
		{fields{"institution": erebor, "credentials_storage": "1d"}, 400, "must store the credentials"},
		{fields{"institution": erebor, "fetch_resources": []string{"INVOICES"}}, 400, "only supports"},
		{fields{"institution": erebor, "stat": "valid"}, 400, `did you mean "state"?`},
		{fields{"institution": erebor, "id": "1"}, 400, "id"},
		{fields{"institution": erebor, "links": []fields{}}, 400, "not both"},
		{fields{"stale_in": "30d", "links": []fields{{"institution": erebor}}}, 400, "not both"},
		{fields{"links": []fields{{"institution": erebor}, {"institution": erebor, "state": "none"}}}, 409,
			`links[1]: state: no link is "none"`},
		{fields{"links": []fields{{"institution": erebor, "id": twice}, {"institution": erebor, "id": twice}}}, 400,
			"links[1]: id: " + twice + " is there twice"},
	} {
		answer := w.Do(http.MethodPost, v1+"links", c.body)
		if text := answer.Text("error"); answer.Status != c.status || !strings.Contains(text, c.want) {
			t.Errorf("%v: %d %s, want %d %s", c.body, answer.Status, text, c.status, c.want)
		}
	}
	same(t, "links", w.Do(http.MethodGet, "/api/links/", nil).Value("count"), any(0.0))
	w.seed(fields{"institution": erebor, "id": twice})
	w.Do(http.MethodPost, v1+"links", fields{"institution": erebor, "id": twice}).Want(http.StatusConflict)
}
