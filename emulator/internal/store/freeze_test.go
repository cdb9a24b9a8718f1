package store_test

import (
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"

	"belvo-emulator/emulator/internal/belvo"
	"belvo-emulator/emulator/internal/ident"
	"belvo-emulator/emulator/internal/store"
)

// moment is a state that was frozen, and the model as it was then.
type moment struct {
	frozen *store.Frozen
	model  *model
	now    time.Time
	events []store.Event
}

func (w *world) freeze() moment {
	return moment{w.store.Freeze(), w.model.clone(), w.now, slices.Clone(w.expected)}
}

// at is a world of its own that begins with a store and goes on as a model says.
func (m moment) at(t *testing.T, w *world, name string, thaw func(func([]store.Event)) *store.Store) *world {
	fork := newWorld(t, name)
	fork.orderly, fork.visitors, fork.origins = w.orderly, w.visitors, w.origins
	fork.model, fork.now = m.model.clone(), m.now
	fork.observed, fork.expected = slices.Clone(m.events), slices.Clone(m.events)
	fork.store = thaw(func(events []store.Event) { fork.observed = append(fork.observed, events...) })
	return fork
}

func (w *world) walk(rounds int) {
	for round := range rounds {
		w.update(1 + w.rng.IntN(8))
		w.store.View(func(tx *store.Tx) { w.checkQuery(tx) })
		if w.rng.IntN(5) == 0 {
			w.now = w.now.Add(time.Duration(w.rng.IntN(8)) * time.Hour)
		}
		if w.Failed() {
			w.Fatalf("failed in round %d", round)
		}
	}
}

// TestAFrozenStateNeverChanges freezes a store at random points, lets copies of what was frozen go on,
// side by side, and looks whether each is still what it was.
func TestAFrozenStateNeverChanges(t *testing.T) {
	t.Parallel()
	for run := range 2 {
		t.Run(fmt.Sprint("run ", run), func(t *testing.T) {
			t.Parallel()
			w := newWorld(t, fmt.Sprint("frozen ", run))
			w.orderly = run == 0
			var moments []moment
			var forks sync.WaitGroup
			defer forks.Wait() // also when the test gives up
			for n := range 12 {
				w.walk(1 + w.rng.IntN(25))
				m := w.freeze()
				moments = append(moments, m)
				for side := range 2 { // two that begin alike and go different ways
					fork := m.at(t, w, fmt.Sprint("fork ", run, n, side), m.frozen.Thaw)
					forks.Go(func() {
						fork.check()
						fork.walk(30)
						fork.check()
					})
				}
			}
			w.walk(30)
			forks.Wait()
			w.check()
			for n, m := range moments {
				m.at(t, w, fmt.Sprint("again ", n), m.frozen.Thaw).check()
			}
		})
	}
}

// TestTheWayBackLeadsToEachCommit goes back over random numbers of commits, and on from there.
func TestTheWayBackLeadsToEachCommit(t *testing.T) {
	t.Parallel()
	for run := range 2 {
		t.Run(fmt.Sprint("run ", run), func(t *testing.T) {
			t.Parallel()
			w := newWorld(t, fmt.Sprint("back ", run))
			w.orderly = run == 0
			var pasts []*store.Past
			var before []moment // the model before each of them
			w.store.OnPast(func(p *store.Past) {
				pasts = append(pasts, p)
				before = append(before, moment{model: w.model, now: w.now, events: slices.Clone(w.expected)})
			})
			w.walk(1200) // more steps than lie between two whole states
			for n := range 40 {
				back := w.rng.IntN(len(pasts))
				fork := before[back].at(t, w, fmt.Sprint("back to ", back), func(observe func([]store.Event)) *store.Store {
					return w.store.Freeze().Back(pasts[back:], observe)
				})
				fork.check()
				if n%4 == 0 {
					fork.walk(20)
					fork.check()
				}
			}
			w.check()
			if len(pasts) < 800 {
				t.Errorf("only %d commits: the test has become weak", len(pasts))
			}
		})
	}
}

