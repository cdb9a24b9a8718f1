// Package proxy lets clients that name Belvo's hosts reach the emulator. Its one listener takes TLS
// connections for these hosts, and is a forward proxy: requests for Belvo's hosts, by CONNECT or with
// an absolute address, are the emulator's; those for other hosts pass through or are refused.
package proxy

import (
	"context"
	"errors"
	"log/slog"
	"net"
	"net/http"
	"net/http/httputil"
	"net/url"
	"sync"
	"sync/atomic"
	"time"

	"belvo-emulator/emulator/internal/address"
	"belvo-emulator/emulator/internal/authority"
	"belvo-emulator/emulator/internal/belvo"
	"belvo-emulator/emulator/internal/clock"
)

// Policy is what becomes of requests for hosts that are not Belvo's.
type Policy int

// The policies.
const (
	// Refuse answers 403, so that the listener cannot be used as a proxy to other hosts.
	Refuse Policy = iota
	// Pass lets them through. It is for listeners on a loopback address only.
	Pass
	// Offline answers 403, notes the host for Refused, and lets only those for this machine through.
	Offline
)

// Limits. They are wide, since a client may stand at a breakpoint, and no connection delays another.
const (
	// firstByte is how long a connection may be silent at first, and a handshake may take.
	firstByte = 30 * time.Second
	// dialLimit is how long it may take to reach another host.
	dialLimit = 30 * time.Second
	// lastWords is how long a handshake may go on after the end.
	lastWords = 50 * time.Millisecond
	// halfOpen is how long one side of a tunnel may go on after the other has ended.
	halfOpen = time.Minute
	// acceptPause is the pause after a connection could not be accepted.
	acceptPause = 50 * time.Millisecond
	// maxUnanswered is how many connections may be before their first request at a time. Above it new
	// ones are closed.
	maxUnanswered = 4096
)

// Config is what a proxy needs.
type Config struct {
	// Server has the emulator as its handler. New changes it so that it can serve the proxy.
	Server    *http.Server
	Authority *authority.Authority
	Logger    *slog.Logger
	Others    Policy
	// Upstream is the proxy to another host, nil for none, as in http.Transport.
	Upstream func(*http.Request) (*url.URL, error)
	// Remedy says what to do for a client that does not trust the authority.
	Remedy string
}

// Proxy is a listener for an http.Server. Make it with New.
type Proxy struct {
	net.Listener // the one that is wrapped
	cfg          Config
	emulator     http.Handler
	through      *httputil.ReverseProxy
	direct       *http.Transport // of through
	refused      hosts           // by the policy Offline
	warned       hosts           // of which the log has said that a client does not trust us
	early        atomic.Int64
	linger       time.Duration // halfOpen, but in tests
	ready        chan net.Conn // what Accept returns
	failed       chan error    // why there is nothing more to accept
	life         context.Context
	end          context.CancelFunc // of life, by Close

	mu     sync.Mutex
	open   map[net.Conn]bool // those that the HTTP server does not know; true while a handshake is under way
	closed bool
	tasks  sync.WaitGroup // those connections, and what accepts them
}

// New wraps a listener. The server of the configuration has to serve what is returned.
func New(listener net.Listener, cfg Config) *Proxy {
	p := &Proxy{Listener: listener, cfg: cfg, emulator: cfg.Server.Handler, open: map[net.Conn]bool{},
		linger: halfOpen, ready: make(chan net.Conn), failed: make(chan error, 1)}
	p.life, p.end = context.WithCancel(context.Background())
	p.direct = &http.Transport{Proxy: cfg.Upstream, DisableCompression: true, ForceAttemptHTTP2: true}
	p.through = p.forwarder()
	cfg.Server.Handler = http.HandlerFunc(p.serve)
	cfg.Server.ConnContext = arrived
	p.tasks.Go(p.acceptAll)
	return p
}

// acceptAll takes connections until the listener is closed.
func (p *Proxy) acceptAll() {
	for {
		c, err := p.Listener.Accept()
		switch {
		case err == nil:
			p.begin(c, "")
		case errors.Is(err, net.ErrClosed):
			p.failed <- err
			return
		default: // such as too many open files: others will end
			p.cfg.Logger.Warn("a connection could not be accepted", "reason", err)
			_ = clock.Real{}.Sleep(p.life, acceptPause) // the next Accept sees why it ended
		}
	}
}

// Accept implements net.Listener. It returns connections that have begun a request or a handshake.
func (p *Proxy) Accept() (net.Conn, error) {
	select {
	case c := <-p.ready:
		return c, nil
	case err := <-p.failed:
		return nil, err
	case <-p.life.Done():
		return nil, net.ErrClosed
	}
}

