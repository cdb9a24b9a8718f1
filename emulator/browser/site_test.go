package browser_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"belvo-emulator/emulator/emulatortest"
)

// recorder is a script that notes every call in window.calls.
const recorder = `window.calls = [];
const note = (Name) => (...Args) => { window.calls.push({Name, Args}); };
const record = {callback: note('callback'), onExit: note('onExit'), onEvent: note('onEvent')};
`

// site is a page of a shop, on another origin than the emulator.
type site struct {
	policy string // its Content-Security-Policy
	head   string // before the widget's script
	body   string // instead of <div id="belvo"></div>
	script string // instead of building the widget once it is loaded
	style  string
	async  bool
}

// serve returns the address of the page. Its own script comes from a file, as a strict policy
// wants it.
func (s site) serve(t *testing.T, emulator, token string, config map[string]any) string {
	t.Helper()
	settings, err := json.Marshal(config)
	if err != nil {
		t.Fatal(err)
	}
	script := fmt.Sprintf(
		"%sconst token = %q;\nconst config = {...%s, ...record};\n",
		recorder,
		token,
		settings,
	)
	if s.script != "" {
		script += s.script
	} else {
		script += "belvoSDK.createWidget(token, config).build();"
	}
	body := s.body
	if body == "" {
		body = `<div id="belvo"></div>`
	}
	mux := http.NewServeMux()
	mux.HandleFunc("/app.js", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/javascript")
		_, _ = w.Write([]byte(script)) // the browser has asked for it
	})
	mux.HandleFunc("/style.css", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/css")
		_, _ = w.Write([]byte(s.style)) // the browser has asked for it
	})
	mux.HandleFunc("/favicon.ico", http.NotFound)
	mux.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {
		if s.policy != "" {
			w.Header().Set("Content-Security-Policy", strings.ReplaceAll(s.policy, "EMULATOR", emulator))
		}
		_, _ = fmt.Fprintf(
			w,
			`<!doctype html><html lang="en"><head><meta charset="utf-8"><title>A shop</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="stylesheet" href="/style.css">%s
<script src="%s/belvo-widget-1-stable.js"%s></script></head>
<body><main><h1>A shop</h1><p>Connect your bank to go on.</p><button id="before">Connect</button>%s</main>
<script src="/app.js"></script></body></html>`,
			s.head,
			emulator,
			attribute(s.async),
			body,
		)
	})
	server := httptest.NewServer(mux)
	t.Cleanup(server.Close)
	return server.URL + "/"
}

func attribute(async bool) string {
	if async {
		return " async"
	}
	return ""
}

// newLinks are the scopes for creating links, updates those for one link.
const (
	newLinks = "read_institutions,write_links"
	updates  = "read_institutions,write_links,read_links"
)

// token asks for an access token as a backend does: with the keys in the body.
func token(t *testing.T, b *emulatortest.Sandbox, fields map[string]any) string {
	t.Helper()
	body := map[string]any{"id": b.ID, "password": b.Password, "scopes": newLinks}
	for name, value := range fields {
		body[name] = value
	}
	return b.Do(http.MethodPost, "/api/token/", body).Want(http.StatusOK).Text("access")
}

// updateToken asks for the token of one link.
func updateToken(t *testing.T, b *emulatortest.Sandbox, link string) string {
	t.Helper()
	return token(t, b, map[string]any{"link_id": link, "scopes": updates})
}

// locked registers a user at Heimdall and lets a request for data find that the bank wants a token.
func locked(t *testing.T, b *emulatortest.Sandbox, username string) string {
	t.Helper()
	link := b.Register("heimdall_mx_retail", username)
	b.Do(http.MethodPost, "/api/accounts/", map[string]any{"link": link}).
		Want(http.StatusPreconditionRequired, "token_required")
	if status := b.Status(link); status != "token_required" {
		t.Fatalf("the link is %s, want token_required", status)
	}
	return link
}

// invalid registers a user whose link six refused requests have made invalid.
func invalid(t *testing.T, b *emulatortest.Sandbox) string {
	t.Helper()
	link := b.Register("heimdall_mx_retail", "six_frodo")
	for range 6 {
		b.Do(http.MethodPost, "/api/accounts/", map[string]any{"link": link}).
			Want(http.StatusBadRequest, "login_error")
	}
	b.Do(http.MethodPost, "/api/accounts/", map[string]any{"link": link}).
		Want(http.StatusBadRequest, "invalid_link")
	return link
}

// word reads a string argument of a call.
func word(t *testing.T, raw json.RawMessage) string {
	t.Helper()
	var s string
	if err := json.Unmarshal(raw, &s); err != nil {
		t.Fatalf("no string: %s", raw)
	}
	return s
}

// serveFunc serves a function until the test ends and returns its address.
func serveFunc(t *testing.T, handle http.HandlerFunc) string {
	t.Helper()
	server := httptest.NewServer(handle)
	t.Cleanup(server.Close)
	return server.URL
}
