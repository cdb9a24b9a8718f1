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
	"belvo-emulator/emulator/internal/store"
)

// queue is a store whose queue of answers is tested.
type queue struct{ *store.Store }

func newQueue() queue { return queue{store.New(nil)} }

func (a queue) add(n contact.Next) (queued contact.Next, ok bool) {
	_ = a.Update(func(tx *store.Tx) error { // the function returns no error
		queued, ok = contact.Queue(tx, n)
		return nil
	})
	return queued, ok
}

// take looks for an answer to a request as a use case does.
func (a queue) take(r *contact.Request, report *contact.Report, p contact.Probe) (n contact.Next, ok bool) {
	_ = a.Update(func(tx *store.Tx) error { // the function returns no error
		if taken := contact.Take(tx, r, report, p, sandboxtest.Noon()); taken != nil {
			n, ok = *taken, true
		}
		return nil
	})
	return n, ok
}

// waiting is how many answers wait.
func (a queue) waiting() (n int) {
	a.View(func(tx *store.Tx) { waiting, _ := contact.Queued(tx); n = len(waiting) })
	return n
}

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
		a := newQueue()
		a.add(contact.Next{Match: c.match, Times: 1, Respond: belvo.CodeLoginError, Status: 418, Latency: time.Second,
			Fault: scenario.Fault{Kind: scenario.FaultReset}})
		var report contact.Report
		n, ok := a.take(&request, &report, probe)
		if ok != c.want || (a.waiting() == 0) != c.want {
			t.Errorf("%s: taken %t, %d wait", c.name, ok, a.waiting())
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
		a := newQueue()
		c.next.Times = 1
		a.add(c.next)
		if _, ok := a.take(&contact.Request{}, &contact.Report{}, contact.Probe{Operation: refresh}); ok != c.want {
			t.Errorf("%s: taken %t", c.name, ok)
		}
	}
}

// TestTheQueueGoesInOrder takes answers that are for one request or for several.
func TestTheQueueGoesInOrder(t *testing.T) {
	t.Parallel()
	a := newQueue()
	for _, n := range []contact.Next{
		{Respond: belvo.CodeLoginError, Times: 2}, {Respond: belvo.CodeTokenRequired, Times: 1},
		{Respond: belvo.CodeInvalid, Times: 1, Match: contact.NextMatch{Operation: "list"}},
	} {
		if q, ok := a.add(n); !ok || q.Left != n.Times {
			t.Errorf("%d are left of %d", q.Left, n.Times)
		}
	}
	var got []int
	for i := range 5 {
		n, ok := a.take(&contact.Request{Method: "GET", ID: string(rune('a' + i))}, &contact.Report{},
			contact.Probe{Operation: "detail"})
		if ok {
			got = append(got, n.ID)
		}
	}
	if want := []int{1, 1, 2}; !slices.Equal(got, want) {
		t.Errorf("the answers were taken in the order %v, want %v", got, want)
	}
	_ = a.Update(func(tx *store.Tx) error { // the function returns no error
		waiting, used := contact.Queued(tx)
		if len(waiting) != 1 || waiting[0].ID != 3 || len(used) != 3 || used[0].Next != 2 || used[0].RequestID != "c" {
			t.Errorf("%v wait, %v were used", waiting, used)
		}
		if n := contact.Clear(tx); n != 1 || !contact.Idle(tx) {
			t.Errorf("%d were forgotten", n)
		}
		return nil
	})
	if q, ok := a.add(contact.Next{Times: 1}); !ok || q.ID != 4 {
		t.Errorf("the next one has the id %d", q.ID)
	}
}

// TestAPinGoesBeforeTheHeader holds which scenario a request wants.
func TestAPinGoesBeforeTheHeader(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ pin, header, want string }{
		{"", "", ""}, {"", "closed", "closed"}, {"closed", "", "closed"}, {"closed", "sandbox", "closed"},
	} {
		a := newQueue()
		_ = a.Update(func(tx *store.Tx) error { // the function returns no error
			contact.Pin(tx, c.pin)
			if got := contact.Wanted(tx, c.header); got != c.want {
				t.Errorf("pin %q and header %q: %q, want %q", c.pin, c.header, got, c.want)
			}
			return nil
		})
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
		queue{b.store}.add(contact.Next{Respond: c.respond, Fault: scenario.Fault{Kind: c.fault}, Times: 1})
		call := &contact.Call{Request: contact.Request{Method: "POST"}}
		_, err := b.try(id, lifecycle.Retrieve, call, nil)
		if got := sandboxtest.Code(err); got != c.want || b.link(id).State != c.state || call.Report.Fault.Kind != c.fault {
			t.Errorf("%q and %q: %q, the link is %s, the fault %q", c.respond, c.fault, got, b.link(id).State,
				call.Report.Fault.Kind)
		}
		if (queue{b.store}).waiting() > 0 {
			t.Errorf("%q and %q: the answer still waits", c.respond, c.fault)
		}
	}
}

// TestTheQueueIsBounded: each request is compared with all that wait.
func TestTheQueueIsBounded(t *testing.T) {
	t.Parallel()
	a := newQueue()
	for i := range contact.MaxQueued + 1 {
		if _, ok := a.add(contact.Next{Respond: belvo.CodeLoginError, Times: 1}); ok != (i < contact.MaxQueued) {
			t.Fatalf("answer %d is queued: %v", i+1, ok)
		}
	}
}
