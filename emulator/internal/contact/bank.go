package contact

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"

	"belvo-emulator/emulator/internal/belvo"
	"belvo-emulator/emulator/internal/lifecycle"
	"belvo-emulator/emulator/internal/scenario"
	"belvo-emulator/emulator/internal/store"
	"belvo-emulator/emulator/internal/wire"
)

// When an event at the bank reaches the link.
const (
	// Now: the emulator looks at the bank at once, as a refresh on schedule would, and finds it.
	Now = "now"
	// NextContact: the link stays as it is until something is asked of the bank.
	NextContact = "next_contact"
)

// BankEvent is something that can be made to happen to a link.
type BankEvent struct {
	Name  string
	What  string
	Whens []string // the first is the default

	event  lifecycle.Event // of Now; "" asks the bank what it answers to a refresh
	demand belvo.Code      // what the bank answers from now on, "" for what its scenario says
}

// BankEvents is the table of them.
func BankEvents() []BankEvent {
	challenged := lifecycle.EventOf(lifecycle.Refresh, lifecycle.Challenged)
	refused := lifecycle.EventOf(lifecycle.Refresh, lifecycle.Refused)
	return []BankEvent{
		{"demand_token", "the bank demands an MFA token until one, or an update, is accepted",
			[]string{Now, NextContact}, challenged, belvo.CodeTokenRequired},
		{"change_password", "the user changed the password: what is stored is refused until an update is accepted",
			[]string{NextContact, Now}, refused, belvo.CodeLoginError},
		{"invalidate", "a refresh finds that the credentials no longer work", []string{Now}, refused, ""},
		{"refresh", "the bank is asked for what is new, as on schedule", []string{Now}, "", ""},
		{"expire_session", "the open MFA sessions end: a token for them comes too late",
			[]string{Now}, lifecycle.SessionExpired, ""},
		{"expire_credentials", "the period of credentials_storage ends",
			[]string{Now}, lifecycle.CredentialsExpired, ""},
		{"expire_consent", "the consent on Open Finance ends before its time, as when the user takes it back",
			[]string{Now}, lifecycle.ConsentExpired, ""},
	}
}

// Challenges says whether the event may bring a challenge of its own.
func (e BankEvent) Challenges() bool { return e.demand == belvo.CodeTokenRequired }

// Occurrence is what a BankEvent did.
type Occurrence struct {
	Event      string             `json:"event"`
	When       string             `json:"when"`
	Link       uuid.UUID          `json:"link"`
	Status     belvo.Status       `json:"status"`
	Transition *wire.Transition   `json:"transition" doc:"null when nothing has changed yet"`
	Answer     belvo.Code         `json:"answer,omitempty" doc:"ok or the error code of a bank that was asked"`
	Webhooks   []CommittedWebhook `json:"webhooks"`
}

// CommittedWebhook is a webhook that was committed.
type CommittedWebhook struct {
	ID   string `json:"webhook_id"`
	Type string `json:"type"`
	Code string `json:"code"`
}

// ImpossibleError reports a BankEvent that cannot happen to a link as it is.
type ImpossibleError struct {
	Event, Why string
	Possible   []string // the events that can happen instead
}

// Error tells why, and what is possible.
func (e *ImpossibleError) Error() string {
	return fmt.Sprintf("%s is impossible: %s; possible now: %s", e.Event, e.Why,
		cmp.Or(strings.Join(e.Possible, ", "), "nothing"))
}

// Occur carries out what is known to be possible.
func (s *Step) Occur(e BankEvent, when string, challenge *scenario.Challenge) error {
	if e.demand != "" {
		s.Link.Demand = scenario.Demand{Code: e.demand, Challenge: challenge}
	}
	switch {
	case when == NextContact:
		s.Tx.PutLink(*s.Link)
		return nil
	case e.event == lifecycle.ConsentExpired:
		s.Link.Consent.Until = s.Now
		s.collectUnasked() // the consent that is shown has another end now
		s.ExpireConsent()
		return nil
	case e.event != "":
		if e.event == lifecycle.CredentialsExpired {
			s.Link.CredentialsUntil = time.Time{}
		}
		return s.Happen(e.event)
	}
	s.Op, s.Opens = lifecycle.Refresh, lifecycle.Refresh
	if err := s.Begin(); err != nil {
		return err
	}
	var answered *belvo.Error
	if err := s.Try(*s.Link); err != nil && !errors.As(err, &answered) {
		return err
	}
	return nil
}

// Standing is what decides which events can happen to a link.
type Standing struct {
	State   lifecycle.State
	Session bool // an MFA session is open
	Consent bool // a consent on Open Finance is in force
}

// standingOf is the standing of a link.
func standingOf(tx *store.Tx, l *store.Link, now time.Time) Standing {
	return Standing{l.State, hasSession(tx, l, now), !l.Consent.Since.IsZero() && !l.Consent.Ended}
}

// WhyImpossible is why an event cannot happen to a link, "" if it can.
func (e BankEvent) WhyImpossible(tx *store.Tx, l *store.Link, when string, now time.Time) string {
	return e.WhyNot(standingOf(tx, l, now), when)
}

// Leads is the event in a link's life that comes of the event when it happens now; answer is what the bank
// answers to a refresh.
func (e BankEvent) Leads(answer belvo.Code) lifecycle.Event {
	if e.event != "" {
		return e.event
	}
	return lifecycle.EventOf(lifecycle.Refresh, lifecycle.OutcomeOf(answer))
}

