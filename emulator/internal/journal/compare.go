package journal

import (
	"fmt"
	"maps"
	"net/url"
	"slices"
	"strings"

	"github.com/google/uuid"

	"belvo-emulator/emulator/internal/belvo"
	"belvo-emulator/emulator/internal/schema"
	"belvo-emulator/emulator/internal/suggest"
)

// Differences lists in what a request is not as it was wanted.
func (m *Matcher) Differences(e *Entry) []Difference {
	var d differences
	c := &m.call
	d.unless(c.Method == "" || strings.EqualFold(c.Method, e.Method), "method", c.Method, e.Method)
	if !m.at(e) {
		d.add(Difference{"path", c.Path, e.Path, ""})
	}
	d.unless(c.Status == 0 || c.Status == e.Status, "status", c.Status, e.Status)
	d.unless(c.Auth == "" || c.Auth == e.Auth, "auth", c.Auth, e.Auth)
	if c.Link != uuid.Nil && c.Link != e.Link {
		d.add(Difference{"link", c.Link, orNull(e.Link != uuid.Nil, e.Link), ""})
	}
	if c.Code != "" && !slices.ContainsFunc(e.Errors, func(err belvo.Error) bool { return err.Code == c.Code }) {
		d.add(Difference{"code", c.Code, orNull(len(e.Errors) > 0, codes(e)), ""})
	}
	m.compareQuery(e, &d)
	if m.body != nil {
		m.compareBody(e, &d)
	}
	return d.list
}

func codes(e *Entry) string {
	list := make([]string, len(e.Errors))
	for i := range e.Errors {
		list[i] = string(e.Errors[i].Code)
	}
	return strings.Join(list, ", ")
}

// orNull is a value, or nil where there is none.
func orNull(is bool, v any) any {
	if is {
		return v
	}
	return nil
}

func (m *Matcher) compareQuery(e *Entry, d *differences) {
	if len(m.call.Query) == 0 {
		return
	}
	sent, _ := url.ParseQuery(e.Query) // what is wrongly escaped was not read either
	for _, name := range slices.Sorted(maps.Keys(m.call.Query)) {
		want, got := m.call.Query[name], orNull(sent.Has(name), sent.Get(name))
		switch {
		case want == nil:
			d.unless(got == nil, "query."+name, nil, got)
		case got == nil || !m.work.do(m.query[name].Cost(len(sent.Get(name)))) ||
			!satisfies(sent.Get(name), m.query[name]):
			note := typo("query", name, e.unread().Query)
			if got == Masked {
				note = secretNote
			}
			d.add(Difference{"query." + name, *want, got, note})
		}
	}
}

func (m *Matcher) compareBody(e *Entry, d *differences) {
	text := e.Body.json()
	if text == nil {
		d.add(Difference{"body", m.call.Body, nil, e.Body.Why})
		return
	}
	if !m.work.do(decoding * len(text)) {
		return
	}
	got, _ := schema.Value(text) // the journal's own JSON
	d.unread, d.loose, d.work = e.unread().Body, m.loose, m.work
	d.compare("body", m.body, got, true)
}

// typo tells of a field that was sent and not read, and probably was meant to be the one that is
// missing.
func typo(where, name string, unread []Field) string {
	for _, f := range unread {
		if f.Meant == name || f.Meant == "" && suggest.Nearest(f.Name, []string{name}) != "" {
			return fmt.Sprintf("the request sent %s.%s, which nothing reads", where, f.Name)
		}
	}
	return ""
}
