package e2e_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"log/slog"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"

	"belvo-emulator/emulator"
	"belvo-emulator/emulator/emulatortest"
)

// attempt is an attempt as the control surface shows it.
type attempt struct {
	Delivery, Endpoint, URL, Type, Code, Started, Outcome, Error, Response string
	Webhook                                                                string `json:"webhook_id"`
	Attempt, Status                                                        int
	Next                                                                   *string `json:"next_attempt"`
	Body                                                                   json.RawMessage
}

func read[T any](t testing.TB, answer *emulatortest.Answer) (v T) {
	t.Helper()
	if err := json.Unmarshal(answer.Body, &v); err != nil {
		t.Fatalf("%v in %s", err, answer.Body)
	}
	return v
}

// fire sends a webhook about a link and returns its id.
func (w world) fire(link, kind, code string) string {
	w.t.Helper()
	body := fields{"link": link, "type": kind, "code": code}
	return w.Do(http.MethodPost, v1+"webhooks/fire", body).Want(http.StatusOK).Text("webhook_id")
}

// unsent registers a link, whose webhooks the receiver gets and forgets, and fires one more.
func (w world) unsent(r *receiver) (link, id string) {
	w.t.Helper()
	link = w.register("erebor_mx_retail", "bnk101", fields{"access_mode": "single"}).
		Want(http.StatusCreated).Text("id")
	w.advance("0s")
	if hits := r.take(); len(hits) != 0 {
		w.t.Fatalf("a single link that fetches nothing has the webhooks %q", names(hits))
	}
	return link, w.fire(link, "CONSENT", "openfinance_consent_expired")
}

// failing answers the first n requests with a status.
func failing(n, status int) func(int, http.ResponseWriter) {
	return func(i int, w http.ResponseWriter) {
		if i <= n {
			w.WriteHeader(status)
		}
		_, _ = fmt.Fprintf(w, "answer %d", i)
	}
}

// TestTheThirdAttemptIsTheSuccess has a receiver fail twice: it is asked again ten and then
// twenty seconds later, on the sandbox's clock and not an instant earlier.
func TestTheThirdAttemptIsTheSuccess(t *testing.T) {
	t.Parallel()
	w := newWorld(t, manual)
	r := receive(t, nil)
	count := 0
	r.answer = func(_ int, rw http.ResponseWriter) {
		count++
		failing(2, http.StatusInternalServerError)(count, rw)
	}
	w.Do(http.MethodPost, v1+"webhooks/endpoints", fields{"id": "main", "url": r.URL, "authorization": secret}).
		Want(http.StatusOK)
	_, id := w.unsent(r)
	var bodies [][]byte
	for _, step := range []struct {
		by    string
		state string
		due   string // on the agenda afterwards
	}{
		{"0s", "retrying", "2026-03-16T12:00:10Z webhook"}, {"9999ms", "", "2026-03-16T12:00:10Z webhook"},
		{"1ms", "retrying", "2026-03-16T12:00:30Z webhook"}, {"19999ms", "", "2026-03-16T12:00:30Z webhook"},
		{"1ms", "delivered", "2027-03-16T12:00:00Z credentials"},
	} {
		w.advance(step.by)
		hits := r.take()
		if (len(hits) == 1) != (step.state != "") {
			t.Fatalf("at %s there are %d attempts", w.now(), len(hits))
		}
		if got := agendaOf(t, w.ask("clock/agenda"))[0]; got != step.due {
			t.Errorf("at %s the agenda has %q, want %q", w.now(), got, step.due)
		}
		if len(hits) == 1 {
			bodies = append(bodies, hits[0].body)
			same(t, "the delivery", w.ask("webhooks/deliveries").Text("0.state"), step.state)
			same(t, "the id", hits[0].WebhookID, id)
		}
	}
	if !bytes.Equal(bodies[0], bodies[1]) || !bytes.Equal(bodies[0], bodies[2]) {
		t.Errorf("the bodies differ: %s", bytes.Join(bodies, []byte("\n")))
	}
	same(t, "the attempts of the delivery", w.ask("webhooks/deliveries").Text("0.attempts"), "3")
	same(t, "its next", w.ask("webhooks/deliveries").Value("0.next_attempt"), nil)
	var got []string
	for _, a := range read[[]attempt](t, w.ask("webhooks/attempts")) {
		got = append(got, fmt.Sprint(a.Attempt, " ", a.Started, " ", a.Outcome, " ", a.Status, " ", a.Response))
		same(t, "the recorded body", string(a.Body), string(bodies[0]))
	}
	want := []string{"1 2026-03-16T12:00:00Z bad_status 500 answer 1",
		"2 2026-03-16T12:00:10Z bad_status 500 answer 2", "3 2026-03-16T12:00:30Z ok 200 answer 3"}
	if !slices.Equal(got, want) {
		t.Errorf("the attempts are\n%q, want\n%q", got, want)
	}
}

