package journal

import (
	"time"

	"github.com/google/uuid"

	"belvo-emulator/emulator/internal/belvo"
	"belvo-emulator/emulator/internal/lifecycle"
	"belvo-emulator/emulator/internal/notice"
	"belvo-emulator/emulator/internal/webhook"
)

// Saved is what a journal has on record, as data that outlasts the process. The ways back, and the places
// that they lead to, are no part of it.
type Saved struct {
	Requests    []SavedRequest    `json:"requests,omitempty"`
	Transitions []SavedTransition `json:"transitions,omitempty"`
	Webhooks    []SavedWebhook    `json:"webhooks,omitempty"`
	Attempts    []SavedAttempt    `json:"attempts,omitempty"`
	Changes     []SavedChange     `json:"changes,omitempty"`
}

// SavedRequest is an Entry.
type SavedRequest struct {
	Position    uint64          `json:"position"`
	Undone      uint64          `json:"undone,omitempty"`
	Left        bool            `json:"left,omitempty"`
	ID          string          `json:"id"`
	At          time.Time       `json:"at"`
	Took        time.Duration   `json:"took,omitempty"`
	Method      string          `json:"method"`
	Path        string          `json:"path"`
	RawPath     string          `json:"raw_path,omitempty"`
	Query       string          `json:"query,omitempty"`
	Route       *Route          `json:"route,omitempty"`
	Auth        Auth            `json:"auth,omitempty"`
	Async       bool            `json:"async,omitempty"`
	Asked       string          `json:"asked,omitempty"`
	Body        SavedBody       `json:"body,omitzero"`
	Unread      *Unread         `json:"unread,omitempty"`
	Status      int             `json:"status,omitempty"`
	RequestID   string          `json:"request_id,omitempty"`
	Errors      []SavedError    `json:"errors,omitempty"`
	Answer      SavedBody       `json:"answer,omitzero"`
	Link        uuid.UUID       `json:"link,omitzero"`
	Before      lifecycle.State `json:"before,omitempty"`
	After       lifecycle.State `json:"after,omitempty"`
	Session     bool            `json:"session,omitempty"`
	Consent     bool            `json:"consent,omitempty"`
	Scenario    string          `json:"scenario,omitempty"`
	StateBefore string          `json:"state_before,omitempty"`
	StateAfter  string          `json:"state_after,omitempty"`
	Rule        string          `json:"rule,omitempty"`
	Fault       string          `json:"fault,omitempty"`
	Latency     time.Duration   `json:"latency,omitempty"`
	Transitions []Transition    `json:"transitions,omitempty"`
	Webhooks    []SavedWebhook  `json:"webhooks,omitempty"`
	Due         *Due            `json:"due,omitempty"`
}

// SavedBody is a Body.
type SavedBody struct {
	Text        string  `json:"text,omitempty"`
	Form        bool    `json:"form,omitempty"`
	Mislabelled bool    `json:"mislabelled,omitempty"`
	Type        *string `json:"type,omitempty"`
	Size        int     `json:"size,omitempty"`
	Why         string  `json:"why,omitempty"`
}

// SavedError is what of an answer's error is shown. What resumes an MFA session is not.
type SavedError struct {
	Code    belvo.Code `json:"code"`
	Message string     `json:"message"`
	Field   string     `json:"field,omitempty"`
	Hint    string     `json:"hint,omitempty"`
}

// SavedTransition is a Transition.
type SavedTransition struct {
	Position uint64 `json:"position"`
	Undone   uint64 `json:"undone_at,omitempty"`
	Transition
}

// SavedWebhook names a webhook, and has what is shown of it.
type SavedWebhook struct {
	Position uint64 `json:"position,omitempty"`
	Seq      uint64 `json:"seq"`
	*notice.Notice
}

// SavedAttempt names an attempt.
type SavedAttempt struct {
	Position uint64 `json:"position"`
	webhook.AttemptKey
}

// SavedChange is a WorldChange.
type SavedChange struct {
	Position uint64 `json:"position"`
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

// SavedAfter returns what was recorded behind a position, and the position of the last of it; the same one
// for nothing.
func (j *Journal) SavedAfter(position uint64) (s Saved, last uint64) {
	last = position
	j.mu.Lock()
	defer j.mu.Unlock()
	each(&j.requests, position, &last, func(at uint64, e *Entry) { s.Requests = append(s.Requests, e.saved(at)) })
	each(&j.transitions, position, &last, func(at uint64, t Transition) {
		s.Transitions = append(s.Transitions, SavedTransition{at, t.undone, t})
	})
	each(&j.webhooks, position, &last, func(at uint64, w committed) {
		s.Webhooks = append(s.Webhooks, SavedWebhook{at, w.Seq, w.Notice})
	})
	each(&j.attempts, position, &last, func(at uint64, a attempt) {
		s.Attempts = append(s.Attempts, SavedAttempt{at, a.Key()})
	})
	each(&j.changes, position, &last, func(at uint64, c WorldChange) {
		s.Changes = append(s.Changes, SavedChange{at, c})
	})
	return s, last
}

// each visits the items behind a position.
func each[T item](r *ring[T], position uint64, last *uint64, visit func(uint64, T)) {
	for i := r.after(position); i < r.n; i++ {
		visit(r.at(i).position, r.at(i).item)
		*last = max(*last, r.at(i).position)
	}
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
		s.Webhooks = append(s.Webhooks, SavedWebhook{Seq: w.Seq, Notice: w})
	}
	return s
}

func (b Body) saved() SavedBody {
	return SavedBody{string(b.Text), b.Form, b.Mislabelled, b.Type, b.Size, b.Why}
}

func (b SavedBody) body() Body {
	return Body{[]byte(b.Text), b.Form, b.Mislabelled, b.Type, b.Size, b.Why}
}

// entry is the Entry. Routes shares the operations among entries; find finds the webhooks.
func (s *SavedRequest) entry(routes map[Route]*Route, find func(SavedWebhook) *notice.Notice) *Entry {
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
	for _, w := range s.Webhooks {
		e.Webhooks = append(e.Webhooks, find(w))
	}
	return e
}

// CarryOn makes a journal that has nothing on record yet name and order what comes behind what another one has
// recorded: so many requests, and nothing behind a position.
func (j *Journal) CarryOn(begun, position uint64) {
	j.begun.Store(begun)
	for last := j.budget.positions.Load(); last < position; last = j.budget.positions.Load() {
		j.budget.positions.CompareAndSwap(last, position)
	}
}

// Recall puts what was saved before what was recorded since CarryOn. Find finds the webhooks, try the attempts,
// nil for one that is no longer known; neither may call the journal.
func (j *Journal) Recall(s *Saved, find func(SavedWebhook) *notice.Notice,
	try func(webhook.AttemptKey) *webhook.Attempt,
) {
	routes := map[Route]*Route{}
	j.change(func() {
		prepend(&j.requests, s.Requests, func(push func(uint64, *Entry), r *SavedRequest) {
			push(r.Position, r.entry(routes, find))
		})
		prepend(&j.transitions, s.Transitions, func(push func(uint64, Transition), t *SavedTransition) {
			t.Transition.undone = t.Undone
			push(t.Position, t.Transition)
		})
		prepend(&j.webhooks, s.Webhooks, func(push func(uint64, committed), w *SavedWebhook) {
			push(w.Position, committed{find(*w)})
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
