package browser_test

import (
	"net/url"
	"os"
	"testing"
	"time"

	"belvo-emulator/emulator/emulatortest"
)

// look is one way to see the widget.
type look struct {
	name    string
	options []option
	scheme  string // color_scheme of the token, "" for the user's own
}

func looks() []look {
	return []look{
		{"desktop-light", nil, "LIGHT"}, {"desktop-dark", nil, "DARK"},
		{"phone-light", []option{narrow}, ""}, {"phone-dark", []option{narrow, dark}, ""},
	}
}

// TestLooks walks through the screens, has each judged by axe-core and keeps its picture. Nothing may be
// wider than the window. Among the other tests it walks on a phone in the dark; in all four ways with the
// flag -long or where the pictures are kept.
func TestLooks(t *testing.T) {
	t.Parallel()
	rules := axe(t)
	server := emulatortest.Start(t)
	all := looks()
	if *long == 1 && os.Getenv(shots) == "" {
		all = all[3:]
	}
	for _, l := range all {
		t.Run(l.name, func(t *testing.T) {
			t.Parallel()
			box := server.Sandbox(t)
			p := newTab(t, l.options...)
			p.before(rules)
			widget := map[string]any{"branding": map[string]any{"company_name": "ACME Finance",
				"company_terms_url": "https://acme.example/terms", "company_benefit_header": "Créditos en minutos",
				"company_benefit_content": "Con tus datos podemos hacerte una oferta mejor."}}
			if l.scheme != "" {
				widget["color_scheme"] = l.scheme
			}
			p.open(
				site{}.serve(
					t,
					server.URL,
					token(t, box, map[string]any{"widget": widget}),
					map[string]any{"locale": "es"},
				),
			)
			seen := func(name string) {
				p.violations(name)
				if wide := eval[int](p, "return Math.max(...Array.from(root.querySelectorAll('.screen, .card'), "+
					"(e) => e.scrollWidth - e.clientWidth))"); wide > 0 {
					t.Errorf("%s: the screen is %d pixels too wide", name, wide)
				}
				p.shot(l.name + "-" + name)
			}
			walk(p, seen)
			link := locked(t, box, "bnk100")
			p.open(site{}.serve(t, server.URL, updateToken(t, box, link), map[string]any{"locale": "es"}))
			p.screen("token")
			seen("11-update")
			p.open(site{}.serve(t, server.URL, updateToken(t, box, invalid(t, box)), nil))
			p.screen("credentials")
			seen("12-update-password")
			p.decidesWithin(time.Hour)
			p.before("window.open = () => null;") // so that the bank's page comes inside
			if l.scheme == "DARK" {
				p.run(dark())
			}
			p.open(address(server, "/widget/", url.Values{"access_token": {openFinance(t, box)},
				"locale": {"pt"}}))
			walkConsent(p, seen)
		})
	}
}

// TestOwnPages has the emulator's own pages judged, in the light and in the dark.
func TestOwnPages(t *testing.T) {
	t.Parallel()
	rules := axe(t)
	server := emulatortest.Start(t)
	for name, options := range map[string][]option{"light": nil, "dark": {narrow, dark}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := newTab(t, options...)
			p.before(rules)
			p.open(server.URL + "/widget/bank/?locale=es&institution=OF+Mock+Bank&company=ACME")
			p.until("return document.querySelector('#approve').textContent")
			p.violations("bank")
			p.shot("bank-" + name)
			p.open(server.URL + "/widget/?access_token=none&show_close_dialog=false&show_abandon_survey=false")
			p.sees("belvo-leave") // a mouse may be lost while the browser asks what to do with the app's scheme
			eval[bool](p, "at('belvo-leave').click(); return true")
			p.until("return document.querySelector('[data-testid=belvo-over]')")
			p.violations("over")
			p.shot("over-" + name)
		})
	}
}

// walk visits the screens of a new link.
func walk(p *tab, seen func(string)) {
	p.screen("consent")
	seen("01-intro")
	p.click("belvo-continue")
	p.screen("institutions")
	seen("02-institutions")
	p.click("belvo-institution-heimdall_mx_retail")
	p.signIn("user_invalid", "pass_invalid")
	p.sees("belvo-alert")
	seen("03-credentials")
	p.signIn("mfa_qr", "qr_code")
	p.until("return at('belvo-qr') && at('belvo-qr').dataset.ready")
	seen("04-token-qr")
	p.click("belvo-back")
	p.signIn("mfa_inputless", "pass_valid")
	p.screen("token")
	seen("04-token-inputless")
	p.click("belvo-back")
	p.signIn("mfa_text", "pass_valid")
	p.until("return at('belvo-challenge')")
	seen("04-token-text")
	p.click("belvo-back")
	p.signIn("mfa_numeric", "numeric_code")
	p.until("return at('belvo-challenge')")
	p.fill("token", "999999")
	p.click("belvo-submit")
	p.sees("belvo-alert")
	seen("05-token-wrong")
	p.click("belvo-close")
	p.sees("belvo-exit-dialog")
	seen("06-exit")
	p.click("belvo-exit-confirm")
	p.screen("abandon-survey")
	p.click("belvo-survey-trust")
	seen("07-survey")
	p.click("belvo-survey-send")
	p.until("return !host")
	eval[bool](
		p,
		"belvoSDK.createWidget(token, {...config, institutions: ['erebor_mx_retail']}).build(); return true",
	)
	p.signIn("down_1", "full")
	p.screen("error")
	seen("08-error")
	p.click("belvo-retry")
	p.signIn("bnk100", "full")
	p.screen("success")
	seen("09-success")
}

// walkConsent visits the screens of a consent, and the progress of a bank that takes its time.
func walkConsent(p *tab, seen func(string)) {
	p.click("belvo-submit")
	p.screen("data-sharing")
	seen("13-data-sharing")
	p.click("belvo-consent-accept")
	p.screen("redirect")
	seen("14-redirect")
	p.click("belvo-bank-go")
	const approve = "at('belvo-bank').contentDocument.querySelector('#approve')"
	p.until("const a = at('belvo-bank') && " + approve + "; return a && a.textContent")
	seen("15-bank-inside")
	eval[bool](p, "window.fetch = () => new Promise(() => {}); "+approve+".click(); return true")
	p.screen("linking")
	seen("16-linking")
}
