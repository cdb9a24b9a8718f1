package api

import (
	"bytes"
	"encoding/json"
	"slices"
	"strings"

	"belvo-emulator/emulator/internal/belvo"
	"belvo-emulator/emulator/internal/exchange"
)

// encode is the body's JSON, nil for none. Links and errors, the most of all answers, know how to
// write themselves; the rest is reflection's work.
func encode(answer response) ([]byte, error) {
	switch body := answer.body.(type) {
	case nil:
		return nil, nil
	case json.RawMessage:
		return body, nil
	case belvo.Link:
		return body.AppendJSON(make([]byte, 0, linkSize)), nil
	case []belvo.Error:
		return exchange.ErrorBody(body), nil
	default:
		return marshal(body)
	}
}

// linkSize is what a link usually takes, in bytes.
const linkSize = 640

// marshal encodes a value as compact JSON with <, > and & as they are.
func marshal(v any) ([]byte, error) {
	var b bytes.Buffer
	encoder := json.NewEncoder(&b)
	encoder.SetEscapeHTML(false)
	err := encoder.Encode(v)
	return bytes.TrimSuffix(b.Bytes(), []byte("\n")), err
}

// project keeps only the first-level names in fields, and drops those in omit, of each object
// in a body: the object itself, the items of an array, or the results of an envelope. Both lists
// are comma separated; "" means that the parameter was not given.
func project(body any, fields, omit string) (any, error) {
	if fields == "" && omit == "" {
		return body, nil
	}
	raw, err := marshal(body)
	if err != nil {
		return nil, err
	}
	keep := chooser(fields, omit)
	if raw[0] == '[' {
		return projectList(raw, keep)
	}
	results, isEnvelope := resultsOf(raw)
	if !isEnvelope {
		return projectObject(raw, keep)
	}
	projected, err := projectList(results, keep)
	if err != nil {
		return nil, err
	}
	head := raw[:len(raw)-len(results)-1]
	return json.RawMessage(slices.Concat(head, projected, []byte("}"))), nil
}

func chooser(fields, omit string) func(name string) bool {
	wanted, unwanted := names(fields), names(omit)
	return func(name string) bool {
		return (len(wanted) == 0 || slices.Contains(wanted, name)) && !slices.Contains(unwanted, name)
	}
}

func names(text string) []string {
	return strings.FieldsFunc(text, func(c rune) bool { return c == ',' || c == ' ' })
}

// resultsOf is the array of an envelope, whose last key it is.
func resultsOf(raw []byte) (json.RawMessage, bool) {
	var e struct {
		Count   *int            `json:"count"`
		Results json.RawMessage `json:"results"`
	}
	if json.Unmarshal(raw, &e) != nil || e.Count == nil || e.Results == nil {
		return nil, false
	}
	return e.Results, true
}

func projectList(raw []byte, keep func(string) bool) (json.RawMessage, error) {
	var items []json.RawMessage
	if err := json.Unmarshal(raw, &items); err != nil {
		return nil, err
	}
	for i, item := range items {
		projected, err := projectObject(item, keep)
		if err != nil {
			return nil, err
		}
		items[i] = projected
	}
	return marshal(items)
}

// projectObject copies the chosen keys of an object, in their order.
func projectObject(raw []byte, keep func(string) bool) (json.RawMessage, error) {
	decoder := json.NewDecoder(bytes.NewReader(raw))
	if _, err := decoder.Token(); err != nil {
		return nil, err
	}
	out := []byte{'{'}
	for decoder.More() {
		key, err := decoder.Token()
		if err != nil {
			return nil, err
		}
		var value json.RawMessage
		if err := decoder.Decode(&value); err != nil {
			return nil, err
		}
		if name := key.(string); keep(name) { // an object's keys are strings
			if len(out) > 1 {
				out = append(out, ',')
			}
			quoted, _ := marshal(name) // a string always encodes
			out = append(append(append(out, quoted...), ':'), value...)
		}
	}
	return append(out, '}'), nil
}
