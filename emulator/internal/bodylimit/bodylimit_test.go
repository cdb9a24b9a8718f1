package bodylimit_test

import (
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"belvo-emulator/emulator/internal/belvo"
	"belvo-emulator/emulator/internal/bodylimit"
)

// outcome is what reading a body came to.
type outcome struct {
	text string
	err  error
}

// serve starts a server that reads bodies and, if it is told to, works on afterwards. It returns the
// address of it and what reading came to.
func serve(t *testing.T, limit time.Duration, closing context.Context, work func(*http.Request)) (string, <-chan outcome) {
	t.Helper()
	outcomes := make(chan outcome, 10)
	handler := http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		if work != nil {
			work(r)
		}
		outcomes <- outcome{string(body), err}
	})
	server := httptest.NewServer(bodylimit.Handler(handler, limit, closing))
	t.Cleanup(server.Close)
	return server.Listener.Addr().String(), outcomes
}

// open sends text on a new connection.
func open(t *testing.T, address, text string) net.Conn {
	t.Helper()
	conn, err := net.Dial("tcp", address)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close() })
	if _, err := io.WriteString(conn, text); err != nil {
		t.Fatal(err)
	}
	return conn
}

const head = "POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 10\r\n\r\n"

func TestABodyThatDoesNotComeIsNotWaitedFor(t *testing.T) {
	t.Parallel()
	address, outcomes := serve(t, time.Millisecond, t.Context(), nil)
	conn := open(t, address, head+"12345")
	got := <-outcomes
	var late *belvo.Error
	if !errors.As(got.err, &late) || late.Code != belvo.CodeRequestTimeout ||
		late.Message != "The request body did not arrive within 1ms." {
		t.Errorf("reading came to %+v", got)
	}
	if all, err := io.ReadAll(conn); err != nil || !strings.HasPrefix(string(all), "HTTP/1.1 200 OK\r\n") {
		t.Errorf("the client got %q (%v), and then no end of its connection", all, err)
	}
}

// TestABodyThatNobodyReads does not hold the connection either: the server reads it to its end before
// it answers.
func TestABodyThatNobodyReads(t *testing.T) {
	t.Parallel()
	server := httptest.NewServer(bodylimit.Handler(http.NotFoundHandler(), time.Millisecond, t.Context()))
	t.Cleanup(server.Close)
	conn := open(t, server.Listener.Addr().String(), head+"12345")
	if all, err := io.ReadAll(conn); err != nil || !strings.HasPrefix(string(all), "HTTP/1.1 404 ") {
		t.Errorf("the client got %q (%v), and then no end of its connection", all, err)
	}
}

// TestTheEndOfTheServer ends the wait for a body whose time is not over.
func TestTheEndOfTheServer(t *testing.T) {
	t.Parallel()
	closing, end := context.WithCancelCause(t.Context())
	address, outcomes := serve(t, time.Hour, closing, nil)
	open(t, address, head+"12345")
	reason := errors.New("the end")
	end(reason)
	if got := <-outcomes; !errors.Is(got.err, reason) {
		t.Errorf("reading came to %+v", got)
	}
}

// TestTheLimitIsForTheBodyAlone: neither the limit nor the end of the server disturbs an answer that
// takes its time after the body has come.
func TestTheLimitIsForTheBodyAlone(t *testing.T) {
	t.Parallel()
	closing, end := context.WithCancel(t.Context())
	address, outcomes := serve(t, 20*time.Millisecond, closing, func(r *http.Request) {
		end()
		later, cancel := context.WithTimeout(r.Context(), 60*time.Millisecond) // longer than the limit
		defer cancel()
		<-later.Done()
		if r.Context().Err() != nil {
			t.Error("the request has ended with its body's limit")
		}
	})
	conn := open(t, address, head+"1234567890") // in one piece, so that the whole body is there
	if got := <-outcomes; got != (outcome{"1234567890", nil}) {
		t.Errorf("reading came to %+v", got)
	}
	if _, err := io.ReadAtLeast(conn, make([]byte, 100), 12); err != nil {
		t.Error(err)
	}
}

// TestABodyWithoutAConnection is read as it is.
func TestABodyWithoutAConnection(t *testing.T) {
	t.Parallel()
	handler := bodylimit.Handler(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(w, r.Body)
	}), time.Nanosecond, t.Context())
	for _, body := range []string{"", "a body"} {
		w := httptest.NewRecorder()
		handler.ServeHTTP(w, httptest.NewRequest(http.MethodPost, "/", strings.NewReader(body)))
		if got := w.Body.String(); got != body {
			t.Errorf("the body is %q, want %q", got, body)
		}
	}
}
