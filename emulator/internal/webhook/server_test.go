package webhook_test

import (
	"bufio"
	"context"
	"crypto/tls"
	"errors"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"belvo-emulator/emulator/internal/clock"
	"belvo-emulator/emulator/internal/notice"
	"belvo-emulator/emulator/internal/webhook"
)

// newServed returns a manual dispatcher with one endpoint, over the real network.
func newServed(t *testing.T, limit time.Duration, e webhook.Endpoint) *webhook.Dispatcher {
	t.Helper()
	d := webhook.New(webhook.Config{Clock: clock.NewManual(start), Manual: true, AttemptLimit: limit})
	t.Cleanup(func() { d.Close(context.Background()) })
	add(t, d, e)
	return d
}

// TestWhatARealReceiverGets looks at the requests on the wire.
func TestWhatARealReceiverGets(t *testing.T) {
	t.Parallel()
	var n atomic.Int32
	requests := make(chan *http.Request, 3)
	bodies := make(chan string, 3)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		requests <- r
		bodies <- string(body)
		http.SetCookie(w, &http.Cookie{Name: "session", Value: "1"})
		if n.Add(1) <= 2 {
			w.WriteHeader(http.StatusInternalServerError)
		}
	}))
	defer server.Close()
	e := event(7, 1, start)
	const basic = "Basic dXNlcjpwYXNz"
	d := newServed(t, time.Minute, webhook.Endpoint{URL: server.URL + "/hook?tenant=1", Authorization: basic})
	d.Publish([]*notice.Notice{e})
	made := d.Deliver(t.Context(), start.Add(30*time.Second))
	equal(t, "outcomes", outcomes(made), []webhook.Outcome{webhook.BadStatus, webhook.BadStatus, webhook.OK})
	for i, after := range []time.Duration{0, 10 * time.Second, 30 * time.Second} {
		if got := made[i].Started.Sub(start); got != after {
			t.Errorf("attempt %d was made after %v, want %v", i+1, got, after)
		}
	}
	for range 3 {
		r := <-requests
		got, want := r.Method+" "+r.RequestURI+" "+<-bodies, "POST /hook?tenant=1 "+string(e.Body())
		if got != want {
			t.Errorf("got %s, want %s", got, want)
		}
		header := http.Header{
			"Content-Type": {"application/json"}, "User-Agent": {"belvo-emulator-webhook/1"},
			"Authorization": {basic}, "Content-Length": {r.Header.Get("Content-Length")},
		}
		for name := range r.Header {
			if r.Header.Get(name) != header.Get(name) {
				t.Errorf("header %s: %q, want %q", name, r.Header.Get(name), header.Get(name))
			}
		}
		header.Set("Authorization", "[redacted]")
		for name := range header {
			if got := made[0].RequestHeader().Get(name); got != header.Get(name) {
				t.Errorf("recorded header %s: %q, want %q", name, got, header.Get(name))
			}
		}
	}
}

// TestConnectionsAreKept: not each of many requests takes a new one. Some may: package net/http
// gives a connection up whose request took its time to be written, although the answer was there.
func TestConnectionsAreKept(t *testing.T) {
	t.Parallel()
	const requests = 50
	var connections atomic.Int32
	server := httptest.NewUnstartedServer(respond(200, "thanks"))
	server.Config.ConnState = func(_ net.Conn, s http.ConnState) {
		if s == http.StateNew {
			connections.Add(1)
		}
	}
	server.Start()
	defer server.Close()
	d := newServed(t, time.Minute, webhook.Endpoint{URL: server.URL})
	for seq := range uint64(requests) {
		d.Publish([]*notice.Notice{event(seq+1, 1, start)})
	}
	if made := len(d.Deliver(t.Context(), start)); made != requests {
		t.Errorf("%d attempts were made, want %d", made, requests)
	}
	if n := connections.Load(); n >= requests/2 {
		t.Errorf("%d requests took %d connections", requests, n)
	}
}

