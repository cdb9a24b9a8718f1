package e2e_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"

	"belvo-emulator/emulator"
	"belvo-emulator/emulator/emulatortest"
)

// TestSettingsShapeAnswers: pages, data, new fields, nulls and long texts, for one sandbox alone.
func TestSettingsShapeAnswers(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.SetSettings(emulatortest.Settings{PageSize: 1, UnknownFields: true, Nulls: true, LongTexts: true})
	list := w.Do(http.MethodGet, "/api/institutions/", nil).Want(http.StatusOK)
	same(t, "the page", len(list.Value("results").([]any)), 1)
	same(t, "the new field", list.Text("results.0.new_field_of_a_later_version.value"), "unknown to every client")
	link := w.Register("erebor_mx_retail", "bnk100")
	got := w.Do(http.MethodPost, "/api/transactions/", fields{"link": link, "date_from": "2026-02-01", "date_to": "2026-03-01"}).
		Want(http.StatusCreated)
	same(t, "a text", len(got.Text("0.description")) >= 1000, true)
	same(t, "a nullable field", got.Value("0.merchant"), nil)
	same(t, "the neighbour's page", len(w.fresh(t).Do(http.MethodGet, "/api/institutions/", nil).Value("results").([]any)), 10)
	w.SetSettings(emulatortest.Settings{Currency: "USD"})
	same(t, "a currency", w.accounts(link).Want(http.StatusCreated).Text("0.currency"), "USD")
	w.SetSettings(emulatortest.Settings{Data: "none"})
	none := w.Register("erebor_mx_retail", "bnk101")
	same(t, "the data", string(w.accounts(none).Want(http.StatusCreated).Body), "[]")
	same(t, "the settings", w.Settings().Data, "none")
	for body, want := range map[string]string{`{"data": "non"}`: `did you mean "none"?`, `{"page_size": 1001}`: "at most 1000",
		`{"currency": "usd"}`:             "three capital letters",
		`{"webhooks": {"delay": "soon"}}`: "a duration", `{"webhooks": {"when": "later"}}`: "unknown"} {
		text := w.Do(http.MethodPut, v1+"settings", body).Want(http.StatusBadRequest).Text("error")
		same(t, text, strings.Contains(text, want), true)
	}
}

// lost is a story whose registration is lost, after which the bank demands a token.
const lost = `
version: 1
name: lost-and-asked
webhooks: {duplicate: true}
answers: {page_size: 2}
steps:
  - {at: POST /api/links/, nth: 1, respond: ok, fault: reset}
  - {before: POST /api/accounts/, nth: 1, event: demand_token}
  - {before: POST /api/accounts/, nth: 2, event: refresh, bank: login_error}
  - {before: "GET /api/links/{id}/", nth: 1, advance: 25h}
  - {at: POST /api/owners/, nth: 1, respond: institution_down, always: true}
`

// TestAStoryIsToldAndReported: it is made of queued answers and settings, and the report says which of its
// steps took effect, and in which state each link was.
func TestAStoryIsToldAndReported(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	told := w.Tell(lost)
	same(t, "the sentences", strings.Join(told.Sentences, "\n"), `each webhook comes twice
a page of a list has 2 of its objects
POST /api/links/ (the 1st) is carried out, and its answer is lost
the bank demands a token of the link right before POST /api/accounts/ (the 1st)
the link is refreshed and the bank answers login_error right before POST /api/accounts/ (the 2nd)
25h pass right before GET /api/links/{id}/ (the 1st)
each POST /api/owners/ from the 1st on is answered institution_down`)
	body := fields{"institution": "erebor_mx_retail", "username": "bnk100", "password": "pass_valid"}
	if _, err := w.Try(http.MethodPost, "/api/links/", body); err == nil {
		t.Error("the answer was not lost")
	}
	link := w.Register("erebor_mx_retail", "bnk100")
	w.accounts(link).Want(http.StatusPreconditionRequired, "token_required")
	w.accounts(link).Want(http.StatusBadRequest, "invalid_link")
	same(t, "the status", w.Status(link), "invalid")
	r := w.Report()
	same(t, "the story", r.Story, "lost-and-asked")
	for i, took := range []bool{true, true, true, true, false} {
		same(t, "that a step took effect", r.Steps[i].Took, took)
	}
	same(t, "the reason", r.Steps[4].Why, "no such request came, or its answer could not be this one")
	same(t, "the links", r.Links[0].Links, 2)
	same(t, "the requests", len(r.Requests), 5)
	asked := r.Requests[2]
	same(t, "a point", asked.Point().At, "POST /api/accounts/")
	same(t, "the state before", string(asked.Before)+" "+string(asked.After), "token_required token_required")
	same(t, "sameness", asked.Same, r.Requests[3].Same)
	same(t, "the counts", asked.Nth*10+r.Requests[3].Nth, 12)
	w.EndStory()
	same(t, "the queue", len(w.NextWaiting().Waiting), 0)
	same(t, "the settings", w.Settings().PageSize, 0)
}

