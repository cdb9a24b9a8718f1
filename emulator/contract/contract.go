// Package contract checks exchanges with an API against an OpenAPI 3 description of it. It serves
// tests alone: the emulator's own description and Belvo's are both held with it.
package contract

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/dlclark/regexp2"
	"github.com/getkin/kin-openapi/openapi3"
	"github.com/google/uuid"
)

// Exchange is one request and its answer.
type Exchange struct {
	Method, Path string // the path without its query
	Status       int
	ContentType  string // of the answer
	Body         []byte // of the answer
}

// Description is an OpenAPI description to check exchanges against. It is safe for concurrent use.
type Description struct {
	Name       string
	operations map[string]*openapi3.Operation // by Key
}

// Parse reads an OpenAPI 3.0 document. Patterns that Go's regular expressions lack, such as
// lookaheads, are understood.
func Parse(name string, document []byte) (*Description, error) {
	loaded, err := openapi3.NewLoader().LoadFromData(document)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	d := &Description{Name: name, operations: map[string]*openapi3.Operation{}}
	for path, item := range loaded.Paths.Map() {
		for method, operation := range item.Operations() {
			d.operations[Key(method, path)] = operation
		}
	}
	return d, nil
}

// Key names an operation whatever its path's parameters are called: "GET /api/links/{}/". A
// segment of a real path counts as a parameter when it is a UUID or a number.
func Key(method, path string) string {
	segments := strings.Split(strings.Trim(path, "/"), "/")
	for i, s := range segments {
		if strings.HasPrefix(s, "{") || isParameter(s) {
			segments[i] = "{}"
		}
	}
	return method + " /" + strings.Join(segments, "/") + "/"
}

func isParameter(segment string) bool {
	if _, err := uuid.Parse(segment); err == nil {
		return true
	}
	return strings.Trim(segment, "0123456789") == ""
}

// Operations returns the keys of all operations in order, and the name that each of them has.
func (d *Description) Operations() (keys []string, names map[string]string) {
	names = map[string]string{}
	for key, operation := range d.operations {
		keys = append(keys, key)
		names[key] = operation.OperationID
	}
	slices.Sort(keys)
	return keys, names
}

// Has says whether the description has an operation.
func (d *Description) Has(key string) bool { return d.operations[key] != nil }

// Check returns what is wrong with an exchange: an operation or a status that the description does
// not have, or a body that its schema refuses. All of a body's faults are reported at once; of a
// long list some items are looked at.
func (d *Description) Check(e Exchange) error {
	operation := d.operations[Key(e.Method, e.Path)]
	if operation == nil {
		return fmt.Errorf("%s does not describe %s %s", d.Name, e.Method, e.Path)
	}
	response := operation.Responses.Status(e.Status)
	if response == nil && e.Status >= 400 {
		response = operation.Responses.Default()
	}
	if response == nil {
		return fmt.Errorf("%s does not describe a %d of %s", d.Name, e.Status, Key(e.Method, e.Path))
	}
	content := response.Value.Content.Get("application/json")
	if content == nil {
		if len(e.Body) > 0 && e.Status == 204 {
			return fmt.Errorf("a 204 has a body: %s", e.Body)
		}
		return nil
	}
	if !strings.HasPrefix(e.ContentType, "application/json") {
		return fmt.Errorf("the answer is %q, not JSON", e.ContentType)
	}
	value, err := decode(e.Body)
	if err != nil {
		return err
	}
	return explain(content.Schema.Value.VisitJSON(sampled(value), options()...))
}

// sample is how many items of a list are checked: a list of a thousand transactions takes seconds,
// and says no more than some of them.
const sample = 24

// sampled is a value whose long lists have some of their items only: the first, the last, and what
// is evenly between them.
func sampled(value any) any {
	switch value := value.(type) {
	case []any:
		kept := value
		if n := len(value); n > sample {
			kept = make([]any, sample)
			for i := range kept {
				kept[i] = value[i*(n-1)/(sample-1)]
			}
		}
		for i, item := range kept {
			kept[i] = sampled(item)
		}
		return kept
	case map[string]any:
		for key, item := range value {
			value[key] = sampled(item)
		}
	}
	return value
}

func decode(body []byte) (any, error) {
	decoder := json.NewDecoder(bytes.NewReader(body))
	var value any
	if err := decoder.Decode(&value); err != nil {
		return nil, fmt.Errorf("the answer is no JSON: %w", err)
	}
	if _, err := decoder.Token(); !errors.Is(err, io.EOF) {
		return nil, errors.New("the answer goes on behind its JSON")
	}
	return value, nil
}

// options check formats in addition to types, and read patterns as JavaScript does.
func options() []openapi3.SchemaValidationOption {
	parse := func(layouts ...string) openapi3.StringFormatValidator {
		return openapi3.NewCallbackValidator(func(s string) error {
			var err error
			for _, layout := range layouts {
				if _, err = time.Parse(layout, s); err == nil {
					return nil
				}
			}
			return err
		})
	}
	return []openapi3.SchemaValidationOption{
		openapi3.MultiErrors(), openapi3.VisitAsResponse(), openapi3.EnableFormatValidation(),
		openapi3.DisableSchemaErrorDetails(), // which take most of the time where a shape is one of several
		openapi3.SetSchemaRegexCompiler(func(expression string) (openapi3.RegexMatcher, error) {
			compiled, err := regexp2.Compile(expression, regexp2.ECMAScript)
			return matcher{compiled}, err
		}),
		openapi3.WithStringFormatValidators(map[string]openapi3.StringFormatValidator{
			"date": parse(time.DateOnly), "date-time": parse(time.RFC3339Nano),
			"uuid": openapi3.NewCallbackValidator(isUUID),
		}),
	}
}

// isUUID wants the form with hyphens: the parser takes others as well.
func isUUID(s string) error {
	parsed, err := uuid.Parse(s)
	if err == nil && parsed.String() != strings.ToLower(s) {
		return fmt.Errorf("%q is a UUID without hyphens", s)
	}
	return err
}

type matcher struct{ *regexp2.Regexp }

// MatchString says whether a text matches; a pattern that gives up does not.
func (m matcher) MatchString(s string) bool {
	ok, err := m.Regexp.MatchString(s)
	return ok && err == nil
}

// explain makes one line of each of a body's faults, each said once.
func explain(err error) error {
	if err == nil {
		return nil
	}
	var lines []string
	collect(err, &lines)
	slices.Sort(lines)
	return errors.New(strings.Join(slices.Compact(lines), "\n"))
}

func collect(err error, lines *[]string) {
	var many openapi3.MultiError
	if errors.As(err, &many) {
		for _, one := range many {
			collect(one, lines)
		}
		return
	}
	var fault *openapi3.SchemaError
	if !errors.As(err, &fault) {
		*lines = append(*lines, err.Error())
		return
	}
	*lines = append(*lines, fmt.Sprintf("%s: %s (%s)", place(fault.JSONPointer()), fault.Reason, fault.SchemaField))
}

// place is where in a body a fault is; the items of a list all count as one place.
func place(pointer []string) string {
	for i, part := range pointer {
		if strings.Trim(part, "0123456789") == "" {
			pointer[i] = "*"
		}
	}
	return strings.Join(pointer, ".")
}
