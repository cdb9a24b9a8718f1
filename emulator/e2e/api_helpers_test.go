package e2e_test

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"belvo-emulator/emulator"
	"belvo-emulator/emulator/emulatortest"
	"belvo-emulator/emulator/internal/clock"
)

// fields is a JSON object to send.
type fields = map[string]any

// newWorld starts a server for a test, whose clock only that test may move.
func newWorld(t *testing.T, options ...emulatortest.Option) world {
	t.Helper()
	server := emulatortest.Start(t, append(options, patient)...)
	server.Transport = checked{t}
	return world{server.Sandbox(t), server, t}
}

// fresh is a sandbox of its own on the same server, for a subtest.
func (w world) fresh(t *testing.T) world {
	t.Helper()
	return world{w.server.Sandbox(t), w.server, t}
}

// bearer is the same sandbox, asked with an access token instead of the keys.
func (w world) bearer(access string) world {
	sandbox := *w.Sandbox
	sandbox.Bearer = access
	return world{&sandbox, w.server, w.t}
}

// pair asks for an access token and its refresh token; the body may say more than the scopes.
func (w world) pair(scopes string, more fields) (access, refresh string) {
	w.t.Helper()
	body := fields{"id": w.ID, "password": w.Password, "scopes": scopes}
	for k, v := range more {
		body[k] = v
	}
	answer := w.Do(http.MethodPost, "/api/token/", body).Want(http.StatusOK)
	return answer.Text("access"), answer.Text("refresh")
}

// same reports a difference between what is and what should be.
func same[T comparable](t testing.TB, what string, got, want T) {
	t.Helper()
	if got != want {
		t.Errorf("%s is %v, want %v", what, got, want)
	}
}

// keysOf lists the keys of a JSON object in the order in which they stand.
func keysOf(t testing.TB, object []byte) []string {
	t.Helper()
	decoder := json.NewDecoder(bytes.NewReader(object))
	if open, err := decoder.Token(); err != nil || open != json.Delim('{') {
		t.Fatalf("this is no object: %s", object)
	}
	var keys []string
	for decoder.More() {
		key, err := decoder.Token()
		if err != nil {
			t.Fatal(err)
		}
		var value json.RawMessage
		if err := decoder.Decode(&value); err != nil {
			t.Fatal(err)
		}
		keys = append(keys, key.(string))
	}
	return keys
}

// items cuts a JSON array into its items.
func items(t testing.TB, array []byte) []json.RawMessage {
	t.Helper()
	var list []json.RawMessage
	if err := json.Unmarshal(array, &list); err != nil {
		t.Fatalf("this is no array: %s", array)
	}
	return list
}

// texts reads one value, such as "id", of each result of a list.
func texts(list *emulatortest.Answer, name string) []string {
	results, _ := list.Value("results").([]any)
	out := []string{}
	for _, r := range results {
		text, _ := r.(map[string]any)[name].(string)
		out = append(out, text)
	}
	return out
}

// direct asks an emulator without a network in between: where bytes are compared, since the host
// is always the same, and where speed counts.
type direct struct {
	handler http.Handler
	id      string
}

// newDirect makes an emulator on a clock that stands at the Epoch.
func newDirect(t testing.TB, options ...emulatortest.Option) direct {
	t.Helper()
	cfg := emulator.Config{Clock: clock.NewManual(emulatortest.Epoch), Seed: 1}
	for _, o := range append(options, patient) {
		o(&cfg)
	}
	e, err := emulator.New(cfg)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(e.Close)
	return direct{e.Handler(), emulator.DefaultSecretID}
}

// do sends a request with the keys and returns what was written.
func (d direct) do(method, path, body string) *httptest.ResponseRecorder {
	var reader io.Reader = http.NoBody
	if body != "" {
		reader = strings.NewReader(body)
	}
	req := httptest.NewRequest(method, "/", reader)
	req.URL.Path, req.URL.RawQuery, _ = strings.Cut(path, "?")
	req.RequestURI, req.Host = "", "127.0.0.1:8400"
	req.SetBasicAuth(d.id, emulator.DefaultSecretPassword)
	req.Header.Set("Content-Type", "application/json")
	w := httptest.NewRecorder()
	d.handler.ServeHTTP(w, req)
	return w
}
