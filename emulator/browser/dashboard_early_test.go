package browser_test

import (
	"fmt"
	"net/http"
	"testing"

	"belvo-emulator/emulator"
	"belvo-emulator/emulator/emulatortest"
)

// slow has the page wait for the answer about the clock until it is let go.
const slow = `const get = window.fetch;
const held = new Promise((go) => { window.go = go; });
window.fetch = async (what, ...rest) => {
	if (new URL(what.url || what, location).pathname.endsWith('/clock')) await held;
	return get(what, ...rest);
};`

// TestDashboardEarly opens each view before the first answers are there: it does not say that there is nothing.
func TestDashboardEarly(t *testing.T) {
	t.Parallel()
	server := emulatortest.Start(t)
	lived(t, server.Default(t))
	p := newTab(t, wide)
	p.before(slow)
	for _, view := range []string{"links", "time", "webhooks", "requests", "widget"} {
		p.open("about:blank")
		p.open(server.URL + emulator.DashboardPath() + "#/" + view)
		p.until("return document.querySelector('main [aria-busy]')")
		if said := eval[string](p, "return document.querySelector('main').innerText"); said != "One moment." {
			t.Errorf("%s says %q", view, said)
		}
		p.until("window.go(); return document.querySelector('main').firstChild && !document.querySelector('main > [aria-busy]')")
	}
}

// TestDashboardOlderLinks has more links than the page knows: a webhook of another one is not one of a deleted link.
func TestDashboardOlderLinks(t *testing.T) {
	t.Parallel()
	server := emulatortest.Start(t)
	box := server.Default(t)
	oldest := box.Register("erebor_mx_retail", "bnk100")
	many := make([]map[string]any, 500)
	for i := range many {
		many[i] = map[string]any{"institution": "erebor_mx_retail", "username": fmt.Sprint("user_", i),
			"access_mode": "single"}
	}
	box.Do(http.MethodPost, "/__emulator/v1/links", map[string]any{"links": many}).Want(http.StatusOK)
	hook := box.Fire(emulatortest.Fired{Link: oldest, Type: "LINK", Code: "token_required"})
	p := newTab(t, wide)
	p.show(server, "#/webhooks/"+hook)
	p.reads("[data-webhook="+fmt.Sprintf("%q", hook)+"]", "an older link")
	box.Do(http.MethodDelete, "/api/links/"+oldest+"/", nil).Want(http.StatusNoContent)
	p.reads("[data-webhook="+fmt.Sprintf("%q", hook)+"]", "a deleted link")
}
