package store_test

import (
	"errors"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"testing"
	"time"

	"github.com/google/uuid"

	"belvo-emulator/emulator/internal/belvo"
	"belvo-emulator/emulator/internal/ident"
	"belvo-emulator/emulator/internal/lifecycle"
	"belvo-emulator/emulator/internal/scenario"
	"belvo-emulator/emulator/internal/store"
)

var epoch = time.Date(2026, 1, 1, 12, 0, 0, 0, time.UTC)

// resources that the tests keep objects of.
var resources = []belvo.Resource{belvo.Accounts, belvo.Transactions, belvo.Owners}

// world drives a store and its model with the same operations.
type world struct {
	*testing.T
	orderly  bool // rows are created in the order of their days, and keep them
	rng      ident.Rand
	ids      *ident.Source
	now      time.Time
	store    *store.Store
	model    *model
	observed []store.Event
	expected []store.Event // what was emitted in commits
	visitors []*scenario.Scenario
	origins  []*store.Origin
}

func newWorld(t *testing.T, name string) *world {
	w := &world{T: t, rng: ident.NewRand("store", name), ids: ident.NewSource(1, name), now: epoch,
		model: newModel()}
	w.store = store.New(func(events []store.Event) { w.observed = append(w.observed, events...) })
	for i := range 3 {
		w.visitors = append(w.visitors, &scenario.Scenario{Name: fmt.Sprint("visited", i)})
	}
	for i := range 5 {
		w.origins = append(w.origins, &store.Origin{At: epoch, DataSet: fmt.Sprint("set ", i)})
	}
	return w
}

func pick[T any](rng ident.Rand, list ...T) T { return list[rng.IntN(len(list))] }

// link is a link with few different values in each field, so that queries find several.
func (w *world) link(id uuid.UUID) store.Link {
	r := w.rng
	l := store.Link{ID: id, Institution: pick(r, "gotham", "heimdall", "ironbank"),
		AccessMode: pick(r, belvo.Single, belvo.Recurrent), RefreshRate: pick(r, "", "6h", "7d"),
		ExternalID: pick(r, "", "", "ext-1", "ext-2"), InstitutionUserID: fmt.Sprint("user-", r.IntN(20)),
		State: pick(r, lifecycle.Valid, lifecycle.Unconfirmed, lifecycle.TokenRequired,
			lifecycle.Expired),
		CreatedAt: w.sometime(), Refusals: r.IntN(6)}
	if old, ok := w.model.link(id); ok && w.orderly {
		l.CreatedAt = old.CreatedAt
	}
	if r.IntN(3) == 0 {
		l.CredentialsUntil = w.now.Add(time.Duration(r.IntN(5)) * time.Hour)
	}
	for _, res := range resources {
		if r.IntN(4) == 0 {
			l.Pending = append(l.Pending, store.Pending{Resource: res, At: w.now})
		}
	}
	return l
}

// sometime is mostly now; what was due earlier and is carried out late was created in the past.
func (w *world) sometime() time.Time {
	if !w.orderly && w.rng.IntN(4) == 0 {
		return w.now.Add(-time.Duration(w.rng.IntN(240)) * time.Hour)
	}
	return w.now
}

// anyLink is the id of a link that exists, if there is one; one in eight times it is of none.
func (w *world) anyLink() uuid.UUID {
	if n := len(w.model.links); n > 0 && w.rng.IntN(8) > 0 {
		return w.model.links[w.rng.IntN(n)].ID
	}
	return w.ids.UUID()
}

func (w *world) object(r belvo.Resource) store.Object {
	o := store.Object{ID: w.ids.UUID(), Link: w.anyLink(), CreatedAt: w.sometime(), Value: w.rng.IntN(1000),
		Origin: pick(w.rng, w.origins...)}
	if r == belvo.Transactions { // whose values are not stored
		o.Value, o.Line = nil, uint32(w.rng.IntN(1000))
	}
	if list := w.model.objects[r]; len(list) > 0 && w.rng.IntN(3) == 0 {
		old := list[w.rng.IntN(len(list))]
		o.ID = old.ID
		if w.orderly {
			o.CreatedAt = old.CreatedAt
		}
	}
	if accounts := w.model.objects[belvo.Accounts]; len(accounts) > 0 {
		o.Account = accounts[w.rng.IntN(len(accounts))].ID
	}
	return o
}

func (w *world) session() store.Session {
	s := store.Session{ID: w.ids.Hex(), Link: w.anyLink(), Operation: lifecycle.Retrieve,
		Resource:  pick(w.rng, resources...),
		ExpiresAt: w.now.Add(time.Duration(w.rng.IntN(9000)) * time.Second)}
	if w.rng.IntN(2) == 0 {
		s.Operation, s.Resource = pick(w.rng, lifecycle.Register, lifecycle.Update), ""
	}
	return s
}

