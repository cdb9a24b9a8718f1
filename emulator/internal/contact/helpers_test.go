package contact_test

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"belvo-emulator/emulator/internal/belvo"
	"belvo-emulator/emulator/internal/contact"
	"belvo-emulator/emulator/internal/ident"
	"belvo-emulator/emulator/internal/lifecycle"
	"belvo-emulator/emulator/internal/sandbox/sandboxtest"
	"belvo-emulator/emulator/internal/scenario"
	"belvo-emulator/emulator/internal/store"
)

// bench is a store and a desk, at which a test asks one question after the other.
type bench struct {
	t     *testing.T
	desk  *contact.Desk
	store *store.Store
	now   time.Time
	seen  []store.Event
}

func newBench(t *testing.T) *bench {
	t.Helper()
	set := sandboxtest.Scenarios(t)
	b := &bench{t: t, now: sandboxtest.Noon(), desk: &contact.Desk{Reader: sandboxtest.Reader(),
		Scenarios: func() *scenario.Set { return set }, IDs: ident.NewSource(1, t.Name())}}
	b.store = store.New(func(events []store.Event) { b.seen = append(b.seen, events...) })
	return b
}

// put stores a valid single link of a user at the bank, as change leaves it.
func (b *bench) put(username string, change func(*store.Link)) uuid.UUID {
	l := store.Link{ID: b.desk.IDs.UUID(), Institution: sandboxtest.Bank, Username: username, State: lifecycle.Valid,
		AccessMode: belvo.Single, CredentialsStorage: "30d", StaleIn: "42d", CreatedAt: b.now,
		LastAccessedAt: b.now, Script: b.desk.Scenarios().Choose(sandboxtest.Bank, username).Join(b.now)}
	if change != nil {
		change(&l)
	}
	_ = b.store.Update(func(tx *store.Tx) error { // the function returns no error
		tx.PutLink(l)
		return nil
	})
	return l.ID
}

// link is a link as it is stored.
func (b *bench) link(id uuid.UUID) (l store.Link) {
	b.store.View(func(tx *store.Tx) { l, _ = tx.Link(id) })
	return l
}

// try asks the institution for an operation on a link and carries the answer out, as the use cases do.
// It returns the step and the error that the client gets.
func (b *bench) try(id uuid.UUID, op lifecycle.Operation, call *contact.Call, fields map[string]string) (
	*contact.Step, error) {
	var reply error
	q := contact.Question{Op: op, Opens: op, Fields: fields}
	if op == lifecycle.Retrieve {
		q.Resource = belvo.Accounts
	}
	var s *contact.Step
	err := b.store.Update(func(tx *store.Tx) error {
		before, _ := tx.Link(id)
		link := before
		s = b.desk.Ask(tx, call, &link, b.now, q)
		if err := s.Begin(); err != nil {
			return err
		}
		reply = s.Try(before)
		return nil
	})
	if err != nil {
		return s, err
	}
	return s, reply
}

// hooks are the bodies of the webhooks that were committed and tell of something.
func (b *bench) hooks() (bodies []map[string]any) {
	b.t.Helper()
	for _, e := range b.seen {
		for _, n := range e.Notices {
			var body map[string]any
			if text := n.Body(); text != nil {
				if err := json.Unmarshal(text, &body); err != nil {
					b.t.Fatal(err)
				}
				bodies = append(bodies, body)
			}
		}
	}
	return bodies
}

// codes are the codes of the webhooks, with their types, in the order of the commits.
func (b *bench) codes() string {
	var list []string
	for _, body := range b.hooks() {
		list = append(list, body["webhook_type"].(string)+" "+body["webhook_code"].(string))
	}
	return strings.Join(list, ", ")
}
