package cli_test

import (
	"bytes"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"io"
	"io/fs"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"

	"belvo-emulator/emulator/cli/clitest"
)

// ranAs runs a shell script by exec, with options, in an environment and a folder.
func ranAs(t *testing.T, options, script, folder string, environ ...string) result {
	t.Helper()
	need(t, "sh", "curl")
	var stdout, stderr strings.Builder
	args := append(append([]string{"exec"}, strings.Fields(options)...), "sh", "-c", script)
	cmd := exec.CommandContext(t.Context(), program.Path(t), args...)
	cmd.Env, cmd.Dir, cmd.Stdout, cmd.Stderr = clitest.Environ(environ...), folder, &stdout, &stderr
	if err := cmd.Run(); err != nil && !errors.As(err, new(*exec.ExitError)) {
		t.Fatal(err)
	}
	return result{cmd.ProcessState.ExitCode(), stdout.String(), stderr.String()}
}

// TestAsBelvo answers for Belvo's hosts, names them in its links, and leaves nothing behind.
func TestAsBelvo(t *testing.T) {
	t.Parallel()
	temp := t.TempDir()
	got := ranAs(t, "--as-belvo", `set -e
[ -z "$SSL_CERT_DIR" ]
grep -rl 'PRIVATE KEY' "$TMPDIR" && exit 1
keys=$BELVO_SECRET_ID:$BELVO_SECRET_PASSWORD
for host in https://sandbox.belvo.com http://api.belvo.com; do
  curl -s -u $keys "$host/api/institutions/?page_size=1&fields=id" | grep -o '"next":"[^"]*"'
done
curl -s -X POST https://development.belvo.com/api/token/ -H 'Content-Type: application/json' \
  -d '{"id": "SECRET_ID", "password": "SECRET_PASSWORD", "scopes": "read_institutions"}' |
  sed 's/.*"access":"[^.]*\.\([^.]*\).*/\1==/' | base64 -d 2>/dev/null | grep -o '"api_url":"[^"]*"'
curl -s -o /dev/null -w '%{http_code} %{http_version}\n' https://cdn.belvo.io/belvo-widget-1-stable.js
curl -s -o /dev/null -w '%{http_code}\n' https://widget.belvo.io/?access_token=x
`, t.TempDir(), "TMPDIR="+temp, "SSL_CERT_DIR=/nowhere")
	const want = `"next":"https://sandbox.belvo.com/api/institutions/?page_size=1&fields=id&page=2"
"next":"http://api.belvo.com/api/institutions/?page_size=1&fields=id&page=2"
"api_url":"development.belvo.com"
200 2
200
`
	if got.code != 0 || got.stdout != want {
		t.Errorf("got %+v, want %s", got, want)
	}
	if left, err := os.ReadDir(temp); err != nil || len(left) > 0 {
		t.Errorf("%v: left behind are %v", err, left)
	}
}

// TestAsBelvoUnserved: what the emulator does not stand in for is answered 501 and shown, and goes
// nowhere.
func TestAsBelvoUnserved(t *testing.T) {
	t.Parallel()
	const script = `curl -s -w '%{http_code}\n' https://statics.sandbox.belvo.io/x.svg; exit 1`
	got := ranAs(t, "--as-belvo", script, t.TempDir())
	said := `"message":"GET statics.sandbox.belvo.io/x.svg is Belvo's, but this emulator does not emulate it."`
	if !strings.Contains(got.stdout, said) || !strings.HasSuffix(got.stdout, "501\n") {
		t.Errorf("it is answered\n%s", got.stdout)
	}
}

// TestAsBelvoMistrusted says why a client that replaces the trusted roots once more is not served.
func TestAsBelvoMistrusted(t *testing.T) {
	t.Parallel()
	got := ranAs(t, "--as-belvo", `curl -s --cacert "$OWN" https://sandbox.belvo.com/; [ $? = 60 ]`, t.TempDir(),
		"OWN="+otherRoot(t))
	const want = `msg="a client does not trust the emulator's certificate authority" host=sandbox.belvo.com ` +
		`reason="unknown certificate authority" remedy="it reads none of the variables that --as-belvo sets`
	if got.code != 0 || !strings.Contains(got.stderr, want) {
		t.Errorf("got %+v", got)
	}
}

