package browser_test

import (
	"encoding/json"
	"testing"

	"github.com/chromedp/chromedp/kb"

	"belvo-emulator/emulator/emulatortest"
)

// exit is what onExit gets.
type exit struct {
	Error *struct {
		Code    string `json:"code"`
		Message string `json:"message"`
	} `json:"last_encountered_error"`
	MetaData map[string]string `json:"meta_data"`
}

// exitOf waits for the only exit of a page.
func exitOf(t *testing.T, p *tab) exit {
	t.Helper()
	calls := p.calls("onExit", 1)
	if len(calls) != 1 || len(calls[0].Args) != 1 {
		t.Fatalf("%d exits: %s", len(calls), calls)
	}
	var e exit
	if err := json.Unmarshal(calls[0].Args[0], &e); err != nil {
		t.Fatal(err)
	}
	p.until("return !host")
	return e
}

// TestExit leaves with the question and the survey, after having thought again once.
func TestExit(t *testing.T) {
	t.Parallel()
	server := emulatortest.Start(t)
	p := newTab(t)
	p.open(site{}.serve(t, server.URL, token(t, server.Sandbox(t), nil), map[string]any{"locale": "es"}))
	p.screen("consent")
	p.click("belvo-close")
	p.sees("belvo-exit-dialog")
	p.shot("exit-dialog-es")
	p.click("belvo-exit-stay")
	p.until("return !at('belvo-exit-dialog')")
	p.click("belvo-continue")
	p.click("belvo-institution-erebor_mx_retail")
	p.screen("credentials")
	p.click("belvo-back")
	p.screen("institutions")
	p.click("belvo-close")
	p.click("belvo-exit-confirm")
	p.screen("abandon-survey")
	p.shot("survey-es")
	p.click("belvo-survey-later")
	p.click("belvo-survey-send")
	e := exitOf(t, p)
	if e.Error != nil || len(e.MetaData) != 1 || e.MetaData["step"] != "abandon-survey" {
		t.Errorf("the exit is %+v", e)
	}
	if n := len(p.called("callback")); n != 0 {
		t.Errorf("%d callbacks after an exit", n)
	}
}

// TestExitByEscape leaves with nothing but Escape and Enter: at the survey Escape is enough.
func TestExitByEscape(t *testing.T) {
	t.Parallel()
	server := emulatortest.Start(t)
	p := newTab(t)
	p.open(site{}.serve(t, server.URL, token(t, server.Sandbox(t), nil), nil))
	p.screen("consent")
	p.key(kb.Escape)
	p.sees("belvo-exit-dialog")
	p.key(kb.Tab + kb.Enter)
	p.screen("abandon-survey")
	p.key(kb.Escape)
	if e := exitOf(t, p); e.Error != nil || e.MetaData["step"] != "abandon-survey" {
		t.Errorf("the exit is %+v", e)
	}
}

// TestExitSwitches leaves at once where neither question nor survey is wanted.
func TestExitSwitches(t *testing.T) {
	t.Parallel()
	server := emulatortest.Start(t)
	p := newTab(t)
	p.open(
		site{}.serve(
			t,
			server.URL,
			token(t, server.Sandbox(t), nil),
			map[string]any{"show_close_dialog": false,
				"show_abandon_survey": false, "show_intro": false, "opportunity_loss": "unused"},
		),
	)
	p.screen("institutions")
	p.click("belvo-institution-erebor_mx_retail")
	p.screen("credentials")
	p.click("belvo-close")
	e := exitOf(t, p)
	if e.Error != nil || len(e.MetaData) != 1 || e.MetaData["institution_name"] != "erebor_mx_retail" {
		t.Errorf("the exit is %+v", e)
	}
}
