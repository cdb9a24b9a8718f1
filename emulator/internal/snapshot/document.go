// Package snapshot is the document that holds a sandbox's world: what GET and PUT snapshot carry
// and what a seed file says. It is written to be read, and little of it is needed when it is
// written by hand. It knows the form of a world only; package engine makes worlds of documents.
//
// Data is not in it object by object: it tells what was collected when, and of which of it
// something is left. The objects follow from that, the same as before, as long as the fixtures
// are the same. No secret is in it: passwords and MFA tokens are kept nowhere, and an endpoint's
// Authorization is only said to exist.
package snapshot

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"github.com/google/uuid"

	"belvo-emulator/emulator/internal/belvo"
	"belvo-emulator/emulator/internal/yamlfile"
)

// Version is the version of the format; a document names the one it was written for. Version 1 is read
// too: it has neither webhooks that wait nor queued answers.
const Version = 2

// Document is a sandbox's world. What is left out is as in a fresh sandbox.
type Document struct {
	Version    int         `json:"version"`
	Clock      *Clock      `json:"clock,omitempty"`
	Scenario   string      `json:"scenario,omitempty"` // the sandbox is pinned to
	IDs        string      `json:"ids,omitempty"`      // where the stream of ids stands
	Next       *Next       `json:"next,omitempty"`
	Webhooks   *Webhooks   `json:"webhooks,omitempty"`
	Links      []Link      `json:"links,omitempty"` // the oldest first
	Visitors   []Visitor   `json:"visitors,omitempty"`
	Sessions   []Session   `json:"sessions,omitempty"`
	UsedTokens []UsedToken `json:"used_tokens,omitempty"`
	Data       []Reading   `json:"data,omitempty"`  // the oldest of each resource first
	Notes      []string    `json:"notes,omitempty"` // of version 1: what it left out
	// ScenarioLost says that there was no such Scenario any more.
	ScenarioLost bool `json:"scenario_lost,omitempty"`

	file   string
	places yamlfile.Places
	path   string // of the world in the file, "" for the whole of it
}

// Clock is the sandbox's clock.
type Clock struct {
	Mode string    `json:"mode,omitempty"` // real, manual or a speed such as x60
	Now  time.Time `json:"now,omitzero"`
}

// Webhooks is how many were sent, where they go, and which wait.
type Webhooks struct {
	Sent      uint64     `json:"sent,omitempty"`
	Endpoints []Endpoint `json:"endpoints"`
	Manner    *Manner    `json:"manner,omitempty"`
	Links     []Link     `json:"links,omitempty"` // as webhooks that wait describe them
	Waiting   []Webhook  `json:"waiting,omitempty"`
	Named     int        `json:"named,omitempty"` // how many endpoints were given an id, with those that are gone
}

// Manner is how webhooks are sent to all endpoints, in addition to what each endpoint says.
type Manner struct {
	Duplicate bool   `json:"duplicate,omitempty"`
	Delay     string `json:"delay,omitempty"`
	Reorder   bool   `json:"reorder,omitempty"`
	When      string `json:"when,omitempty"` // in place of the endpoint's
}

// Endpoint is a receiver.
type Endpoint struct {
	ID            string   `json:"id,omitempty"`
	URL           string   `json:"url"`
	Authorization string   `json:"authorization,omitempty"` // Redacted, for one that is not shown
	Profile       string   `json:"profile,omitempty"`
	Types         []string `json:"types,omitempty"`
	Duplicate     bool     `json:"duplicate,omitempty"`
	Delay         string   `json:"delay,omitempty"`
	Reorder       bool     `json:"reorder,omitempty"`
	When          string   `json:"when,omitempty"` // before_answer, after_answer or held
}

// Redacted stands for an Authorization, or a value in the query of a URL, that is kept where the
// endpoint is known already.
const Redacted = "[redacted]"

// Link is a link. Without facts it walks to its state, as if it were seeded; with facts it is put
// there as they say.
type Link struct {
	ID                 uuid.UUID `json:"id,omitzero"`
	Institution        string    `json:"institution"`
	Username           string    `json:"username,omitempty"`
	State              string    `json:"state,omitempty"`
	Scenario           string    `json:"scenario,omitempty"`
	ScenarioState      string    `json:"scenario_state,omitempty"`
	ExternalID         string    `json:"external_id,omitempty"`
	AccessMode         string    `json:"access_mode,omitempty"`
	RefreshRate        string    `json:"refresh_rate,omitempty"`
	CredentialsStorage string    `json:"credentials_storage,omitempty"`
	FetchResources     []string  `json:"fetch_resources,omitempty"`
	StaleIn            string    `json:"stale_in,omitempty"`
	Facts              *Facts    `json:"facts,omitempty"`
}

