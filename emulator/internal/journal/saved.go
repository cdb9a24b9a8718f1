package journal

import (
	"math"
	"time"

	"github.com/google/uuid"

	"belvo-emulator/emulator/internal/belvo"
	"belvo-emulator/emulator/internal/lifecycle"
	"belvo-emulator/emulator/internal/notice"
	"belvo-emulator/emulator/internal/webhook"
)

// Saved is what a journal has on record, as data that outlasts the process. The ways back, and the places
// that they lead to, are no part of it. A state has it by the order of the fields: new ones go behind the others.
type Saved struct {
	Requests    []SavedRequest
	Transitions []SavedTransition
	Webhooks    []SavedWebhook
	Attempts    []SavedAttempt
	Changes     []SavedChange
}

// SavedRequest is an Entry.
type SavedRequest struct {
	Position    uint64
	Undone      uint64
	Left        bool
	ID          string
	At          time.Time
	Took        time.Duration
	Method      string
	Path        string
	RawPath     string
	Query       string
	Route       *Route
	Auth        Auth
	Async       bool
	Asked       string
	Body        SavedBody
	Unread      *Unread
	Status      int
	RequestID   string
	Errors      []SavedError
	Answer      SavedBody
	Link        uuid.UUID
	Before      lifecycle.State
	After       lifecycle.State
	Session     bool
	Consent     bool
	Scenario    string
	StateBefore string
	StateAfter  string
	Rule        string
	Fault       string
	Latency     time.Duration
	Transitions []Transition
	Webhooks    []uint64 // their Seqs
	Due         *Due
}

// SavedBody is a Body.
type SavedBody struct {
	Text        []byte
	Form        bool
	Mislabelled bool
	Type        *string
	Size        int
	Why         string
}

// SavedError is what of an answer's error is shown. What resumes an MFA session is not.
type SavedError struct {
	Code    belvo.Code
	Message string
	Field   string
	Hint    string
}

// SavedTransition is a Transition.
type SavedTransition struct {
	Position uint64
	Undone   uint64
	Transition
}

// SavedWebhook names a webhook, and has what is shown of it; nil if the record of deliveries has it, which holds it
// whole.
type SavedWebhook struct {
	Position uint64
	Seq      uint64
	*notice.Notice
}

// SavedAttempt names an attempt.
type SavedAttempt struct {
	Position uint64
	webhook.AttemptKey
}

// SavedChange is a WorldChange.
type SavedChange struct {
	Position uint64
	WorldChange
}

// Place is its position.
func (s SavedChange) Place() uint64 { return s.Position }

// Place is its position.
func (s SavedRequest) Place() uint64 { return s.Position }

// Place is its position.
func (s SavedTransition) Place() uint64 { return s.Position }

// Place is its position.
func (s SavedWebhook) Place() uint64 { return s.Position }

// Place is its position.
func (s SavedAttempt) Place() uint64 { return s.Position }

// SavedAfter puts what was recorded behind a position in place of what s has, whose room is used again: up to so many
// requests, and what else was recorded until then. It returns the position of the last of it; the same one for nothing.
func (j *Journal) SavedAfter(position uint64, requests int, s *Saved) (last uint64) {
	j.mu.Lock()
	defer j.mu.Unlock()
	until := uint64(math.MaxUint64)
	if n := j.requests.after(position) + requests; n < j.requests.n {
		until = j.requests.at(n - 1).position
	}
	p := part{position, until, position}
	s.Requests = each(&p, s.Requests, &j.requests, func(at uint64, e *Entry) SavedRequest { return e.saved(at) })
	s.Transitions = each(&p, s.Transitions, &j.transitions, func(at uint64, t Transition) SavedTransition {
		return SavedTransition{at, t.undone, t}
	})
	s.Webhooks = each(&p, s.Webhooks, &j.webhooks, func(at uint64, w committed) SavedWebhook {
		return SavedWebhook{at, w.Seq, w.Notice}
	})
	s.Attempts = each(&p, s.Attempts, &j.attempts, func(at uint64, a attempt) SavedAttempt {
		return SavedAttempt{at, a.Key()}
	})
	s.Changes = each(&p, s.Changes, &j.changes, func(at uint64, c WorldChange) SavedChange {
		return SavedChange{at, c}
	})
	return p.last
}

// part is what stands behind a position, up to another, and the last of it that was seen.
type part struct{ behind, until, last uint64 }

// each makes something of each item of a part, in place of what there was.
func each[T item, S any](p *part, there []S, r *ring[T], save func(uint64, T) S) []S {
	made := there[:0]
	for i := r.after(p.behind); i < r.n; i++ {
		one := r.at(i)
		if one.position > p.until {
			break
		}
		made = append(made, save(one.position, one.item))
		p.last = max(p.last, one.position)
	}
	return made
}

