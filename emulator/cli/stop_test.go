package cli

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"runtime"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"belvo-emulator/emulator/internal/logwriter"
)

// opened is an emulator that lets requests take an hour when it stops: what ends before that has not
// been cut off.
type opened struct {
	*service
	t       *testing.T
	c       *call
	url     string
	entered *atomic.Int64 // requests that have come
	hits    chan struct{} // receives when a webhook has come
	// answered receives what the request under test got, after which the test need not wait for it to wait.
	answered chan answer
}

// openForAnHour opens an emulator on a manual clock, whose webhooks may take an hour as well.
func openForAnHour(t *testing.T) opened {
	t.Helper()
	serve, err := find(commands(), "serve")
	if err != nil {
		t.Fatal(err)
	}
	c := &call{ctx: t.Context(), stderr: logwriter.New(io.Discard)}
	c.settings, _, err = parse(serve, []string{"--clock", "manual"}, func(string) string { return "" })
	if err != nil {
		t.Fatal(err)
	}
	c.settings.emulator.WebhookLimit = time.Hour
	s, err := c.open("127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.close)
	s.requests, s.webhooks = time.Hour, 0
	o := opened{s, t, c, "http://" + s.listener.Addr().String(), &atomic.Int64{}, make(chan struct{}, 100),
		make(chan answer, 1)}
	all := s.server.Handler
	s.server.Handler = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		o.entered.Add(1)
		all.ServeHTTP(w, r)
	})
	return o
}

// control makes a control call.
func (o opened) control(method, path string, body, answer any) {
	o.t.Helper()
	if err := o.c.ask(time.Hour, method, o.url+v1+path, body, answer); err != nil {
		o.t.Fatalf("%s %s: %v", method, path, err)
	}
}

// send sends a request with the keys of the default sandbox.
func (o opened) send(method, path, body string) answer {
	r, err := http.NewRequestWithContext(o.t.Context(), method, o.url+path, strings.NewReader(body))
	if err != nil {
		return answer{"", err}
	}
	r.SetBasicAuth("SECRET_ID", "SECRET_PASSWORD")
	r.Header.Set("Content-Type", "application/json")
	return read((&http.Client{Transport: &http.Transport{DisableKeepAlives: true}}).Do(r))
}

// half sends half of a request's body, and reads what is answered all the same.
func (o opened) half(path, authorization string) answer {
	conn, err := net.Dial("tcp", o.listener.Addr().String())
	if err != nil {
		return answer{"", err}
	}
	defer func() { _ = conn.Close() }()
	_, err = fmt.Fprintf(conn, "POST %s HTTP/1.1\r\nHost: localhost\r\nAuthorization: %s\r\n"+
		"Content-Type: application/json\r\nContent-Length: 100\r\n\r\n{", path, authorization)
	if err != nil {
		return answer{"", err}
	}
	return read(http.ReadResponse(bufio.NewReader(conn), nil))
}

// read reads an answer as its status and its body.
func read(response *http.Response, err error) answer {
	if err != nil {
		return answer{"", err}
	}
	body, err := io.ReadAll(response.Body)
	_ = response.Body.Close() // it is read already
	return answer{fmt.Sprint(response.StatusCode, " ", string(body)), err}
}

// access makes an access token.
func (o opened) access() string {
	o.t.Helper()
	var pair struct{ Access string }
	err := o.c.ask(time.Hour, http.MethodPost, o.url+"/api/token/", map[string]string{"id": "SECRET_ID",
		"password": "SECRET_PASSWORD", "scopes": "read_institutions,write_links"}, &pair)
	if err != nil {
		o.t.Fatal(err)
	}
	return pair.Access
}

// register makes a recurrent link.
func (o opened) register() string {
	o.t.Helper()
	return o.send(http.MethodPost, "/api/links/", registration).body
}

// queueLatency lets the next request wait for an hour of the sandbox's clock, which stands still.
func (o opened) queueLatency() {
	o.t.Helper()
	o.control(http.MethodPost, "next", map[string]string{"latency": "1h"}, &struct{}{})
}

// awaitLatency returns when a request has got that latency.
func (o opened) awaitLatency() {
	o.t.Helper()
	var queue struct{ Used []struct{} }
	for len(queue.Used) == 0 && len(o.answered) == 0 {
		o.control(http.MethodGet, "next", nil, &queue)
	}
}

// awaitMove returns when the clock is being moved.
func (o opened) awaitMove() {
	o.t.Helper()
	var first, now struct{ Now time.Time }
	o.control(http.MethodGet, "clock", nil, &first)
	for now = first; now.Now.Equal(first.Now) && len(o.answered) == 0; {
		o.control(http.MethodGet, "clock", nil, &now)
	}
}

// awaitHit returns when a webhook has come.
func (o opened) awaitHit() {
	for len(o.hits) == 0 && len(o.answered) == 0 {
		runtime.Gosched()
	}
}

