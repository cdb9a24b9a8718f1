package yamlfile

import (
	"encoding/json"
	"fmt"
	"iter"
	"reflect"
	"strings"
	"unicode"
	"unicode/utf8"

	"gopkg.in/yaml.v3"
)

// A file that is JSON and right, which is what programs write, needs no parser of YAML, which takes five
// times as long: it is checked where it lies and decoded. Of any other the parser of YAML finds what is wrong.

// jsonFits says whether a file is JSON that a shape allows. It returns false too for what YAML reads in another
// way.
func jsonFits(data []byte, s *Shape) bool {
	if !json.Valid(data) {
		return false
	}
	j := jsonText{text: string(data)}
	j.space()
	return j.fits(s)
}

// decodeJSON decodes a file that is JSON and has each value as v has it. It returns false, and changes nothing,
// for any other.
func decodeJSON(data []byte, v any) bool {
	fresh := reflect.New(reflect.TypeOf(v).Elem())
	fresh.Elem().Set(reflect.ValueOf(v).Elem())
	if json.Unmarshal(data, fresh.Interface()) != nil {
		return false
	}
	reflect.ValueOf(v).Elem().Set(fresh.Elem())
	return true
}

// jsonText is a text that is known to be JSON, and how far it was read.
type jsonText struct {
	text    string
	at      int
	checker checker   // of scalars
	scalar  yaml.Node // the last one
	strange bool      // there was something that is not the same in YAML, or is none
}

// maxKey is how long a key is never too long for YAML.
const maxKey = 1000

// fits reads a value and says whether a shape allows it.
func (j *jsonText) fits(s *Shape) bool {
	switch opening := j.text[j.at]; {
	case opening == '{' && s.Mapping != nil:
		return j.fits(s.Mapping)
	case opening == '{' && s.Kind == Object:
		return j.fitsObject(s)
	case opening == '{' && s.Kind == Map:
		return j.fitsMap(s)
	case opening == '[' && s.Kind == List:
		for n := range j.elements() {
			if s.Most > 0 && n >= s.Most || !j.fits(s.Elem) {
				return false
			}
		}
		return true
	case opening == '{' || opening == '[' || s.Kind >= Object:
		return false
	}
	j.readScalar()
	j.checker.checkScalar(&j.scalar, s, "")
	return len(j.checker.problems) == 0 && !j.strange
}

func (j *jsonText) fitsObject(s *Shape) bool {
	var seen uint64
	for _, key := range j.elements() {
		field := s.field(key)
		if field < 0 || field >= 64 || seen&(1<<field) != 0 || !j.fits(s.Fields[field].Shape) {
			return false
		}
		seen |= 1 << field
	}
	for i, f := range s.Fields {
		if f.Required && seen&(1<<i) == 0 {
			return false
		}
	}
	return !j.strange
}

func (j *jsonText) fitsMap(s *Shape) bool {
	seen := map[string]bool{}
	for _, key := range j.elements() {
		j.scalar = yaml.Node{Value: key}
		if seen[key] || !j.checker.checkKey(&j.scalar, s, "") || s.Most > 0 && len(seen) == s.Most || !j.fits(s.Elem) {
			return false
		}
		seen[key] = true
	}
	return !j.strange
}

// elements yields the elements of an object or a list with their numbers, and in an object with their keys.
// Each value has to be read before the next one is asked for.
func (j *jsonText) elements() iter.Seq2[int, string] {
	return func(yield func(n int, key string) bool) {
		object := j.text[j.at] == '{'
		j.at++
		for n := 0; ; n++ {
			j.space()
			switch j.text[j.at] {
			case '}', ']':
				j.at++
				return
			case ',':
				j.at++
				j.space()
			}
			key := ""
			if object {
				key = j.readText()
				j.strange = j.strange || len(key) > maxKey || j.text[j.at] != ':'
				j.space()
				j.at++ // the colon
				j.space()
			}
			if !yield(n, key) {
				return
			}
		}
	}
}

// readScalar reads a text, a number or a word as YAML does.
func (j *jsonText) readScalar() {
	j.scalar = yaml.Node{Kind: yaml.ScalarNode, Tag: "!!str"}
	if j.text[j.at] == '"' {
		j.scalar.Value = j.readText()
		return
	}
	rest := j.text[j.at:]
	if end := strings.IndexAny(rest, ",]} \n\r\t"); end >= 0 {
		rest = rest[:end]
	}
	j.at += len(rest)
	j.scalar.Value = rest
	switch rest[0] {
	case 't', 'f':
		j.scalar.Tag = "!!bool"
	case 'n':
		j.scalar.Tag = "!!null"
	default:
		if j.scalar.Tag = "!!int"; strings.ContainsAny(rest, ".eE") {
			j.scalar.Tag = "!!float"
		}
	}
}

// readText reads a text.
func (j *jsonText) readText() string {
	begin, escaped := j.at, false
	for j.at++; j.text[j.at] != '"'; j.at++ {
		switch c := j.text[j.at]; {
		case c == '\\':
			escaped = true
			j.at++
			// Escapes that YAML lacks: a slash, and one half of a character.
			j.strange = j.strange || j.text[j.at] == '/' || j.text[j.at] == 'u' && j.text[j.at+1]|0x20 == 'd'
		case c >= 0x7f:
			r, size := utf8.DecodeRuneInString(j.text[j.at:])
			j.at += size - 1
			j.strange = j.strange || r == utf8.RuneError && size == 1 || !unicode.IsPrint(r)
		}
	}
	j.at++
	if escaped {
		var text string
		_ = json.Unmarshal([]byte(j.text[begin:j.at]), &text) // is known to be JSON
		return text
	}
	return j.text[begin+1 : j.at-1]
}

func (j *jsonText) space() {
	for j.at < len(j.text) && j.text[j.at] <= ' ' {
		j.at++
	}
}

// jsonPlaces are the places of the parts of a file that decodeJSON has decoded, by their paths.
func jsonPlaces(data []byte) map[string]Pos {
	j := jsonText{text: string(data)}
	j.space()
	places, here := map[string]Pos{}, Pos{1, 1}
	counted := 0
	var note func(path string)
	note = func(path string) {
		here, counted = here.behind(j.text[counted:j.at]), j.at
		places[path] = here
		switch object := j.text[j.at] == '{'; {
		case object || j.text[j.at] == '[':
			for n, key := range j.elements() {
				if object {
					note(strings.TrimPrefix(path+"."+key, "."))
				} else {
					note(fmt.Sprintf("%s[%d]", path, n))
				}
			}
		default:
			j.readScalar()
		}
	}
	note("")
	return places
}

// behind is the place behind a text that begins at a place.
func (p Pos) behind(text string) Pos {
	for i, c := range text {
		switch {
		case c == '\n' || c == '\r' && !strings.HasPrefix(text[i+1:], "\n"):
			p = Pos{p.Line + 1, 1}
		default:
			p.Column++
		}
	}
	return p
}