func (e *Entry) saved(position uint64) SavedRequest {
	s := SavedRequest{Position: position, Undone: e.undone, Left: e.Left, ID: e.ID, At: e.At, Took: e.Took,
		Method: e.Method, Path: e.Path, RawPath: e.RawPath, Query: e.Query, Route: e.Route, Auth: e.Auth,
		Async: e.Async, Asked: e.Asked, Body: e.Body.saved(), Unread: e.Unread, Status: e.Status,
		RequestID: e.RequestID, Answer: e.Answer.saved(), Link: e.Link, Before: e.Before, After: e.After,
		Session: e.Session, Consent: e.Consent, Scenario: e.Scenario, StateBefore: e.StateBefore,
		StateAfter: e.StateAfter, Rule: e.Rule, Fault: e.Fault, Latency: e.Latency, Transitions: e.Transitions,
		Due: e.Due}
	for i := range e.Errors {
		err := &e.Errors[i]
		s.Errors = append(s.Errors, SavedError{err.Code, err.Message, err.Field, err.Hint})
	}
	for _, w := range e.Webhooks {
		s.Webhooks = append(s.Webhooks, w.Seq)
	}
	return s
}

func (b Body) saved() SavedBody {
	return SavedBody(b)
}

func (b SavedBody) body() Body {
	return Body(b)
}

// sent names a webhook of a request. Its Seq alone does not: after going back it comes again.
type sent struct {
	seq   uint64
	cause string
}

// entry is the Entry. Routes shares the operations among entries; a webhook that is not known any more is left out.
func (s *SavedRequest) entry(routes map[Route]*Route, known map[sent]*notice.Notice) *Entry {
	e := &Entry{undone: s.Undone, Left: s.Left, ID: s.ID, At: s.At.UTC(), Took: s.Took,
		Method: s.Method, Path: s.Path, RawPath: s.RawPath, Query: s.Query, Auth: s.Auth,
		Async: s.Async, Asked: s.Asked, Body: s.Body.body(), Unread: s.Unread, Status: s.Status,
		RequestID: s.RequestID, Answer: s.Answer.body(), Link: s.Link, Before: s.Before, After: s.After,
		Session: s.Session, Consent: s.Consent, Scenario: s.Scenario, StateBefore: s.StateBefore,
		StateAfter: s.StateAfter, Rule: s.Rule, Fault: s.Fault, Latency: s.Latency, Transitions: s.Transitions,
		Due: s.Due}
	if s.Route != nil {
		if routes[*s.Route] == nil {
			routes[*s.Route] = s.Route
		}
		e.Route = routes[*s.Route]
	}
	for _, err := range s.Errors {
		e.Errors = append(e.Errors, belvo.Error{Code: err.Code, Message: err.Message, Field: err.Field, Hint: err.Hint})
	}
	for _, seq := range s.Webhooks {
		if w := known[sent{seq, s.ID}]; w != nil {
			e.Webhooks = append(e.Webhooks, w)
		}
	}
	return e
}

// CarryOn makes a journal that has nothing on record yet name and order what comes behind what another one has
// recorded: so many requests, and nothing behind a position.
func (j *Journal) CarryOn(begun, position uint64) {
	j.begun.Store(begun)
	j.mu.Lock()
	j.places.lost = position
	j.mu.Unlock()
	for last := j.budget.positions.Load(); last < position; last = j.budget.positions.Load() {
		j.budget.positions.CompareAndSwap(last, position)
	}
}

// Recall puts what was saved before what was recorded since CarryOn. Try finds the attempts, nil for one that is no
// longer known; it may not call the journal. Only the first call does anything.
func (j *Journal) Recall(s *Saved, try func(webhook.AttemptKey) *webhook.Attempt) {
	routes, known := map[Route]*Route{}, map[sent]*notice.Notice{}
	for _, w := range s.Webhooks {
		known[sent{w.Seq, w.Cause}] = w.Notice
	}
	j.change(func() {
		if j.recalled {
			return
		}
		j.recalled = true
		prepend(&j.requests, s.Requests, func(push func(uint64, *Entry), r *SavedRequest) {
			push(r.Position, r.entry(routes, known))
		})
		prepend(&j.transitions, s.Transitions, func(push func(uint64, Transition), t *SavedTransition) {
			t.Transition.undone = t.Undone
			push(t.Position, t.Transition)
		})
		prepend(&j.webhooks, s.Webhooks, func(push func(uint64, committed), w *SavedWebhook) {
			push(w.Position, committed{w.Notice})
		})
		prepend(&j.attempts, s.Attempts, func(push func(uint64, attempt), a *SavedAttempt) {
			if made := try(a.AttemptKey); made != nil {
				push(a.Position, attempt{made})
			}
		})
		prepend(&j.changes, s.Changes, func(push func(uint64, WorldChange), c *SavedChange) {
			push(c.Position, c.WorldChange)
		})
	})
}

// prepend puts items before those of a ring.
func prepend[T item, S any](r *ring[T], saved []S, add func(push func(uint64, T), one *S)) {
	if len(saved) == 0 {
		return
	}
	whole := ring[T]{dropped: r.dropped, lost: r.lost}
	for i := range saved {
		add(whole.push, &saved[i])
	}
	for i := range r.n {
		whole.push(r.at(i).position, r.at(i).item)
	}
	*r = whole
}
