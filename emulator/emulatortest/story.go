package emulatortest

import (
	"net/http"

	"belvo-emulator/emulator/internal/run"
)

// Settings is how all answers of a sandbox look, and how its webhooks are sent. The zero value is as
// usual.
type Settings struct {
	PageSize      int      `json:"page_size,omitempty"`      // of lists whose page_size is not given
	Data          string   `json:"data,omitempty"`           // the data set of users who register, such as none
	UnknownFields bool     `json:"unknown_fields,omitempty"` // objects have a field that is new
	Nulls         bool     `json:"nulls,omitempty"`          // fields that may be null are
	LongTexts     bool     `json:"long_texts,omitempty"`     // free texts are long
	Currency      string   `json:"currency,omitempty"`       // of all amounts, such as USD
	Webhooks      *Hooking `json:"webhooks,omitempty"`
}

// Hooking is how the webhooks of all endpoints are sent.
type Hooking struct {
	Duplicate bool   `json:"duplicate,omitempty"` // each twice
	Reorder   bool   `json:"reorder,omitempty"`   // neighbours swapped
	Delay     string `json:"delay,omitempty"`     // such as 90s
	When      string `json:"when,omitempty"`      // before_answer, after_answer or held
}

// Told is what a story came to.
type Told struct {
	Story     string   `json:"story"`
	Sentences []string `json:"sentences"` // the story in words
	Next      []int    `json:"next"`      // the id of each step in the queue of Next
}

// Report is what a run was.
type Report = run.Report

// Settings are those in force.
func (b *Sandbox) Settings() Settings {
	b.t.Helper()
	return control[Settings](b, http.MethodGet, "settings", input{})
}

// SetSettings changes how answers look and how webhooks are sent. What is left out is as usual.
func (b *Sandbox) SetSettings(s Settings) Settings {
	b.t.Helper()
	return control[Settings](b, http.MethodPut, "settings", input{body: s})
}

// Tell has a story happen to the user of the sandbox: YAML or JSON, as it is written in a file.
func (b *Sandbox) Tell(story string) Told {
	b.t.Helper()
	return control[Told](b, http.MethodPut, "story", input{body: story, plain: "application/yaml"})
}

// EndStory forgets the story that is told; what has happened stays.
func (b *Sandbox) EndStory() {
	b.t.Helper()
	control[struct{}](b, http.MethodDelete, "story", input{})
}

// Quiet waits until nothing happens in the sandbox for a moment: no request is open, no webhook under way.
func (b *Sandbox) Quiet() {
	b.t.Helper()
	control[struct{}](b, http.MethodGet, "quiet", input{})
}

// Report is the whole run so far.
func (b *Sandbox) Report() Report {
	b.t.Helper()
	return control[Report](b, http.MethodGet, "report", input{})
}

// ReleaseWebhooks lets the webhooks go that are held, and returns how many.
func (b *Sandbox) ReleaseWebhooks() int {
	b.t.Helper()
	return control[struct{ Released int }](b, http.MethodPost, "webhooks/release", input{}).Released
}