// TestStoriesHaveTheirMistakesTold with file, line and what was probably meant.
func TestStoriesHaveTheirMistakesTold(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	for step, want := range map[string]string{
		`{at: POST /api/link/, respond: ok}`:                             `story.yaml:4:10: there is no operation "POST /api/link/", did you mean "POST /api/links/"?`,
		`{at: POST /api/links/, event: refresh}`:                         `say before instead of at`,
		`{respond: ok}`:                                                  `either at or before`,
		`{at: POST /api/links/}`:                                         `one of respond, fault and latency`,
		`{before: POST /api/links/, advance: 1h, event: refresh}`:        `either event or advance`,
		`{before: POST /api/links/, advance: 1h, fault: reset}`:          `a step of its own`,
		`{before: POST /api/links/, event: invalidate, bank: ok}`:        `only the event refresh`,
		`{at: POST /api/links/, respond: ok, times: 2, always: true}`:    `exclude each other`,
		`{at: POST /api/links/, respond: ok, times: 1000000000000}`:      `at most 1000000`,
		`{at: POST /api/links/, respond: oke}`:                           `did you mean "ok"?`,
		`{at: POST /api/links/, fault: {status: 200}}`:                   `400`,
		`{at: POST /api/links/, respond: ok, nht: 2}`:                    `unknown key "nht"`,
		`{before: POST /api/links/, event: refresh, when: next_contact}`: `cannot happen next_contact`,
	} {
		answer := w.Do(http.MethodPut, v1+"story", "version: 1\nname: x\nsteps:\n  - "+step+"\n",
			"Content-Type: application/yaml").Want(http.StatusBadRequest)
		if text := answer.Text("error"); !strings.Contains(text, want) {
			t.Errorf("%s is told %s, want %s", step, text, want)
		}
	}
}

// TestWebhooksComeWhenTheyAreToCome: before the answer of the request that causes them, after it, or not
// before they are released.
func TestWebhooksComeWhenTheyAreToCome(t *testing.T) {
	t.Parallel()
	for when, want := range map[string]string{"before_answer": "webhook answer", "after_answer": "answer webhook",
		"held": "answer"} {
		var mu sync.Mutex
		var order []string
		note := func(what string) {
			mu.Lock()
			defer mu.Unlock()
			if len(order) == 0 || order[len(order)-1] != what {
				order = append(order, what)
			}
		}
		// The emulator sends after it has written the answer, which is not yet when the client has read it.
		read := make(chan struct{})
		w := newWorld(t, background, sendTo(receive(t, func(int, http.ResponseWriter) {
			if when == "after_answer" {
				<-read
			}
			note("webhook")
		})))
		w.SetSettings(emulatortest.Settings{Webhooks: &emulatortest.Hooking{When: when}})
		w.Register("erebor_mx_retail", "bnk100")
		note("answer")
		close(read)
		w.Quiet()
		mu.Lock()
		same(t, when, strings.Join(order, " "), want)
		mu.Unlock()
		if when == "held" {
			for _, d := range w.Deliveries(emulatortest.WebhookFilter{}) {
				same(t, "how it is shown", fmt.Sprintln(d.State, d.Held, d.Next), "pending true <nil>\n")
			}
			for _, due := range w.Agenda() {
				same(t, "a webhook is due", due.Kind == "webhook", false)
			}
			same(t, "what waited", w.ReleaseWebhooks() > 0, true)
			w.Quiet()
			same(t, "what came", len(w.Report().Webhooks) > 0, true)
		}
	}
}

// TestQuietIsWhenNothingHappens: not while a request is open.
func TestQuietIsWhenNothingHappens(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.next(fields{"latency": "3s"})
	done := make(chan struct{})
	go func() {
		defer close(done)
		w.Do(http.MethodGet, "/api/links/", nil)
	}()
	until(t, "the answer waits", func() bool { return w.server.Waiting() > 0 })
	w.Do(http.MethodGet, v1+"quiet?while=0s&timeout=20ms", nil).Want(http.StatusRequestTimeout)
	w.server.Advance(3e9)
	<-done
	var now struct{ Mode string }
	unmarshal(t, w.Do(http.MethodGet, v1+"quiet?while=1ms&timeout=60s", nil).Want(http.StatusOK).Body, &now)
	same(t, "the clock", now.Mode, "real")
	w.Do(http.MethodGet, v1+"quiet?while=1h", nil).Want(http.StatusBadRequest)
	if !json.Valid(w.ask("report").Body) {
		t.Error("the report is no JSON")
	}
}

// TestNoStepWhereNoStoryHasOne: the report numbers the requests at which a story can have a step, and no others.
func TestNoStepWhereNoStoryHasOne(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.Do(http.MethodGet, "/api/linkz/", nil).Want(http.StatusNotFound)
	w.Widget(emulatortest.Visit{AccessToken: w.AccessToken(""),
		Answers: map[string]any{"institution": "erebor_mx_retail", "username": "bnk100", "password": "pass_valid"}})
	points, numbered := emulator.Points(), 0
	for _, r := range w.Report().Requests {
		if r.Nth > 0 {
			numbered++
		}
		if at := r.Point().At; (r.Nth > 0) != slices.Contains(points, at) {
			t.Errorf("%s has the number %d", at, r.Nth)
		}
	}
	same(t, "there are numbers", numbered > 1, true)
}
