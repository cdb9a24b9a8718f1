package timeline

import (
	"context"
	"time"

	"belvo-emulator/emulator/internal/collection"
	"belvo-emulator/emulator/internal/contact"
	"belvo-emulator/emulator/internal/lifecycle"
	"belvo-emulator/emulator/internal/store"
)

// FireDue lets happen what is due by now, without moving the clock or waiting for webhooks.
func (tl *Timeline) FireDue(now time.Time) { tl.fireDueUnder(context.Background(), now) }

// fireDueUnder is FireDue until ctx ends.
func (tl *Timeline) fireDueUnder(ctx context.Context, now time.Time) {
	if next := tl.store.NextTimer(); !next.IsZero() && !next.After(now) {
		tl.fireDue(ctx, now)
	}
}

// fireDue fires the timers that are due by an instant, each in a commit of its own. Those that are left
// when ctx ends stay due.
func (tl *Timeline) fireDue(ctx context.Context, now time.Time) {
	for fired := true; fired && ctx.Err() == nil; {
		fired = false
		call := &contact.Call{}
		err := tl.store.Update(func(tx *store.Tx) error { // an error is one of keeping the commit
			t, link, any := tx.TakeTimer(now)
			if !any {
				return nil
			}
			fired = true
			call.Request.Cause = "timer " + string(t.Kind)
			tx.By(call.Request.Cause)
			s := tl.desk.Step(tx, call, &link, t.At)
			fire(s, t.Kind)
			tl.effects.note(t, s)
			return nil
		})
		if err != nil { // the emulator stops
			return
		}
		if call.Report.Orphaned != "" {
			tl.logger.Warn(LostPlace, "link", call.Report.Link.String(), "was", call.Report.Orphaned)
		}
	}
}

// LostPlace is what the log says of a link whose place in its scenario was taken away.
const LostPlace = "the link's place in its scenario is gone: it begins again"

// fire does what a timer is for. What has become impossible since it was set does not happen.
func fire(s *contact.Step, kind store.TimerKind) {
	switch kind {
	case store.TimerCredentials:
		s.Link.CredentialsUntil = time.Time{}      // what is set anew is due anew
		_ = s.Happen(lifecycle.CredentialsExpired) // impossible when they have expired already
	case store.TimerConsent:
		s.ExpireConsent()
	case store.TimerStale:
		s.Link.StaleAt = time.Time{}
		for _, row := range s.Desk.Rows {
			if row.Unasked {
				continue // it is no data of the institution's
			}
			s.Tx.DeleteObjects(row.Resource, collection.OfLink(s.Link.ID))
		}
		// What is collected next is all there is.
		s.Link.Pending, s.Link.CollectedAt = s.Desk.UnrequestedResources(s.Link.Pending), time.Time{}
		s.Tx.PutLink(*s.Link)
	case store.TimerRefresh:
		refreshOnSchedule(s)
	}
}
