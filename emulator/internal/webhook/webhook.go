// Package webhook delivers a sandbox's events to the endpoints of the application under test, and
// keeps what happened: every event, every delivery and every attempt, as far as there is room. It
// knows nothing of links or engines, only of events that were committed in an order.
//
// What Belvo documents: a POST of JSON with the Authorization header that was typed into the
// dashboard, no signature, an answer expected within five seconds (integration checklist), several
// tries. Deviation: Belvo guarantees no order; here the events of one link reach an endpoint in
// the order of their commits, also across retries, unless a Mangle asks for the opposite. Those of
// other links do not wait for a receiver that is slow with one link: up to eight attempts at an
// endpoint are under way side by side.
package webhook

import (
	"slices"
	"time"

	"github.com/google/uuid"

	"belvo-emulator/emulator/internal/notice"
)

// reorderHold is how long a Reorder waits for the next event, on the sandbox's clock.
const reorderHold = 10 * time.Second

// State says how far the delivery of an event to an endpoint has come.
type State string

// The states of a delivery.
const (
	Pending   State = "pending"   // not attempted yet
	Retrying  State = "retrying"  // attempted, not delivered yet
	Delivered State = "delivered" // answered with 2xx
	GivenUp   State = "given_up"  // the last attempt of the profile failed
	Dropped   State = "dropped"   // the endpoint's queue was full, or the dispatcher closed
	Withdrawn State = "withdrawn" // its endpoint was removed
	// NothingToTell are deliveries that were over without an attempt, for their event has no body.
	NothingToTell State = "nothing_to_tell"
)

// Delivery is one event on its way to one endpoint.
type Delivery struct {
	ID       string // endpoint and Seq, such as "main.17"
	Endpoint string
	Event    *notice.Notice
	State    State
	Attempts int       // made so far
	Next     time.Time // of the next attempt, on the sandbox's clock; zero if none is planned
	Held     bool      // it waits until it is released
	// Outcome and Status are those of the last attempt.
	Outcome Outcome
	Status  int
}

// Attempt is one try to deliver an event, and what came of it.
type Attempt struct {
	Delivery string // its Delivery's ID
	Endpoint string
	URL      string // as it may be shown
	Event    *notice.Notice
	Number   int           // of this delivery's attempts, from 1
	Copy     bool          // the second sending of a Mangle
	Started  time.Time     // on the sandbox's clock; with Manual, when it was due
	Took     time.Duration // in real time
	Outcome  Outcome
	Error    string // says why it is no success, without secrets; "" for a success
	// Status, ContentType, Location and Response are those of the answer, if there was one, each
	// at most 1 KiB.
	Status      int
	ContentType string
	Location    string
	Response    string
	Next        time.Time // of the next attempt, on the sandbox's clock; zero if none is planned
	authorized  bool
	manual      bool // its dispatcher was
}

// Filter chooses among events, deliveries or attempts. Zero fields choose everything; fields that
// do not apply (an event has no endpoint) are not looked at.
type Filter struct {
	From       uint64 // events from this Seq on
	EventID    string
	Type, Code string
	Link       uuid.UUID
	Endpoint   string
	State      State
	Limit      int // only the last so many
}

func (f Filter) event(e *notice.Notice) bool {
	return e.Seq >= f.From && (f.EventID == "" || f.EventID == e.ID) &&
		(f.Type == "" || f.Type == e.Type) && (f.Code == "" || f.Code == e.Code) &&
		(f.Link == uuid.Nil || f.Link == e.Link)
}

func (f Filter) at(endpoint string) bool { return f.Endpoint == "" || f.Endpoint == endpoint }

// last returns the last f.Limit of items.
func last[T any](f Filter, items []T) []T {
	if f.Limit > 0 && len(items) > f.Limit {
		return slices.Clip(items[len(items)-f.Limit:])
	}
	return items
}
