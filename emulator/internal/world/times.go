package world

import (
	"fmt"
	"math"
	"time"

	"belvo-emulator/emulator/internal/clock"
	"belvo-emulator/emulator/internal/snapshot"
)

// maxOverdue is how long a refresh may be overdue: what was missed is made up for, one after the other.
const maxOverdue = 10 * 366 * 24 * time.Hour

// checkTimes refuses times that are none of a sandbox, and what happened after the document's clock: data would be
// made from or up to that time. The records of a folder are not looked at, for they come before their clock.
func (r *restorer) checkTimes() {
	now := r.Now()
	for i := range r.doc.Instants() {
		if err := checkTime(i, now); err != nil {
			r.wrong(i.Path(), "%v", err)
		}
	}
	if len(r.problems) > 0 {
		return
	}
	for i := range r.doc.Links {
		r.checkRefresh(fmt.Sprintf("links[%d].facts", i), r.doc.Links[i].Facts, now.Add(-maxOverdue))
	}
	if w := r.doc.Webhooks; w != nil {
		for i := range w.Links {
			r.checkRefresh(fmt.Sprintf("webhooks.links[%d].facts", i), w.Links[i].Facts, time.Time{})
		}
	}
}

// checkRefresh refuses a refresh that was due before its link was there, or before an instant.
func (r *restorer) checkRefresh(path string, f *snapshot.Facts, least time.Time) {
	switch {
	case f == nil || f.RefreshDue.IsZero():
	case f.RefreshDue.Before(f.CreatedAt):
		r.wrong(path+".refresh_due", "%s is before created_at, %s", instant(f.RefreshDue), instant(f.CreatedAt))
	case f.RefreshDue.Before(least):
		r.wrong(path+".refresh_due", "%s is more than ten years before the clock's time", instant(f.RefreshDue))
	}
}

// checkTime is the error about a time in a document. What is still to come may be after the last year of sandboxes, by
// no more than a duration can be: it never happens.
func checkTime(i *snapshot.Instant, now time.Time) error {
	switch {
	case i.At.IsZero() && i.None:
		return nil
	case i.ToCome && i.At.After(now.Add(math.MaxInt64)):
		return fmt.Errorf("%s is too long after the clock's time, %s", instant(i.At), instant(now))
	case i.ToCome && i.At.After(now):
		return nil
	case i.At.After(now):
		return fmt.Errorf("%s is after the clock's time, %s", instant(i.At), instant(now))
	}
	return clock.Check(i.At)
}

func instant(t time.Time) string { return t.UTC().Format(time.RFC3339Nano) }
