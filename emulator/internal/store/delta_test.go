package store_test

import (
	"errors"
	"fmt"
	"maps"
	"reflect"
	"testing"

	"belvo-emulator/emulator/internal/belvo"
	"belvo-emulator/emulator/internal/scenario"
	"belvo-emulator/emulator/internal/store"
)

// mirror is two stores that do what the commits of another say. One has the objects alone: what takes away a link
// lists its objects too.
type mirror struct{ objects, rest *store.Store }

func (m mirror) follow(d *store.Delta) error {
	return errors.Join(m.objects.Update(func(tx *store.Tx) error {
		for r, ids := range d.GoneObjects {
			for _, id := range ids {
				tx.DeleteObject(r, id)
			}
		}
		for r, objects := range d.Objects {
			for _, o := range objects {
				tx.PutObject(r, o)
			}
		}
		return nil
	}), m.rest.Update(func(tx *store.Tx) error {
		for _, id := range d.GoneLinks {
			tx.DeleteLink(id)
		}
		for _, id := range d.GoneSessions {
			tx.CloseSession(id)
		}
		for _, user := range d.GoneVisitors {
			tx.PutVisitor(user, scenario.Script{})
		}
		for _, id := range d.GoneUsed {
			tx.ForgetToken(id)
		}
		for _, l := range d.Links {
			tx.PutLink(*l)
		}
		for _, session := range d.Sessions {
			tx.OpenSession(session)
		}
		for user, script := range d.Visitors {
			tx.PutVisitor(user, script)
		}
		for id, until := range d.Used {
			tx.UseToken(id, until, epoch)
		}
		return nil
	}))
}

// TestADeltaIsAllThatACommitHasChanged: a store that does what each commit of another says has the same world.
func TestADeltaIsAllThatACommitHasChanged(t *testing.T) {
	t.Parallel()
	for run := range 4 {
		t.Run(fmt.Sprint("run ", run), func(t *testing.T) {
			t.Parallel()
			w := newWorld(t, fmt.Sprint("deltas ", run))
			m := mirror{store.New(nil), store.New(nil)}
			w.store.OnCommit(func(_ *store.Tx, d *store.Delta) error { return m.follow(d) })
			for range 20 {
				w.walk(10)
				got, want := worldIn(m.rest), worldIn(w.store)
				for what, parts := range map[string][2]any{"links": {got.Links, want.Links}, "sessions": {got.Sessions, want.Sessions},
					"visitors": {got.Visitors, want.Visitors}, "used tokens": {got.Used, want.Used},
					"objects": {worldIn(m.objects).Objects, want.Objects}} {
					if !reflect.DeepEqual(parts[0], parts[1]) {
						t.Fatalf("the %s of the mirror are others", what)
					}
				}
			}
		})
	}
}

// worldIn is all that a store has, without resources that have no objects.
func worldIn(s *store.Store) (all store.World) {
	s.View(func(tx *store.Tx) { all = tx.World() })
	maps.DeleteFunc(all.Objects, func(_ belvo.Resource, objects []store.Object) bool { return len(objects) == 0 })
	return all
}
