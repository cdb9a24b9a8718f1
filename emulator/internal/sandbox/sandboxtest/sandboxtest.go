// Package sandboxtest opens sandboxes for the tests of the packages that a sandbox consists of: a bank
// that answers as the user name says (see bank.yaml), a clock that stands still until the test moves it,
// and every webhook in sight. No file outside of the repository and no network is needed.
package sandboxtest

import (
	"cmp"
	"context"
	"embed"
	"encoding/json"
	"errors"
	"log/slog"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"

	"belvo-emulator/emulator/internal/belvo"
	"belvo-emulator/emulator/internal/clock"
	"belvo-emulator/emulator/internal/collection"
	"belvo-emulator/emulator/internal/contact"
	"belvo-emulator/emulator/internal/data/bank"
	"belvo-emulator/emulator/internal/data/catalog"
	"belvo-emulator/emulator/internal/journal"
	"belvo-emulator/emulator/internal/sandbox"
	"belvo-emulator/emulator/internal/scenario"
	"belvo-emulator/emulator/internal/token"
	"belvo-emulator/emulator/internal/webhook"
	"belvo-emulator/fixtures"
)

// Institutions of the tests' users: a bank, and one on Open Finance.
const (
	Bank        = "erebor_mx_retail"
	OpenFinance = "ofmockbank_br_retail"
)

// Noon is when the clocks of the sandboxes begin.
func Noon() time.Time { return time.Date(2026, time.March, 16, 12, 0, 0, 0, time.UTC) }

//go:embed bank.yaml second.yaml
var files embed.FS

// reader is read once: it has no state.
var reader = sync.OnceValue(func() *collection.Reader {
	return collection.NewReader(bank.Load(catalog.Layer{Name: "fixtures", FS: fixtures.FS}))
})

// Reader returns the reader of the built-in fixtures.
func Reader() *collection.Reader { return reader() }

var set = sync.OnceValues(func() (*scenario.Set, error) {
	loaded, problems := scenario.Load(reader().Catalog.Sets(), scenario.Layer{Name: "sandboxtest", FS: files})
	return loaded, problems.OrNil()
})

// Scenarios returns the scenarios of bank.yaml and second.yaml.
func Scenarios(t testing.TB) *scenario.Set {
	t.Helper()
	loaded, err := set()
	if err != nil {
		t.Fatal(err)
	}
	return loaded
}

// Shared returns what a sandbox of a test has in common with others.
func Shared(t testing.TB) *sandbox.Shared {
	t.Helper()
	loaded := Scenarios(t)
	return &sandbox.Shared{Reader: reader(), DefaultID: "id", Seed: 1, Clock: clock.NewManual(Noon()),
		Scenarios: func() *scenario.Set { return loaded }, Links: sandbox.LinkFilters(),
		Signer: token.Signer{Key: []byte("the key of the tests"), TTL: time.Hour},
		Logger: slog.New(slog.DiscardHandler), Journals: journal.NewBudget(journal.DefaultBytes)}
}

// Box is a sandbox of one test.
type Box struct {
	*sandbox.Sandbox
	t testing.TB
}

// Open returns an empty sandbox on a manual clock, in which nothing happens in the background.
func Open(t testing.TB) *Box {
	t.Helper()
	b, err := sandbox.New(context.Background(), Shared(t), sandbox.Keys{SecretID: "id"}, clock.Mode{Manual: true},
		false)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(b.Abandon)
	return &Box{b, t}
}

// Registration is what makes a recurrent link of a user at the bank. Change it as the test needs it.
func Registration(username string) sandbox.Registration {
	return sandbox.Registration{Institution: Bank, Fields: map[string]string{"username": username, "password": "p"}}
}

// Link registers a user, whom the bank must accept at once, and returns the id of the link. Change,
// if it is given, changes the registration before.
func (b *Box) Link(username string, change ...func(*sandbox.Registration)) uuid.UUID {
	b.t.Helper()
	r := Registration(username)
	for _, c := range change {
		c(&r)
	}
	link, err := b.Register(&contact.Call{}, r)
	if err != nil {
		b.t.Fatal(err)
	}
	return link.ID
}

// Single makes a registration one of a single link, whose data and credentials are kept so long.
func Single(storage, staleIn string) func(*sandbox.Registration) {
	return func(r *sandbox.Registration) {
		r.AccessMode, r.CredentialsStorage, r.StaleIn = belvo.Single, storage, staleIn
	}
}

// Pass moves the clock on and lets happen what is due until then.
func (b *Box) Pass(d time.Duration) {
	b.t.Helper()
	if _, err := b.AdvanceBy(context.Background(), d); err != nil {
		b.t.Fatal(err)
	}
}

// Status is that of a link, "" if it is gone.
func (b *Box) Status(id uuid.UUID) belvo.Status {
	link, err := b.Sandbox.Link(&contact.Call{}, id)
	if err != nil {
		return ""
	}
	return link.Status
}

// Hook is what the tests look at in a webhook.
type Hook struct {
	Type      string         `json:"webhook_type"`
	Code      string         `json:"webhook_code"`
	Process   string         `json:"process_type"`
	Link      uuid.UUID      `json:"link_id"`
	RequestID string         `json:"request_id"`
	Data      map[string]any `json:"data"`
}

// Name is type, code and process type as in "LINK token_required recurrent_update".
func (h Hook) Name() string { return h.Type + " " + h.Code + " " + cmp.Or(h.Process, "-") }

// Hooks are the webhooks that tell of something, in the order of the commits.
func (b *Box) Hooks() []Hook {
	b.t.Helper()
	var hooks []Hook
	for _, e := range b.Webhooks().Events(webhook.Filter{}) {
		body := e.Body()
		if body == nil {
			continue
		}
		var h Hook
		if err := json.Unmarshal(body, &h); err != nil {
			b.t.Fatal(err)
		}
		hooks = append(hooks, h)
	}
	return hooks
}

// HookNames are the names of the webhooks after the first so many.
func (b *Box) HookNames(after int) []string {
	b.t.Helper()
	names := []string{}
	for _, h := range b.Hooks()[after:] {
		names = append(names, h.Name())
	}
	return names
}

// Code is the code of an error of the API, of several the first; "" for nil, and the text of any other.
func Code(err error) belvo.Code {
	var one *belvo.Error
	var list belvo.Errors
	switch {
	case err == nil:
		return ""
	case errors.As(err, &one):
		return one.Code
	case errors.As(err, &list):
		return list[0].Code
	}
	return belvo.Code(err.Error())
}

// Session is the MFA session that a 428 opened. Any other error ends the test.
func Session(t testing.TB, err error) string {
	t.Helper()
	var e *belvo.Error
	if !errors.As(err, &e) || e.Challenge == nil {
		t.Fatalf("want a token_required, got %v", err)
	}
	return e.Challenge.Session
}
