package e2e_test

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"strings"
	"sync"
	"testing"

	"belvo-emulator/emulator/contract"
	"belvo-emulator/emulator/internal/api"
	"belvo-emulator/emulator/internal/data/registry"
)

// described is our own description of Belvo's API.
var described = sync.OnceValues(func() (*contract.Description, error) {
	document, err := api.Describe("test", registry.Registry())
	if err != nil {
		return nil, err
	}
	data, err := json.Marshal(document)
	if err != nil {
		return nil, err
	}
	return contract.Parse("our description", data)
})

// checked carries requests to a server and holds every answer to Belvo's paths against our own
// description. What nobody promised is not checked: paths that are not emulated, answers that a
// scenario spoils, and keys that a client does not want.
type checked struct{ t testing.TB }

// RoundTrip implements http.RoundTripper.
func (c checked) RoundTrip(r *http.Request) (*http.Response, error) {
	res, err := http.DefaultTransport.RoundTrip(r)
	if err != nil || !strings.Contains(res.Header.Get("Content-Type"), "json") {
		return res, err
	}
	body, err := io.ReadAll(res.Body)
	_ = res.Body.Close() // it was read, or its error is returned
	res.Body = io.NopCloser(io.MultiReader(bytes.NewReader(body), broken{err}))
	if err != nil || !json.Valid(body) {
		return res, nil // the client finds out
	}
	c.check(r, res, body)
	return res, nil
}

// broken is what a reader of a spoiled body comes to in the end.
type broken struct{ err error }

// Read implements io.Reader.
func (f broken) Read([]byte) (int, error) {
	if f.err == nil {
		return 0, io.EOF
	}
	return 0, f.err
}

func (c checked) check(r *http.Request, res *http.Response, body []byte) {
	c.t.Helper()
	ours, err := described()
	if err != nil {
		c.t.Fatal(err)
	}
	query := r.URL.Query()
	chosen := res.StatusCode < 300 && (query.Get("fields") != "" || query.Get("omit") != "")
	if !ours.Has(contract.Key(r.Method, r.URL.Path)) || chosen {
		return
	}
	c.watch(r, res)
	err = ours.Check(contract.Exchange{Method: r.Method, Path: r.URL.Path, Status: res.StatusCode,
		ContentType: res.Header.Get("Content-Type"), Body: body})
	if err != nil {
		c.t.Errorf("%s %s is not as we describe it (%d): %v", r.Method, r.URL.Path, res.StatusCode, err)
	}
}
