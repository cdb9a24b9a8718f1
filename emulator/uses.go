package emulator

import (
	"cmp"
	"net/http"
	"slices"

	"belvo-emulator/emulator/internal/contact"
	"belvo-emulator/emulator/internal/control"
	"belvo-emulator/emulator/internal/journal"
)

// Use is what one sandbox was used for.
type Use struct {
	SecretID string
	Requests []journal.Request // the latest, the oldest of them first
	Total    int               // requests on record
	Failed   int               // of them, those whose answer was an error, or none because of a fault
	Waiting  []string          // answers queued with next that no request has got, each as JSON
	latest   uint64            // position of the latest request
}

// Uses tells what the sandboxes were used for, with at most so many requests of each: first that of
// the configured keys, with the requests whose keys open none, and then the others, the latest used
// first.
func (e *Emulator) Uses(most int) []Use {
	own := Use{SecretID: e.config.SecretID}
	nobody := e.engine.Journal()
	view := journal.View{nobody}
	var others []Use
	for _, b := range e.engine.All() {
		waiting, _ := b.Queued()
		if b.IsDefault() {
			view, own.Waiting = journal.View{b.Journal(), nobody}, shown(waiting)
			continue
		}
		u := Use{SecretID: b.SecretID, Waiting: shown(waiting), latest: b.Journal().Latest()}
		u.read(journal.View{b.Journal()}, most)
		others = append(others, u)
	}
	own.read(view, most)
	slices.SortFunc(others, func(a, b Use) int {
		return cmp.Or(cmp.Compare(b.latest, a.latest), cmp.Compare(a.SecretID, b.SecretID))
	})
	return append([]Use{own}, others...)
}

// read takes from the journals what is told of requests.
func (u *Use) read(view journal.View, most int) {
	all, _ := view.Requests(func(*journal.Entry) bool { return true })
	u.Total = len(all)
	for i, entry := range all { // the newest is the first
		if entry.Status == 0 || entry.Status >= http.StatusBadRequest {
			u.Failed++
		}
		if i < most {
			u.Requests = append(u.Requests, entry.Summary())
		}
	}
	slices.Reverse(u.Requests)
}

func shown(waiting []contact.Next) []string {
	texts := make([]string, len(waiting))
	for i, n := range waiting {
		texts[i] = control.NextText(n)
	}
	return texts
}

// Answered is how many requests were answered since the start, on record or not.
func (e *Emulator) Answered() int {
	all := 0
	for _, n := range e.engine.Tally().Operations {
		all += n
	}
	return all
}
