package clock_test

import (
	"context"
	"errors"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"belvo-emulator/emulator/internal/clock"
)

var start = time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)

func TestManualStandsStillUntilItIsAdvanced(t *testing.T) {
	t.Parallel()
	c := clock.NewManual(start.In(time.FixedZone("-06", -6*3600)))
	if now := c.Now(); !now.Equal(start) || now.Location() != time.UTC {
		t.Errorf("it starts at %v, want %v in UTC", now, start)
	}
	c.Advance(time.Hour)
	if now := c.Now(); !now.Equal(start.Add(time.Hour)) {
		t.Errorf("after an hour it is %v", now)
	}
}

func TestManualNeverGoesBack(t *testing.T) {
	t.Parallel()
	c := clock.NewManual(start)
	for _, d := range []time.Duration{0, -1, -time.Hour} {
		c.Advance(d)
		if now := c.Now(); !now.Equal(start) {
			t.Errorf("advancing by %v moved it to %v", d, now)
		}
	}
}

// TestManualWakesWhoseTimeHasCome runs in a bubble, where synctest.Wait tells that every sleeper
// either sleeps or is done, so that no test has to wait for the machine.
func TestManualWakesWhoseTimeHasCome(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		c := clock.NewManual(start)
		awake := make([]bool, 4)
		for i := range awake {
			go func() {
				if err := c.Sleep(t.Context(), time.Duration(i+1)*time.Minute); err == nil {
					awake[i] = true
				}
			}()
		}
		for _, step := range []struct {
			advance time.Duration
			awake   int
		}{
			{0, 0}, {59 * time.Second, 0}, {time.Second, 1}, {time.Second, 1}, {119 * time.Second, 3},
			{time.Hour, 4},
		} {
			synctest.Wait()
			c.Advance(step.advance)
			synctest.Wait()
			for i, is := range awake {
				if want := i < step.awake; is != want {
					t.Errorf("at %v sleeper %d awake: %v, want %v", c.Now(), i+1, is, want)
				}
			}
			if got, want := c.Sleepers(), len(awake)-step.awake; got != want {
				t.Errorf("at %v there are %d sleepers, want %d", c.Now(), got, want)
			}
		}
	})
}

func TestSleepEndsWithItsContext(t *testing.T) {
	t.Parallel()
	manual := clock.NewManual(start)
	for name, c := range map[string]clock.Clock{"manual": manual, "real": clock.Real{}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			cause := errors.New("enough")
			ctx, cancel := context.WithCancel(t.Context())
			cancel()
			if err := c.Sleep(ctx, time.Hour); !errors.Is(err, context.Canceled) {
				t.Errorf("Sleep returned %v, want the context's error", err)
			}
			for _, d := range []time.Duration{0, -time.Second} {
				if err := c.Sleep(ctx, d); !errors.Is(err, context.Canceled) {
					t.Errorf("a sleep of %v returned %v although its context has ended", d, err)
				}
				if err := c.Sleep(t.Context(), d); err != nil {
					t.Errorf("a sleep of %v returned %v", d, err)
				}
			}
			late, stop := context.WithTimeoutCause(t.Context(), time.Nanosecond, cause)
			defer stop()
			if err := c.Sleep(late, time.Hour); !errors.Is(err, context.DeadlineExceeded) {
				t.Errorf("Sleep returned %v, want the context's error", err)
			}
		})
	}
	t.Cleanup(func() {
		if n := manual.Sleepers(); n != 0 {
			t.Errorf("%d sleepers are left behind", n)
		}
	})
}

func TestRealSleepsAsLongAsItWasTold(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		c := clock.Real{}
		before := c.Now()
		if before.Location() != time.UTC {
			t.Errorf("the real clock tells %v, want UTC", before)
		}
		if err := c.Sleep(t.Context(), 90*time.Minute); err != nil {
			t.Fatal(err)
		}
		if slept := c.Now().Sub(before); slept != 90*time.Minute {
			t.Errorf("it slept %v", slept)
		}
		ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
		defer cancel()
		before = c.Now()
		if err := c.Sleep(ctx, time.Hour); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("Sleep returned %v, want the context's error", err)
		}
		if slept := c.Now().Sub(before); slept != time.Minute {
			t.Errorf("it slept %v although its context ended after a minute", slept)
		}
	})
}

// TestManualIsSafeForManyUsers is for the race detector, and checks that no sleeper oversleeps.
func TestManualIsSafeForManyUsers(t *testing.T) {
	t.Parallel()
	c := clock.NewManual(start)
	var sleepers sync.WaitGroup
	for i := range 50 {
		sleepers.Go(func() {
			if err := c.Sleep(t.Context(), time.Duration(i)*time.Second); err != nil {
				t.Errorf("sleeper %d: %v", i, err)
			}
		})
	}
	done := make(chan struct{})
	go func() {
		sleepers.Wait()
		close(done)
	}()
	for {
		select {
		case <-done:
			return
		default:
			c.Advance(time.Second)
			_ = c.Now()
		}
	}
}
