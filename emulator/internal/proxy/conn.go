package proxy

import (
	"bufio"
	"context"
	"crypto/tls"
	"errors"
	"io"
	"log/slog"
	"net"
	"strings"
	"time"

	"belvo-emulator/emulator/internal/clock"
)

// conn is a connection of which the first byte was read to see what it is.
type conn struct {
	net.Conn
	reader *bufio.Reader
	target string // see arrival
	shakes bool   // a handshake is under way
	tail   []byte // the last bytes that were read of it, at most alertSize
}

// Read implements net.Conn.
func (c *conn) Read(p []byte) (int, error) {
	n, err := c.reader.Read(p)
	if c.shakes {
		c.tail = append(c.tail, p[:n]...)
		c.tail = c.tail[max(0, len(c.tail)-alertSize):]
	}
	return n, err
}

// alertSize is how many bytes a record of TLS has that is an alert in the clear: type, version, length,
// level and description.
// Source: RFC 8446, sections 5.1 and 6.
const alertSize = 7

// complaints are the alerts by which clients refuse a certificate, by their descriptions.
// Source: RFC 8446, section 6.
var complaints = map[byte]string{42: "bad certificate", 43: "unsupported certificate",
	44: "revoked certificate",
	45: "expired certificate", 46: "unknown certificate", 48: "unknown certificate authority"}

// complaint is the alert in the clear that a handshake ended with, "" if it did not. OpenSSL sends its
// alert before it encrypts anything, and crypto/tls takes that for an encrypted record that is broken.
func (c *conn) complaint() string {
	if len(c.tail) < alertSize || string(c.tail[:2])+string(c.tail[3:5]) != "\x15\x03\x00\x02" {
		return ""
	}
	return complaints[c.tail[6]]
}

// begin finds out in the background what a connection is, and hands it to the HTTP server. A silent
// connection delays no other.
func (p *Proxy) begin(raw net.Conn, target string) {
	if p.early.Add(1) > maxUnanswered || !p.keep(raw) {
		p.early.Add(-1)
		_ = raw.Close() // it was never used
		return
	}
	go func() {
		defer p.early.Add(-1)
		defer p.forget(raw)
		if !p.admit(raw, bufio.NewReaderSize(raw, 1<<10), target) {
			_ = raw.Close() // the connection is given up
		}
	}()
}

// tlsHandshake is the first byte of a TLS connection. No HTTP request begins with it.
// Source: RFC 8446, section 5.1.
const tlsHandshake = 0x16

// admit hands a connection to the HTTP server, after the handshake if it is one of TLS. It is false
// for a connection that ends before.
func (p *Proxy) admit(raw net.Conn, reader *bufio.Reader, target string) bool {
	_ = raw.SetDeadline(clock.Real{}.Now().Add(firstByte)) // a broken connection shows when it is read
	first, err := reader.Peek(1)
	if err != nil {
		return false
	}
	plain := &conn{Conn: raw, reader: reader, target: target}
	if first[0] != tlsHandshake {
		_ = raw.SetDeadline(time.Time{}) // from here on the HTTP server has limits of its own
		return p.put(plain)
	}
	secure := tls.Server(plain, p.cfg.Authority.ServerConfig())
	if !p.setShaking(raw, true) {
		return false
	}
	plain.shakes = true
	if err := secure.Handshake(); err != nil { // a deadline ends it
		p.explain(secure.ConnectionState().ServerName, plain.complaint(), err)
		return false
	}
	p.setShaking(raw, false)
	plain.shakes, plain.tail = false, nil
	_ = raw.SetDeadline(time.Time{})
	return p.put(secure)
}

// explain logs why a handshake failed, aloud if it is because the client does not trust us. A complaint
// is the client's, if it came in the clear.
func (p *Proxy) explain(host, complaint string, err error) {
	var remote *net.OpError
	if errors.As(err, &remote) && remote.Op == "remote error" &&
		strings.Contains(remote.Err.Error(), "certificate") {
		complaint = strings.TrimPrefix(remote.Err.Error(), "tls: ")
	}
	level := slog.LevelWarn
	switch {
	case complaint != "" && p.warned.add(host) == 1:
		p.cfg.Logger.Warn("a client does not trust the emulator's certificate authority", "host", host,
			"reason", complaint, "remedy", p.cfg.Remedy)
		return
	case complaint != "", errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF),
		errors.As(err, new(net.Error)):
		level = slog.LevelDebug // it was said, or the client has gone
	}
	p.cfg.Logger.Log(context.Background(), level, "a TLS handshake failed", "host", host, "reason", err)
}

// put hands a connection to the HTTP server. It is false when that has stopped.
func (p *Proxy) put(c net.Conn) bool {
	select {
	case p.ready <- c:
		return true
	case <-p.life.Done():
		return false
	}
}
