package cli

import (
	"bytes"
	"context"
	"io"
	"log/slog"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"belvo-emulator/emulator/internal/logwriter"
)

// answer is what a client got.
type answer struct {
	body string
	err  error
}

// stopping is a server with one request under way that was then told to stop.
type stopping struct {
	answer  chan answer
	stopped chan error
	log     *bytes.Buffer
}

// stopUnderWay starts a server whose handler works until the request is given up or finish is
// closed, sends it a request and tells it to stop, with this much time for the request.
func stopUnderWay(t *testing.T, grace time.Duration, onShutdown func(), finish <-chan struct{}) stopping {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	entered := make(chan struct{})
	server := &http.Server{Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		close(entered)
		select {
		case <-finish:
			_, _ = io.WriteString(w, "finished")
		case <-r.Context().Done():
		}
	})}
	server.RegisterOnShutdown(onShutdown)
	s := stopping{make(chan answer, 1), make(chan error, 1), new(bytes.Buffer)}
	logger := slog.New(slog.NewTextHandler(s.log, nil))
	ctx, stop := context.WithCancel(t.Context())
	go func() { s.stopped <- serveUntil(ctx, server, listener, grace, logger) }()
	go func() { s.answer <- request("http://" + listener.Addr().String()) }()
	<-entered
	stop()
	return s
}

func request(url string) answer {
	client := http.Client{Transport: &http.Transport{DisableKeepAlives: true}}
	response, err := client.Get(url)
	if err != nil {
		return answer{"", err}
	}
	body, err := io.ReadAll(response.Body)
	_ = response.Body.Close()
	return answer{string(body), err}
}

// TestStopWaitsForRequests: what is under way is finished, and what hangs on purpose is told to
// end, before the server returns.
func TestStopWaitsForRequests(t *testing.T) {
	t.Parallel()
	finish := make(chan struct{})
	s := stopUnderWay(t, time.Minute, func() { close(finish) }, finish)
	if err := <-s.stopped; err != nil {
		t.Errorf("the server ended with %v", err)
	}
	if got := <-s.answer; got != (answer{"finished", nil}) {
		t.Errorf("the request under way got %+v", got)
	}
	if strings.Contains(s.log.String(), "cut off") {
		t.Errorf("the log is\n%s", s.log)
	}
}

// TestStopDoesNotWaitForEver: what does not end in time is cut off, and that is logged.
func TestStopDoesNotWaitForEver(t *testing.T) {
	t.Parallel()
	s := stopUnderWay(t, time.Nanosecond, func() {}, nil)
	if err := <-s.stopped; err != nil {
		t.Errorf("the server ended with %v", err)
	}
	if got := <-s.answer; got.err == nil {
		t.Errorf("the request that never ends got %q", got.body)
	}
	if !strings.Contains(s.log.String(), "requests were cut off") {
		t.Errorf("the log is\n%s", s.log)
	}
}

// TestStopEndsWhatHangs: an answer that is held back for ever does not hold up the stop.
func TestStopEndsWhatHangs(t *testing.T) {
	t.Parallel()
	serve, err := find(commands(), "serve")
	if err != nil {
		t.Fatal(err)
	}
	var log bytes.Buffer
	c := &call{ctx: t.Context(), stderr: logwriter.New(&log)}
	if c.settings, _, err = parse(serve, nil, func(string) string { return "" }); err != nil {
		t.Fatal(err)
	}
	s, err := c.open("127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer s.close()
	s.requests = time.Hour // more than the test has
	ctx, stop := context.WithCancel(t.Context())
	stopped, answered := make(chan error, 1), make(chan answer, 1)
	go func() { stopped <- s.run(ctx) }()
	address := s.listener.Addr().String()
	var queue struct{ Used []struct{} }
	next := func(method string, body any) {
		if err := c.ask(time.Hour, method, "http://"+address+"/__emulator/v1/next", body, &queue); err != nil {
			t.Fatal(err)
		}
	}
	next(http.MethodPost, map[string]string{"fault": "hang"})
	go func() { answered <- request("http://SECRET_ID:SECRET_PASSWORD@" + address + "/api/links/") }()
	for len(queue.Used) == 0 {
		next(http.MethodGet, nil)
	}
	stop()
	if err := <-stopped; err != nil {
		t.Errorf("the server ended with %v", err)
	}
	if got := <-answered; got.err == nil {
		t.Errorf("the request that hangs got %q", got.body)
	}
}

// TestServerThatFails: an error of the listener ends the program.
func TestServerThatFails(t *testing.T) {
	t.Parallel()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	if err := listener.Close(); err != nil {
		t.Fatal(err)
	}
	logger := slog.New(slog.DiscardHandler)
	if err := serveUntil(t.Context(), &http.Server{}, listener, time.Minute, logger); err == nil {
		t.Error("no error from a closed listener")
	}
}

// TestAStopIsOverWithinASecond if nothing but its own limits count.
func TestAStopIsOverWithinASecond(t *testing.T) {
	t.Parallel()
	if most := 2*stopGrace + flushTime; most >= time.Second {
		t.Errorf("a stop may take %s", most)
	}
}

// TestSilentConnectionsAreClosed when the server stops, and no others.
func TestSilentConnectionsAreClosed(t *testing.T) {
	t.Parallel()
	conns := &silentConns{open: map[net.Conn]struct{}{}}
	silent, other := net.Pipe()
	active, idle := net.Pipe()
	for _, conn := range []net.Conn{silent, other, active, idle} {
		conns.note(conn, http.StateNew)
	}
	conns.note(active, http.StateActive)
	conns.note(idle, http.StateIdle)
	conns.close()
	for conn, open := range map[net.Conn]bool{silent: false, other: false, active: true, idle: true} {
		if err := conn.SetDeadline(time.Time{}); (err == nil) != open {
			t.Errorf("a connection is open: %t, want %t", err == nil, open)
		}
	}
}
