package browser_test

import (
	"strings"
	"testing"

	"belvo-emulator/emulator/emulatortest"
)

// TestPlaygroundMistakes: wrong keys and a link without an id are told on the page, which waits for
// nothing.
func TestPlaygroundMistakes(t *testing.T) {
	t.Parallel()
	server := emulatortest.Start(t)
	p := newTab(t)
	p.open(server.URL + "/__emulator/playground")
	p.until("return document.querySelector('[data-testid=play-code]').textContent.includes('createWidget')")
	for _, c := range []struct{ fields, want string }{
		{"id: 'SECRET_ID', password: 'wrong', mode: 'new'", "401 authentication_failed, Invalid Secret Keys ("},
		{"id: 'SECRET_ID', password: 'contraseña', mode: 'token'", "401 authentication_failed"},
		{"id: 'SECRET_ID', password: 'SECRET_PASSWORD', mode: 'link', link: ' '", "Type the id of the link"},
		{"id: 'SECRET_ID', password: 'SECRET_PASSWORD', mode: 'link', link: 'none'", "400 invalid"},
	} {
		eval[bool](p, "problem.textContent = '';"+
			"for (const [name, value] of Object.entries({"+c.fields+"})) form.elements[name].value = value;"+
			"document.querySelector('[data-testid=play-start]').click(); return true")
		p.until("return problem.textContent")
		if got := eval[string](p, "return problem.textContent"); !strings.Contains(got, c.want) {
			t.Errorf("with %s the page says %q, want %q", c.fields, got, c.want)
		}
		if eval[bool](p, "return Boolean(host)") {
			t.Errorf("with %s the widget is on the page", c.fields)
		}
	}
}

// TestPlayground updates a link on the page to try the widget on, and then lets the autopilot
// connect one.
func TestPlayground(t *testing.T) {
	t.Parallel()
	server := emulatortest.Start(t)
	p := newTab(t)
	p.open(server.URL + "/__emulator/playground")
	p.until("return document.querySelector('[data-testid=play-code]').textContent.includes('createWidget')")
	p.shot("playground")
	press := func(script string) {
		t.Helper()
		eval[bool](
			p,
			"const play = (id) => document.querySelector('[data-testid=play-' + id + ']');"+script+"; return true",
		)
	}
	press("play('mode').value = 'token'; play('start').click()")
	p.screen("token")
	p.fill("token", "111111")
	p.click("belvo-submit")
	p.click("belvo-finish")
	p.until(
		"const c = document.querySelector('[data-testid=play-callback]');" +
			"return !host && c.textContent.includes('heimdall_mx_retail')",
	)
	press("play('mode').value = 'invalid'; play('start').click()")
	p.fill("password", "another")
	p.click("belvo-submit")
	p.click("belvo-finish")
	press(
		"play('mode').value = 'new';" +
			"play('autopilot').value = 'institution:erebor_mx_retail,username:bnk100,password:full';" +
			"play('start').click()",
	)
	const told = "document.querySelector('li[data-testid=play-autopilot]')"
	p.until("return " + told)
	if got := eval[string](p, "return "+told+".textContent"); !strings.Contains(got, `"done":true`) {
		t.Errorf("the autopilot says %s", got)
	}
	p.shot("playground-calls")
	press("play('autopilot').value = ''; play('mode').value = 'consent';" +
		"document.querySelector('[name=company]').value = \"O'Neil\";" +
		"document.forms[0].dispatchEvent(new Event('input')); play('start').click()")
	p.until("return at('belvo-field-username') && at('belvo-field-username').value === '76109277673'")
	code := eval[string](p, "return document.querySelector('[data-testid=play-code]').textContent")
	for _, want := range []string{
		"\n  -H 'Content", `O'\''Neil`, "stable.js\"></script>\n", "\n    callback: (",
	} {
		if !strings.Contains(code, want) {
			t.Errorf("the code to paste does not have %q:\n%s", want, code)
		}
	}
	press("play('mode').value = 'new'; play('hosted').click()")
	p.screen("consent")
	p.stayedHere()
}