// Facts is what a link's life has left. Instants that are left out are none.
type Facts struct {
	CreatedAt        time.Time           `json:"created_at,omitzero"` // of the document's clock when left out
	LastAccessedAt   time.Time           `json:"last_accessed_at,omitzero"`
	CredentialsUntil time.Time           `json:"credentials_until,omitzero"`
	RefreshDue       time.Time           `json:"refresh_due,omitzero"`
	RefreshedAt      time.Time           `json:"refreshed_at,omitzero"`
	CollectedAt      time.Time           `json:"collected_at,omitzero"`
	StaleAt          time.Time           `json:"stale_at,omitzero"`
	Refusals         int                 `json:"refusals,omitempty"`
	DataSet          string              `json:"data_set,omitempty"`
	Pinned           bool                `json:"pinned,omitempty"` // to its scenario
	Entered          time.Time           `json:"entered,omitzero"` // the state of the scenario
	Lost             bool                `json:"lost,omitempty"`   // the scenario was in force no more as it was there
	Hidden           bool                `json:"hidden,omitempty"` // the scenario was hidden by the one under trial
	Uses             []Use               `json:"uses,omitempty"`
	Demand           *Demand             `json:"demand,omitempty"`
	Consent          *belvo.ConsentTerms `json:"consent,omitempty"` // on Open Finance
	Pending          []Pending           `json:"pending,omitempty"`
}

// Use is how often a rule of the scenario was used, or a trigger was tried in its state.
type Use struct {
	Rule    int    `json:"rule,omitempty"`
	Trigger string `json:"trigger,omitempty"`
	Times   int    `json:"times"`
}

// Demand is what the bank answers until it is met.
type Demand struct {
	Code      string     `json:"code"`
	Challenge *Challenge `json:"challenge,omitempty"`
}

// Challenge is how the user makes an MFA token.
type Challenge struct {
	Type         string `json:"type,omitempty"`
	Value        string `json:"value,omitempty"`
	Instructions string `json:"instructions,omitempty"`
	Expiry       string `json:"expiry,omitempty"`
}

// Pending is a collection that was due and is carried out when a request looks.
type Pending struct {
	Resource string    `json:"resource"`
	At       time.Time `json:"at"`
}

// Visitor is where a user without a link stands in a scenario.
type Visitor struct {
	InstitutionUserID string    `json:"institution_user_id"`
	Scenario          string    `json:"scenario"`
	ScenarioState     string    `json:"scenario_state"`
	Entered           time.Time `json:"entered"`
	Lost              bool      `json:"lost,omitempty"`   // as that of a link
	Hidden            bool      `json:"hidden,omitempty"` // as that of a link
	Uses              []Use     `json:"uses,omitempty"`
}

// Session is an MFA session that waits for its token.
type Session struct {
	ID        string            `json:"id"`
	Link      uuid.UUID         `json:"link"`
	Operation string            `json:"operation"`
	Resource  string            `json:"resource,omitempty"`
	Asked     map[string]string `json:"asked,omitempty"` // the parameters of a retrieve
	SaveData  bool              `json:"save_data,omitempty"`
	Challenge *Challenge        `json:"challenge,omitempty"`
	ExpiresAt time.Time         `json:"expires_at"`
}

// UsedToken is a family of access tokens that was used up.
type UsedToken struct {
	Family string    `json:"family"`
	Until  time.Time `json:"until"`
}

// Reading is what is left of one collection of a link's data: all that it gave, or all without
// some, or some only.
type Reading struct {
	Resource  string            `json:"resource"`
	Link      uuid.UUID         `json:"link"`
	At        time.Time         `json:"at"`
	CreatedAt time.Time         `json:"created_at,omitzero"` // of its objects, if it is not At
	DataSet   string            `json:"data_set"`
	Asked     map[string]string `json:"asked,omitempty"`
	Without   []uuid.UUID       `json:"without,omitempty"`
	Only      []uuid.UUID       `json:"only,omitempty"` // the oldest first
}

// Parse reads a document, in YAML or JSON, and returns every problem of its form. File names it in
// problems. It gives up when the context ends.
func Parse(ctx context.Context, file string, data []byte) (*Document, yamlfile.Problems) {
	d := &Document{file: file}
	var problems yamlfile.Problems
	if d.places, problems = yamlfile.DecodePlaced(ctx, file, data, Format(), d); len(problems) > 0 {
		return nil, problems
	}
	if problems := d.checkVersion(); len(problems) > 0 {
		return nil, problems
	}
	return d, nil
}

func (d *Document) checkVersion() yamlfile.Problems {
	if d.Version <= Version {
		return nil
	}
	return d.Locate([]Problem{{"version", fmt.Sprintf("this emulator reads versions 1 to %d only", Version)}})
}

// Problem is what is wrong with a part of a document, by its path: links[2].state.
type Problem struct{ Path, Text string }

// Locate finds the places of problems in the file that the document was read from.
func (d *Document) Locate(problems []Problem) yamlfile.Problems {
	located := make(yamlfile.Problems, len(problems))
	for i, p := range problems {
		path := strings.Trim(d.path+"."+p.Path, ".")
		pos, exact := d.places.Of(path)
		located[i] = yamlfile.Problem{File: d.file, Pos: pos, Message: p.Text}
		if p.Path != "" && !exact {
			located[i].Message = path + ": " + p.Text
		}
	}
	return located
}

// JSON writes the document as JSON, indented.
func (d *Document) JSON() ([]byte, error) { return indented(d) }

func indented(v any) ([]byte, error) {
	var out bytes.Buffer
	encoder := json.NewEncoder(&out)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", "  ")
	err := encoder.Encode(v)
	return out.Bytes(), err
}

// YAML writes the document as YAML.
func (d *Document) YAML() ([]byte, error) {
	document, err := d.JSON()
	if err != nil {
		return nil, err
	}
	return yamlfile.FromJSON(document)
}
