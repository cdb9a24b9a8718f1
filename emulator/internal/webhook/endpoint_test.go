package webhook_test

import (
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"belvo-emulator/emulator/internal/clock"
	"belvo-emulator/emulator/internal/notice"
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
		{webhook.Endpoint{URL: url + "?k=" + secret + "\n"}, "control character"},
		{webhook.Endpoint{URL: "http://app.test:99999/" + secret}, "port 99999"},
		{webhook.Endpoint{URL: url + "?a=" + secret + "&k=[redacted]"}, "give the value"},
		{webhook.Endpoint{URL: url + "?k=%5Bredacted%5d"}, "give the value"},
		{webhook.Endpoint{URL: url, Authorization: "[redacted]"}, "give the value"},
		{webhook.Endpoint{URL: url, Types: []string{"LINK", "TAX_RETURNS"}}, ""},
		{webhook.Endpoint{URL: url, Types: []string{"LINK", "accounts"}}, `as in ACCOUNTS, not "accounts"`},
		{webhook.Endpoint{URL: url, Types: []string{"LINK,ACCOUNTS"}}, `as in ACCOUNTS, not "LINK,ACCOUNTS"`},
		{webhook.Endpoint{URL: url, Types: []string{""}}, `as in ACCOUNTS, not ""`},
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
		d.Publish([]*notice.Notice{event(1, 1, now), event(2, 1, now), event(3, 2, now)})
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
		d.Publish([]*notice.Notice{event(1, 1, began)})
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
