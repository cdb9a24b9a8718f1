package webhook_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"belvo-emulator/emulator/internal/clock"
	"belvo-emulator/emulator/internal/webhook"
)

func TestEndpointsAreChecked(t *testing.T) {
	t.Parallel()
	const url, secret = "https://app.test/hook", "hunter2-hunter2"
	for _, c := range []struct {
		endpoint webhook.Endpoint
		says     string
	}{
		{webhook.Endpoint{URL: url}, ""},
		{webhook.Endpoint{URL: "http://127.0.0.1:8080", ID: "Main_1-x"}, ""},
		{webhook.Endpoint{URL: "ftp://app.test"}, "http://HOST"},
		{webhook.Endpoint{URL: "/hook"}, "http://HOST"},
		{webhook.Endpoint{URL: "http://:80/hook"}, "http://HOST"},
		{webhook.Endpoint{URL: "http://a b/" + secret}, "cannot be read"},
		{webhook.Endpoint{URL: "https://me:" + secret + "@app.test"}, "give them as Authorization"},
		{webhook.Endpoint{URL: url, ID: "a.b"}, "letters, digits"},
		{webhook.Endpoint{URL: url, ID: strings.Repeat("a", 65)}, "letters, digits"},
		{webhook.Endpoint{URL: url, Authorization: "Bearer " + secret + "\r\nX: 1"}, "control character"},
	} {
		d := webhook.New(webhook.Config{})
		_, err := d.AddEndpoint(c.endpoint)
		set := d.SetEndpoints([]webhook.Endpoint{c.endpoint})
		if (err == nil) != (c.says == "") || (set == nil) != (c.says == "") {
			t.Errorf("%+v: %v, %v", c.endpoint, err, set)
			continue
		}
		if text := fmt.Sprint(err, set); !strings.Contains(text, c.says) || strings.Contains(text, secret) {
			t.Errorf("%+v: %v, %v", c.endpoint, err, set)
		}
	}
}

func TestEndpointsHaveNamesAndAnOrder(t *testing.T) {
	t.Parallel()
	d := webhook.New(webhook.Config{})
	ids := func() (all []string) {
		for _, e := range d.Endpoints() {
			all = append(all, e.ID)
		}
		return all
	}
	set := func(endpoints ...string) error {
		var all []webhook.Endpoint
		for _, id := range endpoints {
			all = append(all, webhook.Endpoint{ID: id, URL: "http://app.test"})
		}
		return d.SetEndpoints(all)
	}
	if err := set("", "endpoint-1", ""); err != nil {
		t.Fatal(err)
	}
	equal(t, "set", ids(), []string{"endpoint-2", "endpoint-1", "endpoint-3"})
	if e, err := d.AddEndpoint(webhook.Endpoint{URL: "http://app.test"}); e.ID != "endpoint-4" || err != nil {
		t.Errorf("added: %v, %v", e, err)
	}
	add(t, d, webhook.Endpoint{ID: "endpoint-1", URL: "http://new.test"})
	equal(t, "replaced", ids(), []string{"endpoint-2", "endpoint-1", "endpoint-3", "endpoint-4"})
	if got := d.Endpoints()[1]; got.URL != "http://new.test" || got.Profile.Name != "aggregation" {
		t.Errorf("replaced: %+v", got)
	}
	if !d.RemoveEndpoint("endpoint-2") || d.RemoveEndpoint("endpoint-2") {
		t.Error("removing does not say what it did")
	}
	if err := set("a", "b", "a"); err == nil || !strings.Contains(err.Error(), `"a" is there twice`) {
		t.Errorf("twice: %v", err)
	}
	equal(t, "in the end", ids(), []string{"endpoint-1", "endpoint-3", "endpoint-4"})
}

// TestEndpointsThatStayKeepTheirQueue, and those that go withdraw it, while one is attempted too.
func TestEndpointsThatStayKeepTheirQueue(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		w := &wire{answer: func(n int, r *http.Request) (*http.Response, error) {
			if n <= 2 {
				return hang(n, r)
			}
			return status(200), nil
		}}
		d := webhook.New(webhook.Config{Transport: w})
		add(t, d, webhook.Endpoint{ID: "stays"})
		add(t, d, webhook.Endpoint{ID: "goes"})
		now := clock.Real{}.Now()
		d.Publish([]webhook.Event{event(1, 1, now), event(2, 1, now), event(3, 2, now)})
		synctest.Wait()
		if err := d.SetEndpoints([]webhook.Endpoint{{ID: "stays", URL: "http://moved.test"}}); err != nil {
			t.Fatal(err)
		}
		sleep(t, time.Minute)
		synctest.Wait()
		goes := d.Deliveries(webhook.Filter{Endpoint: "goes"})
		stays := d.Deliveries(webhook.Filter{Endpoint: "stays"})
		equal(t, "goes", states(goes), []webhook.State{webhook.Withdrawn, webhook.Withdrawn, webhook.Withdrawn})
		equal(t, "stays", states(stays), []webhook.State{webhook.Delivered, webhook.Delivered, webhook.Delivered})
		equal(t, "sent", w.seen()[2:], []uint64{3, 1, 2})
		for _, h := range w.hits[2:] {
			if h.Host != "moved.test" {
				t.Errorf("a retry went to %s", h.Host)
			}
		}
		if err := d.Redeliver("goes.1"); !errors.Is(err, webhook.ErrUnknown) {
			t.Errorf("redelivering to an endpoint that is gone: %v", err)
		}
		if left := d.Close(t.Context()); len(left) != 0 {
			t.Errorf("left: %+v", left)
		}
	})
}

