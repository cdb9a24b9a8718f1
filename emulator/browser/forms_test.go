package browser_test

import (
	"testing"

	"github.com/chromedp/chromedp/kb"

	"belvo-emulator/emulator/emulatortest"
)

// TestForms looks at forms that are more than a user name and a password.
func TestForms(t *testing.T) {
	t.Parallel()
	server := emulatortest.Start(t)
	t.Run("select", func(t *testing.T) {
		t.Parallel()
		p := newTab(t)
		p.open(site{}.serve(t, server.URL, token(t, server.Sandbox(t), nil), map[string]any{
			"institutions": []string{"ironbank_br_retail"}, "locale": "pt"}))
		p.screen("credentials")
		p.shot("credentials-ironbank")
		if got := eval[string](p, "return at('belvo-field-username_type').value"); got != "999" {
			t.Errorf("%s is selected, want the form's own choice 999", got)
		}
		eval[bool](p, "const s = at('belvo-field-username_type'); s.value = '003'; return true")
		for name, value := range map[string]string{
			"username": "adv_valid", "username2": "valid", "password": "pass_valid",
			"password2": "valid"} {
			p.fill(name, value)
		}
		p.click("belvo-submit")
		p.screen("success")
	})
	t.Run("hidden", func(t *testing.T) {
		t.Parallel()
		p := newTab(t)
		p.open(site{}.serve(t, server.URL, token(t, server.Sandbox(t), nil), map[string]any{
			"institutions": []string{"planet_mx_employment"}}))
		p.fill("username", "BLPM951331IONVGR54")
		if n := eval[int](p, "return root.querySelectorAll('form input').length"); n != 1 {
			t.Errorf("the form shows %d fields, want 1", n)
		}
		p.click("belvo-submit")
		p.screen("success")
	})
	t.Run("optional token", func(t *testing.T) {
		t.Parallel()
		p := newTab(t)
		p.open(site{}.serve(t, server.URL, token(t, server.Sandbox(t), nil), map[string]any{
			"institution": "heimdall_mx_retail"}))
		p.screen("credentials")
		p.until("return !at('belvo-field-token')")
		p.click("belvo-more")
		p.fill("token", "111111")
		p.signIn("mfa_default", "pass_valid")
		p.screen("success")
	})
}

// TestSecondTry mends a password alone: what else was typed is still there. A field that the API
// refuses is marked; an option that it refuses is no matter for the form.
func TestSecondTry(t *testing.T) {
	t.Parallel()
	server := emulatortest.Start(t)
	p := newTab(t)
	p.open(site{}.serve(t, server.URL, token(t, server.Sandbox(t), nil), map[string]any{
		"institutions": []string{"erebor_mx_retail"}, "external_id": "x", "locale": "en"}))
	p.signIn("bnk100", "full")
	p.screen("error")
	if got := p.text("belvo-title"); got != "Something went wrong" {
		t.Errorf("an external_id that is too short is shown as %q", got)
	}
	wantError(t, p, 0, "min_length")
	p.click("belvo-retry")
	p.until("return at('belvo-field-username').value === 'bnk100' && at('belvo-field-password').value === ''")
	p.until("return root.activeElement === at('belvo-field-password')")
	eval[bool](p, `const real = window.fetch;
		window.fetch = (...args) => {
			window.fetch = real;
			const refusal = [{code: 'invalid', message: 'No.', field: 'username', request_id: '0'}];
			return Promise.resolve(new Response(JSON.stringify(refusal), {status: 400,
				headers: {'Content-Type': 'application/json'}}));
		};
		return true`)
	p.key("full" + kb.Enter)
	p.sees("belvo-alert")
	p.until("return at('belvo-field-username').getAttribute('aria-invalid') === 'true' && " +
		"root.activeElement === at('belvo-field-username')")
	if got := p.text("belvo-message-username"); got != "Requer entre 1 e 16 caracteres" {
		t.Errorf("the field says %q", got)
	}
}

// signIn fills the usual form in and sends it.
func (p *tab) signIn(username, password string) {
	p.t.Helper()
	p.screen("credentials")
	p.fill("username", username)
	p.fill("password", password)
	p.click("belvo-submit")
}
