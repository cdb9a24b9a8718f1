package store_test

import (
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/uuid"

	"belvo-emulator/emulator/internal/store"
)

// TestALookIsBetweenTwoCommits, however many are under way.
func TestALookIsBetweenTwoCommits(t *testing.T) {
	t.Parallel()
	const commits = 500
	s := store.New(nil)
	var begun, done atomic.Int64
	var all sync.WaitGroup
	for range 4 {
		all.Go(func() {
			for range commits {
				_ = s.Update(func(*store.Tx) error { // the function returns no error
					begun.Add(1)
					done.Add(1)
					return nil
				})
			}
		})
	}
	for range 2 {
		all.Go(func() {
			for last := int64(0); last < 4*commits; {
				var b, d int64
				s.Look(func() { b, d = begun.Load(), done.Load() })
				if b != d || b < last {
					t.Errorf("%d commits have begun, %d are done, %d were before", b, d, last)
					return
				}
				last = b
			}
		})
	}
	all.Wait()
}

// TestALookWaitsInTheEnd for a commit that takes long.
func TestALookWaitsInTheEnd(t *testing.T) {
	t.Parallel()
	s := store.New(nil)
	under, goOn, looked := make(chan bool), make(chan bool), make(chan int64, 1)
	var done atomic.Int64
	go func() {
		_ = s.Update(func(*store.Tx) error { // the function returns no error
			close(under)
			<-goOn
			done.Store(1)
			return nil
		})
	}()
	<-under
	go func() {
		var d int64
		s.Look(func() { d = done.Load() })
		looked <- d
	}()
	close(goOn)
	if d := <-looked; d != 1 {
		t.Error("a look saw a commit that was under way")
	}
}

// TestWhatIsShownIsOfTheLastCommit: of none that is under way or failed.
func TestWhatIsShownIsOfTheLastCommit(t *testing.T) {
	t.Parallel()
	s, at := store.New(nil), time.Date(2026, 3, 16, 12, 0, 0, 0, time.UTC)
	check := func(what string, said store.Steering, due time.Time) {
		t.Helper()
		if got := s.Steering(); got != said {
			t.Errorf("%s the steering is %v, want %v", what, got, said)
		}
		if got := s.NextTimer(); !got.Equal(due) {
			t.Errorf("%s the next timer is due at %s, want %s", what, got, due)
		}
	}
	check("at first", nil, time.Time{})
	change := func(next store.Steering, due time.Time, fails error) {
		was, wasDue := s.Steering(), s.NextTimer()
		_ = s.Update(func(tx *store.Tx) error { // the function returns no other error
			tx.PutLink(store.Link{ID: uuid.Max, RefreshDue: due})
			tx.Steer(next)
			check("in a commit", was, wasDue)
			return fails
		})
	}
	change(said("calm"), at, errGivenUp)
	check("after one that failed", nil, time.Time{})
	change(said("calm"), at, nil)
	check("after a commit", said("calm"), at)
	change(said("queued"), at.Add(-time.Hour), errGivenUp)
	check("after another that failed", said("calm"), at)
	change(said("queued"), at.Add(time.Hour), nil)
	check("after another", said("queued"), at.Add(time.Hour))
	frozen := s.Freeze()
	var last []*store.Past
	s.OnPast(func(p *store.Past) { last = append(last, p) })
	change(nil, time.Time{}, nil)
	check("after the last", nil, time.Time{})
	s = s.Freeze().Back(last, nil)
	check("after the way back", said("queued"), at.Add(time.Hour))
	s = frozen.Thaw(nil)
	check("of a state of before", said("queued"), at.Add(time.Hour))
}