// otherRoot is a file with a root that is not the emulator's.
func otherRoot(t *testing.T) string {
	t.Helper()
	path, err := filepath.Abs("../internal/authority/testdata/unconstrained.pem")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(path); err != nil {
		t.Fatal(err)
	}
	return path
}

// TestAsBelvoOffline refuses other hosts and lists them at the end.
func TestAsBelvoOffline(t *testing.T) {
	t.Parallel()
	got := ranAs(t, "--as-belvo --offline",
		`curl -s https://example.com/; curl -s http://example.org/; curl -s http://example.org/; exit 0`,
		t.TempDir(), "NO_PROXY=intra.test,*.belvo.com")
	refusal := "belvo-emulator: --offline refuses requests for other hosts than Belvo's: example.org\n"
	want := `belvo-emulator: NO_PROXY loses its entry "*.belvo.com" for this command, ` +
		`which would lead to the real Belvo
belvo-emulator: --offline refused requests for other hosts: example.com:443, example.org (2 times) ` +
		`(programs that use no proxy were not refused anything)
`
	if got != (result{0, refusal + refusal, want}) {
		t.Errorf("got %+v, want %s", got, want)
	}
}

// TestAsBelvoUpstream asks the proxy that the environment had for other hosts, and for no host of
// Belvo's.
func TestAsBelvoUpstream(t *testing.T) {
	t.Parallel()
	var asked atomic.Pointer[string]
	upstream := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		line := r.Method + " " + r.RequestURI
		asked.Store(&line)
		w.WriteHeader(http.StatusTeapot)
	}))
	defer upstream.Close()
	for script, want := range map[string]string{
		`curl -s https://other.example/x`:                              "CONNECT other.example:443",
		`curl -s http://other.example/x`:                               "GET http://other.example/x",
		`curl -s https://sandbox.belvo.com/ http://sandbox.belvo.com/`: "",
	} {
		asked.Store(new(string))
		ranAs(t, "--as-belvo", script, t.TempDir(), "HTTPS_PROXY="+upstream.URL, "http_proxy="+upstream.URL)
		if got := *asked.Load(); got != want {
			t.Errorf("%s: the proxy was asked %q, want %q", script, got, want)
		}
	}
}

// TestExecWarnsOfBelvo when a variable, or one in a file beside, names one of Belvo's hosts, without
// showing its value. What exec sets itself is no danger.
func TestExecWarnsOfBelvo(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	const dotenv = "# X=sandbox.belvo.com\nBELVO_API_URL=https://sandbox.belvo.com\n" +
		"export HOST=\"https://me:hush@api.belvo.com/\"\nDOCS=https://developers.belvo.com\n"
	if err := os.WriteFile(filepath.Join(folder, ".env"), []byte(dotenv), 0o600); err != nil {
		t.Fatal(err)
	}
	const tail = ", which is the real Belvo: exec --as-belvo answers it here\n"
	got := ranAs(t, "", "true", folder, "MY_URL=https://Sandbox.belvo.com")
	if want := (result{0, "", "belvo-emulator: MY_URL names sandbox.belvo.com" + tail +
		"belvo-emulator: HOST in .env names api.belvo.com" + tail}); got != want {
		t.Errorf("got %+v, want %+v", got, want)
	}
	if got := ranAs(t, "--as-belvo", "true", folder, "MY_URL=https://Sandbox.belvo.com"); got.stderr != "" {
		t.Errorf("with the flag it says\n%s", got.stderr)
	}
}

