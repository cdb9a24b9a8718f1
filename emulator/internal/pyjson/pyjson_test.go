package pyjson_test

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"

	"belvo-emulator/emulator/internal/pyjson"
)

// TestDiagnose holds answers that CPython 3.11 gave.
func TestDiagnose(t *testing.T) {
	t.Parallel()
	const noKey = "Expecting property name enclosed in double quotes"
	for _, c := range []struct{ name, in, want string }{
		{"empty", "", "Expecting value: line 1 column 1 (char 0)"},
		{"only space", " \n ", "Expecting value: line 2 column 2 (char 3)"},
		{"a word", "hello", "Expecting value: line 1 column 1 (char 0)"},
		{"half a word", "[tru]", "Expecting value: line 1 column 2 (char 1)"},
		{"a form", "link=1&token=2", "Expecting value: line 1 column 1 (char 0)"},
		{"lone minus", "[1, -]", "Expecting value: line 1 column 5 (char 4)"},
		{"plus sign", "+1", "Expecting value: line 1 column 1 (char 0)"},
		{"open array", "[", "Expecting value: line 1 column 2 (char 1)"},
		{"open array after a comma", "[1,", "Expecting value: line 1 column 4 (char 3)"},
		{"missing value", `{"a": }`, "Expecting value: line 1 column 7 (char 6)"},
		{"trailing comma in an array", "[1,]", "Expecting value: line 1 column 4 (char 3)"},
		{"byte order mark", "\ufeff{}",
			"Unexpected UTF-8 BOM (decode using utf-8-sig): line 1 column 1 (char 0)"},

		{"trailing comma in an object", "{\n  \"institution\": \"heimdall_mx_retail\",\n  \"a\": \"b\",\n}",
			noKey + ": line 4 column 1 (char 53)"},
		{"bare key", "{a: 1}", noKey + ": line 1 column 2 (char 1)"},
		{"single quotes", "{'a': 1}", noKey + ": line 1 column 2 (char 1)"},
		{"open object", "{", noKey + ": line 1 column 2 (char 1)"},

		{"no colon", `{"a" 1}`, "Expecting ':' delimiter: line 1 column 6 (char 5)"},
		{"end before the colon", `{"a"`, "Expecting ':' delimiter: line 1 column 5 (char 4)"},
		{"no comma in an object", `{"a": 1 "b": 2}`, "Expecting ',' delimiter: line 1 column 9 (char 8)"},
		{"end of an object missing", `{"a": 1`, "Expecting ',' delimiter: line 1 column 8 (char 7)"},
		{"no comma in an array", "[1 2]", "Expecting ',' delimiter: line 1 column 4 (char 3)"},
		{"wrong bracket", "[1}", "Expecting ',' delimiter: line 1 column 3 (char 2)"},
		{"leading zero inside", "[01]", "Expecting ',' delimiter: line 1 column 3 (char 2)"},
		{"point without digits", "[1.]", "Expecting ',' delimiter: line 1 column 3 (char 2)"},
		{"exponent without digits", "[1.5e+]", "Expecting ',' delimiter: line 1 column 5 (char 4)"},

		{"two documents", "{} {}", "Extra data: line 1 column 4 (char 3)"},
		{"leading zero", "01", "Extra data: line 1 column 2 (char 1)"},
		{"no-break space", "1\u00a0", "Extra data: line 1 column 2 (char 1)"},

		{"open string", `{"a": "b`, "Unterminated string starting at: line 1 column 7 (char 6)"},
		{"open key", `{"a`, "Unterminated string starting at: line 1 column 2 (char 1)"},
		{"backslash at the end", `"\`, "Unterminated string starting at: line 1 column 1 (char 0)"},
		{"newline in a string", "\"a\nb\"", "Invalid control character at: line 1 column 3 (char 2)"},
		{"tab in a string", "\"\t\"", "Invalid control character at: line 1 column 2 (char 1)"},
		{"unknown escape", `["a\x"]`, `Invalid \escape: line 1 column 4 (char 3)`},
		{"escape not hexadecimal", `"\u12g4"`, `Invalid \uXXXX escape: line 1 column 3 (char 2)`},
		{"escape cut off", `"\u1234`, `Invalid \uXXXX escape: line 1 column 3 (char 2)`},
		{"broken half of a pair", `"\ud83d\ude0"`, `Invalid \uXXXX escape: line 1 column 9 (char 8)`},

		{"not a number", `{"a": NaN,}`, "Out of range float values are not JSON compliant: 'NaN'"},
		{"infinity", "[1, Infinity", "Out of range float values are not JSON compliant: 'Infinity'"},
		{"less than all", "-Infinity", "Out of range float values are not JSON compliant: '-Infinity'"},
		{"an earlier fault", "[nul, NaN]", "Expecting value: line 1 column 2 (char 1)"},

		{"columns are code points", `{"añb": "日本😀" x}`,
			"Expecting ',' delimiter: line 1 column 15 (char 14)"},
		{"lines end at \\n alone", "[\r\r\n\u2028]", "Expecting value: line 2 column 1 (char 4)"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			if got := pyjson.Diagnose([]byte(c.in)); got != c.want {
				t.Errorf("Diagnose(%q)\n got %s\nwant %s", c.in, got, c.want)
			}
		})
	}
}

