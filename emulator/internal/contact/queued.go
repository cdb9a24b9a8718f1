package contact

import (
	"belvo-emulator/emulator/internal/lifecycle"
	"belvo-emulator/emulator/internal/scenario"
)

// takeNext looks whether an answer waits for the step. It returns the error that the client gets
// without the institution being asked.
func (s *Step) takeNext() error {
	n, ok := s.Desk.Answers.Take(s.Request, s.Report, Probe{Operation: string(s.Op), Link: s.Link.ID,
		Institution: s.Link.Institution, Resource: s.Resource}, s.Now)
	if !ok {
		return nil
	}
	if !n.forInstitution(s.Op) {
		return n.Failure()
	}
	queued := n // n itself would be on the heap for every step
	s.queued = &queued
	return nil
}

// queuedAnswer is a queued answer as an institution's, if it says what the institution answers. The
// scenario stays where it is, but for a user who becomes a link by it: he stands where links do.
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
