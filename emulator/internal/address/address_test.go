package address

import (
	"context"
	"crypto/tls"
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strings"
	"testing"
)

// listener is where the connections of the tests were accepted.
const listener = "127.0.0.1:8400"

// came is a request as it reaches the server by a connection, under a host name, with headers given
// as "Name: value".
func came(host string, headers ...string) *http.Request {
	r := inside(host, headers...)
	at := net.TCPAddrFromAddrPort(netip.MustParseAddrPort(listener))
	return r.WithContext(context.WithValue(r.Context(), http.LocalAddrContextKey, at))
}

// inside is a request that was made in this process.
func inside(host string, headers ...string) *http.Request {
	r := httptest.NewRequest(http.MethodGet, "/api/links/", http.NoBody)
	r.Host = host
	for _, header := range headers {
		name, value, _ := strings.Cut(header, ": ")
		r.Header.Add(name, value)
	}
	return r
}

func rules(t *testing.T, public string, allowed ...string) *Rules {
	t.Helper()
	r, err := New(public, allowed)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func TestBase(t *testing.T) {
	t.Parallel()
	plain := rules(t, "")
	public := rules(t, "https://Belvo.Example.org/")
	allowed := rules(t, "", "belvo.example.org", "*.ci.example.org")
	secure := came("localhost:8443")
	secure.TLS = &tls.ConnectionState{}
	secureBelvo := came("sandbox.belvo.com")
	secureBelvo.TLS = &tls.ConnectionState{}
	marked := came("sandbox.belvo.com", "X-Forwarded-Host: localhost:1")
	marked = marked.WithContext(CameAs(marked.Context(), "https", "sandbox.belvo.com"))
	const xfp, xfh = "X-Forwarded-Proto: ", "X-Forwarded-Host: "
	for _, c := range []struct {
		name  string
		rules *Rules
		req   *http.Request
		want  string
		hint  string // a part of it, "" for none
	}{
		{"the host", plain, came("localhost:8400"), "http://localhost:8400", ""},
		{"an IPv6 host", plain, came("[::1]:8400"), "http://[::1]:8400", ""},
		{"the text of the host stays", plain, came("Belvo.Test."), "http://Belvo.Test.", ""},
		{"TLS", plain, secure, "https://localhost:8443", ""},
		{"Belvo's host", plain, came("sandbox.belvo.com"), "http://" + listener, "the real Belvo"},
		{"Belvo's host with a port, in capitals", plain, came("API.Belvo.COM:443"), "http://" + listener, PublicFlag},
		{"Belvo's host with a dot", plain, came("api.belvo.com."), "http://" + listener, PublicFlag},
		{"Belvo's host by a proxy with TLS", plain, came("api.belvo.com", xfp+"https"), "http://" + listener, PublicFlag},
		{"Belvo's host by TLS that nobody marked", plain, secureBelvo, "https://" + listener, PublicFlag},
		{"no host", plain, came(""), "http://" + listener, "no Host header"},
		{"a marked request", plain, marked, "https://sandbox.belvo.com", ""},
		{"a marked request and a public URL", public, marked, "https://sandbox.belvo.com", ""},
		{"the public URL", public, came("localhost:8400", xfp+"http", xfh+"localhost:1"),
			"https://Belvo.Example.org", ""},
		{"a public URL of Belvo's", rules(t, "https://sandbox.belvo.com"), came("sandbox.belvo.com"),
			"https://sandbox.belvo.com", ""},
		{"a forwarded scheme", plain, came("localhost", xfp+"https"), "https://localhost", ""},
		{"a list of them, in capitals", plain, came("localhost", xfp+" HTTPS ,http"), "https://localhost", ""},
		{"another scheme", plain, came("localhost", xfp+"gopher,https"), "http://localhost", ""},
		{"two headers: the first counts", plain, came("localhost", xfp+"https", xfp+"http"), "https://localhost", ""},
		{"a forwarded host", plain, came("127.0.0.1:8400", xfh+"belvo.test:8443, other.test", xfp+"https"),
			"https://belvo.test:8443", ""},
		{"a forwarded host that is allowed", allowed, came("10.0.0.7:8400", xfh+"a.ci.example.org"),
			"http://a.ci.example.org", ""},
		{"a forwarded host that is not", plain, came("10.0.0.7:8400", xfh+"a.ci.example.org"),
			"http://10.0.0.7:8400", AllowFlag},
		{"a forwarded host of Belvo's", plain, came("10.0.0.7:8400", xfh+"api.belvo.com", xfp+"https"),
			"https://10.0.0.7:8400", PublicFlag},
		{"both Belvo's", plain, came("api.belvo.com", xfh+"api.belvo.com", xfp+"https"),
			"http://" + listener, PublicFlag},
		{"a forwarded host with a path", plain, came("localhost", xfh+"evil/x.test"), "http://localhost", AllowFlag},
		{"a forwarded host with a user", plain, came("localhost", xfh+"x@y.test"), "http://localhost", AllowFlag},
		{"a forwarded zone", plain, came("localhost", xfh+"[fe80::1%/evil]"), "http://localhost", AllowFlag},
		{"in this process", plain, inside("example.com"), "http://example.com", ""},
		{"in this process as Belvo", plain, inside("api.belvo.com"), "http://localhost", PublicFlag},
		{"in this process without a host", plain, inside(""), "http://localhost", PublicFlag},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			got := c.rules.Base(c.req)
			if got.String() != c.want || (got.Hint == "") != (c.hint == "") || !strings.Contains(got.Hint, c.hint) {
				t.Errorf("%s with the hint %q, want %s with %q", got, got.Hint, c.want, c.hint)
			}
		})
	}
}

