package reroute

import (
	"fmt"
	"strings"
)

// Variable is one that an environment of Environment has.
type Variable struct {
	Name  string
	Holds string // what, and how it is merged with what was there
	value func(p *plan, name string) (string, error)
}

// variables are all of them, in the order in which they are made.
var variables = []Variable{
	{"HTTPS_PROXY", "the proxy; one that was set is asked for all other hosts", proxyURL},
	{"https_proxy", "the same", proxyURL},
	{"HTTP_PROXY", "the same", proxyURL},
	{"http_proxy", "the same", proxyURL},
	{"NO_PROXY", "yours and this machine, without entries that cover Belvo's hosts", exceptions},
	{"no_proxy", "the same", exceptions},
	{"SSL_CERT_FILE", "yours or the system's roots, and the emulator's", replacing("SSL_CERT_FILE")},
	{"CURL_CA_BUNDLE", "yours, `SSL_CERT_FILE`'s or the system's roots, and the emulator's",
		replacing("CURL_CA_BUNDLE", "SSL_CERT_FILE")},
	{"REQUESTS_CA_BUNDLE", "yours, `CURL_CA_BUNDLE`'s or the system's roots, and the emulator's",
		replacing("REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE")},
	{"AWS_CA_BUNDLE", "yours or the system's roots, and the emulator's", replacing("AWS_CA_BUNDLE")},
	{"NODE_EXTRA_CA_CERTS", "yours, and the emulator's root", added},
	{"DENO_CERT", "yours, and the emulator's root", added},
	{"SSL_CERT_DIR", "not set: its roots are in `SSL_CERT_FILE`", remove},
	{"NODE_OPTIONS", "yours, and a script that leads connections for Belvo's hosts here", nodePreload},
	{"PHP_INI_SCAN_DIR", "yours, and a folder with `curl.cainfo` and `openssl.cafile`", phpScan},
	{"JAVA_TOOL_OPTIONS", "yours, the proxy, and a trust store of yours or the system's roots and the " +
		"emulator's; only where `java` is", javaOptions},
	{"BELVO_BROWSER_ARGS", "the switches for Chromium", browserArgs},
}

// Tested says how it is known that a run-time needs no more.
type Tested string

// The answers.
const (
	ByTests Tested = "yes"
	ByHand  Tested = "by hand"
	Not     Tested = "no"
)

// RunTime is what runs applications.
type RunTime struct {
	Name   string
	Key    string   // of the test that runs it; "" if there is none
	Comes  []string // the variables by which its requests come to the emulator
	Trusts []string // the variables by which it trusts the emulator
	Tested Tested
	Note   string
}

// The variables that run-times have in common.
var (
	byProxy   = []string{"HTTPS_PROXY"}
	byPreload = []string{"NODE_OPTIONS"}
	nodeRoots = []string{"NODE_EXTRA_CA_CERTS"}
	openssl   = []string{"SSL_CERT_FILE"}
)

// RunTimes are those of which is known what they need.
func RunTimes() []RunTime {
	return []RunTime{
		{"`belvo` 0.28 for Node", "belvo", byPreload, nodeRoots, ByTests,
			"`'sandbox'` as its third argument; it reads `HTTPS_PROXY` as well"},
		{"Node's `fetch`", "node-fetch", byPreload, nodeRoots, ByTests, "Node 20; 24 by hand"},
		{"Node's `https`", "node-https", byPreload, nodeRoots, ByTests, "Node 20; 24 by hand"},
		{"axios 0.27 and 1", "axios", byPreload, nodeRoots, ByTests, "they read `HTTPS_PROXY` as well"},
		{"Deno, Bun", "", byProxy, []string{"DENO_CERT", "NODE_EXTRA_CA_CERTS"}, ByHand, "Deno 2.9, Bun 1.4"},
		{"Python `requests`", "python-requests", byProxy, []string{"REQUESTS_CA_BUNDLE"}, ByTests, ""},
		{"Python `urllib`", "python-urllib", byProxy, openssl, ByTests, ""},
		{"Python `httpx`", "", byProxy, openssl, ByHand, "one GET"},
		{"Python `aiohttp`", "", byProxy, openssl, ByHand, "only if the session has `trust_env=True`"},
		{"curl", "curl", []string{"HTTPS_PROXY", "http_proxy"}, []string{"CURL_CA_BUNDLE"}, ByTests, ""},
		{"wget", "", []string{"https_proxy", "http_proxy"}, nil, ByHand, "the one of Debian, with GnuTLS, reads no " +
			"variable for roots: `--ca-certificate=\"$SSL_CERT_FILE\"`"},
		{"Go, default client", "go", byProxy, openssl, ByTests, "Linux. On macOS and Windows Go does not read " +
			"`SSL_CERT_FILE` (by its documentation): trust the root there, see `trust --print`"},
		{"Ruby `net/http`", "ruby", []string{"http_proxy"}, openssl, ByTests, ""},
		{"PHP's curl", "php", byProxy, []string{"PHP_INI_SCAN_DIR"}, ByTests, ""},
		{"PHP's streams", "", nil, openssl, Not, "`file_get_contents` reads no proxy: give it a context with one"},
		{"Java `HttpClient`", "java", []string{"JAVA_TOOL_OPTIONS"}, []string{"JAVA_TOOL_OPTIONS"}, ByTests,
			"Java 17; `HttpURLConnection` by hand. Each JVM says \"Picked up ...\" on standard error"},
		{"AWS SDKs and CLI", "", byProxy, []string{"AWS_CA_BUNDLE"}, Not,
			"they talk to other hosts, which pass through"},
		{"Chromium", "chromium", []string{"BELVO_BROWSER_ARGS"}, []string{"BELVO_BROWSER_ARGS"}, ByTests,
			"pass the switches on, see below"},
		{"Firefox, Safari", "", nil, nil, Not, "proxy and trust are settings of theirs"},
	}
}

// VariableTable is the variables as a Markdown table, for the guide.
func VariableTable() string {
	var b strings.Builder
	b.WriteString("| Variable | Holds |\n|---|---|\n")
	for _, v := range variables {
		fmt.Fprintf(&b, "| `%s` | %s |\n", v.Name, v.Holds)
	}
	return b.String()
}

// RunTimeTable is the run-times as a Markdown table, for the guide.
func RunTimeTable() string {
	var b strings.Builder
	b.WriteString("| Run-time | Comes here by | Trusts by | Tested | Note |\n|---|---|---|---|---|\n")
	for _, r := range RunTimes() {
		fmt.Fprintf(&b, "| %s | %s | %s | %s | %s |\n", r.Name, listed(r.Comes), listed(r.Trusts), r.Tested, r.Note)
	}
	return b.String()
}

func listed(names []string) string {
	if len(names) == 0 {
		return "nothing"
	}
	return "`" + strings.Join(names, "`, `") + "`"
}
