package sandbox

import (
	"context"
	"time"

	"belvo-emulator/emulator/internal/webhook"
)

// answerWait is how long an answer waits for webhooks that are to come before it, in real time: a
// receiver that is the same thread as the one that waits for the answer takes none of them.
const answerWait = 300 * time.Millisecond

// Enter counts a request in, and Leave out again, when its answer was written or will never be.
func (b *Sandbox) Enter() { b.hooks.SetOpen(b.traffic.move(1)) }

// Leave is the end of what Enter began.
func (b *Sandbox) Leave() {
	open := b.traffic.move(-1)
	b.hooks.SetOpen(open)
	if open == 0 && b.Manual() {
		b.outbox.alarm.Ring()
	}
}

// AwaitWebhooks holds an answer back until the webhooks that it caused were sent, where an endpoint wants
// them before the answer.
func (b *Sandbox) AwaitWebhooks(ctx context.Context) {
	if !b.hooks.Times(webhook.BeforeAnswer) {
		return
	}
	ctx, cancel := context.WithTimeout(ctx, answerWait)
	defer cancel()
	b.hooks.Rest(ctx, b.Now())
}

// Quiet waits until no request was open, no webhook under way and nothing due for a while of real time.
// The error is the end of ctx, or of the sandbox.
func (b *Sandbox) Quiet(ctx context.Context, while time.Duration) error {
	ctx, cancel := b.Alive(ctx)
	defer cancel()
	for ctx.Err() == nil {
		b.FireDue(b.Now())
		open, count, changed := b.traffic.look()
		rests, moved := b.hooks.Rests(b.Now())
		if open == 0 && rests && b.calm(ctx, while, count, changed, moved) {
			return nil
		}
		if open == 0 && rests {
			continue
		}
		select {
		case <-changed:
		case <-moved:
		case <-ctx.Done():
		}
	}
	return b.Cause(ctx)
}

// calm waits for a while and says whether nothing has changed meanwhile.
func (b *Sandbox) calm(ctx context.Context, while time.Duration, before uint64, changed, moved <-chan struct{}) bool {
	over, cancel := context.WithTimeout(ctx, while)
	defer cancel()
	select {
	case <-changed:
		return false
	case <-moved:
		return false
	case <-over.Done():
	}
	_, count, _ := b.traffic.look()
	return ctx.Err() == nil && count == before
}
