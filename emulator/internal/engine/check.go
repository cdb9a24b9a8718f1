package engine

import (
	"cmp"
	"errors"
	"maps"
	"slices"

	"belvo-emulator/emulator/internal/sandbox"
	"belvo-emulator/emulator/internal/snapshot"
	"belvo-emulator/emulator/internal/suggest"
	"belvo-emulator/emulator/internal/yamlfile"
)

// Check makes sandboxes with the worlds of a configuration, which must have one, and forgets them. It
// returns what of the worlds could not be restored as it was; the error is what is wrong with them, as
// yamlfile.Problems.
func Check(cfg Config) (warnings []string, err error) {
	cfg.Observe, cfg.Logger = nil, nil
	e, seed := New(cfg), cfg.World
	warnings, problems, err := e.try(cfg.SecretID, &seed.Document)
	if err != nil {
		return nil, err
	}
	seen := map[string]bool{}
	for _, id := range slices.Sorted(maps.Keys(seed.Sandboxes)) {
		own := seed.Sandboxes[id]
		if found := e.checkKeys(id, own, seen); len(found) > 0 {
			problems = append(problems, own.Locate(found)...)
		}
		more, found, err := e.try(id, &own.Document)
		if err != nil {
			return nil, err
		}
		for _, w := range more {
			warnings = append(warnings, "sandbox "+id+": "+w)
		}
		problems = append(problems, found...)
	}
	slices.SortStableFunc(problems, func(a, b yamlfile.Problem) int {
		return cmp.Or(cmp.Compare(a.Line, b.Line), cmp.Compare(a.Column, b.Column))
	})
	return warnings, problems.OrNil()
}

// try makes a sandbox with a world and forgets it.
func (e *Engine) try(secretID string, doc *snapshot.Document) (warnings []string, problems yamlfile.Problems, err error) {
	b, out, err := e.configured(sandbox.Keys{SecretID: sandbox.SameID(secretID)}, e.cfg.ClockMode, doc)
	switch {
	case errors.As(err, &problems):
		return nil, problems, nil
	case err != nil:
		return nil, nil, err
	}
	b.Abandon()
	return out.Warnings, nil, nil
}

// checkKeys returns what is wrong with the keys of a sandbox with a world of its own.
func (e *Engine) checkKeys(id string, own *snapshot.Own, seen map[string]bool) (problems []snapshot.Problem) {
	same := sandbox.SameID(id)
	if seen[same] {
		problems = append(problems, snapshot.Problem{Text: "the sandbox " + same + " is there twice"})
	}
	seen[same] = true
	switch isDefault := same == e.cfg.SecretID; {
	case !isDefault && !sandbox.IsUUID(id):
		problems = append(problems, snapshot.Problem{Text: "the secret id " + yamlfile.Quote(id) +
			" is neither a UUID nor the configured one" + suggest.Tail(id, []string{e.cfg.SecretID})})
	case isDefault && own.SecretPassword != "" && own.SecretPassword != e.cfg.SecretPassword:
		problems = append(problems, snapshot.Problem{Path: "secret_password",
			Text: "the password of the default sandbox is the configured one: leave it out here"})
	}
	return problems
}
