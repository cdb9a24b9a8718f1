package contact_test

import (
	"slices"
	"testing"
	"time"

	"github.com/google/uuid"

	"belvo-emulator/emulator/internal/belvo"
	"belvo-emulator/emulator/internal/contact"
	"belvo-emulator/emulator/internal/lifecycle"
	"belvo-emulator/emulator/internal/sandbox/sandboxtest"
	"belvo-emulator/emulator/internal/scenario"
)

// TestAnAnswerWaitsForWhatItsMatchNames has one request, and answers that wait for it or for others.
func TestAnAnswerWaitsForWhatItsMatchNames(t *testing.T) {
	t.Parallel()
	link := uuid.UUID{7}
	request := contact.Request{Method: "POST", Path: "/api/accounts/", ID: "r1"}
	probe := contact.Probe{Operation: "retrieve", Link: link, Institution: "erebor_mx_retail", Resource: belvo.Accounts}
	for _, c := range []struct {
		name  string
		match contact.NextMatch
		want  bool
	}{
		{"everything", contact.NextMatch{}, true},
		{"method", contact.NextMatch{Method: "POST"}, true}, {"other method", contact.NextMatch{Method: "GET"}, false},
		{"path", contact.NextMatch{Path: "/api/accounts/"}, true},
		{"path without slash", contact.NextMatch{Path: "/api/accounts"}, true},
		{"path as glob", contact.NextMatch{Path: "/api/*"}, true},
		{"other path", contact.NextMatch{Path: "/api/owners/"}, false},
		{"operation", contact.NextMatch{Operation: "retrieve"}, true},
		{"other operation", contact.NextMatch{Operation: "list"}, false},
		{"link", contact.NextMatch{Link: link}, true}, {"other link", contact.NextMatch{Link: uuid.UUID{8}}, false},
		{"resource", contact.NextMatch{Resource: belvo.Accounts}, true},
		{"other resource", contact.NextMatch{Resource: belvo.Owners}, false},
		{"institution", contact.NextMatch{Institution: "erebor_*"}, true},
		{"other institution", contact.NextMatch{Institution: "gotham_*"}, false},
		{"all but one", contact.NextMatch{Method: "POST", Operation: "retrieve", Resource: belvo.Owners}, false},
	} {
		var a contact.Answers
		a.Queue(contact.Next{Match: c.match, Times: 1, Respond: belvo.CodeLoginError, Status: 418, Latency: time.Second,
			Fault: scenario.Fault{Kind: scenario.FaultReset}})
		var report contact.Report
		n, ok := a.Take(&request, &report, probe, sandboxtest.Noon())
		if ok != c.want || a.Idle() != c.want {
			t.Errorf("%s: taken %t, nothing waits %t", c.name, ok, a.Idle())
		}
		if ok && (n.ID != 1 || report.Queued != 1 || report.HTTPStatus != 418 || report.Latency != time.Second ||
			report.Fault.Kind != scenario.FaultReset || report.Rule != "next 1") {
			t.Errorf("%s: the report is %+v", c.name, report)
		}
	}
}

// TestARefreshOnScheduleIsNoRequest holds what a refresh takes that has no method.
func TestARefreshOnScheduleIsNoRequest(t *testing.T) {
	t.Parallel()
	refresh := string(lifecycle.Refresh)
	for _, c := range []struct {
		name string
		next contact.Next
		want bool
	}{
		{"for refreshes", contact.Next{Match: contact.NextMatch{Operation: refresh}, Respond: belvo.CodeLoginError}, true},
		{"for everything", contact.Next{Respond: belvo.CodeLoginError}, false},
		{"for a method", contact.Next{Match: contact.NextMatch{Operation: refresh, Method: "POST"},
			Respond: belvo.CodeLoginError}, false},
		{"for a path", contact.Next{Match: contact.NextMatch{Operation: refresh, Path: "*"},
			Respond: belvo.CodeLoginError}, false},
		{"what no bank answers", contact.Next{Match: contact.NextMatch{Operation: refresh},
			Respond: belvo.CodeInvalid}, false},
	} {
		var a contact.Answers
		c.next.Times = 1
		a.Queue(c.next)
		if _, ok := a.Take(&contact.Request{}, &contact.Report{}, contact.Probe{Operation: refresh}, sandboxtest.Noon()); ok != c.want {
			t.Errorf("%s: taken %t", c.name, ok)
		}
	}
}

