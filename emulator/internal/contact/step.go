package contact

import (
	"strconv"
	"time"

	"belvo-emulator/emulator/internal/belvo"
	"belvo-emulator/emulator/internal/collection"
	"belvo-emulator/emulator/internal/lifecycle"
	"belvo-emulator/emulator/internal/scenario"
	"belvo-emulator/emulator/internal/store"
	"belvo-emulator/emulator/internal/token"
)

// Begin checks what does not depend on the institution. Its error undoes the commit.
func (s *Step) Begin() error {
	s.Tx.By(s.Request.Cause)
	if t := s.Request.Token; t != nil && s.Tx.TokenUsed(token.Family(t.ID)) {
		return token.NotValid("the access token was used up by an earlier connection")
	}
	err := s.chooseScript()
	standing := standingOf(s.Tx, s.Link, s.Now)
	s.Report.Before, s.Report.StateBefore = s.Link.State, stateOf(s.Link.Script)
	s.Report.Session, s.Report.Consent = standing.Session, standing.Consent
	if err != nil {
		return err
	}
	s.takeNext()
	return nil
}

// Run asks the institution and carries the answer out. It returns the error that the client gets,
// nil for an ok; what was changed is to be committed in either case.
func (s *Step) Run() error {
	if s.Instead != nil {
		return s.Instead
	}
	s.ask()
	defer func() { s.Report.Status, s.Report.After = s.Link.State.Status(), s.Link.State }()
	outcome := s.outcome()
	if s.meets(outcome) {
		s.Link.Demand = scenario.Demand{}
	}
	switch {
	case s.Answer.Faulty:
		return belvo.NewError(belvo.CodeUnexpectedError)
	case outcome == lifecycle.Failed:
		return s.failure()
	}
	if err := s.Happen(lifecycle.EventOf(s.Op, outcome)); err != nil {
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

// meets says whether an outcome ends what the bank demands: the institution took what it wanted, or it
// asks for a token because it has taken the new credentials of an update, and they were the demand.
func (s *Step) meets(outcome lifecycle.Outcome) bool {
	switch outcome {
	case lifecycle.OK:
		return s.Op != lifecycle.Modify
	case lifecycle.Challenged:
		return s.Op == lifecycle.Update && s.Link.Demand.Code == belvo.CodeLoginError
	default:
		return false
	}
}

// Try is run for a link that exists. Where no transition was made only the institution has moved
// on, and whatever else was prepared is forgotten: before is the link as it was.
func (s *Step) Try(before store.Link) error {
	reply := s.Run()
	if !s.Moved && s.Instead == nil {
		before.Script, before.DataSet = s.Link.Script, s.Link.DataSet
		before.Demand, before.Pinned = s.Link.Demand, s.Link.Pinned
		s.Tx.PutLink(before)
	}
	return reply
}

// ask puts the question to the institution and notes its answer.
func (s *Step) ask() {
	before := s.Link.Script.At(s.Now)
	if forced, is := s.forcedAnswer(); is {
		s.Answer, s.Link.Script = forced, before
	} else {
		question := scenario.Question{Operation: s.Op, Resource: s.Resource, Field: s.Field}
		if s.meetsDemand() {
			question.Operation = lifecycle.Resume
		}
		s.Answer, s.Link.Script = s.Link.Script.Ask(question, s.Now)
	}
	s.forceOutcome(before)
	if s.Op == lifecycle.Resume && s.Answer.Challenge == nil {
		s.Answer.Challenge = s.Asked // a challenge that was not met is put again
	}
	s.Report.Link, s.Report.Script, s.Report.Rule = s.Link.ID, s.Link.Script, s.Answer.Rule
	s.Report.Latency += s.Answer.Latency
	if s.queued == nil || s.queued.Fault.Kind == scenario.NoFault {
		s.Report.Fault = s.Answer.Fault
	}
	set := collection.DataSetOf(s.Link)
	if s.Answer.Data != "" {
		s.Link.DataSet = s.Answer.Data
	}
	s.otherData = set != collection.DataSetOf(s.Link)
}

// outcome is what the answer means for the link; a refusal may be the one too many.
func (s *Step) outcome() lifecycle.Outcome {
	outcome := lifecycle.OutcomeOf(s.Answer.Code)
	if outcome == lifecycle.Refused && s.Op == lifecycle.Retrieve && s.Link.Refusals+1 >= lifecycle.MaxRefusals {
		return lifecycle.Exhausted
	}
	return outcome
}

// LinkFieldValue is what a link says to a scenario's guard, false for a field that no link has.
func LinkFieldValue(l *store.Link, name string) (string, bool) {
	switch name {
	case "username":
		return l.Username, true
	case "institution":
		return l.Institution, true
	case "external_id":
		return l.ExternalID, true
	case "status":
		return string(l.State.Status()), true
	}
	return "", false
}

// Field is what the link and the request say to a scenario's guard, "" for nothing.
func (s *Step) Field(name string) string {
	if value, ok := LinkFieldValue(s.Link, name); ok {
		return value
	}
	if s.Op == lifecycle.Register {
		switch name {
		case "access_mode":
			return string(s.Link.AccessMode)
		case "duplicate":
			return strconv.FormatBool(s.duplicate())
		}
	}
	return s.Fields[name]
}

// duplicate says whether the user has a link at the institution already.
func (s *Step) duplicate() bool {
	same := store.Where[store.Link]{Index: "institution_user_id", Values: []string{s.Link.InstitutionUserID}}
	_, n := s.Tx.Links([]store.Where[store.Link]{same}, 0, 0)
	return n > 0
}

// failure is the error of an answer that is neither ok nor a challenge.
func (s *Step) failure() error {
	e := belvo.NewError(s.Answer.Code)
	if s.Answer.Message != "" {
		e.Message = s.Answer.Message
	}
	if e.Code == belvo.CodeDuplicated {
		e.InstitutionUserID = s.Link.InstitutionUserID
	}
	return e
}

// Happen carries out the lifecycle's transition for an event.
func (s *Step) Happen(event lifecycle.Event) error {
	t, err := lifecycle.Next(s.Link.State, event)
	if err != nil {
		return err
	}
	s.Link.State, s.Moved, s.Transition = t.To, true, t
	if t.To == lifecycle.Valid {
		s.grantConsent()
	}
	for _, effect := range t.Effects {
		s.carryOut(effect)
	}
	if t.From != lifecycle.None || t.To != lifecycle.None {
		if t.To != lifecycle.Deleted {
			s.Tx.PutLink(*s.Link)
		}
	}
	s.Tx.Emit(s.Now, s.Link.ID, t, s.Link.Script, s.Notices)
	s.explain()
	return nil
}

func (s *Step) carryOut(effect lifecycle.Effect) {
	switch effect {
	case lifecycle.OpenSession:
		s.openSession()
	case lifecycle.DropSessions:
		s.Tx.DropSessions(s.Link.ID)
	case lifecycle.CountRefusal:
		s.Link.Refusals++
	case lifecycle.ResetRefusals:
		s.Link.Refusals = 0
	case lifecycle.Touch:
		s.Link.LastAccessedAt = s.Now
	case lifecycle.StoreCredentials:
		s.Link.CredentialsUntil = storedUntil(s.Link, s.Now)
	case lifecycle.HistoricalUpdate:
		s.collectHistory(s.lastCollection())
	case lifecycle.RecurrentUpdate:
		s.collectNews()
	case lifecycle.DeleteData:
		s.Tx.DeleteLink(s.Link.ID)
		if s.Request.Async {
			s.Notify(LinkEvents, linkDeleted, "", Facts{Says: SaysGiven, Given: struct{}{}})
		}
	case lifecycle.WebhookInvalidCredentials:
		s.notifyLink(invalidCredentials)
	case lifecycle.WebhookTokenRequired:
		s.notifyLink(tokenRequired)
	}
}

// spendToken uses the Bearer token up: it is good for one successful connection.
// Source: https://developers.belvo.com/docs/hosted-widget-ofda
func (s *Step) spendToken() {
	switch s.Op {
	case lifecycle.Register, lifecycle.Resume, lifecycle.Update:
		if t := s.Request.Token; t != nil {
			s.Tx.UseToken(token.Family(t.ID), s.Now.Add(token.RefreshTTL), s.Now)
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
		return now.Add(belvo.Days(l.CredentialsStorage))
	}
}
