package sandbox

import (
	"log/slog"
	"regexp"
	"sync"
	"time"

	"belvo-emulator/emulator/internal/clock"
	"belvo-emulator/emulator/internal/collection"
	"belvo-emulator/emulator/internal/filter"
	"belvo-emulator/emulator/internal/ident"
	"belvo-emulator/emulator/internal/journal"
	"belvo-emulator/emulator/internal/scenario"
	"belvo-emulator/emulator/internal/store"
	"belvo-emulator/emulator/internal/token"
	"belvo-emulator/emulator/internal/webhook"
)

// Shared is what all sandboxes of an emulator have in common: settings and tables, no state of any.
type Shared struct {
	*collection.Reader
	DefaultID    string // the secret id of the default sandbox
	Seed         uint64
	Clock        clock.Clock
	Scenarios    func() *scenario.Set
	Observe      func([]store.Event)
	Endpoints    []webhook.Endpoint
	AttemptLimit time.Duration
	Signer       token.Signer
	Logger       *slog.Logger
	Journals     *journal.Budget
	Kept         bool   // somebody asks what changes in the sandboxes
	Program      string // which program this is, where they are kept
	Idle         bool   // no webhook is sent, whatever the clock

	Links    *filter.Table[LinkRow]
	patterns sync.Map // the compiled validations of form fields, by their text
	users    ident.Users
}

// Compiled returns the regular expression of a form field, which is compiled once; nil for none
// and for one that Go cannot read.
func (s *Shared) Compiled(pattern string) *regexp.Regexp {
	if known, ok := s.patterns.Load(pattern); ok {
		return known.(*regexp.Regexp)
	}
	var re *regexp.Regexp
	if pattern != "" {
		re, _ = regexp.Compile(pattern) // nil on error, which lets every value pass
	}
	s.patterns.Store(pattern, re)
	return re
}
