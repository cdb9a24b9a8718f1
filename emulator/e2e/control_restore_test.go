package e2e_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"belvo-emulator/emulator"
	"belvo-emulator/emulator/internal/clock"
	"belvo-emulator/emulator/internal/webhook"
)

// byHand is a world as somebody would write it.
const byHand = `version: 1
clock: {mode: manual, now: 2026-01-31T12:00:00Z}
links:
  - institution: heimdall_mx_retail
    username: bnk100
    state: token_required
  - institution: erebor_mx_retail
    username: old_friend
    facts: {created_at: 2024-05-06T07:08:09Z}
`

// restore puts a document in the place of the sandbox's world.
func (w world) restore(document string) string {
	w.t.Helper()
	return string(w.Do(http.MethodPut, v1+"snapshot", document).Want(http.StatusOK).Body)
}

// TestAWorldIsWrittenByHand: what is left out has its default, and the life goes on from there.
func TestAWorldIsWrittenByHand(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.Register("erebor_mx_retail", "somebody")
	same(t, "the answer", w.restore(byHand), `{"links":2,"objects":0,"warnings":[]}`+"\n")
	same(t, "the time", w.now(), "2026-01-31T12:00:00Z")
	links := w.Do(http.MethodGet, "/api/links/", nil).Want(http.StatusOK)
	for place, want := range map[string]string{"count": "2", "results.0.institution": "heimdall_mx_retail",
		"results.0.status": "token_required", "results.0.created_at": "2026-01-31T12:00:00Z",
		"results.1.institution": "erebor_mx_retail", "results.1.status": "valid",
		"results.1.created_at": "2024-05-06T07:08:09Z", "results.1.refresh_rate": "7d"} {
		if got := links.Text(place); !strings.HasPrefix(got, strings.TrimSuffix(want, "Z")) {
			t.Errorf("%s is %s, want %s", place, got, want)
		}
	}
	asked := w.accounts(links.Text("results.0.id")).Want(http.StatusPreconditionRequired)
	w.resume(asked, "111111").Want(http.StatusOK)
	w.accounts(links.Text("results.1.id")).Want(http.StatusCreated)
	w.advance("7d")
	same(t, "the time a week later", w.now(), "2026-02-07T12:00:00Z")
	w.reset()
	same(t, "links after a reset", w.Do(http.MethodGet, "/api/links/", nil).Text("count"), "0")
}

// TestASnapshotMayFetchWhatAnInstitutionHasNoMore: the lists of institutions may have changed since it
// was made. Words that no institution has are mistakes.
func TestASnapshotMayFetchWhatAnInstitutionHasNoMore(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	document := `{"version": 1, "links": [{"institution": "ofmockbank_br_retail", "username": "76109277673",
		"fetch_resources": ["ACCOUNTS", "INVOICES"], "facts": {}}]}`
	got := w.restore(document)
	if !strings.Contains(got, "does not fetch INVOICES: ofmockbank_br_retail does not have it") {
		t.Errorf("the answer is %s", got)
	}
	links := w.Do(http.MethodGet, "/api/links/", nil).Want(http.StatusOK)
	same(t, "what is fetched", fmt.Sprint(links.Value("results.0.fetch_resources")), "[ACCOUNTS]")
	wrong := strings.Replace(document, "INVOICES", "INVOICE", 1)
	if got := w.Do(http.MethodPut, v1+"snapshot", wrong).Want(http.StatusBadRequest).Text("error"); !strings.
		Contains(got, "only supports") {
		t.Error(got)
	}
}

