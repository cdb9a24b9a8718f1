package webhook_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"belvo-emulator/emulator/internal/clock"
	"belvo-emulator/emulator/internal/notice"
	"belvo-emulator/emulator/internal/webhook"
)

// TestShown: what may be secret in a URL is not shown.
func TestShown(t *testing.T) {
	t.Parallel()
	for url, shown := range map[string]string{
		"http://h.test/hook":                 "http://h.test/hook",
		"http://h.test/hook?":                "http://h.test/hook?",
		"http://h.test/?a=1&b=&c":            "http://h.test/?a=[redacted]&b=[redacted]&[redacted]",
		"https://h.test:1/?a=b=c#d?e=f":      "https://h.test:1/?a=[redacted]",
		"http://h.test/hook#part":            "http://h.test/hook",
		"http://h.test/?token=%zz&&x=1;y=2&": "http://h.test/?token=[redacted]&&x=[redacted]&",
	} {
		if got := (webhook.Endpoint{URL: url}).Shown(); got != shown {
			t.Errorf("%s is shown as %s, want %s", url, got, shown)
		}
	}
}

// TestSecretsStaySecret: a receiver that echoes what it got, whole, in part or cut off, in its
// answer or in what is no answer, gets it neither into the records nor into the log.
func TestSecretsStaySecret(t *testing.T) {
	t.Parallel()
	const secret = "Bearer correct-horse-battery"
	const part = "horse"
	const query = "?key=my%20horse&lame-horse#white-horse"
	echo := func(w http.ResponseWriter, r *http.Request) {
		got := r.Header.Get("Authorization")
		w.Header().Set("Content-Type", got)
		w.Header().Set("Location", "http://x.test/?auth="+strings.Fields(got)[1])
		w.WriteHeader(http.StatusUnauthorized)
		head := fmt.Sprintf("%s not token %s of %s and %s", got, strings.Fields(got)[1], r.URL.RawQuery,
			r.URL.Query().Get("key"))
		// The last of these is cut off in the middle by the limit of what is read.
		filler := strings.Repeat(".", 1024-len(head)-10)
		_, _ = fmt.Fprint(w, head, filler, got)
	}
	server := httptest.NewServer(http.HandlerFunc(echo))
	defer server.Close()
	l := &logs{}
	d := webhook.New(webhook.Config{Clock: clock.NewManual(start), Logger: l.logger(), Manual: true})
	add(t, d, webhook.Endpoint{ID: "echo", URL: server.URL + query, Authorization: secret,
		Profile: webhook.None()})
	add(t, d, webhook.Endpoint{
		ID: "raw", URL: receiver(t, nil, secret+"\r\n\r\n"), Authorization: secret, Profile: webhook.None(),
	})
	d.Publish([]*notice.Notice{event(1, 1, start)})
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
	if string(e.Authorization) != secret || e.URL != server.URL+query {
		t.Error("the endpoint has lost its secrets")
	}
	e.URL = e.Shown() // the URL itself is not for printing
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
