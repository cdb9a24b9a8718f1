package world

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"math"
	"slices"

	"github.com/google/uuid"

	"belvo-emulator/emulator/internal/belvo"
	"belvo-emulator/emulator/internal/clock"
	"belvo-emulator/emulator/internal/notice"
	"belvo-emulator/emulator/internal/sandbox"
	"belvo-emulator/emulator/internal/scenario"
	"belvo-emulator/emulator/internal/snapshot"
	"belvo-emulator/emulator/internal/store"
	"belvo-emulator/emulator/internal/webhook"
)

// Loader makes a sandbox of the records that a Keeper has written.
type Loader struct {
	r       *restorer
	notices map[uint64]*notice.Notice
	waits   map[snapshot.Done]snapshot.Delivery
	data    shelves
	handed  uint64 // the Seq of the last webhook that was handed to the receivers
	history []historyPart
	reached reached
	until   int64 // see snapshot.Begins
}

// Load begins a sandbox as a record says. The error is what in the record cannot be any more, because a
// scenario or an institution is gone, say.
func Load(parent context.Context, s *sandbox.Shared, rec *snapshot.Record) (*Loader, error) {
	d := rec.Begins
	mode, err := clock.ParseMode(d.World.Clock.Mode)
	if err != nil {
		return nil, err
	}
	begin, err := clock.ParseMode(d.Clock)
	if err != nil {
		return nil, err
	}
	begin.Start = d.Start
	k := sandbox.Keys{SecretID: d.SecretID}
	copy(k.Salt[:], d.Salt)
	copy(k.Password[:], d.Password)
	mode.Start = d.Position.Clock
	b, err := sandbox.New(parent, s, k, mode, true)
	if err != nil {
		return nil, err
	}
	b.Begin = begin
	if err := setPosition(b, d.Position); err != nil {
		b.Abandon()
		return nil, err
	}
	l := &Loader{r: &restorer{seeder: seeder{b}, ctx: context.Background(), lenient: true, kept: findings{},
		links: map[uuid.UUID]*store.Link{}}, notices: map[uint64]*notice.Notice{},
		waits: map[snapshot.Done]snapshot.Delivery{}}
	l.data = shelves{r: l.r, steps: map[belvo.Resource][]shelving{}}
	if d.World.Next == nil {
		d.World.Next = &snapshot.Next{}
	}
	whole := &snapshot.Record{Change: d.World, Handed: d.World.Webhooks.Sent, Stored: rec.Stored, Begun: rec.Begun}
	err = l.Change(whole, math.MaxInt64)
	l.until = d.Until
	return l, err
}

// setPosition lets a sandbox's clock run from where a record says.
func setPosition(b *sandbox.Sandbox, p *snapshot.Position) error {
	mode := b.Clock().Mode()
	if p.Mode != "" {
		var err error
		if mode, err = clock.ParseMode(p.Mode); err != nil {
			return err
		}
	}
	b.SetPosition(clock.Position{Clock: p.Clock, Base: p.Base, Mode: mode})
	return nil
}

// Change does what a record says that stands at a place of the log. A commit that the base has is not done again: what
// it took away and put back would come behind what was put since.
func (l *Loader) Change(rec *snapshot.Record, at int64) error {
	if at < l.until && rec.Commits() {
		l.reached.begun = max(l.reached.begun, rec.Begun)
		return nil
	}
	if rec.Moved != nil {
		if err := setPosition(l.r.Sandbox, rec.Moved); err != nil {
			return err
		}
	}
	l.handed, l.reached.begun = max(l.handed, rec.Handed), max(l.reached.begun, rec.Begun)
	if rec.Gone != nil {
		l.remove(rec.Gone)
	}
	if rec.Change == nil {
		return nil
	}
	r := l.r
	r.doc = rec.Change
	r.readNext() // first, for links may stand in the scenario that is tried
	r.readFacts()
	if len(r.kept) > 0 {
		l.leaveOut(rec)
	}
	r.readPeople()
	l.data.put(rec.Stored)
	l.readWebhooks()
	r.readSteering()
	if len(r.problems) > 0 {
		return errors.New(r.problems[0].Path + ": " + r.problems[0].Text)
	}
	return nil
}

// leaveOut leaves out of a record what is of links that cannot be made: if they are not removed later, the start is
// refused.
func (l *Loader) leaveOut(rec *snapshot.Record) {
	unmade := func(id uuid.UUID) bool {
		return l.r.links[id] == nil && l.r.kept.wrong(subject{kind: aLink, link: id}) != nil
	}
	doc := rec.Change
	doc.Sessions = slices.DeleteFunc(doc.Sessions, func(s snapshot.Session) bool { return unmade(s.Link) })
	rec.Stored = slices.DeleteFunc(rec.Stored, func(s snapshot.Stored) bool { return unmade(s.Link) })
}

