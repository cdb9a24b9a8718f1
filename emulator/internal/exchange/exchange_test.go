package exchange

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"belvo-emulator/emulator/internal/belvo"
	"belvo-emulator/emulator/internal/journal"
	"belvo-emulator/emulator/internal/sandbox"
	"belvo-emulator/emulator/internal/scenario"
	"belvo-emulator/emulator/internal/token"
)

// newExchange is that of a request with a header Authorization, of a server that has stopped.
func newExchange(authorization string) *Exchange {
	stopped, stop := context.WithCancel(context.Background())
	stop()
	r := httptest.NewRequest(http.MethodGet, "/api/links/?secret=hunter2", http.NoBody)
	r.Header.Set("Authorization", authorization)
	return &Exchange{Request: r, id: "1234", Content: func() Content { return Content{Path: []string{"api", "links"}} },
		Server: &Server{Logger: slog.New(slog.DiscardHandler), Closing: stopped}}
}

func TestAuth(t *testing.T) {
	t.Parallel()
	box := &sandbox.Sandbox{}
	for name, c := range map[string]struct {
		change        func(*Exchange)
		authorization string
		want          journal.Auth
	}{
		"no keys":                 {func(*Exchange) {}, "", journal.AuthNone},
		"bad keys":                {func(*Exchange) {}, "Basic eDp5", journal.AuthRefused},
		"bad keys, named":         {func(x *Exchange) { x.Named = box }, "Basic eDp5", journal.AuthRefused},
		"keys":                    {func(x *Exchange) { x.Box = box }, "Basic eDp5", journal.AuthBasic},
		"token":                   {func(x *Exchange) { x.Box, x.Call.Request.Token = box, &token.Access{} }, "", journal.AuthBearer},
		"bad keys in a body":      {func(x *Exchange) { x.Open = true }, "", journal.AuthRefused},
		"keys in a body":          {func(x *Exchange) { x.Open, x.Box, x.Named = true, box, box }, "", journal.AuthBody},
		"open, keys in a header":  {func(x *Exchange) { x.Open, x.Box = true, box }, "Basic eDp5", journal.AuthBasic},
		"a token that is refused": {func(x *Exchange) { x.Named = box }, "Bearer x", journal.AuthRefused},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			x := newExchange(c.authorization)
			if c.change(x); x.auth() != c.want {
				t.Errorf("it is %s, want %s", x.auth(), c.want)
			}
		})
	}
}

// TestFaults holds what a client gets in place of an answer: panics close the connection.
func TestFaults(t *testing.T) {
	t.Parallel()
	const whole = `{"id": 1234567}`
	for name, c := range map[string]struct {
		fault    scenario.Fault
		status   int
		body     string
		broken   bool
		recorded int
		seen     bool
	}{
		"none":      {scenario.Fault{}, 200, whole, false, 200, true},
		"hang":      {scenario.Fault{Kind: scenario.FaultHang}, 200, "", true, 0, false},
		"reset":     {scenario.Fault{Kind: scenario.FaultReset}, 200, "", true, 0, false},
		"truncated": {scenario.Fault{Kind: scenario.FaultTruncated}, 200, whole[:7], true, 200, true},
		"malformed": {scenario.Fault{Kind: scenario.FaultMalformed}, 200, whole[:7] + "<html>", false, 200, true},
		"page": {scenario.Fault{Kind: scenario.FaultStatus, Status: 503}, 503,
			"<html><head><title>503 Service Unavailable</title></head>" +
				"<body><h1>503 Service Unavailable</h1></body></html>\n", false, 503, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			x, w := newExchange(""), httptest.NewRecorder()
			x.Call.Report.Fault = c.fault
			broken := aborts(func() { x.write(w, Answer{Status: http.StatusOK, Body: []byte(whole)}) })
			if broken != c.broken || w.Code != c.status || w.Body.String() != c.body {
				t.Errorf("broken off: %v, %d %s", broken, w.Code, w.Body)
			}
			e := &journal.Entry{Status: http.StatusOK}
			if seen := x.applyFault(e); seen != c.seen || e.Status != c.recorded {
				t.Errorf("the journal has %d and says %v", e.Status, seen)
			}
		})
	}
}

// aborts says whether a handler gives its connection up.
func aborts(handle func()) (does bool) {
	defer func() {
		if p := recover(); p != nil {
			err, is := p.(error)
			does = is && errors.Is(err, http.ErrAbortHandler)
		}
	}()
	handle()
	return false
}

func TestFailure(t *testing.T) {
	t.Parallel()
	var many belvo.Errors
	for range MaxProblems + 5 {
		many = append(many, belvo.FieldError(belvo.CodeRequired, "link"))
	}
	for name, c := range map[string]struct {
		err   error
		code  belvo.Code
		items int
		hint  string
	}{
		"one":     {belvo.NewError(belvo.CodeNotFound).Explain("why"), belvo.CodeNotFound, 1, "why"},
		"several": {many[:3], belvo.CodeRequired, 3, ""},
		"many":    {many, belvo.CodeRequired, MaxProblems, ""},
		"another": {errors.New("broken"), belvo.CodeUnexpectedError, 1, ""},
	} {
		x, header := newExchange(""), http.Header{}
		items := x.Failure(header, c.err)
		if len(items) != c.items || items[0].Code != c.code || items[0].RequestID != "1234" ||
			header.Get(belvo.HeaderHint) != c.hint {
			t.Errorf("%s: %d items, the first is %+v, the hint %q", name, len(items), items[0],
				header.Get(belvo.HeaderHint))
		}
		if more := strings.Join(x.hints, "|"); (more != "") != (name == "many") {
			t.Errorf("%s: the hints are %q", name, more)
		}
	}
}
