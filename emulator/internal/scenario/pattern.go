package scenario

import (
	"fmt"
	"regexp"
	"regexp/syntax"
	"strings"
	"unicode/utf8"
)

// Pattern is a value of a guard or match: a literal, a glob (* and ?) or a /regular expression/.
type Pattern struct {
	text   string
	re     *regexp.Regexp
	states int // of re
}

// ParsePattern reads a pattern. It returns an error for a regular expression that does not
// compile.
func ParsePattern(text string) (Pattern, error) {
	if !isExpression(text) {
		return Pattern{text: text}, nil
	}
	re, err := regexp.Compile(text[1 : len(text)-1])
	if err != nil {
		return Pattern{}, fmt.Errorf("%s is no regular expression: %w", text, err)
	}
	return Pattern{text: text, re: re, states: statesOf(re)}, nil
}

func isExpression(text string) bool {
	return len(text) >= 2 && text[0] == '/' && text[len(text)-1] == '/'
}

// statesOf is how many states a regular expression has: a match takes at most so many steps a byte.
func statesOf(re *regexp.Regexp) int {
	parsed, err := syntax.Parse(re.String(), syntax.Perl)
	if err != nil { // it was compiled before
		return 0
	}
	program, err := syntax.Compile(parsed.Simplify())
	if err != nil {
		return 0
	}
	return len(program.Inst)
}

// Wild says whether a pattern is more than a literal.
func Wild(text string) bool { return isExpression(text) || strings.ContainsAny(text, "*?") }

// States is how many states a regular expression has, 0 for any other pattern.
func (p Pattern) States() int { return p.states }

// Cost is how many steps it may take to match a value of so many bytes. Those of a regular expression
// take longer.
func (p Pattern) Cost(bytes int) int {
	switch {
	case p.re != nil:
		return 4 * p.states * (bytes + 1)
	case strings.Contains(p.text, "*"):
		return len(p.text) * (bytes + 1)
	}
	return min(len(p.text), bytes) + 1
}

// String is the pattern as it was written.
func (p Pattern) String() string { return p.text }

// Matches says whether a value satisfies the pattern. Globs and literals match whole values,
// regular expressions any part.
func (p Pattern) Matches(value string) bool {
	if p.re != nil {
		return p.re.MatchString(value)
	}
	return Glob(p.text, value)
}

// always says whether every value satisfies the pattern.
func (p Pattern) always() bool { return p.re == nil && p.text != "" && strings.Trim(p.text, "*") == "" }

// overlaps says whether some value may satisfy both patterns. Of regular expressions it assumes
// so unless the other one is a literal to try.
func (p Pattern) overlaps(q Pattern) bool {
	switch {
	case p.re == nil && q.re == nil:
		return overlap(p.text, q.text)
	case p.re == nil && !strings.ContainsAny(p.text, "*?"):
		return q.Matches(p.text)
	case q.re == nil && !strings.ContainsAny(q.text, "*?"):
		return p.Matches(q.text)
	default:
		return true
	}
}

// Overlap says whether some text may match both of two globs.
func Overlap(a, b string) bool { return overlap(a, b) }

// width is how many bytes the character at i has.
func width(s string, i int) int {
	_, n := utf8.DecodeRuneInString(s[i:])
	return n
}

// Glob matches a value with * (any run) and ? (any one character). It goes back to the last star
// only, so it takes at most len(pattern) × len(value) steps.
func Glob(pattern, value string) bool {
	star, mark, i, j := -1, 0, 0, 0
	for j < len(value) {
		switch {
		case i < len(pattern) && pattern[i] == '*':
			star, mark = i, j
			i++
		case i < len(pattern) && pattern[i] == '?':
			i++
			j += width(value, j)
		case i < len(pattern) && pattern[i] == value[j]:
			i++
			j++
		case star >= 0:
			mark++
			i, j = star+1, mark
		default:
			return false
		}
	}
	return strings.Trim(pattern[i:], "*") == ""
}

// overlap says whether some value matches both globs: reach[j] tells, for the part of a read so
// far, which beginnings of b can be matched together with it.
func overlap(text, other string) bool {
	a, b := []rune(text), []rune(other)
	reach := skipStars(make([]bool, len(b)+1), b, true)
	for i := range len(a) {
		next := make([]bool, len(b)+1)
		for j, ok := range reach {
			if !ok {
				continue
			}
			if a[i] == '*' { // a's star takes nothing, or whatever of b is still to come
				for k := j; k <= len(b); k++ {
					next[k] = true
				}
				continue
			}
			if j < len(b) && b[j] == '*' { // b's star takes a[i] and stays
				next[j] = true
			}
			if j < len(b) && (b[j] == a[i] || b[j] == '?' || a[i] == '?' && b[j] != '*') {
				next[j+1] = true
			}
		}
		reach = skipStars(next, b, false)
	}
	return reach[len(b)]
}

// skipStars lets each star of b match nothing.
func skipStars(reach []bool, b []rune, first bool) []bool {
	reach[0] = reach[0] || first
	for j := range len(b) {
		if reach[j] && b[j] == '*' {
			reach[j+1] = true
		}
	}
	return reach
}
