package api

import (
	"net/url"

	"belvo-emulator/emulator/internal/data/registry"
	"belvo-emulator/emulator/internal/filter"
	"belvo-emulator/emulator/internal/journal"
	"belvo-emulator/emulator/internal/lifecycle"
)

// Fidelity says how much of an operation is emulated.
type Fidelity string

// The degrees of fidelity.
const (
	Emulated    Fidelity = "yes"
	NotEmulated Fidelity = "no"
)

// Route is one operation of the API.
type Route struct {
	Name       string // as in Belvo's OpenAPI description, or ours where it has none
	Method     string
	Path       string // with parts in braces; {rest...} for everything below
	Scope      string // of the access tokens that may call it; "" for secret keys only
	Open       bool   // authenticates by itself
	Fidelity   Fidelity
	Deviations []string // where Belvo's behaviour is unknown or ours differs
	// operation is what the route is called in answers that wait for a request: one of
	// contact.NextOperations, "" for a route that has no word there.
	operation lifecycle.Operation
	// asks says that the route asks an institution, which looks for an answer that waits itself.
	asks     bool
	Row      *registry.Row // the resource that the operation is one of, nil for links and the like
	filters  parameters    // of a list, nil for others
	issues   bool          // keys in, tokens out
	recorded journal.Route // the same for the journal
	known    journal.Known // what the journal may know of the body
	own      []string      // the parts of Path
	projects bool          // takes fields and omit
	body     []param       // what its JSON body may hold
	maxBody  int64         // the largest body in bytes, 0 for the usual one
	answers  answers
	handle   handler // nil: 501
}

// answers are zero values of what the bodies of an operation's good answers are, by status; nil for
// an empty one.
type answers map[int]any

// Deviations that several routes share.
const (
	newestFirst     = "newest first (undocumented)"
	resumeStatus    = "200 as in the specifications (guides: 201)"
	consentDuration = "`consent_duration` (92, 183, 275, 366; 0 without an end) is ours"
	nullIDs         = "unsaved objects have a null id"
	noLimit         = "no limit of five a minute"
	// badParameters, oldInstitutions and noExternalID are where the descriptions know nothing of
	// what clients or guides do.
	badParameters   = "a bad parameter is 400, a bad page 404 (undocumented)"
	oldInstitutions = "institutions of older guides (type `gig`) only where `name` or `type` asks for them"
	newInstitutions = "with Open Finance institutions, which 1.35.0 did not have"
	noExternalID    = "`external_id` is null when none was given"
)

// parameters are the filters of a list.
type parameters interface {
	Knows(param string) bool
	Strange(query url.Values, more func(field string) []string) []filter.Strange
	Params() []string
	Describe() []filter.Param
}
