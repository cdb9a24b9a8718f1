package sandbox

import (
	"github.com/google/uuid"

	"belvo-emulator/emulator/internal/belvo"
	"belvo-emulator/emulator/internal/contact"
	"belvo-emulator/emulator/internal/lifecycle"
	"belvo-emulator/emulator/internal/scenario"
	"belvo-emulator/emulator/internal/store"
)

// TakeNext gives a request that reaches no institution what waits for it, and returns the error that
// it is to be answered with; nil for what it would be answered anyway. A fault alone is an error
// too: nothing happens but the fault.
func (b *Sandbox) TakeNext(c *contact.Call, p contact.Probe) error {
	if b.desk.Answers.Idle() && len(c.Request.Turns) == 0 {
		return nil
	}
	if p.Link != uuid.Nil && p.Institution == "" {
		b.store.View(func(tx *store.Tx) {
			link, _ := tx.Link(p.Link)
			p.Institution = link.Institution
		})
	}
	n, ok := b.desk.Answers.Take(&c.Request, &c.Report, p, b.Now())
	switch {
	case !ok || n.Respond == lifecycle.AnswerOK:
		return nil
	case n.Respond != "":
		return n.Failure()
	case n.Fault.Kind != scenario.NoFault:
		return belvo.NewError(belvo.CodeUnexpectedError)
	}
	return nil
}
