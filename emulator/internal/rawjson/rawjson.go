// Package rawjson finds its way in JSON that is known to be valid, without decoding it.
package rawjson

import (
	"bytes"
	"encoding/json"
	"unicode/utf8"
)

// Fields cuts a JSON object into its fields, whose values are parts of data. It does what
// json.Unmarshal does, but without reflection, and returns nil for what is no valid object, and for
// one with a name that has to be decoded first.
func Fields(data []byte) map[string]json.RawMessage {
	start := SpaceEnd(data, 0)
	if start == len(data) || data[start] != '{' || !json.Valid(data) {
		return nil
	}
	fields := map[string]json.RawMessage{}
	for at := SpaceEnd(data, start+1); data[at] != '}'; {
		end := TextEnd(data, at)
		name := data[at:end]
		if !Literal(name) {
			return nil
		}
		at = SpaceEnd(data, SpaceEnd(data, end)+1) // there is a colon
		end = ValueEnd(data, at)
		fields[string(name[1:len(name)-1])] = data[at:end:end]
		if at = SpaceEnd(data, end); data[at] == ',' {
			at = SpaceEnd(data, at+1)
		}
	}
	return fields
}

// Literal says whether the inside of a text is the text itself, so that nothing has to be decoded.
func Literal(text []byte) bool { return bytes.IndexByte(text, '\\') < 0 && utf8.Valid(text) }

// TextEnd is where the text that begins at i ends.
func TextEnd(data []byte, i int) int {
	for i++; i < len(data); i++ {
		switch data[i] {
		case '\\':
			i++
		case '"':
			return i + 1
		}
	}
	return len(data)
}

// SpaceEnd is where the white space that may begin at i ends.
func SpaceEnd(data []byte, i int) int {
	for i < len(data) && (data[i] == ' ' || data[i] == '\n' || data[i] == '\t' || data[i] == '\r') {
		i++
	}
	return i
}

// ValueEnd is where the value that begins at i ends.
func ValueEnd(data []byte, i int) int {
	switch data[i] {
	case '"':
		return TextEnd(data, i)
	case '{', '[':
		return nestedEnd(data, i)
	}
	for i < len(data) && bytes.IndexByte([]byte(",}] \n\t\r"), data[i]) < 0 {
		i++
	}
	return i
}

// nestedEnd is where the object or array that begins at i ends.
func nestedEnd(data []byte, i int) int {
	for depth := 0; i < len(data); {
		switch data[i] {
		case '"':
			i = TextEnd(data, i)
			continue
		case '{', '[':
			depth++
		case '}', ']':
			depth--
		}
		i++
		if depth == 0 {
			break
		}
	}
	return i
}
