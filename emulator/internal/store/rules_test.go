package store_test

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/google/uuid"

	"belvo-emulator/emulator/internal/belvo"
	"belvo-emulator/emulator/internal/ident"
	"belvo-emulator/emulator/internal/lifecycle"
	"belvo-emulator/emulator/internal/scenario"
	"belvo-emulator/emulator/internal/store"
)

// TestViewsCannotChangeAnything tries each change in a View: it panics before it does harm, since
// others read at the same time.
func TestViewsCannotChangeAnything(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "view")
	link, object := w.link(w.ids.UUID()), store.Object{ID: w.ids.UUID(), CreatedAt: w.now, Value: 1}
	link.CredentialsUntil = w.now
	session := store.Session{ID: "s", Link: link.ID, Operation: lifecycle.Update,
		ExpiresAt: w.now.Add(time.Hour)}
	object.Link = link.ID
	w.must(func(tx *store.Tx) {
		tx.PutLink(link)
		tx.PutObject(belvo.Owners, object)
		tx.OpenSession(session)
	})
	w.model.putLink(link)
	w.model.putObject(belvo.Owners, object)
	w.model.openSession(session)
	other, transition := session, lifecycle.Transition{}
	other.ID = "t"
	for name, change := range map[string]func(*store.Tx){
		"PutLink":       func(tx *store.Tx) { tx.PutLink(w.link(uuid.Nil)) },
		"replace":       func(tx *store.Tx) { tx.PutLink(w.link(link.ID)) },
		"DeleteLink":    func(tx *store.Tx) { tx.DeleteLink(link.ID) },
		"PutObject":     func(tx *store.Tx) { tx.PutObject(belvo.Owners, store.Object{Value: 2}) },
		"new table":     func(tx *store.Tx) { tx.PutObject(belvo.Accounts, store.Object{Value: 2}) },
		"DeleteObjects": func(tx *store.Tx) { tx.DeleteObjects(belvo.Owners, store.Where[store.Object]{}) },
		"OpenSession":   func(tx *store.Tx) { tx.OpenSession(other) },
		"CloseSession":  func(tx *store.Tx) { tx.CloseSession("s") },
		"DropSessions":  func(tx *store.Tx) { tx.DropSessions(link.ID) },
		"PutVisitor":    func(tx *store.Tx) { tx.PutVisitor("user-1", scenario.Script{}) },
		"UseToken":      func(tx *store.Tx) { tx.UseToken("token-1", w.now.Add(time.Hour), w.now) },
		"Emit":          func(tx *store.Tx) { tx.Emit(w.now, link.ID, transition, scenario.Script{}, nil) },
		"TakeTimer":     func(tx *store.Tx) { tx.TakeTimer(w.now) },
		"Steer":         func(tx *store.Tx) { tx.Steer(said("calm")) },
	} {
		func() {
			defer func() {
				if recover() == nil {
					t.Errorf("%s changed the store inside a View", name)
				}
			}()
			w.store.View(change)
		}()
		w.check()
	}
	w.must(func(tx *store.Tx) { w.expire(tx, w.model) }) // nothing was taken before
}

