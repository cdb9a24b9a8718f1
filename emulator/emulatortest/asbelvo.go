package emulatortest

import (
	"crypto/tls"
	"log/slog"
	"net"
	"net/http"
	"net/url"
	"testing"
	"time"

	"belvo-emulator/emulator/internal/authority"
	"belvo-emulator/emulator/internal/belvo"
	"belvo-emulator/emulator/internal/clock"
	"belvo-emulator/emulator/internal/proxy"
	"belvo-emulator/emulator/internal/reroute"
)

// Belvo is a server that also answers for Belvo's own hosts, such as https://sandbox.belvo.com, to
// the callers that use what it gives them.
type Belvo struct {
	*Server
	// HTTP is a client for which Belvo's hosts are the server. It reaches other hosts as usual.
	HTTP *http.Client
	// TLS trusts the server, and no other, to be Belvo's hosts. It is for clients that connect to
	// the host of Proxy themselves, which takes TLS connections as well.
	TLS *tls.Config
	// Proxy is the URL of a forward proxy that answers for Belvo's hosts and refuses all others.
	Proxy *url.URL
	// BrowserArgs are the switches with which Chromium takes the server for Belvo's hosts.
	BrowserArgs []string
}

// AsBelvo starts an emulator for the rest of the test, as Start does, for code that names Belvo's hosts
// and takes an *http.Client, a *tls.Config or a proxy.
func AsBelvo(t testing.TB, options ...Option) *Belvo {
	t.Helper()
	s := Start(t, options...)
	a, err := authority.New(clock.Real{}, 24*time.Hour)
	if err != nil {
		t.Fatalf("no certificates could be made: %v", err)
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatalf("the proxy cannot listen: %v", err)
	}
	web := &http.Server{Handler: s.emulator.Handler(), ReadHeaderTimeout: time.Minute}
	p := proxy.New(listener, proxy.Config{Server: web, Authority: a, Logger: slog.New(slog.DiscardHandler)})
	go func() { _ = web.Serve(p) }() // it ends with the test
	at := listener.Addr().String()
	b := &Belvo{Server: s, TLS: a.ClientConfig(), Proxy: &url.URL{Scheme: "http", Host: at},
		BrowserArgs: reroute.BrowserArgs(at, a)}
	connections := &http.Transport{Proxy: b.proxyFor, TLSClientConfig: a.ClientConfig(), ForceAttemptHTTP2: true}
	b.HTTP = &http.Client{Transport: byHost{connections}}
	t.Cleanup(func() {
		connections.CloseIdleConnections()
		_ = web.Close() // closed is closed
	})
	return b
}

// proxyFor is the proxy of every request that byHost lets through.
func (b *Belvo) proxyFor(*http.Request) (*url.URL, error) { return b.Proxy, nil }

// byHost sends requests for Belvo's hosts by a transport and all others as usual, which have other
// roots to trust.
type byHost struct{ belvo http.RoundTripper }

// RoundTrip implements http.RoundTripper.
func (h byHost) RoundTrip(r *http.Request) (*http.Response, error) {
	if belvo.IsHost(r.URL.Hostname()) {
		return h.belvo.RoundTrip(r)
	}
	return http.DefaultTransport.RoundTrip(r)
}
