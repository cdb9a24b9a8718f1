package timeline_test

import (
	"context"
	"errors"
	"log/slog"
	"runtime"
	"testing"
	"time"

	"github.com/google/uuid"

	"belvo-emulator/emulator/internal/clock"
	"belvo-emulator/emulator/internal/contact"
	"belvo-emulator/emulator/internal/lifecycle"
	"belvo-emulator/emulator/internal/sandbox/sandboxtest"
	"belvo-emulator/emulator/internal/store"
	"belvo-emulator/emulator/internal/timeline"
	"belvo-emulator/emulator/internal/webhook"
)

// TestWorkOnASandboxEndsWithIt waits for a clock that does not move.
func TestWorkOnASandboxEndsWithIt(t *testing.T) {
	t.Parallel()
	b := sandboxtest.Open(t)
	ctx, cancel := b.Alive(t.Context())
	defer cancel()
	slept := make(chan error)
	go func() { slept <- b.Sleep(t.Context(), time.Hour) }()
	b.Abandon()
	if err := <-slept; err != nil {
		t.Errorf("whoever waits gets %v", err)
	}
	<-ctx.Done()
	if !errors.Is(context.Cause(ctx), timeline.ErrGone) {
		t.Errorf("the cause is %v", context.Cause(ctx))
	}
}

// TestWhatIsDueHappensByItself starts a timeline on a running clock: the refresh needs no request.
func TestWhatIsDueHappensByItself(t *testing.T) {
	t.Parallel()
	base := clock.NewManual(sandboxtest.Noon())
	cl := clock.NewAdjustable(base, clock.Mode{})
	alarm := timeline.NewAlarm()
	changed := make(chan lifecycle.Event, 10)
	st := store.New(func(events []store.Event) {
		for _, e := range events {
			changed <- e.Transition.Event
		}
	})
	hooks := webhook.New(webhook.Config{Clock: cl})
	defer hooks.Abandon()
	scenarios := sandboxtest.Scenarios(t)
	desk := &contact.Desk{Reader: sandboxtest.Reader()}
	tl := timeline.New(t.Context(), desk, st, cl, hooks, alarm, slog.New(slog.DiscardHandler))
	tl.Start()
	defer tl.Stop()
	err := st.Update(func(tx *store.Tx) error {
		tx.PutLink(store.Link{ID: uuid.Max, Institution: sandboxtest.Bank, State: lifecycle.Valid,
			CredentialsUntil: sandboxtest.Noon().Add(time.Hour), Script: scenarios.Choose("", "").Join(sandboxtest.Noon())})
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	for base.Sleepers() == 0 { // until the timeline waits for the timer
		runtime.Gosched()
	}
	base.Advance(time.Hour)
	if got := <-changed; got != lifecycle.CredentialsExpired {
		t.Errorf("what happened is %s", got)
	}
}
