package proxy_test

import (
	"bufio"
	"bytes"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"belvo-emulator/emulator/internal/address"
	"belvo-emulator/emulator/internal/authority"
	"belvo-emulator/emulator/internal/clock"
	"belvo-emulator/emulator/internal/proxy"
)

// log is a buffer that several goroutines may write to.
type log struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (l *log) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.Write(p)
}

func (l *log) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.String()
}

// bench is a proxy before a handler that answers with what it was asked.
type bench struct {
	*proxy.Proxy
	server    *http.Server
	authority *authority.Authority
	url       *url.URL // of the listener
	log       log
}

func newBench(t *testing.T, others proxy.Policy, upstream *url.URL) *bench {
	t.Helper()
	a, err := authority.New(clock.Real{}, 24*time.Hour)
	if err != nil {
		t.Fatal(err)
	}
	rules, err := address.New("", nil)
	if err != nil {
		t.Fatal(err)
	}
	b := &bench{authority: a}
	logger := slog.New(slog.NewTextHandler(&b.log, &slog.HandlerOptions{Level: slog.LevelDebug}))
	server := &http.Server{ReadHeaderTimeout: time.Minute,
		ErrorLog: slog.NewLogLogger(logger.Handler(), slog.LevelWarn),
		Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			body, err := io.ReadAll(r.Body)
			if err != nil {
				panic(http.ErrAbortHandler)
			}
			_, _ = fmt.Fprintf(w, "%s %s%s HTTP/%d %s%s", r.Method, rules.Base(r), r.RequestURI, r.ProtoMajor, body,
				r.Header.Get("Proxy-Authorization"))
		})}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	b.Proxy = proxy.New(listener, proxy.Config{Server: server, Authority: a, Logger: logger, Others: others,
		Upstream: http.ProxyURL(upstream), Remedy: "--as-belvo"})
	b.server = server
	b.url = &url.URL{Scheme: "http", Host: listener.Addr().String()}
	served := make(chan error, 1)
	go func() { served <- server.Serve(b.Proxy) }()
	t.Cleanup(func() {
		_ = server.Close() // closed is closed
		if err := <-served; !errors.Is(err, http.ErrServerClosed) {
			t.Error(err)
		}
	})
	return b
}

// client uses the proxy for everything.
func (b *bench) client(t *testing.T, http2 bool) *http.Client {
	t.Helper()
	transport := &http.Transport{Proxy: http.ProxyURL(b.url), TLSClientConfig: b.authority.ClientConfig(),
		ForceAttemptHTTP2: http2}
	t.Cleanup(transport.CloseIdleConnections)
	return &http.Client{Transport: transport}
}

// get returns the status and the body of an answer.
func get(t *testing.T, client *http.Client, address string) (int, string) {
	t.Helper()
	response, err := client.Get(address)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = response.Body.Close() }()
	body, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	return response.StatusCode, string(body)
}

// raw sends a request as it is and returns the answer.
func (b *bench) raw(t *testing.T, text string) (int, string) {
	t.Helper()
	c := b.dial(t)
	if _, err := io.WriteString(c, text); err != nil {
		t.Fatal(err)
	}
	response, err := http.ReadResponse(bufio.NewReader(c), nil)
	if err != nil {
		t.Fatal(err)
	}
	body, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	return response.StatusCode, string(body)
}

func (b *bench) dial(t *testing.T) net.Conn {
	t.Helper()
	c, err := net.Dial("tcp", b.url.Host)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = c.Close() })
	return c
}

