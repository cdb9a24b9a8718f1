package emulatortest

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"strings"
	"testing"
)

// Sandbox is a client of one sandbox. Its methods end the test when no answer comes.
type Sandbox struct {
	ID, Password string
	Bearer       string // an access token to use instead of the keys
	t            testing.TB
	url          string
	token        string // of the control calls, "" for none
	transport    http.RoundTripper
	newID        func() string // of a sandbox that nobody has opened
}

// Do sends a request. A body is sent as it is when it is a string, else as JSON. Headers are
// given as "Name: value".
func (b *Sandbox) Do(method, path string, body any, headers ...string) *Answer {
	b.t.Helper()
	answer, err := b.Try(method, path, body, headers...)
	if err != nil {
		b.t.Fatalf("%s %s: %v", method, path, err)
	}
	return answer
}

// Try is Do for requests that may fail to be answered at all.
func (b *Sandbox) Try(method, path string, body any, headers ...string) (*Answer, error) {
	var reader io.Reader
	switch body := body.(type) {
	case nil:
	case string:
		reader = strings.NewReader(body)
	default:
		data, err := json.Marshal(body)
		if err != nil {
			return nil, err
		}
		reader = bytes.NewReader(data)
	}
	if !strings.HasPrefix(path, "http") {
		path = b.url + path
	}
	req, err := http.NewRequestWithContext(context.Background(), method, path, reader)
	if err != nil {
		return nil, err
	}
	if b.Bearer != "" {
		req.Header.Set("Authorization", "Bearer "+b.Bearer)
	} else {
		req.SetBasicAuth(b.ID, b.Password)
	}
	req.Header.Set("Content-Type", "application/json")
	for _, h := range headers {
		name, value, _ := strings.Cut(h, ": ")
		req.Header.Set(name, value)
	}
	res, err := b.transport.RoundTrip(req)
	if err != nil {
		return nil, err
	}
	defer func() { _ = res.Body.Close() }() // the body was read, or its error is returned
	data, err := io.ReadAll(res.Body)
	return &Answer{Status: res.StatusCode, Header: res.Header, Body: data, t: b.t}, err
}

// Register connects a user and returns the link's id; the registration must succeed.
func (b *Sandbox) Register(institution, username string) string {
	b.t.Helper()
	return b.Do(http.MethodPost, "/api/links/", map[string]any{"institution": institution,
		"username": username, "password": "pass_valid"}).Want(http.StatusCreated).Text("id")
}

// Status is the status of a link.
func (b *Sandbox) Status(link string) string {
	b.t.Helper()
	return b.Do(http.MethodGet, "/api/links/"+link+"/", nil).Want(http.StatusOK).Text("status")
}
