package yamlfile

import (
	"fmt"
	"strconv"
	"strings"
	"unicode/utf8"
)

// maxShown is how much of a received value stands in a message, in bytes.
const maxShown = 200

// maxMessage is how long a message may be, in bytes.
const maxMessage = 64 << 10

// Shorten is a value as it is shown in a message: one that is long is cut, so that no message is as long
// as what it is about.
func Shorten(text string) string {
	if len(text) <= maxShown {
		return text
	}
	return cut(text, maxShown) + ended(text)
}

// Quote is a value in quotation marks, shortened.
func Quote(text string) string {
	if len(text) <= maxShown {
		return strconv.Quote(text)
	}
	return strconv.Quote(cut(text, maxShown)) + ended(text)
}

// ended tells that a text goes on.
func ended(text string) string { return fmt.Sprintf("... (%d bytes)", len(text)) }

// cut is the beginning of a text, not longer than so many bytes.
func cut(text string, most int) string {
	for !utf8.RuneStart(text[most]) {
		most--
	}
	return text[:most]
}

// Brief is a message in which all that is quoted, and every word, is shortened, and that is no longer
// than a message may be. It is for messages of many places that show received values.
func Brief(message string) string {
	if len(message) <= maxShown {
		return message
	}
	var out strings.Builder
	for message != "" && out.Len() < maxMessage {
		end := wordEnd(message)
		word := message[:end]
		if out.WriteString(Shorten(word)); len(word) > maxShown && word[0] == '"' {
			out.WriteByte('"')
		}
		message = message[end:]
	}
	if message != "" {
		return out.String() + ended(message)
	}
	return out.String()
}

// wordEnd is where the first word of a message ends, with the space behind it: at a space, or behind
// the closing quotation mark of what is quoted.
func wordEnd(message string) int {
	if message[0] != '"' {
		if end := strings.IndexAny(message, " \n\""); end >= 0 {
			return max(end, 1)
		}
		return len(message)
	}
	for i := 1; i < len(message); i++ {
		switch message[i] {
		case '\\':
			i++
		case '"':
			return i + 1
		}
	}
	return len(message)
}