// TestWays are those by which requests for Belvo's hosts come. The answer names the host that the
// client used, except where it may not have meant it.
func TestWays(t *testing.T) {
	t.Parallel()
	b := newBench(t, proxy.Refuse, nil)
	for _, http2 := range []bool{true, false} {
		version := map[bool]int{true: 2, false: 1}[http2]
		for _, address := range []string{"https://sandbox.belvo.com/api/?a=1", "https://CDN.belvo.io:444/x"} {
			want := fmt.Sprintf("GET %s HTTP/%d ", address, version)
			if code, got := get(t, b.client(t, http2), address); code != 200 || !strings.EqualFold(got, want) {
				t.Errorf("%d %q, want %q", code, got, want)
			}
		}
	}
	// The old axios that Belvo's SDK has.
	for _, c := range []struct{ request, want string }{
		{"GET https://api.belvo.com/x HTTP/1.1\r\nHost: whatever\r\nProxy-Authorization: secret\r\n\r\n",
			"GET https://api.belvo.com/x HTTP/1 "},
		{"GET http://api.belvo.com/x HTTP/1.1\r\nHost: api.belvo.com\r\n\r\n",
			"GET http://api.belvo.com/x HTTP/1 "},
		// A request that names another host than the one that was called is not led to it.
		{"GET /x HTTP/1.1\r\nHost: api.belvo.com\r\n\r\n", "GET http://" + b.url.Host + "/x HTTP/1 "},
		{"GET /x HTTP/1.1\r\nHost: " + b.url.Host + "\r\n\r\n", "GET http://" + b.url.Host + "/x HTTP/1 "},
	} {
		if code, got := b.raw(t, c.request); code != 200 || got != c.want {
			t.Errorf("%q: %d %q, want %q", c.request, code, got, c.want)
		}
	}
	t.Run("a tunnel without TLS", func(t *testing.T) {
		t.Parallel()
		c := b.dial(t)
		_, _ = io.WriteString(c, "CONNECT api.belvo.com:80 HTTP/1.1\r\nHost: api.belvo.com:80\r\n\r\n"+
			"GET /x HTTP/1.1\r\nHost: api.belvo.com\r\n\r\n") // a failure shows when the answer is read
		reader := bufio.NewReader(c)
		if got, err := reader.ReadString('\n'); err != nil || got != "HTTP/1.1 200 Connection established\r\n" {
			t.Fatalf("%v: %q", err, got)
		}
		_, _ = reader.ReadString('\n')
		response, err := http.ReadResponse(reader, nil)
		if err != nil {
			t.Fatal(err)
		}
		if body, _ := io.ReadAll(response.Body); string(body) != "GET http://api.belvo.com/x HTTP/1 " {
			t.Errorf("got %q", body)
		}
	})
	t.Run("TLS without a proxy", func(t *testing.T) {
		t.Parallel()
		config := b.authority.ClientConfig()
		config.ServerName = "widget.belvo.io"
		c := tls.Client(b.dial(t), config)
		for host, want := range map[string]string{"widget.belvo.io": "200 OK",
			"example.com": "421 Misdirected Request"} {
			_, _ = io.WriteString(c, "GET / HTTP/1.1\r\nHost: "+host+"\r\n\r\n")
			response, err := http.ReadResponse(bufio.NewReader(c), nil)
			if err != nil {
				t.Fatal(err)
			}
			_, _ = io.Copy(io.Discard, response.Body)
			if response.Status != want {
				t.Errorf("%s: %s, want %s", host, response.Status, want)
			}
		}
	})
}

// TestRefused are requests for other hosts, unless they may pass.
func TestRefused(t *testing.T) {
	t.Parallel()
	b, offline := newBench(t, proxy.Refuse, nil), newBench(t, proxy.Offline, nil)
	for _, c := range []struct {
		request string
		code    int
		text    string
	}{
		{"CONNECT example.com:443 HTTP/1.1\r\nHost: example.com:443\r\n\r\n", 403,
			"for Belvo's hosts alone, not for example.com:443"},
		{"CONNECT belvo.com.evil.example:443 HTTP/1.1\r\nHost: x\r\n\r\n", 403, "for Belvo's hosts alone"},
		{"CONNECT 127.0.0.1:22 HTTP/1.1\r\nHost: x\r\n\r\n", 403, "for Belvo's hosts alone"},
		{"GET http://example.com/ HTTP/1.1\r\nHost: sandbox.belvo.com\r\n\r\n", 403, "for Belvo's hosts alone"},
		{"GET http://sandbox.belvo.com@example.com/ HTTP/1.1\r\nHost: x\r\n\r\n", 403, "not for example.com"},
		{"CONNECT sandbox.belvo.com HTTP/1.1\r\nHost: x\r\n\r\n", 400, "a host and a port"},
		{"GET ftp://sandbox.belvo.com/x HTTP/1.1\r\nHost: x\r\n\r\n", 400, "http and https alone"},
		{"CONNECT :443 HTTP/1.1\r\nHost: x\r\n\r\n", 400, "a host and a port"},
	} {
		if code, got := b.raw(t, c.request); code != c.code || !strings.Contains(got, c.text) {
			t.Errorf("%q: %d %q, want %d %q", c.request, code, got, c.code, c.text)
		}
	}
	other := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(http.StatusNoContent)
	}))
	defer other.Close()
	for range 2 {
		if code, got := offline.raw(t, "GET http://example.com/ HTTP/1.1\r\nHost: x\r\n\r\n"); code != 403 ||
			!strings.Contains(got, "--offline refuses") {
			t.Errorf("%d %q", code, got)
		}
	}
	offline.raw(t, "CONNECT b.example:443 HTTP/1.1\r\nHost: x\r\n\r\n")
	if code, _ := get(t, offline.client(t, false), other.URL); code != 204 {
		t.Errorf("this machine: %d", code)
	}
	if got := fmt.Sprint(offline.Refused()); got != "[b.example:443 example.com (2 times)]" {
		t.Errorf("refused are %s", got)
	}
}

