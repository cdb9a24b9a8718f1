package browser_test

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/target"
	"github.com/chromedp/chromedp"

	"belvo-emulator/emulator/emulatortest"
)

// purpose is what a token for Open Finance says the data is for.
const purpose = "Encontrar a melhor oferta de crédito para você."

// openFinance is the token of a consent.
func openFinance(t *testing.T, box *emulatortest.Sandbox) string {
	t.Helper()
	return token(t, box, map[string]any{
		"scopes": "read_institutions,write_links,read_consents,write_consents,write_consent_callback," +
			"delete_consents",
		"widget": map[string]any{"openfinance_feature": "consent_link_creation", "purpose": purpose,
			"branding": map[string]any{"company_name": "ACME", "show_belvo_middle_logo": true},
			"consent": map[string]any{
				"permissions":              []string{"REGISTER", "ACCOUNTS", "CREDIT_CARDS", "CREDIT_OPERATIONS"},
				"terms_and_conditions_url": "https://acme.example/terms",
				"identification_info": []map[string]any{
					{"type": "CPF", "number": "76109277673", "name": "Ralph Bragg"},
					{"type": "CNPJ", "number": "50685362006773", "name": "Belvo OF test"},
				},
				"default_consent_duration_days": 183,
			}}})
}

// atBank presses the button that leads to the bank and decides there.
func (p *tab) atBank(button string) {
	p.t.Helper()
	// A tab is told of the windows of all the others as well, where another test may be at its bank.
	own := chromedp.FromContext(p.ctx).Target.TargetID
	window := chromedp.WaitNewTarget(p.ctx, func(info *target.Info) bool {
		return info.OpenerID == own && strings.Contains(info.URL, "/widget/bank/")
	})
	p.click("belvo-bank-go")
	var id target.ID
	select {
	case id = <-window:
	case <-p.ctx.Done():
		p.t.Fatal("no window of the bank")
	}
	bank, stop := chromedp.NewContext(p.ctx, chromedp.WithTargetID(id))
	defer stop()
	ctx, cancel := context.WithTimeout(bank, patience)
	defer cancel()
	if err := chromedp.Do(ctx, chromedp.WaitVisible(`[data-testid="`+button+`"]`)); err != nil {
		p.t.Fatalf("the bank: %v", err)
	}
	if button == "bank-approve" {
		(&tab{t: p.t, ctx: bank}).shot("consent-bank")
	}
	// A mouse would miss the button while a busy machine still lays the new window out. The window
	// closes itself at once, which may be before the browser has told us that the script has run.
	press := `document.querySelector('[data-testid="` + button + `"]').click(); true`
	_, _ = chromedp.Run(ctx, chromedp.Evaluate[bool](press))
}

// TestConsent gives a consent for longer than the token proposes: what is shared, the bank's page, the
// link. The token has filled the CPF in.
func TestConsent(t *testing.T) {
	t.Parallel()
	server := emulatortest.Start(t)
	box := server.Sandbox(t)
	p := newTab(t)
	p.decidesWithin(time.Hour)
	p.open(site{}.serve(t, server.URL, openFinance(t, box), map[string]any{"locale": "pt"}))
	p.screen("credentials")
	if got := eval[string](p, "return at('belvo-field-username').value"); got != "76109277673" {
		t.Errorf("the CPF is %q, want that of the token", got)
	}
	p.click("belvo-submit")
	p.screen("data-sharing")
	p.shot("consent-data-sharing")
	if got := p.text("belvo-purpose"); got != purpose {
		t.Errorf("the purpose is %q", got)
	}
	if got := eval[string](p, "return at('belvo-duration').selectedOptions[0].textContent"); got != "6 meses" {
		t.Errorf("the consent is for %q, want what the token says", got)
	}
	if got := eval[string](p, "return at('belvo-consent-terms').href"); got != "https://acme.example/terms" {
		t.Errorf("the terms lead to %s", got)
	}
	shown := p.text("belvo-page-data-sharing")
	for _, want := range []string{
		"Ralph Bragg · CPF •••.•••.•••-73",
		"Belvo OF test · CNPJ ••.•••.•••/••••-73",
	} {
		if !strings.Contains(shown, want) {
			t.Errorf("the screen does not say %q:\n%s", want, shown)
		}
	}
	eval[bool](p, "at('belvo-duration').value = '275'; return true")
	p.click("belvo-consent-accept")
	p.screen("redirect")
	p.sees("belvo-middle-logo")
	p.shot("consent-redirect")
	p.atBank("bank-approve")
	p.screen("success")
	wantCallback(t, p, "", "ofmockbank_br_retail")
	p.stayedHere()
	consents := box.Do(http.MethodGet, "/api/consents/?user_document=76109277673", nil).Want(http.StatusOK)
	if got := consents.Text("results.0.consent_duration"); got != "275" {
		t.Errorf("the consent is for %s days, want the 275 that were chosen", got)
	}
}

