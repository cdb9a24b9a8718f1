// Package scenario holds what institutions do: state machines written in YAML whose answers are
// "ok" and Belvo's own error codes. A scenario decides what the institution answers; what the
// answer does to a link is the lifecycle's matter. The format is described by one table
// (format.go), from which both the strict decoder and the JSON schema for editors are made.
package scenario

import (
	"time"

	"belvo-emulator/emulator/internal/belvo"
	"belvo-emulator/emulator/internal/notice"
	"belvo-emulator/emulator/internal/yamlfile"
)

// Default is the name of the scenario of users that no other scenario claims.
const Default = "sandbox"

// TrialFile stands for the name of the file in a scenario whose text is in none.
const TrialFile = "scenario.yaml"

// Scenario is one institution's behaviour. It is immutable once loaded.
type Scenario struct {
	Name    string
	Summary string
	Match   Match
	Start   *State // where a registration begins
	Enter   *State // where a link that exists already begins, when it is moved to this scenario
	States  []*State
	Source  string // the file it was read from
	Text    []byte // of that file
}

// Match tells whom a scenario claims without being asked for: users by name, institutions by
// name, or users of certain institutions.
type Match struct {
	Institutions []Pattern
	Usernames    []Pattern
}

// State is one state of the institution towards one of its users.
type State struct {
	Name  string
	Rules map[string][]*Rule // by trigger: an operation, or retrieve.<resource>
	After *After

	counted map[string]bool // the triggers whose rules look at the attempt
}

// After moves on when time has passed in a state.
type After struct {
	Wait time.Duration
	Goto *State
}

// Rule is one answer and when it is given.
type Rule struct {
	When      []Guard
	Respond   belvo.Code // lifecycle.AnswerOK or an error code; "" when only Fault is given
	Message   string     // one of the code's documented messages, or "" for the first
	Challenge *Challenge
	Goto      *State        // nil: stay
	Times     int           // how often the rule may answer; 0: always
	Latency   time.Duration // how long the answer takes, on the sandbox's clock
	Consent   time.Duration // what a consent is given for; 0 for as long as was asked
	Fault     Fault
	Data      string        // the data set the user has from now on; "" for no change
	Webhooks  notice.Mangle // of the webhooks that the answer causes
	Position  string        // file:line, for logs and the journal
	number    int           // the rule's number in its scenario, for counting its uses
}

// Guard is one condition of a rule: a field of the request, and the values that satisfy it.
type Guard struct {
	Field  string
	Values []Pattern
}

// Challenge describes how the user makes an MFA token.
type Challenge struct {
	Type         string // one of belvo's Challenge constants; "" for a token of the user's own device
	Value        string
	Instructions string
	Expiry       time.Duration // how long the session lives; 0 for DefaultExpiry
}

// Demand is what an institution answers to each contact until the user has met it, whatever its
// script says: token_required until a token or new credentials are accepted, login_error until new
// credentials are. The zero Demand asks for nothing.
type Demand struct {
	Code      belvo.Code
	Challenge *Challenge // of a token_required, nil for a token of the user's own device
}

// DefaultExpiry is how long an MFA session lives. Source: the example of schema
// TokenRequiredResponse of OpenAPI 1.223.0 (9600 seconds).
const DefaultExpiry = 9600 * time.Second

// Fault spoils the answer on its way to the client.
type Fault struct {
	Kind   FaultKind
	Status int // the HTTP status of FaultStatus
}

// FaultKind is a way in which an answer can be spoiled.
type FaultKind string

// The faults.
const (
	NoFault        FaultKind = ""
	FaultHang      FaultKind = "hang"      // no answer until the client gives up
	FaultReset     FaultKind = "reset"     // the connection is reset
	FaultTruncated FaultKind = "truncated" // the body ends half-way
	FaultMalformed FaultKind = "malformed" // the body is no JSON
	FaultStatus    FaultKind = "status"    // a proxy's error page with a status of its own
)

// The shapes below mirror the YAML; build turns them into a Scenario.
type fileYAML struct {
	Version int                  `yaml:"version"`
	Name    string               `yaml:"name"`
	Summary string               `yaml:"summary"`
	Match   matchYAML            `yaml:"match"`
	Start   string               `yaml:"start"`
	Enter   string               `yaml:"enter"`
	States  map[string]stateYAML `yaml:"states"`
	pos     yamlfile.Pos
	at      map[string]yamlfile.Pos // the places of the values
}

type matchYAML struct {
	Institutions oneOrMore `yaml:"institutions"`
	Usernames    oneOrMore `yaml:"usernames"`
}

type stateYAML struct {
	On    map[string][]ruleYAML `yaml:"on"`
	After *afterYAML            `yaml:"after"`
	pos   yamlfile.Pos
	order []string // the triggers in the order of the file
}

type afterYAML struct {
	Wait string `yaml:"wait"`
	Goto string `yaml:"goto"`
	pos  yamlfile.Pos
}

type ruleYAML struct {
	When      map[string]oneOrMore `yaml:"when"`
	Respond   string               `yaml:"respond"`
	Message   string               `yaml:"message"`
	Challenge *challengeYAML       `yaml:"challenge"`
	Goto      string               `yaml:"goto"`
	Times     int                  `yaml:"times"`
	Latency   string               `yaml:"latency"`
	Consent   string               `yaml:"consent"`
	Fault     faultYAML            `yaml:"fault"`
	Data      string               `yaml:"data"`
	Webhooks  webhooksYAML         `yaml:"webhooks"`
	pos       yamlfile.Pos
}

type webhooksYAML struct {
	Duplicate bool   `yaml:"duplicate"`
	Delay     string `yaml:"delay"`
	Reorder   bool   `yaml:"reorder"`
}

type challengeYAML struct {
	Type         string `yaml:"type"`
	Value        string `yaml:"value"`
	Instructions string `yaml:"instructions"`
	Expiry       string `yaml:"expiry"`
}