// TestASleepingWorkerEndsWithItsEndpoint: nothing is left behind in the bubble.
func TestASleepingWorkerEndsWithItsEndpoint(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		d := webhook.New(webhook.Config{Transport: &wire{answer: failing(9)}})
		add(t, d, webhook.Endpoint{})
		began := clock.Real{}.Now()
		d.Publish([]webhook.Event{event(1, 1, began)})
		synctest.Wait()
		d.RemoveEndpoint("main")
		d.Close(t.Context())
		if took := (clock.Real{}).Now().Sub(began); took != 0 {
			t.Errorf("closing took %v", took)
		}
	})
}

func TestProfilesHaveNames(t *testing.T) {
	t.Parallel()
	for _, want := range webhook.Profiles() {
		got, err := webhook.ProfileNamed(want.Name)
		if got.Name != want.Name || got.Retries != want.Retries || err != nil {
			t.Errorf("%s: %+v, %v", want.Name, got, err)
		}
	}
	if got, err := webhook.ProfileNamed(""); got.Name != "aggregation" || err != nil {
		t.Errorf("no name: %+v, %v", got, err)
	}
	_, err := webhook.ProfileNamed("paiments")
	if err == nil || err.Error() != `unknown retry profile "paiments", there are aggregation, payments, none` {
		t.Errorf("unknown: %v", err)
	}
}

// TestSecretsStaySecret: a receiver that echoes what it got, whole, in part or cut off, in its
// answer or in what is no answer, gets it neither into the records nor into the log.
func TestSecretsStaySecret(t *testing.T) {
	t.Parallel()
	const secret = "Bearer correct-horse-battery"
	const part = "horse"
	echo := func(w http.ResponseWriter, r *http.Request) {
		got := r.Header.Get("Authorization")
		w.Header().Set("Content-Type", got)
		w.Header().Set("Location", "http://x.test/?auth="+strings.Fields(got)[1])
		w.WriteHeader(http.StatusUnauthorized)
		// The last of these is cut off in the middle by the limit of what is read.
		filler := strings.Repeat(".", 1024-87)
		_, _ = fmt.Fprintf(w, "%s not %s%s%s", got, "token "+strings.Fields(got)[1], filler, got)
	}
	server := httptest.NewServer(http.HandlerFunc(echo))
	defer server.Close()
	l := &logs{}
	d := webhook.New(webhook.Config{Clock: clock.NewManual(start), Logger: l.logger(), Manual: true})
	add(t, d, webhook.Endpoint{ID: "echo", URL: server.URL, Authorization: secret, Profile: webhook.None()})
	add(t, d, webhook.Endpoint{
		ID: "raw", URL: receiver(t, nil, secret+"\r\n\r\n"), Authorization: secret, Profile: webhook.None(),
	})
	d.Publish([]webhook.Event{event(1, 1, start)})
	made := d.Deliver(t.Context(), start)
	equal(t, "outcomes", outcomes(made), []webhook.Outcome{webhook.BadStatus, webhook.Garbage})
	if answer := made[0].Response; len(answer) < 900 || !strings.HasSuffix(answer, ".[redacted]") {
		t.Errorf("the answer is recorded as %q", answer)
	}
	asJSON, err := json.Marshal(d.Endpoints()[0].Authorization)
	if err != nil {
		t.Fatal(err)
	}
	e := d.Endpoints()[0]
	if string(e.Authorization) != secret {
		t.Error("the endpoint has lost its Authorization")
	}
	e.Profile.Wait = nil
	l.logger().Info("an endpoint", "authorization", e.Authorization)
	for name, text := range map[string]string{
		"records": fmt.Sprintf("%+v %v", made, made[0].RequestHeader()), "log": l.String(), "JSON": string(asJSON),
		"endpoint": fmt.Sprintf("%v %+v %#v %s %q %x", e, e, e, e.Authorization, e.Authorization, e.Authorization),
	} {
		if strings.Contains(text, part) || strings.Contains(text, fmt.Sprintf("%x", part)) {
			t.Errorf("%s: %s", name, text)
		}
		if !strings.Contains(text, "[redacted]") {
			t.Errorf("%s do not show that there was a secret: %s", name, text)
		}
	}
	if webhook.Secret("").String() != "" {
		t.Error("no secret looks like one")
	}
}
