package browser_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"belvo-emulator/emulator"
	"belvo-emulator/emulator/emulatortest"
)

// yamlText is JavaScript that finds the editor's text.
const yamlText = `const shadow = document.querySelector('.cm') && document.querySelector('.cm').shadowRoot;
	const code = shadow && shadow.querySelector('.cm-content');
	`

// TestDashboardScenarios: what does the bank do? The machine beside its YAML, a link's place in both, a mistake at
// its line with its fix, a text that is tried without a file, and one that is saved.
func TestDashboardScenarios(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	server := emulatortest.Start(t, func(c *emulator.Config) { c.Scenarios = folder })
	box := server.Default(t)
	link := box.Register("heimdall_mx_retail", "user_valid")
	p := newTab(t, wide)
	p.show(server, "#/scenarios?link="+link)
	p.reads("h1.mono", "heimdall.yaml")
	drawn := func(selector, text string) {
		t.Helper()
		p.until("const e = document.querySelector(" + quoted(selector) + "); return e && e.textContent.includes(" +
			quoted(text) + ")")
	}
	drawn(".mach .nd.now", "linked")
	p.until(yamlText + "return code && shadow.querySelector('.cm-line.lit')?.textContent === '  linked:'")
	p.reads(".sideall", "user_valid is in linked")
	p.reads(".about2", "mfa_numeric")
	p.tap(".sl a", "institution-down")
	p.until(yamlText + "return code && code.textContent.includes('name: institution-down')")
	p.until("return document.querySelectorAll('.machbox .nd').length > 1")
	write := func(change string) {
		t.Helper()
		p.until(yamlText + "code.focus(); const v = code.cmTile ? code.cmTile.view : code.cmView.view ?? " +
			"code.cmView.rootView.view; const d = v.state.doc.toString(), to = (" + change + "); " +
			"v.dispatch({changes: {from: 0, to: d.length, insert: to}}); return true")
	}
	write("d.replace('goto: linked', 'goto: linkd')")
	p.reads(".chip.wrong", "1 mistake")
	drawn(".nd.ghost", "linkd")
	p.until(yamlText + `const m = shadow.querySelector('.msg'); return m && m.textContent.includes('did you mean "linked"?')`)
	p.until("return [...document.querySelectorAll('.edbar .btn')].filter((b) => b.ariaDisabled === 'true').length === 2")
	p.until(yamlText + "shadow.querySelector('.msg button').click(); return true")
	p.until("return !document.querySelector('.chip.wrong')")

	write("d.replace('name: institution-down', 'name: mine').replace('down_*', 'mine_*')")
	p.tap(".edbar button", "Try here")
	p.reads(".tried", "mine is tried in this")
	try := func() int {
		return box.Do("POST", "/api/links/", map[string]any{"institution": "erebor_mx_retail", "username": "mine_1",
			"password": "pass_valid"}).Status
	}
	if status := try(); status < 400 {
		t.Errorf("what is tried answers %d", status)
	}
	p.tap(".tried button", "End it")
	p.until("return !document.querySelector('.tried')")
	p.types("Name of the file", "mine")
	p.tap(".edbar button", "Save")
	p.reads(".sl", "mine")
	if text, err := os.ReadFile(filepath.Join(folder, "mine.yaml")); err != nil || !strings.Contains(string(text), "mine_*") {
		t.Errorf("the file has %q, %v", text, err)
	}
	p.reads(".callline", "scenarios/mine")

	p.tap(".sl .bar a", "New")
	p.reads("h1.mono", "A new scenario")
	drawn(".machbox", "healed")
	p.tap(".edbar button", "Try here")
	p.reads(".tried", "my-bank is tried in this")
	p.run(chromedp.Reload())
	p.reads(".tried", "my-bank is tried in this")
	p.tap(".edbar button", "Save")
	p.reads("h1.mono", "my-bank.yaml")
	if _, err := os.Stat(filepath.Join(folder, "my-bank.yaml")); err != nil {
		t.Error(err)
	}
	p.stayedHere()
}