func TestCheck(t *testing.T) {
	t.Parallel()
	plain := rules(t, "")
	allowed := rules(t, "", "belvo.example.org", "*.ci.example.org", "[2001:db8::7]")
	public := rules(t, "https://belvo.example.org:444")
	marked := came("unknown.example.org")
	marked = marked.WithContext(CameAs(marked.Context(), "https", "unknown.example.org"))
	for _, c := range []struct {
		rules *Rules
		hosts string // with spaces between them
		want  bool
	}{
		{plain, "localhost localhost:8400 LOCALHOST. emulator.localhost:8400 127.0.0.1 127.9.9.9:80", true},
		{plain, "10.0.0.7:8400 192.168.1.5 [::1]:8400 [::1] [2001:db8::1]:443 169.254.1.1", true},
		{plain, "belvo belvo:8400 my_service host-1", true},
		{plain, "shop.test a.b.test printer.local host.docker.internal:8400 belvo.ns.svc.cluster.local", true},
		{plain, "nas.home.arpa Emulator.LocalHost.:8400", true},
		{plain, "sandbox.belvo.com api.belvo.com:443 cdn.belvo.io BELVO.COM.", true},
		{plain, "example.org rebound.example evillocalhost.org 127.0.0.1.evil.com localhost.evil.com", false},
		{plain, "evilbelvo.com belvo.com.evil.com belvo.co test.com home.arpa.evil.com", false},
		{plain, "a..test .test a,b.test user@x.test x.test/y [::1 ::1 [localhost] localhost:x localhost:99999", false},
		{plain, "localhost:0 .localhost [fe80::1%eth0] bücher.test " + strings.Repeat("a.", 130) + "test", false},
		{plain, "belvo.example.org a.ci.example.org", false},
		{allowed, "belvo.example.org Belvo.Example.Org:8400 a.ci.example.org a.b.ci.example.org [2001:db8::7]", true},
		{allowed, "ci.example.org a.belvo.example.org xci.example.org .ci.example.org", false},
		{public, "belvo.example.org belvo.example.org:8400", true},
		{public, "www.belvo.example.org", false},
	} {
		for host := range strings.FieldsSeq(c.hosts) {
			err := c.rules.Check(came(host))
			if (err == nil) != c.want {
				t.Errorf("%s: %v, want it accepted: %v", host, err, c.want)
			}
			if err := c.rules.Check(inside(host)); err != nil {
				t.Errorf("%s in this process: %v", host, err)
			}
		}
	}
	if err := plain.Check(came("")); err != nil {
		t.Errorf("no host: %v", err)
	}
	if err := plain.Check(marked); err != nil {
		t.Errorf("a marked request: %v", err)
	}
	err := plain.Check(came("Belvo.Example.org:8400"))
	if err == nil || !strings.Contains(err.Error(), AllowFlag+" belvo.example.org") {
		t.Errorf("the text does not name the flag and the host: %v", err)
	}
}