// TestProfilesSayWhenAnAttemptIsRepeated to a receiver that never takes anything.
func TestProfilesSayWhenAnAttemptIsRepeated(t *testing.T) {
	t.Parallel()
	for profile, want := range map[string]string{
		"aggregation": "00:00 00:10 00:30 01:00 01:40 02:30",
		"payments":    "00:00 01:00 02:00 03:00",
		"none":        "00:00",
	} {
		t.Run(profile, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t, manual)
			r := receive(t, func(_ int, w http.ResponseWriter) { w.WriteHeader(http.StatusGone) })
			w.Do(http.MethodPost, v1+"webhooks/endpoints", fields{"url": r.URL, "profile": profile}).
				Want(http.StatusOK)
			w.unsent(r)
			var at []string
			for _, a := range read[struct{ Webhooks []attempt }](t, w.advance("1h")).Webhooks {
				at = append(at, strings.TrimSuffix(strings.TrimPrefix(a.Started, "2026-03-16T12:"), "Z"))
			}
			same(t, "the attempts", strings.Join(at, " "), want)
			same(t, "the delivery", w.ask("webhooks/deliveries?state=given_up").Text("0.endpoint"), "endpoint-1")
			same(t, "what is next", agendaOf(t, w.ask("clock/agenda"))[0], "2027-03-16T12:00:00Z credentials")
		})
	}
}

// hijacked writes raw bytes as its answer and closes the connection.
func hijacked(raw string) func(int, http.ResponseWriter) {
	return func(_ int, w http.ResponseWriter) {
		if conn, _, err := http.NewResponseController(w).Hijack(); err == nil {
			_, _ = conn.Write([]byte(raw))
			_ = conn.Close()
		}
	}
}

// TestAttemptsAreRecordedAsWhatTheyWere whatever a receiver does.
func TestAttemptsAreRecordedAsWhatTheyWere(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		answer func(int, http.ResponseWriter)
		want   string // outcome and status
	}{
		"nothing to say": {func(_ int, w http.ResponseWriter) { w.WriteHeader(http.StatusNoContent) }, "ok 204"},
		"redirect": {func(_ int, w http.ResponseWriter) {
			w.Header().Set("Location", "/elsewhere")
			w.WriteHeader(http.StatusTemporaryRedirect)
		}, "redirect 307"},
		"gone":           {func(_ int, w http.ResponseWriter) { w.WriteHeader(http.StatusGone) }, "bad_status 410"},
		"closed":         {hijacked(""), "closed 0"},
		"garbage":        {hijacked("220 mail.test ESMTP\r\n"), "garbage 0"},
		"half an answer": {hijacked("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf"), "closed 200"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := receive(t, c.answer)
			w := newWorld(t, manual, sendTo(r))
			w.unsent(r)
			w.advance("0s")
			if hits := r.take(); len(hits) != 1 {
				t.Errorf("the receiver was asked %d times", len(hits))
			}
			a := read[[]attempt](t, w.ask("webhooks/attempts"))[0]
			same(t, "the attempt", fmt.Sprint(a.Outcome, " ", a.Status), c.want)
			if repeated := a.Next != nil; repeated == strings.HasPrefix(c.want, "ok") {
				t.Errorf("it is repeated: %v", repeated)
			}
		})
	}
	t.Run("nobody there", func(t *testing.T) {
		t.Parallel()
		r := receive(t, nil)
		w := newWorld(t, manual, sendTo(r))
		w.unsent(r)
		r.Close()
		same(t, "the outcome", w.advance("0s").Text("webhooks.0.outcome"), "refused")
	})
}

