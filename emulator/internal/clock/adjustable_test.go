package clock_test

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"belvo-emulator/emulator/internal/clock"
)

func TestModesAreReadAsTheyAreWritten(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]clock.Mode{
		"real":                             {},
		"manual":                           {Manual: true},
		"manual@2026-03-01T06:00:00-06:00": {Manual: true, Start: start},
		"x60":                              {Speed: 60},
		"x0.5":                             {Speed: 0.5},
	} {
		if got, err := clock.ParseMode(text); err != nil || got != want {
			t.Errorf("%q is %+v (%v), want %+v", text, got, err, want)
		}
	}
	for _, bad := range []string{"", "fast", "Real", "real@2026-03-01T12:00:00Z", "manual@", "manual@today",
		"manual@1999-12-31T23:59:59Z", "manual@2100-01-01T00:00:00Z", "manual@9999-12-31T23:59:59Z", "x", "x0", "x-1", "xNaN", "x1e9", "60"} {
		if got, err := clock.ParseMode(bad); err == nil {
			t.Errorf("%q was taken for %+v", bad, got)
		}
	}
	for _, text := range []string{"real", "manual", "x60", "x0.5"} {
		if mode, _ := clock.ParseMode(text); mode.String() != text {
			t.Errorf("%q is written as %q", text, mode)
		}
	}
}

func TestAdjustableRunsInItsMode(t *testing.T) {
	t.Parallel()
	later := start.Add(24 * time.Hour)
	for _, c := range []struct {
		mode        clock.Mode
		start, hour time.Time // at first, and when an hour has passed on the base
	}{
		{clock.Mode{}, start, start.Add(time.Hour)},
		{clock.Mode{Speed: 1}, start, start.Add(time.Hour)},
		{clock.Mode{Speed: 60}, start, start.Add(60 * time.Hour)},
		{clock.Mode{Speed: 0.5}, start, start.Add(30 * time.Minute)},
		{clock.Mode{Manual: true}, start, start},
		{clock.Mode{Manual: true, Start: later}, later, later},
	} {
		t.Run(c.mode.String(), func(t *testing.T) {
			t.Parallel()
			base := clock.NewManual(start)
			a := clock.NewAdjustable(base, c.mode)
			if now := a.Now(); !now.Equal(c.start) || now.Location() != time.UTC {
				t.Errorf("it starts at %v, want %v in UTC", now, c.start)
			}
			base.Advance(time.Hour)
			if now := a.Now(); !now.Equal(c.hour) {
				t.Errorf("an hour later it is %v, want %v", now, c.hour)
			}
			target := c.hour.Add(48 * time.Hour)
			if !a.MoveTo(target) || !a.Now().Equal(target) {
				t.Errorf("it was moved to %v and is at %v", target, a.Now())
			}
			if a.MoveTo(target.Add(-1)) || !a.Now().Equal(target) {
				t.Errorf("it went back from %v to %v", target, a.Now())
			}
			passed := c.hour.Sub(c.start)
			if base.Advance(time.Hour); !a.Now().Equal(target.Add(passed)) {
				t.Errorf("it was moved to %v; an hour later it is %v", target, a.Now())
			}
		})
	}
}

// TestARunningClockEnds: it stands still at the last instant of a sandbox, and so do those who wait for a later one.
func TestARunningClockEnds(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		base := clock.NewManual(start)
		a := clock.NewAdjustable(base, clock.Mode{Speed: 1e6})
		base.Advance(time.Minute)
		if now := a.Now(); !now.Equal(start.Add(1e6 * time.Minute)) {
			t.Errorf("after a minute it is %v", now)
		}
		ctx, cancel := context.WithCancel(t.Context())
		slept := make(chan error, 1)
		go func() { slept <- a.Sleep(ctx, 100*365*24*time.Hour) }()
		synctest.Wait()
		for range 3 {
			base.Advance(50_000 * time.Hour)
			synctest.Wait()
			if now := a.Now(); !now.Equal(clock.Last()) || base.Sleepers() > 0 {
				t.Errorf("at the end it is %v; %d wait for the base", now, base.Sleepers())
			}
		}
		cancel()
		if err := <-slept; !errors.Is(err, context.Canceled) {
			t.Error(err)
		}
	})
}

