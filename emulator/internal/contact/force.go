package contact

import (
	"belvo-emulator/emulator/internal/belvo"
	"belvo-emulator/emulator/internal/lifecycle"
	"belvo-emulator/emulator/internal/scenario"
)

// AnswerOf is the institution's answer that means an outcome.
func AnswerOf(outcome lifecycle.Outcome) belvo.Code {
	switch outcome {
	case lifecycle.Challenged:
		return belvo.CodeTokenRequired
	case lifecycle.Refused, lifecycle.Exhausted:
		return belvo.CodeLoginError
	default:
		return lifecycle.AnswerOK
	}
}

// forceOutcome returns the answer that a walk wants in the place of one that means something else; the
// user then stays where he was.
func (s *Step) forceOutcome(before scenario.Script) {
	wanted := AnswerOf(s.Request.Forced)
	if s.Request.Forced == "" || s.Answer.Code == wanted && !s.Answer.Faulty {
		return
	}
	s.Answer = scenario.Answer{Code: wanted, Rule: "the walk to the link's state"}
	s.Link.Script = before
}
