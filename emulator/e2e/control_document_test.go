package e2e_test

import (
	"bytes"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/getkin/kin-openapi/openapi3filter"
	"github.com/getkin/kin-openapi/routers"
	"github.com/getkin/kin-openapi/routers/gorillamux"

	"belvo-emulator/emulator"
	"belvo-emulator/emulator/emulatortest"
)

// controlDocument is the OpenAPI document that the control surface serves, as a validator reads it.
var controlDocument = sync.OnceValues(func() (*openapi3.T, error) {
	e, err := emulator.New(emulator.Config{})
	if err != nil {
		return nil, err
	}
	defer e.Close()
	w := httptest.NewRecorder()
	e.Handler().ServeHTTP(w, httptest.NewRequest(http.MethodGet, "http://localhost"+v1+"openapi.json", http.NoBody))
	return openapi3.NewLoader().LoadFromData(w.Body.Bytes())
})

// controlRouter finds an operation of the document.
var controlRouter = sync.OnceValues(func() (routers.Router, error) {
	doc, err := controlDocument()
	if err != nil {
		return nil, err
	}
	return gorillamux.NewRouter(doc)
})

// Do sends a request. What is said to the control surface, and what it answers, must be as its
// document describes it.
func (w world) Do(method, path string, body any, headers ...string) *emulatortest.Answer {
	w.t.Helper()
	answer := w.Sandbox.Do(method, path, body, headers...)
	if strings.HasPrefix(path, v1) {
		documented(w.t, method, path, body, answer)
	}
	return answer
}

// documented holds an exchange to the document: the answer always, the request if it was good.
func documented(t testing.TB, method, path string, body any, answer *emulatortest.Answer) {
	t.Helper()
	router, err := controlRouter()
	if err != nil {
		t.Fatal(err)
	}
	sent, isText := body.(string)
	if data, err := json.Marshal(body); !isText && err == nil && body != nil {
		sent = string(data)
	}
	r := httptest.NewRequest(method, path, strings.NewReader(sent))
	r.Header.Set("Content-Type", "application/json")
	route, parameters, err := router.FindRoute(r)
	if err != nil {
		if answer.Status != http.StatusNotFound && answer.Status != http.StatusMethodNotAllowed {
			t.Errorf("%s %s is answered with %d and is not in the document", method, path, answer.Status)
		}
		return
	}
	request := &openapi3filter.RequestValidationInput{Request: r, PathParams: parameters, Route: route,
		Options: &openapi3filter.Options{AuthenticationFunc: openapi3filter.NoopAuthenticationFunc,
			ExcludeRequestBody: isText && !json.Valid([]byte(sent))}} // YAML says the same
	if answer.Status < http.StatusBadRequest {
		if err := openapi3filter.ValidateRequest(t.Context(), request); err != nil {
			t.Errorf("%s %s was accepted and is not as documented: %v", method, path, err)
		}
	}
	response := &openapi3filter.ResponseValidationInput{RequestValidationInput: request,
		Status: answer.Status, Header: answer.Header,
		Options: &openapi3filter.Options{IncludeResponseStatus: true,
			ExcludeResponseBody: answer.Header.Get("Content-Type") != "application/json"}}
	response.SetBodyBytes(bytes.TrimSpace(answer.Body))
	if err := openapi3filter.ValidateResponse(t.Context(), response); err != nil {
		t.Errorf("the answer %d to %s %s is not as documented: %v", answer.Status, method, path, err)
	}
}

// TestTheControlDocumentIsValid OpenAPI, and describes everything that people should know.
func TestTheControlDocumentIsValid(t *testing.T) {
	t.Parallel()
	doc, err := controlDocument()
	if err == nil {
		err = doc.Validate(t.Context())
	}
	if err != nil {
		t.Fatal(err)
	}
	for path, item := range doc.Paths.Map() {
		for method, op := range item.Operations() {
			if op.Summary == "" || len(op.Tags) != 1 || op.Responses.Default() == nil {
				t.Errorf("%s %s says too little of itself", method, path)
			}
		}
	}
}

// TestAWrongExchangeIsNoticed: the check behind Do can fail.
func TestAWrongExchangeIsNoticed(t *testing.T) {
	t.Parallel()
	answer := func(status int, body string) *emulatortest.Answer {
		return &emulatortest.Answer{Status: status, Body: []byte(body),
			Header: http.Header{"Content-Type": {"application/json"}}}
	}
	const clock = `{"now":"2026-03-16T12:00:00Z","mode":"manual"}`
	for _, c := range []struct {
		call   string
		body   any
		answer *emulatortest.Answer
		wrong  bool
	}{
		{"GET clock", nil, answer(200, clock), false},
		{"GET clock", nil, answer(200, `{"now":"2026-03-16T12:00:00Z"}`), true},
		{"GET clock", nil, answer(200, strings.Replace(clock, "{", `{"more":1,`, 1)), true},
		{"GET clock", nil, answer(404, `{"error":"gone"}`), false},
		{"GET clock", nil, answer(404, `{"detail":"gone"}`), true},
		{"GET clocks", nil, answer(404, ""), false},
		{"GET clocks", nil, answer(200, clock), true},
		{"GET webhooks/inbox?state=delivered", nil, answer(200, "[]"), false},
		{"GET webhooks/inbox?state=lost", nil, answer(200, "[]"), true},
		{"GET webhooks/inbox", nil, answer(200, "null"), true},
		{"POST webhooks/fire", fields{"link": 7}, answer(200, `{"webhook_id":"a"}`), true},
	} {
		method, path, _ := strings.Cut(c.call, " ")
		probe := &probe{TB: t}
		if documented(probe, method, v1+path, c.body, c.answer); probe.failed != c.wrong {
			t.Errorf("%s answered %d %s: noticed is %t", c.call, c.answer.Status, c.answer.Body, probe.failed)
		}
	}
}

// probe is a test that notes that it failed, and says nothing.
type probe struct {
	testing.TB
	failed bool
}

// Errorf notes a failure.
func (p *probe) Errorf(string, ...any) { p.failed = true }
