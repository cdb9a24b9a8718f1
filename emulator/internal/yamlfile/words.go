package yamlfile

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"gopkg.in/yaml.v3"
)

// yamlLine finds the line number in the texts of yaml.v3's own errors.
var yamlLine = regexp.MustCompile(`line (\d+): `)

// parse returns the root node of the only document in data.
func parse(file string, data []byte) (*yaml.Node, *Problem) {
	var doc, extra yaml.Node
	decoder := yaml.NewDecoder(bytes.NewReader(data))
	if err := decoder.Decode(&doc); err != nil {
		if errors.Is(err, io.EOF) {
			return nil, &Problem{file, Pos{1, 1}, "the file is empty"}
		}
		return nil, syntaxProblem(file, err)
	}
	switch err := decoder.Decode(&extra); {
	case err == nil:
		return nil, &Problem{file, At(&extra), "only one document is allowed in a file"}
	case !errors.Is(err, io.EOF):
		return nil, syntaxProblem(file, err)
	}
	if doc.Kind != yaml.DocumentNode || len(doc.Content) != 1 {
		return nil, &Problem{file, Pos{1, 1}, "the file is empty"}
	}
	return doc.Content[0], nil
}

// syntaxProblem rewrites an error of yaml.v3, whose line is inside its text.
func syntaxProblem(file string, err error) *Problem {
	text := firstLine(strings.TrimPrefix(err.Error(), "yaml: "))
	pos := Pos{1, 1}
	if m := yamlLine.FindStringSubmatchIndex(text); m != nil {
		pos.Line, _ = strconv.Atoi(text[m[2]:m[3]]) // digits by the pattern
		text = text[:m[0]] + text[m[1]:]
	}
	return &Problem{file, pos, "not valid YAML: " + text}
}

func firstLine(s string) string {
	line, _, _ := strings.Cut(s, "\n")
	return line
}

func (k Kind) article() string {
	return [...]string{"a text", "a whole number", "a number", "true or false",
		"a duration such as 90s, 24h or 7d", "a value", "a mapping", "a mapping", "a list"}[k]
}

func describe(n *yaml.Node) string {
	switch {
	case n.Kind == yaml.MappingNode:
		return "a mapping"
	case n.Kind == yaml.SequenceNode:
		return "a list"
	case n.Tag == "!!null":
		return "nothing"
	default:
		return strconv.Quote(n.Value)
	}
}

func quoted(name string) string {
	if name == "" {
		return "the file"
	}
	return strconv.Quote(name)
}

func orValue(name string) string {
	if name == "" {
		return "value"
	}
	return name
}

func inside(name string) string {
	if name == "" {
		return ""
	}
	return fmt.Sprintf(" in %q", name)
}

func contains(words []string, w string) bool { return slices.Contains(words, w) }

// suggestion is the tail of a message about an unknown word: what may have been meant.
func suggestion(word string, known []string) string {
	if best := Nearest(word, known); best != "" {
		return fmt.Sprintf(", did you mean %q?", best)
	}
	if len(known) == 0 {
		return ""
	}
	sorted := slices.Sorted(slices.Values(known))
	return ", expected one of " + strings.Join(sorted, ", ")
}

// Suggest is the tail of a message about an unknown word: ", did you mean ...?" or, when none of
// the known words is near, the list of them.
func Suggest(word string, known []string) string { return suggestion(word, known) }

// Nearest returns the known word that differs least from word, or "" when none is near enough to
// be meant.
func Nearest(word string, known []string) string {
	best, least := "", len(word)/3+2
	for _, k := range known {
		if d := distance(strings.ToLower(word), strings.ToLower(k)); d < least {
			best, least = k, d
		}
	}
	return best
}

// distance counts the single-letter edits (Levenshtein) between two words.
func distance(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] = i + 1
		for j := range len(b) {
			cost := diagonal
			if a[i] != b[j] {
				cost++
			}
			diagonal = row[j+1]
			row[j+1] = min(cost, row[j]+1, row[j+1]+1)
		}
	}
	return row[len(b)]
}

// maxShown is how much of a value that somebody sent stands in a message, in bytes.
const maxShown = 200

// Shorten is a value as it is shown in a message: one that is long is cut, so that no message is as long
// as what it is about.
func Shorten(text string) string {
	if len(text) <= maxShown {
		return text
	}
	end := maxShown
	for !utf8.RuneStart(text[end]) {
		end--
	}
	return fmt.Sprintf("%s... (%d bytes)", text[:end], len(text))
}

// Quote is a value in quotation marks, shortened.
func Quote(text string) string {
	short := Shorten(text)
	if short == text {
		return strconv.Quote(text)
	}
	at := strings.LastIndex(short, "... (")
	return strconv.Quote(short[:at]) + short[at:]
}

// Similar is Nearest for words that may also be cut off: where none is near, it is the shortest known
// word that begins with the word, in the order of the alphabet.
func Similar(word string, known []string) string {
	best := Nearest(word, known)
	if best != "" || len(word) < 3 {
		return best
	}
	lower := strings.ToLower(word)
	for _, k := range known {
		if strings.HasPrefix(strings.ToLower(k), lower) &&
			(best == "" || len(k) < len(best) || len(k) == len(best) && k < best) {
			best = k
		}
	}
	return best
}