// receive adds an endpoint that takes webhooks and never answers.
func (o opened) receive() {
	o.t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		o.t.Fatal(err)
	}
	o.t.Cleanup(func() { _ = listener.Close() })
	go func() {
		for {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			o.t.Cleanup(func() { _ = conn.Close() })
			o.hits <- struct{}{}
		}
	}()
	url := "http://" + listener.Addr().String()
	o.control(http.MethodPost, "webhooks/endpoints", map[string]string{"url": url}, &struct{}{})
}

const (
	v1           = "/__emulator/v1/"
	basic        = "Basic U0VDUkVUX0lEOlNFQ1JFVF9QQVNTV09SRA==" // of the default keys
	registration = `{"institution": "erebor_mx_retail", "username": "ana", "password": "pass_valid",
		"access_mode": "recurrent", "refresh_rate": "6h"}`
)

// held is a request that waits for something that does not come.
type held struct {
	prepare func(o opened) string // what it needs to be there; nil for nothing
	request func(o opened, prepared string) answer
	begun   func(o opened) // returns when it waits; nil: when it has come
	want    string
}

// waits are all kinds of them.
func waits() map[string]held {
	const (
		ofAPI     = `503 [{"code":"emulator_stopping","message":"The emulator is stopping.","request_id":"`
		ofControl = `503 {"error":"The emulator is stopping."}`
	)
	return map[string]held{
		"an event": {want: ofControl, request: func(o opened, _ string) answer {
			return o.send(http.MethodGet, v1+"webhooks/wait?timeout=60s", "")
		}},
		"a latency": {want: ofAPI, begun: opened.awaitLatency,
			prepare: func(o opened) string { o.queueLatency(); return "" },
			request: func(o opened, _ string) answer { return o.send(http.MethodPost, "/api/links/", registration) }},
		"half a body": {want: ofAPI,
			request: func(o opened, _ string) answer { return o.half("/api/links/", basic) }},
		"half a body of a control call": {want: ofControl,
			request: func(o opened, _ string) answer { return o.half(v1+"clock/advance", basic) }},
		"half a body of the widget": {want: ofAPI, prepare: opened.access,
			request: func(o opened, token string) answer { return o.half("/widget/v1/start", "Bearer "+token) }},
		"a long advance": {want: ofControl, prepare: opened.register, begun: opened.awaitMove,
			request: func(o opened, _ string) answer {
				return o.send(http.MethodPut, v1+"clock", `{"now": "2099-01-01T00:00:00Z"}`)
			}},
		"a receiver that hangs": {want: ofControl, begun: opened.awaitHit,
			prepare: func(o opened) string { o.register(); o.receive(); return "" },
			request: func(o opened, _ string) answer {
				return o.send(http.MethodPost, v1+"clock/advance", `{"by": "8d"}`)
			}},
		"the widget without a browser": {want: ofControl, begun: opened.awaitLatency,
			prepare: func(o opened) string { token := o.access(); o.queueLatency(); return token },
			request: func(o opened, token string) answer {
				return o.send(http.MethodPost, v1+"widget", `{"access_token": "`+token+`", "timeout": "60s"}`)
			}},
	}
}

// TestAStopEndsWhatWaits: each request that waits ends at once, long before its time, and the client is
// told why in the form of what it has asked.
func TestAStopEndsWhatWaits(t *testing.T) {
	t.Parallel()
	for name, c := range waits() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			o := openForAnHour(t)
			ctx, stop := context.WithCancel(t.Context())
			stopped := make(chan error, 1)
			go func() { stopped <- o.run(ctx) }()
			prepared := ""
			if c.prepare != nil {
				prepared = c.prepare(o)
			}
			before := o.entered.Load()
			go func() { o.answered <- c.request(o, prepared) }()
			for o.entered.Load() == before {
				runtime.Gosched()
			}
			if c.begun != nil {
				c.begun(o)
			}
			stop()
			if got := <-o.answered; got.err != nil || !strings.HasPrefix(got.body, c.want) {
				t.Errorf("the client got %+v, want %s", got, c.want)
			}
			if err := <-stopped; err != nil {
				t.Errorf("the server ended with %v", err)
			}
		})
	}
}

// TestAStopDoesNotWaitForSilentConnections, as browsers open them in advance.
func TestAStopDoesNotWaitForSilentConnections(t *testing.T) {
	t.Parallel()
	o := openForAnHour(t)
	ctx, stop := context.WithCancel(t.Context())
	stopped := make(chan error, 1)
	go func() { stopped <- o.run(ctx) }()
	for _, text := range []string{"", "GET /api/ HTTP/1.1\r\nHost: loc"} {
		conn, err := net.Dial("tcp", o.listener.Addr().String())
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = conn.Close() }()
		if _, err := io.WriteString(conn, text); err != nil {
			t.Fatal(err)
		}
	}
	o.control(http.MethodGet, "clock", nil, &struct{}{}) // accepted behind them
	stop()
	if err := <-stopped; err != nil {
		t.Errorf("the server ended with %v", err)
	}
}
