package api

import (
	"encoding/json"
	"fmt"
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"belvo-emulator/emulator/internal/belvo"
	"belvo-emulator/emulator/internal/filter"
	"belvo-emulator/emulator/internal/journal"
	"belvo-emulator/emulator/internal/rawjson"
	"belvo-emulator/emulator/internal/schema"
	"belvo-emulator/emulator/internal/suggest"
	"belvo-emulator/emulator/internal/yamlfile"
)

// kind is the kind of a body's field.
type kind int

const (
	text     kind = iota
	secret        // a text that may be anything and is never shown
	flag          // true or false
	list          // of texts
	id            // a UUID
	date          // YYYY-MM-DD
	year          // YYYY
	month         // 1 to 12, or its digits as a text
	document      // any JSON object
	number        // a number of moderate size, or its digits as a text
	integer       // a whole number of four digits at most
	objects       // a list of JSON objects
)

// param describes one field of a body.
type param struct {
	name     string
	kind     kind
	required bool
	login    bool // the institution's form asks for it
	choices  []string
	pattern  *regexp.Regexp
	when     string        // the value of the field "type" with which this one counts, "" for any
	items    []param       // what each of some objects may hold
	most     int           // how many objects there may be
	parts    journal.Known // the fields of a document that are known
}

// knownOf is what the journal may know of a body. The id in the body of an operation that issues tokens
// is one of the secret keys.
func knownOf(params []param, issues bool) journal.Known {
	known := journal.Known{}
	for _, p := range params {
		part := journal.Part{Secret: p.kind == secret || journal.Secret(p.name) || issues && p.name == "id",
			Parts: p.parts}
		if p.kind == objects {
			part.Parts = knownOf(p.items, false)
		}
		known[p.name] = part
	}
	return known
}

// read decodes one field. A null or an empty text counts as not given where the field is
// optional: clients send both for what they do not want to set.
func (p param) read(raw json.RawMessage) (any, *belvo.Error) {
	if raw == nil {
		return p.absent(belvo.CodeRequired)
	}
	v, err := decode(raw)
	if err != nil {
		return nil, belvo.NewError(belvo.CodeInvalid)
	}
	switch {
	case v == nil:
		return p.absent(belvo.CodeNull)
	case v == "" && p.kind != list:
		return p.absent(belvo.CodeBlank)
	}
	switch p.kind {
	case text, secret:
		return p.readText(v)
	case flag:
		return readFlag(v)
	case list:
		return p.readList(v)
	case document:
		if _, ok := v.(map[string]any); !ok {
			return nil, belvo.NewError(belvo.CodeInvalid).With(
				"Invalid data. Expected a dictionary, but got " + pythonType(v) + ".")
		}
		return raw, nil
	case number:
		return readNumber(v)
	case integer:
		return readInteger(v)
	case month:
		return readMonth(v)
	default:
		return p.readWord(v, raw)
	}
}

// decode reads a JSON value; numbers keep their digits. Texts, the most of what is sent, need no
// decoder, and mostly nothing of them needs decoding.
func decode(raw json.RawMessage) (any, error) {
	if raw[0] == '"' {
		if rawjson.Literal(raw) {
			return string(raw[1 : len(raw)-1]), nil
		}
		var s string
		err := json.Unmarshal(raw, &s)
		return s, err
	}
	return schema.Value(raw)
}

func (p param) absent(code belvo.Code) (any, *belvo.Error) {
	switch {
	case p.required:
		return nil, belvo.NewError(code)
	case code == belvo.CodeRequired:
		return nil, nil
	}
	return code, nil
}

func invalidChoice(s string, choices []string) *belvo.Error {
	err := belvo.NewError(belvo.CodeInvalidChoice).With(yamlfile.Quote(s) + " is not a valid choice.")
	if near := suggest.Nearest(s, choices); near != "" {
		return err.Explain(fmt.Sprintf("did you mean %q?", near))
	}
	return err
}

func invalid(message string) *belvo.Error { return belvo.NewError(belvo.CodeInvalid).With(message) }

