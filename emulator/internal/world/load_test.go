package world_test

import (
	"context"
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/google/uuid"

	"belvo-emulator/emulator/internal/belvo"
	"belvo-emulator/emulator/internal/contact"
	"belvo-emulator/emulator/internal/sandbox"
	"belvo-emulator/emulator/internal/sandbox/sandboxtest"
	"belvo-emulator/emulator/internal/snapshot"
	"belvo-emulator/emulator/internal/store"
	"belvo-emulator/emulator/internal/world"
)

// recorded returns the records of what happens in a sandbox, the first of which begins it.
func recorded(t *testing.T, happen func(b *sandboxtest.Box)) (records []snapshot.Record) {
	t.Helper()
	b := sandboxtest.Open(t)
	put := func(text []byte) error {
		rec, err := snapshot.DecodeRecord(text)
		records = append(records, rec)
		return err
	}
	k := world.Keep(b.Sandbox, 1, world.Log{Append: put, Failed: func(err error) { t.Error(err) }, Later: true})
	if err := put(k.Whole()); err != nil {
		t.Fatal(err)
	}
	k.Start()
	happen(b)
	return records
}

// loaded makes a sandbox of records.
func loaded(t *testing.T, records []snapshot.Record) (*world.Loader, error) {
	t.Helper()
	var l *world.Loader
	for i := range records {
		var err error
		if i == 0 {
			if l, err = world.Load(context.Background(), sandboxtest.Shared(t), &records[i]); err == nil {
				t.Cleanup(l.Abandon)
			}
		} else {
			err = l.Change(&records[i], math.MaxInt64)
		}
		if err != nil {
			t.Fatalf("record %d: %v", i, err)
		}
	}
	return l, l.Check()
}

// TestWhatCannotBeMadeMattersAtTheEnd: only what no later record has replaced or removed refuses the start, and what
// depends on a link is read without a complaint of its own.
func TestWhatCannotBeMadeMattersAtTheEnd(t *testing.T) {
	t.Parallel()
	remove := func(b *sandboxtest.Box, link uuid.UUID) error { return b.DeleteLink(&contact.Call{}, link) }
	change := func(b *sandboxtest.Box, link uuid.UUID) error {
		_, err := b.ModifyLink(&contact.Call{}, link, sandbox.Modification{StaleIn: "42d"})
		return err
	}
	institution := func(l *snapshot.Link) { l.Institution = "gone" }
	set := func(l *snapshot.Link) { l.Facts.DataSet = "gone" }
	for name, c := range map[string]struct {
		last     func(b *sandboxtest.Box, link uuid.UUID) error
		damage   func(l *snapshot.Link) // as it is said in all records of it
		but      int                    // for so many of the last
		sessions int
		outdated bool
		want     string
	}{
		"an institution, removed": {remove, institution, 0, 0, false, ""},
		"an institution, changed": {change, institution, 0, 0, false, `institution: unknown institution "gone"`},
		"a data set, removed":     {remove, set, 0, 0, false, ""},
		"a data set, replaced":    {change, set, 1, 1, true, ""},
		"a data set, changed":     {change, set, 0, 0, false, `facts.data_set: unknown data set "gone"`},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var id uuid.UUID
			records := recorded(t, func(b *sandboxtest.Box) {
				id = b.Link("locks")
				ask := func(token string) error {
					_, err := b.Retrieve(&contact.Call{}, b.Desk().ByName[belvo.Accounts],
						sandbox.Retrieval{Link: id, SaveData: true, Token: token})
					return err
				}
				if err := ask("1"); err != nil {
					t.Fatal(err)
				}
				sandboxtest.Session(t, ask(""))
				if err := c.last(b, id); err != nil {
					t.Fatal(err)
				}
			})
			damage(records, c.damage, c.but)
			l, err := loaded(t, records)
			if c.want == "" && err != nil || c.want != "" &&
				(err == nil || !strings.HasPrefix(err.Error(), "the sandbox id: the link "+id.String()+": "+c.want)) {
				t.Fatalf("%v, want %q", err, c.want)
			}
			if err != nil {
				return
			}
			same(t, "outdated", l.Outdated(), c.outdated)
			b, warnings := l.Finish()
			same(t, "the warnings", len(warnings), 0)
			b.Store().View(func(tx *store.Tx) {
				w := tx.World()
				same(t, "the sessions", len(w.Sessions), c.sessions)
				same(t, "there is data", len(w.Objects[belvo.Accounts]) > 0, c.outdated)
			})
		})
	}
}

// damage has records say something else of links, but for so many of the last that say anything of them.
func damage(records []snapshot.Record, change func(*snapshot.Link), but int) {
	for _, rec := range slices.Backward(records) {
		if rec.Change == nil || len(rec.Change.Links) == 0 {
			continue
		}
		if but--; but >= 0 {
			continue
		}
		for i := range rec.Change.Links {
			change(&rec.Change.Links[i])
		}
	}
}

func same[T comparable](t *testing.T, what string, got, want T) {
	t.Helper()
	if got != want {
		t.Errorf("%s: %v, want %v", what, got, want)
	}
}