// readSteering restores where the ids stand.
func (r *restorer) readSteering() {
	if r.doc.IDs != "" {
		if err := r.Desk().IDs.SetState(r.doc.IDs); err != nil {
			r.wrong("ids", "%v", err)
		}
	}
}

// remove takes away what a change has taken away.
func (l *Loader) remove(g *snapshot.Gone) {
	if len(g.Links)+len(g.Objects)+len(g.Sessions)+len(g.Visitors)+len(g.UsedTokens) > 0 {
		l.removeStored(g)
	}
	for _, d := range g.Deliveries {
		delete(l.waits, d)
	}
}

// removeStored is the part of remove that is about the store.
func (l *Loader) removeStored(g *snapshot.Gone) {
	l.data.takeAway(g.Objects)
	_ = l.r.Store().Update(func(tx *store.Tx) error { // the function returns no error
		for _, id := range g.Links {
			tx.DeleteLink(id)
			delete(l.r.links, id)
			l.r.kept.forget(subject{kind: aLink, link: id})
		}
		for _, id := range g.Sessions {
			tx.CloseSession(id)
		}
		for _, user := range g.Visitors {
			tx.PutVisitor(user, scenario.Script{})
		}
		for _, family := range g.UsedTokens {
			tx.ForgetToken(family)
		}
		return nil
	})
}

// readWebhooks restores the endpoints where they were changed, and notes which webhooks wait.
func (l *Loader) readWebhooks() {
	r, w := l.r, l.r.doc.Webhooks
	if w == nil {
		return
	}
	if w.Sent > r.Sent() {
		r.SetSent(w.Sent) // the sandbox is not shared yet
	}
	r.readEndpoints()
	links := r.readDescribed(w.Links)
	for i := range w.Waiting {
		d := &w.Waiting[i]
		if d.Says != "" {
			n, err := r.readNotice(d, links)
			if err != nil {
				r.wrongField(fmt.Sprintf("webhooks.waiting[%d]", i), err)
				continue
			}
			l.notices[n.Seq] = n
		}
		for _, way := range d.Deliveries {
			l.waits[snapshot.Done{Endpoint: way.Endpoint, Seq: d.Seq}] = way
		}
	}
}

// Check comes when all is read, before Finish. The error is what is left of what was wrong with the records: the
// sandbox cannot be restored.
func (l *Loader) Check() error {
	if err := l.r.kept.refusal(); err != nil {
		return fmt.Errorf("the sandbox %s: %w", l.r.SecretID, err)
	}
	l.data.makeAgain()
	return nil
}

// Finish returns the sandbox, whose webhooks are kept until it is released, and what could not be restored
// as it was. Webhooks whose commit was written, and that the process did not come to handing out, are handed
// out then.
func (l *Loader) Finish() (*sandbox.Sandbox, []string) {
	var waits []webhook.Wait
	for key, way := range l.waits {
		if n := l.notices[key.Seq]; n != nil {
			waits = append(waits, readDelivery(n, way))
		}
	}
	sortWaits(waits)
	l.r.Webhooks().Resume(waits)
	l.data.begin()
	l.carryOn()
	var rest []*notice.Notice
	for seq := l.handed + 1; seq <= l.r.Sent(); seq++ {
		if n := l.notices[seq]; n != nil {
			rest = append(rest, n)
		}
	}
	l.r.HoldBack(rest)
	return l.r.Sandbox, append(l.r.kept.warnings(), l.r.out.Warnings...)
}

// History notes a record of the sandbox's history, which is read when somebody looks at it.
func (l *Loader) History(record []byte) error {
	_, to, text, err := readHead(record)
	if err != nil {
		return err
	}
	l.history, l.reached = append(l.history, historyPart{to, bytes.Clone(text)}), l.reached.further(to)
	return nil
}

// carryOn makes the journal and the record of deliveries go on behind the history.
func (l *Loader) carryOn() {
	b := l.r.Sandbox
	j := b.Journal()
	j.CarryOn(l.reached.begun, l.reached.position)
	b.Webhooks().CarryOn(l.reached.marks)
	if parts := l.history; len(parts) > 0 {
		b.OnRecall(func(b *sandbox.Sandbox) { recall(b, j, parts) })
	}
}

// Keep returns the keeper of the sandbox, which writes down only what comes behind its history.
func (l *Loader) Keep(number uint64, log Log) *Keeper {
	k := Keep(l.r.Sandbox, number, log)
	k.flushed = l.reached
	return k
}

// Outdated says, after Check, whether data was made by another program than this, or with other fixtures. It is made
// again at each start until it is written down anew.
func (l *Loader) Outdated() bool { return l.data.outdated }

// Abandon gives the sandbox up: another has taken its place.
func (l *Loader) Abandon() { l.r.Abandon() }
