package world_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/google/uuid"

	"belvo-emulator/emulator/internal/belvo"
	"belvo-emulator/emulator/internal/lifecycle"
	"belvo-emulator/emulator/internal/sandbox"
	"belvo-emulator/emulator/internal/sandbox/sandboxtest"
	"belvo-emulator/emulator/internal/store"
	"belvo-emulator/emulator/internal/world"
)

// linkIn is a link of a sandbox as it is stored.
func linkIn(b *sandbox.Sandbox, id uuid.UUID) (link store.Link) {
	b.Store().View(func(tx *store.Tx) { link, _ = tx.Link(id) })
	return link
}

// links are all links of a sandbox, the newest first.
func links(b *sandbox.Sandbox) (all []store.Link) {
	b.Store().View(func(tx *store.Tx) { all, _ = tx.Links(nil, 0, 100) })
	return all
}

// TestALinkIsMadeInAnyState makes links by walking there, whatever the scenario would answer.
func TestALinkIsMadeInAnyState(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		state    lifecycle.State
		scenario string
		path     string
		status   belvo.Status
		refusals int
	}{
		{"", "", "register_ok", belvo.StatusValid, 0},
		{lifecycle.Valid, "closed", "register_ok", belvo.StatusValid, 0},
		{lifecycle.Unconfirmed, "", "register_challenged", belvo.StatusUnconfirmed, 0},
		{lifecycle.TokenRequired, "", "register_ok retrieve_challenged", belvo.StatusTokenRequired, 0},
		{lifecycle.Invalid, "", "register_ok retrieve_refused retrieve_refused retrieve_refused retrieve_refused " +
			"retrieve_refused retrieve_exhausted", belvo.StatusInvalid, 5},
		{lifecycle.Expired, "", "register_ok credentials_expired", belvo.StatusInvalid, 0},
	} {
		t.Run(string(c.state)+" "+c.scenario, func(t *testing.T) {
			t.Parallel()
			b := sandboxtest.Open(t)
			id := uuid.UUID{1, 2, 3}
			made, _, err := world.Plant(b.Sandbox, []world.Seed{{Institution: sandboxtest.Bank, State: c.state, ID: id,
				Scenario: c.scenario}})
			if err != nil {
				t.Fatal(err)
			}
			var path []string
			for i, h := range made[0].Path {
				path = append(path, string(h.Event))
				if h.Link != id || !h.At.Equal(b.Now()) || i > 0 && h.From != made[0].Path[i-1].To {
					t.Errorf("on the way is %+v", h)
				}
			}
			l := linkIn(b.Sandbox, id)
			if got := strings.Join(path, " "); got != c.path {
				t.Errorf("the way was %s, want %s", got, c.path)
			}
			if made[0].Link.Status != c.status || l.State != made[0].State || c.state != "" && l.State != c.state {
				t.Errorf("the link is %s and %s", l.State, made[0].Link.Status)
			}
			if l.Pinned != (c.scenario != "") || l.Refusals != c.refusals {
				t.Errorf("it is pinned: %t, with %d refusals", l.Pinned, l.Refusals)
			}
		})
	}
}

// TestSeedsAreCheckedBeforeAnyIsMade has what is wrong with a seed, behind one that is right.
func TestSeedsAreCheckedBeforeAnyIsMade(t *testing.T) {
	t.Parallel()
	taken := uuid.UUID{9}
	for _, c := range []struct {
		field    string
		conflict bool
		seed     world.Seed
	}{
		{"institution", false, world.Seed{}},
		{"institution", false, world.Seed{Institution: "erebor_mx_retial"}},
		{"state", false, world.Seed{Institution: sandboxtest.Bank, State: "broken"}},
		{"state", true, world.Seed{Institution: sandboxtest.Bank, State: lifecycle.Deleted}},
		{"state", true, world.Seed{Institution: sandboxtest.Bank, State: lifecycle.Expired,
			CredentialsStorage: "store"}},
		{"scenario", false, world.Seed{Institution: sandboxtest.Bank, Scenario: "gone"}},
		{"scenario_state", false, world.Seed{Institution: sandboxtest.Bank, ScenarioState: "gone"}},
		{"access_mode", false, world.Seed{Institution: sandboxtest.Bank, AccessMode: "weekly"}},
		{"refresh_rate", false, world.Seed{Institution: sandboxtest.Bank, RefreshRate: "5h"}},
		{"refresh_rate", true, world.Seed{Institution: sandboxtest.Bank, RefreshRate: "6h", AccessMode: belvo.Single}},
		{"stale_in", false, world.Seed{Institution: sandboxtest.Bank, StaleIn: "soon"}},
		{"id", true, world.Seed{Institution: sandboxtest.Bank, ID: taken}},
		{"id", false, world.Seed{Institution: sandboxtest.Bank, ID: uuid.UUID{8}}}, // that of the one before
	} {
		b := sandboxtest.Open(t)
		b.Link("bnk100", func(r *sandbox.Registration) { r.ID = taken })
		before := len(b.Hooks())
		_, n, err := world.Plant(b.Sandbox, []world.Seed{{Institution: sandboxtest.Bank, ID: uuid.UUID{8}}, c.seed})
		var wrong *world.SeedError
		if !errors.As(err, &wrong) || n != 1 || wrong.Field != c.field || wrong.Conflict != c.conflict || wrong.Why == "" {
			t.Errorf("%+v: seed %d, %+v, want %s, conflict %t", c.seed, n, err, c.field, c.conflict)
		}
		if got := len(b.Hooks()); got != before || b.Status(uuid.UUID{8}) != "" {
			t.Errorf("%+v: the seed before it was made, %d webhooks tell of it", c.seed, got-before)
		}
	}
}