// TestPass: what is for other hosts goes through as it is, by the upstream proxy if there is one.
func TestPass(t *testing.T) {
	t.Parallel()
	var seen log
	echo := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, _ = fmt.Fprintf(&seen, "%s %s %s %v\n", r.Method, r.Host, r.RequestURI, r.Header)
		w.Header().Set("X-Own", "1")
		_, _ = io.WriteString(w, "hello")
	})
	plain, secure := httptest.NewServer(echo), httptest.NewTLSServer(echo)
	defer plain.Close()
	defer secure.Close()
	upstream := newBench(t, proxy.Pass, nil)
	up := *upstream.url
	up.User = url.UserPassword("me", "hush")
	trust := secure.Client().Transport.(*http.Transport).TLSClientConfig
	for name, b := range map[string]*bench{
		"direct": newBench(t, proxy.Pass, nil), "upstream": newBench(t, proxy.Pass, &up),
	} {
		client := b.client(t, false)
		client.Transport.(*http.Transport).TLSClientConfig = trust
		for _, base := range []string{plain.URL, secure.URL} {
			r, err := http.NewRequest(http.MethodPost, base+"/a?b=c", strings.NewReader("body"))
			if err != nil {
				t.Fatal(err)
			}
			r.Header.Set("X-Forwarded-For", "10.1.1.1")
			r.Header["User-Agent"] = []string{"me"}
			response, err := client.Do(r)
			if err != nil {
				t.Fatalf("%s %s: %v", name, base, err)
			}
			body, err := io.ReadAll(response.Body)
			if err != nil || string(body) != "hello" || response.Header.Get("X-Own") != "1" {
				t.Errorf("%s %s: %v %q %v", name, base, err, body, response.Header)
			}
			want := "POST " + strings.TrimPrefix(strings.TrimPrefix(base, "http://"), "https://") +
				" /a?b=c map[Accept-Encoding:[gzip] Content-Length:[4] User-Agent:[me] X-Forwarded-For:[10.1.1.1]]\n"
			if !strings.HasSuffix(seen.String(), want) {
				t.Errorf("%s: the server saw\n%swant\n%s", name, seen.String(), want)
			}
		}
		code, text := b.raw(t, "GET http://127.0.0.1:1/ HTTP/1.1\r\nHost: x\r\n\r\n")
		if code != 502 || !strings.Contains(text, "127.0.0.1:1 cannot be reached") {
			t.Errorf("%s: %d %q", name, code, text)
		}
		code, text = b.raw(t, "CONNECT 127.0.0.1:1 HTTP/1.1\r\nHost: x\r\n\r\n")
		if code != 502 || !strings.Contains(text, "127.0.0.1:1 cannot be reached") ||
			strings.Contains(text, "hush") {
			t.Errorf("%s: %d %q", name, code, text)
		}
	}
	if !strings.Contains(upstream.log.String(), "127.0.0.1:1") {
		t.Error("the upstream proxy was not used")
	}
}

// TestUntrusting: the log says when a client does not trust the authority, once for each host, and
// what to do.
func TestUntrusting(t *testing.T) {
	t.Parallel()
	b := newBench(t, proxy.Refuse, nil)
	client := b.client(t, false)
	client.Transport.(*http.Transport).TLSClientConfig = &tls.Config{}
	for range 3 {
		if _, err := client.Get("https://sandbox.belvo.com/"); err == nil {
			t.Fatal("the client trusts anybody")
		}
	}
	const want = `level=WARN msg="a client does not trust the emulator's certificate authority" ` +
		`host=sandbox.belvo.com reason="bad certificate" remedy=--as-belvo`
	await(t, func() bool { return strings.Count(b.log.String(), "bad certificate") == 3 })
	if got := b.log.String(); strings.Count(got, want) != 1 || strings.Count(got, "WARN") != 1 {
		t.Errorf("the log is\n%s", got)
	}
}

// await waits until something holds, as long as the test may run.
func await(t *testing.T, holds func() bool) {
	t.Helper()
	for !holds() {
		select {
		case <-t.Context().Done():
			t.Fatal("it never held")
		default:
			_ = clock.Real{}.Sleep(t.Context(), time.Millisecond) // the loop sees why it ended
		}
	}
}
