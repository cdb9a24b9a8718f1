package api

import (
	"encoding/json"
	"maps"
	"net/http"
	"slices"
	"strings"

	"belvo-emulator/emulator/internal/belvo"
	"belvo-emulator/emulator/internal/journal"
)

// journal is where the request is recorded: in its sandbox's, or in that of the sandbox that a
// refused request named, or in that of the requests that belong to none.
func (r *request) journal() *journal.Journal {
	if box := r.owner(); box != nil {
		return box.Journal()
	}
	return r.api.cfg.Engine.Journal()
}

// begin names the request before its handler runs, so that what it causes can refer to it.
func (r *request) begin() {
	if r.box != nil {
		r.call.Request.Cause = r.box.Journal().Begin()
		r.came = r.box.Now()
	}
}

// record keeps the request in the journal before its answer is sent, and names the entry in the
// answer. What a browser asks for by itself, and calls of the emulator's own, are not kept.
func (a *API) record(r *request, header http.Header, answer response, body []byte) {
	path := r.shownPath() // which the log shows as well
	if r.URL.Path == "/favicon.ico" || firstSegment(r.URL.Path) == "__emulator" {
		return
	}
	j, id := r.journal(), r.call.Request.Cause
	if id == "" {
		id = j.Begin()
	}
	r.call.Request.Cause = id
	header.Set(HeaderRequest, id)
	e := &journal.Entry{ID: id, Method: r.Method, Path: path, Query: r.shownQuery(),
		Auth: r.auth(), Async: r.call.Request.Async, Asked: r.call.Request.Scenario, Status: answer.status,
		RequestID: r.requestID(),
		Link:      r.call.Report.Link, Before: r.call.Report.Before, After: r.call.Report.After,
		StateBefore: r.call.Report.StateBefore, Rule: r.call.Report.Rule, Fault: string(r.call.Report.Fault.Kind),
		Latency: r.call.Report.Latency, Transitions: r.call.Report.Transitions, Webhooks: r.call.Report.Webhooks, Due: r.call.Report.Due}
	if r.route != nil {
		e.Route = &r.route.recorded
	}
	if e.Path == r.URL.Path {
		e.RawPath = r.URL.RawPath
	}
	if script := r.call.Report.Script; script.Scenario != nil {
		e.Scenario, e.StateAfter = script.Scenario.Name, script.State.Name
	}
	e.Body = r.requestBody(answer.status)
	r.recordUnreadHeaders(e)
	e.Unread = r.unread
	e.Errors, _ = answer.body.([]belvo.Error)
	e.Answer = r.answerBody(answer.status, body, e.Query)
	r.applyFault(e)
	e.At, e.Took = r.times()
	j.Record(e, r.shows...)
}

// auth says how the request proved who it is.
func (r *request) auth() journal.Auth {
	open := r.route != nil && r.route.Open
	switch {
	case r.box == nil && (open || r.Header.Get("Authorization") != ""):
		return journal.AuthRefused
	case r.box == nil:
		return journal.AuthNone
	case open && r.named != nil:
		return journal.AuthBody
	case r.call.Request.Token != nil:
		return journal.AuthBearer
	}
	return journal.AuthBasic
}

// answerBody is what the journal keeps of the answer. A list's addresses of other pages repeat the
// query string, so they are hidden where something of that was; and what resumes an MFA session is.
func (r *request) answerBody(status int, body []byte, query string) journal.Body {
	var hidden []string
	if query != r.URL.RawQuery {
		hidden = []string{"next", "previous"}
	}
	if status >= http.StatusBadRequest {
		hidden = []string{"session"}
	}
	return journal.KeepAnswer(body, r.route != nil && r.route.issues, hidden...)
}

// requestBody is what the journal keeps of the body.
func (r *request) requestBody(answered int) journal.Body {
	r.readLate()
	if r.late != nil && answered < http.StatusBadRequest {
		r.recordUnreadFields(r.late, nil, "")
	}
	if r.form && !r.mislabelled {
		return journal.KeepForm(r.sent, r.known(), r.secrets)
	}
	body := journal.KeepJSON(r.sent, r.known(), r.secrets)
	body.Mislabelled, body.Type = r.mislabelled, r.refusedType
	return body
}

// recordUnreadHeaders notes the headers that look like Belvo's or the emulator's and that nothing read: a
// misspelt one, a scenario for a request that asks no institution, or that another one answered.
func (r *request) recordUnreadHeaders(e *journal.Entry) {
	known := []string{HeaderMode, HeaderScenario, headerToken}
	for name := range r.Header {
		switch {
		case !strings.HasPrefix(name, "X-Belvo-"):
		case !slices.Contains(known, name):
			r.unreadFields().AddHeader(name, known, r.secrets())
		case name == HeaderScenario && e.Scenario != e.Asked &&
			(e.Scenario != "" || e.Status < http.StatusBadRequest):
			r.unreadFields().AddHeader(name, nil, r.secrets())
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
			r.unreadFields().AddBody("", name, known, r.secrets())
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

// shownQuery is what the journal keeps of the query string. It notes the parameters that the
// operation does not know.
func (r *request) shownQuery() string {
	if r.URL.RawQuery == "" {
		return ""
	}
	known := r.knownQuery()
	if r.route != nil && r.route.handle != nil {
		for _, name := range slices.Sorted(maps.Keys(r.parameters())) {
			if _, is := known[name]; !is {
				r.unreadFields().AddQuery(name, r.route.parameters(), r.secrets())
			}
		}
	}
	return journal.MaskQuery(r.URL.RawQuery, known, r.secrets)
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
