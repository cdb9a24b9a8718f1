package browser_test

import (
	"strings"
	"testing"

	"belvo-emulator/emulator/emulatortest"
)

// tap clicks the first element of a selector that has a text and is not off, once it is there.
func (p *tab) tap(selector, text string) {
	p.t.Helper()
	p.until("const e = [...document.querySelectorAll(" + quoted(selector) + ")].find((e) => e.innerText.includes(" +
		quoted(text) + ") && e.ariaDisabled !== 'true'); if (e) e.click(); return e")
}

// types puts a text into the field of a label.
func (p *tab) types(label, text string) {
	p.t.Helper()
	p.until("const l = [...document.querySelectorAll('label')].find((l) => l.textContent.trim().startsWith(" + quoted(label) +
		")); if (!l) return false; const f = l.querySelector('input, select'); f.value = " + quoted(text) +
		"; f.dispatchEvent(new Event(f.tagName === 'SELECT' ? 'change' : 'input', {bubbles: true})); return true")
}

// TestDashboardWebhooks: did my webhook arrive? A receiver that fails is added by form, an event fired, its
// attempts seen as the clock is stepped, and the event sent to another address, which takes it.
func TestDashboardWebhooks(t *testing.T) {
	t.Parallel()
	server := emulatortest.Start(t, manual)
	box := server.Default(t)
	box.Register("erebor_mx_retail", "bnk100")
	p := newTab(t, wide)
	p.show(server, "#/webhooks")
	p.reads("main", "none: events wait in the inbox")
	p.reads(".wh", "inbox")
	p.tap("button", "Endpoint")
	p.types("Name", "broken")
	p.types("It", "503")
	p.tap("dialog button", "Add it")
	p.reads(".chip.tall", "broken")
	p.tap("button", "Fire an")
	p.types("Type and code", "LINK token_required")
	p.tap("dialog button", "Fire it")
	p.reads(".insp h2", "LINK token_required")
	p.reads(".insp", "fired by a control call")
	p.press(".") // the first attempt
	p.reads(".ringc", "10 s")
	p.reads(".say", "answered 503 once; it is tried again in 10 s")
	p.press(".")
	p.reads(".say", "answered 503 twice; it is tried again in 20 s")
	p.until("return document.querySelectorAll('.track .a').length === 2 && document.querySelector('.track .nx')")
	p.reads(".insp", "Only 2xx counts as taken, so it comes again.")
	p.reads(".callline", "clock/step")
	p.tap("button", "To another address")
	p.types("Where to", "built")
	p.tap("dialog button", "Send it")
	p.reads(".insp", "other-")
	p.press(".")
	p.reads(".insp", "One of two has taken it.")
	p.press("r")
	p.reads(".callline", "webhooks/redeliver")
	p.press("/")
	p.until("return document.activeElement.matches('[data-search]')")
	p.types("Filter", "token")
	p.until("return document.querySelectorAll('.wh').length === 1")
	if got := eval[string](p, "return document.querySelector('.wh .eps').textContent"); !strings.Contains(got, "broken") {
		t.Errorf("the marks say %q", got)
	}
	p.stayedHere()
}
