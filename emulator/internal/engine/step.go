package engine

import (
	"strconv"
	"time"

	"belvo-emulator/emulator/internal/belvo"
	"belvo-emulator/emulator/internal/lifecycle"
	"belvo-emulator/emulator/internal/scenario"
	"belvo-emulator/emulator/internal/store"
)

// step is one question to an institution and what follows from the answer, inside one commit.
type step struct {
	b      *Sandbox
	tx     *store.Tx
	call   *Call
	now    time.Time
	link   *store.Link
	op     lifecycle.Operation
	fields map[string]string // what the request says, for the scenario's guards

	// The operation and resource that an MFA session of this step would resume, and what a
	// retrieve asked for.
	opens    lifecycle.Operation
	resource belvo.Resource
	params   any

	asked *scenario.Challenge // the one that a resume answers

	queued *Next // the answer that waited for the step, nil for none

	answer  scenario.Answer
	session *store.Session // the one that was opened
	moved   bool           // a transition was made
	made    lifecycle.Transition
	notices []store.Notice // the webhooks that tell of it
	asIs    *store.Link    // the link as the webhooks tell of it
}

// begin checks what does not depend on the institution. Its error undoes the commit.
func (s *step) begin() error {
	s.tx.By(s.call.Cause)
	if t := s.call.Token; t != nil && s.tx.TokenUsed(family(t.ID)) {
		return tokenNotValid("the access token was used up by an earlier connection")
	}
	err := s.chooseScript()
	s.call.Before, s.call.StateBefore = s.link.State, stateOf(s.link.Script)
	if err != nil {
		return err
	}
	return s.takeNext()
}

// run asks the institution and carries the answer out. It returns the error that the client gets,
// nil for an ok; what was changed is to be committed in either case.
func (s *step) run() error {
	s.ask()
	defer func() { s.call.Status, s.call.After = s.link.State.Status(), s.link.State }()
	outcome := s.outcome()
	if outcome == lifecycle.OK && s.op != lifecycle.Modify {
		s.link.Demand = scenario.Demand{} // the institution took what it wanted
	}
	switch {
	case s.answer.Spoiled:
		return belvo.NewError(belvo.CodeUnexpectedError)
	case outcome == lifecycle.Failed:
		return s.failure()
	}
	if err := s.happen(lifecycle.EventOf(s.op, outcome)); err != nil {
		return err
	}
	switch outcome {
	case lifecycle.OK:
		s.spendToken()
		return nil
	case lifecycle.Challenged:
		return s.challenge()
	default:
		return s.failure()
	}
}

// try is run for a link that exists. Where no transition was made only the institution has moved
// on, and whatever else was prepared is forgotten: before is the link as it was.
func (s *step) try(before store.Link) error {
	reply := s.run()
	if !s.moved {
		before.Script, before.DataSet = s.link.Script, s.link.DataSet
		before.Demand, before.Pinned = s.link.Demand, s.link.Pinned
		s.tx.PutLink(before)
	}
	return reply
}

// ask puts the question to the institution and notes its answer.
func (s *step) ask() {
	before := s.link.Script.At(s.now)
	if forced, is := s.forced(); is {
		s.answer, s.link.Script = forced, before
	} else {
		question := scenario.Question{Operation: s.op, Resource: s.resource, Field: s.field}
		if s.meetsDemand() {
			question.Operation = lifecycle.Resume
		}
		s.answer, s.link.Script = s.link.Script.Ask(question, s.now)
	}
	s.insist(before)
	if s.op == lifecycle.Resume && s.answer.Challenge == nil {
		s.answer.Challenge = s.asked // a challenge that was not met is put again
	}
	s.call.Link, s.call.Script, s.call.Place = s.link.ID, s.link.Script, s.answer.Place
	s.call.Latency += s.answer.Latency
	if s.queued == nil || s.queued.Fault.Kind == scenario.NoFault {
		s.call.Fault = s.answer.Fault
	}
	if s.answer.Data != "" {
		s.link.DataSet = s.answer.Data
	}
}

// outcome is what the answer means for the link; a refusal may be the one too many.
func (s *step) outcome() lifecycle.Outcome {
	outcome := lifecycle.OutcomeOf(s.answer.Code)
	if outcome == lifecycle.Refused && s.op == lifecycle.Retrieve && s.link.Refusals+1 >= lifecycle.MaxRefusals {
		return lifecycle.Exhausted
	}
	return outcome
}

