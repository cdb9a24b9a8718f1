package proxy

import (
	"bufio"
	"context"
	"crypto/tls"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/url"
	"sync/atomic"
	"testing"
	"time"

	"belvo-emulator/emulator/internal/authority"
	"belvo-emulator/emulator/internal/clock"
)

// counted is a proxy whose HTTP server counts its connections.
type counted struct {
	*Proxy
	server *http.Server
	host   string       // of the listener
	alive  atomic.Int64 // connections that the HTTP server has
}

func newCounted(t testing.TB) *counted {
	t.Helper()
	a, err := authority.New(clock.Real{}, time.Hour)
	if err != nil {
		t.Fatal(err)
	}
	c := &counted{}
	server := &http.Server{ReadHeaderTimeout: time.Hour, ConnState: func(_ net.Conn, state http.ConnState) {
		switch state {
		case http.StateNew:
			c.alive.Add(1)
		case http.StateClosed, http.StateHijacked:
			c.alive.Add(-1)
		}
	}, Handler: http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		_, _ = io.WriteString(w, "ok") // a client that is gone does not read it
	})}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	c.server = server
	c.Proxy = New(listener, Config{Server: server, Authority: a, Logger: slog.New(slog.DiscardHandler),
		Others: Pass})
	c.linger = time.Millisecond
	c.host = listener.Addr().String()
	go func() { _ = server.Serve(c.Proxy) }() // it ends with the test
	t.Cleanup(func() { _ = server.Close() })
	return c
}

// client trusts the proxy and uses it, unless it is to connect directly.
func (c *counted) client() *http.Client {
	return &http.Client{Transport: &http.Transport{Proxy: http.ProxyURL(&url.URL{Scheme: "http", Host: c.host}),
		TLSClientConfig: c.cfg.Authority.ClientConfig(), ForceAttemptHTTP2: true}}
}

// idle says that no connection is left.
func (c *counted) idle() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return len(c.open) == 0 && c.early.Load() == 0 && c.alive.Load() == 0
}

// awaitIdle waits until no connection is left; it is long because it is waited for only when
// something is wrong.
func (c *counted) awaitIdle(t *testing.T) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 3*time.Minute)
	defer cancel()
	for !c.idle() {
		if (clock.Real{}).Sleep(ctx, time.Millisecond) != nil {
			t.Fatalf("left are %d, %d and %d connections", len(c.open), c.early.Load(), c.alive.Load())
		}
	}
}

// stages bring a connection to each point at which a client may leave, and leave it there.
func stages(silent string) map[string]func(*counted, net.Conn) error {
	say := func(c net.Conn, text string) error {
		_, err := io.WriteString(c, text)
		return err
	}
	connect := func(c net.Conn, host string) error {
		if err := say(c, fmt.Sprintf("CONNECT %s HTTP/1.1\r\nHost: %[1]s\r\n\r\n", host)); err != nil {
			return err
		}
		answer := make([]byte, len(established))
		_, err := io.ReadFull(c, answer)
		return err
	}
	const belvo = "sandbox.belvo.com:443"
	return map[string]func(*counted, net.Conn) error{
		"connected":      func(*counted, net.Conn) error { return nil },
		"half a request": func(_ *counted, c net.Conn) error { return say(c, "CONNECT sandbox.bel") },
		"asked": func(_ *counted, c net.Conn) error {
			return say(c, "CONNECT "+belvo+" HTTP/1.1\r\n\r\n")
		},
		"granted":         func(_ *counted, c net.Conn) error { return connect(c, belvo) },
		"one byte of TLS": func(_ *counted, c net.Conn) error { return say(c, "\x16") },
		"half a hello": func(_ *counted, c net.Conn) error {
			if err := connect(c, belvo); err != nil {
				return err
			}
			return say(c, "\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03")
		},
		"a hello": func(p *counted, c net.Conn) error {
			if err := connect(c, belvo); err != nil {
				return err
			}
			config := p.cfg.Authority.ClientConfig()
			config.ServerName = "sandbox.belvo.com"
			return stopAtAnswer(c, config)
		},
		"a handshake": func(p *counted, c net.Conn) error {
			if err := connect(c, belvo); err != nil {
				return err
			}
			config := p.cfg.Authority.ClientConfig()
			config.ServerName = "sandbox.belvo.com"
			return tls.Client(c, config).Handshake()
		},
		"a tunnel to another host": func(_ *counted, c net.Conn) error { return connect(c, silent) },
	}
}