func TestOneSessionIsOpenForEachThingThatWaits(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "sessions")
	mine, other := w.ids.UUID(), w.ids.UUID()
	open := func(id string, link uuid.UUID, op lifecycle.Operation, r belvo.Resource) {
		s := store.Session{ID: id, Link: link, Operation: op, Resource: r, ExpiresAt: w.now.Add(time.Hour)}
		w.must(func(tx *store.Tx) { tx.OpenSession(s) })
	}
	expect := func(step string, ids ...string) {
		t.Helper()
		want := map[string]bool{}
		for _, id := range ids {
			want[id] = true
		}
		w.store.View(func(tx *store.Tx) {
			for _, id := range []string{"a", "b", "c", "d", "e", "f"} {
				if _, ok := tx.Session(id); ok != want[id] {
					t.Errorf("%s: session %s is open: %v, want %v", step, id, ok, want[id])
				}
			}
		})
	}
	open("a", mine, lifecycle.Retrieve, belvo.Accounts)
	open("b", mine, lifecycle.Retrieve, belvo.Owners)
	open("c", mine, lifecycle.Update, "")
	open("d", other, lifecycle.Retrieve, belvo.Accounts)
	expect("each waits for something else", "a", "b", "c", "d")
	open("e", mine, lifecycle.Retrieve, belvo.Accounts)
	expect("the new one takes the old one's place", "b", "c", "d", "e")
	w.must(func(tx *store.Tx) { tx.CloseSession("e"); tx.CloseSession("e"); tx.CloseSession("nobody") })
	open("f", mine, lifecycle.Register, "")
	expect("a closed one is gone", "b", "c", "d", "f")
	w.must(func(tx *store.Tx) { tx.DropSessions(mine) })
	expect("all of a link are dropped", "d")
	w.must(func(tx *store.Tx) { tx.DeleteLink(other) })
	expect("they go with their link")
}

// TestAnIDIsOfOneSession: a session that is opened for another link is no longer one of the first.
func TestAnIDIsOfOneSession(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "one id")
	mine, other := w.ids.UUID(), w.ids.UUID()
	open := func(tx *store.Tx, link uuid.UUID) {
		tx.OpenSession(store.Session{ID: "a", Link: link, Operation: lifecycle.Update, ExpiresAt: w.now.Add(time.Hour)})
	}
	expect := func(step string, mines, others int) {
		t.Helper()
		w.store.View(func(tx *store.Tx) {
			if n, m := len(tx.Sessions(mine)), len(tx.Sessions(other)); n != mines || m != others {
				t.Errorf("%s: there are %d and %d sessions, want %d and %d", step, n, m, mines, others)
			}
		})
	}
	w.must(func(tx *store.Tx) { open(tx, mine) })
	err := w.store.Update(func(tx *store.Tx) error { open(tx, other); return errors.New("undo it") })
	if err == nil {
		t.Fatal("the commit counts")
	}
	expect("it was taken back", 1, 0)
	w.must(func(tx *store.Tx) { open(tx, other) })
	expect("it is opened for another link", 0, 1)
	w.must(func(tx *store.Tx) { open(tx, other) })
	expect("it is opened again", 0, 1)
	w.must(func(tx *store.Tx) { tx.DropSessions(mine); tx.DropSessions(other) })
	expect("all are dropped", 0, 0)
}

// TestEverySessionOfALinkIsDropped tries each operation and resource that can wait for a token.
func TestEverySessionOfALinkIsDropped(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "drop")
	link := w.ids.UUID()
	all := []store.Session{{Operation: lifecycle.Register}, {Operation: lifecycle.Update}}
	for _, r := range belvo.Kinds() {
		all = append(all, store.Session{Operation: lifecycle.Retrieve, Resource: r})
	}
	w.must(func(tx *store.Tx) {
		for i, s := range all {
			s.ID, s.Link = fmt.Sprint(i), link
			tx.OpenSession(s)
		}
		tx.DropSessions(link)
		for i := range all {
			if _, ok := tx.Session(fmt.Sprint(i)); ok {
				t.Errorf("the session of %s %s stays open", all[i].Operation, all[i].Resource)
			}
		}
	})
}