// misdeed is what a receiver does, and how that is recorded.
type misdeed struct {
	serve    http.HandlerFunc
	raw      string // if serve is nil: the answer, of a receiver that may not speak HTTP
	outcome  webhook.Outcome
	status   int
	answer   string
	location string
}

func misdeeds() map[string]misdeed {
	const ok = "HTTP/1.1 200 OK\r\n"
	redirect := func(code int, to string) http.HandlerFunc {
		return func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Location", to)
			w.WriteHeader(code)
		}
	}
	hanging := func(_ http.ResponseWriter, r *http.Request) {
		_, _ = io.ReadAll(r.Body)
		<-r.Context().Done()
	}
	long := strings.Repeat("x", 1<<20)
	return map[string]misdeed{
		"none":      {serve: respond(201, "made"), outcome: webhook.OK, status: 201, answer: "made"},
		"silence":   {raw: "HTTP/1.1 204 No Content\r\n\r\n", outcome: webhook.OK, status: 204},
		"long":      {serve: respond(200, long), outcome: webhook.OK, status: 200, answer: long[:1024]},
		"gone":      {serve: respond(410, "away"), outcome: webhook.BadStatus, status: 410, answer: "away"},
		"forbidden": {serve: respond(403, ""), outcome: webhook.BadStatus, status: 403},
		"redirect":  {serve: redirect(302, "/x"), outcome: webhook.Redirect, status: 302, location: "/x"},
		"nonsense redirect": {
			serve: redirect(307, "http://%zz"), outcome: webhook.Redirect, status: 307, location: "http://%zz",
		},
		"not modified": {serve: respond(304, ""), outcome: webhook.Redirect, status: 304},
		"hangs":        {serve: hanging, outcome: webhook.Timeout},
		"closes":       {serve: abort(false), outcome: webhook.Closed},
		"resets":       {serve: abort(true), outcome: webhook.Reset},
		"garbage":      {raw: "\x00\x01garbage\r\n\r\n", outcome: webhook.Garbage},
		"bad status":   {raw: "HTTP/1.1 abc OK\r\n\r\n", outcome: webhook.Garbage},
		"bad header":   {raw: ok + "no colon\r\n\r\n", outcome: webhook.Garbage},
		"long header":  {raw: ok + "A: " + long, outcome: webhook.Garbage},
		"cut off": {
			raw: ok + "Content-Length: 9\r\n\r\nhalf", outcome: webhook.Closed, status: 200, answer: "half",
		},
		"bad chunk": {
			raw: ok + "Transfer-Encoding: chunked\r\n\r\nzz\r\n", outcome: webhook.Garbage, status: 200,
		},
		"switches": {
			raw:     "HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: Upgrade\r\n\r\n",
			outcome: webhook.BadStatus, status: 101,
		},
	}
}

// TestAReceiverIsRecordedAsWhatItDid goes through the ways of doing wrong, on the real network.
func TestAReceiverIsRecordedAsWhatItDid(t *testing.T) {
	t.Parallel()
	for name, c := range misdeeds() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			limit := time.Minute
			if c.outcome == webhook.Timeout {
				limit = 50 * time.Millisecond // of real time; whatever takes longer, it is a timeout
			}
			e := webhook.Endpoint{URL: receiver(t, c.serve, c.raw), Profile: webhook.None()}
			d := newServed(t, limit, e)
			d.Publish([]*notice.Notice{event(1, 1, start)})
			d.Deliver(t.Context(), start)
			recorded := d.Attempts(webhook.Filter{})
			if len(recorded) != 1 {
				t.Fatalf("recorded: %+v", recorded)
			}
			got := recorded[0]
			if got.Outcome != c.outcome || got.Status != c.status || got.Location != c.location ||
				got.Response != c.answer || got.Took <= 0 {
				t.Errorf("recorded %+v, want %+v", got, c)
			}
			success := c.outcome == webhook.OK
			if (got.Error == "") != success {
				t.Errorf("%s has the error %q", got.Outcome, got.Error)
			}
			want := map[bool]webhook.State{true: webhook.Delivered, false: webhook.GivenUp}[success]
			equal(t, "states", states(d.Deliveries(webhook.Filter{})), []webhook.State{want})
		})
	}
}

