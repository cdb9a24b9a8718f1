package sandbox

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"time"

	"belvo-emulator/emulator/internal/belvo"
	"belvo-emulator/emulator/internal/clock"
	"belvo-emulator/emulator/internal/journal"
	"belvo-emulator/emulator/internal/store"
	"belvo-emulator/emulator/internal/webhook"
)

// imageBytes is about what an image takes once the dispatcher has changed.
const imageBytes = 8 << 10

// Place is where the world is now.
func (b *Sandbox) Place() *Place {
	p := &Place{}
	b.store.Look(func() { b.mark(p) })
	return p
}

// mark notes where the world is, while nobody changes the store.
func (b *Sandbox) mark(p *Place) {
	j := b.Journal()
	p.position, p.after, p.sent = j.Position(), j.PastNumber(), b.outbox.sent.Load()
	p.now, p.mode, p.ids, p.hooks = b.clock.Now(), b.clock.Mode(), b.ids.Mark(), b.hooksNow()
}

// hooksNow is an image of the dispatcher; one that is still good is not made again.
func (b *Sandbox) hooksNow() *webhook.Image {
	changes := b.outbox.changes.Load() + b.hooks.Edition() // both only grow; read before the image is made
	last := b.image.Load()
	if last == nil || last.changes != changes {
		last = &image{b.hooks.Image(), changes}
		b.image.Store(last)
	}
	return last.Image
}

// Freeze is where the world is now, with the state itself.
func (b *Sandbox) Freeze() *Place {
	p := &Place{}
	_ = b.store.Update(func(tx *store.Tx) error { // the function returns no error
		b.mark(p)
		p.hooks = b.hooks.Image() // the counter of changes runs ahead of an attempt that is being noted
		p.frozen = tx.Freeze()
		return nil
	})
	return p
}

// Since is what a request or a control call that is over has done to the world since a place where it began. What a
// reading request has collected only because somebody looked is no change.
func (b *Sandbox) Since(name string, begin *Place, reads bool) journal.Span {
	end := b.Place()
	did := journal.Span{Begin: begin, End: end}
	moved := begin.mode != end.mode || end.mode.Manual && !end.now.Equal(begin.now)
	changed := begin.after != end.after || begin.hooks != end.hooks
	if reads {
		changed = begin.after != end.after && b.hasCaused(name, begin)
	}
	if !changed && !moved || b.Left() {
		return did
	}
	did.Changed = &journal.Mutation{Name: name, At: begin.now, Begin: begin, After: begin.after}
	if begin.hooks != end.hooks {
		did.Changed.Bytes = imageBytes
	}
	return did
}

// hasCaused says whether a request has made a commit since a place.
func (b *Sandbox) hasCaused(name string, begin *Place) bool {
	pasts, _ := b.Journal().PastsAfter(begin.after)
	return slices.ContainsFunc(pasts, func(p journal.Past) bool { return p.(*store.Past).Cause() == name })
}

// HooksChanged says that the endpoints or deliveries have changed by a control call.
func (b *Sandbox) HooksChanged() { b.outbox.changes.Add(1) }

// Left says whether the world went back, so that it goes on in another sandbox.
func (b *Sandbox) Left() bool { return b.outbox.left.Load() }

// requestName is the form of the names of a sandbox's requests.
var requestName = regexp.MustCompile(`^r([1-9]\d{0,18})$`)

// ErrTooOld says that the way back to a place is no longer on record.
var ErrTooOld = errors.New("that is too long ago: the way back to it is no longer on record")

// ErrNoRequest says that there was no request of a name.
var ErrNoRequest = errors.New("there is no request")

// PlaceOf is where the world was right before or right after a request that is on record. The error says
// why nothing is known of it; it wraps ErrNoRequest where there never was one.
func (b *Sandbox) PlaceOf(name string, after bool) (*Place, error) {
	if e := (journal.View{b.Journal()}).Entry(name); e != nil {
		return b.placeOf(e, after)
	}
	if match := requestName.FindStringSubmatch(name); match != nil {
		if n, err := strconv.ParseUint(match[1], 10, 64); err == nil && n <= b.Journal().Begun() {
			return nil, fmt.Errorf("the request %s is too long ago, or not over yet: it is not on record", name)
		}
	}
	return nil, fmt.Errorf("%w %.40q on record in this sandbox; names are such as r17, as the header %s has them",
		ErrNoRequest, name, belvo.HeaderRequest)
}

// placeOf is PlaceOf for a request on record.
func (b *Sandbox) placeOf(e *journal.Entry, after bool) (*Place, error) {
	begin, end, lost := b.Journal().PlacesOf(e)
	switch {
	case lost:
		return nil, ErrTooOld
	case begin == nil:
		return nil, fmt.Errorf("the request %s did not reach the sandbox: its keys, path or method were refused", e.ID)
	case after:
		p := *end.(*Place)
		p.leftBy = e.ID
		return &p, nil
	}
	return begin.(*Place), nil
}

// worldAt is the world of a place; nil if the ways back to it are no longer on record. What stands in
// the meantime is given as it is now: the store's state and what leads back from it.
func worldAt(p *Place, now *store.Frozen, back []journal.Past) *world {
	w := &world{store: p.frozen, ids: p.ids, now: p.now, sent: p.sent, hooks: p.hooks}
	if w.store == nil {
		pasts := make([]*store.Past, len(back))
		for i, way := range back {
			pasts[i] = way.(*store.Past)
		}
		w.store = now.Back(pasts, nil).Freeze()
	}
	return w
}

// modeFrom is how the clock of a place runs on from an instant.
func (p *Place) modeFrom(now time.Time) clock.Mode {
	mode := p.mode
	mode.Start = now
	return mode
}