// AsksBank says whether the event asks the bank something.
func (e BankEvent) AsksBank() bool { return e.event == "" }

// WhyNot is why an event cannot happen to a link that stands so, "" if it can.
func (e BankEvent) WhyNot(l Standing, when string) string {
	reached := func(op lifecycle.Operation) bool { return lifecycle.Admit(l.State, op) == "" }
	switch {
	case e.event == lifecycle.SessionExpired && !l.Session:
		return "no MFA session of the link is open"
	case e.event == lifecycle.ConsentExpired && !l.Consent:
		return "the link has no consent that is in force"
	case when == NextContact:
		if slices.ContainsFunc(demandedOf(e.demand), reached) {
			return ""
		}
		return fmt.Sprintf("nothing but an update reaches the bank while the link is %s", l.State)
	case e.event == "" && !reached(lifecycle.Refresh):
		return fmt.Sprintf("a link that is %s is not refreshed", l.State)
	case e.event != "":
		if _, err := lifecycle.Next(l.State, e.event); err != nil {
			return whyImpossible(l.State, e.event)
		}
	}
	return ""
}

// whyImpossible says why an event of the table of a link's life has no place in a state.
func whyImpossible(state lifecycle.State, event lifecycle.Event) string {
	if event == lifecycle.CredentialsExpired {
		return fmt.Sprintf("the link is %s, so there are no credentials any more that could expire", state)
	}
	return fmt.Sprintf("a link that is %s is not refreshed, so nothing is found out at its bank", state)
}

func hasSession(tx *store.Tx, l *store.Link, now time.Time) bool {
	_, open := tx.LiveSession(l.ID, now)
	return open
}

// timings are the times at which an event can happen to a link.
func (e BankEvent) timings(tx *store.Tx, l *store.Link, now time.Time) []string {
	return slices.DeleteFunc(slices.Clone(e.Whens), func(when string) bool {
		return e.WhyImpossible(tx, l, when, now) != ""
	})
}

// Prospect is an event with what it would do to a link as it is.
type Prospect struct {
	Event   string          `json:"event"`
	What    string          `json:"what"`
	Default string          `json:"default" doc:"when it happens unless the call says"`
	To      lifecycle.State `json:"to,omitempty" doc:"the state that it leads to now; none: the bank's answer decides"`
	Whens   []ProspectWhen  `json:"whens"`
}

// ProspectWhen is one time at which an event can happen, or why it cannot.
type ProspectWhen struct {
	When       string `json:"when"`
	Impossible string `json:"impossible,omitempty" doc:"why; none: it is possible"`
}

// Prospects lists all events in the order of their table.
func Prospects(tx *store.Tx, l *store.Link, now time.Time) []Prospect {
	events := BankEvents()
	list := make([]Prospect, len(events))
	for i, e := range events {
		list[i] = Prospect{Event: e.Name, What: e.What, Default: e.Whens[0]}
		for _, when := range e.Whens {
			list[i].Whens = append(list[i].Whens, ProspectWhen{when, e.WhyImpossible(tx, l, when, now)})
		}
		if next, err := lifecycle.Next(l.State, e.event); err == nil && e.event != "" {
			list[i].To = next.To
		}
	}
	return list
}

// Possible lists the events that can happen to a link.
func Possible(tx *store.Tx, l *store.Link, now time.Time) []string {
	names := []string{}
	for _, e := range BankEvents() {
		if len(e.timings(tx, l, now)) > 0 {
			names = append(names, e.Name)
		}
	}
	return names
}

// PossibleEvents lists the events that can happen to a link; those that cannot at each of their times have
// the one at which they can.
func PossibleEvents(tx *store.Tx, l *store.Link, now time.Time) []string {
	var names []string
	for _, e := range BankEvents() {
		switch whens := e.timings(tx, l, now); len(whens) {
		case 0:
		case len(e.Whens):
			names = append(names, e.Name)
		default:
			names = append(names, fmt.Sprintf("%s (%s)", e.Name, strings.Join(whens, ", ")))
		}
	}
	return names
}

// demandedOf is what a demand answers instead of the scenario. A token demand leaves the token
// itself to the scenario's resume rules, and new credentials are always judged by the scenario.
func demandedOf(demand belvo.Code) []lifecycle.Operation {
	switch demand {
	case belvo.CodeTokenRequired:
		return []lifecycle.Operation{lifecycle.Retrieve, lifecycle.Refresh}
	case belvo.CodeLoginError:
		return []lifecycle.Operation{lifecycle.Retrieve, lifecycle.Refresh, lifecycle.Resume}
	}
	return nil
}

// forcedAnswer is the answer that goes before what the scenario says, if there is one.
func (s *Step) forcedAnswer() (scenario.Answer, bool) {
	if answer, is := s.queuedAnswer(); is {
		return answer, true
	}
	demand := s.Link.Demand
	if !slices.Contains(demandedOf(demand.Code), s.Op) || s.meetsDemand() {
		return scenario.Answer{}, false
	}
	return scenario.Answer{Code: demand.Code, Challenge: demand.Challenge, Rule: "the bank's demand"}, true
}

// meetsDemand says whether a request for data brings the token that the bank demands.
func (s *Step) meetsDemand() bool {
	return s.Op == lifecycle.Retrieve && s.Link.Demand.Code == belvo.CodeTokenRequired && s.Fields["token"] != ""
}
