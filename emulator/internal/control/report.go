package control

import (
	"hash/fnv"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"belvo-emulator/emulator/internal/contact"
	"belvo-emulator/emulator/internal/journal"
	"belvo-emulator/emulator/internal/run"
	"belvo-emulator/emulator/internal/store"
	"belvo-emulator/emulator/internal/webhook"
)

// ReportPath tells what a run was.
const ReportPath = v1 + "report"

func reportOperations() []Operation {
	return []Operation{{Method: http.MethodGet, Path: ReportPath, Answer: run.Report{}, handle: report,
		What: "the whole run at once: requests with the link's state before, transitions, links, webhooks, unread fields"}}
}

func report(c *call) (any, error) {
	c.box.FireDue(c.box.Now())
	view := journal.View{c.box.Journal()}
	all := func(*journal.Entry) bool { return true }
	entries, dropped := view.Requests(all)
	made, _ := view.Transitions(func(journal.Transition) bool { return true })
	slices.Reverse(entries)
	slices.Reverse(made)
	out := run.Report{Now: c.box.Now(), Requests: []run.Request{}, Dropped: dropped, Transitions: made,
		Links: livingLinks(c), Webhooks: []run.Webhook{}}
	_, used := c.box.Queued()
	slices.Reverse(used)
	nth, points := map[string]int{}, c.cfg.points()
	for _, e := range entries {
		r := runRequest(e, used)
		at := r.Method + " " + r.Path // of the widget's own calls and of unknown paths a story has no step
		if e.Auth != journal.AuthRefused && e.Auth != journal.AuthNone && slices.Contains(points, at) {
			nth[at]++
			r.Nth = nth[at]
		}
		out.Requests = append(out.Requests, r)
		out.Unread = unreadOf(out.Unread, e)
	}
	for _, a := range c.box.Webhooks().Attempts(webhook.Filter{}) {
		out.Webhooks = append(out.Webhooks, run.Webhook{Type: a.Event.Type, Code: a.Event.Code, Copy: a.Copy,
			Outcome: string(a.Outcome), Status: a.Status, TookMS: float64(a.Took) / float64(time.Millisecond)})
	}
	for _, d := range c.box.Webhooks().Deliveries(webhook.Filter{}) {
		if d.State == webhook.Pending || d.State == webhook.Retrying {
			out.Waiting++
		}
	}
	if told, is := c.box.Told(); is {
		out.Story = told.Name
		for _, step := range told.Steps {
			out.Steps = append(out.Steps, whatCame(step.ID, step.Answers, used))
		}
	}
	return out, nil
}

// runRequest is an entry of the journal as a report has it.
func runRequest(e *journal.Entry, used []contact.Used) run.Request {
	r := run.Request{ID: e.ID, Method: e.Method, Path: e.Path, URL: e.Path, Link: e.Link, Before: e.Before,
		After: e.After, Session: e.Session, Consent: e.Consent, Status: e.Status, Fault: e.Fault}
	if e.Query != "" {
		r.URL += "?" + e.Query
	}
	if e.Route != nil {
		r.Path, r.Operation = e.Route.Path, e.Route.Operation
	}
	for _, err := range e.Errors {
		r.Codes = append(r.Codes, err.Code)
	}
	for _, u := range used {
		if u.Request == e.ID && !slices.Contains(r.Next, u.Next) {
			r.Next = append(r.Next, u.Next)
		}
	}
	r.Same = sameness(e)
	query, _ := url.ParseQuery(e.Query) // what is no query has no keys
	r.Keys = slices.ContainsFunc([]string{"secret_id", "secret_password", "password", "access_token"}, query.Has)
	return r
}

// ids are what differs between requests that are the same otherwise.
var ids = regexp.MustCompile(`[0-9a-fA-F]{8}(-?[0-9a-fA-F]{4}){3}-?[0-9a-fA-F]{12}`)

// sameness is equal for requests of the same method, path and body, ids apart.
func sameness(e *journal.Entry) string {
	h := fnv.New64a()
	for _, text := range []string{e.Method, e.Path, e.Query, string(e.Body.Text)} {
		_, _ = h.Write([]byte(ids.ReplaceAllString(text, "id") + "\x00")) // a hash takes everything
	}
	return strconv.FormatUint(h.Sum64(), 16)
}

// unreadOf adds what nothing has read of a request, unless it is there already.
func unreadOf(known []string, e *journal.Entry) []string {
	shown := e.Summary()
	if shown.Unread == nil {
		return known
	}
	for where, fields := range map[string][]journal.Field{"body": shown.Unread.Body, "query": shown.Unread.Query,
		"header": shown.Unread.Headers} {
		for _, f := range fields {
			text := strings.TrimSpace(shown.Operation + " " + where + " " + f.Name)
			if !slices.Contains(known, text) {
				known = append(known, text)
			}
		}
	}
	slices.Sort(known)
	return known
}

// whatCame tells what came of a step that was queued under an id.
func whatCame(id int, answers bool, used []contact.Used) run.Step {
	for _, u := range used {
		if u.Next != id || answers != (u.Before == nil) {
			continue
		}
		step := run.Step{Took: true, Request: u.Request}
		for _, done := range u.Before {
			if done.Why != "" {
				step.Took, step.Why = false, done.Why
			}
		}
		return step
	}
	return run.Step{Why: "no such request came, or its answer could not be this one"}
}

// livingLinks counts the links that there are by institution and user.
func livingLinks(c *call) []run.Links {
	list := []run.Links{}
	c.box.Store().View(func(tx *store.Tx) {
		_, n := tx.Links(nil, 0, 0)
		links, _ := tx.Links(nil, 0, n)
		for _, l := range slices.Backward(links) { // the oldest first
			at := slices.IndexFunc(list, func(known run.Links) bool {
				return known.Institution == l.Institution && known.Username == l.Username
			})
			if at < 0 {
				at = len(list)
				list = append(list, run.Links{Institution: l.Institution, Username: l.Username})
			}
			list[at].Links++
			list[at].States = append(list[at].States, l.State)
		}
	})
	return list
}
