package sandbox

import (
	"sync/atomic"

	"belvo-emulator/emulator/internal/journal"
	"belvo-emulator/emulator/internal/notice"
	"belvo-emulator/emulator/internal/store"
	"belvo-emulator/emulator/internal/timeline"
	"belvo-emulator/emulator/internal/webhook"
)

// outbox hands on what was committed: transitions to the journal and to observers, webhooks
// to the dispatcher. The store's lock guards it.
type outbox struct {
	observe func([]store.Event)
	journal *journal.Journal
	hooks   *webhook.Dispatcher
	alarm   timeline.Alarm
	manual  func() bool   // the clock
	sent    atomic.Uint64 // changed while the store's lock is held
	paused  bool
	pending []*notice.Notice

	left    atomic.Bool   // the world went back, and goes on in another sandbox
	changes atomic.Uint64 // of the dispatcher, about: what tells whether an image of it is still good
}

// publish hands on a commit's events. The store's lock is held, so it must not block.
func (o *outbox) publish(events []store.Event) {
	if o.left.Load() {
		return
	}
	if o.observe != nil {
		o.observe(events)
	}
	var hooks []*notice.Notice
	for _, e := range events {
		for _, n := range e.Notices {
			n.Seq = o.sent.Add(1)
		}
		o.journal.Commit(journal.Transition{At: e.At, Link: e.Link, From: e.Transition.From,
			Event: e.Transition.Event, To: e.Transition.To, Cause: e.Cause}, e.Notices)
		hooks = append(hooks, e.Notices...)
	}
	if o.paused {
		o.pending = append(o.pending, hooks...)
		return
	}
	if len(hooks) > 0 {
		o.changes.Add(1)
		o.hooks.Publish(hooks)
		if o.manual() {
			o.alarm.Ring()
		}
	}
}

// keep hands on the way back over a commit. The store's lock is held.
func (o *outbox) keep(p *store.Past) {
	if !o.left.Load() {
		o.journal.KeepPast(p)
	}
}

// attempted notes an attempt to deliver a webhook.
func (o *outbox) attempted(a *webhook.Attempt) {
	o.changes.Add(1)
	o.journal.Attempted(a)
}

// release lets the webhooks go that were kept while the sandbox was made.
func (o *outbox) release() {
	if o.paused = false; len(o.pending) > 0 {
		o.hooks.Publish(o.pending)
		o.pending = nil
		o.alarm.Ring()
	}
}
