package journal

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/google/uuid"

	"belvo-emulator/emulator/internal/belvo"
	"belvo-emulator/emulator/internal/scenario"
	"belvo-emulator/emulator/internal/schema"
	"belvo-emulator/emulator/internal/suggest"
)

// Call describes requests. What is not given may be anything. Texts are patterns as in scenarios:
// literals, globs (* and ?) or, except in paths, /regular expressions/.
type Call struct {
	Method string          `json:"method,omitempty"`
	Path   string          `json:"path,omitempty" doc:"such as /api/links/*/"`
	Query  Query           `json:"query,omitempty" doc:"null: not sent"`
	Body   json.RawMessage `json:"body,omitempty" doc:"what its fields hold, and others may; null: not sent"`
	Link   uuid.UUID       `json:"link,omitzero"`
	Status int             `json:"status,omitempty"`
	Code   belvo.Code      `json:"code,omitempty" doc:"an error code of the answer"`
	Auth   Auth            `json:"auth,omitempty"`
}

// Query has patterns of parameters; nil stands for one that must not be sent.
type Query map[string]*string

// Difference is a part in which a request is not as it was wanted.
type Difference struct {
	Field string `json:"field" doc:"such as method, path, status, query.page or body.link"`
	Want  any    `json:"want"`
	Got   any    `json:"got" doc:"null: it was not there"`
	Note  string `json:"note,omitempty"`
}

// Matcher compares requests with a Call. Make it with Compile.
type Matcher struct {
	call  Call
	path  scenario.Pattern
	query map[string]scenario.Pattern
	body  any
	loose bool
	work  *work
}

// Loosely returns a matcher for which a number or truth value in a body is the text that writes
// it: where patterns can only be texts.
func (m *Matcher) Loosely() *Matcher {
	loose := *m
	loose.loose = true
	return &loose
}

// Compile prepares a Call. The error is a pattern that cannot be read, or the wish to compare a
// secret, which the journal does not have.
func (c Call) Compile() (*Matcher, error) {
	m := &Matcher{call: c, work: &work{maxWork}}
	err := c.check()
	if err != nil {
		return nil, err
	}
	if err = belvo.CheckPattern(c.Path); err != nil {
		return nil, fmt.Errorf("path: %w", err)
	}
	if m.path, err = parsePattern(belvo.NormalPath(c.Path)); err != nil {
		return nil, fmt.Errorf("path: %w", err)
	}
	if m.query, err = c.Query.compile(); err != nil {
		return nil, err
	}
	if len(c.Body) == 0 || string(c.Body) == "null" {
		return m, nil
	}
	m.body, err = schema.Value(c.Body)
	if _, object := m.body.(map[string]any); err != nil || !object {
		return nil, fmt.Errorf(`body: it must be an object such as {"link": "*"}`)
	}
	if n := parts(m.body); n > maxParts {
		return nil, fmt.Errorf("body: it has %d values; there may be %d", n, maxParts)
	}
	m.body, err = prepared("body", m.body)
	return m, err
}

// maxParts is how many values a wanted body may have. An answer explains each that a request has not.
const maxParts = 1_000

// parts counts the values in a JSON value, itself among them.
func parts(value any) int {
	n := 1
	switch value := value.(type) {
	case map[string]any:
		for _, v := range value {
			n += parts(v)
		}
	case []any:
		for _, v := range value {
			n += parts(v)
		}
	}
	return n
}

// compile reads the patterns of the parameters that are to be sent.
func (q Query) compile() (map[string]scenario.Pattern, error) {
	if len(q) > maxParts {
		return nil, fmt.Errorf("query: it has %d parameters; there may be %d", len(q), maxParts)
	}
	patterns := make(map[string]scenario.Pattern, len(q))
	for _, name := range slices.Sorted(maps.Keys(q)) {
		if q[name] == nil {
			continue
		}
		p, err := parsePattern(*q[name])
		if err != nil {
			return nil, fmt.Errorf("query.%s: %w", name, err)
		}
		if err := askable("query."+name, name, *q[name]); err != nil {
			return nil, err
		}
		patterns[name] = p
	}
	return patterns, nil
}

// check refuses words and numbers that no request can have.
func (c Call) check() error {
	methods := []string{"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"}
	if method := strings.ToUpper(c.Method); method != "" && !slices.Contains(methods, method) {
		return fmt.Errorf("method: unknown %q%s", c.Method, suggest.Tail(method, methods))
	}
	if c.Status != 0 && (c.Status < 100 || c.Status > 599) {
		return fmt.Errorf("status: no answer has %d", c.Status)
	}
	if c.Auth != "" && !slices.Contains(Auths(), c.Auth) {
		return fmt.Errorf("auth: unknown %q%s", c.Auth, suggest.Tail(string(c.Auth), texts(Auths())))
	}
	return checkCode(c.Code)
}

// checkCode refuses what is no error code.
func checkCode(code belvo.Code) error {
	if _, known := belvo.Lookup(code); known || code == "" {
		return nil
	}
	return fmt.Errorf("code: unknown %q%s", code, suggest.Tail(string(code), belvo.Codes()))
}

func texts[T ~string](words []T) []string {
	list := make([]string, len(words))
	for i, w := range words {
		list[i] = string(w)
	}
	return list
}

// askable refuses to look for the value of a secret.
func askable(field, name string, want any) error {
	if Secret(name) && want != "*" && want != nil {
		return fmt.Errorf(`%s: it may be a secret, so its value is not kept; "*" asks that it was sent, `+
			"null that it was not", field)
	}
	return nil
}

// prepared is a wanted value with patterns in the place of its texts.
func prepared(field string, want any) (any, error) {
	switch want := want.(type) {
	case string:
		p, err := parsePattern(want)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", field, err)
		}
		return p, nil
	case map[string]any:
		for _, name := range slices.Sorted(maps.Keys(want)) {
			err := askable(field+"."+name, name, want[name])
			if err == nil {
				want[name], err = prepared(field+"."+name, want[name])
			}
			if err != nil {
				return nil, err
			}
		}
	case []any:
		for i := range want {
			var err error
			if want[i], err = prepared(fmt.Sprintf("%s.%d", field, i), want[i]); err != nil {
				return nil, err
			}
		}
	}
	return want, nil
}

// Matches says whether a request is as it was wanted. It may be wrong as soon as Err is not nil.
func (m *Matcher) Matches(e *Entry) bool {
	return m.work.do(1) && m.plain(e) && len(m.Differences(e)) == 0 && m.Err() == nil
}

// Err is why the matcher gave up, nil if it did not: its comparisons took too long.
func (m *Matcher) Err() error { return m.work.checked() }

// at compares the path.
func (m *Matcher) at(e *Entry) bool {
	return m.call.Path == "" || m.work.do(m.path.Cost(len(e.Path))) && m.path.Matches(belvo.NormalPath(e.Path))
}

// plain compares what costs nothing to compare.
func (m *Matcher) plain(e *Entry) bool {
	c := &m.call
	return (c.Method == "" || strings.EqualFold(c.Method, e.Method)) && (c.Status == 0 ||
		c.Status == e.Status) &&
		(c.Link == uuid.Nil || c.Link == e.Link) && m.at(e)
}
