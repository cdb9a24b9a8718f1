package browser_test

import (
	"encoding/json"
	"maps"
	"net/url"
	"strings"
	"testing"

	"belvo-emulator/emulator/emulatortest"
)

// flight is what the autopilot tells at the end.
type flight struct {
	Done   bool
	Step   string
	Reason string
	Steps  []string
	Ms     float64
}

// listening notes how flights end.
const listening = `window.flights = [];
document.addEventListener('belvo-emulator:autopilot', (e) => window.flights.push(e.detail));`

func (p *tab) landed() flight {
	p.t.Helper()
	p.until("return window.flights.length > 0")
	return eval[flight](p, "return window.flights[0]")
}

// fly opens a page whose widget flies by the plan, in a sandbox of its own.
func (p *tab) fly(server *emulatortest.Server, plan any) flight {
	p.t.Helper()
	p.before(listening)
	options := map[string]any{"autopilot": plan}
	p.open(site{}.serve(p.t, server.URL, token(p.t, server.Sandbox(p.t), nil), options))
	return p.landed()
}

// TestAutopilot flies through the flows, the plan given in each of the three ways.
func TestAutopilot(t *testing.T) {
	t.Parallel()
	server := emulatortest.Start(t)
	for _, c := range []struct {
		name  string
		plan  map[string]any
		steps string
	}{
		{"new link", map[string]any{"institution": "heimdall_mx_retail", "username": "mfa_default",
			"password": "pass_valid",
			"token":    []string{"999999", "111111"}},
			"/consent /institutions /credentials /linking /token /linking /token /linking /success"},
		{"exit", map[string]any{"institution": "erebor_mx_retail", "exit_at": "/credentials"},
			"/consent /institutions /credentials /exit /abandon-survey"},
		{"open finance", map[string]any{"institution": "ofmockbank_br_retail", "username": "76109277673"},
			"/consent /institutions /credentials /data-sharing /redirect /linking /success"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			p := newTab(t)
			f := p.fly(server, c.plan)
			if got := strings.Join(f.Steps, " "); !f.Done || got != c.steps {
				t.Errorf("the autopilot flew %s (%+v), want %s", got, f, c.steps)
			}
			name := "callback"
			if c.name == "exit" {
				name = "onExit"
			}
			p.calls(name, 1)
		})
	}
}

// TestAutopilotUpdate flies with the plan of the token's request, and is measured: the best of
// several times, since other things may keep the machine busy now and then.
func TestAutopilotUpdate(t *testing.T) {
	t.Parallel()
	server := emulatortest.Start(t)
	box := server.Sandbox(t)
	link := locked(t, box, "bnk100")
	p := newTab(t)
	p.before(listening)
	tokens := make([]string, 9)
	for i := range tokens {
		tokens[i] = token(t, box, map[string]any{"link_id": link, "scopes": updates,
			"widget": map[string]any{
				"autopilot": map[string]any{"token": "111111", "password": "pass_valid"},
			}})
	}
	list, _ := json.Marshal(tokens) // strings always encode
	script := "window.tokens = " + string(list) +
		"; window.fly = (i) => belvoSDK.createWidget(tokens[i], config).build(); fly(0);"
	p.open(site{script: script}.serve(t, server.URL, "", nil))
	wantCallback(t, p, link, "heimdall_mx_retail")
	best := p.landed().Ms
	for i := 1; i < len(tokens) && best > 100; i++ { // the link is valid by now: these bring the password
		eval[bool](p, "window.flights = []; fly("+string(rune('0'+i))+"); return true")
		best = min(best, p.landed().Ms)
	}
	t.Logf("the autopilot took %.1f ms", best)
	if best > quick() {
		t.Errorf("the autopilot takes %.1f ms, want at most %.0f", best, quick())
	}
	if status := box.Status(link); status != "valid" {
		t.Errorf("the link is %s", status)
	}
}

// TestAutopilotHosted flies with the plan of the hosted page's address.
func TestAutopilotHosted(t *testing.T) {
	t.Parallel()
	server := emulatortest.Start(t)
	box := server.Sandbox(t)
	p := newTab(t)
	p.before(listening)
	p.open(
		address(
			server,
			"/widget/",
			url.Values{"access_token": {callbacks(t, box, "app://success", "app://exit", "app://error")},
				"autopilot": {
					"institution:heimdall_mx_retail,username:mfa_numeric,password:numeric_code,token:999999|111111",
				}},
		),
	)
	if got := p.left("app://"); !strings.HasSuffix(got, "&institution=heimdall_mx_retail") {
		t.Errorf("the page went to %s", got)
	}
}

// TestAutopilotStops tells at which step a plan does not fit, and why.
func TestAutopilotStops(t *testing.T) {
	t.Parallel()
	server := emulatortest.Start(t)
	type stop struct {
		plan         any
		step, reason string
	}
	stops := map[string]stop{
		"no institution": {map[string]any{"username": "u"}, "/institutions", "the plan names no institution"},
		"unknown institution": {"institution:gringotts", "/institutions",
			"the list does not have the institution gringotts"},
		"no password": {"institution:erebor_mx_retail,username:u", "/credentials",
			"the plan has no password"},
		"bad value": {"institution:erebor_mx_retail,username:not valid,password:p", "/credentials",
			"the field username does not take the plan's value"},
		"refused": {"institution:erebor_mx_retail,username:user_invalid,password:p", "/credentials",
			"the widget says: No pudimos iniciar sesión"},
		"wrong token": {"institution:heimdall_mx_retail,username:mfa_default,password:p,token:999999", "/token",
			"every token of the plan was refused"},
		"down": {"institution:erebor_mx_retail,username:down_a,password:p", "/error",
			"the widget shows the error institution_down"},
		"no JSON": {"{institution}", "/consent", "the plan is neither an object"},
	}
	inTabs(t, 1, maps.All(stops), func(t *testing.T, p *tab, _ string, c stop) {
		f := p.fly(server, c.plan)
		if f.Done || f.Step != c.step || !strings.HasPrefix(f.Reason, c.reason) {
			t.Errorf("the flight ended with %+v, want %s: %s", f, c.step, c.reason)
		}
		p.sees("belvo-autopilot-stopped")
	})
}
