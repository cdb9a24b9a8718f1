package proxy

import (
	"bufio"
	"context"
	"crypto/tls"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httputil"
	"net/netip"
	"net/url"
	"strings"
	"time"

	"belvo-emulator/emulator/internal/belvo"
	"belvo-emulator/emulator/internal/clock"
)

// connect opens a tunnel: to the emulator for Belvo's hosts, to the host itself for others.
func (p *Proxy) connect(w http.ResponseWriter, r *http.Request, came arrival) {
	name, port, err := net.SplitHostPort(r.Host)
	switch {
	case came != (arrival{}) || r.ProtoMajor != 1:
		http.Error(w, "belvo-emulator: there are no tunnels in tunnels", http.StatusBadRequest)
	case err != nil || name == "" || port == "":
		http.Error(w, "belvo-emulator: CONNECT needs a host and a port", http.StatusBadRequest)
	case belvo.IsHost(name):
		if client, ok := p.hijack(w); ok {
			p.begin(client, r.Host)
		}
	case !p.passes(name):
		p.forbid(w, r.Host)
	default:
		p.tunnel(w, r)
	}
}

// established is the answer to a CONNECT request that was granted.
const established = "HTTP/1.1 200 Connection established\r\n\r\n"

// hijack takes a connection from the HTTP server and tells the client that its tunnel is open. What
// the client has already sent is the first to be read.
func (p *Proxy) hijack(w http.ResponseWriter) (net.Conn, bool) {
	raw, buffered, err := http.NewResponseController(w).Hijack()
	if err != nil {
		http.Error(w, "belvo-emulator: no tunnel can be opened", http.StatusInternalServerError)
		return nil, false
	}
	_ = raw.SetDeadline(clock.Real{}.Now().Add(firstByte))
	if _, err := io.WriteString(raw, established); err != nil {
		_ = raw.Close() // the client has gone
		return nil, false
	}
	return &conn{Conn: raw, reader: buffered.Reader}, true
}

// tunnel joins the client and another host until one of them ends.
func (p *Proxy) tunnel(w http.ResponseWriter, r *http.Request) {
	ctx, cancel := context.WithTimeout(r.Context(), dialLimit)
	defer cancel()
	defer context.AfterFunc(p.life, cancel)()
	server, err := p.dial(ctx, r.Host)
	if err != nil {
		p.unreachable(w, r.Host, err)
		return
	}
	defer func() { _ = server.Close() }() // both ends are closed whatever happens
	client, ok := p.hijack(w)
	if !ok {
		return
	}
	defer func() { _ = client.Close() }()
	for _, end := range []net.Conn{client, server} {
		if !p.keep(end) {
			return
		}
		defer p.forget(end)
	}
	_ = client.SetDeadline(time.Time{}) // a tunnel may be silent for long
	p.join(client, server)
}

// join copies in both directions. The end of one side is told to the other, which may still have
// something to say; whether the other side listens cannot be seen, so its time is limited.
func (p *Proxy) join(a, b net.Conn) {
	done := make(chan struct{}, 1)
	copyTo := func(to, from net.Conn) {
		_, err := io.Copy(to, from)
		half, is := halfCloser(to)
		if !is || err != nil || half.CloseWrite() != nil {
			_ = to.Close()
			_ = from.Close()
			return
		}
		_ = to.SetReadDeadline(clock.Real{}.Now().Add(p.linger))
	}
	go func() {
		copyTo(a, b)
		done <- struct{}{}
	}()
	copyTo(b, a)
	<-done
}

// halfCloser is a connection as one that can end in one direction.
func halfCloser(c net.Conn) (interface{ CloseWrite() error }, bool) {
	for own, is := c.(*conn); is; own, is = c.(*conn) {
		c = own.Conn
	}
	half, is := c.(interface{ CloseWrite() error })
	return half, is
}

