package browser_test

import (
	"maps"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"belvo-emulator/emulator"
	"belvo-emulator/emulator/emulatortest"
)

// TestNewLink connects a user, from the first screen to the last.
func TestNewLink(t *testing.T) {
	t.Parallel()
	server := emulatortest.Start(t)
	box := server.Sandbox(t)
	p := newTab(t)
	p.open(site{}.serve(t, server.URL, token(t, box, map[string]any{"external_id": "from-the-token"}),
		map[string]any{"locale": "pt", "access_mode": "single"}))

	p.screen("consent")
	p.shot("intro-pt")
	p.click("belvo-continue")
	p.screen("institutions")
	p.shot("institutions-pt")
	narrowDown(t, p)
	p.click("belvo-institution-erebor_br_retail")
	p.screen("credentials")
	p.shot("credentials-pt")

	p.click("belvo-submit")
	if got := p.text("belvo-message-username"); got != "Preencha este campo" {
		t.Errorf("an empty field says %q", got)
	}
	p.fill("username", "bnk 100")
	p.click("belvo-submit")
	if got := p.text("belvo-message-username"); got != "Requiere 1 y 16 caracteres" {
		t.Errorf("a wrong field says %q, want the institution's own message", got)
	}
	p.shot("credentials-invalid-pt")
	p.fill("username", "bnk100")
	p.fill("password", "full")
	p.click("belvo-submit")
	p.screen("success")
	p.shot("success-pt")
	wantCallback(t, p, "", "erebor_br_retail")

	link := box.Do(http.MethodGet, "/api/links/"+word(t, p.called("callback")[0].Args[0])+"/", nil).
		Want(http.StatusOK)
	for name, want := range map[string]string{
		"status": "valid", "access_mode": "single", "external_id": "from-the-token",
		"institution": "erebor_br_retail"} {
		if got := link.Text(name); got != want {
			t.Errorf("the link's %s is %s, want %s", name, got, want)
		}
	}
	wantPages(t, p, "/consent", "/institutions", "/credentials", "/linking", "/success")
	if html := eval[string](p, "return root.innerHTML"); strings.Contains(html, "full") {
		t.Error("the password is still in the page")
	}
	p.stayedHere()
}

// narrowDown uses the search and the filters of the list.
func narrowDown(t *testing.T, p *tab) {
	t.Helper()
	rows := func() int { return eval[int](p, "return root.querySelectorAll('.row').length") }
	all := rows()
	p.click("belvo-country-BR")
	if n := rows(); n == 0 || n >= all {
		t.Errorf("%d of %d institutions are of Brazil", n, all)
	}
	p.value("belvo-search", "gótham")
	if n := rows(); n != 1 {
		t.Errorf("%d institutions are called gotham in Brazil, want 1", n)
	}
	p.value("belvo-search", "no such bank")
	p.sees("belvo-no-institutions")
	p.shot("institutions-none-pt")
	p.value("belvo-search", "")
	p.click("belvo-kind-business")
	if n := rows(); n != 2 {
		t.Errorf("%d business institutions in Brazil, want 2", n)
	}
	p.click("belvo-kind-all")
}

// wantPages holds the PAGE_LOAD events in their order, each with where the user came from.
func wantPages(t *testing.T, p *tab, want ...string) {
	t.Helper()
	var pages []string
	from := ""
	for _, c := range p.called("onEvent") {
		e := readEvent(t, c)
		if e.EventName != "PAGE_LOAD" {
			continue
		}
		if e.Metadata["from"] != from {
			t.Errorf("the page %v was loaded from %v, want %s", e.Metadata["page"], e.Metadata["from"], from)
		}
		from, _ = e.Metadata["page"].(string)
		pages = append(pages, from)
	}
	if strings.Join(pages, " ") != strings.Join(want, " ") {
		t.Errorf("the pages were %v, want %v", pages, want)
	}
}

