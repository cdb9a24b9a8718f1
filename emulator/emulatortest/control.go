package emulatortest

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"strings"

	"belvo-emulator/emulator"
	"belvo-emulator/emulator/internal/schema"
)

// input is what a control call takes in addition to its method and path.
type input struct {
	id    string // in the place of {id} or {name}
	query any    // a struct of parameters, by its json tags; nil for none
	body  any    // nil for none
	plain string // the Content-Type of a body that is sent as it is; "" for JSON
}

// control makes a control call and returns its JSON answer. Any other answer than a success ends
// the test. All calls are made here, each with its literal method and path below /__emulator/v1/, so
// that a test can hold them to the emulator's own table.
func control[A any](b *Sandbox, method, path string, in input) A {
	b.t.Helper()
	answer, out := b.controlled(method, path, in), *new(A)
	if answer.Status >= http.StatusBadRequest {
		b.t.Fatalf("%s %s: %d %s", method, path, answer.Status, answer.problem())
	}
	if err := answer.decode(&out); err != nil {
		b.t.Fatalf("%s %s: %v\n%s", method, path, err, answer.Body)
	}
	return out
}

// controlled makes a control call by the sandbox's keys and returns the answer as it is.
func (b *Sandbox) controlled(method, path string, in input) *Answer {
	b.t.Helper()
	keys := *b
	keys.Bearer = "" // an access token chooses no sandbox here
	path = "/__emulator/v1/" + strings.NewReplacer("{id}", url.PathEscape(in.id), "{name}", url.PathEscape(in.id)).
		Replace(path)
	if query := parameters(in.query); len(query) > 0 {
		path += "?" + query.Encode()
	}
	var headers []string
	if b.token != "" {
		headers = append(headers, emulator.ControlTokenHeader()+": "+b.token)
	}
	if in.plain != "" {
		headers = append(headers, "Content-Type: "+in.plain)
	}
	return keys.Do(method, path, in.body, headers...)
}

// problem is the text of an error, or the body where there is none.
func (a *Answer) problem() string {
	var body struct{ Error string }
	if err := json.Unmarshal(a.Body, &body); err != nil || body.Error == "" {
		return string(a.Body)
	}
	return body.Error
}

// decode reads the body: text as it is, nothing for what has no body, else JSON.
func (a *Answer) decode(out any) error {
	switch out := out.(type) {
	case *struct{}:
	case *[]byte:
		*out = a.Body
	default:
		return json.Unmarshal(a.Body, out)
	}
	return nil
}

// parameters are the fields of a struct as the parameters of a URL; those of a map have the map's
// name and a point before theirs, such as body.link.
func parameters(query any) url.Values {
	values := url.Values{}
	if query == nil {
		return values
	}
	text, _ := json.Marshal(query)   // texts and numbers always encode
	decoded, _ := schema.Value(text) // it was encoded just now
	fields, _ := decoded.(map[string]any)
	for name, value := range fields {
		if many, is := value.(map[string]any); is {
			for part, value := range many {
				values.Set(name+"."+part, fmt.Sprint(value))
			}
		} else {
			values.Set(name, fmt.Sprint(value))
		}
	}
	return values
}
