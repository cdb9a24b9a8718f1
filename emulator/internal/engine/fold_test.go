package engine_test

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"

	"belvo-emulator/emulator/internal/belvo"
	"belvo-emulator/emulator/internal/clock"
	"belvo-emulator/emulator/internal/contact"
	"belvo-emulator/emulator/internal/sandbox"
	"belvo-emulator/emulator/internal/store"
	"belvo-emulator/emulator/internal/webhook"
)

// TestWhatHappensDuringAFoldHappensOnce: the base has it already, and the log has it too.
func TestWhatHappensDuringAFoldHappensOnce(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "state")
	e, b := kept(t, dir)
	accounts := b.Desk().ByName[belvo.Accounts]
	retrieve := func(l belvo.Link) []any {
		got, err := b.Retrieve(&contact.Call{}, accounts, sandbox.Retrieval{Link: l.ID, SaveData: true})
		if err != nil {
			t.Fatal(err)
		}
		return got.Objects
	}
	register := func(user string) belvo.Link {
		r := registration("erebor_mx_retail", user)
		r.AccessMode = belvo.Single
		l, err := b.Register(&contact.Call{}, r)
		if err != nil {
			t.Fatal(err)
		}
		return l
	}
	shown := func(b *sandbox.Sandbox) (s string) {
		b.Store().View(func(tx *store.Tx) {
			all, _ := tx.Objects(belvo.Accounts, nil, 0, 100)
			for _, o := range all {
				s += o.ID.String() + "\n"
			}
			links, _ := tx.Links(nil, 0, 100)
			for i := range links {
				s += links[i].Username + "\n"
			}
		})
		return fmt.Sprint(s, b.Now(), b.Sent(), len(b.Webhooks().Deliveries(webhook.Filter{})))
	}
	one, two := register("bnk100"), register("bnk102")
	first := retrieve(one)[0].(*belvo.Account)
	change := func(user string) {
		if err := b.DeleteObject(accounts, *first.ID); err != nil {
			t.Fatal(err)
		}
		retrieve(one)
		retrieve(two)
		register(user)
		if _, err := b.AdvanceBy(t.Context(), time.Hour); err != nil {
			t.Fatal(err)
		}
	}
	if err := e.FoldWhile(func() { change("bnk103") }); err != nil {
		t.Fatal(err)
	}
	for _, what := range []string{"what happened during the fold", "and after it"} {
		want := shown(b)
		e.Close(t.Context())
		if e, b = kept(t, dir); shown(b) != want {
			t.Errorf("%s: after a start there is\n%s\nwant\n%s", what, shown(b), want)
		}
		change("bnk104")
	}
	e.Close(t.Context())
}

// TestAFoldKeepsTheCountOfRequests, also of those of which nothing else is on record.
func TestAFoldKeepsTheCountOfRequests(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "state")
	e, b := keptOn(t, dir, clock.NewManual(noon), true)
	for range 3 {
		b.Journal().Begin()
	}
	if _, err := b.Register(&contact.Call{}, registration("erebor_mx_retail", "user")); err != nil {
		t.Fatal(err)
	}
	log, err := os.ReadFile(filepath.Join(dir, "00000001.log"))
	if err != nil {
		t.Fatal(err)
	}
	e.Close(t.Context())
	killed := filepath.Join(t.TempDir(), "killed")
	if err := errors.Join(os.Mkdir(killed, 0o700), os.WriteFile(filepath.Join(killed, "00000001.log"), log, 0o600),
		os.WriteFile(filepath.Join(killed, "lock"), []byte("in use\n"), 0o600)); err != nil {
		t.Fatal(err)
	}
	e, _ = kept(t, killed)
	if err := e.Fold(); err != nil {
		t.Fatal(err)
	}
	e.Close(t.Context())
	e, b = kept(t, killed)
	defer e.Close(t.Context())
	if n := b.Journal().Begun(); n != 3 {
		t.Errorf("after a fold %d requests have come, want 3", n)
	}
}