// receiver starts a receiver, with a handler or with raw bytes for an answer.
func receiver(t *testing.T, serve http.HandlerFunc, raw string) string {
	t.Helper()
	if serve != nil {
		server := httptest.NewServer(serve)
		t.Cleanup(server.Close)
		return server.URL
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = listener.Close() })
	go func() {
		for {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			if r, err := http.ReadRequest(bufio.NewReader(conn)); err == nil {
				_, _ = io.Copy(io.Discard, r.Body)
			}
			_, _ = io.WriteString(conn, raw)
			_ = conn.Close()
		}
	}()
	return "http://" + listener.Addr().String()
}

func respond(code int, body string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body)
		w.WriteHeader(code)
		_, _ = io.WriteString(w, body)
	}
}

// abort closes the connection without an answer, politely or with a reset.
func abort(reset bool) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body)
		conn, _, err := http.NewResponseController(w).Hijack()
		if err != nil {
			panic(err)
		}
		if tcp, is := conn.(*net.TCPConn); is && reset {
			_ = tcp.SetLinger(0)
		}
		_ = conn.Close()
	}
}

// TestErrorsHaveClasses: those that no receiver of these tests can cause.
func TestErrorsHaveClasses(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		err  error
		want webhook.Outcome
		says string
	}{
		{&net.OpError{Op: "dial", Err: &net.DNSError{Err: "no such host"}}, webhook.Unreachable, "no such host"},
		{&net.OpError{Op: "dial", Err: os.ErrDeadlineExceeded}, webhook.Timeout, "in time"},
		{&net.OpError{Op: "write", Err: syscall.EPIPE}, webhook.Reset, "reset"},
		{tls.AlertError(40), webhook.TLS, "handshake"},
		{errors.New("http: server closed idle connection"), webhook.Closed, "closed"},
		{errors.New("cosmic rays with s3cret-value"), webhook.Other, "cosmic rays with [redacted]"},
	} {
		w := &wire{answer: func(int, *http.Request) (*http.Response, error) { return nil, c.err }}
		d, _ := newManual(t, w, webhook.Endpoint{Profile: webhook.None(), Authorization: "Bearer s3cret-value"})
		d.Publish([]*notice.Notice{event(1, 1, start)})
		made := d.Deliver(t.Context(), start)
		if len(made) != 1 || made[0].Outcome != c.want || !strings.Contains(made[0].Error, c.says) {
			t.Errorf("%v: %+v", c.err, made)
		}
	}
}

func TestNobodyListens(t *testing.T) {
	t.Parallel()
	secure := httptest.NewUnstartedServer(respond(200, ""))
	secure.Config.ErrorLog = log.New(io.Discard, "", 0)
	secure.StartTLS()
	defer secure.Close()
	plain := httptest.NewServer(respond(200, ""))
	defer plain.Close()
	for url, want := range map[string]webhook.Outcome{
		"http://127.0.0.1:1": webhook.Refused,
		secure.URL:           webhook.TLS, // its certificate is not trusted
		"https" + strings.TrimPrefix(plain.URL, "http"): webhook.TLS,
		// A TLS server answers plain HTTP with a 400 of its own.
		"http" + strings.TrimPrefix(secure.URL, "https"): webhook.BadStatus,
	} {
		d := newServed(t, time.Minute, webhook.Endpoint{URL: url, Profile: webhook.None()})
		d.Publish([]*notice.Notice{event(1, 1, start)})
		equal(t, url, outcomes(d.Deliver(t.Context(), start)), []webhook.Outcome{want})
	}
}
