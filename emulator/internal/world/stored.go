package world

import (
	"encoding/binary"
	"maps"
	"slices"

	"github.com/google/uuid"

	"belvo-emulator/emulator/internal/belvo"
	"belvo-emulator/emulator/internal/collection"
	"belvo-emulator/emulator/internal/data/registry"
	"belvo-emulator/emulator/internal/snapshot"
	"belvo-emulator/emulator/internal/store"
)

// What is kept of data is which objects there are and where a program finds what they say. So a start neither makes
// them nor puts them into the store before somebody looks.

// stored tells objects as what is stored of the collections that they come from. Nothing is read.
func (b seeder) stored(objects map[belvo.Resource][]store.Object) (all []snapshot.Stored) {
	if len(objects) == 0 {
		return nil
	}
	for _, row := range b.Desk().Rows {
		for part := range runs(objects[row.Resource]) {
			s := snapshot.Stored{Reading: readingOf(row, &part[0]), Made: b.madeWith(part[0].Origin)}
			p := objectPacker{&s, map[uuid.UUID]uint64{uuid.Nil: 0}}
			for i := range part {
				p.add(part[i].ID, part[i].Account, part[i].Line)
			}
			all = append(all, s)
		}
	}
	return all
}

// madeWith names the program and the fixtures that a collection was made with, "" where the program has no name.
func (b seeder) madeWith(o *store.Origin) string {
	if b.Shared().Program == "" {
		return ""
	}
	return b.Shared().Program + " " + collection.FixturesOf(o)
}

// objectPacker adds objects to those that are stored.
type objectPacker struct {
	*snapshot.Stored
	accounts map[uuid.UUID]uint64
}

func (p *objectPacker) add(id, account uuid.UUID, line uint32) {
	n, known := p.accounts[account]
	if !known {
		p.Accounts = append(p.Accounts, account)
		n = uint64(len(p.Accounts))
		p.accounts[account] = n
	}
	p.Objects = binary.AppendUvarint(append(p.Objects, id[:]...), n)
	p.Objects = binary.AppendUvarint(p.Objects, uint64(line))
}

// eachStored visits the objects that are stored, which have these in common. What it gives is valid until the next one.
func eachStored(s *snapshot.Stored, common store.Object, visit func(*store.Object)) {
	for data := s.Objects; len(data) > len(common.ID); {
		data = data[copy(common.ID[:], data):]
		account, n := binary.Uvarint(data)
		line, m := binary.Uvarint(data[max(n, 0):])
		if n <= 0 || m <= 0 || account > uint64(len(s.Accounts)) {
			return // it was not written so
		}
		common.Account, common.Line, data = uuid.Nil, uint32(line), data[n+m:]
		if account > 0 {
			common.Account = s.Accounts[account-1]
		}
		visit(&common)
	}
}

// shelves are what records do to the objects of each resource, in their order.
type shelves struct {
	r        *restorer
	steps    map[belvo.Resource][]shelving
	outdated bool // some objects that are left were made by another program, or with other fixtures
	records  int  // that were put
}

// shelving is what a record does to the objects of a resource: some are stored, then some are gone.
type shelving struct {
	stored *snapshot.Stored
	origin *store.Origin // of what is stored
	record int           // that has it
	other  *madeOf       // what it is made of, if it was made by another program, or with other fixtures
	gone   []uuid.UUID
}

// put notes which objects are stored.
func (x *shelves) put(all []snapshot.Stored) {
	x.records++
	for i := range all {
		if err := x.putOne(&all[i]); err != nil {
			x.r.wrongField("stored", err)
		}
	}
}

func (x *shelves) putOne(s *snapshot.Stored) error {
	c, err := x.r.collectionOf(&s.Reading)
	if err != nil {
		return err
	}
	shelf, step := x.steps[c.row.Resource], shelving{stored: s, record: x.records}
	// In another record the link may have other terms, which a collection has too.
	if n := len(shelf); n > 0 && shelf[n-1].record == x.records && shelf[n-1].origin != nil &&
		sameCollection(&shelf[n-1].stored.Reading, &s.Reading) {
		step.origin = shelf[n-1].origin
	} else {
		step.origin, err = x.r.Desk().EarlierOrigin(c.link, c.row, c.origin)
	}
	if err != nil || s.Made == "" || s.Made != x.r.madeWith(step.origin) { // the error: its data set is gone
		other := c // so that c itself takes no memory of its own
		step.other = &other
	}
	x.steps[c.row.Resource] = append(shelf, step)
	return nil
}