// dial connects to another host, by the upstream proxy if there is one for it.
func (p *Proxy) dial(ctx context.Context, host string) (net.Conn, error) {
	var up *url.URL
	if p.cfg.Upstream != nil {
		var err error
		if up, err = p.cfg.Upstream(&http.Request{URL: &url.URL{Scheme: "https", Host: host}}); err != nil {
			return nil, err
		}
	}
	var dialer net.Dialer
	switch {
	case up == nil:
		return dialer.DialContext(ctx, "tcp", host)
	case up.Scheme != "http" && up.Scheme != "https":
		return nil, fmt.Errorf("the proxy %s is one of %s, which cannot be used", up.Host, up.Scheme)
	}
	raw, err := dialer.DialContext(ctx, "tcp", withPort(up))
	if err != nil {
		return nil, fmt.Errorf("the proxy %s: %w", up.Host, err)
	}
	if up.Scheme == "https" {
		raw = tls.Client(raw, &tls.Config{ServerName: up.Hostname()})
	}
	stop := context.AfterFunc(ctx, func() { _ = raw.Close() }) // or the proxy could keep us waiting
	joined, err := throughUpstream(raw, up, host)
	if !stop() {
		err = ctx.Err()
	}
	if err != nil {
		_ = raw.Close() // the error says why
		return nil, fmt.Errorf("the proxy %s: %w", up.Host, err)
	}
	return joined, nil
}

// withPort is the address of a proxy.
func withPort(up *url.URL) string {
	port := up.Port()
	if port == "" {
		port = map[string]string{"https": "443"}[up.Scheme]
	}
	if port == "" {
		port = "80"
	}
	return net.JoinHostPort(up.Hostname(), port)
}

// throughUpstream asks a proxy for a tunnel.
func throughUpstream(raw net.Conn, up *url.URL, host string) (net.Conn, error) {
	request := &http.Request{Method: http.MethodConnect, URL: &url.URL{Opaque: host}, Host: host,
		Header: http.Header{}}
	if up.User != nil {
		password, _ := up.User.Password()
		keys := base64.StdEncoding.EncodeToString([]byte(up.User.Username() + ":" + password))
		request.Header.Set("Proxy-Authorization", "Basic "+keys)
	}
	if err := request.Write(raw); err != nil {
		return nil, err
	}
	reader := bufio.NewReader(raw)
	response, err := http.ReadResponse(reader, request)
	if err != nil {
		return nil, err
	}
	if response.StatusCode != http.StatusOK {
		return nil, errors.New("it answered " + response.Status)
	}
	return &conn{Conn: raw, reader: reader}, nil
}

// forwarder passes requests with an absolute address on as they are.
func (p *Proxy) forwarder() *httputil.ReverseProxy {
	return &httputil.ReverseProxy{
		Transport: p.direct,
		Rewrite: func(r *httputil.ProxyRequest) {
			r.Out.Host = r.In.Host
			for name, values := range r.In.Header { // the library leaves these out
				if strings.HasPrefix(name, "X-Forwarded-") || name == "Forwarded" {
					r.Out.Header[name] = values
				}
			}
		},
		FlushInterval: -1,
		ErrorLog:      p.cfg.Server.ErrorLog,
		ErrorHandler: func(w http.ResponseWriter, r *http.Request, err error) {
			p.unreachable(w, r.URL.Host, err)
		},
	}
}

func (p *Proxy) unreachable(w http.ResponseWriter, host string, err error) {
	p.cfg.Logger.Warn("another host cannot be reached", "host", host, "reason", err)
	http.Error(w, fmt.Sprintf("belvo-emulator: %s cannot be reached: %v", host, err), http.StatusBadGateway)
}

// passes says whether a request for a host that is not Belvo's goes through.
func (p *Proxy) passes(name string) bool {
	return p.cfg.Others == Pass || p.cfg.Others == Offline && isThisMachine(name)
}

func isThisMachine(name string) bool {
	name = strings.ToLower(strings.TrimSuffix(name, "."))
	ip, err := netip.ParseAddr(name)
	return err == nil && ip.Unmap().IsLoopback() || name == "localhost" || strings.HasSuffix(name, ".localhost")
}

// forbid refuses a request for another host.
func (p *Proxy) forbid(w http.ResponseWriter, host string) {
	text := "belvo-emulator: this proxy is for Belvo's hosts alone, not for " + host
	if p.cfg.Others == Offline {
		p.refused.add(host)
		text = "belvo-emulator: --offline refuses requests for other hosts than Belvo's: " + host
	}
	http.Error(w, text, http.StatusForbidden)
}

// Refused are the hosts that the policy Offline has refused, each with the number of requests.
func (p *Proxy) Refused() []string { return p.refused.list() }
