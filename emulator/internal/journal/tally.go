package journal

import (
	"belvo-emulator/emulator/internal/belvo"
	"belvo-emulator/emulator/internal/lifecycle"
	"belvo-emulator/emulator/internal/notice"
	"belvo-emulator/emulator/internal/webhook"
)

// Tally counts what the application under test has met since the sandbox began or was reset,
// however long ago it was.
type Tally struct {
	// Operations are the requests by operation and status; without method and path it is an unknown one.
	Operations map[Operation]int
	// Codes are the error codes in answers.
	Codes map[belvo.Code]int
	// Statuses are the statuses of links that answers have shown.
	Statuses map[belvo.Status]int
	// Transitions are those of links, from any cause.
	Transitions map[Step]int
	// Webhooks are those that were committed, with those that had nothing to tell and were not sent.
	Webhooks map[Hook]int
	// Delivered are the attempts that an endpoint has answered with a 2xx.
	Delivered map[Hook]int
	// Attempts are all attempts by what came of them.
	Attempts map[string]int
}

// Operation is a route and the status of an answer.
type Operation struct {
	Method, Path string // of the route, with parts in braces; both "" for an unknown path
	Status       int
}

// Step is a transition of any link.
type Step struct {
	From  lifecycle.State
	Event lifecycle.Event
	To    lifecycle.State
}

// Hook is a kind of webhook.
type Hook struct{ Type, Code string }

// Tally returns a copy of the counts.
func (j *Journal) Tally() Tally {
	var copied Tally
	j.AddTo(&copied)
	return copied
}

// AddTo adds the counts to a tally.
func (j *Journal) AddTo(t *Tally) {
	j.mu.Lock()
	defer j.mu.Unlock()
	t.Add(j.tally)
}

// Add adds what another tally has counted.
func (t *Tally) Add(other Tally) {
	add(&t.Operations, other.Operations)
	add(&t.Codes, other.Codes)
	add(&t.Statuses, other.Statuses)
	add(&t.Transitions, other.Transitions)
	add(&t.Webhooks, other.Webhooks)
	add(&t.Delivered, other.Delivered)
	add(&t.Attempts, other.Attempts)
}

func add[K comparable](counts *map[K]int, more map[K]int) {
	if *counts == nil {
		*counts = make(map[K]int, len(more))
	}
	for key, n := range more {
		(*counts)[key] += n
	}
}

func (t *Tally) request(e *Entry) {
	op := Operation{Status: e.Status}
	if e.Route != nil {
		op.Method, op.Path = e.Route.Method, e.Route.Path
	}
	count(&t.Operations, op)
	for i := range e.Errors {
		count(&t.Codes, e.Errors[i].Code)
	}
}

func (t *Tally) transition(made Transition) {
	count(&t.Transitions, Step{made.From, made.Event, made.To})
}

func (t *Tally) webhook(w *notice.Notice) { count(&t.Webhooks, Hook{w.Type, w.Code}) }

func (t *Tally) attempt(a *webhook.Attempt) {
	count(&t.Attempts, string(a.Outcome))
	if a.Outcome == webhook.OK {
		count(&t.Delivered, Hook{a.Event.Type, a.Event.Code})
	}
}

// count adds one to a map that is made when it is first needed.
func count[K comparable](counts *map[K]int, key K) {
	if *counts == nil {
		*counts = map[K]int{}
	}
	(*counts)[key]++
}