// TestASnapshotIsWrittenAsAsked, by a parameter or by the header Accept.
func TestASnapshotIsWrittenAsAsked(t *testing.T) {
	t.Parallel()
	w := newWorld(t, manual)
	w.Register("erebor_mx_retail", "bnk100")
	for _, c := range []struct{ path, accept, media, begins string }{
		{"snapshot", "*/*", "application/json", "{\n  \"version\": 2,\n"},
		{"snapshot", "application/yaml", "application/yaml", "version: 2\n"},
		{"snapshot?format=yaml", "*/*", "application/yaml", "version: 2\n"},
		{"snapshot?format=json", "application/yaml", "application/json", "{"},
	} {
		got := w.Do(http.MethodGet, v1+c.path, nil, "Accept: "+c.accept).Want(http.StatusOK)
		same(t, c.path+" "+c.accept, got.Header.Get("Content-Type"), c.media)
		if !strings.HasPrefix(string(got.Body), c.begins) {
			t.Errorf("%s %s begins with %.40q", c.path, c.accept, got.Body)
		}
		tabs := strings.ReplaceAll(string(got.Body), "  ", "\t")
		if c.begins[0] == '{' {
			w.restore(tabs)
		}
		w.restore(string(got.Body))
	}
	got := w.Do(http.MethodGet, v1+"snapshot?format=toml", nil).Want(http.StatusBadRequest).Text("error")
	if !strings.Contains(got, `did you mean "yaml"`) {
		t.Error(got)
	}
}

// mistakesOf are documents that cannot be restored, and what is said of each. Before is a good one
// and link the id of its only link.
func mistakesOf(before, link string) [][2]string {
	erebor := func(more string) string {
		return "version: 1\nlinks: [{institution: erebor_mx_retail, " + more + "}]"
	}
	data := func(resource string) string {
		return "version: 1\ndata: [{resource: " + resource + ", link: " + link +
			", at: 2026-01-01T00:00:00Z, data_set: full}]"
	}
	return [][2]string{
		{"", "snapshot.json:1:1: the file is empty"},
		{"links: []", `1:1: missing key "version"`},
		{"version: 3", "1:10: this emulator reads versions 1 to 2 only"},
		{"version: 1\nlink: []", `2:1: unknown key "link", did you mean "links"?`},
		{"version: 1\nlinks:\n  - {institution: heimdal_mx_retail}", `3:19: unknown institution ` +
			`"heimdal_mx_retail", did you mean "heimdall_mx_retail"?`},
		{"version: 1\nclock: {mode: fast}", "must be real, manual"},
		{"version: 1\nclock: {now: 2026-02-31T00:00:00Z}", "day out of range"},
		{"version: 1\nscenario: nothing", "2:11: There is no scenario"},
		{"version: 1\nids: abc", "2:6: this is no state of a stream of ids"},
		{"version: 1\nwebhooks: {endpoints: [{url: ftp://x}]}", "begin with http://HOST"},
		{"version: 1\nsessions: [{id: x, link: y, operation: delete, expires_at: 1}]", "unknown operation"},
		{`{"version": 1, "lniks": []}`, `1:16: unknown key "lniks", did you mean "links"?`},
		{erebor("state: valdi"), `did you mean "valid"?`},
		{erebor("scenario: heimdal"), `2:51: There is no scenario "heimdal", did you mean "heimdall"?`},
		{erebor("scenario_state: up, facts: {}"), `2:57: scenario "sandbox" has no state "up"`},
		{erebor("facts: {uses: [{rule: 9, times: 1}]}"), "has no rule 9 with times"},
		{erebor("facts: {data_set: huge}"), `2:59: unknown data set "huge"`},
		{erebor("facts: {created_at: soon}"), `created_at must be a time such as 2026-01-31T12:00:00Z, not "soon"`},
		{data("ACOUNTS"), `did you mean "ACCOUNTS"?`},
		{data("ACCOUNTS"), "no link with facts has the id"},
		{strings.Replace(before, `scenario_state": "`, `scenario_state": "x`, 1), "has no state"},
		{strings.Replace(before, `"state": "token_required"`, `"state": "fine"`, 1), "unknown state"},
	}
}

// TestABadDocumentChangesNothing, and every mistake in it is told with its place.
func TestABadDocumentChangesNothing(t *testing.T) {
	t.Parallel()
	w := newWorld(t, manual)
	link := w.Register("heimdall_mx_retail", "bnk100")
	w.accounts(link)
	before := string(w.ask("snapshot").Body)
	for _, mistake := range mistakesOf(before, link) {
		document, want := mistake[0], mistake[1]
		text := w.Do(http.MethodPut, v1+"snapshot", document).Want(http.StatusBadRequest).Text("error")
		if !strings.Contains(text, want) || !strings.HasPrefix(text, "snapshot.json:") {
			t.Errorf("%.200s: %s, want %s", document, text, want)
		}
		same(t, "the world", string(w.ask("snapshot").Body), before)
	}
}

