package webhook

import (
	"slices"
	"time"

	"belvo-emulator/emulator/internal/notice"
)

// Recorded is a part of a dispatcher's record. Its events, inbox and attempts are those that were added since
// some were counted.
type Recorded struct {
	Events, Inbox []*notice.Notice
	Attempts      []*Attempt
	Over          []Over
}

// Marks counts what was ever recorded.
type Marks struct {
	Events   uint64 `json:"events,omitempty"`
	Inbox    uint64 `json:"inbox,omitempty"`
	Attempts uint64 `json:"attempts,omitempty"`
	Over     uint64 `json:"over,omitempty"`
}

// Over is a delivery that is over.
type Over struct {
	Endpoint string         `json:"endpoint"`
	Seq      uint64         `json:"seq"`
	Number   uint64         `json:"number"` // in the order of their ends
	State    State          `json:"state"`
	Attempts int            `json:"attempts,omitempty"`
	Outcome  Outcome        `json:"outcome,omitempty"`
	Status   int            `json:"status,omitempty"`
	Copies   int            `json:"copies,omitempty"` // that were still to be sent
	Event    *notice.Notice `json:"-"`
}

// AttemptKey names an attempt.
type AttemptKey struct {
	Delivery string `json:"delivery"`
	Number   int    `json:"number"`
	Copy     bool   `json:"copy,omitempty"`
}

// Key names the attempt.
func (a *Attempt) Key() AttemptKey { return AttemptKey{a.Delivery, a.Number, a.Copy} }

// SavedAttempt is an Attempt as data. Its Event is named by its Seq.
type SavedAttempt struct {
	AttemptKey
	Endpoint    string        `json:"endpoint"`
	URL         string        `json:"url"`
	Seq         uint64        `json:"seq"`
	Started     time.Time     `json:"started"`
	Took        time.Duration `json:"took,omitempty"`
	Outcome     Outcome       `json:"outcome"`
	Error       string        `json:"error,omitempty"`
	Status      int           `json:"status,omitempty"`
	ContentType string        `json:"content_type,omitempty"`
	Location    string        `json:"location,omitempty"`
	Response    string        `json:"response,omitempty"`
	Next        time.Time     `json:"next,omitzero"`
	Authorized  bool          `json:"authorized,omitempty"`
	Manual      bool          `json:"manual,omitempty"`
}

// Saved is the attempt as data.
func (a *Attempt) Saved() SavedAttempt {
	return SavedAttempt{AttemptKey: a.Key(), Endpoint: a.Endpoint, URL: a.URL, Seq: a.Event.Seq, Started: a.Started,
		Took: a.Took, Outcome: a.Outcome, Error: a.Error, Status: a.Status, ContentType: a.ContentType,
		Location: a.Location, Response: a.Response, Next: a.Next, Authorized: a.authorized, Manual: a.manual}
}

// Attempt is the attempt to deliver an event that was saved.
func (s *SavedAttempt) Attempt(e *notice.Notice) *Attempt {
	a := &Attempt{Delivery: s.Delivery, Endpoint: s.Endpoint, URL: s.URL, Event: e, Number: s.Number, Copy: s.Copy,
		Started: s.Started.UTC(), Took: s.Took, Outcome: s.Outcome, Error: s.Error, Status: s.Status,
		ContentType: s.ContentType, Location: s.Location, Response: s.Response, authorized: s.Authorized,
		manual: s.Manual}
	if !s.Next.IsZero() {
		a.Next = s.Next.UTC()
	}
	return a
}

// RecordedSince returns what was recorded since some marks, and the marks of now.
func (d *Dispatcher) RecordedSince(m Marks) (Recorded, Marks) {
	d.mu.Lock()
	defer d.mu.Unlock()
	r := Recorded{Events: d.events.since(m.Events), Inbox: d.inbox.since(m.Inbox), Attempts: d.attempts.since(m.Attempts)}
	d.ends.Ascend(m.Over+1, func(number uint64, dl *delivery) bool {
		r.Over = append(r.Over, Over{dl.key.endpoint, dl.key.seq, number, dl.state, dl.attempts, dl.outcome,
			dl.status, dl.copies, dl.event})
		return true
	})
	return r, Marks{d.events.added, d.inbox.added, d.attempts.added, d.ended}
}

// CarryOn makes a dispatcher that has recorded nothing count on from marks.
func (d *Dispatcher) CarryOn(m Marks) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.events.added, d.inbox.added, d.attempts.added, d.ended = m.Events, m.Inbox, m.Attempts, m.Over
}

// Recall puts what another dispatcher of the same sandbox has recorded before what was recorded since CarryOn, unless
// this one goes on from an image that has it.
func (d *Dispatcher) Recall(r Recorded) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.recalled {
		return
	}
	d.recalled = true
	limit := d.config.RecordLimit
	there := map[uint64]bool{} // what waits was put on record when it came
	for _, e := range r.Events {
		there[e.Seq] = true
	}
	d.events.items = slices.DeleteFunc(slices.Clone(d.events.items), func(e *notice.Notice) bool { return there[e.Seq] })
	d.events.prepend(r.Events, limit)
	d.inbox.prepend(r.Inbox, limit)
	d.attempts.prepend(r.Attempts, limit)
	for _, o := range r.Over[max(0, len(r.Over)+d.ends.Len()-limit):] {
		dl := &delivery{event: o.Event, key: deliveryKey{o.Endpoint, o.Seq}, state: o.State, attempts: o.Attempts,
			outcome: o.Outcome, status: o.Status, copies: o.Copies, over: true, ended: o.Number}
		known, is := d.over.Get(dl)
		if is && known.ended > dl.ended {
			continue
		}
		if is { // it was sent again
			d.revive(known)
		}
		d.over.Set(dl)
		d.ends.Set(dl.ended, dl)
	}
}

// prepend puts items before the others, as far as there is room.
func (r *recent[T]) prepend(items []T, limit int) {
	all := slices.Concat(items, r.items)
	r.forgotten += uint64(max(0, len(all)-limit))
	r.items = all[max(0, len(all)-limit):]
}
