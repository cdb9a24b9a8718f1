package world

import (
	"slices"
	"sync"

	"github.com/google/uuid"

	"belvo-emulator/emulator/internal/clock"
	"belvo-emulator/emulator/internal/contact"
	"belvo-emulator/emulator/internal/sandbox"
	"belvo-emulator/emulator/internal/snapshot"
	"belvo-emulator/emulator/internal/store"
	"belvo-emulator/emulator/internal/webhook"
)

// Keeper writes down what changes in a sandbox, each change before anybody sees it. Which records say the
// same as others does not matter, as long as they are read in their order: each says what something has
// become.
type Keeper struct {
	box    *sandbox.Sandbox
	number uint64
	log    Log

	flushing sync.Mutex
	flushed  reached

	// What a commit is written down in, again and again: the store's lock is held.
	links []snapshot.Link
	text  []byte

	mu      sync.Mutex
	written map[uint64]bool // the webhooks whose facts are in a record, by their Seq
	fresh   []uint64        // those of commits that were not handed to the receivers yet
}

// Log is where keepers write.
type Log struct {
	Append func(record []byte) error
	Size   func() int64 // how many bytes the log in use has
	Failed func(error)  // is told of what could not be written and was not undone
	Later  bool         // Flush is called from time to time; else each commit does what it does
}

// Keep returns the keeper of a sandbox that is not in use yet.
func Keep(b *sandbox.Sandbox, number uint64, log Log) *Keeper {
	return &Keeper{box: b, number: number, log: log, written: map[uint64]bool{}}
}

// Number is the sandbox's number in records.
func (k *Keeper) Number() uint64 { return k.number }

// Start has everything written down that changes from now on.
func (k *Keeper) Start() {
	k.box.Store().OnCommit(k.commit)
	k.box.Clock().OnMove(k.move)
	k.box.OnDeliveries(k.deliveries)
}

// Whole is a record of all that there is in the sandbox, but for its history.
func (k *Keeper) Whole() []byte {
	whole, _ := k.wholeSince(func() int64 { return 0 })
	return k.encode(whole)
}

// Base writes records of all that there is in the sandbox, and of all that is on record. All of them count, or none.
func (k *Keeper) Base(put func(record []byte) error) error {
	var text []byte
	whole, until := k.wholeSince(k.log.Size)
	whole.Begins.Until = until
	for part := range whole.Parts() {
		part.Sandbox = k.number
		text = part.Append(text[:0])
		if err := put(text); err != nil {
			return err
		}
	}
	return k.history(put)
}

// wholeSince is all that there is, and the size of the log up to which the world has its commits. All else is read
// after that, so that it has what was written down before, and doing later records again changes nothing.
func (k *Keeper) wholeSince(size func() int64) (whole snapshot.Record, until int64) {
	b := k.box
	doc, waits, world := describe(b, func() { until = size() })
	doc.Webhooks.Waiting, doc.Webhooks.Links = writeWaits(waits, nil)
	doc.Webhooks.Endpoints = writeSecretEndpoints(b.Webhooks().Endpoints())
	return snapshot.Record{Stored: seeder{b}.stored(world.Objects), Begins: &snapshot.Begins{SecretID: b.SecretID,
		Salt: b.Salt[:], Password: b.Password[:], Clock: b.Begin.String(), Start: b.Begin.Start, World: doc,
		Position: writePosition(b.Clock().Position())}, Begun: b.Journal().Begun()}, until
}

// Ends is a record of the sandbox's end.
func (k *Keeper) Ends() []byte { return k.encode(snapshot.Record{Ends: true}) }

// Rest writes down what changes without a commit: where the stream of ids stands, and what is on record.
func (k *Keeper) Rest() error {
	if err := k.Flush(); err != nil {
		return err
	}
	return k.log.Append(k.encode(snapshot.Record{Change: &snapshot.Document{IDs: k.box.Desk().IDs.State()}}))
}

func (k *Keeper) encode(r snapshot.Record) []byte {
	r.Sandbox = k.number
	return r.Encode()
}

