package engine

import (
	"errors"
	"time"

	"github.com/google/uuid"

	"belvo-emulator/emulator/internal/belvo"
	"belvo-emulator/emulator/internal/lifecycle"
	"belvo-emulator/emulator/internal/scenario"
	"belvo-emulator/emulator/internal/store"
)

// walk leads one link through transitions of its life.
type walk struct {
	b    *Sandbox
	plan *plan
	link uuid.UUID
	path []Happened
}

// take makes one transition happen. The refusal that is one too many needs those before it.
func (w *walk) take(t lifecycle.Transition) error {
	for range lifecycle.MaxRefusals {
		made, err := w.operate(t)
		if err != nil {
			return err
		}
		w.path = append(w.path, Happened{At: w.b.now(), Link: w.link, Event: made.Event, From: made.From,
			To: made.To})
		if made.Event == t.Event {
			return nil
		}
	}
	return &lifecycle.ImpossibleError{State: t.From, Event: t.Event}
}

// operate asks the institution once for what the transition is about.
func (w *walk) operate(t lifecycle.Transition) (lifecycle.Transition, error) {
	op, outcome, _ := t.Event.Split()
	call := Call{Cause: byControl, wanted: outcome}
	if op == lifecycle.Register {
		_, err := w.b.Register(&call, w.plan.registration)
		w.link = call.Link
		return t, unless(err, outcome)
	}
	var made lifecycle.Transition
	err := w.b.store.Update(func(tx *store.Tx) error {
		link, _ := tx.Link(w.link)
		s := &step{b: w.b, tx: tx, call: &call, now: w.b.now(), link: &link, op: op, opens: op,
			fields: map[string]string{"password": w.plan.registration.Fields["password"]}}
		if t.Event == lifecycle.CredentialsExpired {
			tx.By(call.Cause)
			link.CredentialsUntil = time.Time{}
			made = t
			return s.happen(t.Event)
		}
		if op == lifecycle.Retrieve {
			s.resource, s.params = w.plan.row.Resource, Retrieval{Link: w.link, SaveData: true}
		}
		if err := s.begin(); err != nil {
			return err
		}
		err := unless(s.try(link), outcome)
		made = s.made
		return err
	})
	return made, err
}

// unless forgives the error that an outcome is answered with.
func unless(err error, outcome lifecycle.Outcome) error {
	var e *belvo.Error
	if errors.As(err, &e) && e.Code == answerOf(outcome) {
		return nil
	}
	return err
}

// answerOf is the institution's answer that means an outcome.
func answerOf(outcome lifecycle.Outcome) belvo.Code {
	switch outcome {
	case lifecycle.Challenged:
		return belvo.CodeTokenRequired
	case lifecycle.Refused, lifecycle.Exhausted:
		return belvo.CodeLoginError
	default:
		return lifecycle.AnswerOK
	}
}

// insist returns the answer that a walk wants in the place of one that means something else; the
// user then stays where he was.
func (s *step) insist(before scenario.Script) {
	wanted := answerOf(s.call.wanted)
	if s.call.wanted == "" || s.answer.Code == wanted && !s.answer.Spoiled {
		return
	}
	s.answer = scenario.Answer{Code: wanted, Place: "the walk to the link's state"}
	s.link.Script = before
}
