package emulatortest

import (
	"encoding/json"
	"net/http"
	"strings"

	"belvo-emulator/emulator/internal/journal"
)

// Event is something that happened: a request, transition, webhook or attempt to deliver one.
type Event struct {
	ID   string // of the stream, for since
	Kind journal.Kind
	Data json.RawMessage
}

// The kinds of events.
const (
	KindRequest    = journal.KindRequest
	KindTransition = journal.KindTransition
	KindWebhook    = journal.KindWebhook
	KindAttempt    = journal.KindAttempt
)

// Events lists what has happened in the sandbox behind the event with an id ("" for all that is on
// record), in order. The stream itself, which goes on, is at GET /__emulator/v1/events.
func (b *Sandbox) Events(since string) []Event {
	b.t.Helper()
	query := struct {
		Follow bool   `json:"follow"`
		Since  string `json:"since,omitempty"`
	}{false, since}
	stream := control[[]byte](b, http.MethodGet, "events", input{query: query})
	var list []Event
	for block := range strings.SplitSeq(string(stream), "\n\n") {
		var e Event
		for line := range strings.Lines(block) {
			name, value, _ := strings.Cut(strings.TrimSuffix(line, "\n"), ": ")
			switch name {
			case "id":
				e.ID = value
			case "event":
				e.Kind = journal.Kind(value)
			case "data":
				e.Data = json.RawMessage(value)
			}
		}
		if e.Kind != "" {
			list = append(list, e)
		}
	}
	return list
}