// TestTheWayBackLeadsOverCompaction deletes most rows, which are then given other numbers.
func TestTheWayBackLeadsOverCompaction(t *testing.T) {
	t.Parallel()
	s, source := store.New(nil), ident.NewSource(1, "compaction")
	var pasts []*store.Past
	s.OnPast(func(p *store.Past) { pasts = append(pasts, p) })
	var ids []uuid.UUID
	update := func(change func(*store.Tx)) {
		if err := s.Update(func(tx *store.Tx) error { change(tx); return nil }); err != nil {
			t.Fatal(err)
		}
	}
	for range 5 {
		update(func(tx *store.Tx) {
			for range 1000 {
				ids = append(ids, source.UUID())
				tx.PutLink(store.Link{ID: ids[len(ids)-1], CreatedAt: epoch, CredentialsUntil: epoch})
				tx.PutObject(belvo.Owners, store.Object{ID: source.UUID(), Link: ids[len(ids)-1], CreatedAt: epoch})
			}
		})
	}
	again := func(tx *store.Tx) { tx.PutLink(store.Link{ID: ids[7], CreatedAt: epoch, CredentialsUntil: epoch}) }
	update(again) // a whole state is kept before it, so none is before the next
	update(func(tx *store.Tx) {
		for _, id := range ids[100:] {
			tx.DeleteLink(id)
		}
	})
	leadBack := func(what string, now *store.Frozen) {
		t.Helper()
		for n, want := range []int{0, 1000, 2000, 3000, 4000, 5000, 5000, 100, 99}[:len(pasts)] {
			now.Back(pasts[n:], nil).View(func(tx *store.Tx) {
				links, total := tx.Links(nil, 0, 10_000)
				_, objects := tx.Objects(belvo.Owners, nil, 0, 0)
				if total != want || objects != want || len(tx.Timers(10_000)) != want {
					t.Errorf("%s: before commit %d there are %d links, %d objects and %d timers, want %d", what, n, total,
						objects, len(tx.Timers(10_000)), want)
				}
				for i, l := range links {
					if l.ID != ids[want-1-i] && n < 8 {
						t.Fatalf("%s: before commit %d link %d is another", what, n, i)
					}
				}
			})
		}
	}
	leadBack("before the rows are renumbered", s.Freeze())
	update(func(tx *store.Tx) { leadBack("when they were", tx.Freeze()) })
	leadBack("before a commit comes behind that", s.Freeze())
	update(func(tx *store.Tx) { tx.DeleteLink(ids[7]) })
	update(func(tx *store.Tx) { tx.PutLink(store.Link{ID: ids[7], CreatedAt: epoch}) })
	leadBack("in the end", s.Freeze())
}

// said is a steering.
type said string

func (s said) Takes() int { return len(s) }

// TestTheSteeringBelongsToTheState: a failed commit undoes it, and the way back leads over it.
func TestTheSteeringBelongsToTheState(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "steering")
	look := func(s *store.Store) (now store.Steering) {
		s.View(func(tx *store.Tx) { now = tx.Steering() })
		return now
	}
	var pasts []*store.Past
	w.store.OnPast(func(p *store.Past) { pasts = append(pasts, p) })
	steps := []store.Steering{nil, said("calm"), said("queued"), nil}
	for n, next := range steps[1:] {
		_ = w.store.Update(func(tx *store.Tx) error { tx.Steer(next); return errGivenUp })
		w.same("after a failure", look(w.store), steps[n])
		w.must(func(tx *store.Tx) { tx.Steer(next) })
		w.same("after a commit", look(w.store), next)
	}
	for n := range pasts {
		w.same("on the way back", look(w.store.Freeze().Back(pasts[n:], nil)), steps[n])
	}
}
