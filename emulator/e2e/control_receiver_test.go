package e2e_test

import (
	"net/http"
	"testing"

	"belvo-emulator/emulator/emulatortest"
)

// TestTheBuiltInReceiver answers as its name says, to webhooks as to anybody, also without the token.
func TestTheBuiltInReceiver(t *testing.T) {
	t.Parallel()
	w := newWorld(t, manual)
	for name, status := range map[string]int{"200": 200, "204": 204, "503": 503, "201,1ms": 201, "404,0s": 404,
		"100": 400, "600": 400, "none": 400, "200,61s": 400, "200,-1s": 400, "200,soon": 400, "200,": 400} {
		if got := w.Receive(name).Status; got != status {
			t.Errorf("%s answers %d, want %d", name, got, status)
		}
	}
	link := w.register("erebor_mx_retail", "bnk100", nil).Want(http.StatusCreated).Text("id")
	at := w.server.URL + v1 + "webhooks/receiver/"
	for id, name := range map[string]string{"fine": "200", "broken": "503", "cut": "cut"} {
		w.AddEndpoint(emulatortest.Endpoint{ID: id, URL: at + name, Profile: "none"})
	}
	event := w.Fire(emulatortest.Fired{Link: link, Type: "LINK", Code: "token_required"})
	w.advance("1s")
	attempts := func() []emulatortest.Attempt { return w.Attempts(emulatortest.WebhookFilter{Event: event}) }
	until(t, "three attempts", func() bool { return len(attempts()) == 3 })
	for _, a := range attempts() {
		want := map[string]string{"fine": "ok", "broken": "bad_status", "cut": "reset"}[a.Endpoint]
		same(t, a.Endpoint, string(a.Outcome), want)
	}
}
