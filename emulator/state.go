package emulator

import (
	"cmp"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"belvo-emulator/emulator/internal/clock"
	"belvo-emulator/emulator/internal/engine"
	"belvo-emulator/emulator/internal/ident"
	"belvo-emulator/emulator/internal/sandbox"
	"belvo-emulator/emulator/internal/snapshot"
	"belvo-emulator/emulator/internal/state"
	"belvo-emulator/emulator/internal/store"
	"belvo-emulator/emulator/internal/webhook"
	"belvo-emulator/emulator/internal/world"
)

// State is the folder of a state that no emulator uses meanwhile. Nothing happens in its sandboxes, and nothing
// is written but by Compact. Close it.
type State struct {
	dir    string
	folder *state.Folder
	engine *engine.Engine
}

// StateReport is what a folder has. No secret is in it.
type StateReport struct {
	Folder    string          `json:"folder"`
	Version   int             `json:"version"`   // of the format
	Bytes     int64           `json:"bytes"`     // of all files
	LogBytes  int64           `json:"log_bytes"` // of them, those that Compact folds
	Written   time.Time       `json:"last_commit"`
	Sandboxes []StateOfOneBox `json:"sandboxes"` // by their secret ids
}

// StateOfOneBox is what a sandbox of a folder has.
type StateOfOneBox struct {
	SecretID string    `json:"secret_id"`
	Links    int       `json:"links"`
	Objects  int       `json:"objects"`
	Waiting  int       `json:"webhooks_waiting"` // deliveries
	Clock    string    `json:"clock"`            // its mode
	Now      time.Time `json:"now"`
}

// OpenState reads the folder of a state; scenarios and fixtures are folders of the user's own, "" for none. What
// cannot be restored as it was is logged. The error says that there is no state in the folder, or that
// it is in use, damaged or of a newer version.
func OpenState(dir, scenarios, fixtures string, logger *slog.Logger) (*State, error) {
	folder, err := state.OpenExisting(dir)
	if err != nil {
		return nil, err
	}
	lib, err := openLibrary(folders{fixtures, scenarios}, logger)
	if err != nil {
		return nil, errors.Join(err, folder.Close())
	}
	eng, err := engine.Open(engine.Config{Seed: ident.RandomSeed(), Clock: clock.Real{}, Catalog: lib.books,
		Scenarios: lib.set, Logger: logger, State: folder, Idle: true})
	if err != nil {
		eng.Stop()
		return nil, errors.Join(err, folder.Close())
	}
	return &State{dir: dir, folder: folder, engine: eng}, nil
}

// Close lets others use the folder again.
func (s *State) Close() error {
	s.engine.Stop()
	for _, b := range s.engine.All() {
		b.Abandon()
	}
	return s.folder.Close()
}

// sandboxes are those of the folder by their secret ids.
func (s *State) sandboxes() []*sandbox.Sandbox {
	all := s.engine.All()
	slices.SortFunc(all, func(a, b *sandbox.Sandbox) int { return cmp.Compare(a.SecretID, b.SecretID) })
	return all
}

// Report tells what is in the folder.
func (s *State) Report() (StateReport, error) {
	usage, err := s.folder.Usage()
	report := StateReport{Folder: s.dir, Version: state.Version, Bytes: usage.Log + usage.Base, LogBytes: usage.Log,
		Written: usage.Written.UTC(), Sandboxes: []StateOfOneBox{}}
	for _, b := range s.sandboxes() {
		one := StateOfOneBox{SecretID: b.SecretID, Clock: b.Clock().Mode().String(), Now: b.Now()}
		b.Store().View(func(tx *store.Tx) {
			w := tx.World()
			one.Links = len(w.Links)
			for _, objects := range w.Objects {
				one.Objects += len(objects)
			}
		})
		for _, waits := range []webhook.State{webhook.Pending, webhook.Retrying} {
			one.Waiting += len(b.Webhooks().Deliveries(webhook.Filter{State: waits}))
		}
		report.Sandboxes = append(report.Sandboxes, one)
	}
	return report, err
}

// String is the report as text.
func (r StateReport) String() string {
	heads := fmt.Sprintf("folder       %s\nformat       version %d\nsize         %s, of which the log has %s\nlast commit  %s\n\n",
		r.Folder, r.Version, counted(int(r.Bytes), "byte"), counted(int(r.LogBytes), "byte"),
		r.Written.Format(time.RFC3339))
	return heads + table(func(row func(...string)) {
		row("SANDBOX", "LINKS", "OBJECTS", "WEBHOOKS WAITING", "CLOCK")
		for _, b := range r.Sandboxes {
			row(b.SecretID, fmt.Sprint(b.Links), fmt.Sprint(b.Objects), fmt.Sprint(b.Waiting),
				b.Clock+", "+b.Now.Format(time.RFC3339))
		}
	})
}

// Compact folds the log into tables.
func (s *State) Compact() error {
	if err := s.engine.Fold(); err != nil {
		return fmt.Errorf("the state in %s cannot be compacted: %w", s.dir, err)
	}
	return nil
}

// Export writes the sandboxes as a seed file, "-" for JSON to be printed, which it returns: YAML to a file
// whose name ends so, else JSON. No secret is in it.
func (s *State) Export(file string) (string, error) {
	seed := snapshot.Seed{Document: snapshot.Document{Version: snapshot.Version},
		Sandboxes: map[string]*snapshot.Own{}}
	for _, b := range s.sandboxes() {
		doc, err := world.Written(b)
		if err != nil {
			return "", fmt.Errorf("the sandbox %s cannot be written down: %w", b.SecretID, err)
		}
		seed.Sandboxes[b.SecretID] = &snapshot.Own{Document: *doc}
	}
	write := seed.JSON
	if ext := strings.ToLower(filepath.Ext(file)); ext == ".yaml" || ext == ".yml" {
		write = seed.YAML
	}
	text, err := write()
	if err != nil || file == Stdin {
		return string(text), err
	}
	return "", os.WriteFile(file, text, 0o600)
}
