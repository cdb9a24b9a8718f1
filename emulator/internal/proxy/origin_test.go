package proxy_test

import (
	"bufio"
	"crypto/tls"
	"crypto/x509"
	"io"
	"net/http"
	"strings"
	"testing"

	"belvo-emulator/emulator/internal/proxy"
)

// without asks by HTTP/1.0, without a Host header: in a tunnel if there is a target, by TLS if there is
// the name of a server. It returns the answer's body.
func (b *bench) without(t *testing.T, target, server string) string {
	t.Helper()
	c := b.dial(t)
	if target != "" {
		_, _ = io.WriteString(c, "CONNECT "+target+" HTTP/1.0\r\n\r\n") // a failure shows when the answer is read
		const granted = "HTTP/1.1 200 Connection established\r\n\r\n"
		answer := make([]byte, len(granted))
		if _, err := io.ReadFull(c, answer); err != nil || string(answer) != granted {
			t.Fatalf("%v: %q", err, answer)
		}
	}
	if server != "" {
		config := b.authority.ClientConfig()
		config.ServerName = server
		c = tls.Client(c, config)
	}
	_, _ = io.WriteString(c, "GET /x HTTP/1.0\r\n\r\n")
	response, err := http.ReadResponse(bufio.NewReader(c), nil)
	if err != nil {
		t.Fatal(err)
	}
	body, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	return string(body)
}

// TestWithoutHost: HTTP/1.0 has no Host header, so the host is the one that the client has connected to.
func TestWithoutHost(t *testing.T) {
	t.Parallel()
	b := newBench(t, proxy.Refuse, nil)
	for _, c := range []struct{ target, server, want string }{
		{"api.belvo.com:80", "", "GET http://api.belvo.com/x HTTP/1 "},
		{"api.belvo.com:8080", "", "GET http://api.belvo.com:8080/x HTTP/1 "},
		{"api.belvo.com:443", "api.belvo.com", "GET https://api.belvo.com/x HTTP/1 "},
		{"sandbox.belvo.com:444", "sandbox.belvo.com", "GET https://sandbox.belvo.com:444/x HTTP/1 "},
		{"", "cdn.belvo.io", "GET https://cdn.belvo.io/x HTTP/1 "},
		{"", "", "GET http://" + b.url.Host + "/x HTTP/1 "},
	} {
		t.Run(c.target+" "+c.server, func(t *testing.T) {
			t.Parallel()
			if got := b.without(t, c.target, c.server); got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}

// TestBrokenHandshake: a client that goes away in the middle of a handshake is no reason for a warning.
func TestBrokenHandshake(t *testing.T) {
	t.Parallel()
	b := newBench(t, proxy.Refuse, nil)
	for _, begun := range []string{"\x16", "\x16\x03\x01\x02\x00\x01\x00\x01"} {
		c := b.dial(t)
		_, _ = io.WriteString(c, begun) // a failure shows in the log
		_ = c.Close()
	}
	const failed = "a TLS handshake failed"
	await(t, func() bool { return strings.Count(b.log.String(), failed) == 2 })
	if got := b.log.String(); strings.Contains(got, "WARN") {
		t.Errorf("the log is\n%s", got)
	}
}

// TestLastWords: a client that refuses the certificate says why before the proxy ends, and the log has it.
func TestLastWords(t *testing.T) {
	t.Parallel()
	b := newBench(t, proxy.Refuse, nil)
	c := b.dial(t)
	client := tls.Client(c, &tls.Config{ServerName: "sandbox.belvo.com", RootCAs: x509.NewCertPool()})
	err := client.Handshake()
	if err == nil {
		t.Fatal("the certificate is trusted")
	}
	_ = b.server.Close() // it may not serve yet, and then ends the proxy later
	await(t, func() bool { return strings.Contains(b.log.String(), "certificate") })
	if !strings.Contains(b.log.String(), "does not trust") {
		t.Errorf("the log has %q after %v", b.log.String(), err)
	}
}
