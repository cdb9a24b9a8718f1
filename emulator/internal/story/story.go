// Package story is the form of a story: a list of misfortunes, each at a request of the application's
// own run or for all of it. Each is something that the control surface can do by itself, so a story
// is a shorter way to say several of its calls. The package knows the form and the words of it only;
// what is possible in a state is the matter of package lifecycle and of the sandbox that tells a story.
package story

import (
	"encoding/json"
	"strings"

	"belvo-emulator/emulator/internal/yamlfile"
)

// Version is the version of the format; a file names the one it was written for.
const Version = 1

// Story is a list of misfortunes. What is left out is as usual.
type Story struct {
	Version  int       `json:"version"`
	Name     string    `json:"name"`
	Summary  string    `json:"summary,omitempty"`
	Webhooks *Webhooks `json:"webhooks,omitempty"`
	Answers  *Answers  `json:"answers,omitempty"`
	Steps    []Step    `json:"steps,omitempty"`
	Expect   *Expect   `json:"expect,omitempty"`
}

// Webhooks is how all webhooks of a run are sent.
type Webhooks struct {
	Duplicate bool   `json:"duplicate,omitempty"`
	Reorder   bool   `json:"reorder,omitempty"`
	Delay     string `json:"delay,omitempty"` // on the sandbox's clock
	When      string `json:"when,omitempty"`  // before_answer, after_answer or held
}

// Answers is how all answers of a run look.
type Answers struct {
	PageSize      int    `json:"page_size,omitempty"`
	Data          string `json:"data,omitempty"` // the data set of users who register, such as none
	UnknownFields bool   `json:"unknown_fields,omitempty"`
	Nulls         bool   `json:"nulls,omitempty"`
	LongTexts     bool   `json:"long_texts,omitempty"`
	Currency      string `json:"currency,omitempty"` // of all amounts, such as USD
}

// Step is a misfortune at one request. It has either At or Before.
type Step struct {
	At     string `json:"at,omitempty"`     // method and path of an operation, such as POST /api/links/
	Before string `json:"before,omitempty"` // the same, for what happens right before the request
	Nth    int    `json:"nth,omitempty"`    // which of these requests, from 1; 0 is 1

	Event     string     `json:"event,omitempty"` // at the bank
	When      string     `json:"when,omitempty"`  // now or next_contact
	Link      string     `json:"link,omitempty"`  // of-this-request or first
	Bank      string     `json:"bank,omitempty"`  // what the bank answers to the event refresh
	Advance   string     `json:"advance,omitempty"`
	Challenge *Challenge `json:"challenge,omitempty"` // of token_required and demand_token

	Respond string `json:"respond,omitempty"`
	Message string `json:"message,omitempty"`
	Status  int    `json:"status,omitempty"`
	Fault   Fault  `json:"fault,omitzero"`
	Latency string `json:"latency,omitempty"`
	Times   int    `json:"times,omitempty"`  // how many requests from the nth on; 0 is 1
	Always  bool   `json:"always,omitempty"` // all of them, from the nth on
}

// Challenge is how the token of a challenge is made.
type Challenge struct {
	Type         string `json:"type,omitempty"`
	Value        string `json:"value,omitempty"`
	Instructions string `json:"instructions,omitempty"`
	Expiry       string `json:"expiry,omitempty"`
}

// Fault is what becomes of an answer on its way: a word, or the status of a proxy's page.
type Fault struct {
	Word   string
	Status int
}

// Expect is what a story did to the application for which it was found. It is for people, and for who
// tells it again.
type Expect struct {
	Broken  string `json:"broken,omitempty"` // the rule that the application broke
	Because string `json:"because,omitempty"`
	Found   string `json:"found,omitempty"`
	Again   string `json:"again,omitempty"`
}

// MarshalJSON writes the form that is read.
func (f Fault) MarshalJSON() ([]byte, error) {
	if f.Status != 0 {
		return json.Marshal(map[string]int{"status": f.Status})
	}
	return json.Marshal(f.Word)
}

// UnmarshalJSON reads both forms.
func (f *Fault) UnmarshalJSON(data []byte) error {
	if len(data) > 0 && data[0] == '{' {
		page := struct{ Status int }{}
		err := json.Unmarshal(data, &page)
		*f = Fault{Status: page.Status}
		return err
	}
	return json.Unmarshal(data, &f.Word)
}

// Point is the operation at which the step is, such as POST /api/links/.
func (s Step) Point() string { return s.At + s.Before }

// Operation cuts a point into method and path.
func Operation(point string) (method, path string) {
	method, path, _ = strings.Cut(point, " ")
	return method, path
}

// Turn is which of the operation's requests the step is at.
func (s Step) Turn() int { return max(s.Nth, 1) }

// YAML writes the story as a file.
func (s Story) YAML() ([]byte, error) {
	s.Version = Version
	document, err := json.Marshal(s)
	if err != nil {
		return nil, err
	}
	return yamlfile.FromJSON(document)
}
