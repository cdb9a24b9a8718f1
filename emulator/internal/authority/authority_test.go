package authority_test

import (
	"crypto/tls"
	"crypto/x509"
	"net"
	"slices"
	"strings"
	"testing"
	"time"

	"belvo-emulator/emulator/internal/authority"
	"belvo-emulator/emulator/internal/belvo"
	"belvo-emulator/emulator/internal/clock"
)

var epoch = time.Date(2026, time.March, 16, 12, 0, 0, 0, time.UTC)

func newAuthority(t *testing.T, clk clock.Clock) *authority.Authority {
	t.Helper()
	a, err := authority.New(clk, 365*24*time.Hour)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

// TestCertificates are for names at or below Belvo's domains, in any case.
func TestCertificates(t *testing.T) {
	t.Parallel()
	a := newAuthority(t, clock.NewManual(epoch))
	for _, name := range []string{"sandbox.belvo.com", "API.Belvo.com", "cdn.belvo.io", "belvo.com", "belvo.io",
		"a.b.c.belvo.io", "widget-api.belvo.com", "xn--80ak6aa92e.belvo.com"} {
		pair, err := a.Certificate(name)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if want := []string{strings.ToLower(name)}; !slices.Equal(pair.Leaf.DNSNames, want) ||
			pair.Leaf.IPAddresses != nil || pair.Leaf.Subject.CommonName != "" {
			t.Errorf("%s: the certificate is for %v %v %s", name, pair.Leaf.DNSNames, pair.Leaf.IPAddresses,
				pair.Leaf.Subject)
		}
	}
	if err := a.Verify(); err != nil {
		t.Error(err)
	}
}

// foreign are names that no certificate may be for.
func foreign() []string {
	long := strings.Repeat("a", 64)
	return []string{
		"", ".", "..", "com", "io", "localhost", "example.com", "evil.example", "google.com", "belvo", "belvo.co",
		"belvo.com.", "sandbox.belvo.com.", "sandbox.belvo.com..", ".belvo.com", "..belvo.com", "a..belvo.com",
		"belvo.com.evil.example", "sandbox.belvo.com.evil.example", "evilbelvo.com", "belvo.com.br",
		"sandboxbelvo.com",
		"sandbox-belvo.com", "belvo-com", "belvo.org", "belvo.io.io", "notbelvo.io", "belvo.iо", // a Cyrillic o
		"*.belvo.com", "*", "*.com", "*.*", "s*.belvo.com", "*.sandbox.belvo.com", "127.0.0.1", "::1", "[::1]",
		"0.0.0.0", "10.0.0.1", "2001:db8::1", "1.2.3.4.5", "127.1", "0x7f.1", "xn--blvo-4ua.com", "bélvo.com",
		"sándbox.belvo.com", "xn--belvo-.io", "sandbox.belvo.com:443", "https://sandbox.belvo.com",
		"user@belvo.com",
		"sandbox.belvo.com/", "sandbox belvo.com", "sandbox\x00.belvo.com", "evil.example\x00.belvo.com",
		"sandbox.belvo.com\x00.evil.example", "sandbox.belvo.com\n", "-a.belvo.com", "a-.belvo.com",
		"a_b.belvo.com",
		long + ".belvo.com", strings.Repeat("a.", 130) + "belvo.com", "ｂelvo.com", "belvo。com",
		"ſandbox.belvo.com",
		"\u212a.belvo.com", // the Kelvin sign, whose lower case is a k, is no k here
	}
}

// TestForeignNames get no certificate, neither when asked for nor by a handshake.
func TestForeignNames(t *testing.T) {
	t.Parallel()
	a := newAuthority(t, clock.NewManual(epoch))
	names := foreign()
	if len(names) < 60 {
		t.Fatalf("there are %d names", len(names))
	}
	for _, name := range names {
		hello := &tls.ClientHelloInfo{ServerName: name}
		if pair, err := a.Certificate(name); err == nil {
			t.Errorf("%q has a certificate for %v", name, pair.Leaf.DNSNames)
		}
		if _, err := a.ServerConfig().GetCertificate(hello); err == nil {
			t.Errorf("a handshake for %q gets a certificate", name)
		}
	}
}

// TestCertificatesAreKept until half of their life is over, and are not more than some hundreds.
func TestCertificatesAreKept(t *testing.T) {
	t.Parallel()
	clk := clock.NewManual(epoch)
	a := newAuthority(t, clk)
	get := func(name string) *tls.Certificate {
		t.Helper()
		pair, err := a.Certificate(name)
		if err != nil {
			t.Fatal(err)
		}
		return pair
	}
	first := get("sandbox.belvo.com")
	if get("SANDBOX.belvo.com") != first {
		t.Error("the second certificate is another one")
	}
	clk.Advance(44 * 24 * time.Hour)
	if get("sandbox.belvo.com") != first {
		t.Error("the certificate was not kept for 44 days")
	}
	clk.Advance(2 * 24 * time.Hour)
	second := get("sandbox.belvo.com")
	if second == first || !second.Leaf.NotAfter.After(first.Leaf.NotAfter) {
		t.Error("after 46 days the certificate is the same")
	}
	clk.Advance(300 * 24 * time.Hour) // the authority ends before a certificate would
	last := get("sandbox.belvo.com")
	if get("sandbox.belvo.com") != last || last.Leaf.NotAfter.After(a.Expiry()) {
		t.Error("near the end of the authority each certificate is a new one, or outlives it")
	}
	for i := range 600 {
		get(strings.Repeat("a", i%30+1) + strings.Repeat("b", i/30+1) + ".belvo.com")
	}
	if get("sandbox.belvo.com") == last {
		t.Error("600 more certificates are kept")
	}
}

// TestHandshake serves one of Belvo's hosts to a client that trusts the root, by HTTP/2 if it
// likes, and refuses others.
func TestHandshake(t *testing.T) {
	t.Parallel()
	a := newAuthority(t, clock.NewManual(epoch))
	shake := func(client *tls.Config) (tls.ConnectionState, error) {
		ours, theirs := net.Pipe()
		go func() {
			_ = tls.Server(ours, a.ServerConfig()).HandshakeContext(t.Context()) // the client tells
			_ = ours.Close()
		}()
		c := tls.Client(theirs, client)
		err := c.HandshakeContext(t.Context())
		state := c.ConnectionState()
		return state, err
	}
	trusting := a.ClientConfig()
	trusting.ServerName, trusting.NextProtos = "cdn.belvo.io", []string{"h2"}
	state, err := shake(trusting)
	if err != nil || state.NegotiatedProtocol != "h2" || len(state.PeerCertificates) != 2 {
		t.Errorf("%v %q with %d certificates", err, state.NegotiatedProtocol, len(state.PeerCertificates))
	}
	for _, c := range []*tls.Config{
		{ServerName: "cdn.belvo.io", RootCAs: x509.NewCertPool(), Time: clock.NewManual(epoch).Now},
		{ServerName: "example.com", InsecureSkipVerify: true},
		{ServerName: "127.0.0.1", InsecureSkipVerify: true}, // no name is sent
	} {
		if _, err := shake(c); err == nil {
			t.Errorf("%q is served", c.ServerName)
		}
	}
}

// TestServedHosts are Belvo's.
func TestServedHosts(t *testing.T) {
	t.Parallel()
	for _, h := range belvo.ServedHosts() {
		if !belvo.IsHost(h.Name) || !belvo.IsServedHost(strings.ToUpper(h.Name)+".") {
			t.Errorf("%s is no host of Belvo's", h.Name)
		}
	}
	if belvo.IsHost("belvo.com.evil.example") || belvo.IsServedHost("developers.belvo.com") {
		t.Error("other hosts are taken for Belvo's")
	}
}