// field tells a scenario's guard what the request and the link say.
func (s *step) field(name string) string {
	switch name {
	case "username":
		return s.link.Username
	case "institution":
		return s.link.Institution
	case "external_id":
		return s.link.ExternalID
	case "status":
		return string(s.link.State.Status())
	}
	if s.op == lifecycle.Register {
		switch name {
		case "access_mode":
			return string(s.link.AccessMode)
		case "duplicate":
			return strconv.FormatBool(s.duplicate())
		}
	}
	return s.fields[name]
}

// duplicate says whether the user has a link at the institution already.
func (s *step) duplicate() bool {
	same := store.Where[store.Link]{Index: "institution_user_id", Values: []string{s.link.InstitutionUserID}}
	_, n := s.tx.Links([]store.Where[store.Link]{same}, 0, 0)
	return n > 0
}

// failure is the error of an answer that is neither ok nor a challenge.
func (s *step) failure() error {
	e := belvo.NewError(s.answer.Code)
	if s.answer.Message != "" {
		e.Message = s.answer.Message
	}
	if e.Code == belvo.CodeDuplicated {
		e.InstitutionUserID = s.link.InstitutionUserID
	}
	return e
}

// challenge is the 428 of the session that was just opened.
func (s *step) challenge() error {
	e := belvo.NewError(belvo.CodeTokenRequired)
	if s.session == nil {
		return e
	}
	e.Challenge = &belvo.Challenge{Session: s.session.ID, Link: s.link.ID,
		Expiry: int(s.answer.Challenge.Lifetime() / time.Second)}
	e.Data = generation(s.answer.Challenge)
	return e
}

// happen carries out the lifecycle's transition for an event.
func (s *step) happen(event lifecycle.Event) error {
	t, err := lifecycle.Next(s.link.State, event)
	if err != nil {
		return err
	}
	s.link.State, s.moved, s.made = t.To, true, t
	if t.To == lifecycle.Valid {
		s.grantConsent()
	}
	for _, effect := range t.Effects {
		s.carryOut(effect)
	}
	if t.From != lifecycle.None || t.To != lifecycle.None {
		if t.To != lifecycle.Deleted {
			s.tx.PutLink(*s.link)
		}
	}
	s.tx.Emit(s.now, s.link.ID, t, s.link.Script, s.notices)
	s.explain()
	return nil
}

func (s *step) carryOut(effect lifecycle.Effect) {
	switch effect {
	case lifecycle.OpenSession:
		s.openSession()
	case lifecycle.DropSessions:
		s.tx.DropSessions(s.link.ID)
	case lifecycle.CountRefusal:
		s.link.Refusals++
	case lifecycle.ResetRefusals:
		s.link.Refusals = 0
	case lifecycle.Touch:
		s.link.LastAccessedAt = s.now
	case lifecycle.StoreCredentials:
		s.link.CredentialsUntil = storedUntil(s.link, s.now)
	case lifecycle.HistoricalUpdate:
		s.collectHistory()
	case lifecycle.RecurrentUpdate:
		s.collectNews()
	case lifecycle.DeleteData:
		s.tx.DeleteLink(s.link.ID)
		if s.call.Async {
			s.notify(linkEvents, linkDeleted, "", func(*store.Link) (any, bool) { return struct{}{}, true })
		}
	case lifecycle.WebhookInvalidCredentials:
		s.notifyLink(invalidCredentials)
	case lifecycle.WebhookTokenRequired:
		s.notifyLink(tokenRequired)
	}
}

func (s *step) openSession() {
	s.session = &store.Session{ID: s.b.ids.Hex(), Link: s.link.ID, Operation: s.opens, Resource: s.resource,
		Params: s.params, Challenge: s.answer.Challenge, ExpiresAt: s.now.Add(s.answer.Challenge.Lifetime())}
	s.tx.OpenSession(*s.session)
}

// spendToken uses the Bearer token up: it is good for one successful connection.
// Source: https://developers.belvo.com/docs/hosted-widget-ofda
func (s *step) spendToken() {
	switch s.op {
	case lifecycle.Register, lifecycle.Resume, lifecycle.Update:
		if t := s.call.Token; t != nil {
			s.tx.UseToken(family(t.ID), s.now.Add(refreshTTL), s.now)
		}
	}
}

// nostoreGrace is how long credentials that are not to be stored are kept for a login that waits
// for its MFA token. Source: https://developers.belvo.com/security/security-data-retention-controls
const nostoreGrace = 15 * time.Minute

// storedUntil is when a link's credentials are no longer stored; zero for never.
func storedUntil(l *store.Link, now time.Time) time.Time {
	switch l.CredentialsStorage {
	case belvo.StoreCredentials:
		return time.Time{}
	case belvo.DoNotStore:
		if l.State == lifecycle.Valid {
			return now
		}
		return now.Add(nostoreGrace)
	default:
		return now.Add(days(l.CredentialsStorage))
	}
}
