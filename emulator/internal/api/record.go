package api

import (
	"encoding/json"
	"maps"
	"net/http"
	"slices"
	"strings"

	"belvo-emulator/emulator/internal/belvo"
	"belvo-emulator/emulator/internal/exchange"
	"belvo-emulator/emulator/internal/journal"
)

// recorded is what only the API knows of how the request is recorded. What a browser asks for by itself,
// and calls of the emulator's own, are not.
func (r *request) recorded(status int) exchange.Record {
	if r.URL.Path == "/favicon.ico" || firstSegment(r.URL.Path) == "__emulator" {
		return exchange.Record{Skip: true}
	}
	r.recordUnreadQuery()
	r.readLate()
	if r.late != nil && status < http.StatusBadRequest {
		r.recordUnreadFields(r.late, nil, "")
	}
	r.recordUnreadHeaders(status)
	return exchange.Record{Unread: r.unread, Shows: r.shows}
}

// recordUnreadHeaders notes the headers that look like Belvo's or the emulator's and that nothing read: a
// misspelt one, a scenario for a request that asks no institution, or that another one answered.
func (r *request) recordUnreadHeaders(status int) {
	known := []string{belvo.HeaderMode, belvo.HeaderScenario, belvo.HeaderAt, belvo.HeaderControlToken}
	asked, used := r.Call.Request.Scenario, ""
	if script := r.Call.Report.Script; script.Scenario != nil {
		used = script.Scenario.Name
	}
	for name := range r.Header {
		switch {
		case !strings.HasPrefix(name, "X-Belvo-"):
		case !slices.Contains(known, name):
			r.unreadFields().AddHeader(name, known, r.Secrets())
		case name == belvo.HeaderScenario && used != asked && (used != "" || status < http.StatusBadRequest):
			r.unreadFields().AddHeader(name, nil, r.Secrets())
		}
	}
	if r.unread != nil {
		slices.SortFunc(r.unread.Headers, func(a, b journal.Field) int { return strings.Compare(a.Name, b.Name) })
	}
}

// recordUnreadFields notes the fields of the body that the operation does not know. Variant is the value
// of the field "type", on which some parameters depend.
func (r *request) recordUnreadFields(raw map[string]json.RawMessage, params []param, variant string) {
	if r.mislabelled { // its fields are none
		return
	}
	reads := func(name string) bool {
		return slices.ContainsFunc(params, func(p param) bool {
			return p.name == name && (p.when == "" || p.when == variant)
		})
	}
	var left []string
	for name := range raw {
		if !reads(name) {
			left = append(left, name)
		}
	}
	if left == nil {
		return
	}
	slices.Sort(left)
	known := make([]string, len(params))
	for i, p := range params {
		known[i] = p.name
	}
	for _, name := range left {
		if !r.form || string(raw[name]) != `""` { // what has no name is a form's field without a value
			r.unreadFields().AddBody("", name, known, r.Secrets())
		}
	}
}

// unreadFields is what the request sent and nothing read, made when there is something.
func (r *request) unreadFields() *journal.Unread {
	if r.unread == nil {
		r.unread = &journal.Unread{}
	}
	return r.unread
}

// recordUnreadQuery notes the parameters of the query string that the operation does not know.
func (r *request) recordUnreadQuery() {
	if r.URL.RawQuery == "" || r.route == nil || r.route.handle == nil {
		return
	}
	for _, name := range slices.Sorted(maps.Keys(r.parameters())) {
		if !r.route.reads(name) {
			r.unreadFields().AddQuery(name, r.route.parameters(), r.Secrets())
		}
	}
}

// shown are the statuses of the links in an answer.
func shown(body any) []belvo.Status {
	switch body := body.(type) {
	case belvo.Link:
		return []belvo.Status{body.Status}
	case envelope[belvo.Link]:
		statuses := make([]belvo.Status, len(body.Results))
		for i := range body.Results {
			statuses[i] = body.Results[i].Status
		}
		return statuses
	}
	return nil
}
