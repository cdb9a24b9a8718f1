package reroute

import (
	"bytes"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"belvo-emulator/emulator/internal/authority"
	"belvo-emulator/emulator/internal/clock"
)

const listener = "127.0.0.1:4711"

// made is an environment that was made, with its folder.
type made struct {
	Made
	folder string
	root   []byte
}

func newAuthority(t *testing.T) *authority.Authority {
	t.Helper()
	a, err := authority.New(clock.Real{}, time.Hour)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

func environment(t *testing.T, folder string, environ ...string) made {
	t.Helper()
	a := newAuthority(t)
	m, err := Environment(Config{Environ: environ, Folder: folder, Proxy: listener, Authority: a, Java: true})
	if err != nil {
		t.Fatal(err)
	}
	return made{m, folder, a.RootPEM()}
}

// get returns a variable, which must be there once.
func (m made) get(t *testing.T, name string) string {
	t.Helper()
	var values []string
	for _, e := range m.Environ {
		if v, is := strings.CutPrefix(e, name+"="); is {
			values = append(values, v)
		}
	}
	if len(values) != 1 {
		t.Fatalf("%s is there %d times", name, len(values))
	}
	return values[0]
}

// bundle reads the file that a variable names.
func (m made) bundle(t *testing.T, name string) authority.Certificates {
	t.Helper()
	list, err := authority.ReadBundle(m.get(t, name))
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.HasSuffix(list.PEM(), m.root) {
		t.Errorf("the file of %s does not end with the root", name)
	}
	return list
}

// TestBare is an environment that had nothing of it.
func TestBare(t *testing.T) {
	t.Parallel()
	m := environment(t, t.TempDir(), "HOME=/home/me", "EMPTY=", "SSL_CERT_DIR=")
	if len(m.Notes) > 0 && authority.SystemBundle() != "" {
		t.Errorf("it notes %q", m.Notes)
	}
	for name, want := range map[string]string{
		"HOME": "/home/me", "EMPTY": "", "HTTPS_PROXY": "http://" + listener, "https_proxy": "http://" + listener,
		"HTTP_PROXY": "http://" + listener, "http_proxy": "http://" + listener,
		"NO_PROXY": "localhost,127.0.0.1,::1", "no_proxy": "localhost,127.0.0.1,::1",
		"NODE_EXTRA_CA_CERTS": m.folder + "/root.pem", "DENO_CERT": m.folder + "/root.pem",
		"SSL_CERT_FILE": m.folder + "/bundle.pem", "CURL_CA_BUNDLE": m.folder + "/bundle.pem",
		"REQUESTS_CA_BUNDLE": m.folder + "/bundle.pem", "AWS_CA_BUNDLE": m.folder + "/bundle.pem",
		"NODE_OPTIONS":     `--require "` + m.folder + `/preload.cjs"`,
		"PHP_INI_SCAN_DIR": ":" + m.folder + "/php",
	} {
		if got := m.get(t, name); got != want {
			t.Errorf("%s=%s, want %s", name, got, want)
		}
	}
	if slices.ContainsFunc(m.Environ, func(e string) bool { return strings.HasPrefix(e, "SSL_CERT_DIR=") }) {
		t.Error("SSL_CERT_DIR is still set")
	}
	if n := len(m.bundle(t, "NODE_EXTRA_CA_CERTS")); n != 1 {
		t.Errorf("Node gets %d roots", n)
	}
	if n := len(m.bundle(t, "SSL_CERT_FILE")); n < 100 && authority.SystemBundle() != "" {
		t.Errorf("others get %d roots", n)
	}
	want := "-Dhttp.proxyHost=127.0.0.1 -Dhttp.proxyPort=4711 " +
		"-Dhttps.proxyHost=127.0.0.1 -Dhttps.proxyPort=4711 " +
		"-Dhttp.nonProxyHosts=localhost|*.localhost|127.0.0.1|[::1] -Djavax.net.ssl.trustStore=" + m.folder +
		"/java.p12 -Djavax.net.ssl.trustStoreType=PKCS12 -Djavax.net.ssl.trustStorePassword="
	if got := m.get(t, "JAVA_TOOL_OPTIONS"); got != want {
		t.Errorf("JAVA_TOOL_OPTIONS=%s, want %s", got, want)
	}
	args := regexp.MustCompile(
		`^--proxy-server=http://127\.0\.0\.1:4711 --ignore-certificate-errors-spki-list=\S{43}=$`)
	if got := m.get(t, "BELVO_BROWSER_ARGS"); !args.MatchString(got) {
		t.Errorf("BELVO_BROWSER_ARGS=%s", got)
	}
	err := filepath.WalkDir(m.folder, func(path string, d os.DirEntry, err error) error {
		if err == nil && !d.IsDir() && filepath.Ext(path) != ".p12" {
			text, _ := os.ReadFile(path)
			if bytes.Contains(text, []byte("PRIVATE KEY")) {
				t.Errorf("%s has a private key", path)
			}
		}
		return err
	})
	if err != nil {
		t.Error(err)
	}
}

// TestMerged is an environment that had everything already.
func TestMerged(t *testing.T) {
	t.Parallel()
	own := t.TempDir()
	roots := map[string]*authority.Authority{}
	for _, name := range []string{"ssl", "dir1", "dir2", "requests", "node", "java"} {
		roots[name] = newAuthority(t)
		path := filepath.Join(own, name+".pem")
		if strings.HasPrefix(name, "dir") {
			path = filepath.Join(own, name, "root.pem")
			if err := os.Mkdir(filepath.Dir(path), 0o700); err != nil {
				t.Fatal(err)
			}
		}
		data := roots[name].RootPEM()
		if name == "java" {
			var err error
			if data, err = (authority.Certificates{roots[name].Root().Raw}).TrustStore(); err != nil {
				t.Fatal(err)
			}
		}
		if err := os.WriteFile(path, data, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	folder := filepath.Join(t.TempDir(), "a b")
	m := environment(t, folder, "HTTPS_PROXY=http://proxy.corp:3128", "no_proxy=.corp,*.belvo.com, 10.0.0.0/8",
		"NO_PROXY=db, api.belvo.com:443,10.1.1.1", "SSL_CERT_FILE=old", "SSL_CERT_FILE="+own+"/ssl.pem",
		"SSL_CERT_DIR="+own+"/dir1:"+own+"/dir2", "REQUESTS_CA_BUNDLE="+own+"/requests.pem",
		"NODE_EXTRA_CA_CERTS="+own+"/node.pem", "DENO_CERT="+own+"/none.pem",
		"NODE_OPTIONS=--max-old-space-size=99", "PHP_INI_SCAN_DIR=/etc/php",
		"JAVA_TOOL_OPTIONS=-Xmx1g '-Djavax.net.ssl.trustStore="+own+"/java.pem'")
	for name, want := range map[string]string{
		"HTTPS_PROXY":      "http://" + listener,
		"NO_PROXY":         "localhost,127.0.0.1,::1,db,10.1.1.1,.corp,10.0.0.0/8",
		"NODE_OPTIONS":     `--max-old-space-size=99 --require "` + folder + `/preload.cjs"`,
		"PHP_INI_SCAN_DIR": "/etc/php:" + folder + "/php",
		"DENO_CERT":        folder + "/root.pem",
	} {
		if got := m.get(t, name); got != want {
			t.Errorf("%s=%s, want %s", name, got, want)
		}
	}
	for name, bases := range map[string][]string{
		"SSL_CERT_FILE": {"ssl", "dir1", "dir2"}, "CURL_CA_BUNDLE": {"ssl", "dir1", "dir2"},
		"REQUESTS_CA_BUNDLE": {"requests"}, "NODE_EXTRA_CA_CERTS": {"node"}, "DENO_CERT": {},
	} {
		var want []byte
		for _, base := range bases {
			want = append(want, roots[base].RootPEM()...)
		}
		if got := m.bundle(t, name).PEM(); !bytes.Equal(got, append(want, m.root...)) {
			t.Errorf("%s has %d certificates, want those of %v and the root", name, len(m.bundle(t, name)), bases)
		}
	}
	java := m.get(t, "JAVA_TOOL_OPTIONS")
	for _, part := range []string{"-Xmx1g '", "|db|*.db|10.1.1.1|*.corp ",
		` "-Djavax.net.ssl.trustStore=` + folder + `/java.p12" `} {
		if !strings.Contains(java, part) {
			t.Errorf("JAVA_TOOL_OPTIONS=%s has no %s", java, part)
		}
	}
	store, err := authority.ReadTrustStore(filepath.Join(folder, "java.p12"), "")
	if err != nil || len(store) != 2 || !bytes.Equal(store[0], roots["java"].Root().Raw) {
		t.Errorf("%v: Java's store has %d certificates", err, len(store))
	}
	said := strings.Join(m.Notes, "\n")
	for _, part := range []string{`"*.belvo.com"`, `"api.belvo.com:443"`, "DENO_CERT cannot be used"} {
		if strings.Count(said, part) != 1 {
			t.Errorf("the notes do not say %s once:\n%s", part, said)
		}
	}
}

// TestNoJava leaves Java's options as they are.
func TestNoJava(t *testing.T) {
	t.Parallel()
	m, err := Environment(Config{Environ: []string{"JAVA_TOOL_OPTIONS=-Xmx1g"}, Folder: t.TempDir(),
		Proxy: listener, Authority: newAuthority(t)})
	if err != nil || !slices.Contains(m.Environ, "JAVA_TOOL_OPTIONS=-Xmx1g") {
		t.Errorf("%v: %q", err, m.Environ)
	}
}

func TestCoversBelvo(t *testing.T) {
	t.Parallel()
	for _, entry := range []string{"*", "belvo.com", ".belvo.io", "*.belvo.com", "BELVO.COM",
		"sandbox.belvo.com:443", "com", ".io", "*.com", "developers.belvo.com", "belvo.com.",
		"lvo.com", "*lvo.io", "m"} {
		if !coversBelvo(entry) {
			t.Errorf("%s covers none of Belvo's hosts", entry)
		}
	}
	for _, entry := range []string{"localhost", "10.0.0.0/8", "evilbelvo.com", "::1", "[::1]", "corp", "belvo.com.br"} {
		if coversBelvo(entry) {
			t.Errorf("%s covers one of Belvo's hosts", entry)
		}
	}
}

func TestWords(t *testing.T) {
	t.Parallel()
	got := words(` -Da=1  "-Db=x y" -D'c'="z"	'' -De`)
	if want := []string{"-Da=1", "-Db=x y", "-Dc=z", "-De"}; !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}

// TestMentioned names hosts and never values.
func TestMentioned(t *testing.T) {
	t.Parallel()
	var got []Mention
	for _, variable := range []string{"BELVO_URL=https://Sandbox.belvo.com/", "X=developers.belvo.com", "DOCS=",
		"Y = 'https://user:secret@api.belvo.com:443/x'", "Z=http://127.0.0.1", "W=sandbox.belvo.com.evil.example",
		"SCRIPT=//cdn.belvo.io/belvo-widget-1-stable.js"} {
		got = mentioned(got, variable, ".env")
	}
	want := []Mention{{"BELVO_URL", ".env", "sandbox.belvo.com"}, {"Y", ".env", "api.belvo.com"},
		{"SCRIPT", ".env", "cdn.belvo.io"}}
	if !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}

// TestTable: what run-times read is made, and what is made is read by one or is a twin of it.
func TestTable(t *testing.T) {
	t.Parallel()
	read := map[string]bool{"NO_PROXY": true, "SSL_CERT_DIR": true}
	for _, r := range RunTimes() {
		for _, name := range slices.Concat(r.Comes, r.Trusts) {
			read[name] = true
			if !slices.ContainsFunc(variables, func(v Variable) bool { return v.Name == name }) {
				t.Errorf("%s reads %s, which nobody makes", r.Name, name)
			}
		}
		if (r.Tested == ByTests) != (r.Key != "") {
			t.Errorf("%s: tested is %s, and the test is %q", r.Name, r.Tested, r.Key)
		}
	}
	for _, v := range variables {
		if !read[v.Name] && !read[strings.ToUpper(v.Name)] && !read[strings.ToLower(v.Name)] {
			t.Errorf("no run-time reads %s", v.Name)
		}
	}
}

// TestAllProxy: a proxy that only ALL_PROXY names is not asked, and a note says so once.
func TestAllProxy(t *testing.T) {
	t.Parallel()
	const https, http = "HTTPS_PROXY=http://a.test", "http_proxy=http://b.test"
	for _, c := range []struct {
		environ []string
		notes   int
	}{
		{[]string{"ALL_PROXY=socks5://me:hush@p.test"}, 1},
		{[]string{"all_proxy=http://me:hush@p.test", https}, 1},
		{[]string{"ALL_PROXY=http://me:hush@p.test", https, http}, 0},
		{[]string{https}, 0},
		{[]string{"ALL_PROXY="}, 0},
	} {
		said := strings.Join(environment(t, t.TempDir(), c.environ...).Notes, "\n")
		if strings.Count(said, "ALL_PROXY has no effect") != c.notes || strings.Contains(said, "hush") {
			t.Errorf("%q: the notes are\n%s", c.environ, said)
		}
	}
}
