package control

import (
	"errors"
	"net/http"
	"slices"

	"belvo-emulator/emulator/internal/belvo"
	"belvo-emulator/emulator/internal/engine"
	"belvo-emulator/emulator/internal/scenario"
	"belvo-emulator/emulator/internal/yamlfile"
)

func linkOperations() []Operation {
	return []Operation{
		{Method: http.MethodGet, Path: v1 + "links/{id}", Answer: engine.LinkReport{}, handle: inspect,
			What: "what the emulator knows about a link"},
		{Method: http.MethodPost, Path: v1 + "links/{id}/events", Body: occurrence{}, Answer: engine.Occurrence{},
			handle: occur, What: `let something happen at the bank: {"event": "demand_token", "when": "now"}`},
	}
}

func inspect(c *call) (any, error) {
	id, err := c.link()
	if err != nil {
		return nil, err
	}
	report, err := c.box.Inspect(id)
	if err != nil {
		return nil, notThere(err, id.String())
	}
	return report, nil
}

// occurrence is the body of POST links/{id}/events.
type occurrence struct {
	Event     string     `json:"event" doc:"one of those that GET links/{id} lists"`
	When      string     `json:"when,omitempty" doc:"now or next_contact; each event has its default"`
	Challenge *challenge `json:"challenge,omitempty" doc:"how the token of a demand_token is made"`
}

// challenge describes how the user makes the token that is demanded, as in a scenario's file.
type challenge struct {
	Type         string `json:"type,omitempty"`
	Value        string `json:"value,omitempty"`
	Instructions string `json:"instructions,omitempty"`
	Expiry       string `json:"expiry,omitempty" doc:"how long the session lives, such as 10m"`
}

func (c *challenge) read() (*scenario.Challenge, error) {
	if c == nil {
		return nil, nil
	}
	out := &scenario.Challenge{Type: c.Type, Value: c.Value, Instructions: c.Instructions}
	types := []string{belvo.ChallengeNumeric, belvo.ChallengeQR, belvo.ChallengeText, belvo.ChallengeInputless}
	if c.Type != "" && !slices.Contains(types, c.Type) {
		return nil, bad("challenge: unknown type %q%s", c.Type, yamlfile.Suggest(c.Type, types))
	}
	if c.Expiry != "" {
		d, err := yamlfile.ParseDuration(c.Expiry)
		if err != nil || d <= 0 {
			return nil, bad(`challenge: "expiry" must be a duration such as 10m, not %q`, c.Expiry)
		}
		out.Expiry = d
	}
	return out, nil
}

func occur(c *call) (any, error) {
	id, err := c.link()
	if err != nil {
		return nil, err
	}
	var body occurrence
	if err := c.readWith(&body, "event"); err != nil {
		return nil, err
	}
	event, err := eventNamed(body.Event)
	if err != nil {
		return nil, err
	}
	if body.When != "" && !slices.Contains(event.Whens, body.When) {
		return nil, bad("%s cannot happen %q%s", event.Name, body.When, yamlfile.Suggest(body.When, event.Whens))
	}
	asked, err := body.Challenge.read()
	if err != nil {
		return nil, err
	}
	if asked != nil && !event.Challenges() {
		return nil, bad(`"challenge" belongs to the event demand_token`)
	}
	done, err := c.box.Occur(id, event, body.When, asked)
	var impossible *engine.ImpossibleError
	switch {
	case errors.As(err, &impossible):
		return nil, &problem{http.StatusConflict, err.Error()}
	case err != nil:
		return nil, notThere(err, id.String())
	}
	return done, nil
}

func eventNamed(name string) (engine.BankEvent, error) {
	var known []string
	for _, e := range engine.BankEvents() {
		if e.Name == name {
			return e, nil
		}
		known = append(known, e.Name)
	}
	return engine.BankEvent{}, bad("unknown event %q%s", name, yamlfile.Suggest(name, known))
}
