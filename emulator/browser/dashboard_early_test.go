package browser_test

import (
	"fmt"
	"net/http"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

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

// TestDashboardEarly opens views before the first answers are there: they do not say that there is nothing.
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
		p.until("window.go(); const main = document.querySelector('main'); " +
			"return main.firstChild && !main.querySelector(':scope > [aria-busy]')")
	}
}

// TestDashboardOlderLinks has more links than the page knows: a webhook of another one is not one of a deleted
// link.
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

// TestDashboardNarrow has what must be readable where there is little room: the paths of requests beside what one
// of them says, and each jump of the clock on the slider of a phone.
func TestDashboardNarrow(t *testing.T) {
	t.Parallel()
	server := emulatortest.Start(t, manual)
	box := server.Default(t)
	link := box.Register("erebor_mx_retail", "bnk100")
	for range 4 {
		box.Do(http.MethodPost, "/api/accounts/", map[string]any{"link": link}).Want(http.StatusCreated)
		box.Do(http.MethodPost, "/api/owners/", map[string]any{"link": link}).Want(http.StatusCreated)
		box.Advance(30 * time.Hour)
	}
	p := newTab(t, func() action { return chromedp.EmulateViewport(pictureWidth, pictureHeight) })
	p.show(server, "#/requests")
	p.until("return document.querySelectorAll('.req').length >= 8 && document.querySelector('.req .p i.cut')")
	if cut := eval[string](p, "return [...document.querySelectorAll('.req .p > span.cut')]"+
		".filter((e) => e.scrollWidth > e.clientWidth).map((e) => e.innerText).join()"); cut != "" {
		t.Errorf("the paths are cut: %s", cut)
	}
	p = newTab(t, narrow)
	p.show(server, "#/time")
	p.until("return document.querySelectorAll('.jump').length >= 3")
	if over := eval[string](p, `const shown = [...document.querySelectorAll('.jump > span')].map((e) => {
			const text = document.createRange();
			text.selectNodeContents(e);
			return text.getBoundingClientRect();
		}).filter((r) => r.width > 0);
		return shown.slice(1).some((r, i) => r.left < shown[i].right) ? JSON.stringify(shown) : '';`); over != "" {
		t.Errorf("the jumps' words overlap: %s", over)
	}
}
