package exchange

import (
	"regexp"
	"strings"
	"testing"
)

// TestOfAUserAgentTheFirstProductIsKept and nothing else, as the expression says.
func TestOfAUserAgentTheFirstProductIsKept(t *testing.T) {
	t.Parallel()
	form := regexp.MustCompile(`^[A-Za-z][A-Za-z0-9._-]{0,40}(/[0-9][0-9A-Za-z.+-]{0,20})?`)
	for agent, want := range map[string]string{
		"": "", "python-requests/2.31.0": "python-requests/2.31.0", "node": "node", "Go-http-client/1.1 x": "Go-http-client/1.1",
		"curl/": "curl", "curl/x": "curl", "/1": "", " curl": "", "9lives/1": "", "a b/1": "a", "[a": "", "{a": "",
		"é/1": "", "aé/1": "a", "a/1é": "a/1", "a/1_2": "a/1", "a_b/1+2-c": "a_b/1+2-c", "@": "", "`": "",
		strings.Repeat("a", 60) + "/1": strings.Repeat("a", 41), strings.Repeat("a", 41) + "/" + strings.Repeat("1", 30): strings.Repeat("a", 41) +
			"/" + strings.Repeat("1", 21),
	} {
		if got := product(agent); got != want || got != form.FindString(agent) {
			t.Errorf("of %q %q is kept, want %q", agent, got, want)
		}
	}
}
