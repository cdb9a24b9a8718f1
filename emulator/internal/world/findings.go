package world

import (
	"bytes"
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/google/uuid"

	"belvo-emulator/emulator/internal/snapshot"
)

// A state tells how a sandbox came about, so its records name links, data sets and institutions that were gone long
// before its end. What is wrong with a record matters only if no later one has replaced or removed what it is about.

// subject is what a record says something about that a later record may replace or remove. The zero value is all the
// rest.
type subject struct {
	kind subjectKind
	link uuid.UUID
}

type subjectKind int

const (
	theRest subjectKind = iota
	theNext             // what decides about the answers to come, the settings too
	aLink
)

// String begins a text about a link.
func (s subject) String() string {
	if s.kind == aLink {
		return fmt.Sprintf("the link %s: ", s.link)
	}
	return ""
}

// finding is what the last record about a subject has that cannot be restored as it was.
type finding struct {
	wrong    *snapshot.Problem // for which the start is refused, nil for nothing
	warnings []string
}

// findings are kept while records are read; nil keeps none.
type findings map[subject]*finding

// of is where a finding about a subject is noted, nil where it is not kept.
func (f findings) of(s subject) *finding {
	if f == nil || s.kind == theRest {
		return nil
	}
	if f[s] == nil {
		f[s] = &finding{}
	}
	return f[s]
}

// wrong is the first mistake in what was said last of a subject, nil for none.
func (f findings) wrong(s subject) *snapshot.Problem {
	if found := f[s]; found != nil {
		return found.wrong
	}
	return nil
}

// forget forgets what was found about a subject. This is done for every link of a state, of which few have findings.
func (f findings) forget(s subject) {
	if len(f) > 0 {
		delete(f, s)
	}
}

// sorted are the subjects in an order that is always the same.
func (f findings) sorted() []subject {
	return slices.SortedFunc(maps.Keys(f), func(a, b subject) int {
		return cmp.Or(cmp.Compare(a.kind, b.kind), bytes.Compare(a.link[:], b.link[:]))
	})
}

// refusal is the first mistake that is left, and how many there are more; nil for none.
func (f findings) refusal() error {
	var first string
	more := 0
	for _, s := range f.sorted() {
		wrong := f[s].wrong
		switch {
		case wrong == nil:
			continue
		case first != "":
			more++
			continue
		}
		path := wrong.Path
		if s.kind == aLink { // its place in the record says nothing
			_, path, _ = strings.Cut(path, ".")
		}
		first = fmt.Sprintf("%s%s: %s", s, path, wrong.Text)
	}
	switch {
	case first == "":
		return nil
	case more > 0:
		return fmt.Errorf("%s (and %d more)", first, more)
	}
	return fmt.Errorf("%s", first)
}

// warnings are those that are left.
func (f findings) warnings() (all []string) {
	for _, s := range f.sorted() {
		all = append(all, f[s].warnings...)
	}
	return all
}
