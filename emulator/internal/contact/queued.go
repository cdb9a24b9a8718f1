package contact

import (
	"belvo-emulator/emulator/internal/lifecycle"
	"belvo-emulator/emulator/internal/scenario"
)

// takeNext looks whether an answer waits for the step. One that no institution gives is the client's,
// without the institution being asked.
func (s *Step) takeNext() {
	n := Take(s.Tx, s.Request, s.Report, Probe{Operation: string(s.Op), Link: s.Link.ID,
		Institution: s.Link.Institution, Resource: s.Resource}, s.Now)
	switch {
	case n == nil:
	case n.forInstitution(s.Op):
		s.queued = n
	default:
		s.Instead = n.Failure()
	}
}

// queuedAnswer is a queued answer as an institution's, if it says what the institution answers. The
// scenario stays where it is, except that a user who becomes a link moves to where links begin.
func (s *Step) queuedAnswer() (scenario.Answer, bool) {
	n := s.queued
	if n == nil || n.Respond == "" && n.Fault.Kind == scenario.NoFault {
		return scenario.Answer{}, false
	}
	if n.Respond == lifecycle.AnswerOK && s.Link.State.Fresh() {
		s.Link.Script = s.Link.Script.Scenario.Join(s.Now)
	}
	return scenario.Answer{Code: n.Respond, Faulty: n.Respond == "", Message: n.Message, Challenge: n.Challenge,
		Rule: s.Report.Rule}, true
}
