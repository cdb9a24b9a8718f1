package control

import (
	"slices"

	"github.com/google/uuid"

	"belvo-emulator/emulator/internal/belvo"
	"belvo-emulator/emulator/internal/contact"
	"belvo-emulator/emulator/internal/lifecycle"
	"belvo-emulator/emulator/internal/scenario"
	"belvo-emulator/emulator/internal/suggest"
	"belvo-emulator/emulator/internal/yamlfile"
)

// effect is what happens right before a request: one of an event and a move of the clock.
type effect struct {
	Event     eventName  `json:"event,omitempty" doc:"as of POST links/{id}/events"`
	When      when       `json:"when,omitempty" doc:"each event has its default"`
	Challenge *challenge `json:"challenge,omitempty" doc:"how the token of a demand_token is made"`
	Link      string     `json:"link,omitempty" doc:"of-this-request (the default), first or an id"`
	Bank      string     `json:"bank,omitempty" doc:"what the bank answers to the event refresh"`
	Advance   string     `json:"advance,omitempty" doc:"a duration such as 25h to move the clock by"`
}

// maxEffects is how many effects an answer may have.
const maxEffects = 10

// readEffects is the list as the engine takes it.
func readEffects(list []effect) ([]contact.Effect, error) {
	if len(list) > maxEffects {
		return nil, bad(`"before" has %d elements; there may be %d`, len(list), maxEffects)
	}
	var out []contact.Effect
	for _, e := range list {
		one, err := e.read()
		if err != nil {
			return nil, err
		}
		out = append(out, one)
	}
	return out, nil
}

func (e effect) read() (contact.Effect, error) {
	var out contact.Effect
	switch {
	case (e.Event == "") == (e.Advance == ""):
		return out, bad(`before: an element has either "event" or "advance"`)
	case e.Advance != "" && (e.When != "" || e.Challenge != nil || e.Link != "" || e.Bank != ""):
		return out, bad(`before: "advance" stands alone`)
	case e.Advance != "":
		d, err := yamlfile.DurationFrom(e.Advance, 1, "25h")
		if err != nil {
			return out, bad(`before: "advance" %v`, err)
		}
		out.Advance = d
		return out, nil
	}
	return e.readEvent()
}

// readEvent reads an effect that is an event of a bank.
func (e effect) readEvent() (contact.Effect, error) {
	var out contact.Effect
	event, when, err := occurrence{Event: e.Event, When: e.When}.read()
	if err != nil {
		return out, err
	}
	out.Event, out.When = event.Name, when
	if out.Challenge, err = e.Challenge.read(); err != nil {
		return out, err
	}
	if out.Challenge != nil && !event.Challenges() {
		return out, bad(`"challenge" belongs to the event demand_token`)
	}
	answers := scenario.Answers(lifecycle.Refresh)
	switch out.Bank = belvo.Code(e.Bank); {
	case e.Bank != "" && event.Name != "refresh":
		return out, bad(`before: "bank" belongs to the event refresh`)
	case e.Bank != "" && !slices.Contains(answers, out.Bank):
		return out, bad("before: the bank does not answer %q to a refresh%s", e.Bank, suggest.Tail(e.Bank, list(answers...)))
	}
	out.Link, err = readEffectLink(e.Link)
	return out, err
}

func readEffectLink(text string) (contact.EffectLink, error) {
	switch text {
	case "", contact.LinkOfRequest:
		return contact.EffectLink{}, nil
	case contact.FirstLink:
		return contact.EffectLink{First: true}, nil
	}
	id, err := uuid.Parse(text)
	if err != nil {
		return contact.EffectLink{}, bad(`before: "link" must be %s, %s or an id, not %q`, contact.LinkOfRequest,
			contact.FirstLink, yamlfile.Shorten(text))
	}
	return contact.EffectLink{ID: id}, nil
}

func showEffects(list []contact.Effect) []effect {
	var out []effect
	for _, e := range list {
		shown := effect{Event: eventName(e.Event), When: when(e.When), Bank: string(e.Bank)}
		if e.Event == "" {
			shown.Advance = e.Advance.String()
		} else {
			shown.Link = e.Link.String()
		}
		if e.Challenge != nil {
			shown.Challenge = &challenge{Type: challengeType(e.Challenge.Type), Instructions: e.Challenge.Instructions}
		}
		out = append(out, shown)
	}
	return out
}