// sameCollection says whether two readings are of one collection.
func sameCollection(a, b *snapshot.Reading) bool {
	return a.Link == b.Link && a.At.Equal(b.At) && a.DataSet == b.DataSet && maps.Equal(a.Asked, b.Asked)
}

// makeAgain makes the objects of other programs, or of other fixtures, that are left when all is read. Those that are
// no longer given are left out, with a warning for each link and resource.
func (x *shelves) makeAgain() {
	for _, row := range x.r.Desk().Rows {
		steps := x.steps[row.Resource]
		if !slices.ContainsFunc(steps, func(s shelving) bool { return s.other != nil }) {
			continue
		}
		later, lost := idSet{}, map[uuid.UUID]int{} // objects of later steps; how many of each link
		for i := len(steps) - 1; i >= 0; i-- {
			later.add(steps[i].gone)
			if all := steps[i].stored; all != nil {
				if n := x.makeStep(&steps[i], later); n > 0 {
					lost[all.Link] += n
				}
				eachStored(all, store.Object{}, func(o *store.Object) { later[o.ID] = struct{}{} })
			}
		}
		for link, n := range lost {
			x.r.of = subject{kind: aLink, link: link}
			x.r.warn("%d %s of the link %s are lost: the fixtures no longer give them", n, row.Resource.Word(), link)
		}
		x.r.aboutRest()
	}
}

// idSet is a set of objects.
type idSet map[uuid.UUID]struct{}

func (s idSet) add(ids []uuid.UUID) {
	for _, id := range ids {
		s[id] = struct{}{}
	}
}

// makeStep makes again what a step stores, if it has to be and is left: what later steps neither store again nor take
// away. It returns how many objects are lost. Earlier steps may have stored them too, so they are taken away.
func (x *shelves) makeStep(s *shelving, later idSet) (lost int) {
	if s.other == nil {
		return 0
	}
	var left []uuid.UUID
	eachStored(s.stored, store.Object{}, func(o *store.Object) {
		if _, is := later[o.ID]; !is {
			left = append(left, o.ID)
		}
	})
	again := snapshot.Stored{Reading: s.stored.Reading}
	if s.stored = nil; len(left) == 0 {
		return 0
	}
	x.outdated = true
	p, given := objectPacker{&again, map[uuid.UUID]uint64{uuid.Nil: 0}}, s.other.given(x.r.Desk().Reader)
	for _, id := range left {
		if item, is := given[id]; is {
			p.add(item.ID, item.Account, item.Line)
			s.stored = &again
		} else {
			s.gone = append(s.gone, id)
		}
	}
	return len(s.gone)
}

// given is what a collection gives now: nothing if its data set is gone.
func (c *madeOf) given(r *collection.Reader) map[uuid.UUID]registry.Item {
	items, _, err := c.again(r)
	if err != nil {
		return nil
	}
	given := make(map[uuid.UUID]registry.Item, len(items))
	for _, item := range items {
		given[item.ID] = item
	}
	return given
}

// takeAway notes which objects are gone. Those of links that are gone are among them.
func (x *shelves) takeAway(gone map[string][]uuid.UUID) {
	for name, ids := range gone {
		r := belvo.Resource(name)
		x.steps[r] = append(x.steps[r], shelving{gone: ids})
	}
}

// begin has the store begin with the objects.
func (x *shelves) begin() {
	for r, steps := range x.steps {
		x.r.Store().Later(r, func(b *store.Batch) {
			for i := range steps {
				steps[i].carryOut(b)
			}
		})
	}
	x.steps = nil
}

func (s *shelving) carryOut(b *store.Batch) {
	if s.stored != nil {
		eachStored(s.stored, store.Object{Link: s.stored.Link, CreatedAt: instantOr(s.stored.CreatedAt, s.origin.At),
			Origin: s.origin}, b.Put)
	}
	for _, id := range s.gone {
		b.Delete(id)
	}
}
