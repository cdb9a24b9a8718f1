// Package yamlfile reads the project's YAML files strictly. A Shape is the one description of a
// format: it checks a file (every problem at once, each with its place and a suggestion) and it
// is the source of the JSON schema that editors use.
package yamlfile

import (
	"errors"
	"fmt"
	"math"
	"path"
	"regexp"
	"strings"
	"time"
)

// Kind is the kind of value that a Shape allows.
type Kind int

// The kinds of values.
const (
	Text     Kind = iota // a string
	Integer              // a whole number
	Number               // any number
	Boolean              // true or false
	Duration             // like 90s, 15m, 24h, 7d
	Scalar               // a string, number or boolean, read as text
	Object               // a mapping with the keys of Fields
	Map                  // a mapping with free keys, values of shape Elem
	List                 // a sequence of Elem
)

// Shape describes the values allowed at one place of a file.
type Shape struct {
	Kind    Kind
	Doc     string         // one sentence for the reader of the schema
	Name    string         // of the schema's definition for it, "" for none
	Fields  []Field        // the keys of an Object
	Elem    *Shape         // the values of a Map or List
	Enum    []string       // the only values of a Text, when not empty
	Pattern *regexp.Regexp // what a Text or the keys of a Map must match, when not nil
	Form    string         // what Pattern asks of a Text, such as "a UUID", "" to show the pattern
	Min     *int           // the least value of an Integer, when not nil
	Most    int            // how many elements a Map or List may have, 0 for any number
	// Instead says what to write instead of a scalar that is a common mistake; "" for any other. nil:
	// none is known.
	Instead func(value string) string
	// KeyDoc is a sentence for each key of a Map with an Enum; nil: they need none.
	KeyDoc   func(key string) string
	Examples []string // values that editors propose
	OrOne    bool     // a List may be written as its only element
	Mapping  *Shape   // what the value may be instead, when it is a mapping
	Secret   bool     // what stands in its place may be a secret by mistake: problems do not quote it
	Loose    bool     // what is wrong with one of its parts leaves the others, see DecodeRest
}

// Field is one key of an Object.
type Field struct {
	Name     string
	Shape    *Shape
	Required bool
}

// AtLeast is a lower bound for Shape.Min.
func AtLeast(n int) *int { return &n }

// durationForm is how durations are written in files; the schema shows it to editors.
var durationForm = regexp.MustCompile(`^([0-9]+(\.[0-9]+)?d|([0-9]+(\.[0-9]+)?(ns|us|ms|s|m|h))+|0)$`)

// instant is how instants are written in files: RFC 3339, with seconds.
var instant = regexp.MustCompile(`^[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])` +
	`T([01][0-9]|2[0-3])(:[0-5][0-9]){2}(\.[0-9]+)?(Z|[+-][0-9]{2}:[0-9]{2})$`)

// InstantForm is the pattern of a Text that is an instant such as 2026-01-31T12:00:00Z.
func InstantForm() *regexp.Regexp { return instant }

// ErrTooLong is that of a duration of more than some 292 years.
var ErrTooLong = errors.New("it is too long")

// ParseDuration reads a duration as Go does, or a number of days (7d), which stands alone.
func ParseDuration(s string) (time.Duration, error) {
	number, inDays := strings.CutSuffix(s, "d")
	d, err := time.ParseDuration(s)
	if inDays {
		d, err = time.ParseDuration(number + "h")
		if strings.ContainsAny(number, "hms") || d.Abs() > math.MaxInt64/24 {
			err = fmt.Errorf("%q is no number of days", s)
		}
		d *= 24
	}
	if err != nil && durationForm.MatchString(s) {
		err = ErrTooLong
	}
	return d, err
}

// DurationFrom is ParseDuration for one that is not shorter than another. The error says what its field must be.
func DurationFrom(s string, least time.Duration, example string) (time.Duration, error) {
	d, err := ParseDuration(s)
	switch {
	case errors.Is(err, ErrTooLong):
		return 0, fmt.Errorf("is too long: %s", s)
	case err != nil || d < least:
		return 0, fmt.Errorf("must be a duration such as %s, not %q", example, s)
	}
	return d, nil
}

// IsName says whether a file of a folder is read by its name: YAML, in whatever letters, and none of
// those that editors and systems leave beside the files that people write.
func IsName(name string) bool {
	ext := strings.ToLower(path.Ext(name))
	return (ext == ".yaml" || ext == ".yml") && !strings.HasPrefix(name, ".") && !strings.HasSuffix(name, "~")
}
