package engine_test

import (
	"encoding/base64"
	"strings"
	"testing"

	"belvo-emulator/emulator/internal/engine"
)

func TestBasicProblem(t *testing.T) {
	t.Parallel()
	encoded := base64.StdEncoding.EncodeToString
	for header, want := range map[string]string{
		"":                                     "the request has no Basic authentication",
		"Digest x":                             "neither Basic nor Bearer",
		encoded([]byte("id:password")):         "neither Basic nor Bearer",
		"Basic":                                "has no credentials",
		"basic  ":                              "has no credentials",
		"Basic " + encoded([]byte("password")): "no colon",
		"Basic " + strings.TrimRight(encoded([]byte("id:password")), "="):    "it must end with =",
		"Basic " + strings.TrimRight(encoded([]byte("id:password12")), "="):  "it must end with ==",
		"Basic " + strings.TrimSuffix(encoded([]byte("id:password12")), "="): "it must end with ==",
		"Basic  " + encoded([]byte("id:password12")):                         "one space after Basic",
		"Basic id:password": "is not base64",
	} {
		got := engine.BasicProblem(header)
		if !strings.Contains(got, want) {
			t.Errorf("BasicProblem(%q) is %q, want %q in it", header, got, want)
		}
		for _, secret := range []string{"password1", encoded([]byte("id:pass"))[:8]} {
			if strings.Contains(got, secret) {
				t.Errorf("BasicProblem(%q) shows %q", header, got)
			}
		}
	}
}
