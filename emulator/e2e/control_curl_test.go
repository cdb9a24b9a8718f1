package e2e_test

import (
	"net/http"
	"os"
	"os/exec"
	"strings"
	"testing"

	"belvo-emulator/emulator/emulatortest"
)

// TestCurlRepeatsTheRequest by having a shell run what the journal gives: the journal then has the
// same request again, with the same answer.
func TestCurlRepeatsTheRequest(t *testing.T) {
	t.Parallel()
	const form = "Content-Type: application/x-www-form-urlencoded"
	w := newWorld(t)
	do := func(method, path string, body any, headers ...string) *emulatortest.Answer {
		return w.Do(method, path, body, headers...)
	}
	for _, first := range []*emulatortest.Answer{
		w.register("erebor_mx_retail", "o'neill $HOME `ls` \"quoted\" \\n\nnew line é", nil),
		do("POST", "/api/links/", "{\n\t\"institution\": \"erebor_mx_retail\",\r\n \"username\": \"@file\",\n \"password\": \"\"}\n"),
		do("POST", "/api/token/", fields{"id": w.ID, "password": w.Password, "scopes": "read_links"}),
		do("POST", "/api/token/", "id="+w.ID+"&password="+w.Password+"&scopes=read_links", form),
		do("POST", "/api/links/", "institution=a&username=it%27s%20me&password=pass_valid&passwrd=%26x&path=/bin", form),
		do("POST", "/api/links/", `{"institution": "erebor_mx_retail", "username": "u", "password": "p"}`, form),
		do("POST", "/api/owners/", fields{"link": w.ID, "token": "111111", "path": "/etc", "1st": "one", "": "x"}),
		do("GET", "/api/links/?institution=a%20b&page=3&acess_token=zz&institution__in=[a,b]&x={1-3}&y", nil),
		do("GET", "/api/links/", fields{"link": "x"}),
		do("GET", "/api/links/..%2Flinks/./%C3%A9/", nil),
		do("GET", "/api/links/", nil, "X-Belvo-Emulator-Scenario: slow", "X-Belvo-Request-Mode: async"),
		do("HEAD", "/api/links/", nil),
		do("DELETE", "/api/links/"+w.ID+"/", fields{"why": "because"}),
		do("PATCH", "/api/links/", fields{"session": "s", "link": w.ID, "token": "111111"}),
		do("OPTIONS", "/api/links/", nil),
		do("BREW", "/api/links/", nil),
	} {
		e := w.entry(first)
		line := e.Text("curl")
		shell(t, line, []string{"BELVO_API_URL=" + w.server.URL, "BELVO_SECRET_ID=" + w.ID,
			"BELVO_SECRET_PASSWORD=" + w.Password, "PASSWORD=pass_valid", "TOKEN=111111", "PASSWRD=&x",
			"FIELD_PATH=/bin", "FIELD_1ST=one", "FIELD_WHY=because", "FIELD_=x", "FIELD_LINK=x", "FIELD_X={1-3}",
			"ACESS_TOKEN=zz", "SESSION=s", "PATH_PART=%C3%A9", "PATH=" + os.Getenv("PATH"), "HOME=/nowhere"})
		again := w.ask("requests/" + w.ask("requests?limit=1").Text("requests.0.id"))
		if again.Text("id") == e.Text("id") {
			t.Fatalf("%s sent nothing", line)
		}
		for _, part := range []string{"method", "path", "query", "body", "status", "errors", "operation", "auth", "unread"} {
			same(t, part+" of "+line, again.Text(part), e.Text(part))
		}
		same(t, "its own line", again.Text("curl"), line)
	}
}

// TestCurlSaysWhatIsMissing: a body that was not kept cannot be sent again.
func TestCurlSaysWhatIsMissing(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	line := w.entry(w.Do(http.MethodPost, "/api/links/", "[1, 2]")).Text("curl")
	if !strings.HasSuffix(line, "/api/links/' # without all of its body: it is no JSON object, so that nothing "+
		"tells what of it may be a secret") {
		t.Error(line)
	}
}

// shell runs a command line, which needs curl, with variables.
func shell(t *testing.T, line string, env []string) {
	t.Helper()
	if _, err := exec.LookPath("curl"); err != nil {
		if os.Getenv("CI") == "true" {
			t.Fatal("curl is missing")
		}
		t.Skip("curl is missing")
	}
	cmd := exec.Command("sh", "-euc", line)
	cmd.Env = env
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%s: %v\n%s", line, err, out)
	}
}
