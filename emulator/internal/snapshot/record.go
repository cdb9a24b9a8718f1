package snapshot

import (
	"iter"
	"slices"
	"time"

	"github.com/google/uuid"
)

// Record is one thing that is kept of the sandboxes of an emulator, in the order in which it happened. It
// has secrets, other than a Document: the URLs and Authorizations of receivers, and the seed that the key of
// access tokens comes from. Doing it twice is the same as once.
type Record struct {
	Seed    *uint64   `json:"seed,omitempty"`
	Sandbox uint64    `json:"sandbox,omitempty"` // its number; each world that takes the place of another has a new one
	Begins  *Begins   `json:"begins,omitempty"`
	Change  *Document `json:"change,omitempty"` // what is new or different
	Gone    *Gone     `json:"gone,omitempty"`
	Handed  uint64    `json:"handed,omitempty"` // the Seq of the last webhook that was handed to the receivers
	Begun   uint64    `json:"begun,omitempty"`  // how many requests had come
	Moved   *Position `json:"moved,omitempty"`  // its clock
	Ends    bool      `json:"ends,omitempty"`
	Stored  []Stored  `json:"stored,omitempty"` // what is new or different, or all that there is when it begins
}

// maxPart is how many links, or collections, a record of Parts has.
const maxPart = 64

// Parts are records that come to the same as one that begins a sandbox, if all of them are read, in their order: none of
// them needs more room for having more links.
func (r Record) Parts() iter.Seq[Record] {
	return func(yield func(Record) bool) {
		stored, all, world := r.Stored, *r.Begins.World, *r.Begins.World
		begins := *r.Begins
		begins.World, world.Links, world.Sessions = &world, nil, nil
		rest := Document{Sessions: all.Sessions}
		if w := all.Webhooks; w != nil {
			world.Webhooks = &Webhooks{Endpoints: w.Endpoints, Manner: w.Manner, Sent: w.Sent, Named: w.Named}
			rest.Webhooks = &Webhooks{Waiting: w.Waiting, Links: w.Links}
		}
		r.Begins, r.Stored = &begins, nil
		if !yield(r) {
			return
		}
		for links := range slices.Chunk(all.Links, maxPart) {
			if !yield(Record{Sandbox: r.Sandbox, Change: &Document{Links: links}}) {
				return
			}
		}
		for part := range slices.Chunk(stored, maxPart) {
			if !yield(Record{Sandbox: r.Sandbox, Change: &Document{}, Stored: part}) {
				return
			}
		}
		yield(Record{Sandbox: r.Sandbox, Change: &rest})
	}
}

// Stored is which objects of a collection are stored, the oldest first, so that nobody has to make them to know.
type Stored struct {
	Reading
	Made     string      `json:"made"` // by which program, with which fixtures: the same make the same objects again
	Accounts []uuid.UUID `json:"accounts"`
	Objects  []byte      `json:"objects"` // of each its id, its account as a number from 1, 0 for none, and its line
}

// Begins is a sandbox as it begins, or as it is at an instant.
type Begins struct {
	SecretID string    `json:"secret_id"`
	Salt     []byte    `json:"salt"`
	Password []byte    `json:"password"`       // a hash with the salt
	Clock    string    `json:"clock"`          // the mode that a reset begins with
	Start    time.Time `json:"start,omitzero"` // and where a manual one stands then
	World    *Document `json:"world"`          // with the endpoints' secrets
	Position *Position `json:"position"`       // of its clock
	Until    int64     `json:"until"`          // in a base: the world has the commits of its log before this byte
}

// Commits says whether a change is a commit, or the end of all commits.
func (r *Record) Commits() bool { return r.Change != nil && r.Change.IDs != "" }

// Position is where a clock was set last, what its base showed then, and how it runs from there.
type Position struct {
	Clock time.Time `json:"clock"`
	Base  time.Time `json:"base"`
	Mode  string    `json:"mode,omitempty"` // "" for as it ran before
}

// Gone is what a change has taken away, and what is neither a part of a Document.
type Gone struct {
	Links      []uuid.UUID            `json:"links,omitempty"`
	Objects    map[string][]uuid.UUID `json:"objects,omitempty"` // by resource
	Sessions   []string               `json:"sessions,omitempty"`
	Visitors   []string               `json:"visitors,omitempty"`
	UsedTokens []string               `json:"used_tokens,omitempty"`
	Deliveries []Done                 `json:"deliveries,omitempty"`
}

// Done is a delivery that waits no more.
type Done struct {
	Endpoint string `json:"endpoint"`
	Seq      uint64 `json:"seq"`
}
