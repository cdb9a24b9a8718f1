package sandbox

import (
	"cmp"

	"github.com/google/uuid"

	"belvo-emulator/emulator/internal/belvo"
	"belvo-emulator/emulator/internal/contact"
	"belvo-emulator/emulator/internal/notice"
	"belvo-emulator/emulator/internal/scenario"
	"belvo-emulator/emulator/internal/store"
	"belvo-emulator/emulator/internal/wire"
)

// Occur makes an event happen to a link. When is Now or NextContact, "" for the event's default;
// challenge is that of a demand_token. It returns not_found, or an *ImpossibleError.
func (b *Sandbox) Occur(id uuid.UUID, e contact.BankEvent, when string, challenge *scenario.Challenge,
) (contact.Occurrence, error) {
	now := b.Now()
	b.FireDue(now)
	out := contact.Occurrence{Event: e.Name, When: cmp.Or(when, e.Whens[0]), Link: id, Webhooks: []contact.CommittedWebhook{}}
	var notices []*notice.Notice
	err := b.store.Update(func(tx *store.Tx) error {
		link, ok := tx.Link(id)
		if !ok {
			return belvo.NewError(belvo.CodeNotFound)
		}
		if why := e.WhyImpossible(tx, &link, out.When, now); why != "" {
			return &contact.ImpossibleError{Event: e.Name, Why: why, Possible: contact.PossibleEvents(tx, &link, now)}
		}
		tx.By(contact.ByControl)
		s := b.desk.Step(tx, contact.ControlCall(), &link, now)
		if err := s.Occur(e, out.When, challenge); err != nil {
			return err
		}
		out.Answer, out.Status, notices = s.Answer.Code, link.State.Status(), s.Notices
		if s.Moved {
			out.Transition = &wire.Transition{At: now, Link: id, Event: s.Transition.Event, From: s.Transition.From, To: s.Transition.To}
		}
		return nil
	})
	for _, n := range notices {
		if !n.Void() {
			out.Webhooks = append(out.Webhooks, contact.CommittedWebhook{ID: n.ID, Type: n.Type, Code: n.Code})
		}
	}
	return out, err
}
