package world

import (
	"bytes"
	"cmp"
	"fmt"
	"slices"
	"sync"

	"github.com/google/uuid"

	"belvo-emulator/emulator/internal/journal"
	"belvo-emulator/emulator/internal/notice"
	"belvo-emulator/emulator/internal/sandbox"
	"belvo-emulator/emulator/internal/snapshot"
	"belvo-emulator/emulator/internal/store"
	"belvo-emulator/emulator/internal/webhook"
)

// history is a part of what a sandbox has on record: its journal, and what became of its webhooks. Records of
// it are read when somebody looks at it, not at the start, since they may be most of a state. They are packed:
// one entry comes with each request, and as JSON it takes as long as the request. A new field goes behind the others.
type history struct {
	Journal  journal.Saved
	Links    []snapshot.Link // as the webhooks describe them
	Events   []snapshot.Webhook
	Inbox    []uint64 // their Seqs
	Attempts []webhook.SavedAttempt
	Over     []webhook.Over
}

var historyPacking = sync.OnceValue(snapshot.NewPacking[history])

// reached is up to where the history of a sandbox was written down.
type reached struct {
	begun    uint64 // requests
	position uint64 // of the journal
	marks    webhook.Marks
}

// further is up to where either goes: a base may go further than the log that was begun before it.
func (r reached) further(to reached) reached {
	m, o := r.marks, to.marks
	return reached{begun: max(r.begun, to.begun), position: max(r.position, to.position),
		marks: webhook.Marks{Events: max(m.Events, o.Events), Inbox: max(m.Inbox, o.Inbox),
			Attempts: max(m.Attempts, o.Attempts), Over: max(m.Over, o.Over)}}
}

// historyHead begins a record of history: the sandbox's number, how many requests began, the journal's position and
// the marks of the dispatcher, up to which the record goes.
const historyHead = "history %d %d %d %d %d %d %d\n"

// HistoryOf is the number of the sandbox whose history a record is; false for any other record.
func HistoryOf(record []byte) (number uint64, is bool) {
	if !bytes.HasPrefix(record, []byte(historyHead[:len("history ")])) { // a packed record begins with a small number
		return 0, false
	}
	number, _, _, err := readHead(record)
	return number, err == nil
}

func readHead(record []byte) (number uint64, to reached, text []byte, err error) {
	m := &to.marks
	line, _, _ := bytes.Cut(record[:min(len(record), 300)], []byte("\n"))
	_, err = fmt.Sscanf(string(line)+"\n", historyHead, &number, &to.begun, &to.position, &m.Events, &m.Inbox,
		&m.Attempts, &m.Over)
	return number, to, record[min(len(record), len(line)+1):], err
}

// maxPart is how many requests, webhooks and attempts a record has at most of each: so long a record is packed in the
// room of the one before it.
const maxPart = 64

// recorded writes records of what came on record in a sandbox, which has a number, since an earlier time, and returns
// up to where they go. The error is that of put, which may not keep the record.
func recorded(b *sandbox.Sandbox, number uint64, since reached, put func(record []byte) error) (reached, error) {
	w := historyWriter{to: since, journal: b.Journal()}
	w.to.begun = w.journal.Begun()
	w.record, w.marks = b.Webhooks().RecordedSince(since.marks)
	w.kept = w.record.Events
	w.to.marks.Events = w.marks.Events - uint64(len(w.kept))
	w.to.marks.Attempts = w.marks.Attempts - uint64(len(w.record.Attempts))
	for last := w.to; ; last = w.to {
		if w.next(); w.to == last {
			return w.to, nil
		}
		m := w.to.marks
		w.text = fmt.Appendf(w.text[:0], historyHead, number, w.to.begun, w.to.position, m.Events, m.Inbox, m.Attempts, m.Over)
		w.text = historyPacking().Pack(w.text, &w.part)
		if err := put(w.text); err != nil {
			return w.to, err
		}
	}
}

// historyWriter takes a record apart.
type historyWriter struct {
	journal *journal.Journal
	record  webhook.Recorded // what is to be written
	marks   webhook.Marks    // up to where
	kept    []*notice.Notice // all of its events
	to      reached

	part  history
	saved journal.Saved
	text  []byte
}

// next makes the next part: first the webhooks, then what has become of them, then the requests that name them.
func (w *historyWriter) next() {
	h, r, m := &w.part, &w.record, &w.to.marks
	links := noticeWriter{links: h.Links[:0]}
	*h = history{Events: h.Events[:0], Attempts: h.Attempts[:0], Inbox: h.Inbox[:0]}
	for _, e := range take(&r.Events, &m.Events) {
		h.Events = append(h.Events, links.write(e))
	}
	h.Links = links.links
	if len(r.Events) > 0 {
		return
	}
	for _, e := range r.Inbox {
		h.Inbox = append(h.Inbox, e.Seq)
	}
	for _, a := range take(&r.Attempts, &m.Attempts) {
		h.Attempts = append(h.Attempts, a.Saved())
	}
	h.Over, r.Inbox, r.Over, m.Inbox, m.Over = r.Over, nil, nil, w.marks.Inbox, w.marks.Over
	if len(r.Attempts) > 0 {
		return
	}
	w.to.position = w.journal.SavedAfter(w.to.position, maxPart, &w.saved)
	for i := range w.saved.Webhooks {
		if s := &w.saved.Webhooks[i]; w.keeps(s.Notice) {
			s.Notice = nil
		}
	}
	h.Journal = w.saved
}

