package engine

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"

	"belvo-emulator/emulator/internal/belvo"
	"belvo-emulator/emulator/internal/lifecycle"
	"belvo-emulator/emulator/internal/scenario"
	"belvo-emulator/emulator/internal/store"
)

// Next is an answer that waits for a request. Where a request reaches the institution and the code
// is one of its answers, it takes the place of the scenario's answer, and the lifecycle decides
// what it does to the link; every other code is the answer itself and changes nothing.
type Next struct {
	ID        int // of the sandbox's queue, from 1
	Match     NextMatch
	Respond   belvo.Code // lifecycle.AnswerOK or a code; "" for what would be answered anyway
	Message   string     // one of the code's, "" for the first
	Status    int        // HTTP status in place of the code's, 0 for that
	Challenge *scenario.Challenge
	Latency   time.Duration // on the sandbox's clock, besides the answer's own
	Fault     scenario.Fault
	Times     int // how many requests get it
	Left      int // how many of them are still to come
}

// NextMatch is which requests an answer waits for; what is empty lets every request through.
type NextMatch struct {
	Method      string
	Path        string // a glob; a slash at its end makes no difference
	Operation   string // one of NextOperations
	Link        uuid.UUID
	Resource    belvo.Resource
	Institution string // a glob
}

// The operations of requests that reach no institution.
const (
	opList   = "list"
	opDetail = "detail"
	opToken  = "token"
	opLogin  = "login"
)

// NextOperations lists the words for what a request does.
func NextOperations() []string {
	var words []string
	for _, op := range lifecycle.Operations() {
		words = append(words, string(op))
	}
	return append(words, opList, opDetail, opToken, opLogin)
}

// Used is a request that got an answer of the queue.
type Used struct {
	Next      int        `json:"next" doc:"the id of what it got"`
	At        time.Time  `json:"at"`
	RequestID string     `json:"request_id,omitempty"`
	Method    string     `json:"method,omitempty" doc:"none for a refresh on schedule"`
	Path      string     `json:"path,omitempty"`
	Operation string     `json:"operation,omitempty"`
	Link      uuid.UUID  `json:"link,omitzero"`
	Respond   belvo.Code `json:"respond,omitempty"`
}

// maxUsed is how many used answers are remembered.
const maxUsed = 1000

// Probe is what is known of a request when the queue is asked.
type Probe struct {
	Operation   string
	Link        uuid.UUID
	Institution string
	Resource    belvo.Resource
}

// Queue adds an answer, which then waits behind those that are there, and returns it with its id.
func (b *Sandbox) Queue(n Next) Next {
	b.steering.mu.Lock()
	defer b.steering.mu.Unlock()
	b.steering.queued++
	n.ID, n.Left = b.steering.queued, n.Times
	b.steering.queue = append(b.steering.queue, n)
	return n
}

// Queued returns the answers that wait, the next one first, and the requests that got one, the
// latest first.
func (b *Sandbox) Queued() ([]Next, []Used) {
	b.steering.mu.Lock()
	defer b.steering.mu.Unlock()
	used := slices.Clone(b.steering.used)
	slices.Reverse(used)
	return slices.Clone(b.steering.queue), used
}

// ClearQueue forgets the answers that wait and those that were used, and returns how many waited.
func (b *Sandbox) ClearQueue() int {
	b.steering.mu.Lock()
	defer b.steering.mu.Unlock()
	waited := len(b.steering.queue)
	b.steering.queue, b.steering.used = nil, nil
	return waited
}

// TakeNext gives a request that reaches no institution what waits for it, and returns the error that
// it is to be answered with; nil for what it would be answered anyway. A fault alone is an error
// too: nothing happens but the fault.
func (b *Sandbox) TakeNext(c *Call, p Probe) error {
	if b.steering.idle() {
		return nil
	}
	if p.Link != uuid.Nil && p.Institution == "" {
		b.store.View(func(tx *store.Tx) {
			link, _ := tx.Link(p.Link)
			p.Institution = link.Institution
		})
	}
	n, ok := b.steering.take(c, p, b.now())
	switch {
	case !ok || n.Respond == lifecycle.AnswerOK:
		return nil
	case n.Respond != "":
		return n.failure()
	case n.Fault.Kind != scenario.NoFault:
		return belvo.NewError(belvo.CodeUnexpectedError)
	}
	return nil
}

