package world

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"

	"belvo-emulator/emulator/internal/belvo"
	"belvo-emulator/emulator/internal/clock"
	"belvo-emulator/emulator/internal/collection"
	"belvo-emulator/emulator/internal/contact"
	"belvo-emulator/emulator/internal/lifecycle"
	"belvo-emulator/emulator/internal/scenario"
	"belvo-emulator/emulator/internal/snapshot"
	"belvo-emulator/emulator/internal/store"
	"belvo-emulator/emulator/internal/suggest"
	"belvo-emulator/emulator/internal/webhook"
	"belvo-emulator/emulator/internal/yamlfile"
)

// Restored tells what was made of a snapshot.
type Restored struct {
	Links    int      `json:"links"`
	Objects  int      `json:"objects"`
	Warnings []string `json:"warnings" doc:"what could not be restored as it was"`
}

// restorer makes a world of a document.
type restorer struct {
	seeder
	ctx        context.Context // of the call that wants the world
	doc        *snapshot.Document
	known      []webhook.Endpoint // whose Authorizations the document may leave out
	links      map[uuid.UUID]*store.Link
	sets       map[dataSet]bool // that can be read
	form       map[string]string
	seeds      []Seed // links without facts
	seedAt     []int  // their places in the document
	problems   []snapshot.Problem
	more       int  // how many problems are not explained
	describing bool // the links are those that webhooks describe
	lenient    bool // it puts changes too: of what is there, and without data that the fixtures no longer give
	of         subject
	kept       findings // of a lenient one, about what later changes may replace or remove
	out        Restored
}

// clockOf is the mode of a document's clock: the sandbox's own where it does not say.
func clockOf(c *snapshot.Clock, begin clock.Mode) (clock.Mode, error) {
	if c == nil {
		return begin, nil
	}
	mode := begin
	if c.Mode != "" {
		var err error
		if mode, err = clock.ParseMode(c.Mode); err != nil {
			return mode, fmt.Errorf("its mode %w", err)
		}
		if strings.Contains(c.Mode, "@") {
			return mode, fmt.Errorf("its mode is manual; when it is, stands in now")
		}
	}
	if c.Now.IsZero() {
		return mode, nil
	}
	mode.Start = c.Now.UTC()
	return mode, clock.Check(mode.Start)
}

// maxProblems is how many mistakes in a document are explained.
const maxProblems = 100

func (r *restorer) wrong(path, format string, args ...any) {
	if found := r.kept.of(r.of); found != nil {
		if found.wrong == nil {
			found.wrong = &snapshot.Problem{Path: path, Text: fmt.Sprintf(format, args...)}
		}
		return
	}
	if len(r.problems) == maxProblems {
		r.more++
		return
	}
	r.problems = append(r.problems, snapshot.Problem{Path: path, Text: fmt.Sprintf(format, args...)})
}

// warn tells what could not be restored as it was.
func (r *restorer) warn(format string, values ...any) {
	to := &r.out.Warnings
	if found := r.kept.of(r.of); found != nil {
		to = &found.warnings
	}
	if text := fmt.Sprintf(format, values...); !r.lenient || !slices.Contains(*to, text) { // many changes have it
		*to = append(*to, text)
	}
}

// about says what is read from now on. What earlier records had that is wrong with it is forgotten.
func (r *restorer) about(s subject) {
	r.of = s
	r.kept.forget(s)
}

// aboutRest says that what is read from now on is about nothing that later records replace.
func (r *restorer) aboutRest() { r.of = subject{} }

// readSandbox restores what is neither a link nor of one.
func (r *restorer) readSandbox() {
	if r.doc.IDs != "" {
		if err := r.Desk().IDs.SetState(r.doc.IDs); err != nil {
			r.wrong("ids", "%v", err)
		}
	}
	if r.doc.ScenarioLost {
		_ = r.Store().Update(func(tx *store.Tx) error { // the function returns no error
			contact.Pin(tx, r.doc.Scenario)
			return nil
		})
	} else if err := r.Pin(r.doc.Scenario); err != nil {
		r.wrong("scenario", "%s", errorText(err))
	}
	if w := r.doc.Webhooks; w != nil {
		r.SetSent(w.Sent) // the sandbox is not shared yet
	}
}

// wrongField reports an error at the field that it is about.
func (r *restorer) wrongField(path string, err error) {
	if e, is := err.(*SeedError); is {
		r.wrong(path+"."+e.Field, "%s", e.Why)
		return
	}
	r.wrong(path, "%s", errorText(err))
}

// noResource says that a resource is not emulated.
func noResource(d *contact.Desk, field, name string) error {
	names := make([]string, len(d.Rows))
	for i, row := range d.Rows {
		names[i] = string(row.Resource)
	}
	return fieldError(field, "there is no data of %q%s", name, suggest.Tail(name, names))
}

// dataSet is a data set at an institution.
type dataSet struct{ institution, name string }

// checkSet says whether a link's data can be read, which is asked once for the links that have the same data set. A
// later change of a link may say another, so until then there is the link. For those that webhooks describe see
// institutionOf.
func (r *restorer) checkSet(l *store.Link) error {
	set := dataSet{l.Institution, collection.DataSetOf(l)}
	if r.sets[set] || r.lenient && r.describing {
		return nil
	}
	if _, err := r.Desk().Source(l, set.name); err != nil {
		if err = fieldError("facts.data_set", "%s", reason(err)); !r.lenient {
			return err
		}
		r.wrongField("", err)
		return nil
	}
	if r.sets == nil {
		r.sets = map[dataSet]bool{}
	}
	r.sets[set] = true
	return nil
}

func readChallenge(c *snapshot.Challenge) *scenario.Challenge {
	if c == nil {
		return nil
	}
	out := &scenario.Challenge{Type: c.Type, Value: c.Value, Instructions: c.Instructions}
	out.Expiry, _ = yamlfile.ParseDuration(c.Expiry) // checked by the format; none is zero
	return out
}

func seedOf(d *snapshot.Link) Seed {
	return Seed{ID: d.ID, Institution: d.Institution, Username: d.Username, State: lifecycle.State(d.State),
		Scenario: d.Scenario, ScenarioState: d.ScenarioState, ExternalID: d.ExternalID,
		AccessMode: belvo.AccessMode(d.AccessMode), RefreshRate: d.RefreshRate,
		CredentialsStorage: d.CredentialsStorage, StaleIn: d.StaleIn, FetchResources: d.FetchResources}
}

// readDuration reads a duration whose form was checked; zero for none.
func readDuration(text string) time.Duration {
	d, _ := yamlfile.ParseDuration(text)
	return d
}
