package timeline

import (
	"bytes"
	"cmp"
	"slices"

	"belvo-emulator/emulator/internal/clock"
	"belvo-emulator/emulator/internal/store"
	"belvo-emulator/emulator/internal/wire"
)

// dueWebhook is the kind of deliveries.
const dueWebhook = "webhook"

// Agenda lists what will happen by itself, the earliest first, at most limit of it. Access tokens are
// not in it: only their owners keep them.
func (tl *Timeline) Agenda(limit int) []wire.Due {
	var timers, ends []store.Timer
	tl.store.View(func(tx *store.Tx) {
		timers = tx.Timers(limit)
		now := tl.Now()
		ends = tx.Ends(now, clock.Last(), 1, tl.desk.Followed(now))
	})
	agenda := make([]wire.Due, 0, len(timers)+len(ends)+1)
	if at, any := tl.hooks.Due(); any {
		agenda = append(agenda, wire.Due{At: at, Kind: dueWebhook,
			Why: "a delivery is due, for the first time or again"})
	}
	agenda = InOrder(append(agenda, duesOf(append(timers, ends...))...))
	return agenda[:min(limit, len(agenda))]
}

// InOrder sorts by time. What is due at once goes in the order in which it happens: webhooks, which
// have no link, and then timers by kind and link.
func InOrder(dues []wire.Due) []wire.Due {
	slices.SortFunc(dues, func(x, y wire.Due) int {
		return cmp.Or(x.At.Compare(y.At), rank(x)-rank(y), cmp.Compare(x.Kind, y.Kind),
			bytes.Compare(x.Link[:], y.Link[:]))
	})
	return dues
}

func rank(d wire.Due) int {
	if d.Kind == dueWebhook {
		return 0
	}
	return 1
}

func duesOf(timers []store.Timer) []wire.Due {
	dues := make([]wire.Due, len(timers))
	for i, t := range timers {
		dues[i] = DueOf(t)
	}
	return dues
}

// DueOf is a timer as the control calls show it.
func DueOf(t store.Timer) wire.Due {
	return wire.Due{At: t.At, Kind: string(t.Kind), Link: t.Link, Why: whyDue(t.Kind)}
}

func whyDue(kind store.TimerKind) string {
	switch kind {
	case store.TimerRefresh:
		return "the recurrent link is refreshed at its refresh_rate"
	case store.TimerConsent:
		return "the consent of the user ends"
	case store.TimerCredentials:
		return "the period of credentials_storage ends"
	case store.EndSession:
		return "the MFA session expires"
	case store.EndScenario:
		return "the user's state in the scenario ends after its time"
	default:
		return "the link's data is older than stale_in"
	}
}
