package browser_test

import (
	"testing"

	"belvo-emulator/emulator/emulatortest"
)

// TestDashboardCoverage: what have I not tested? A ring chooses its table, what is missing has a snippet, and a
// button makes it happen, which the map and the ring show.
func TestDashboardCoverage(t *testing.T) {
	t.Parallel()
	server := emulatortest.Start(t)
	server.Default(t).Register("erebor_mx_retail", "bnk100")
	p := newTab(t, wide)
	p.show(server, "#/coverage")
	p.reads(".rg[aria-pressed=true]", "operations")
	p.tap("#axis button", "Snippet")
	p.reads(".snip pre", "curl -s -u ")
	p.tap(".rg", "transitions")
	p.reads("#axis h2", "Transitions")
	p.until("return document.querySelector('.landscape .eg.full')")
	one := func(name, text string) {
		t.Helper()
		p.until("const r = [...document.querySelectorAll('.covgrid .stack tr')].find((r) => r.innerText.includes(" +
			quoted(name) + ")); if (!r) return false; r.querySelector('button').click(); return true")
		p.until("return [...document.querySelectorAll('#axis tr')].some((r) => r.innerText.includes(" + quoted(text) +
			") && r.querySelector('.heat'))")
	}
	one("none register_challenged → unconfirmed", "none register_challenged → unconfirmed")
	p.tap(".covgrid button", "more")
	one("unconfirmed resume_ok → valid", "unconfirmed resume_ok → valid")
	one("valid retrieve_exhausted → invalid", "valid retrieve_exhausted → invalid")
	one("expired delete_ok → deleted", "expired delete_ok → deleted")
	p.tap(".rg", "webhooks")
	p.tap("#axis button", "Do it")
	p.until("return document.querySelector('#axis .heat')")
	p.tap(".rg", "codes")
	p.types("Filter", "institution_down")
	p.tap("#axis button", "Do it")
	p.until("return document.querySelector('#axis .heat')")
	p.stayedHere()
}
