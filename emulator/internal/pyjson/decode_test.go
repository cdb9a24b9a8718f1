package pyjson_test

import (
	"testing"
	"unicode/utf8"

	"belvo-emulator/emulator/internal/pyjson"
)

// TestDecode holds answers that CPython 3.11 gave to codecs.getreader(charset).
func TestDecode(t *testing.T) {
	t.Parallel()
	const start, rest = "invalid start byte", "invalid continuation byte"
	for _, c := range []struct{ in, charset, text, fault string }{
		{"", "", "", ""},
		{`{"é": "日本😀"}`, "utf-8", `{"é": "日本😀"}`, ""},
		{"pa\xffss", "", "", "'utf-8' codec can't decode byte 0xff in position 2: " + start},
		{"\x1f\x8b\x08\x00", "UTF8", "", "'utf-8' codec can't decode byte 0x8b in position 1: " + start},
		{"\xc0\xaf", "", "", "'utf-8' codec can't decode byte 0xc0 in position 0: " + start},
		{"\xf5\x80\x80\x80", "", "", "'utf-8' codec can't decode byte 0xf5 in position 0: " + start},
		{"ab\xe2\x82x", "", "", "'utf-8' codec can't decode bytes in position 2-3: " + rest},
		{"\xf0\x9f\x98x", "", "", "'utf-8' codec can't decode bytes in position 0-2: " + rest},
		{"\xed\xa0\x80", "", "", "'utf-8' codec can't decode byte 0xed in position 0: " + rest},
		{"\xe0\x80\x80", "", "", "'utf-8' codec can't decode byte 0xe0 in position 0: " + rest},
		{"\xf4\x90\x80\x80", "", "", "'utf-8' codec can't decode byte 0xf4 in position 0: " + rest},
		{"é\xffé", "", "", "'utf-8' codec can't decode byte 0xff in position 2: " + start},
		{"{}\xe2\x82", "", "{}", ""},
		{"\xe2", "utf-8", "", ""},
		{"a\xed\xa0", "", "a", ""},
		{"pa\xffss", "latin-1", "paÿss", ""},
		{"\xef\xbb\xbf\x80", "ISO-8859-1", "ï»¿\u0080", ""},
		{"pa\xffss", " Latin1 ", "paÿss", ""},
		{"pass", "us-ascii", "pass", ""},
		{"pa\xc3\xbf", "ASCII", "", "'ascii' codec can't decode byte 0xc3 in position 2: ordinal not in range(128)"},
		{"é", "klingon", "é", ""},
	} {
		text, fault := pyjson.Decode([]byte(c.in), c.charset)
		if fault != c.fault || fault == "" && string(text) != c.text {
			t.Errorf("Decode(%q, %q) is %q, %q, want %q, %q", c.in, c.charset, text, fault, c.text, c.fault)
		}
	}
	for charset, want := range map[string]bool{"": true, "utf-8": true, "UTF8": true, "latin_1": true, "ascii": true,
		"utf-16": false, "cp1252": false, "klingon": false} {
		if got := pyjson.Knows(charset); got != want {
			t.Errorf("Knows(%q) is %v, want %v", charset, got, want)
		}
	}
}

// FuzzDecode holds that whatever is decoded is UTF-8, and that good UTF-8 stays as it is.
func FuzzDecode(f *testing.F) {
	for _, seed := range []string{"", "é", "\xff", "\xe2\x82", "\xed\xa0\x80", "\xf4\x90\x80\x80", "ab\xf0\x9f\x98x"} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, in []byte) {
		text, fault := pyjson.Decode(in, "")
		switch {
		case fault != "" && utf8.Valid(in):
			t.Errorf("%q is good, but %s", in, fault)
		case fault == "" && (!utf8.Valid(text) || utf8.Valid(in) && string(text) != string(in)):
			t.Errorf("%q was decoded to %q", in, text)
		}
	})
}
