package cli

import (
	"flag"
	"os"
	"os/exec"
	"strings"
	"testing"
)

// TestTrustText holds the text for a machine with everything, at a path that needs quotes.
func TestTrustText(t *testing.T) {
	t.Parallel()
	got := trustText(trustFacts{root: "/home/my own/ca/root.pem", bundle: "/etc/ssl/certs/ca-certificates.crt",
		address: "127.0.0.1:8443", keyHash: "HASH=", described: "root: /home/my own/ca/root.pem"})
	const golden = "testdata/trust.txt"
	if update := flag.Lookup("update"); update.Value.String() == "true" {
		if err := os.WriteFile(golden, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("%s differs (run the tests with -update to accept it); got:\n%s", golden, got)
	}
}

// TestQuote holds that a shell reads what was meant.
func TestQuote(t *testing.T) {
	t.Parallel()
	words := []string{"plain", "two words", "it's", `a"b\c$d`, "MAP *.belvo.com:443 127.0.0.1:8443, MAP x"}
	script := "printf '%s\\n' " + quote(words...)
	out, err := exec.CommandContext(t.Context(), "sh", "-c", script).Output()
	if err != nil || string(out) != strings.Join(words, "\n")+"\n" {
		t.Errorf("%v: %s gives\n%s", err, script, out)
	}
}