func TestPageOf(t *testing.T) {
	t.Parallel()
	plain, allowed := rules(t, ""), rules(t, "", "shop.example", "*.shop.example")
	public := rules(t, "https://belvo.example.org")
	const o, site = "Origin: ", "Sec-Fetch-Site: "
	for _, c := range []struct {
		name  string
		rules *Rules
		req   *http.Request
		want  Page
	}{
		{"no browser", plain, came("localhost:8400"), NoPage},
		{"the address bar", plain, came("localhost:8400", site+"none"), NoPage},
		{"an image of another site", plain, came("localhost:8400", site+"cross-site"), ForeignPage},
		{"its own page", plain, came("localhost:8400", o+"http://localhost:8400", site+"same-origin"), OwnPage},
		{"its own page in an old browser", plain, came("localhost:8400", o+"http://localhost:8400"), OwnPage},
		{"its own page behind a proxy in an old browser", plain, came("10.0.0.7:8400", o+"https://belvo.test",
			"X-Forwarded-Proto: https", "X-Forwarded-Host: belvo.test"), ForeignPage},
		{"a page that names itself", plain, came("127.0.0.1:8400", o+"http://10.9.9.9", "X-Forwarded-Host: 10.9.9.9",
			site+"cross-site"), ForeignPage},
		{"its own page at the public URL", public, came("10.0.0.7:8400", o+"https://belvo.example.org"), OwnPage},
		{"its own page by a proxy that says nothing", plain, came("10.0.0.7:8400", o+"https://a.test",
			site+"same-origin"), OwnPage},
		{"another port of this machine", plain, came("127.0.0.1:8400", o+"http://127.0.0.1:3000"), NearPage},
		{"localhost", plain, came("127.0.0.1:8400", o+"http://localhost:3000", site+"cross-site"), NearPage},
		{"below localhost", plain, came("127.0.0.1:8400", o+"https://shop.localhost"), NearPage},
		{"IPv6", plain, came("127.0.0.1:8400", o+"http://[::1]:3000"), NearPage},
		{"an app", plain, came("127.0.0.1:8400", o+"capacitor://localhost"), NearPage},
		{"a page by a proxy of this machine", plain, came("127.0.0.1:8400", o+"http://localhost:3000",
			site+"same-origin"), NearPage},
		{"an allowed page", allowed, came("127.0.0.1:8400", o+"https://shop.example"), NearPage},
		{"one below it", allowed, came("127.0.0.1:8400", o+"https://www.shop.example:444"), NearPage},
		{"a page that is not allowed", plain, came("127.0.0.1:8400", o+"https://shop.example"), ForeignPage},
		{"a page of the local network", plain, came("127.0.0.1:8400", o+"http://10.0.0.7"), ForeignPage},
		{"a page of a name without a dot", plain, came("127.0.0.1:8400", o+"http://shop"), ForeignPage},
		{"no origin", plain, came("127.0.0.1:8400", o+"null"), ForeignPage},
		{"a file", plain, came("127.0.0.1:8400", o+"file://"), ForeignPage},
		{"no URL", plain, came("127.0.0.1:8400", o+"http://[localhost"), ForeignPage},
		{"a name like localhost", plain, came("127.0.0.1:8400", o+"http://localhost.evil.com"), ForeignPage},
		{"a user named localhost", plain, came("127.0.0.1:8400", o+"http://localhost@evil.com"), ForeignPage},
		{"a page of the host that is no host", plain, came("", o+"null"), ForeignPage},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			if got := c.rules.PageOf(c.req); got != c.want {
				t.Errorf("%d, want %d", got, c.want)
			}
		})
	}
	for origin, want := range map[string]string{"https://Shop.Example:444": "shop.example", "null": "", "": "",
		"http://[::1]:3000": "[::1]", "http://a'b": ""} {
		if got := PageName(came("localhost", o+origin)); got != want {
			t.Errorf("the page %s is named %q, want %q", origin, got, want)
		}
	}
}

func TestNewRefuses(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ public, pattern, want string }{
		{"ftp://belvo.test", "", PublicFlag}, {"belvo.test", "", PublicFlag}, {"http://", "", PublicFlag},
		{"http://belvo.test/api", "", "without a path"}, {"http://belvo.test?x=1", "", PublicFlag},
		{"http://belvo.test#x", "", PublicFlag}, {"http://a:b@belvo.test", "", PublicFlag},
		{"http://belvo.test:x", "", PublicFlag}, {"http://bel vo.test", "", PublicFlag}, {"http:belvo", "", PublicFlag},
		{"", "*", AllowFlag}, {"", "belvo.test:8400", "without a port"}, {"", "http://belvo.test", AllowFlag},
		{"", "a.*.test", AllowFlag}, {"", "*test", AllowFlag}, {"", "bücher.test", AllowFlag}, {"", "a.test.", AllowFlag},
	} {
		var patterns []string
		if c.pattern != "" {
			patterns = []string{c.pattern}
		}
		if _, err := New(c.public, patterns); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s %s: %v, want %q", c.public, c.pattern, err, c.want)
		}
	}
}

func BenchmarkCheck(b *testing.B) {
	r := &Rules{}
	req := came("127.0.0.1:8400")
	b.ReportAllocs()
	for b.Loop() {
		if r.Check(req) != nil {
			b.Fatal("refused")
		}
	}
}
