package api

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"

	"belvo-emulator/emulator/internal/belvo"
	"belvo-emulator/emulator/internal/exchange"
)

// nested collects what is found out about the objects in a body's lists. An error's field is the
// path to it, counted from 0: transactions.3.amount. Deviation: Belvo does not document how it names
// the fields of objects in a list.
type nested struct {
	problems      belvo.Errors
	unknownFields map[string][]string // the paths that nothing knows, without numbers, and their neighbours
}

// read decodes the objects of a list.
func (n *nested) read(p param, raw json.RawMessage) []values {
	items, problem := p.elements(raw)
	if problem != nil {
		n.refuse(problem, p.name)
		return nil
	}
	out := make([]values, len(items))
	for i, item := range items {
		if len(n.problems) < exchange.MaxProblems {
			out[i] = n.object(p, fmt.Sprintf("%s.%d", p.name, i), item)
		}
	}
	return out
}

func (n *nested) refuse(problem *belvo.Error, field string) {
	problem.Field = field
	n.problems = append(n.problems, problem)
}

// elements are the parts of a list, not yet decoded.
func (p param) elements(raw json.RawMessage) ([]json.RawMessage, *belvo.Error) {
	if raw == nil || string(raw) == "null" {
		_, problem := p.absent(map[bool]belvo.Code{true: belvo.CodeRequired, false: belvo.CodeNull}[raw == nil])
		return nil, problem
	}
	var items []json.RawMessage
	if err := json.Unmarshal(raw, &items); err != nil {
		v, _ := decode(raw) // a part of valid JSON
		return nil, belvo.NewError(belvo.CodeNotAList).With(
			fmt.Sprintf("Expected a list of items but got type %q.", pythonType(v)))
	}
	if len(items) > p.most {
		return nil, belvo.NewError(belvo.CodeMaxLength).With(
			fmt.Sprintf("Ensure this field has no more than %d elements.", p.most))
	}
	return items, nil
}

// object decodes one object of a list.
func (n *nested) object(p param, path string, raw json.RawMessage) values {
	var fields map[string]json.RawMessage
	if err := json.Unmarshal(raw, &fields); err != nil || fields == nil {
		v, _ := decode(raw) // a part of valid JSON
		n.refuse(invalid("Invalid data. Expected a dictionary, but got "+pythonType(v)+"."), path)
		return nil
	}
	out, names := values{}, make([]string, len(p.items))
	for i, q := range p.items {
		names[i] = p.name + "." + q.name
		v, problem := q.read(fields[q.name])
		if problem != nil {
			n.refuse(problem, path+"."+q.name)
		} else if v != nil {
			out[q.name] = v
		}
		delete(fields, q.name)
	}
	for name := range fields {
		if n.unknownFields == nil {
			n.unknownFields = map[string][]string{}
		}
		n.unknownFields[p.name+"."+name] = names
		if len(n.unknownFields) > maxUnknown {
			break // no more are noted
		}
	}
	return out
}

// recordUnreadNested notes the fields of objects in lists that the operation does not know.
func (r *request) recordUnreadNested(within nested) {
	if len(within.unknownFields) == 0 {
		return
	}
	for _, path := range slices.Sorted(maps.Keys(within.unknownFields)) {
		parent, name, _ := strings.Cut(path, ".")
		r.unreadFields().AddBody(parent, name, within.unknownFields[path], r.Secrets())
	}
}

// maxUnknown is how many fields of objects in lists are noted that the operation does not know.
const maxUnknown = 100

// maxNumber is the largest amount that is taken, in units of a currency: ten thousand of them can
// still be summed up. Deviation: Belvo documents no limit.
const maxNumber = 1e12

// digitsOf is a number or text as it was written, "" for anything else.
func digitsOf(v any) string {
	switch v := v.(type) {
	case json.Number:
		return v.String()
	case string:
		return v
	default:
		return ""
	}
}
