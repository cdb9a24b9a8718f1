package e2e_test

import (
	"net/http"
	"strings"
	"testing"
)

// TestTheControlSurfaceIsNoPartOfTheAPI: what it does not have is a 404, whatever the method, and
// pages of other origins get no further than with the API.
func TestTheControlSurfaceIsNoPartOfTheAPI(t *testing.T) {
	t.Parallel()
	w := newWorld(t, manual)
	for _, path := range []string{"/__emulator/nothing", "/__emulator/v1/", v1 + "nothing", v1 + "clocks/",
		v1 + "clock/back", "/__emulator/v2/clock", v1 + "webhooks/endpoints/a/b"} {
		for _, method := range []string{http.MethodGet, http.MethodPost, http.MethodPut, http.MethodDelete} {
			if got := w.Do(method, path, nil); got.Status != http.StatusNotFound {
				t.Errorf("%s %s is %d %s", method, path, got.Status, got.Body)
			}
		}
	}
	for _, call := range []string{"DELETE clock", "POST clock", "GET clock/advance", "PATCH webhooks/endpoints",
		"POST webhooks/inbox", "PUT webhooks/fire"} {
		method, path, _ := strings.Cut(call, " ")
		got := w.Do(method, v1+path, nil)
		if got.Status != http.StatusMethodNotAllowed && got.Status != http.StatusNotFound {
			t.Errorf("%s is %d %s", call, got.Status, got.Body)
		}
	}
	for _, foreign := range []string{"Sec-Fetch-Site: cross-site", "Origin: https://shop.test"} {
		w.Do(http.MethodPost, v1+"clock/advance", fields{"by": "1h"}, foreign).Want(http.StatusForbidden)
		w.Do(http.MethodPost, v1+"webhooks/endpoints", fields{"url": "http://app.test"}, foreign).
			Want(http.StatusForbidden)
	}
	same(t, "the time", w.now(), "2026-03-16T12:00:00Z")
	same(t, "the endpoints", string(w.ask("webhooks/endpoints").Body), "[]\n")
}