func TestDiagnoseFindsNothing(t *testing.T) {
	t.Parallel()
	for _, in := range []string{
		"{}", "[]", "\t[ ]\r\n", `""`, "0", "-0", "-12.50E+3", "[null,true,false]",
		`{"a":{"b":[{"c":"\"\\\/\b\f\n\r\t\u00e9"}]},"a":1}`,
		"1e999", // which encoding/json refuses
		`"\ud800"`, `"\ude00\ud83d"`, `"\ud83d\u0041"`,
	} {
		if got := pyjson.Diagnose([]byte(in)); got != "" {
			t.Errorf("Diagnose(%q) = %s, want nothing", in, got)
		}
	}
}

func TestDiagnoseCountsBytesThatAreNoUTF8(t *testing.T) {
	t.Parallel()
	got := pyjson.Diagnose([]byte("[\"\xff\xfe\" 1]"))
	want := "Expecting ',' delimiter: line 1 column 7 (char 6)"
	if got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestDiagnoseBoundsTheNesting(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name, in, want string
	}{
		{"deepest", strings.Repeat("[", 1001) + strings.Repeat("]", 1001), ""},
		{"too deep", strings.Repeat("[", 1002), "Expecting value: line 1 column 1002 (char 1001)"},
		{"far too deep", strings.Repeat(`{"a":`, 1<<20), "Expecting value: line 1 column 5006 (char 5005)"},
	} {
		if got := pyjson.Diagnose([]byte(c.in)); got != c.want {
			t.Errorf("%s: got %q, want %q", c.name, got, c.want)
		}
	}
}

// FuzzDiagnose compares with encoding/json: whatever Go refuses has a diagnosis, apart from the
// words that only Python takes for numbers, and whatever Go accepts has none, apart from nesting.
func FuzzDiagnose(f *testing.F) {
	for _, seed := range []string{
		"", "{}", `{"a": [1, -2.5e+10, true, null, "\u00e9\\"]}`,
		"[1,]", "{'a'}", `"\ud83d`, "NaN", "[-Infinity",
		"{\n\"a\":\"b\",\n}", "01", "\ufeff1", "\"\xff\"", `"\x"`, "\x00", "[[[[",
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, in []byte) {
		got := pyjson.Diagnose(in)
		if got == "" {
			plain := bytes.ReplaceAll(in, []byte("NaN"), []byte("1"))
			plain = bytes.ReplaceAll(plain, []byte("Infinity"), []byte("1"))
			if !json.Valid(plain) {
				t.Errorf("Diagnose(%q) finds nothing, encoding/json does", in)
			}
		} else if json.Valid(in) && !strings.HasPrefix(got, "Expecting value: ") {
			t.Errorf("Diagnose(%q) = %s, encoding/json finds nothing", in, got)
		} else if json.Valid(in) && bytes.Count(in, []byte("["))+bytes.Count(in, []byte("{")) <= 1000 {
			t.Errorf("Diagnose(%q) = %s, although it is not deep", in, got)
		}
	})
}