// TestExpiryIsTakenOnceForEachTimeItIsSet sets the same instant again after another one.
func TestExpiryIsTakenOnceForEachTimeItIsSet(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "expiry")
	id, soon, later := w.ids.UUID(), w.now.Add(time.Hour), w.now.Add(2*time.Hour)
	set := func(until time.Time) {
		l := store.Link{ID: id, CreatedAt: epoch, CredentialsUntil: until}
		w.must(func(tx *store.Tx) { tx.PutLink(l) })
		w.model.putLink(l)
	}
	for _, step := range []struct {
		set   []time.Time
		now   time.Time
		taken int
	}{
		{[]time.Time{soon}, w.now, 0},
		{[]time.Time{later}, soon, 0},
		{[]time.Time{soon, later, soon}, soon, 1},
		{nil, later, 0},
		{[]time.Time{{}}, later, 0},
		{[]time.Time{soon}, later, 1},
	} {
		for _, until := range step.set {
			set(until)
		}
		w.now = step.now
		w.must(func(tx *store.Tx) {
			if got := w.model.clone().takeExpired(w.now); len(got) != step.taken {
				t.Fatalf("the model takes %d, want %d", len(got), step.taken)
			}
			w.expire(tx, w.model)
		})
	}
}

// TestUsedTokensAreForgottenWhenTheyHaveExpired uses many tokens up, of which few still live.
func TestUsedTokensAreForgottenWhenTheyHaveExpired(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "tokens")
	for i := range 1000 {
		w.now = w.now.Add(time.Minute)
		w.must(func(tx *store.Tx) { tx.UseToken(fmt.Sprint(i), w.now.Add(10*time.Minute), w.now) })
	}
	kept := 0
	w.store.View(func(tx *store.Tx) {
		for i := range 1000 {
			used := tx.TokenUsed(fmt.Sprint(i))
			if i >= 990 && !used {
				t.Errorf("token %d was forgotten before it expired", i)
			}
			if used {
				kept++
			}
		}
	})
	if kept > 200 {
		t.Errorf("%d of 1000 tokens are kept, most of them in vain", kept)
	}
}

// TestATokenStaysUsedWhenUsingItAgainIsUndone keeps a token from coming to life by an error.
func TestATokenStaysUsedWhenUsingItAgainIsUndone(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "token")
	until := w.now.Add(time.Hour)
	w.must(func(tx *store.Tx) { tx.UseToken("a", until, w.now) })
	_ = w.store.Update(func(tx *store.Tx) error {
		tx.UseToken("a", until, w.now)
		tx.UseToken("b", until, w.now)
		return errGivenUp
	})
	w.store.View(func(tx *store.Tx) {
		if a, b := tx.TokenUsed("a"), tx.TokenUsed("b"); !a || b {
			t.Errorf("a is used: %v, b: %v; want only a", a, b)
		}
	})
}

// TestDaySpansFindWhatWasCreatedOutOfOrder has rows of the past among newer ones: data that was
// due earlier than it was looked at, and a row whose day changed.
func TestDaySpansFindWhatWasCreatedOutOfOrder(t *testing.T) {
	t.Parallel()
	day := func(n int) time.Time { return epoch.AddDate(0, 0, n) }
	for name, c := range map[string]struct{ days, want []int }{ // the link's number is its place in days
		"in order":         {[]int{0, 1, 1, 2, 3}, []int{2, 1}},
		"late":             {[]int{0, 3, 1, 2, 1}, []int{4, 2}},
		"moved to its day": {[]int{0, 1, 2, 3, -1}, []int{1, 0}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t, name)
			put := func(n, at int) {
				link := store.Link{ID: ident.Derive(uuid.Nil, fmt.Sprint(n)), Refusals: n, CreatedAt: day(at)}
				w.must(func(tx *store.Tx) { tx.PutLink(link) })
			}
			for n, at := range c.days {
				if at < 0 {
					n, at = 0, 1 // the first link again
				}
				put(n, at)
			}
			first := belvo.DateOf(day(1))
			w.store.View(func(tx *store.Tx) {
				got := []int{}
				links, _ := tx.Links([]store.Where[store.Link]{{Days: &[2]belvo.Date{first, first}}}, 0, 10)
				for _, l := range links {
					got = append(got, l.Refusals)
				}
				w.same("links of the day", got, c.want)
			})
		})
	}
}