// TestConsentRefused refuses at the bank.
func TestConsentRefused(t *testing.T) {
	t.Parallel()
	server := emulatortest.Start(t)
	p := newTab(t)
	p.decidesWithin(time.Hour)
	p.open(site{}.serve(t, server.URL, openFinance(t, server.Sandbox(t)), map[string]any{"locale": "en"}))
	p.fill("username", "76109277673")
	p.click("belvo-submit")
	p.click("belvo-consent-accept")
	p.screen("redirect")
	p.atBank("bank-deny")
	p.screen("error")
	if got := p.text("belvo-title"); got != "The institution refused the access" {
		t.Errorf("the title is %q", got)
	}
	p.click("belvo-retry")
	if got := p.text("belvo-page-data-sharing"); !strings.Contains(got, "CPF •••.•••.•••-73") {
		t.Errorf("the second time the screen has lost whose consent it is:\n%s", got)
	}
}

// TestConsentUpdate renews the consent of a link: there is nothing to type.
func TestConsentUpdate(t *testing.T) {
	t.Parallel()
	server := emulatortest.Start(t)
	box := server.Sandbox(t)
	link := box.Register("ofmockbank_br_retail", "76109277673")
	p := newTab(t)
	p.decidesWithin(time.Hour)
	p.open(site{}.serve(t, server.URL, updateToken(t, box, link), map[string]any{"locale": "pt"}))
	p.screen("data-sharing")
	p.shot("consent-update")
	p.click("belvo-consent-accept")
	p.screen("redirect")
	p.atBank("bank-approve")
	p.screen("success")
	wantCallback(t, p, link, "ofmockbank_br_retail")
}

// TestConsentFrame gives a consent where no window can be opened, as in a WebView. At the bank there is time.
func TestConsentFrame(t *testing.T) {
	t.Parallel()
	server := emulatortest.Start(t)
	p := newTab(t)
	p.decidesWithin(time.Hour)
	p.before("window.open = () => null;")
	access := openFinance(t, server.Sandbox(t))
	p.open(address(server, "/widget/", url.Values{"access_token": {access}, "locale": {"pt"}}))
	p.fill("username", "76109277673")
	p.click("belvo-submit")
	p.click("belvo-consent-accept")
	p.until("return at('belvo-bank-go') && window.minutes.size === 1")
	p.click("belvo-bank-go")
	p.until(`const f = at('belvo-bank');
		const b = f && f.contentDocument && f.contentDocument.querySelector('#approve');
		return b && b.textContent`)
	p.shot("consent-bank-framed")
	if n := eval[int](p, "return window.minutes.size"); n != 0 {
		t.Error("the minute counts at the bank, too")
	}
	eval[bool](p, "at('belvo-bank').contentDocument.querySelector('#approve').click(); return true")
	p.screen("success")
}

// TestConsentCutOff gives a consent on a page that is cut off from the windows it opens: the bank's
// page comes inside the widget.
func TestConsentCutOff(t *testing.T) {
	t.Parallel()
	server := emulatortest.Start(t)
	p := newTab(t)
	p.decidesWithin(time.Hour)
	access := openFinance(t, server.Sandbox(t))
	page := serveFunc(t, func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Cross-Origin-Opener-Policy", "same-origin")
		w.Header().Set("Content-Type", "text/html")
		_, _ = fmt.Fprintf(w, `<!doctype html><html lang="en"><title>A careful page</title><div id="belvo"></div>
<script src="%s/belvo-widget-1-stable.js"></script>
<script>belvoSDK.createWidget(%q, {}).build();</script></html>`, server.URL, access)
	})
	p.open(page)
	p.click("belvo-submit")
	p.click("belvo-consent-accept")
	p.click("belvo-bank-go")
	p.sees("belvo-bank")
}

// decidesWithin makes the minute that the widget waits for the bank another time; window.minutes are
// those that are counted.
func (p *tab) decidesWithin(limit time.Duration) {
	p.t.Helper()
	p.before(fmt.Sprintf(`window.minutes = new Set();
const wait = window.setTimeout, forget = window.clearTimeout;
window.setTimeout = (f, ms, ...more) => {
	const id = wait(f, ms === 60000 ? %d : ms, ...more);
	if (ms === 60000) window.minutes.add(id);
	return id;
};
window.clearTimeout = (id) => { window.minutes.delete(id); forget(id); };`, limit.Milliseconds()))
}

// TestConsentTooLate never goes to the bank.
func TestConsentTooLate(t *testing.T) {
	t.Parallel()
	server := emulatortest.Start(t)
	p := newTab(t)
	p.decidesWithin(time.Millisecond)
	p.open(site{}.serve(t, server.URL, openFinance(t, server.Sandbox(t)), map[string]any{"locale": "pt"}))
	p.fill("username", "76109277673")
	p.click("belvo-submit")
	p.click("belvo-consent-accept")
	p.screen("error")
	if got := eval[string](p, "return at('belvo-error').dataset.code"); got != "session_expired_ob" {
		t.Errorf("the error is %s", got)
	}
}