// Close implements net.Listener. It ends what has not become a request, and what passes through.
func (p *Proxy) Close() error {
	p.mu.Lock()
	if p.closed {
		p.mu.Unlock()
		return nil
	}
	p.closed = true
	p.end()
	err := p.Listener.Close()
	for c, shakes := range p.open {
		if shakes { // why a client refuses the certificate may have arrived already
			_ = c.SetDeadline(clock.Real{}.Now().Add(lastWords)) // a broken connection shows when it is read
			continue
		}
		_ = c.Close() // the reader of the other end sees it
	}
	p.mu.Unlock()
	p.direct.CloseIdleConnections()
	p.tasks.Wait()
	return err
}

// keep notes a connection that the HTTP server does not know, so that Shutdown ends it and waits until
// it is forgotten. It is false when Shutdown has begun.
func (p *Proxy) keep(c net.Conn) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.closed {
		return false
	}
	p.open[c] = false
	p.tasks.Add(1)
	return true
}

// setShaking notes whether a handshake is under way on a connection that is kept. It is false when Shutdown has
// begun.
func (p *Proxy) setShaking(c net.Conn, shakes bool) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.open[c] = shakes
	return !p.closed
}

func (p *Proxy) forget(c net.Conn) {
	p.mu.Lock()
	defer p.mu.Unlock()
	delete(p.open, c)
	p.tasks.Done()
}

// arrival is how a connection reached the HTTP server.
type arrival struct {
	secure bool   // by TLS
	target string // of the CONNECT request that it began with; "" without one
}

type arrivalKey struct{}

// arrived puts the arrival of a connection into the context of its requests.
func arrived(ctx context.Context, c net.Conn) context.Context {
	if own, is := c.(interface{ NetConn() net.Conn }); is { // a tls.Conn
		return context.WithValue(ctx, arrivalKey{}, arrival{true, own.NetConn().(*conn).target})
	}
	return context.WithValue(ctx, arrivalKey{}, arrival{false, c.(*conn).target})
}

// serve is the handler of all requests.
func (p *Proxy) serve(w http.ResponseWriter, r *http.Request) {
	came := r.Context().Value(arrivalKey{}).(arrival)
	switch {
	case r.Method == http.MethodConnect:
		p.connect(w, r, came)
	case r.URL.Host == "": // the client takes us for the host itself
		p.origin(w, r, came)
	case belvo.IsHost(r.URL.Hostname()) && r.URL.Scheme != "http" && r.URL.Scheme != "https":
		http.Error(w, "belvo-emulator: Belvo's hosts have http and https alone", http.StatusBadRequest)
	case belvo.IsHost(r.URL.Hostname()):
		scheme, host := r.URL.Scheme, r.URL.Host
		r.URL.Scheme, r.URL.Host = "", ""
		r.RequestURI = r.URL.RequestURI()
		p.answer(w, r, scheme, host)
	case !p.passes(r.URL.Hostname()):
		p.forbid(w, r.URL.Host)
	default:
		p.through.ServeHTTP(w, r)
	}
}

// origin answers a request that names only a path. By TLS or in a tunnel the client means one of
// Belvo's hosts; on a bare connection it means this very listener, whatever its Host header says.
func (p *Proxy) origin(w http.ResponseWriter, r *http.Request, came arrival) {
	if r.Host == "" { // HTTP/1.0 need not name the host again
		r.Host = meant(r, came)
	}
	switch {
	case !came.secure && came.target == "":
		p.emulator.ServeHTTP(w, r)
	case !belvo.IsHost(hostOf(r.Host)):
		http.Error(w, "belvo-emulator: this connection is for Belvo's hosts alone", http.StatusMisdirectedRequest)
	case came.secure:
		p.answer(w, r, "https", r.Host)
	default:
		p.answer(w, r, "http", r.Host)
	}
}

// meant is the host to which a client has connected: the one that its TLS handshake named, with the port
// that its tunnel has, or the one of the tunnel. It is "" for a bare connection.
func meant(r *http.Request, came arrival) string {
	name, port, _ := net.SplitHostPort(came.target)
	if r.TLS != nil && r.TLS.ServerName != "" {
		name = r.TLS.ServerName
	}
	if port == "" || port == map[bool]string{true: "443", false: "80"}[came.secure] {
		return name
	}
	return net.JoinHostPort(name, port)
}

// answer lets the emulator answer a request that its client addressed to one of Belvo's hosts.
func (p *Proxy) answer(w http.ResponseWriter, r *http.Request, scheme, host string) {
	r = r.WithContext(address.CameAs(r.Context(), scheme, host))
	r.Host = host
	for _, name := range []string{"Proxy-Connection", "Proxy-Authorization"} {
		r.Header.Del(name) // they were for us
	}
	p.emulator.ServeHTTP(w, r)
}

// hostOf is a host without its port.
func hostOf(host string) string {
	if name, _, err := net.SplitHostPort(host); err == nil {
		return name
	}
	return host
}
