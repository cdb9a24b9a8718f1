package store_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/google/uuid"

	"belvo-emulator/emulator/internal/belvo"
	"belvo-emulator/emulator/internal/lifecycle"
	"belvo-emulator/emulator/internal/scenario"
	"belvo-emulator/emulator/internal/store"
)

// checkRest compares what is neither a link nor an object.
func (w *world) checkRest(tx *store.Tx) {
	w.Helper()
	for id, want := range w.model.sessions {
		got, ok := tx.Session(id)
		w.same("a session that is open", ok, true)
		w.same("session", got, want)
	}
	longest := map[uuid.UUID]time.Time{}
	for _, s := range w.model.sessions {
		if s.ExpiresAt.After(w.now) && s.ExpiresAt.After(longest[s.Link]) {
			longest[s.Link] = s.ExpiresAt
		}
	}
	for _, l := range w.model.links {
		live, _ := tx.LiveSession(l.ID, w.now)
		w.same("end of the link's longest session", live.ExpiresAt, longest[l.ID])
	}
	for i := range 30 {
		user := fmt.Sprint("user-", i)
		script, ok := tx.Visitor(user)
		name, want := w.model.visitors[user]
		w.same("a visitor who is known", ok, want)
		if ok {
			w.same("visitor", script.Scenario.Name, name)
		}
		token := fmt.Sprint("token-", i)
		_, used := w.model.used[token]
		if until := w.model.used[token]; !used || until.After(w.now) { // the others may be forgotten
			w.same("a token that was used up", tx.TokenUsed(token), used)
		}
	}
	due := false
	for _, l := range w.model.links {
		due = due || w.model.armed[l.ID] && !l.CredentialsUntil.After(w.now)
	}
	if due && !timerDue(tx, w.now) {
		w.Error("links have expired, but nothing is said to be due")
	}
}

// TestStoreDoesWhatItsModelDoes runs random changes, of which every fourth is undone by an error
// or a panic, and compares the store with a model that keeps everything in plain slices.
func TestStoreDoesWhatItsModelDoes(t *testing.T) {
	t.Parallel()
	for run := range 4 {
		t.Run(fmt.Sprint("run ", run), func(t *testing.T) {
			t.Parallel()
			w := newWorld(t, fmt.Sprint("model ", run))
			w.orderly = run%2 == 0
			for round := range 300 {
				w.update(1 + w.rng.IntN(8))
				w.store.View(func(tx *store.Tx) { w.checkQuery(tx) })
				if round%10 == 0 {
					w.check()
				}
				if w.rng.IntN(5) == 0 {
					w.now = w.now.Add(time.Duration(w.rng.IntN(8)) * time.Hour)
				}
				if t.Failed() {
					t.Fatalf("failed in round %d", round)
				}
			}
			w.check()
			l, e, s := len(w.model.links), len(w.expected), len(w.model.sessions)
			if l < 20 || e < 50 || s < 20 {
				t.Errorf("only %d links, %d events and %d sessions: the test has become weak", l, e, s)
			}
		})
	}
}

// TestCompactionKeepsEverythingInItsOrder deletes most of many rows, which makes the next Update
// renumber the rest.
func TestCompactionKeepsEverythingInItsOrder(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "compaction")
	w.orderly = true
	put := func(tx *store.Tx) error {
		for range 4200 {
			l := w.link(w.ids.UUID())
			tx.PutLink(l)
			w.model.links = append(w.model.links, l)
			w.model.armed[l.ID] = !l.CredentialsUntil.IsZero()
		}
		for range 4200 {
			o := w.object(belvo.Owners)
			o.ID = w.ids.UUID()
			tx.PutObject(belvo.Owners, o)
			w.model.objects[belvo.Owners] = append(w.model.objects[belvo.Owners], o)
		}
		return nil
	}
	thin := func(tx *store.Tx) error {
		var kept []store.Link
		for i, l := range w.model.links {
			if i%30 == 0 {
				kept = append(kept, l)
				continue
			}
			tx.DeleteLink(l.ID)
			delete(w.model.armed, l.ID)
		}
		w.model.links = kept
		w.model.deleteObjects(belvo.Owners, func(o *store.Object) bool {
			_, linked := tx.Link(o.Link)
			if !linked { // of links that never existed
				id := store.Where[store.Object]{Index: "id", Values: []string{o.ID.String()}}
				tx.DeleteObjects(belvo.Owners, id)
			}
			return !linked
		})
		return nil
	}
	for _, step := range []func(*store.Tx) error{put, thin} {
		if err := w.store.Update(step); err != nil {
			t.Fatal(err)
		}
	}
	for range 100 {
		w.update(3)
		w.store.View(func(tx *store.Tx) { w.checkQuery(tx) })
	}
	w.check()
}

// TestWhatWasReadNeverChanges holds a link and a page from before a change.
func TestWhatWasReadNeverChanges(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "snapshot")
	id := w.ids.UUID()
	before := store.Link{ID: id, Institution: "gotham", State: lifecycle.Valid, CreatedAt: w.now,
		FetchResources: []string{"ACCOUNTS"}, Pending: []store.Pending{{Resource: belvo.Accounts, At: w.now}}}
	w.must(func(tx *store.Tx) { tx.PutLink(before) })
	var one store.Link
	var page []store.Link
	w.store.View(func(tx *store.Tx) {
		one, _ = tx.Link(id)
		page, _ = tx.Links(nil, 0, 10)
	})
	one.State, page[0].Institution = lifecycle.Invalid, "mine" // whoever holds a value may change it
	w.must(func(tx *store.Tx) {
		now, _ := tx.Link(id)
		w.same("the stored link", now, before)
		now.State, now.Pending, now.Script = lifecycle.Expired, nil, scenario.Script{Scenario: w.visitors[0]}
		tx.PutLink(now)
	})
	w.must(func(tx *store.Tx) { tx.DeleteLink(id) })
	w.same("what was read", one.Pending, before.Pending)
	w.same("the page that was read", page[0].State, lifecycle.Valid)
	w.same("what was changed by its holder", one.State, lifecycle.Invalid)
}

func (w *world) must(change func(*store.Tx)) {
	w.Helper()
	if err := w.store.Update(func(tx *store.Tx) error { change(tx); return nil }); err != nil {
		w.Fatal(err)
	}
}

// timerDue says whether some timer is due.
func timerDue(tx *store.Tx, now time.Time) bool {
	next, any := tx.NextTimer()
	return any && !next.At.After(now)
}
