// Package notice is a webhook as data, from the commit that causes it to the record of its delivery.
package notice

import (
	"time"

	"github.com/google/uuid"
)

// Notice is a webhook that was committed. It has one form wherever it is: in the commit, in the journal
// and on its way to a receiver. Everything but Seq is set before its commit ends, Seq when it is
// published, and nothing changes after that, so a notice may be in many hands.
type Notice struct {
	ID    string    `json:"webhook_id"` // 32 hexadecimal digits; the same on every attempt
	At    time.Time `json:"at"`         // of the commit, on the sandbox's clock
	Link  uuid.UUID `json:"link"`
	Type  string    `json:"type"`  // ACCOUNTS, say
	Code  string    `json:"code"`  // historical_update, say
	Cause string    `json:"cause"` // the name of a request, or what else caused it, such as "timer refresh"

	Seq     uint64  `json:"-"` // strictly rising in a sandbox
	Process string  `json:"-"` // the process_type, "" for none
	Request string  `json:"-"` // the request_id, "" for none
	Mangle  Mangle  `json:"-"` // applied on top of the endpoint's
	Content Content `json:"-"` // nil for an empty body
}

// Content is what a webhook says, as data.
type Content interface {
	// Body makes the JSON to send, the same bytes each time, or nil if there is nothing to tell after
	// all. It may read data, so it must not be called while a store's lock is held. It is safe for
	// concurrent use.
	Body(n *Notice) []byte
}

// Body is the webhook's JSON, nil for none.
func (n *Notice) Body() []byte {
	if n.Content == nil {
		return nil
	}
	return n.Content.Body(n)
}

// Void says whether there was nothing to tell after all, so that the webhook is never sent.
func (n *Notice) Void() bool { return n.Content != nil && n.Content.Body(n) == nil }

// Text is the content of a webhook whose body is given; nil is one with nothing to tell.
type Text []byte

// Body is the text.
func (t Text) Body(*Notice) []byte { return t }

// Mangle spoils the delivery on purpose, to test the receiver.
type Mangle struct {
	Duplicate bool          // once delivered, sent a second time
	Delay     time.Duration // on the sandbox's clock, before the first attempt
	// Reorder swaps neighbours: the webhook waits for the next one to the same endpoint and is sent
	// after it; if none comes within ten seconds of the sandbox's clock it goes alone.
	Reorder bool
}

// With is both manglings together.
func (m Mangle) With(more Mangle) Mangle {
	return Mangle{m.Duplicate || more.Duplicate, m.Delay + more.Delay, m.Reorder || more.Reorder}
}
