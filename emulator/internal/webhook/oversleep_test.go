package webhook_test

import (
	"context"
	"sync/atomic"
	"testing"
	"time"

	"belvo-emulator/emulator/internal/notice"
	"belvo-emulator/emulator/internal/webhook"
)

// jumping is a clock that jumps while a sleep on it begins: the sleep begins after the jump, and
// so would end long after the instant that it was for.
type jumping struct {
	now    atomic.Int64 // nanoseconds after start
	asleep chan struct{}
}

func (j *jumping) Now() time.Time { return start.Add(time.Duration(j.now.Load())) }

func (j *jumping) Sleep(ctx context.Context, d time.Duration, _ ...<-chan struct{}) error {
	j.now.Add(int64(d))
	j.asleep <- struct{}{}
	<-ctx.Done()
	return ctx.Err()
}

// TestCatchUpWakesAWorkerThatOversleeps: what is due is delivered, however the sleep and the jump of the
// clock have met.
func TestCatchUpWakesAWorkerThatOversleeps(t *testing.T) {
	t.Parallel()
	c := &jumping{asleep: make(chan struct{}, 10)}
	w := &wire{}
	d := webhook.New(webhook.Config{Clock: c, Transport: w})
	t.Cleanup(func() { d.Abandon() })
	endpoint := webhook.Endpoint{ID: "a", URL: "http://a.test", Mangle: notice.Mangle{Delay: time.Hour}}
	if err := d.SetEndpoints([]webhook.Endpoint{endpoint}); err != nil {
		t.Fatal(err)
	}
	d.Publish([]*notice.Notice{event(1, 1, start)})
	<-c.asleep
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute) // it only ends a test that fails
	defer cancel()
	if attempts, made := d.CatchUp(ctx, c.Now(), 0); len(attempts) != 1 || made != 1 {
		t.Errorf("%d of %d attempts were made, want one", len(attempts), made)
	}
}
