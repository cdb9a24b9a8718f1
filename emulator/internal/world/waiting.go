package world

import (
	"bytes"
	"cmp"
	"encoding/json"
	"slices"

	"github.com/google/uuid"

	"belvo-emulator/emulator/internal/belvo"
	"belvo-emulator/emulator/internal/contact"
	"belvo-emulator/emulator/internal/notice"
	"belvo-emulator/emulator/internal/snapshot"
	"belvo-emulator/emulator/internal/store"
	"belvo-emulator/emulator/internal/webhook"
)

// What a webhook says besides contact's words: a body that was made already, and none at all.
const (
	saysBody    = "body"
	saysNothing = "nothing"
)

// writeWaits writes down webhooks that wait, in the order of their commits, with the links that they
// describe. Of those that are known only the deliveries are written; nil knows none.
func writeWaits(waits []webhook.Wait, known func(seq uint64) bool) ([]snapshot.Webhook, []snapshot.Link) {
	var out []snapshot.Webhook
	var w noticeWriter
	places := map[*notice.Notice]int{}
	for _, d := range waits {
		at, begun := places[d.Event]
		if !begun {
			at = len(out)
			places[d.Event] = at
			if known != nil && known(d.Event.Seq) {
				out = append(out, snapshot.Webhook{Seq: d.Event.Seq})
			} else {
				out = append(out, w.write(d.Event))
			}
		}
		out[at].Deliveries = append(out[at].Deliveries, snapshot.Delivery{Endpoint: d.Endpoint, State: string(d.State),
			Due: d.Due, Free: d.Free, Copies: d.Copies, Attempts: d.Attempts, Tries: d.Tries,
			Outcome: string(d.Outcome), Status: d.Status, Place: d.Place, Turn: d.Turn, Held: d.Held, Kept: d.Kept})
	}
	slices.SortStableFunc(out, func(a, b snapshot.Webhook) int { return cmp.Compare(a.Seq, b.Seq) })
	return out, w.links
}

// noticeWriter writes webhooks down. A link that several describe is written once.
type noticeWriter struct {
	links  []snapshot.Link
	places map[*store.Link]int
}

func (w *noticeWriter) write(n *notice.Notice) snapshot.Webhook {
	out := snapshot.Webhook{ID: n.ID, Seq: n.Seq, At: n.At, Link: n.Link, Type: n.Type, Code: n.Code, Process: n.Process,
		Request: n.Request, Cause: n.Cause, Duplicate: n.Mangle.Duplicate, Delay: writeDuration(n.Mangle.Delay),
		Reorder: n.Mangle.Reorder}
	f, body, made := contact.FactsOf(n.Content)
	switch {
	case made && body == nil:
		out.Says = saysNothing
		return out
	case made:
		out.Says, out.Text = saysBody, string(body)
		return out
	}
	out.Says, out.Resource, out.Collected, out.Since = string(f.Says), string(f.Resource), f.At, f.Since
	if f.Says == contact.SaysGiven {
		out.Text = jsonText(f.Given)
	}
	out.Stored = idsIn(f.Stored)
	if f.Fresh != nil {
		out.Fresh = &snapshot.Fresh{Resources: []string{}, Since: f.Fresh.Since, At: f.Fresh.At, Stored: idsIn(f.Fresh.Stored)}
		for _, r := range f.Fresh.Resources {
			out.Fresh.Resources = append(out.Fresh.Resources, string(r))
		}
	}
	out.About = w.about(f.Link)
	return out
}

// about is the place of a link among those that are described, from 1.
func (w *noticeWriter) about(l *store.Link) int {
	if w.places[l] == 0 {
		if w.places == nil {
			w.places = map[*store.Link]int{}
		}
		w.links = append(w.links, writeLink(l))
		w.places[l] = len(w.links)
	}
	return w.places[l]
}

// idsIn are the ids of a set in their order.
func idsIn(set map[uuid.UUID]bool) []uuid.UUID {
	var ids []uuid.UUID
	for id := range set {
		ids = append(ids, id)
	}
	slices.SortFunc(ids, func(a, b uuid.UUID) int { return bytes.Compare(a[:], b[:]) })
	return ids
}

// jsonText is a value as a webhook's body has it.
func jsonText(v any) string {
	var text bytes.Buffer
	encoder := json.NewEncoder(&text)
	encoder.SetEscapeHTML(false)
	_ = encoder.Encode(v) // plain values always encode
	return string(bytes.TrimSuffix(text.Bytes(), []byte("\n")))
}

// resources are the names of a list.
func resources(names []string) []belvo.Resource {
	out := make([]belvo.Resource, len(names))
	for i, name := range names {
		out[i] = belvo.Resource(name)
	}
	return out
}

// sortWaits sorts deliveries by their endpoints and turns.
func sortWaits(waits []webhook.Wait) {
	slices.SortFunc(waits, func(a, b webhook.Wait) int {
		return cmp.Or(cmp.Compare(a.Endpoint, b.Endpoint), cmp.Compare(a.Turn, b.Turn))
	})
}