// TestASnapshotHasNoSecrets, and a receiver keeps its Authorization where it is known.
func TestASnapshotHasNoSecrets(t *testing.T) {
	t.Parallel()
	r := receive(t, nil)
	w := newWorld(t, manual, background, sendTo(r), func(c *emulator.Config) {
		c.Webhooks[0].URL += "/?key=of-the-url"
	})
	w.Do(http.MethodPost, "/api/accounts/", fields{"link": w.Register("heimdall_mx_retail", "bnk100"),
		"token": "48213777"})
	w.Do(http.MethodPost, v1+"webhooks/endpoints", fields{"id": "second", "url": "http://127.0.0.1:1/?key=of-the-second",
		"authorization": "Bearer of-the-second"}).Want(http.StatusOK)
	document := string(w.ask("snapshot").Body)
	for _, hidden := range []string{secret, "of-the-second", "of-the-url", "48213777", "pass_valid", w.Password} {
		if strings.Contains(document, hidden) {
			t.Errorf("the snapshot shows %q", hidden)
		}
	}
	r.take()
	if got := w.restore(document); !strings.Contains(got, `"warnings":[]`) {
		t.Errorf("at home: %s", got)
	}
	away := w.fresh(t)
	got := away.restore(document)
	for _, what := range []string{"Authorization", "query of the URL"} {
		if !strings.Contains(got, `the `+what+` of the endpoint \"second\" is not known`) {
			t.Errorf("elsewhere: %s", got)
		}
	}
	var ids []string
	for _, e := range read[[]struct{ ID string }](t, away.ask("webhooks/endpoints")) {
		ids = append(ids, e.ID)
	}
	same(t, "its endpoints", strings.Join(ids, " "), "main")
	away.Register("erebor_mx_retail", "bnk100")
	away.advance("1s")
	for _, h := range r.take() {
		same(t, "the Authorization of "+h.name(), h.authorization, secret)
		same(t, "the query of "+h.name(), h.query, "key=of-the-url")
	}
}

// TestWebhooksOfAWorldThatFailsAreNotSent: seeds before a mistake leave no trace.
func TestWebhooksOfAWorldThatFailsAreNotSent(t *testing.T) {
	t.Parallel()
	r := receive(t, nil)
	w := newWorld(t, manual, background, func(c *emulator.Config) {
		c.Webhooks = []webhook.Endpoint{{ID: "main", URL: r.URL}}
		c.ClockMode = clock.Mode{Manual: true}
	})
	good := "version: 1\nlinks:\n  - institution: erebor_mx_retail\n"
	mixed := good + "  - {institution: erebor_mx_retail, username: not valid}\n"
	w.Do(http.MethodPut, v1+"snapshot", mixed).Want(http.StatusBadRequest)
	w.advance("1h")
	if hits := r.take(); len(hits) > 0 {
		t.Errorf("the receiver got %q", names(hits))
	}
	w.restore(good)
	w.advance("1h")
	if hits := r.take(); len(hits) == 0 {
		t.Error("the receiver got nothing of the good world")
	}
}

// TestEachSandboxBeginsWithTheSeedFile, and a reset brings it back, with the same ids; webhooks of
// the links that walk to their states are sent.
func TestEachSandboxBeginsWithTheSeedFile(t *testing.T) {
	t.Parallel()
	path := t.TempDir() + "/world.yaml"
	write(t, path, byHand)
	w := newWorld(t, func(c *emulator.Config) { c.SeedFile = path })
	links := func(w world) string { return string(w.Do(http.MethodGet, "/api/links/", nil).Want(200).Body) }
	first := links(w)
	same(t, "links", strings.Count(first, `"id"`), 2)
	if hooks := w.inboxNames(); len(hooks) == 0 {
		t.Error("the seeded links have told nothing")
	}
	w.Register("erebor_mx_retail", "somebody")
	w.advance("40d")
	w.reset()
	same(t, "links after a reset", links(w), first)
	same(t, "the time", w.now(), "2026-01-31T12:00:00Z")
	if other := links(w.fresh(t)); other == first || strings.Count(other, `"id"`) != 2 {
		t.Errorf("another sandbox has %s", other)
	}
}
