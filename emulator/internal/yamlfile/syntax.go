package yamlfile

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// The commonest mistakes in YAML are recognised in the text itself, because yaml.v3 tells of them in
// words of its grammar and often with the line where the block began.

// syntaxProblem rewrites an error of yaml.v3, whose line is inside its text.
func syntaxProblem(file string, data []byte, err error) *Problem {
	text := firstLine(strings.TrimPrefix(err.Error(), "yaml: "))
	pos := Pos{1, 1}
	if m := yamlLine.FindStringSubmatchIndex(text); m != nil {
		pos.Line, _ = strconv.Atoi(text[m[2]:m[3]]) // digits by the pattern
		text = text[:m[0]] + text[m[1]:]
	}
	lines := strings.Split(string(data), "\n")
	for _, c := range causes {
		if !slices.ContainsFunc(c.texts, func(part string) bool { return strings.Contains(text, part) }) {
			continue
		}
		if at, message := c.find(lines, pos.Line); message != "" {
			pos, text = at, message
			break
		}
	}
	return &Problem{file, pos, "not valid YAML: " + Shorten(text)}
}

// cause is something that people write and that yaml.v3 answers with one of its texts. Find returns
// its place and what to write instead, "" if it is not that. Line is the one that yaml.v3 names.
type cause struct {
	texts []string
	find  func(lines []string, line int) (Pos, string)
}

var causes = []cause{
	{[]string{"cannot start any token", "tab character"}, findTab},
	{[]string{"cannot start any token"}, findReserved},
	{[]string{"unknown anchor", "expected alphabetic or numeric"}, findStar},
	{[]string{"expected key", "'-' indicator", "mapping values are not allowed"}, findIndent},
	{[]string{"mapping values are not allowed"}, findColon},
	{[]string{"unexpected end of stream"}, findQuote},
	{[]string{"expected ',' or"}, findBracket},
}

func findTab(lines []string, _ int) (Pos, string) {
	for i, line := range lines {
		indent := line[:len(line)-len(strings.TrimLeft(line, " \t"))]
		if at := strings.IndexByte(indent, '\t'); at >= 0 && indent != line {
			return Pos{i + 1, at + 1}, "the line is indented with a tab: write spaces"
		}
	}
	return Pos{}, ""
}

// Values of a plain text, with what stands before them on the line: the marks of lists and mappings.
var (
	starred  = regexp.MustCompile(`(?:^|[-:,\[{])[ ]*([*&][^\s,\]}]*)`)
	reserved = regexp.MustCompile("(?:^|[-:,\\[{])[ ]+([@`%][^\\s,\\]}]*)")
	twoKeys  = regexp.MustCompile(`^[ -]*[^\s"'#\[{][^"'#\[{]*?: +([^"'#\[{|>].*: .*|[^"'#\[{|>].*:)$`)
)

// findStar looks for a text that begins with a star, as globs do, or with an ampersand.
func findStar(lines []string, _ int) (Pos, string) {
	for i, line := range lines {
		line = uncommented(line)
		if m := starred.FindStringSubmatchIndex(line); m != nil {
			text := line[m[2]:m[3]]
			return Pos{i + 1, m[2] + 1}, fmt.Sprintf("a text that begins with %c must be in quotes: write %q",
				text[0], text)
		}
	}
	return Pos{}, ""
}

func findReserved(lines []string, line int) (Pos, string) {
	if line < 1 || line > len(lines) {
		return Pos{}, ""
	}
	m := reserved.FindStringSubmatchIndex(lines[line-1])
	if m == nil {
		return Pos{}, ""
	}
	text := lines[line-1][m[2]:m[3]]
	return Pos{line, m[2] + 1}, fmt.Sprintf("a text that begins with %c must be in quotes: write %q", text[0], text)
}

// findColon looks for a value with a colon and a space in it.
func findColon(lines []string, line int) (Pos, string) {
	if line < 1 || line > len(lines) {
		return Pos{}, ""
	}
	text := strings.TrimRight(uncommented(lines[line-1]), " \r")
	m := twoKeys.FindStringSubmatchIndex(text)
	if m == nil {
		return Pos{}, ""
	}
	return Pos{line, m[2] + 1}, fmt.Sprintf(`a text with ": " in it must be in quotes: write %q`, text[m[2]:m[3]])
}

func findQuote(lines []string, line int) (Pos, string) {
	if line < 1 || line > len(lines) {
		return Pos{}, ""
	}
	if at := strings.IndexAny(lines[line-1], `"'`); at >= 0 {
		return Pos{line, at + 1}, "a quote that is opened on this line is never closed"
	}
	return Pos{}, ""
}

func findBracket(lines []string, _ int) (Pos, string) {
	for i, line := range lines {
		if line = uncommented(line); !balanced(line) {
			return Pos{i + 1, strings.IndexAny(line, "[{") + 1},
				"the list or mapping in brackets on this line lacks a comma, or its end"
		}
	}
	return Pos{}, ""
}

// balanced says whether a line closes as many brackets as it opens.
func balanced(line string) bool {
	return strings.Count(line, "[") <= strings.Count(line, "]") && strings.Count(line, "{") <= strings.Count(line, "}")
}

// uncommented is a line without the comment at its end.
func uncommented(line string) string {
	if strings.HasPrefix(strings.TrimLeft(line, " "), "#") {
		return ""
	}
	code, _, _ := strings.Cut(line, " #")
	return code
}

// findIndent looks for the first line whose indentation is that of no block around it, or that is
// deeper than the line before it although that begins no block.
func findIndent(lines []string, _ int) (Pos, string) {
	open := []int{} // the columns of the blocks around the line
	opens := true   // the line before begins a block, or may
	text := -1      // the indentation of the line that begins a text of several lines, -1 for none
	for i, line := range lines {
		code := strings.TrimRight(uncommented(line), " \r")
		indent := len(code) - len(strings.TrimLeft(code, " "))
		if code == "" || text >= 0 && indent > text {
			continue
		}
		text = -1
		all := open
		for len(open) > 0 && open[len(open)-1] > indent {
			open = open[:len(open)-1]
			opens = false
		}
		switch deepest := len(open) - 1; {
		case deepest < 0 || open[deepest] == indent:
		case opens:
		default:
			return Pos{i + 1, indent + 1}, misplaced(indent, all)
		}
		if len(open) == 0 || open[len(open)-1] < indent {
			open = append(open, indent)
		}
		rest := code[indent:]
		for strings.HasPrefix(rest, "- ") { // what follows the dash is a block of its own
			rest = strings.TrimLeft(rest[1:], " ")
			open = append(open, len(code)-len(rest))
		}
		if block.MatchString(rest) {
			text = indent
		}
		opens = strings.HasSuffix(rest, ":") || rest == "-" || !balanced(rest) || !strings.Contains(rest, ":")
	}
	return Pos{}, ""
}

// block matches the first line of a text of several lines.
var block = regexp.MustCompile(`(: |^)[|>][0-9+-]*$`)

// misplaced says how a line should be indented, after a line inside of some blocks.
func misplaced(indent int, columns []int) string {
	deeper := slices.IndexFunc(columns, func(c int) bool { return c > indent })
	if deeper < 0 {
		return fmt.Sprintf("the line is indented by %s, and the line before it begins no block: write %d",
			spaces(indent), columns[len(columns)-1])
	}
	return fmt.Sprintf("the line is indented by %s, as no block is: write %d or %d", spaces(indent),
		columns[deeper-1], columns[deeper])
}

func spaces(n int) string {
	if n == 1 {
		return "1 space"
	}
	return fmt.Sprintf("%d spaces", n)
}
