package emulatortest

import (
	"net/http"

	"belvo-emulator/emulator/internal/contact"
	"belvo-emulator/emulator/internal/sandbox"
	"belvo-emulator/emulator/internal/world"
)

// Seed is a link to make. Only its institution is needed; its state may be valid, unconfirmed,
// token_required, invalid or expired.
type Seed struct {
	Institution        string   `json:"institution,omitempty"`
	State              string   `json:"state,omitempty"` // valid unless given
	Username           string   `json:"username,omitempty"`
	ID                 string   `json:"id,omitempty"`
	Scenario           string   `json:"scenario,omitempty"`       // that the link is pinned to
	ScenarioState      string   `json:"scenario_state,omitempty"` // where its user stands in it
	ExternalID         string   `json:"external_id,omitempty"`
	AccessMode         string   `json:"access_mode,omitempty"`
	RefreshRate        string   `json:"refresh_rate,omitempty"` // such as 24h
	CredentialsStorage string   `json:"credentials_storage,omitempty"`
	StaleIn            string   `json:"stale_in,omitempty"`
	FetchResources     []string `json:"fetch_resources,omitempty"`
}

// Seeded is a link that was made, and how it came to its state.
type Seeded = world.Seeded

// LinkReport is what the emulator knows about a link.
type LinkReport = sandbox.LinkReport

// LinkSummary is a link in a list of them.
type LinkSummary = sandbox.LinkSummary

// Occurrence is what an event at the bank did.
type Occurrence = contact.Occurrence

// Happening is an event at the bank.
type Happening struct {
	// Event is demand_token, change_password, invalidate, refresh, expire_session, expire_credentials
	// or expire_consent; LinkReport.Events lists those that are possible.
	Event     string     `json:"event"`
	When      string     `json:"when,omitempty"`      // now or next_contact; each event has its default
	Challenge *Challenge `json:"challenge,omitempty"` // how the token of a demand_token is made
}

// Challenge describes how the user makes an MFA token, as in a scenario's file.
type Challenge struct {
	Type         string `json:"type,omitempty"` // numeric, qr, text or inputless
	Value        string `json:"value,omitempty"`
	Instructions string `json:"instructions,omitempty"`
	Expiry       string `json:"expiry,omitempty"` // how long the session lives, such as 10m
}

// Link makes a link in a state of its life and returns its id.
func (b *Sandbox) Link(institution, state string) string {
	b.t.Helper()
	return b.Seed(Seed{Institution: institution, State: state})[0].Link.ID.String()
}

// Seed makes links by walking to their states in real operations, all or none.
func (b *Sandbox) Seed(links ...Seed) []Seeded {
	b.t.Helper()
	return control[struct{ Links []Seeded }](b, http.MethodPost, "links",
		input{body: map[string][]Seed{"links": links}}).Links
}

// Links lists all links, the newest first.
func (b *Sandbox) Links() []LinkSummary {
	b.t.Helper()
	return control[struct{ Links []LinkSummary }](b, http.MethodGet, "links",
		input{query: map[string]int{"limit": kept}}).Links
}

// Inspect is what the emulator knows about a link.
func (b *Sandbox) Inspect(link string) LinkReport {
	b.t.Helper()
	return control[LinkReport](b, http.MethodGet, "links/{id}", input{id: link})
}

// Happen lets something happen to a link at its bank. What the link's state does not allow ends
// the test.
func (b *Sandbox) Happen(link string, what Happening) Occurrence {
	b.t.Helper()
	return control[Occurrence](b, http.MethodPost, "links/{id}/events", input{id: link, body: what})
}