// readText reads a text. Numbers pass as their digits, as with Django REST Framework.
func (p param) readText(v any) (any, *belvo.Error) {
	if number, isNumber := v.(json.Number); isNumber {
		v = number.String()
	}
	s, ok := v.(string)
	if !ok {
		return nil, invalid("Not a valid string.")
	}
	if p.kind == text && strings.TrimSpace(s) == "" {
		return p.absent(belvo.CodeBlank)
	}
	if strings.ContainsRune(s, 0) {
		return nil, invalid("Null characters are not allowed.")
	}
	if len(p.choices) > 0 && !slices.Contains(p.choices, s) {
		return nil, invalidChoice(s, p.choices)
	}
	if p.pattern != nil && !p.pattern.MatchString(s) {
		return nil, invalid("This value does not match the required pattern.")
	}
	return v, nil
}

// maxItems is how many texts a list may have: what is named in a list is carried out one by one.
// Deviation: Belvo documents no limit; no institution has so many resources.
const maxItems = 100

func readFlag(v any) (any, *belvo.Error) {
	switch s := fmt.Sprint(v); s {
	case "true", "True", "1":
		return true, nil
	case "false", "False", "0":
		return false, nil
	}
	return nil, invalid("Must be a valid boolean.")
}

func (p param) readList(v any) (any, *belvo.Error) {
	items, ok := v.([]any)
	if !ok {
		return nil, belvo.NewError(belvo.CodeNotAList).With(
			fmt.Sprintf("Expected a list but got type %q.", pythonType(v)))
	}
	if len(items) > maxItems {
		return nil, belvo.NewError(belvo.CodeMaxLength).With(
			fmt.Sprintf("Ensure this field has no more than %d elements.", maxItems))
	}
	texts := make([]string, 0, len(items))
	for _, item := range items {
		s, ok := item.(string)
		if !ok {
			return nil, invalid("Not a valid string.")
		}
		if len(p.choices) > 0 && !slices.Contains(p.choices, s) {
			return nil, invalidChoice(s, p.choices)
		}
		texts = append(texts, s)
	}
	return texts, nil
}

// readWord reads what travels as a text of a fixed form; what is none is shown as it was sent.
func (p param) readWord(v any, raw json.RawMessage) (any, *belvo.Error) {
	s, ok := v.(string)
	if !ok {
		s = string(raw)
	}
	switch p.kind {
	case year:
		return readYear(s)
	case date:
		d, err := belvo.ParseDate(s)
		if err != nil || !ok {
			return nil, invalid(filter.BadDate)
		}
		return d, nil
	}
	parsed, is := belvo.ParseID(s)
	if !is || !ok {
		return nil, invalid(fmt.Sprintf("“%s” is not a valid UUID.", s))
	}
	return parsed, nil
}

// readYear reads a year of the last century or this one as its first day.
// Source: the pattern of year_from in OpenAPI 1.223.0.
func readYear(s string) (any, *belvo.Error) {
	d, err := belvo.ParseDate(s + "-01-01")
	if err != nil || len(s) != 4 || s[:2] != "19" && s[:2] != "20" {
		return nil, invalid("This value does not match the required pattern.")
	}
	return d, nil
}

// readMonth reads the number of a month. Deviation: what another number gets is documented nowhere.
func readMonth(v any) (any, *belvo.Error) {
	n, problem := readInteger(v)
	if problem != nil {
		return nil, problem
	}
	if m := n.(int); m < 1 || m > 12 {
		return nil, invalid("Ensure this value is between 1 and 12.")
	}
	return n, nil
}

func readNumber(v any) (any, *belvo.Error) {
	f, err := strconv.ParseFloat(digitsOf(v), 64)
	if err != nil || math.IsNaN(f) || math.Abs(f) > maxNumber {
		return nil, invalid("A valid number is required.")
	}
	return f, nil
}

func readInteger(v any) (any, *belvo.Error) {
	i, err := strconv.Atoi(digitsOf(v))
	if err != nil || i < 0 || i > 9999 {
		return nil, invalid("A valid integer is required.")
	}
	return i, nil
}
