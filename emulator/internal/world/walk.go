package world

import (
	"errors"
	"time"

	"github.com/google/uuid"

	"belvo-emulator/emulator/internal/belvo"
	"belvo-emulator/emulator/internal/contact"
	"belvo-emulator/emulator/internal/lifecycle"
	"belvo-emulator/emulator/internal/sandbox"
	"belvo-emulator/emulator/internal/store"
	"belvo-emulator/emulator/internal/wire"
)

// walk leads one link through transitions of its life.
type walk struct {
	b    *sandbox.Sandbox
	plan *plan
	link uuid.UUID
	path []wire.Transition
}

// take makes one transition happen. The refusal that is one too many needs those before it.
func (w *walk) take(t lifecycle.Transition) error {
	for range lifecycle.MaxRefusals {
		made, err := w.operate(t)
		if err != nil {
			return err
		}
		w.path = append(w.path, wire.Transition{At: w.b.Now(), Link: w.link, Event: made.Event, From: made.From,
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
	call := contact.Call{Request: contact.Request{Cause: contact.ByControl, Forced: outcome}}
	if op == lifecycle.Register {
		_, err := w.b.Register(&call, w.plan.registration)
		w.link = call.Report.Link
		return t, ignoreOutcome(err, outcome)
	}
	var made lifecycle.Transition
	err := w.b.Store().Update(func(tx *store.Tx) error {
		link, _ := tx.Link(w.link)
		s := w.b.Desk().Ask(tx, &call, &link, w.b.Now(), contact.Question{Op: op, Opens: op,
			Fields: map[string]string{"password": w.plan.registration.Fields["password"]}})
		if t.Event == lifecycle.CredentialsExpired {
			tx.By(call.Request.Cause)
			link.CredentialsUntil = time.Time{}
			made = t
			return s.Happen(t.Event)
		}
		if op == lifecycle.Retrieve {
			s.Resource, s.Params = w.plan.row.Resource, sandbox.Retrieval{Link: w.link, SaveData: true}
		}
		if err := s.Begin(); err != nil {
			return err
		}
		err := ignoreOutcome(s.Try(link), outcome)
		made = s.Transition
		return err
	})
	return made, err
}

// ignoreOutcome forgives the error that an outcome is answered with.
func ignoreOutcome(err error, outcome lifecycle.Outcome) error {
	var e *belvo.Error
	if errors.As(err, &e) && e.Code == contact.AnswerOf(outcome) {
		return nil
	}
	return err
}
