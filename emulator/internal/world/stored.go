package world

import (
	"encoding/binary"
	"maps"

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
	outdated bool // some objects were made by another program, or with other fixtures
	records  int  // that were put
}

// shelving is what a record does to the objects of a resource: either of the two.
type shelving struct {
	stored *snapshot.Stored
	origin *store.Origin // of what is stored
	record int           // that has it
	gone   []uuid.UUID
}

// put notes which objects are stored. Those of another program, or of other fixtures, are made now, and those that
// are no longer given are left out, with a warning.
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
	if n := len(shelf); n > 0 && shelf[n-1].record == x.records && sameCollection(&shelf[n-1].stored.Reading, &s.Reading) {
		step.origin = shelf[n-1].origin
	} else if step.origin, err = x.r.Desk().EarlierOrigin(c.link, c.row, c.origin); err != nil {
		return fieldError("data_set", "%v", reason(err))
	}
	if s.Made == "" || s.Made != x.r.madeWith(step.origin) {
		x.outdated = true
		if step.stored, err = x.stillGiven(s, c); err != nil {
			return err
		}
	}
	x.steps[c.row.Resource] = append(shelf, step)
	return nil
}

// sameCollection says whether two readings are of one collection.
func sameCollection(a, b *snapshot.Reading) bool {
	return a.Link == b.Link && a.At.Equal(b.At) && a.DataSet == b.DataSet && maps.Equal(a.Asked, b.Asked)
}

// stillGiven is which of a collection's stored objects are still given, and where they are found now.
func (x *shelves) stillGiven(s *snapshot.Stored, c madeOf) (*snapshot.Stored, error) {
	items, _, err := c.again(x.r.Desk().Reader)
	if err != nil {
		return nil, err
	}
	given := make(map[uuid.UUID]registry.Item, len(items))
	for _, item := range items {
		given[item.ID] = item
	}
	left, lost := snapshot.Stored{Reading: s.Reading}, 0
	p := objectPacker{&left, map[uuid.UUID]uint64{uuid.Nil: 0}}
	eachStored(s, store.Object{}, func(o *store.Object) {
		if item, is := given[o.ID]; is {
			p.add(item.ID, item.Account, item.Line)
		} else {
			lost++
		}
	})
	if lost > 0 {
		x.r.warn("%d %s of the link %s are lost: the fixtures no longer give them", lost, c.row.Resource.Word(), s.Link)
	}
	return &left, nil
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
