package pyjson

import (
	"fmt"
	"strings"
	"unicode/utf8"
)

// Decode turns the bytes of a document into UTF-8, as Python's reader for a charset does, whose name
// may be any of its aliases. A charset that is unknown is UTF-8, as with Django. The fault is the text
// of the UnicodeDecodeError that Python raises, "" for none; a character that the end of the data cuts
// off is none and is dropped, since a reader waits for the rest of it.
//
// Deviation: Python knows some hundred charsets; here UTF-8, ASCII and Latin-1 are known.
func Decode(data []byte, charset string) (text []byte, fault string) {
	switch codec(charset) {
	case latin1:
		return decodeLatin1(data), ""
	case ascii:
		return data, decodeASCII(data)
	}
	if utf8.Valid(data) {
		return data, ""
	}
	return decodeUTF8(data)
}

// The codecs by the names that Python's errors give them.
const (
	utf8Codec = "utf-8"
	ascii     = "ascii"
	latin1    = "latin-1"
)

// codec finds the codec of a charset's name. Python ignores case and takes hyphens, spaces and
// underscores for the same.
func codec(charset string) string {
	if charset == "" { // of most requests
		return utf8Codec
	}
	name := strings.NewReplacer("-", "_", " ", "_").Replace(strings.ToLower(strings.TrimSpace(charset)))
	switch name {
	case "latin_1", "latin1", "latin", "l1", "iso_8859_1", "iso8859_1", "iso8859", "8859", "cp819", "ibm819",
		"iso_8859_1_1987", "iso_ir_100", "csisolatin1":
		return latin1
	case "ascii", "us_ascii", "646", "us", "ansi_x3.4_1968", "ansi_x3.4_1986", "ansi_x3_4_1968", "cp367", "csascii",
		"ibm367", "iso646_us", "iso_646.irv_1991", "iso_ir_6":
		return ascii
	}
	return utf8Codec
}

// Latin1 says whether a charset is Latin-1.
func Latin1(charset string) bool { return codec(charset) == latin1 }

// Knows says whether Decode decodes a charset by its own codec, or takes it for UTF-8.
func Knows(charset string) bool {
	name := strings.NewReplacer("-", "", "_", "", " ", "").Replace(strings.ToLower(charset))
	return codec(charset) != utf8Codec || name == "" || name == "utf8" || name == "u8" || name == "utf"
}

func decodeLatin1(data []byte) []byte {
	text := make([]byte, 0, len(data)+len(data)/8)
	for _, b := range data {
		text = utf8.AppendRune(text, rune(b))
	}
	return text
}

func decodeASCII(data []byte) (fault string) {
	for i, b := range data {
		if b >= utf8.RuneSelf {
			return undecodable(ascii, data, i, 1, "ordinal not in range(128)")
		}
	}
	return ""
}

// decodeUTF8 finds the first bytes that are no UTF-8. Python reports as many bytes as could have begun
// a character.
func decodeUTF8(data []byte) (text []byte, fault string) {
	for at := 0; at < len(data); {
		if r, size := utf8.DecodeRune(data[at:]); r != utf8.RuneError || size > 1 {
			at += size
			continue
		}
		first := data[at]
		needed := sequence(first)
		if needed == 0 {
			return nil, undecodable(utf8Codec, data, at, 1, "invalid start byte")
		}
		good := 1
		for good < needed && at+good < len(data) && continues(first, data[at+good], good) {
			good++
		}
		if at+good == len(data) || first == 0xED && at+2 == len(data) && data[at+1]>>6 == 0b10 {
			return data[:at], "" // CPython waits for the third byte of a surrogate before it refuses it
		}
		return nil, undecodable(utf8Codec, data, at, good, "invalid continuation byte")
	}
	return data, ""
}

// sequence is how many bytes a character has by its first one, 0 for none that begins a character.
func sequence(first byte) int {
	switch {
	case first >= 0xC2 && first <= 0xDF:
		return 2
	case first >= 0xE0 && first <= 0xEF:
		return 3
	case first >= 0xF0 && first <= 0xF4:
		return 4
	}
	return 0
}

// continues says whether a byte may stand at a place behind the first one of a character. The second
// byte decides on overlong forms, surrogates and what lies behind the last character.
func continues(first, b byte, place int) bool {
	least, most := byte(0x80), byte(0xBF)
	if place == 1 {
		switch first {
		case 0xE0:
			least = 0xA0
		case 0xED:
			most = 0x9F
		case 0xF0:
			least = 0x90
		case 0xF4:
			most = 0x8F
		}
	}
	return b >= least && b <= most
}

// undecodable is the text of a UnicodeDecodeError about some bytes.
func undecodable(codec string, data []byte, at, bytes int, why string) string {
	if bytes == 1 {
		return fmt.Sprintf("'%s' codec can't decode byte 0x%02x in position %d: %s", codec, data[at], at, why)
	}
	return fmt.Sprintf("'%s' codec can't decode bytes in position %d-%d: %s", codec, at, at+bytes-1, why)
}
