package world

import (
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"github.com/google/uuid"

	"belvo-emulator/emulator/internal/belvo"
	"belvo-emulator/emulator/internal/contact"
	"belvo-emulator/emulator/internal/notice"
	"belvo-emulator/emulator/internal/snapshot"
	"belvo-emulator/emulator/internal/store"
	"belvo-emulator/emulator/internal/webhook"
)

// readWaits restores the webhooks that wait.
func (r *restorer) readWaits() {
	w := r.doc.Webhooks
	if w == nil || len(w.Waiting) == 0 {
		return
	}
	links := r.readDescribed(w.Links)
	var waits []webhook.Wait
	seen, places := map[uint64]bool{}, queues{}
	for i := range w.Waiting {
		d := &w.Waiting[i]
		path := fmt.Sprintf("webhooks.waiting[%d]", i)
		n, err := r.readNotice(d, links)
		switch {
		case err != nil:
			r.wrongField(path, err)
		case seen[d.Seq]:
			r.wrong(path+".seq", "%d is there twice", d.Seq)
		}
		seen[d.Seq] = true
		for k, way := range d.Deliveries {
			if err := places.add(d, &way); err != nil {
				r.wrongField(fmt.Sprintf("%s.deliveries[%d]", path, k), err)
			}
			waits = append(waits, readDelivery(n, way))
		}
		if n != nil && n.Seq > r.Sent() {
			r.SetSent(n.Seq) // the sandbox is not shared yet
		}
	}
	if len(r.problems) > 0 {
		return
	}
	if lost := r.Webhooks().Resume(waits); len(lost) > 0 {
		r.warn("%d webhooks waited for endpoints that are not here; they are not sent", len(lost))
	}
}

// maxCopies is how often a delivery may be sent again at most; a snapshot says once.
const maxCopies = 10

// maxPlace is how high places and turns may be, so that there is no end to those behind them.
const maxPlace = 1e15

// slot is a place in the queue of an endpoint that one delivery can have.
type slot struct {
	endpoint, of string
	link         uuid.UUID
	number       uint64
}

// queues are the slots that are taken.
type queues map[slot]bool

// add refuses a delivery whose slot another one has: one of the two would be lost. One that is held needs the turn
// before its own too, for the next one goes there.
func (q queues) add(w *snapshot.Webhook, d *snapshot.Delivery) error {
	e := d.Endpoint
	event, place := slot{e, "event", uuid.Nil, w.Seq}, slot{e, "place", uuid.Nil, d.Place}
	turn, before := slot{e, "turn", w.Link, d.Turn}, slot{e, "turn", w.Link, d.Turn - 1}
	held := slot{endpoint: e, of: "held"}
	ordered := d.Turn > 0 // else it gets a place and a turn behind the others
	switch {
	case q[event]:
		return fieldError("endpoint", "%s is there twice", e)
	case d.Place > maxPlace:
		return fieldError("place", "it must be at most %d", uint64(maxPlace))
	case d.Turn > maxPlace:
		return fieldError("turn", "it must be at most %d", uint64(maxPlace))
	case ordered && q[turn]:
		return fieldError("turn", "%d is taken by another one of the same link and endpoint", d.Turn)
	case ordered && d.Place > 0 && q[place]:
		return fieldError("place", "%d is taken by another one of the endpoint", d.Place)
	case d.Held && q[held]:
		return fieldError("held", "the endpoint has another one that is held")
	case ordered && d.Held && (d.Turn == 1 || q[before]):
		return fieldError("turn", "it is held, and the turn before %d is not free for the one that it waits for", d.Turn)
	case d.Copies > maxCopies:
		return fieldError("copies", "it must be at most %d", maxCopies)
	}
	q[event], q[turn], q[place] = true, true, true
	q[before], q[held] = q[before] || d.Held, q[held] || d.Held
	return nil
}

// readDescribed makes the links that webhooks describe.
func (r *restorer) readDescribed(docs []snapshot.Link) []*store.Link {
	r.describing = true
	defer func() { r.describing = false }()
	links := make([]*store.Link, len(docs))
	for i := range docs {
		path := fmt.Sprintf("webhooks.links[%d]", i)
		if docs[i].Facts == nil || docs[i].ID == uuid.Nil {
			r.wrong(path, "a link that a webhook describes has an id and facts")
			continue
		}
		l, err := r.readLink(&docs[i])
		if err != nil {
			r.wrongField(path, err)
			continue
		}
		links[i] = l
	}
	return links
}

// readNotice makes a webhook. The error is what is wrong with it.
func (r *restorer) readNotice(d *snapshot.Webhook, links []*store.Link) (*notice.Notice, error) {
	n := &notice.Notice{ID: d.ID, At: d.At.UTC(), Link: d.Link, Type: d.Type, Code: d.Code, Cause: d.Cause, Seq: d.Seq,
		Process: d.Process, Request: d.Request,
		Mangle: notice.Mangle{Duplicate: d.Duplicate, Delay: readDuration(d.Delay), Reorder: d.Reorder}}
	switch d.Says {
	case saysNothing:
		n.Content = notice.Text(nil)
		return n, nil
	case saysBody:
		n.Content = notice.Text(d.Text)
		return n, nil
	}
	f, err := r.readFactsOf(d, links)
	n.Content = contact.NewContent(r.Desk().Reader, f)
	return n, err
}

func (r *restorer) readFactsOf(d *snapshot.Webhook, links []*store.Link) (contact.Facts, error) {
	f := contact.Facts{Says: contact.Says(d.Says), Resource: belvo.Resource(d.Resource), At: utc(d.Collected),
		Since: utc(d.Since), Stored: setOf(d.Stored)}
	told := contact.AllSays()
	switch {
	case !slices.Contains(told, f.Says):
		return f, fieldError("says", "there is no webhook that says %q", d.Says)
	case d.About < 1 || d.About > len(links):
		return f, fieldError("about", "webhooks.links has no link %d", d.About)
	case f.Says == contact.SaysGiven && !json.Valid([]byte(d.Text)):
		return f, fieldError("text", "it is not JSON")
	case f.Resource != "" && r.Desk().ByName[f.Resource] == nil:
		return f, noResource(r.Desk(), "resource", d.Resource)
	}
	f.Link = links[d.About-1]
	if f.Says == contact.SaysGiven {
		f.Given = json.RawMessage(d.Text)
	}
	if d.Fresh != nil {
		f.Fresh = &contact.Fresh{Resources: resources(d.Fresh.Resources), Since: d.Fresh.Since.UTC(), At: d.Fresh.At.UTC(),
			Stored: setOf(d.Fresh.Stored)}
	}
	return f, nil
}

func readDelivery(n *notice.Notice, d snapshot.Delivery) webhook.Wait {
	return webhook.Wait{Endpoint: d.Endpoint, Event: n, State: webhook.State(d.State), Due: d.Due.UTC(), Free: utc(d.Free),
		Copies: d.Copies, Attempts: d.Attempts, Tries: d.Tries, Outcome: webhook.Outcome(d.Outcome), Status: d.Status,
		Place: d.Place, Turn: d.Turn, Held: d.Held, Kept: d.Kept}
}

// utc is an instant in UTC, zero for none.
func utc(t time.Time) time.Time {
	if t.IsZero() {
		return time.Time{}
	}
	return t.UTC()
}

func setOf(ids []uuid.UUID) map[uuid.UUID]bool {
	set := make(map[uuid.UUID]bool, len(ids))
	for _, id := range ids {
		set[id] = true
	}
	return set
}
