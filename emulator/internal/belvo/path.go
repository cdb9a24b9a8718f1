package belvo

import (
	"encoding/hex"
	"errors"
	"fmt"
	"strings"

	"github.com/google/uuid"
)

// ParseID reads a UUID in either case, with its hyphens or without them, as Django does. It returns
// false for any other text.
func ParseID(text string) (uuid.UUID, bool) {
	const most = 2 * len(uuid.UUID{})
	if len(text) > most+4 {
		return uuid.Nil, false
	}
	var digits [most + 4]byte
	n := 0
	for i := range len(text) {
		if text[i] != '-' {
			digits[n] = text[i]
			n++
		}
	}
	var id uuid.UUID
	if n != most {
		return uuid.Nil, false
	}
	if _, err := hex.Decode(id[:], digits[:most]); err != nil {
		return uuid.Nil, false
	}
	return id, true
}

// Segments cuts a path at its slashes. Empty segments do not count, since real clients double slashes
// and leave the last one out, and UUIDs are in lower case with hyphens.
func Segments(path string) []string {
	segments := strings.FieldsFunc(path, func(c rune) bool { return c == '/' })
	for i, s := range segments {
		if id, is := ParseID(s); is {
			segments[i] = id.String()
		}
	}
	return segments
}

// NormalPath is the form in which paths are compared, be they those of requests, of routes or of
// patterns for them: the Segments with single slashes between them and none at the ends.
func NormalPath(path string) string { return strings.Join(Segments(path), "/") }

// maxPathPattern is how long a pattern for paths may be, in bytes: some ten times the longest path.
const maxPathPattern = 500

// CheckPattern refuses a pattern for paths that no path can match, because it has more in it than a
// path: that is a mistake in the caller's code, which would otherwise go unnoticed.
func CheckPattern(pattern string) error {
	_, query, cut := strings.Cut(pattern, "?")
	switch {
	case cut && strings.ContainsAny(query, "=&"):
		return errors.New("a query string is no part of a path; leave out what begins with the question mark")
	case len(pattern) > maxPathPattern:
		return fmt.Errorf("it has %d bytes; there may be %d", len(pattern), maxPathPattern)
	case strings.Contains(pattern, "://"):
		return errors.New("it must be a path such as /api/links/, without scheme and host")
	case strings.Contains(pattern, "#"):
		return errors.New("what begins with # is no part of a path: clients do not send it")
	}
	return nil
}