// change does one random operation on both sides.
func (w *world) change(tx *store.Tx, m *model, emitted *[]store.Event) {
	switch w.rng.IntN(14) {
	case 0, 1, 2:
		id := w.ids.UUID()
		if w.rng.IntN(3) > 0 {
			id = w.anyLink()
		}
		l := w.link(id)
		tx.PutLink(l)
		m.putLink(l)
	case 3:
		w.remove(tx, m)
	case 4, 5, 6:
		r := pick(w.rng, resources...)
		o := w.object(r)
		tx.PutObject(r, o)
		m.putObject(r, o)
	case 7, 8, 9:
		w.changeSessions(tx, m)
	case 10:
		w.changeVisitor(tx, m)
	case 11:
		id, until := fmt.Sprint("token-", w.rng.IntN(30)), w.now.Add(time.Hour)
		tx.UseToken(id, until, w.now)
		m.used[id] = until
	case 12:
		t := lifecycle.Table()[w.rng.IntN(len(lifecycle.Table()))]
		id, script := w.anyLink(), scenario.Script{Scenario: w.visitors[0], Entered: w.now}
		tx.Emit(w.now, id, t, script, nil)
		*emitted = append(*emitted, m.emit(w.now, id, t, script))
	default:
		w.expire(tx, m)
	}
}

// remove deletes a link or objects, but mostly nothing, so that the world grows.
func (w *world) remove(tx *store.Tx, m *model) {
	switch w.rng.IntN(6) {
	case 0, 1, 2:
		id := w.anyLink()
		tx.DeleteLink(id)
		m.deleteLink(id)
	case 3:
		r, where := pick(w.rng, resources...), objectCondition(w)
		w.same("the objects that were deleted", tx.DeleteObjects(r, where.where),
			m.deleteObjects(r, where.naive))
	}
}

func (w *world) changeSessions(tx *store.Tx, m *model) {
	switch w.rng.IntN(6) {
	case 0:
		id := w.anyLink()
		tx.DropSessions(id)
		m.dropSessions(id)
	case 1:
		open := slices.Sorted(maps.Keys(m.sessions))
		id := pick(w.rng, append(open, "none")...)
		tx.CloseSession(id)
		delete(m.sessions, id)
	default:
		s := w.session()
		tx.OpenSession(s)
		m.openSession(s)
	}
}

func (w *world) changeVisitor(tx *store.Tx, m *model) {
	user := fmt.Sprint("user-", w.rng.IntN(10))
	if w.rng.IntN(3) == 0 {
		tx.PutVisitor(user, scenario.Script{})
		delete(m.visitors, user)
		return
	}
	sc := pick(w.rng, w.visitors...)
	tx.PutVisitor(user, scenario.Script{Scenario: sc})
	m.visitors[user] = sc.Name
}

// expire takes what is due on both sides: the same links, each once, the earliest first.
func (w *world) expire(tx *store.Tx, m *model) {
	var got []store.Link
	for _, l, any := tx.TakeTimer(w.now); any; _, l, any = tx.TakeTimer(w.now) {
		got = append(got, l)
	}
	want := m.takeExpired(w.now)
	if len(got) != len(want) {
		w.Errorf("%d links have expired, want %d", len(got), len(want))
	}
	for i, l := range got {
		if at, ok := want[l.ID]; !ok || !at.Equal(l.CredentialsUntil) {
			w.Errorf("link %s expired at %v, want %v", l.ID, l.CredentialsUntil, at)
		}
		if i > 0 && l.CredentialsUntil.Before(got[i-1].CredentialsUntil) {
			w.Errorf("link %s comes after one that expired later", l.ID)
		}
	}
}

var errGivenUp = errors.New("given up")

// update runs a few changes in one Update that commits, returns an error or panics.
func (w *world) update(changes int) {
	draft := w.model.clone()
	var emitted []store.Event
	fate := w.rng.IntN(8)
	func() {
		defer func() {
			if p := recover(); p != nil && p != errGivenUp {
				panic(p)
			}
		}()
		err := w.store.Update(func(tx *store.Tx) error {
			for range changes {
				w.change(tx, draft, &emitted)
			}
			switch fate {
			case 0:
				return errGivenUp
			case 1:
				panic(errGivenUp)
			}
			return nil
		})
		if (fate == 0) != errors.Is(err, errGivenUp) {
			w.Errorf("Update returned %v", err)
		}
	}()
	if fate > 1 {
		w.model, w.expected = draft, append(w.expected, emitted...)
	}
}

func (w *world) same(what string, got, want any) {
	w.Helper()
	if !reflect.DeepEqual(got, want) {
		w.Fatalf("%s:\ngot  %+v\nwant %+v", what, got, want)
	}
}
