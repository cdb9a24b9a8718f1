package exchange

import (
	"net/http"
	"strings"

	"belvo-emulator/emulator/internal/belvo"
	"belvo-emulator/emulator/internal/journal"
)

// Record is what only the server of a request knows of how the journal records it.
type Record struct {
	// Skip leaves the request out of the journal.
	Skip   bool
	Unread *journal.Unread // what was sent and nothing read, nil for nothing
	// Shows are the statuses of the links in the answer.
	Shows []belvo.Status
}

// record keeps the request in the journal before its answer is sent, and names the entry in the answer.
func (x *Exchange) record(header http.Header, answer Answer, r Record) {
	if r.Skip {
		return
	}
	j, id := x.journal(), x.Call.Request.Cause
	if id == "" {
		id = j.Begin()
	}
	x.Call.Request.Cause = id
	header.Set(belvo.HeaderRequest, id)
	e := x.entry(answer)
	e.ID, e.Unread = id, r.Unread
	if !x.applyFault(e) {
		r.Shows = nil
	}
	e.At, e.Took = x.times()
	var did journal.Span
	if x.begin != nil && x.Box != nil {
		reads := x.Method == http.MethodGet || x.Method == http.MethodHead
		did, e.Left = x.Box.Since(id, x.begin, reads), x.Box.Left()
	}
	j.Record(e, did, r.Shows...)
	j.Used(x.start, product(x.UserAgent()))
}

// product is the first name in a User-Agent, with its version. No more is kept: a client may write anything
// there.
func product(agent string) string {
	if agent == "" || !isLetter(agent[0]) {
		return ""
	}
	name := 1 + lengthOf(agent[1:], maxProduct, "._-")
	rest, slash := strings.CutPrefix(agent[name:], "/")
	if !slash || rest == "" || !isDigit(rest[0]) {
		return agent[:name]
	}
	return agent[:name+2+lengthOf(rest[1:], maxVersion, ".+-")]
}

// How many characters of a product's name and version are kept behind the first.
const (
	maxProduct = 40
	maxVersion = 20
)

// lengthOf is how many characters a text begins with that are letters, digits or some signs, up to a limit.
func lengthOf(text string, limit int, signs string) int {
	n := 0
	for n < len(text) && n < limit && (isLetter(text[n]) || isDigit(text[n]) || strings.IndexByte(signs, text[n]) >= 0) {
		n++
	}
	return n
}

func isLetter(c byte) bool { return c|0x20 >= 'a' && c|0x20 <= 'z' }

func isDigit(c byte) bool { return c >= '0' && c <= '9' }

// entry is what the journal keeps of the request, and of what was found out while it was carried out.
func (x *Exchange) entry(answer Answer) *journal.Entry {
	content, report := x.Content(), &x.Call.Report
	e := &journal.Entry{Method: x.Method, Path: x.ShownPath(), Route: x.Operation, Auth: x.auth(),
		Query: journal.MaskQuery(x.URL.RawQuery, content.Query, x.Secrets), Body: x.body(content),
		Async: x.Call.Request.Async, Asked: x.Call.Request.Scenario,
		Status: answer.Status, Errors: answer.Errors, RequestID: x.id,
		Link: report.Link, Before: report.Before, After: report.After, Session: report.Session, Consent: report.Consent, StateBefore: report.StateBefore,
		Rule: report.Rule, Fault: string(report.Fault.Kind), Latency: report.Latency,
		Transitions: report.Transitions, Webhooks: report.Webhooks, Due: report.Due}
	e.Answer = x.answerBody(answer, e.Query)
	if e.Path == x.URL.Path {
		e.RawPath = x.URL.RawPath
	}
	if script := report.Script; script.Scenario != nil {
		e.Scenario, e.StateAfter = script.Scenario.Name, script.State.Name
	}
	return e
}

// answerBody is what the journal keeps of the answer. A list's addresses of other pages repeat the
// query string, so they are hidden where something of that was; and what resumes an MFA session is.
func (x *Exchange) answerBody(answer Answer, query string) journal.Body {
	var hidden []string
	if query != x.URL.RawQuery {
		hidden = []string{"next", "previous"}
	}
	if answer.Status >= http.StatusBadRequest {
		hidden = []string{"session"}
	}
	return journal.KeepAnswer(answer.Body, x.Operation != nil && x.Operation.Issues, hidden...)
}
