package control

import (
	"errors"
	"net/http"
	"slices"

	"belvo-emulator/emulator/internal/contact"
	"belvo-emulator/emulator/internal/sandbox"
	"belvo-emulator/emulator/internal/scenario"
	"belvo-emulator/emulator/internal/suggest"
	"belvo-emulator/emulator/internal/yamlfile"
)

func linkOperations() []Operation {
	return []Operation{
		{Method: http.MethodGet, Path: v1 + "links", At: true, Query: linksQuery{}, Answer: linksAnswer{}, handle: listLinks,
			What: "the links, the newest first, each with its state"},
		{Method: http.MethodGet, Path: v1 + "links/{id}", At: true, Answer: sandbox.LinkReport{}, handle: inspect,
			What: "what the emulator knows about a link"},
		{Method: http.MethodPost, Path: v1 + "links/{id}/events", Body: occurrence{}, Answer: contact.Occurrence{},
			handle: occur, What: `let something happen at the bank: {"event": "demand_token", "when": "now"}`},
	}
}

// linksQuery says how many links to list.
type linksQuery struct {
	Limit int `json:"limit" minimum:"1" doc:"100 unless given"`
}

// linksAnswer is a part of the links.
type linksAnswer struct {
	Links []sandbox.LinkSummary `json:"links"`
	Total int                   `json:"total"`
}

func listLinks(c *call) (any, error) {
	q := linksQuery{Limit: defaultLimit}
	if err := c.query(&q); err != nil {
		return nil, err
	}
	links, total := c.box.Overview(q.Limit)
	return linksAnswer{links, total}, nil
}

func inspect(c *call) (any, error) {
	id, err := c.link()
	if err != nil {
		return nil, err
	}
	report, err := c.box.Inspect(id)
	if err != nil {
		return nil, linkNotFound(err, id.String())
	}
	return report, nil
}

// occurrence is the body of POST links/{id}/events.
type occurrence struct {
	Event     eventName  `json:"event" doc:"one of those that GET links/{id} lists"`
	When      when       `json:"when,omitempty" doc:"each event has its default"`
	Challenge *challenge `json:"challenge,omitempty" doc:"how the token of a demand_token is made"`
}

// challenge describes how the user makes the token that is demanded, as in a scenario's file.
type challenge struct {
	Type         challengeType `json:"type,omitempty"`
	Value        string        `json:"value,omitempty"`
	Instructions string        `json:"instructions,omitempty"`
	Expiry       string        `json:"expiry,omitempty" doc:"how long the session lives, such as 10m"`
}

func (c *challenge) read() (*scenario.Challenge, error) {
	if c == nil {
		return nil, nil
	}
	out := &scenario.Challenge{Type: string(c.Type), Value: c.Value, Instructions: c.Instructions}
	if c.Expiry != "" {
		d, err := yamlfile.DurationFrom(c.Expiry, 1, "10m")
		if err != nil {
			return nil, bad(`challenge: "expiry" %v`, err)
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
	if err := c.read(&body); err != nil {
		return nil, err
	}
	event, when, err := body.read()
	if err != nil {
		return nil, err
	}
	asked, err := body.Challenge.read()
	if err != nil {
		return nil, err
	}
	if asked != nil && !event.Challenges() {
		return nil, bad(`"challenge" belongs to the event demand_token`)
	}
	done, err := c.box.Occur(id, event, when, asked)
	var impossible *contact.ImpossibleError
	switch {
	case errors.As(err, &impossible):
		return nil, &problem{http.StatusConflict, err.Error()}
	case err != nil:
		return nil, linkNotFound(err, id.String())
	}
	return done, nil
}

// read is the event and when it happens, "" for its default.
func (o occurrence) read() (contact.BankEvent, string, error) {
	events := contact.BankEvents()
	at := slices.IndexFunc(events, func(e contact.BankEvent) bool { return e.Name == string(o.Event) })
	if at < 0 { // of words, so it was left empty
		return contact.BankEvent{}, "", bad(`"event" must be one of those that GET links/{id} lists`)
	}
	event, when := events[at], string(o.When)
	if when != "" && !slices.Contains(event.Whens, when) {
		return event, "", bad("%s cannot happen %q%s", event.Name, when, suggest.Tail(when, event.Whens))
	}
	return event, when, nil
}