// TestTheQueueGoesInOrder takes answers that are for one request or for several.
func TestTheQueueGoesInOrder(t *testing.T) {
	t.Parallel()
	var a contact.Answers
	for _, n := range []contact.Next{
		{Respond: belvo.CodeLoginError, Times: 2}, {Respond: belvo.CodeTokenRequired, Times: 1},
		{Respond: belvo.CodeInvalid, Times: 1, Match: contact.NextMatch{Operation: "list"}},
	} {
		if q, ok := a.Queue(n); !ok || q.Left != n.Times {
			t.Errorf("%d are left of %d", q.Left, n.Times)
		}
	}
	var got []int
	for i := range 5 {
		n, ok := a.Take(&contact.Request{Method: "GET", ID: string(rune('a' + i))}, &contact.Report{},
			contact.Probe{Operation: "detail"}, sandboxtest.Noon())
		if ok {
			got = append(got, n.ID)
		}
	}
	if want := []int{1, 1, 2}; !slices.Equal(got, want) {
		t.Errorf("the answers were taken in the order %v, want %v", got, want)
	}
	waiting, used := a.Queued()
	if len(waiting) != 1 || waiting[0].ID != 3 || len(used) != 3 || used[0].Next != 2 || used[0].RequestID != "c" {
		t.Errorf("%v wait, %v were used", waiting, used)
	}
	if n := a.Clear(); n != 1 || !a.Idle() {
		t.Errorf("%d were forgotten", n)
	}
	if q, ok := a.Queue(contact.Next{Times: 1}); !ok || q.ID != 4 {
		t.Errorf("the next one has the id %d", q.ID)
	}
}

// TestAPinGoesBeforeTheHeader holds which scenario a request wants.
func TestAPinGoesBeforeTheHeader(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ pin, header, want string }{
		{"", "", ""}, {"", "closed", "closed"}, {"closed", "", "closed"}, {"closed", "sandbox", "closed"},
	} {
		var a contact.Answers
		a.Pin(c.pin)
		if got := a.Wanted(c.header); got != c.want || a.Pinned() != c.pin {
			t.Errorf("pin %q and header %q: %q, want %q", c.pin, c.header, got, c.want)
		}
	}
}

// TestAQueuedAnswerChangesTheLinkOnlyAsABanks queues what a bank can answer and what it cannot.
func TestAQueuedAnswerChangesTheLinkOnlyAsABanks(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		respond belvo.Code
		fault   scenario.FaultKind
		want    belvo.Code
		state   lifecycle.State
	}{
		{belvo.CodeTokenRequired, "", belvo.CodeTokenRequired, lifecycle.TokenRequired},
		{belvo.CodeInvalid, "", belvo.CodeInvalid, lifecycle.Valid},
		{lifecycle.AnswerOK, "", "", lifecycle.Valid},
		{"", scenario.FaultReset, belvo.CodeUnexpectedError, lifecycle.Valid},
		{belvo.CodeTokenRequired, scenario.FaultReset, belvo.CodeTokenRequired, lifecycle.TokenRequired},
		{"", "", belvo.CodeLoginError, lifecycle.Valid}, // what the scenario says
	} {
		b := newBench(t)
		id := b.put("wrong", nil)
		b.desk.Answers.Queue(contact.Next{Respond: c.respond, Fault: scenario.Fault{Kind: c.fault}, Times: 1})
		call := &contact.Call{Request: contact.Request{Method: "POST"}}
		_, err := b.try(id, lifecycle.Retrieve, call, nil)
		if got := sandboxtest.Code(err); got != c.want || b.link(id).State != c.state || call.Report.Fault.Kind != c.fault {
			t.Errorf("%q and %q: %q, the link is %s, the fault %q", c.respond, c.fault, got, b.link(id).State,
				call.Report.Fault.Kind)
		}
		if !b.desk.Answers.Idle() {
			t.Errorf("%q and %q: the answer still waits", c.respond, c.fault)
		}
	}
}

// TestTheQueueIsBounded: each request is compared with all that wait.
func TestTheQueueIsBounded(t *testing.T) {
	t.Parallel()
	var a contact.Answers
	for i := range contact.MaxQueued + 1 {
		if _, ok := a.Queue(contact.Next{Respond: belvo.CodeLoginError, Times: 1}); ok != (i < contact.MaxQueued) {
			t.Fatalf("answer %d is queued: %v", i+1, ok)
		}
	}
}
