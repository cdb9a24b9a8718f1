package contact

import (
	"cmp"
	"slices"
	"time"

	"github.com/google/uuid"

	"belvo-emulator/emulator/internal/belvo"
	"belvo-emulator/emulator/internal/lifecycle"
	"belvo-emulator/emulator/internal/scenario"
	"belvo-emulator/emulator/internal/store"
)

// The operations of requests that reach no institution. A deletion of data is one too; its word is
// lifecycle.Delete.
const (
	List   lifecycle.Operation = "list"
	Detail lifecycle.Operation = "detail"
	Token  lifecycle.Operation = "token"
	Login  lifecycle.Operation = "login"
)

// NextOperations lists the words for what a request does.
func NextOperations() []string {
	var words []string
	for _, op := range append(lifecycle.Operations(), List, Detail, Token, Login) {
		words = append(words, string(op))
	}
	return words
}

// Used is a request that got an answer of the queue.
type Used struct {
	Next      int        `json:"next" doc:"the id of what it got"`
	At        time.Time  `json:"at"`
	Request   string     `json:"request,omitempty" doc:"its id in the journal"`
	RequestID string     `json:"request_id,omitempty"`
	Method    string     `json:"method,omitempty" doc:"none for a refresh on schedule"`
	Path      string     `json:"path,omitempty"`
	Operation string     `json:"operation,omitempty"`
	Link      uuid.UUID  `json:"link,omitzero"`
	Respond   belvo.Code `json:"respond,omitempty"`
	Before    []Carried  `json:"before,omitempty" doc:"what was to happen right before; told apart from the answer"`
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

// Failure is the error of a code that is the answer itself.
func (n *Next) Failure() error {
	e := belvo.NewError(n.Respond)
	e.Message = cmp.Or(n.Message, e.Message)
	return e
}

// Idle says whether no answer waits.
func Idle(in steering) bool { return len(answersOf(in).queue) == 0 }

// Take uses the first answer up that waits for a request, and writes into the report what it does to
// the answer on its way. It returns nil if none waits for it.
func Take(tx *store.Tx, r *Request, report *Report, p Probe, now time.Time) (n *Next) {
	if Idle(tx) && len(r.Turns) == 0 {
		return nil
	}
	s := answersOf(tx).clone()
	if n = s.first(r, p); n == nil {
		return nil
	}
	s.use(Used{Next: n.ID, At: now, Request: r.Cause, RequestID: r.ID, Method: r.Method, Path: r.Path,
		Operation: p.Operation, Link: p.Link, Respond: n.Respond})
	report.Rule = n.rule()
	report.Queued, report.HTTPStatus, report.Latency, report.Fault = n.ID, n.Status, n.Latency, n.Fault
	tx.Steer(s)
	return n
}

// first takes the first answer that waits for a request: one whose turn it is, or one of the queue.
func (s *answers) first(r *Request, p Probe) *Next {
	at := slices.IndexFunc(s.queue, func(n *Next) bool { return !n.byTurn() && n.waitsFor(r, p) })
	queued := 0
	if at >= 0 {
		queued = s.queue[at].ID
	}
	if n := r.takeTurn(p, queued); n != nil || at < 0 {
		return n
	}
	n := s.queue[at]
	s.spend(at)
	return n
}

// spend counts one use of an answer of the queue, and returns whether that was the last.
func (s *answers) spend(at int) (last bool) {
	if n := *s.queue[at]; !n.Always {
		n.Left--
		s.queue[at], last = &n, n.Left == 0
	}
	if last {
		s.queue = slices.Delete(s.queue, at, at+1)
	}
	return last
}

// use remembers a request that got something.
func (s *answers) use(u Used) {
	first := max(0, len(s.used)+1-maxUsed)
	s.used = append(slices.Clone(s.used[first:]), &u)
}

// takeTurn is the first answer whose turn the request is and that it can use now. An answer that waits
// for any request and was queued earlier, under the id queued, goes first; 0 for none.
func (r *Request) takeTurn(p Probe, queued int) *Next {
	at := slices.IndexFunc(r.Turns, func(n *Next) bool { return n.answers() && n.waitsFor(r, p) })
	if at < 0 || queued > 0 && queued < r.Turns[at].ID {
		return nil
	}
	n := r.Turns[at]
	r.Turns = slices.Delete(slices.Clone(r.Turns), at, at+1)
	return n
}

// waitsFor says whether an answer waits for a request. A refresh on schedule is no request: it gets
// only what waits for refreshes, and only what an institution can answer.
func (n *Next) waitsFor(r *Request, p Probe) bool {
	m := &n.Match
	if r.Method == "" && (m.Operation != string(lifecycle.Refresh) || m.Method+m.Path != "" ||
		!n.forInstitution(lifecycle.Refresh)) {
		return false
	}
	return m.covers(r, p)
}

// covers says whether all that the match names is so of a request.
func (m *NextMatch) covers(r *Request, p Probe) bool {
	return (m.Method == "" || m.Method == r.Method) &&
		(m.Path == "" || m.Path == r.Route || scenario.Glob(belvo.NormalPath(m.Path), belvo.NormalPath(r.Path))) &&
		(m.Operation == "" || m.Operation == p.Operation) &&
		(m.Link == uuid.Nil || m.Link == p.Link) &&
		(m.Resource == "" || m.Resource == p.Resource.Name()) &&
		(m.Institution == "" || scenario.Glob(m.Institution, p.Institution))
}

// forInstitution says whether the answer can be an institution's to an operation.
func (n *Next) forInstitution(op lifecycle.Operation) bool {
	return n.Respond == "" || slices.Contains(scenario.Answers(op), n.Respond)
}

// answers is what the control surface said about the answers of a sandbox's institutions. It is part of
// the store's state, so that a commit that fails undoes it: neither a value nor what its lists have is
// ever changed. Its zero value is that of a fresh sandbox.
type answers struct {
	pinned string  // the scenario of every link that has no pin of its own, "" for none
	queue  []*Next // the answers that wait
	queued int     // how many were ever queued
	used   []*Used // the latest that were used

	settings Settings
	told     *Told              // nil for none
	tried    *scenario.Scenario // nil for none
}

// Takes implements store.Steering: a change copies the lists.
func (s *answers) Takes() int { return 64 + 8*(len(s.queue)+len(s.used)) }

// clone is a copy to be changed, up to what its lists have.
func (s *answers) clone() *answers {
	c := *s
	c.queue = slices.Clone(s.queue)
	return &c
}

// steering has what was said of the answers: a transaction what it says itself, a store what the last commit did.
type steering interface{ Steering() store.Steering }

func answersOf(in steering) *answers {
	if s, any := in.Steering().(*answers); any {
		return s
	}
	return &answers{}
}

// steer makes a change.
func steer(tx *store.Tx, change func(*answers)) {
	s := answersOf(tx).clone()
	change(s)
	tx.Steer(s)
}

// Wanted is the scenario that a request wants for its link, "" for the one it has: that of the
// sandbox's pin goes before that of the request's header.
func Wanted(tx *store.Tx, header string) string { return cmp.Or(answersOf(tx).pinned, header) }

// Pinned is the name of the sandbox's scenario, "" for none.
func Pinned(tx *store.Tx) string { return Wanted(tx, "") }

// Pin makes a scenario that of the sandbox, or with "" none.
func Pin(tx *store.Tx, name string) { steer(tx, func(s *answers) { s.pinned = name }) }

// MaxQueued is how many answers may wait: each request is compared with all of them.
const MaxQueued = 1000

// MaxTimes is how many requests may get an answer, and how many may be counted before one gets it. For more there is
// Always.
const MaxTimes = 1_000_000

// Queue adds an answer, which then waits behind those that are there, and returns it with its id. It
// returns false if there are too many.
func Queue(tx *store.Tx, n Next) (Next, bool) {
	if len(answersOf(tx).queue) >= MaxQueued {
		return Next{}, false
	}
	steer(tx, func(s *answers) {
		s.queued++
		n.ID, n.Left = s.queued, n.Times
		queued := n
		s.queue = append(s.queue, &queued)
	})
	return n, true
}

// Queued returns the answers that wait, the next one first, and the requests that got one, the
// latest first.
func Queued(tx *store.Tx) (waiting []Next, used []Used) {
	s := answersOf(tx)
	for _, n := range s.queue {
		waiting = append(waiting, *n)
	}
	for _, u := range slices.Backward(s.used) {
		used = append(used, *u)
	}
	return waiting, used
}

// Clear forgets the answers that wait and those that were used, and returns how many waited.
func Clear(tx *store.Tx) int {
	waited := len(answersOf(tx).queue)
	steer(tx, func(s *answers) { s.queue, s.used = nil, nil })
	return waited
}

// SettingsOf returns the settings in force.
func SettingsOf(in steering) Settings { return answersOf(in).settings }

// Set puts settings in force.
func Set(tx *store.Tx, next Settings) { steer(tx, func(s *answers) { s.settings = next }) }

// TriedIn returns the scenario that is tried in the sandbox alone, nil for none.
func TriedIn(in steering) *scenario.Scenario { return answersOf(in).tried }

// Try has a scenario tried; nil ends it.
func Try(tx *store.Tx, sc *scenario.Scenario) { steer(tx, func(s *answers) { s.tried = sc }) }

// ToldIn returns the story that is told, nil for none. It is never changed.
func ToldIn(in steering) *Told { return answersOf(in).told }

// Tell notes which story is told.
func Tell(tx *store.Tx, t *Told) { steer(tx, func(s *answers) { s.told = t }) }
