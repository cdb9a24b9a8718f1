package journal

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strings"
)

// Change is what to change of a request that is made again.
type Change struct {
	Body  json.RawMessage // an object whose fields go over those on record; null takes one away
	Query string          // in place of that on record, "" for none
	Path  string          // in place of that on record, "" for none
}

// Again is a request on record as it is to be made again.
type Again struct {
	Path, Query string
	Body        json.RawMessage // nil for none
}

// Again is the request with a change. Missing names what is masked in it and was not given, such as
// body.password. The keys in the body of an operation that takes them there are left out: whoever makes the
// request again has others. The error is a body that the journal has not kept.
func (e *Entry) Again(c Change) (again Again, missing []string, err error) {
	again.Path, again.Query = c.Path, c.Query
	if again.Path == "" {
		again.Path = (&url.URL{Path: e.Path, RawPath: e.RawPath}).EscapedPath()
		if strings.Contains(e.Path, Masked) {
			missing = append(missing, "path")
		}
	}
	if again.Query == "" {
		again.Query = e.Query
		for pair := range strings.SplitSeq(e.Query, "&") {
			if name, hidden := strings.CutSuffix(pair, "="+Masked); hidden {
				missing = append(missing, "query."+unescaped(name))
			}
		}
	}
	if e.Body.Why != "" && len(c.Body) == 0 {
		return again, nil, fmt.Errorf("the journal has not kept all of the body (%s): make the request with "+
			"requests/send", e.Body.Why)
	}
	fields, err := merged(e.Body.json(), c.Body)
	if err != nil || fields == nil {
		return again, missing, err
	}
	if e.issues() {
		dropKeys(fields)
	}
	missing = append(missing, maskedIn("body", fields)...)
	again.Body, err = json.Marshal(fields)
	return again, missing, err
}

// dropKeys leaves masked keys out.
func dropKeys(fields map[string]any) {
	for _, name := range []string{"id", "password"} {
		if fields[name] == Masked {
			delete(fields, name)
		}
	}
}

// merged puts the fields of a change over those of an object; nil if there is neither.
func merged(object, change json.RawMessage) (map[string]any, error) {
	if len(object) == 0 && len(change) == 0 {
		return nil, nil
	}
	var fields, over map[string]any
	if len(object) > 0 && decodeNumbers(object, &fields) != nil {
		return nil, errors.New("the body on record is no object: make the request with requests/send")
	}
	if len(change) > 0 && decodeNumbers(change, &over) != nil {
		return nil, errors.New(`"body" must be an object of fields`)
	}
	return merge(fields, over), nil
}

// decodeNumbers decodes JSON and leaves numbers as they are written.
func decodeNumbers(data []byte, v any) error {
	decoder := json.NewDecoder(bytes.NewReader(data))
	decoder.UseNumber()
	return decoder.Decode(v)
}

// merge puts fields over those of an object, and so on for objects in both.
func merge(fields, over map[string]any) map[string]any {
	if fields == nil {
		fields = map[string]any{}
	}
	for name, value := range over {
		inner, both := fields[name].(map[string]any)
		replacing, objects := value.(map[string]any)
		switch {
		case value == nil:
			delete(fields, name)
		case both && objects:
			fields[name] = merge(inner, replacing)
		default:
			fields[name] = value
		}
	}
	return fields
}

// maskedIn names the values that are masked, sorted.
func maskedIn(at string, value any) (names []string) {
	switch value := value.(type) {
	case string:
		if value == Masked {
			return []string{at}
		}
	case map[string]any:
		for name, inner := range value {
			names = append(names, maskedIn(at+"."+name, inner)...)
			if name == Masked {
				names = append(names, "the name of a field in "+at)
			}
		}
	case []any:
		for i, inner := range value {
			names = append(names, maskedIn(fmt.Sprintf("%s.%d", at, i), inner)...)
		}
	}
	slices.Sort(names)
	return names
}
