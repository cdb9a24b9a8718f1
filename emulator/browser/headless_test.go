package browser_test

import (
	"bytes"
	"encoding/json"
	"iter"
	"net/http"
	"slices"
	"testing"

	"belvo-emulator/emulator/emulatortest"
)

// headless is what the control surface tells of a run of the widget without a browser.
type headless struct {
	Done, Success bool
	Step, Reason  string
	Pages         []string
	Calls         []struct {
		Function  string
		Arguments []json.RawMessage
	}
}

// comparison is a run of the widget in two sandboxes that are alike.
type comparison struct {
	name  string
	token func(*testing.T, *emulatortest.Sandbox) string // makes the link, too, if there is one
	plan  map[string]any
	more  map[string]any // options
	last  string         // the function that is called last
}

func fresh(t *testing.T, b *emulatortest.Sandbox) string { return token(t, b, nil) }

func comparisons() []comparison {
	heimdall := func(user string, tokens ...string) map[string]any {
		return map[string]any{"institution": "heimdall_mx_retail", "username": user, "password": "pass_valid",
			"token": tokens}
	}
	waiting := func(t *testing.T, b *emulatortest.Sandbox) string {
		return updateToken(t, b, locked(t, b, "bnk100"))
	}
	broken := func(t *testing.T, b *emulatortest.Sandbox) string { return updateToken(t, b, invalid(t, b)) }
	shut := func(t *testing.T, b *emulatortest.Sandbox) string {
		link := b.Register("erebor_mx_retail", "locked_a")
		for range 2 {
			b.Do(http.MethodPost, "/api/accounts/", map[string]any{"link": link})
		}
		return updateToken(t, b, link)
	}
	late := func(*testing.T, *emulatortest.Sandbox) string { return "no.token.atall" }
	bank := func(answer string) map[string]any {
		return map[string]any{"institution": "ofmockbank_br_retail", "username": "76109277673", "bank": answer}
	}
	return []comparison{
		{"new link", fresh, heimdall("bnk100"), nil, "callback"},
		{"new link, single bank", fresh, heimdall("bnk100"),
			map[string]any{"institutions": []string{"heimdall_mx_retail"}, "access_mode": "single"}, "callback"},
		{"mfa link", fresh, heimdall("mfa_numeric", "111111"), nil, "callback"},
		{"qr and wrong tokens", fresh, heimdall("mfa_qr", "999999", "111111"), nil, "callback"},
		{"inputless", fresh, heimdall("mfa_inputless"), nil, "callback"},
		{"tokens used up", fresh, heimdall("mfa_default", "999999"), nil, "onEvent"},
		{"wrong password", fresh, heimdall("user_invalid"), nil, "onEvent"},
		{"update, locked account", shut, map[string]any{"password": "pass_new"}, nil, "onEvent"},
		{"bank down", fresh, map[string]any{"institution": "erebor_mx_retail", "username": "down_a",
			"password": "x"}, nil, "onEvent"},
		{"update, token", waiting, map[string]any{"token": "111111"}, nil, "callback"},
		{"update, wrong token first", waiting, map[string]any{"token": []string{"999999", "111111"}}, nil,
			"callback"},
		{"update, credentials", broken, map[string]any{"password": "pass_new"}, nil, "callback"},
		{"update, wrong credentials", broken, map[string]any{"password": "pass_invalid"}, nil, "onEvent"},
		{"update, exit", waiting, map[string]any{"exit_at": "/token"}, nil, "onExit"},
		{"token not valid", late, map[string]any{}, nil, "onEvent"},
		{"token not valid, exit", late, map[string]any{"exit_at": "/error"}, nil, "onExit"},
		{"exit at the start", fresh, map[string]any{"exit_at": "/consent"}, nil, "onExit"},
		{"exit at the list", fresh, map[string]any{"exit_at": "/institutions"},
			map[string]any{"show_intro": false, "show_close_dialog": false}, "onExit"},
		{"exit without a survey", fresh, map[string]any{"institution": "erebor_mx_retail",
			"exit_at": "/credentials"}, map[string]any{"show_abandon_survey": false}, "onExit"},
		{"exit after an error", fresh, map[string]any{"institution": "erebor_mx_retail", "username": "down_a",
			"password": "x", "exit_at": "/error"}, map[string]any{"country_codes": []string{"MX"}}, "onExit"},
		{"open finance", fresh, bank("approve"), nil, "callback"},
		{"open finance refused", fresh, bank("deny"), map[string]any{"integration_type": "openfinance"}, "onEvent"},
		{"not in the list", fresh, heimdall("bnk100"), map[string]any{"country_codes": "BR"}, "onEvent"},
		{"lists as texts", fresh, heimdall("bnk100"), map[string]any{"institution_types": "Retail,fiscal",
			"country_codes": " mx, br", "resources": "accounts,OWNERS"}, "callback"},
		{"option refused", fresh, heimdall("bnk100"), map[string]any{"external_id": "x"}, "onEvent"},
		{"field missing", fresh, map[string]any{"institution": "erebor_mx_retail", "username": "u"}, nil,
			"onEvent"},
		{"field bad", fresh, map[string]any{"institution": "erebor_mx_retail", "username": "not valid",
			"password": "p"}, nil, "onEvent"},
		{"callback at the end", fresh, heimdall("bnk100"),
			map[string]any{"emulator": map[string]any{"callback_on": "finish"}}, "callback"},
	}
}

