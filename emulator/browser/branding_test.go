package browser_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"belvo-emulator/emulator/emulatortest"
)

// TestBranding shows the company's name and pictures, and its colours in the light and in the dark.
func TestBranding(t *testing.T) {
	t.Parallel()
	pictures := pictureServer(t)
	server := emulatortest.Start(t)
	for scheme, want := range map[string]string{"LIGHT": "rgb(255, 204, 0)", "DARK": "rgb(255, 238, 102)"} {
		t.Run(scheme, func(t *testing.T) {
			t.Parallel()
			p := newTab(t)
			p.open(
				site{}.serve(
					t,
					server.URL,
					token(t, server.Sandbox(t), map[string]any{"widget": map[string]any{
						"branding": map[string]any{
							"company_name":             "ACME",
							"company_icon":             pictures + "/icon.svg",
							"company_logo":             pictures + "/logo.svg",
							"company_terms_url":        "javascript:alert(1)",
							"overlay_background_color": "#F0F2F4",
							"social_proof":             false,
							"show_belvo_middle_logo":   true,
						},
						"color_scheme": scheme,
						"theme": []map[string]any{{"css_key": "--color-primary-base", "value": "#ffcc00"},
							{"css_key": "--color-primary-base-dark", "value": "#ffee66"},
							{
								"css_key": "--button-border-radius",
								"value":   "4px",
							}, {"css_key": "color", "value": "red"},
							{
								"css_key": "--nav-bar-background-color",
								"value":   "url(https://evil.example/x)",
							}},
					}}),
					map[string]any{"locale": "pt"},
				),
			)
			p.screen("consent")
			p.until(
				"return Array.from(root.querySelectorAll('img')).filter(" +
					"(i) => i.complete && i.naturalWidth > 0).length === 2",
			)
			p.shot("branding-" + strings.ToLower(scheme))
			p.sees("belvo-middle-logo")
			if got := eval[string](p, "return getComputedStyle(at('belvo-continue')).backgroundColor"); got != want {
				t.Errorf("the button is %s, want %s", got, want)
			}
			got := eval[string](p, "return getComputedStyle(at('belvo-continue')).color")
			if got != "rgb(16, 19, 26)" {
				t.Errorf("on a light button the text is %s, which cannot be read", got)
			}
			if got := eval[string](p, "return at('belvo-terms').href"); got != "https://belvo.com/terms-service/" {
				t.Errorf("the terms lead to %s", got)
			}
			p.stayedHere()
		})
	}
}

// TestSchemeChanges takes the theme of the dark away again when the user's own preference changes.
func TestSchemeChanges(t *testing.T) {
	t.Parallel()
	server := emulatortest.Start(t)
	p := newTab(t, dark)
	p.open(site{}.serve(t, server.URL, token(t, server.Sandbox(t), map[string]any{"widget": map[string]any{
		"theme": []map[string]any{{"css_key": "--nav-bar-background-color-dark", "value": "#334455"}}}}), nil))
	p.screen("consent")
	const bar = "getComputedStyle(root.querySelector('.bar')).backgroundColor"
	p.until("return " + bar + " === 'rgb(51, 68, 85)' && !at('belvo-middle-logo')")
	p.run(likes("light"))
	p.until("return " + bar + " === 'rgba(0, 0, 0, 0)'")
}

// pictureServer has the company's pictures.
func pictureServer(t *testing.T) string {
	t.Helper()
	return serveFunc(t, func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "image/svg+xml")
		width := 68
		if strings.HasPrefix(r.URL.Path, "/logo") {
			width = 120
		}
		_, _ = fmt.Fprintf(
			w,
			`<svg xmlns="http://www.w3.org/2000/svg" width="%[1]d" height="40" viewBox="0 0 %[1]d 40">`+
				`<rect width="%[1]d" height="40" rx="10" fill="#222"/><circle cx="20" cy="20" r="9" fill="#fc0"/></svg>`,
			width,
		)
	})
}
