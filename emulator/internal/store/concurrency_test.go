package store_test

import (
	"sync"
	"testing"

	"github.com/google/uuid"

	"belvo-emulator/emulator/internal/belvo"
	"belvo-emulator/emulator/internal/lifecycle"
	"belvo-emulator/emulator/internal/scenario"
	"belvo-emulator/emulator/internal/store"
)

// TestReadersSeeWholeCommits has writers that move links from state to state and add and remove
// others in pairs, while readers count: no reader ever sees half a commit.
func TestReadersSeeWholeCommits(t *testing.T) {
	t.Parallel()
	const links, writers, readers, rounds = 40, 4, 4, 200
	w := newWorld(t, "concurrency")
	var ids []uuid.UUID
	w.must(func(tx *store.Tx) {
		for range links {
			l := store.Link{ID: w.ids.UUID(), CreatedAt: epoch, State: lifecycle.Valid, Institution: "gotham"}
			tx.PutLink(l)
			ids = append(ids, l.ID)
		}
	})
	var writing, reading sync.WaitGroup
	for n := range writers {
		writing.Go(func() {
			for i := range rounds {
				id := ids[(n*7+i)%links]
				first, second := w.ids.UUID(), w.ids.UUID()
				err := w.store.Update(func(tx *store.Tx) error { return move(tx, id, first, second) })
				if err != nil {
					t.Error(err)
				}
			}
		})
	}
	done := make(chan struct{})
	for range readers {
		reading.Go(func() {
			for {
				w.store.View(func(tx *store.Tx) { checkWhole(t, tx, links) })
				select {
				case <-done:
					return
				default:
				}
			}
		})
	}
	writing.Wait()
	close(done)
	reading.Wait()
	if want := writers * rounds; len(w.observed) != want {
		t.Fatalf("%d events were observed, want %d", len(w.observed), want)
	}
	for i, e := range w.observed {
		if e.Seq != uint64(i+1) {
			t.Fatalf("event %d has number %d", i+1, e.Seq)
		}
	}
}

// move changes a link's state and puts or takes away a pair of links and objects.
func move(tx *store.Tx, id, first, second uuid.UUID) error {
	l, _ := tx.Link(id)
	if l.State == lifecycle.Valid {
		l.State = lifecycle.TokenRequired
	} else {
		l.State = lifecycle.Valid
	}
	tx.PutLink(l)
	pair, n := tx.Links([]store.Where[store.Link]{{Index: "institution", Values: []string{"pair"}}}, 0, 2)
	if n >= 20 {
		tx.DeleteLink(pair[0].ID)
		tx.DeleteLink(pair[1].ID)
	} else {
		for _, id := range []uuid.UUID{first, second} {
			tx.PutLink(store.Link{ID: id, CreatedAt: epoch, Institution: "pair", State: lifecycle.Invalid})
			tx.PutObject(belvo.Owners, store.Object{ID: id, Link: id, CreatedAt: epoch})
		}
	}
	tx.Emit(epoch, id, lifecycle.Transition{}, scenario.Script{}, nil)
	return nil
}

func checkWhole(t *testing.T, tx *store.Tx, links int) {
	count := func(values ...string) int {
		_, n := tx.Links([]store.Where[store.Link]{{Index: "status", Values: values}}, 0, 5)
		return n
	}
	if n := count("valid") + count("token_required"); n != links {
		t.Errorf("%d links are valid or want a token, there should be %d", n, links)
	}
	_, objects := tx.Objects(belvo.Owners, nil, 0, 1)
	if pairs := count("invalid"); pairs%2 != 0 || pairs != objects {
		t.Errorf("%d links of pairs and %d objects: half a commit", pairs, objects)
	}
}
