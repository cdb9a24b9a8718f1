package judge

import (
	"regexp"
	"strings"

	"belvo-emulator/emulator/internal/run"
)

// Repeats is how often the most frequent call of a run was made.
func Repeats(r run.Report) int { return repeats(r) }

// lineLimit is how much of a line of a command's output is repeated, in characters.
const lineLimit = 200

// LastLine is the last line of a command's output that says something.
func LastLine(text string) string {
	lines := strings.Split(strings.TrimSpace(text), "\n")
	return shorten(lines[len(lines)-1])
}

func shorten(line string) string {
	line = strings.TrimSpace(line)
	if runes := []rune(line); len(runes) > lineLimit {
		return string(runes[:lineLimit]) + "..."
	}
	return line
}

// thrown is how a language writes an exception that nothing has caught.
type thrown struct {
	sign  *regexp.Regexp // that there is one
	what  *regexp.Regexp // the exception itself, its last match
	place *regexp.Regexp // where it was thrown, its last match unless first
	first bool
}

// thrownBy are the languages whose exceptions are known.
var thrownBy = []thrown{
	{sign: regexp.MustCompile(`(?m)^Traceback \(most recent call last\):`),
		what:  regexp.MustCompile(`(?m)^[A-Za-z_][\w.]*(?:Error|Exception|Exit|Interrupt|Warning|Timeout|[A-Z]\w*)(?::.*)?$`),
		place: regexp.MustCompile(`(?m)^  File "([^"]+)", line (\d+)`)},
	{sign: regexp.MustCompile(`(?m)^\s+at .+[:(].*\d+:\d+\)?$`),
		what:  regexp.MustCompile(`(?m)^(?:Uncaught )?(?:\[)?[A-Za-z_$][\w$]*(?:Error|Exception)(?: \[\w+\])?(?::.*)?$`),
		place: regexp.MustCompile(`(?m)^\s+at .*?([^\s(]+?):(\d+):\d+\)?$`), first: true},
	{sign: regexp.MustCompile(`(?m)^(?:panic: |fatal error: )`), what: regexp.MustCompile(`(?m)^(?:panic: |fatal error: ).*$`),
		place: regexp.MustCompile(`(?m)^\t(\S+\.go):(\d+)`), first: true},
	{sign: regexp.MustCompile(`(?m)^Exception in thread `), what: regexp.MustCompile(`(?m)^Exception in thread .*$`),
		place: regexp.MustCompile(`(?m)^\s+at .*\(([^:()]+):(\d+)\)`), first: true},
	{sign: regexp.MustCompile(`(?m)^\S+:\d+:in .+\((?:\w|::)+\)$`), what: regexp.MustCompile(`(?m)^\S+:\d+:in .+$`),
		place: regexp.MustCompile(`(?m)^(\S+?):(\d+):in `), first: true},
}

// assertion finds what tests say when they fail: that is no crash.
var assertion = regexp.MustCompile(`AssertionError|ERR_ASSERTION|AssertionFailedError|ExpectationNotMetError|` +
	`panic: test timed out|Failed: |TestFailure`)

// Exception is the exception that nothing has caught and that is no assertion, as a command's output has it, and
// its place; "" for none.
func Exception(text string) (what, place string) {
	for _, t := range thrownBy {
		if !t.sign.MatchString(text) {
			continue
		}
		all := t.what.FindAllString(text, -1)
		if len(all) == 0 {
			continue
		}
		what = all[len(all)-1]
		if t.first {
			what = all[0]
		}
		if assertion.MatchString(what) {
			return "", ""
		}
		return shorten(what), t.at(text, what)
	}
	return "", ""
}

// at is where the exception was thrown, with its kind.
func (t thrown) at(text, what string) string {
	kind, _, _ := strings.Cut(what, ":")
	places := t.place.FindAllStringSubmatch(text, -1)
	if len(places) == 0 {
		return kind
	}
	last := places[len(places)-1]
	if t.first {
		last = places[0]
	}
	file := last[1][strings.LastIndexByte(last[1], '/')+1:]
	return kind + " at " + file + ":" + last[2]
}