// take takes the first items, and counts them.
func take[T any](items *[]T, count *uint64) (first []T) {
	n := min(len(*items), maxPart)
	first, *items = (*items)[:n], (*items)[n:]
	*count += uint64(n)
	return first
}

// keeps says whether the events that are written have a webhook.
func (w *historyWriter) keeps(n *notice.Notice) bool {
	at, found := slices.BinarySearchFunc(w.kept, n.Seq, func(e *notice.Notice, seq uint64) int {
		return cmp.Compare(e.Seq, seq)
	})
	return found && w.kept[at] == n
}

// historyPart is a record of history that was not read yet.
type historyPart struct {
	to   reached
	text []byte
}

// recall reads a sandbox's history, and puts it before what is on record in it, and in its journal. One that shows an
// earlier world has another journal.
func recall(b *sandbox.Sandbox, j *journal.Journal, parts []historyPart) {
	p := &past{r: &restorer{seeder: seeder{b}, links: map[uuid.UUID]*store.Link{}, lenient: true},
		known: map[uint64]*notice.Notice{}, bySeq: map[uint64]*notice.Notice{},
		tries: map[webhook.AttemptKey]*webhook.Attempt{}}
	for _, e := range b.Webhooks().Events(webhook.Filter{}) {
		p.known[e.Seq] = e
	}
	for _, part := range parts {
		var h history
		if err := historyPacking().Unpack(part.text, &h); err != nil {
			b.Shared().Logger.Warn("a part of a journal cannot be read", "sandbox", b.SecretID, "error", err)
			continue
		}
		p.add(&h, part.to)
	}
	b.Webhooks().Recall(p.hooks)
	if b.Journal() == j {
		j.Recall(&p.saved, func(key webhook.AttemptKey) *webhook.Attempt { return p.tries[key] })
	}
}

// past is what records of history come to. A base may overlap with the log behind it, so what was read
// already is left out.
type past struct {
	r     *restorer
	known map[uint64]*notice.Notice // those that the dispatcher has, by their Seq
	bySeq map[uint64]*notice.Notice
	tries map[webhook.AttemptKey]*webhook.Attempt
	saved journal.Saved
	hooks webhook.Recorded
	to    reached
}

func (p *past) add(h *history, to reached) {
	p.addEvents(h, to.marks.Events)
	for _, seq := range unread(h.Inbox, to.marks.Inbox, p.to.marks.Inbox) {
		if e := p.bySeq[seq]; e != nil {
			p.hooks.Inbox = append(p.hooks.Inbox, e)
		}
	}
	for _, a := range unread(h.Attempts, to.marks.Attempts, p.to.marks.Attempts) {
		if e := p.bySeq[a.Seq]; e != nil {
			p.tries[a.AttemptKey] = a.Attempt(e)
			p.hooks.Attempts = append(p.hooks.Attempts, p.tries[a.AttemptKey])
		}
	}
	for _, o := range h.Over {
		if o.Event = p.bySeq[o.Seq]; o.Event != nil && o.Number > p.to.marks.Over {
			p.hooks.Over = append(p.hooks.Over, o)
		}
	}
	for i := range h.Journal.Webhooks {
		w := &h.Journal.Webhooks[i]
		w.Notice = p.find(w)
	}
	h.Journal.Webhooks = slices.DeleteFunc(h.Journal.Webhooks, func(w journal.SavedWebhook) bool { return w.Notice == nil })
	last := p.to.position
	p.saved.Requests = appendBehind(p.saved.Requests, h.Journal.Requests, last)
	p.saved.Transitions = appendBehind(p.saved.Transitions, h.Journal.Transitions, last)
	p.saved.Webhooks = appendBehind(p.saved.Webhooks, h.Journal.Webhooks, last)
	p.saved.Attempts = appendBehind(p.saved.Attempts, h.Journal.Attempts, last)
	p.saved.Changes = appendBehind(p.saved.Changes, h.Journal.Changes, last)
	p.to = p.to.further(to)
}

// addEvents adds webhooks. One that still waits is the one that the dispatcher has.
func (p *past) addEvents(h *history, to uint64) {
	p.r.problems = nil
	links := p.r.readDescribed(h.Links)
	for _, d := range unread(h.Events, to, p.to.marks.Events) {
		e := p.known[d.Seq]
		if e == nil || e.ID != d.ID {
			var err error
			if e, err = p.r.readNotice(&d, links); err != nil || e == nil {
				continue // its scenario or resource is gone
			}
		}
		p.bySeq[d.Seq] = e
		p.hooks.Events = append(p.hooks.Events, e)
	}
}

// unread are the items of a list, which goes up to a number, whose numbers are behind another.
func unread[T any](items []T, to, read uint64) []T {
	return items[min(uint64(len(items)), read-min(read, to-uint64(len(items)))):]
}

// positioned is what stands in a journal.
type positioned interface{ Place() uint64 }

// appendBehind appends those that stand behind a position.
func appendBehind[T positioned](all, more []T, last uint64) []T {
	for _, one := range more {
		if one.Place() > last {
			all = append(all, one)
		}
	}
	return all
}

// find is a webhook that the journal names, nil if it cannot be read. Of one that is not on record any more there is
// what was shown of it.
func (p *past) find(named *journal.SavedWebhook) *notice.Notice {
	e := p.bySeq[named.Seq]
	if named.Notice == nil {
		return e
	}
	// After going back, ids come again, and other requests make the webhooks of the same number.
	if e != nil && e.ID == named.ID && e.Cause == named.Cause && e.At.Equal(named.At) {
		return e
	}
	named.Notice.Seq, named.Content = named.Seq, notice.Text("{}")
	return named.Notice
}