// commit writes down a commit. What came on record meanwhile is left to Flush, if it is called from time to time, so
// that a commit costs little. The count of requests is written down: webhooks have the names of their requests, which
// no other may get. The store's lock is held.
func (k *Keeper) commit(tx *store.Tx, d *store.Delta) error {
	if !k.log.Later {
		if err := k.Flush(); err != nil {
			return err
		}
	}
	doc := &snapshot.Document{IDs: k.box.Desk().IDs.State(), Links: k.links[:0]}
	v := versions{k.box.Shared().Scenarios(), contact.TriedIn(tx)}
	for _, l := range d.Links {
		doc.Links = append(doc.Links, v.writeLink(l))
	}
	k.links = doc.Links
	for _, s := range d.Sessions {
		doc.Sessions = append(doc.Sessions, writeSession(s))
	}
	doc.Visitors, doc.UsedTokens = v.writeVisitors(d.Visitors), writeUsed(d.Used)
	if d.Steered {
		steered := contact.SteeredOf(tx)
		doc.Scenario = steered.Pinned
		if doc.Next = writeNext(steered); doc.Next == nil {
			doc.Next = &snapshot.Next{}
		}
	}
	k.addNotices(doc, d.Events)
	gone := &snapshot.Gone{Links: d.GoneLinks, Sessions: d.GoneSessions, Visitors: d.GoneVisitors,
		UsedTokens: d.GoneUsed}
	for r, ids := range d.GoneObjects {
		if gone.Objects == nil {
			gone.Objects = map[string][]uuid.UUID{}
		}
		gone.Objects[string(r)] = ids
	}
	record := snapshot.Record{Sandbox: k.number, Change: doc, Gone: gone, Begun: k.box.Journal().Begun(),
		Stored: seeder{k.box}.stored(d.Objects)}
	k.text = record.Append(k.text[:0])
	return k.log.Append(k.text)
}

// addNotices writes down the webhooks of a commit that is to be published, if there is anybody to get them.
func (k *Keeper) addNotices(doc *snapshot.Document, events []store.Event) {
	n := 0
	for _, e := range events {
		n += len(e.Notices)
	}
	if n == 0 {
		return
	}
	sent := k.box.Sent()
	doc.Webhooks = &snapshot.Webhooks{Sent: sent + uint64(n)}
	if !k.box.Webhooks().Sends() {
		return
	}
	var w noticeWriter
	for _, e := range events {
		for _, one := range e.Notices {
			sent++
			numbered := *one // as it will be when it is published
			numbered.Seq = sent
			doc.Webhooks.Waiting = append(doc.Webhooks.Waiting, w.write(&numbered))
			k.note(sent, true)
			k.fresh = append(k.fresh, sent) // the store's lock is held, here and when they are handed out
		}
	}
	doc.Webhooks.Links = w.links
}

// Flush writes down what came on record since it last did.
func (k *Keeper) Flush() error {
	k.flushing.Lock()
	defer k.flushing.Unlock()
	to, err := recorded(k.box, k.number, k.flushed, k.log.Append)
	if err == nil {
		k.flushed = to
	}
	return err
}

// history writes records of all that is on record.
func (k *Keeper) history(put func(record []byte) error) error {
	k.box.Recall()
	_, err := recorded(k.box, k.number, reached{}, put)
	return err
}

// note notes whether the facts of a webhook are in a record, and returns whether they were.
func (k *Keeper) note(seq uint64, is bool) (was bool) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if was = k.written[seq]; is {
		k.written[seq] = true
	} else {
		delete(k.written, seq)
	}
	return was
}

// move writes down a move of the clock, or another mode of it.
func (k *Keeper) move(p clock.Position) {
	if err := k.log.Append(k.encode(snapshot.Record{Moved: writePosition(p)})); err != nil {
		k.log.Failed(err)
	}
}

// deliveries writes down what has become of the webhooks that wait.
func (k *Keeper) deliveries(c *webhook.Changes, endpoints func() []webhook.Endpoint) {
	doc, gone := &snapshot.Document{Webhooks: &snapshot.Webhooks{}}, &snapshot.Gone{}
	if c.Endpoints {
		doc.Webhooks.Endpoints, doc.Webhooks.Manner = writeSecretEndpoints(endpoints()), writeManner(c.Manner)
		doc.Webhooks.Named = c.Named
	}
	written := func(seq uint64) bool { return k.note(seq, true) }
	doc.Webhooks.Waiting, doc.Webhooks.Links = writeWaits(c.Waits, written)
	if c.Published > 0 {
		k.forgetUnwanted(doc.Webhooks.Waiting)
	}
	for _, d := range c.Done {
		k.note(d.Seq, false) // another delivery of it writes it again
		gone.Deliveries = append(gone.Deliveries, snapshot.Done(d))
	}
	if err := k.log.Append(k.encode(snapshot.Record{Change: doc, Gone: gone, Handed: c.Published})); err != nil {
		k.log.Failed(err)
	}
}

// forgetUnwanted forgets the webhooks of the last commits that no receiver wants.
func (k *Keeper) forgetUnwanted(waiting []snapshot.Webhook) {
	for _, seq := range k.fresh {
		if !slices.ContainsFunc(waiting, func(w snapshot.Webhook) bool { return w.Seq == seq }) {
			k.note(seq, false)
		}
	}
	k.fresh = nil
}

func writePosition(p clock.Position) *snapshot.Position {
	return &snapshot.Position{Clock: p.Clock, Base: p.Base, Mode: p.Mode.String()}
}

// writeSecretEndpoints writes down endpoints with their secrets.
func writeSecretEndpoints(all []webhook.Endpoint) []snapshot.Endpoint {
	out := []snapshot.Endpoint{}
	for _, e := range all {
		d := writeEndpoint(e)
		d.URL, d.Authorization = e.URL, string(e.Authorization)
		out = append(out, d)
	}
	return out
}