// TestRedelivery sends one again, and all, with the ids and bodies that they had.
func TestRedelivery(t *testing.T) {
	t.Parallel()
	r := receive(t, nil)
	w := newWorld(t, manual, sendTo(r))
	w.Register("erebor_mx_retail", "bnk102")
	w.advance("1h")
	first := r.take()
	again := func(query string, body any, want string) []hit {
		t.Helper()
		answer := w.Do(http.MethodPost, v1+"webhooks/redeliver"+query, body).Want(http.StatusOK)
		same(t, "the number", answer.Text("redelivered"), want)
		w.advance("0s")
		return r.take()
	}
	one := again("", fields{"delivery": "main.2"}, "1")
	if len(one) != 1 || !bytes.Equal(one[0].body, first[1].body) {
		t.Errorf("main.2 is %q", names(one))
	}
	accounts := again("?type=ACCOUNTS", nil, "1")
	if len(accounts) != 1 || accounts[0].WebhookID != first[0].WebhookID {
		t.Errorf("those of the accounts are %q", names(accounts))
	}
	all := again("", fields{}, "3")
	if len(all) != len(first) {
		t.Fatalf("all are %q, want %q", names(all), names(first))
	}
	for i := range all {
		same(t, "the body", string(all[i].body), string(first[i].body))
	}
	same(t, "its attempts", w.ask("webhooks/deliveries").Text("1.attempts"), "3")
	none := w.Do(http.MethodPost, v1+"webhooks/redeliver", fields{"delivery": "main.99"}).
		Want(http.StatusNotFound)
	if !strings.Contains(none.Text("error"), "main.99") {
		t.Errorf("the refusal is %s", none.Body)
	}
}

// journal is a log that a test reads.
type journal struct {
	mu sync.Mutex
	bytes.Buffer
}

func (j *journal) Write(p []byte) (int, error) {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.Buffer.Write(p)
}

// TestTheAuthorizationIsNeverShown, not even when the receiver sends it back.
func TestTheAuthorizationIsNeverShown(t *testing.T) {
	t.Parallel()
	var log journal
	r := receive(t, func(_ int, w http.ResponseWriter) {
		w.WriteHeader(http.StatusUnauthorized)
		_, _ = fmt.Fprintf(w, "%q is not the one", secret)
	})
	w := newWorld(t, manual, sendTo(r), func(c *emulator.Config) {
		c.Webhooks[0].URL += "/?key=5ecre7-of-the-url"
		c.Logger = slog.New(slog.NewTextHandler(&log, &slog.HandlerOptions{Level: slog.LevelDebug}))
	})
	link, _ := w.unsent(r)
	added := w.Do(http.MethodPost, v1+"webhooks/endpoints", fields{"url": r.URL + "?5ecre7",
		"authorization": secret})
	refused := w.Do(http.MethodPost, v1+"webhooks/endpoints",
		fields{"url": r.URL, "authorization": secret + "\n"}).Want(http.StatusBadRequest)
	w.fire(link, "LINK", "token_required")
	answers := []*emulatortest.Answer{added, refused, w.advance("1h"),
		w.Do(http.MethodPost, v1+"clock/step", nil)}
	for _, path := range []string{"clock/agenda", "webhooks/endpoints", "webhooks/inbox", "webhooks/attempts",
		"webhooks/deliveries", "webhooks/wait", "health", "snapshot", "requests"} {
		answers = append(answers, w.ask(path))
	}
	for _, a := range answers {
		if strings.Contains(string(a.Body), "5ecre7") {
			t.Errorf("an answer shows it: %s", a.Body)
		}
	}
	log.mu.Lock()
	defer log.mu.Unlock()
	if text := log.String(); strings.Contains(text, "5ecre7") || !strings.Contains(text, "given_up") {
		t.Errorf("the log is\n%s", text)
	}
	same(t, "the endpoint", added.Text("authorization"), "[redacted]")
	if hits := r.take(); len(hits) == 0 || hits[0].authorization != secret {
		t.Error("the receiver has to get it")
	}
}
