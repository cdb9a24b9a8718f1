package store_test

import (
	"fmt"
	"slices"
	"sync"
	"sync/atomic"
	"testing"

	"belvo-emulator/emulator/internal/belvo"
	"belvo-emulator/emulator/internal/store"
)

// lateStore is a store with the world of another, whose objects are not put into it before somebody looks. Filled
// counts how often they were.
func lateStore(from *store.Store, filled *atomic.Int32) func(observe func([]store.Event)) *store.Store {
	return func(observe func([]store.Event)) *store.Store {
		var all store.World
		from.View(func(tx *store.Tx) { all = tx.World() })
		late := store.New(observe)
		for r, objects := range all.Objects {
			late.Later(r, func(b *store.Batch) {
				filled.Add(1)
				for i := range objects {
					gone := objects[i] // what is taken away again leaves nothing behind
					gone.ID[0] ^= 1
					b.Put(&gone)
					b.Put(&objects[i])
					b.Delete(gone.ID)
				}
			})
		}
		_ = late.Update(func(tx *store.Tx) error { // the function returns no error
			for _, l := range all.Links {
				tx.PutLink(l)
			}
			for _, s := range all.Sessions {
				tx.OpenSession(s)
			}
			for user, script := range all.Visitors {
				tx.PutVisitor(user, script)
			}
			for id, until := range all.Used {
				tx.UseToken(id, until, until)
			}
			return nil
		})
		return late
	}
}

// withObjects is a world that has some objects of each resource.
func withObjects(t *testing.T, name string) *world {
	w := newWorld(t, name)
	for slices.ContainsFunc(resources, func(r belvo.Resource) bool { return len(w.model.objects[r]) < 3 }) {
		w.walk(10)
	}
	return w
}

// TestObjectsThatComeLate are as if they had been there from the beginning, and so is what becomes of them: also in
// copies of the store, whether these were made before somebody looked or after.
func TestObjectsThatComeLate(t *testing.T) {
	t.Parallel()
	for run := range 4 {
		t.Run(fmt.Sprint("run ", run), func(t *testing.T) {
			t.Parallel()
			w := withObjects(t, fmt.Sprint("late ", run))
			var filled atomic.Int32
			m := moment{model: w.model.clone(), now: w.now}
			m.model.seq = 0
			for _, l := range m.model.links { // a store that is made anew has all timers
				m.model.armed[l.ID] = !l.CredentialsUntil.IsZero()
			}
			late := m.at(t, w, fmt.Sprint("late walk ", run), lateStore(w.store, &filled))
			unread := late.freeze()
			late.store.View(func(tx *store.Tx) { tx.Links(nil, 0, 1) })
			if filled.Load() != 0 {
				t.Errorf("%d resources were filled before anybody looked", filled.Load())
			}
			var forks sync.WaitGroup
			defer forks.Wait()
			for n := range 3 {
				fork := unread.at(t, late, fmt.Sprint("late fork ", run, n), unread.frozen.Thaw)
				forks.Go(func() {
					fork.check()
					fork.walk(30)
					fork.check()
				})
			}
			late.walk(60)
			late.check()
			forks.Wait()
			if n := int(filled.Load()); n > len(resources) {
				t.Errorf("resources were filled %d times, and there are %d", n, len(resources))
			}
		})
	}
}
