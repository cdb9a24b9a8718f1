package browser_test

import (
	"strings"
	"testing"

	"belvo-emulator/emulator/emulatortest"
)

// inPhone is JavaScript that looks into the widget in the phone frame.
const inPhone = `const frame = document.querySelector('.phone iframe');
	const inner = frame && frame.contentDocument && frame.contentDocument.querySelector('[data-testid="belvo-host"]');
	const phone = (id) => inner && inner.shadowRoot.querySelector('[data-testid="' + id + '"]');
	`

// phone presses a button of the widget in the phone frame.
func (p *tab) phone(id string) {
	p.t.Helper()
	p.until(inPhone + "const e = phone(" + quoted(id) + "); if (!e || e.hidden || e.disabled) return false; e.click(); " +
		"return true")
}

// TestDashboardWidget updates a link that waits for a token, one whose password is old, connects one by the
// autopilot and one at an Open Finance bank, and shows the hosted page.
func TestDashboardWidget(t *testing.T) {
	t.Parallel()
	server := emulatortest.Start(t)
	p := newTab(t, wide)
	p.open(server.URL + "/__emulator/playground")
	p.until("return location.hash === '#/widget' && document.querySelector('.live.live')")
	p.tap("[role=tab]", "Update a link")
	p.tap("button", "waits for a token")
	p.until(inPhone + "return phone('belvo-page-token')")
	p.tap("button.chip", "999999")
	p.phone("belvo-submit")
	p.reads("[data-call=onEvent]", "PAGE_LOAD /token")
	p.reads(".calls", "ERROR token_required")
	p.tap("button.chip", "111111")
	p.phone("belvo-submit")
	p.phone("belvo-finish")
	p.reads("[data-call=callback]", "heimdall_mx_retail")
	p.until("return document.querySelector('.life.mini.valid .eg.last')")
	p.tap("button", "has an old password")
	p.until(inPhone + "return phone('belvo-page-credentials')")
	p.tap("button.chip", "a_new_one")
	p.phone("belvo-submit")
	p.phone("belvo-finish")
	p.reads("[data-call=callback]", "erebor_mx_retail")

	p.tap("[role=tab]", "Connect")
	p.types("Company name", "O'Neil")
	p.types("Autopilot", "institution:erebor_mx_retail,username:bnk100,password:full")
	p.tap("button.go", "Start it")
	p.reads("[data-call=autopilot]", `"done": true`)
	p.tap("[role=tab]", "Server")
	for _, want := range []string{"\n  -H 'Content", `O'\''Neil`} {
		p.reads("#paste pre", want)
	}
	p.types("Autopilot", "")
	p.types("Institution", "ofmockbank_br_retail")
	p.tap("button", "Start anew")
	p.until(inPhone + "const f = phone('belvo-field-username'); return f && f.value === '76109277673'")

	p.tap("[role=tab]", "Hosted page")
	p.types("Institution", "heimdall_mx_retail")
	p.tap("button.go", "Start it")
	p.tap("button.user", "user_valid") // it fills the form as soon as it is there
	p.until(inPhone + "const f = phone('belvo-field-username'); return f && f.value === 'user_valid'")
	p.phone("belvo-submit")
	p.phone("belvo-finish")
	p.reads(".calls", "ended=success&link=")
	p.stayedHere()
}

// TestDashboardWidgetRefused: what the emulator refuses stands in the phone.
func TestDashboardWidgetRefused(t *testing.T) {
	t.Parallel()
	server := emulatortest.Start(t)
	p := newTab(t, wide)
	p.show(server, "#/widget")
	p.types("Colour", "#123456")
	server.Default(t).Next(emulatortest.Next{Respond: "unexpected_error"})
	p.tap("button.go", "Start it")
	p.reads(".phone [role=alert]", "unexpected_error")
	if got := eval[string](p, "return document.querySelector('.callline').innerText"); !strings.Contains(got, "send") {
		t.Errorf("the line says %q", got)
	}
}
