package control

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/google/uuid"

	"belvo-emulator/emulator/internal/belvo"
	"belvo-emulator/emulator/internal/contact"
	"belvo-emulator/emulator/internal/scenario"
	"belvo-emulator/emulator/internal/suggest"
	"belvo-emulator/emulator/internal/yamlfile"
)

// nextMatch is which requests an answer waits for.
type nextMatch struct {
	Method      string    `json:"method,omitempty"`
	Path        string    `json:"path,omitempty" doc:"a glob such as /api/accounts*, or an operation's, with {id}"`
	Operation   operation `json:"operation,omitempty"`
	Link        uuid.UUID `json:"link,omitzero"`
	Resource    string    `json:"resource,omitempty" doc:"such as accounts"`
	Institution string    `json:"institution,omitempty" doc:"a name or glob"`
	Nth         int       `json:"nth,omitempty" minimum:"1" doc:"only the nth such request, used by it or not"`
}

// read is the match as the engine takes it. Words that name nothing would wait for ever.
func (m nextMatch) read() (contact.NextMatch, error) {
	out := contact.NextMatch{Method: strings.ToUpper(m.Method), Path: m.Path, Operation: string(m.Operation),
		Link: m.Link, Resource: belvo.Resource(strings.ToUpper(m.Resource)), Institution: m.Institution,
		Nth: m.Nth}
	resources := []string{""}
	for _, r := range belvo.Resources() {
		resources = append(resources, r.Word())
	}
	for _, word := range []struct {
		key, value string
		known      []string
	}{
		{"method", out.Method, []string{"", "GET", "POST", "PATCH", "PUT", "DELETE"}},
		{"resource", strings.ToLower(m.Resource), resources},
	} {
		if !slices.Contains(word.known, word.value) {
			return out, bad("match: unknown %s %q%s", word.key, word.value, suggest.Tail(word.value,
				slices.DeleteFunc(word.known, func(s string) bool { return s == "" })))
		}
	}
	if err := belvo.CheckPattern(m.Path); err != nil {
		return out, bad("match: path: %v", err)
	}
	return out, nil
}

// part finds the parts of an operation's path that stand for any text.
var part = regexp.MustCompile(`\{[^}]*\}`)

// maxName is how long a pattern for the name of an institution may be, in bytes.
const maxName = 200

// reachable refuses a match with a path and method that no operation has, or an institution that there
// is not: it would wait for ever.
func (c *call) reachable(m contact.NextMatch) error {
	if len(m.Institution) > maxName {
		return bad("match: unknown institution %s", yamlfile.Quote(m.Institution))
	}
	if m.Institution != "" && !c.cfg.Engine.HasInstitution(m.Institution) {
		return bad("match: unknown institution %q%s", m.Institution, c.cfg.Engine.SuggestInstitution(m.Institution))
	}
	if m.Path == "" {
		return nil
	}
	var paths, methods []string
	for _, op := range c.cfg.Universe().Operations {
		glob := part.ReplaceAllString(belvo.NormalPath(op.Path), "*")
		if scenario.Overlap(belvo.NormalPath(m.Path), glob) {
			if m.Method == "" || m.Method == op.Method {
				return nil
			}
			methods = append(methods, op.Method)
		}
		paths = append(paths, op.Path)
	}
	if methods != nil {
		slices.Sort(methods)
		return bad("match: no operation with the path %q has the method %s, but %s", m.Path, m.Method,
			strings.Join(slices.Compact(methods), ", "))
	}
	meant := ""
	if near := suggest.Nearest(m.Path, paths); near != "" {
		meant = fmt.Sprintf(", did you mean %q?", near)
	}
	return bad("match: no operation that is emulated has the path %q%s", m.Path, meant)
}