// deaf is a connection that only sends.
type deaf struct{ net.Conn }

// Read ends what waits for an answer.
func (deaf) Read([]byte) (int, error) { return 0, io.EOF }

// stopAtAnswer sends the first message of a handshake, and waits for the server's without reading on.
func stopAtAnswer(c net.Conn, config *tls.Config) error {
	if err := tls.Client(deaf{c}, config).Handshake(); err == nil {
		return fmt.Errorf("a handshake without answers has succeeded")
	}
	_, err := bufio.NewReader(c).Peek(1)
	return err
}

// newSilent is the address of a server that says nothing.
func newSilent(t *testing.T) string {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = listener.Close() })
	return listener.Addr().String()
}

// TestDropped opens 1,000 connections and leaves each at one of the stages. No other connection
// waits for them, and when they are dropped nothing is left.
func TestDropped(t *testing.T) {
	t.Parallel()
	silent := newSilent(t)
	p := newCounted(t)
	all := stages(silent)
	var open []net.Conn
	for len(open) < 1000 {
		for name, stage := range all {
			c, err := net.Dial("tcp", p.host)
			if err != nil {
				t.Fatal(err)
			}
			open = append(open, c)
			if err := stage(p, c); err != nil {
				t.Fatalf("%s: %v", name, err)
			}
		}
	}
	client := p.client()
	client.Transport.(*http.Transport).DisableKeepAlives = true
	response, err := client.Get("https://sandbox.belvo.com/")
	if err != nil {
		t.Fatalf("somebody else had to wait: %v", err)
	}
	if body, err := io.ReadAll(response.Body); err != nil || string(body) != "ok" {
		t.Errorf("%v: %q", err, body)
	}
	_ = response.Body.Close() // it was read
	if p.idle() {
		t.Error("the connections are not open at all")
	}
	for _, c := range open {
		_ = c.Close() // that is what this test is about
	}
	p.awaitIdle(t)
}

// TestClose ends connections at every stage.
func TestClose(t *testing.T) {
	t.Parallel()
	silent := newSilent(t)
	p := newCounted(t)
	for name, stage := range stages(silent) {
		c, err := net.Dial("tcp", p.host)
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = c.Close() }()
		if err := stage(p, c); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
	}
	if err := p.server.Close(); err != nil {
		t.Error(err)
	}
	p.awaitIdle(t)
	if _, err := net.Dial("tcp", p.host); err == nil {
		t.Error("the listener is still open")
	}
}

// TestTooMany connections without a request are closed at once, and others go on.
func TestTooMany(t *testing.T) {
	t.Parallel()
	p := newCounted(t)
	p.early.Store(maxUnanswered)
	c, err := net.Dial("tcp", p.host)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = c.Close() }()
	if _, err := c.Read(make([]byte, 1)); err == nil {
		t.Error("the connection says something")
	}
	p.early.Store(0)
	response, err := p.client().Get("https://sandbox.belvo.com/")
	if err != nil {
		t.Fatal(err)
	}
	_ = response.Body.Close() // it was answered
}

// BenchmarkRequests compares what the proxy costs with a direct request: the first of a connection,
// with CONNECT and handshake, and later ones.
func BenchmarkRequests(b *testing.B) {
	p := newCounted(b)
	for _, c := range []struct{ name, url string }{
		{"direct", "http://" + p.host + "/"}, {"proxy", "https://sandbox.belvo.com/"},
	} {
		for _, first := range []bool{true, false} {
			client := p.client()
			if c.name == "direct" {
				client.Transport.(*http.Transport).Proxy = nil
			}
			name := c.name + map[bool]string{true: "-first", false: "-later"}[first]
			b.Run(name, func(b *testing.B) {
				for b.Loop() {
					response, err := client.Get(c.url)
					if err != nil {
						b.Fatal(err)
					}
					_, _ = io.Copy(io.Discard, response.Body)
					_ = response.Body.Close()
					if first {
						client.CloseIdleConnections()
					}
				}
			})
			client.CloseIdleConnections()
		}
	}
}
