// Package pyjson explains broken JSON in the words of Python. Belvo's parse_error quotes the
// exception of CPython's json.loads, place included, so an emulation of it must find the same
// fault at the same place.
package pyjson

import (
	"bytes"
	"fmt"
	"strings"
	"unicode/utf8"
)

// maxDepth bounds the nesting that is followed. CPython gives up near this depth too, although
// with another exception.
const maxDepth = 1000

// Diagnose returns the text of the json.JSONDecodeError that json.loads raises for the document,
// for instance "Expecting value: line 1 column 1 (char 0)", or "" where Python finds nothing
// wrong. The words are those of CPython before 3.13, which calls a trailing comma by no name of
// its own. Lines count from 1, columns from 1 and chars from 0, both in code points; each byte
// that is not UTF-8 counts as one.
//
// NaN and the infinities, which json.loads takes, are refused as Django REST framework refuses them.
//
// It is for documents that encoding/json refused. Python accepts some of these, such as numbers beyond
// a float64, so a caller must have words of its own for the answer "".
// Nesting deeper than 1000, which Python meets with a RecursionError, is reported as a missing
// value at the bracket that is one too many.
func Diagnose(data []byte) string {
	if bytes.HasPrefix(data, []byte("\ufeff")) {
		return locate(data, "Unexpected UTF-8 BOM (decode using utf-8-sig)", 0)
	}
	s := scanner{data: data}
	s.space()
	if !s.value(0) {
		if s.constant != "" {
			return "Out of range float values are not JSON compliant: '" + s.constant + "'"
		}
		return locate(data, s.fault, s.at)
	}
	s.space()
	if s.pos < len(data) {
		return locate(data, "Extra data", s.pos)
	}
	return ""
}

// locate adds to a fault the place of the byte at pos, as Python counts.
func locate(data []byte, fault string, pos int) string {
	before := data[:pos]
	line := bytes.Count(before, []byte("\n")) + 1
	column := utf8.RuneCount(before[bytes.LastIndexByte(before, '\n')+1:]) + 1
	return fmt.Sprintf("%s: line %d column %d (char %d)", fault, line, column, utf8.RuneCount(before))
}

// scanner reads a document once, front to back. Its methods follow CPython's C scanner step by
// step, because which fault is found first depends on the order of its checks. Each of them
// returns false after the first fault, which is then in fault and at.
type scanner struct {
	data  []byte
	pos   int
	fault string
	at    int
	// constant is the word that is no JSON though Python reads it, in place of a fault.
	constant string
}

func (s *scanner) fail(fault string, at int) bool {
	s.fault, s.at = fault, at
	return false
}

// peek returns the byte at the present position, or 0 at the end. A 0 in the document is no
// token of JSON either, so that the two need not be told apart.
func (s *scanner) peek() byte {
	if s.pos < len(s.data) {
		return s.data[s.pos]
	}
	return 0
}

// accept steps over c if it comes next.
func (s *scanner) accept(c byte) bool {
	if s.peek() != c {
		return false
	}
	s.pos++
	return true
}

func (s *scanner) space() {
	for s.pos < len(s.data) {
		switch s.data[s.pos] {
		case ' ', '\t', '\n', '\r':
			s.pos++
		default:
			return
		}
	}
}

func (s *scanner) value(depth int) bool {
	if depth > maxDepth {
		return s.fail("Expecting value", s.pos)
	}
	switch s.peek() {
	case '"':
		return s.text()
	case '{':
		return s.object(depth)
	case '[':
		return s.array(depth)
	}
	for _, word := range [...]string{"null", "true", "false", "NaN", "Infinity", "-Infinity"} {
		if bytes.HasPrefix(s.data[s.pos:], []byte(word)) {
			if s.pos += len(word); strings.ContainsAny(word, "NI") {
				s.constant = word
				return false
			}
			return true
		}
	}
	return s.number()
}

func (s *scanner) object(depth int) bool {
	s.pos++
	s.space()
	if s.accept('}') {
		return true
	}
	for {
		if !s.member(depth) {
			return false
		}
		s.space()
		if s.accept('}') {
			return true
		}
		if !s.accept(',') {
			return s.fail("Expecting ',' delimiter", s.pos)
		}
		s.space()
	}
}

func (s *scanner) member(depth int) bool {
	if s.peek() != '"' {
		return s.fail("Expecting property name enclosed in double quotes", s.pos)
	}
	if !s.text() {
		return false
	}
	s.space()
	if !s.accept(':') {
		return s.fail("Expecting ':' delimiter", s.pos)
	}
	s.space()
	return s.value(depth + 1)
}

func (s *scanner) array(depth int) bool {
	s.pos++
	s.space()
	if s.accept(']') {
		return true
	}
	for {
		if !s.value(depth + 1) {
			return false
		}
		s.space()
		if s.accept(']') {
			return true
		}
		if !s.accept(',') {
			return s.fail("Expecting ',' delimiter", s.pos)
		}
		s.space()
	}
}

func (s *scanner) text() bool {
	start := s.pos
	for s.pos++; s.pos < len(s.data); s.pos++ {
		switch c := s.data[s.pos]; {
		case c == '"':
			s.pos++
			return true
		case c < ' ':
			return s.fail("Invalid control character at", s.pos)
		case c == '\\':
			if s.pos++; s.pos == len(s.data) {
				return s.fail("Unterminated string starting at", start)
			}
			if !s.escape() {
				return false
			}
		}
	}
	return s.fail("Unterminated string starting at", start)
}

// escape stands on the character behind a backslash and leaves on the last one of the escape.
// Halves of surrogate pairs are good for Python wherever they stand, so pairs need no care.
func (s *scanner) escape() bool {
	switch s.data[s.pos] {
	case '"', '\\', '/', 'b', 'f', 'n', 'r', 't':
		return true
	case 'u':
		// Python wants one more character behind the digits, where the closing quote must be.
		digits := s.data[s.pos+1:]
		if len(digits) < 5 || !hex(digits[0]) || !hex(digits[1]) || !hex(digits[2]) || !hex(digits[3]) {
			return s.fail(`Invalid \uXXXX escape`, s.pos)
		}
		s.pos += 4
		return true
	default:
		return s.fail(`Invalid \escape`, s.pos-1)
	}
}

func hex(c byte) bool {
	return digit(c) || 'a' <= c && c <= 'f' || 'A' <= c && c <= 'F'
}

func digit(c byte) bool { return '0' <= c && c <= '9' }

// number reads as much as is a number. What is left of "01", "1." or "1e" is for the caller to
// stumble over, as it is in Python.
func (s *scanner) number() bool {
	start := s.pos
	s.accept('-')
	if !s.accept('0') && !s.digits() {
		return s.fail("Expecting value", start)
	}
	end := s.pos
	if s.accept('.') && !s.digits() {
		s.pos = end
	}
	end = s.pos
	if s.accept('e') || s.accept('E') {
		if !s.accept('+') {
			s.accept('-')
		}
		if !s.digits() {
			s.pos = end
		}
	}
	return true
}

// digits steps over a run of digits and says whether there was one.
func (s *scanner) digits() bool {
	start := s.pos
	for digit(s.peek()) {
		s.pos++
	}
	return s.pos > start
}