// TestAdjustableChangesItsMode: it goes on from its instant, and sleepers wake when their time comes in the new
// way.
func TestAdjustableChangesItsMode(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		base := clock.NewManual(start)
		a := clock.NewAdjustable(base, clock.Mode{Manual: true})
		slept := make(chan error, 1)
		go func() { slept <- a.Sleep(context.Background(), time.Hour) }()
		for _, c := range []struct {
			mode   clock.Mode
			passed time.Duration // of its own after a minute of the base
			woken  int
		}{
			{clock.Mode{Manual: true}, 0, 0}, {clock.Mode{Speed: 30}, 30 * time.Minute, 0},
			{clock.Mode{}, 31 * time.Minute, 0}, {clock.Mode{Manual: true, Start: start.Add(time.Hour)}, 31 * time.Minute, 0},
			{clock.Mode{Speed: 60}, 91 * time.Minute, 1},
		} {
			synctest.Wait()
			a.SetMode(c.mode)
			synctest.Wait()
			base.Advance(time.Minute)
			synctest.Wait()
			if now := a.Now(); !now.Equal(start.Add(c.passed)) || len(slept) != c.woken {
				t.Errorf("with %s it is %v with %d woken, want %v with %d", c.mode, now, len(slept), start.Add(c.passed), c.woken)
			}
			if got, want := a.Mode().String(), c.mode.String(); got != want {
				t.Errorf("the mode is %s, want %s", got, want)
			}
		}
		if err := <-slept; err != nil {
			t.Error(err)
		}
	})
}

func TestAdjustableWakesWhoseTimeHasCome(t *testing.T) {
	t.Parallel()
	for _, mode := range []clock.Mode{{}, {Speed: 60}, {Manual: true}} {
		t.Run(mode.String(), func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				a := clock.NewAdjustable(clock.NewManual(start), mode)
				woken := map[time.Duration]bool{}
				for _, d := range []time.Duration{time.Hour, 3 * time.Hour} {
					go func() {
						if err := a.Sleep(t.Context(), d); err == nil {
							woken[d] = true
						}
					}()
				}
				for _, step := range []struct {
					to   time.Duration
					want int
				}{{30 * time.Minute, 0}, {time.Hour, 1}, {2 * time.Hour, 1}, {3 * time.Hour, 2}} {
					synctest.Wait()
					a.MoveTo(start.Add(step.to))
					if synctest.Wait(); len(woken) != step.want {
						t.Errorf("%v later %d sleepers are awake, want %d", step.to, len(woken), step.want)
					}
				}
			})
		})
	}
}

// TestAdjustableSleepsAtItsSpeed measures on the bubble's clock, which the base is.
func TestAdjustableSleepsAtItsSpeed(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		base := clock.Real{}
		before := base.Now()
		if err := clock.NewAdjustable(base, clock.Mode{Speed: 60}).Sleep(t.Context(), time.Hour); err != nil {
			t.Fatal(err)
		}
		if took := base.Now().Sub(before).Round(time.Second); took != time.Minute {
			t.Errorf("an hour took %v at sixty times the speed", took)
		}
	})
}

// TestASleepEndsEarly when something comes from a channel, on every clock; with one, a jump of the clock
// ends it too, so that a waiting caller can look again.
func TestASleepEndsEarly(t *testing.T) {
	t.Parallel()

	for name, c := range map[string]clock.Clock{
		"real": clock.Real{}, "manual": clock.NewManual(start),
		"as the base": clock.NewAdjustable(clock.NewManual(start), clock.Mode{}), "fast": clock.NewAdjustable(clock.NewManual(start), clock.Mode{Speed: 60}),
		"standing": clock.NewAdjustable(clock.NewManual(start), clock.Mode{Manual: true})} {
		early := make(chan struct{}, 1)
		early <- struct{}{}
		if err := c.Sleep(t.Context(), time.Hour, early); !errors.Is(err, clock.ErrWoken) || len(early) > 0 {
			t.Errorf("%s: Sleep returned %v, want %v", name, err, clock.ErrWoken)
		}
	}
	synctest.Test(t, func(t *testing.T) {
		a := clock.NewAdjustable(clock.Real{}, clock.Mode{})
		go func() {
			synctest.Wait()
			a.MoveTo(a.Now().Add(time.Minute))
		}()
		if err := a.Sleep(t.Context(), time.Hour, make(chan struct{})); !errors.Is(err, clock.ErrWoken) {
			t.Errorf("after a jump Sleep returned %v, want %v", err, clock.ErrWoken)
		}
	})
}

func TestAdjustableSleepEndsWithItsContext(t *testing.T) {
	t.Parallel()
	for _, mode := range []clock.Mode{{}, {Speed: 60}, {Manual: true}} {
		a := clock.NewAdjustable(clock.NewManual(start), mode)
		ctx, cancel := context.WithTimeout(t.Context(), time.Millisecond)
		defer cancel()
		if err := a.Sleep(ctx, time.Hour); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("%s: Sleep returned %v, want the context's error", mode, err)
		}
		if err := a.Sleep(t.Context(), -time.Second); err != nil {
			t.Errorf("%s: a sleep of no time returned %v", mode, err)
		}
	}
}
