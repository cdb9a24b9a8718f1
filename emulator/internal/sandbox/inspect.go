package sandbox

import (
	"time"

	"github.com/google/uuid"

	"belvo-emulator/emulator/internal/belvo"
	"belvo-emulator/emulator/internal/contact"
	"belvo-emulator/emulator/internal/lifecycle"
	"belvo-emulator/emulator/internal/scenario"
	"belvo-emulator/emulator/internal/store"
	"belvo-emulator/emulator/internal/timeline"
	"belvo-emulator/emulator/internal/wire"
)

// LinkReport is what the emulator knows about a link beyond what Belvo shows of it. It holds no
// secret.
type LinkReport struct {
	ID             uuid.UUID        `json:"id"`
	Institution    string           `json:"institution"`
	Username       string           `json:"username"`
	State          lifecycle.State  `json:"state"`
	Status         belvo.Status     `json:"status"`
	AccessMode     belvo.AccessMode `json:"access_mode"`
	CreatedAt      time.Time        `json:"created_at"`
	LastAccessedAt *time.Time       `json:"last_accessed_at"`
	Scenario       ScenarioReport   `json:"scenario"`
	Demand         belvo.Code       `json:"demand,omitempty" doc:"what the bank answers to each contact until it is met"`
	Refused        int              `json:"refused_posts" doc:"in a row; the sixth makes the link invalid"`
	DataSet        string           `json:"data_set,omitempty"`
	Sessions       []SessionReport  `json:"sessions" doc:"those that wait for a token, or did until they expired"`
	Timers         []wire.Due       `json:"timers"`
	Events         []string         `json:"events" doc:"what can be made to happen to the link now"`
	// Prospects are all events, possible or not.
	Prospects []contact.Prospect `json:"bank_events" doc:"all events, and why some are impossible"`
}

// ScenarioReport is where a link's user stands in a scenario.
type ScenarioReport struct {
	Name     string         `json:"name"`
	State    string         `json:"state"`
	Entered  time.Time      `json:"entered"`
	Pinned   bool           `json:"pinned" doc:"by the link's own pin"`
	Attempts map[string]int `json:"attempts" doc:"in the state, where its rules count them"`
}

// SessionReport is an MFA session without what resumes it.
type SessionReport struct {
	Operation lifecycle.Operation `json:"operation" doc:"that was asked for"`
	Resource  belvo.Resource      `json:"resource,omitempty"`
	Challenge string              `json:"challenge,omitempty" doc:"its type; none for a token of the user's own device"`
	ExpiresAt time.Time           `json:"expires_at"`
	Open      bool                `json:"open"`
}

// Inspect tells what the emulator knows about a link, or not_found.
func (b *Sandbox) Inspect(id uuid.UUID) (LinkReport, error) {
	now := b.Now()
	b.FireDue(now)
	var report LinkReport
	err := error(belvo.NewError(belvo.CodeNotFound))
	b.store.View(func(tx *store.Tx) {
		if link, ok := tx.Link(id); ok {
			report, err = b.report(tx, &link, now), nil
		}
	})
	return report, err
}

func (b *Sandbox) report(tx *store.Tx, l *store.Link, now time.Time) LinkReport {
	script, _, _ := b.desk.Script(tx, l, "", "", now) // where he stands, if the sandbox's pin names nothing any more
	script = script.At(now)
	r := LinkReport{ID: l.ID, Institution: l.Institution, Username: l.Username, State: l.State,
		Status: l.State.Status(), AccessMode: l.AccessMode, CreatedAt: l.CreatedAt, Demand: l.Demand.Code,
		Refused: l.Refusals, DataSet: l.DataSet, Sessions: []SessionReport{},
		Timers: timersOf(l, script, now), Events: contact.Possible(tx, l, now),
		Prospects: contact.Prospects(tx, l, now),
		Scenario: ScenarioReport{Name: script.Scenario.Name, State: script.State.Name, Entered: script.Entered,
			Pinned: l.Pinned, Attempts: script.Attempts()}}
	if !l.LastAccessedAt.IsZero() {
		r.LastAccessedAt = &l.LastAccessedAt
	}
	for _, s := range tx.Sessions(l.ID) {
		shown := SessionReport{Operation: s.Operation, Resource: s.Resource, ExpiresAt: s.ExpiresAt,
			Open: now.Before(s.ExpiresAt)}
		if s.Challenge != nil {
			shown.Challenge = s.Challenge.Type
		}
		r.Sessions = append(r.Sessions, shown)
	}
	return r
}

// timersOf lists what will happen to a link by itself, the earliest first. Sessions are listed apart.
func timersOf(l *store.Link, script scenario.Script, now time.Time) []wire.Due {
	due := []wire.Due{}
	add := func(kind store.TimerKind, at time.Time) {
		if !at.IsZero() {
			due = append(due, timeline.DueOf(store.Timer{At: at, Kind: kind, Link: l.ID}))
		}
	}
	add(store.TimerCredentials, l.CredentialsUntil)
	add(store.TimerRefresh, l.RefreshDue)
	add(store.TimerStale, l.StaleAt)
	if !l.Consent.Ended {
		add(store.TimerConsent, l.Consent.Until)
	}
	if at, any := script.Next(now); any {
		add(store.EndScenario, at)
	}
	return timeline.InOrder(due)
}