// failure is the error of a code that is the answer itself.
func (n Next) failure() error {
	e := belvo.NewError(n.Respond)
	e.Message = orElse(n.Message, e.Message)
	return e
}

// idle says whether no answer waits.
func (s *steering) idle() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.queue) == 0
}

// take uses the first answer up that waits for a request, and notes in the call what it does to the
// answer on its way.
func (s *steering) take(c *Call, p Probe, now time.Time) (Next, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	at := slices.IndexFunc(s.queue, func(n Next) bool { return n.waitsFor(c, p) })
	if at < 0 {
		return Next{}, false
	}
	n := s.queue[at]
	if s.queue[at].Left--; s.queue[at].Left == 0 {
		s.queue = slices.Delete(s.queue, at, at+1)
	}
	if len(s.used) == maxUsed {
		s.used = slices.Delete(s.used, 0, 1)
	}
	s.used = append(s.used, Used{Next: n.ID, At: now, RequestID: c.RequestID, Method: c.Method, Path: c.Path,
		Operation: p.Operation, Link: p.Link, Respond: n.Respond})
	c.Place = fmt.Sprintf("next %d", n.ID)
	c.Queued, c.HTTPStatus, c.Latency, c.Fault = n.ID, n.Status, n.Latency, n.Fault
	return n, true
}

// waitsFor says whether an answer waits for a request. A refresh on schedule is no request: it gets
// only what waits for refreshes, and only what an institution can answer.
func (n Next) waitsFor(c *Call, p Probe) bool {
	m := n.Match
	if c.Method == "" && (m.Operation != string(lifecycle.Refresh) || m.Method+m.Path != "" ||
		!n.forInstitution(lifecycle.Refresh)) {
		return false
	}
	return m.covers(c, p)
}

// covers says whether all that the match names is so of a request.
func (m NextMatch) covers(c *Call, p Probe) bool {
	return (m.Method == "" || m.Method == c.Method) &&
		(m.Path == "" || scenario.Glob(withoutSlash(m.Path), withoutSlash(c.Path))) &&
		(m.Operation == "" || m.Operation == p.Operation) &&
		(m.Link == uuid.Nil || m.Link == p.Link) &&
		(m.Resource == "" || m.Resource == p.Resource) &&
		(m.Institution == "" || scenario.Glob(m.Institution, p.Institution))
}

func withoutSlash(path string) string { return strings.TrimRight(path, "/") }

// forInstitution says whether the answer can be an institution's to an operation.
func (n Next) forInstitution(op lifecycle.Operation) bool {
	return n.Respond == "" || slices.Contains(scenario.Answers(op), n.Respond)
}

// takeNext looks whether an answer waits for the step. It returns the error that the client gets
// without the institution being asked.
func (s *step) takeNext() error {
	n, ok := s.b.steering.take(s.call, Probe{Operation: string(s.op), Link: s.link.ID,
		Institution: s.link.Institution, Resource: s.resource}, s.now)
	if !ok {
		return nil
	}
	if !n.forInstitution(s.op) {
		return n.failure()
	}
	queued := n // n itself would be on the heap for every step
	s.queued = &queued
	return nil
}

// instead is a queued answer as an institution's, if it says what the institution answers. The
// scenario stays where it is, but for a user who becomes a link by it: he stands where links do.
func (s *step) instead() (scenario.Answer, bool) {
	n := s.queued
	if n == nil || n.Respond == "" && n.Fault.Kind == scenario.NoFault {
		return scenario.Answer{}, false
	}
	if n.Respond == lifecycle.AnswerOK && s.link.State.Fresh() {
		s.link.Script = s.link.Script.Scenario.Join(s.now)
	}
	return scenario.Answer{Code: n.Respond, Spoiled: n.Respond == "", Message: n.Message, Challenge: n.Challenge,
		Place: s.call.Place}, true
}