// TestServeTLS answers for Belvo's hosts by TLS and as a proxy, for them alone, with an authority that
// certs and trust know.
func TestServeTLS(t *testing.T) {
	t.Parallel()
	folder := filepath.Join(t.TempDir(), "settings")
	ca := filepath.Join(folder, "belvo-emulator", "ca")
	environ := clitest.Environ("XDG_CONFIG_HOME="+folder, "HOME="+folder)
	own := func(args ...string) result {
		cmd := exec.CommandContext(t.Context(), program.Path(t), args...)
		var stdout, stderr bytes.Buffer
		cmd.Env, cmd.Stdout, cmd.Stderr = environ, &stdout, &stderr
		_ = cmd.Run() // the exit code says it
		return result{cmd.ProcessState.ExitCode(), stdout.String(), stderr.String()}
	}
	if got := own("certs"); got.code != 1 || !strings.Contains(got.stderr, "serve --tls makes one") {
		t.Errorf("without an authority certs says %+v", got)
	}
	cmd := exec.CommandContext(t.Context(), program.Path(t), "--listen", "127.0.0.1:0", "--tls",
		"--tls-listen", "127.0.0.1:0")
	cmd.Env = environ
	p := clitest.Start(t, cmd)
	address := regexp.MustCompile(` tls=(127\.0\.0\.1:\d+)$`).FindStringSubmatch(p.Ready)
	if address == nil {
		t.Fatalf("the ready line is %s", p.Ready)
	}
	printed := own("certs").stdout
	hash := regexp.MustCompile(`key hash: +(\S+)`).FindStringSubmatch(printed)
	sum := regexp.MustCompile(`sha256: +(\S+)`).FindStringSubmatch(printed)
	if hash == nil || sum == nil || !strings.Contains(p.Log(), sum[1]) || strings.Contains(p.Log(), "PRIVATE") {
		t.Errorf("certs prints\n%sand the log is\n%s", printed, p.Log())
	}
	verified := own("certs", "verify")
	if verified.code != 0 || !strings.HasPrefix(verified.stdout, ca+": good for Belvo's hosts") {
		t.Errorf("certs verify says %+v", verified)
	}
	if got := own("trust", "--print"); got.code != 0 || !strings.Contains(got.stdout, hash[1]) ||
		!strings.Contains(got.stdout, ca+"/root.pem") {
		t.Errorf("trust --print says %+v", got)
	}
	proxied(t, address[1], filepath.Join(ca, "root.pem"))
	if code := p.Stop(syscall.SIGTERM); code != 0 {
		t.Errorf("exit code %d", code)
	}
	if got := own("certs", "remove"); got.code != 0 {
		t.Errorf("certs remove says %+v", got)
	}
	if _, err := os.Stat(ca); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("the folder is still there: %v", err)
	}
}

// proxied uses a listener as a proxy, trusting a root.
func proxied(t *testing.T, address, root string) {
	t.Helper()
	text, err := os.ReadFile(root)
	if err != nil {
		t.Fatal(err)
	}
	roots := x509.NewCertPool()
	roots.AppendCertsFromPEM(text)
	client := &http.Client{Transport: &http.Transport{DisableKeepAlives: true, ForceAttemptHTTP2: true,
		Proxy:           http.ProxyURL(&url.URL{Scheme: "http", Host: address}),
		TLSClientConfig: &tls.Config{RootCAs: roots}}}
	response, err := client.Get("https://sandbox.belvo.com/api/")
	if err != nil {
		t.Fatal(err)
	}
	body, _ := io.ReadAll(response.Body) // what is missing shows
	if response.ProtoMajor != 2 || !strings.Contains(string(body), "request_id") {
		t.Errorf("HTTP/%d %s", response.ProtoMajor, body)
	}
	response, err = client.Get("http://example.com/")
	if err != nil || response.StatusCode != http.StatusForbidden {
		t.Errorf("another host: %v", err)
	}
}

// TestTLSPortInUse names the flag that chooses another.
func TestTLSPortInUse(t *testing.T) {
	t.Parallel()
	taken := httptest.NewServer(http.NotFoundHandler())
	defer taken.Close()
	at := taken.Listener.Addr().String()
	got := run(t, environment(), "serve", "--listen", "127.0.0.1:0", "--tls", "--tls-listen", at,
		"--ca-dir", t.TempDir())
	want := "cannot listen on " + at + ": the port is in use; choose another with --tls-listen"
	if got.code != 1 || !strings.Contains(got.stderr, want) {
		t.Errorf("got %+v", got)
	}
}
