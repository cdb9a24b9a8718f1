package yamlfile_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"belvo-emulator/emulator/internal/suggest"
	"belvo-emulator/emulator/internal/yamlfile"
)

func TestLongValuesAreShortened(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("é", 150)
	cut := strings.Repeat("é", 100) + "... (300 bytes)"
	quoted := `"` + strings.Repeat("é", 100) + `"... (300 bytes)`
	for got, want := range map[string]string{
		yamlfile.Shorten("short"): "short", yamlfile.Shorten(long): cut, yamlfile.Shorten("a" + long): "a" +
			strings.Repeat("é", 99) + "... (301 bytes)",
		yamlfile.Quote(`a"b`): `"a\"b"`, yamlfile.Quote(long): quoted,
		yamlfile.Brief("short"): "short",
		yamlfile.Brief(`unknown "` + long + `" here, did you mean "x"?`): `unknown "` + strings.Repeat("é", 99) +
			`... (302 bytes)" here, did you mean "x"?`,
		yamlfile.Brief("name=" + strings.Repeat("x", 300) + " does not exist"): "name=" + strings.Repeat("x", 195) +
			"... (305 bytes) does not exist",
		yamlfile.Brief(strings.Repeat("all of it ", 100)): strings.Repeat("all of it ", 100),
	} {
		if got != want {
			t.Errorf("got  %q\nwant %q", got, want)
		}
	}
	if got := yamlfile.Brief(strings.Repeat("word ", 1<<20)); len(got) > 70_000 || !strings.HasSuffix(got, "bytes)") {
		t.Errorf("a long message has %d bytes and ends with %q", len(got), got[len(got)-40:])
	}
}

func TestSimilar(t *testing.T) {
	t.Parallel()
	known := []string{"erebor_mx_retail", "erebor_br_retail", "heimdall_mx_retail"}
	for word, want := range map[string]string{"erebor_mx_retial": "erebor_mx_retail", "EREBOR": "erebor_br_retail",
		"heim": "heimdall_mx_retail", "er": "", "nobody": "", strings.Repeat("x", 1<<20): ""} {
		if got := suggest.Similar(word, known); got != want {
			t.Errorf("suggest.Similar(%.20q) is %q, want %q", word, got, want)
		}
	}
}

// TestHostileFilesCostLittle: what is wrong with a file is told a hundred times at most, values are
// shortened, and what has absurdly many parts is not even read.
func TestHostileFilesCostLittle(t *testing.T) {
	t.Parallel()
	shape := &yamlfile.Shape{Kind: yamlfile.Object, Fields: []yamlfile.Field{
		{Name: "number", Shape: &yamlfile.Shape{Kind: yamlfile.Integer}},
		{Name: "few", Shape: &yamlfile.Shape{Kind: yamlfile.List, Most: 3, Elem: &yamlfile.Shape{Kind: yamlfile.Text}}},
		{Name: "map", Shape: &yamlfile.Shape{Kind: yamlfile.Map, Most: 1, Elem: &yamlfile.Shape{Kind: yamlfile.Text}}},
		{Name: "words", Shape: &yamlfile.Shape{Kind: yamlfile.List, Elem: &yamlfile.Shape{Kind: yamlfile.Text,
			Enum: []string{"a", "b"}}}},
	}}
	keys := func(n int) string {
		var b strings.Builder
		for i := range n {
			fmt.Fprintf(&b, "k%d: 1\n", i)
		}
		return b.String()
	}
	long := strings.Repeat("x", 1<<20)
	for _, c := range []struct {
		name, text string
		problems   int
		last       string
	}{
		{"as many mistakes as are told", keys(100), 100, `unknown key "k99"`},
		{"more mistakes", keys(16_000), 101, "file:101:1: and 15900 more mistakes from here on"},
		{"more wrong words", "words: [" + strings.Repeat("c, ", 5000) + "c]", 101, "and 4901 more mistakes"},
		{"a long value", "number: " + long, 1, `"... (1048576 bytes)`},
		{"a long key", `? "` + long + "\"\n: 1", 1, `"... (1048576 bytes), expected one of`},
		{"a long word", "words: [" + long + "]", 1, `"... (1048576 bytes), expected one of a, b`},
		{"a list that is too long", "few: [a, b, c, d]", 1, `"few" has 4 elements; there may be 3`},
		{"a map that is too long", "map: {a: b, c: d}", 1, `"map" has 2 elements; there may be 1`},
		{"too many entries", keys(600_001), 1, "it has some 600001 entries; there may be 600000"},
		{"too many entries of a flow", "few: [" + strings.Repeat("a,", 700_000) + "]", 1, "there may be 600000"},
		{"an anchor that is not there", "few: *" + long, 1, "bytes)"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			var v map[string]any
			_, placed := yamlfile.DecodePlaced(t.Context(), "file", []byte(c.text), shape, &v)
			for _, problems := range []yamlfile.Problems{placed, yamlfile.Decode("file", []byte(c.text), shape, &v)} {
				if len(problems) != c.problems || !strings.Contains(problems[len(problems)-1].Error(), c.last) {
					t.Fatalf("%d problems, the last of which is %.300v", len(problems), problems[len(problems)-1])
				}
				if n := len(problems.Error()); n > 20_000 {
					t.Errorf("the problems have %d bytes", n)
				}
			}
		})
	}
}

// TestDecodePlacedGivesUp as soon as the caller no longer waits.
func TestDecodePlacedGivesUp(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	var v map[string]any
	_, problems := yamlfile.DecodePlaced(ctx, "file", []byte("a: b"), &yamlfile.Shape{Kind: yamlfile.Map,
		Elem: &yamlfile.Shape{Kind: yamlfile.Text}}, &v)
	if len(problems) != 1 || !strings.Contains(problems.Error(), context.Canceled.Error()) {
		t.Errorf("the problems are %v", problems)
	}
}