// TestChallenges goes through the kinds of MFA.
func TestChallenges(t *testing.T) {
	t.Parallel()
	server := emulatortest.Start(t)
	type challenge struct{ locale, shows string }
	challenges := map[string]challenge{
		"mfa_default": {"es", ""},
		"mfa_numeric": {"en", "return at('belvo-challenge').textContent === '48213'"},
		"mfa_text":    {"pt", "return at('belvo-challenge').textContent === 'What was the name of your first pet?'"},
		"mfa_qr": {"en", "const q = at('belvo-qr');" +
			"return q && q.dataset.ready && q.querySelector('path').getAttribute('d').length > 500"},
		"mfa_inputless": {"en", "return !root.querySelector('input')"},
	}
	inTabs(t, 1, maps.All(challenges), func(t *testing.T, p *tab, user string, c challenge) {
		box := server.Sandbox(t)
		p.open(site{}.serve(t, server.URL, token(t, box, nil), map[string]any{
			"institutions": []string{"heimdall_mx_retail"}, "locale": c.locale}))
		p.signIn(user, "pass_valid")
		p.screen("token")
		if c.shows != "" {
			p.until(c.shows)
		}
		p.shot("token-" + user)
		if user != "mfa_inputless" {
			p.fill("token", "111111")
		}
		p.click("belvo-submit")
		p.screen("success")
		wantCallback(t, p, "", "heimdall_mx_retail")
	})
}

// TestUpdateChallenges updates links of users whose bank puts a challenge: a reload, and a second
// widget, find the same session.
func TestUpdateChallenges(t *testing.T) {
	t.Parallel()
	server := emulatortest.Start(t)
	challenges := map[string]string{
		"mfa_numeric":   "return at('belvo-challenge') && at('belvo-challenge').textContent === '70155'",
		"mfa_qr":        "return at('belvo-qr') && at('belvo-qr').dataset.ready",
		"mfa_inputless": "return at('belvo-submit') && !root.querySelector('input')",
	}
	inTabs(t, 1, maps.All(challenges), func(t *testing.T, p *tab, user, shows string) {
		box := server.Sandbox(t)
		link := box.Do(http.MethodPost, "/api/links/", map[string]any{"institution": "heimdall_mx_retail",
			"username": user, "password": "pass_valid"}).Want(http.StatusPreconditionRequired)
		id := link.Text("0.link")
		box.Do(http.MethodPatch, "/api/links/", map[string]any{"session": link.Text("0.session"), "link": id,
			"token": "111111"}).
			Want(http.StatusOK)
		box.Do(http.MethodPost, "/api/accounts/", map[string]any{"link": id}).
			Want(http.StatusPreconditionRequired)
		page := site{}.serve(t, server.URL, updateToken(t, box, id), nil)
		p.open(page)
		p.screen("token")
		p.open(page)
		p.until(shows)
		p.shot("update-" + user)
		if user != "mfa_inputless" {
			p.fill("token", "111111")
		}
		p.click("belvo-submit")
		p.screen("success")
		wantCallback(t, p, id, "heimdall_mx_retail")
		if status := box.Status(id); status != "valid" {
			t.Errorf("the link is %s", status)
		}
	})
}

// value puts a text into an input that is no field of a form.
func (p *tab) value(id, text string) {
	p.t.Helper()
	eval[bool](
		p,
		"const e = at('"+id+"'); e.value = '"+text+"'; e.dispatchEvent(new Event('input')); return true",
	)
}

// TestDisabledInstitution chooses an institution that is down: a WARNING, and the list stays.
func TestDisabledInstitution(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	const file = `institutions:
- name: sauron_mx_retail
  id: 7001
  type: bank
  display_name: Banco de Sauron
  country_code: MX
  primary_color: '#aa2200'
  status: down
  form_fields: [{name: username, type: text, label: Usuario}]
  resources: [ACCOUNTS]
`
	if err := os.WriteFile(filepath.Join(folder, "institutions.yaml"), []byte(file), 0o600); err != nil {
		t.Fatal(err)
	}
	server := emulatortest.Start(t, func(c *emulator.Config) { c.Fixtures = folder })
	p := newTab(t)
	p.open(
		site{}.serve(
			t,
			server.URL,
			token(t, server.Sandbox(t), nil),
			map[string]any{"show_intro": false, "locale": "es"},
		),
	)
	p.screen("institutions")
	p.value("belvo-search", "sauron")
	p.click("belvo-institution-sauron_mx_retail")
	p.sees("belvo-alert")
	p.shot("institutions-disabled-es")
	calls := p.called("onEvent")
	e := readEvent(t, calls[len(calls)-1])
	if e.EventName != "WARNING" || len(e.RequestID) != 32 ||
		e.MetaData["warning_code"] != "institution_disabled" ||
		e.MetaData["warning_message"] != "The institution is temporarily unavailable." ||
		e.MetaData["institution_name"] != "sauron_mx_retail" ||
		e.MetaData["timestamp"] == "" {
		t.Errorf("the event is %+v", e)
	}
	wantPages(t, p, "/institutions")
}
