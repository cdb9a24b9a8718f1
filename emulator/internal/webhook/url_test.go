package webhook_test

import (
	"bufio"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"belvo-emulator/emulator/internal/webhook"
)

// TestURLsAreEncoded as a browser does, and escapes stay as they are.
func TestURLsAreEncoded(t *testing.T) {
	t.Parallel()
	for raw, want := range map[string]string{
		"http://h.test":                      "http://h.test",
		"http://h.test/a?b=c&d=%20e+f#g":     "http://h.test/a?b=c&d=%20e+f#g",
		"http://h.test/a b?c=d e":            "http://h.test/a%20b?c=d%20e",
		"http://h.test/é?q=ñ\"<>":            "http://h.test/%C3%A9?q=%C3%B1%22%3C%3E",
		"http://h.test/?q=\xff%zz{}|\\^`'[]": "http://h.test/?q=%FF%zz{}|\\^`'[]",
		"https://[::1]:8443/x%2Fy":           "https://[::1]:8443/x%2Fy",
		"HTTP://H.test/":                     "http://H.test/",
	} {
		if got, err := webhook.CleanURL(raw); got != want || err != nil {
			t.Errorf("%q becomes %q (%v), want %q", raw, got, err, want)
		}
		e := add(t, webhook.New(webhook.Config{Manual: true}), webhook.Endpoint{URL: raw})
		kept, err := webhook.CheckEndpoints([]webhook.Endpoint{{URL: raw}})
		if e.URL != want || err != nil || kept[0].URL != want || kept[0].ID != "" {
			t.Errorf("%q is kept as %q and %+v (%v), want %q", raw, e.URL, kept, err, want)
		}
	}
}

// FuzzCleanURL holds that a clean URL stays as it is, and that a server reads the request for it as it
// was meant.
func FuzzCleanURL(f *testing.F) {
	for _, seed := range []string{"http://h/a b?c d", "http://h/?\x80\xff&ñ=%zz%41", "https://[::1]:1/%2f?#x y",
		"http://é.test/ü;v=1?a=\"<>\\^`{|}", "http://h?", "http://h/?k=[redacted]", "http://h%41/"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, raw string) {
		clean, err := webhook.CleanURL(raw)
		if err != nil {
			return
		}
		if again, err := webhook.CleanURL(clean); again != clean || err != nil {
			t.Fatalf("%q becomes %q and then %q (%v)", raw, clean, again, err)
		}
		r, err := http.NewRequest(http.MethodPost, clean, nil)
		if err != nil {
			t.Fatalf("%q becomes %q, which is none: %v", raw, clean, err)
		}
		line := "POST " + r.URL.RequestURI() + " HTTP/1.1\r\nHost: h\r\n\r\n"
		got, err := http.ReadRequest(bufio.NewReader(strings.NewReader(line)))
		if err != nil || strings.Count(line, " ") != 3 { // the third is that of Host
			t.Fatalf("%q is sent as %q: %v", raw, line, err)
		}
		meant, _ := url.Parse(raw)
		if len(meant.Path) > 0 && got.URL.Path != meant.Path {
			t.Fatalf("%q arrives as %q", raw, got.URL.Path)
		}
		if want, bad := url.ParseQuery(meant.RawQuery); bad == nil && got.URL.Query().Encode() != want.Encode() {
			t.Fatalf("%q arrives with %v, want %v", raw, got.URL.Query(), want)
		}
	})
}
