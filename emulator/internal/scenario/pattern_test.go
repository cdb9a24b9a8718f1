package scenario

import (
	"regexp"
	"strings"
	"testing"
)

func TestPatterns(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		pattern  string
		yes, not []string
	}{
		{"mfa_qr", []string{"mfa_qr"}, []string{"", "mfa_q", "mfa_qrs", "xmfa_qr", "MFA_QR"}},
		{"", []string{""}, []string{"a"}},
		{"mfa_*", []string{"mfa_", "mfa_qr"}, []string{"mfa", "xmfa_qr"}},
		{"*_mx", []string{"_mx", "bank_mx", "_mx_mx"}, []string{"mx", "bank_mx_"}},
		{"a*b*c", []string{"abc", "axxbxxc", "abcbc", "abbc"}, []string{"ab", "acb", "abcx"}},
		{"*", []string{"", "anything"}, nil},
		{"**", []string{"", "anything"}, nil},
		{"user?", []string{"user1", "userñ", "user?"}, []string{"user", "user12"}},
		{"*?", []string{"a", "é", "año"}, []string{""}},
		{"??", []string{"ab", "éñ"}, []string{"é", "abc"}},
		{"*??", []string{"ab", "éñ", "aéñ"}, []string{"é", "a"}},
		{"*?x", []string{"éx", "aéx"}, []string{"x", "éxy"}},
		{"[ab].+", []string{"[ab].+"}, []string{"a", "ax"}},
		{"/mfa/", []string{"mfa", "has mfa inside"}, []string{"mf", "MFA"}},
		{"/^(?i)mfa_[0-9]{2}$/", []string{"mfa_12", "MFA_12"}, []string{"mfa_1", "mfa_123"}},
		{"//", []string{"", "anything"}, nil},
		{"/", []string{"/"}, []string{"", "a"}},
		{"/a*", []string{"/a", "/ab"}, []string{"a"}},
	} {
		t.Run(c.pattern, func(t *testing.T) {
			t.Parallel()
			p, err := ParsePattern(c.pattern)
			if err != nil {
				t.Fatal(err)
			}
			if p.String() != c.pattern {
				t.Errorf("String is %q", p)
			}
			for i, v := range append(c.yes, c.not...) {
				if want := i < len(c.yes); p.Matches(v) != want {
					t.Errorf("matches %q: %t, want %t", v, !want, want)
				}
			}
		})
	}
}

func TestBadPattern(t *testing.T) {
	t.Parallel()
	_, err := ParsePattern("/(/")
	if err == nil || !strings.HasPrefix(err.Error(), "/(/ is no regular expression: ") {
		t.Errorf("error %v", err)
	}
}

func TestAlways(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]bool{
		"*": true, "**": true, "": false, "?*": false, "a*": false, "/.*/": false,
	} {
		if got := pattern(t, text).always(); got != want {
			t.Errorf("%q always holds: %t, want %t", text, got, want)
		}
	}
}

// TestGlobsBruteForce holds the matcher against the regular expression of the same meaning, for
// every glob and every value of a small alphabet.
func TestGlobsBruteForce(t *testing.T) {
	t.Parallel()
	values := words("abñ", 4)
	for _, g := range words("abñ*?", 4) {
		re := regexp.MustCompile("^" + strings.NewReplacer("*", ".*", "?", ".").Replace(g) + "$")
		for _, v := range values {
			if got, want := Glob(g, v), re.MatchString(v); got != want {
				t.Fatalf("glob(%q, %q) is %t", g, v, got)
			}
		}
	}
}

// TestOverlapBruteForce tries every pair of globs of up to four characters on every value that
// could tell. Two such globs that share a value share one of at most six characters: each
// character of it can be charged to one that is no star.
func TestOverlapBruteForce(t *testing.T) {
	t.Parallel()
	globs, values := words("ab*?", 4), words("ab", 6)
	takes := make([][]bool, len(globs))
	for i, g := range globs {
		takes[i] = make([]bool, len(values))
		for j, v := range values {
			takes[i][j] = Glob(g, v)
		}
	}
	for i, a := range globs {
		for j, b := range globs {
			want := false
			for k := range values {
				want = want || takes[i][k] && takes[j][k]
			}
			if got := pattern(t, a).overlaps(pattern(t, b)); got != want {
				t.Fatalf("%q overlaps %q: %t, want %t", a, b, got, want)
			}
		}
	}
}

// TestOverlapOfExpressions: a literal can be tried, of anything else the worst is assumed.
func TestOverlapOfExpressions(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		a, b string
		want bool
	}{
		{"/^a/", "abc", true}, {"/^a/", "bc", false}, {"/^a/", "b*", true}, {"/^a/", "/^b/", true},
		{"ñ", "?", true}, {"ñ", "??", false}, {"ñ*", "?a", true},
	} {
		p, q := pattern(t, c.a), pattern(t, c.b)
		if p.overlaps(q) != c.want || q.overlaps(p) != c.want {
			t.Errorf("%q overlaps %q: %t, %t; want %t", c.a, c.b, p.overlaps(q), q.overlaps(p), c.want)
		}
	}
}

func pattern(t *testing.T, text string) Pattern {
	t.Helper()
	p, err := ParsePattern(text)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// words lists every word of an alphabet with at most so many letters.
func words(alphabet string, longest int) []string {
	all := []string{""}
	for begin := 0; longest > 0; longest-- {
		end := len(all)
		for _, w := range all[begin:end] {
			for _, letter := range alphabet {
				all = append(all, w+string(letter))
			}
		}
		begin = end
	}
	return all
}