// byName are the comparisons in their order, with their names.
func byName(all []comparison) iter.Seq2[string, comparison] {
	return func(yield func(string, comparison) bool) {
		for _, c := range all {
			if !yield(c.name, c) {
				return
			}
		}
	}
}

// TestHeadless holds that the widget without a browser calls the page's functions as the real one
// does, in order and with the same arguments, and walks the same screens.
func TestHeadless(t *testing.T) {
	t.Parallel()
	server := emulatortest.Start(t)
	inTabs(t, 3, byName(comparisons()), func(t *testing.T, p *tab, _ string, c comparison) {
		flight, real := c.fly(p, server, server.Sandbox(t))
		var run headless
		box := server.Sandbox(t)
		answer := box.Do(http.MethodPost, "/__emulator/v1/widget", map[string]any{
			"access_token": c.token(t, box), "answers": c.plan, "options": c.more,
			"timeout": "60s"}).Want(http.StatusOK)
		if err := json.Unmarshal(answer.Body, &run); err != nil {
			t.Fatal(err)
		}
		var dry []call
		for _, made := range run.Calls {
			dry = append(dry, call{made.Function, made.Arguments})
		}
		if got, want := plain(t, dry), plain(t, real); got != want {
			t.Errorf("without a browser:\n%s\nin the browser:\n%s", got, want)
		}
		if !slices.Equal(run.Pages, flight.Steps) && !slices.Equal(within(run.Pages), within(flight.Steps)) {
			t.Errorf("it walked %v, in the browser %v", run.Pages, flight.Steps)
		}
		if run.Done != flight.Done || run.Step != flight.Step || (run.Reason == "") != (flight.Reason == "") {
			t.Errorf("it ended with %+v, in the browser with %+v", run, flight)
		}
		if run.Success != (c.last == "callback") {
			t.Errorf("success is %v", run.Success)
		}
	})
}

// within leaves out the screens that pass by themselves: the autopilot sees them only now and then.
func within(pages []string) []string {
	return slices.DeleteFunc(slices.Clone(pages), func(page string) bool { return page == "/linking" })
}

// fly has the autopilot go through the real widget.
func (c comparison) fly(p *tab, server *emulatortest.Server, box *emulatortest.Sandbox) (flight, []call) {
	p.t.Helper()
	config := map[string]any{"autopilot": c.plan}
	for name, value := range c.more {
		config[name] = value
	}
	p.before(listening)
	p.open(site{}.serve(p.t, server.URL, c.token(p.t, box), config))
	landed := p.landed()
	p.calls(c.last, 1)
	return landed, eval[[]call](p, "return window.calls")
}

// plain is a list of calls without what differs from run to run: one call a line.
func plain(t *testing.T, calls []call) string {
	t.Helper()
	var lines bytes.Buffer
	for _, c := range calls {
		line := []byte(c.Name)
		for i, arg := range c.Args {
			if c.Name == "callback" && i == 0 {
				arg = json.RawMessage(`"LINK"`)
			}
			var v map[string]any
			if json.Unmarshal(arg, &v) == nil {
				hide(t, v, "request_id")
				if meta, is := v["meta_data"].(map[string]any); is && meta["timestamp"] != nil {
					hide(t, meta, "timestamp")
				}
				arg, _ = json.Marshal(v) // it was JSON before
			}
			line = append(append(line, ' '), arg...)
		}
		lines.Write(append(line, '\n'))
	}
	return lines.String()
}

// hide replaces what must be there by its name.
func hide(t *testing.T, v map[string]any, key string) {
	t.Helper()
	text, is := v[key].(string)
	switch {
	case v[key] == nil:
		return
	case !is, key == "request_id" && len(text) != 32,
		key == "timestamp" && len(text) != len("2026-03-16T12:00:00.000Z"):
		t.Errorf("%s is %v", key, v[key])
	}
	v[key] = key
}
