package sandbox

import (
	"cmp"
	"fmt"

	"github.com/google/uuid"

	"belvo-emulator/emulator/internal/belvo"
	"belvo-emulator/emulator/internal/contact"
	"belvo-emulator/emulator/internal/scenario"
	"belvo-emulator/emulator/internal/store"
)

// PinLink moves a link to a scenario for good: neither the sandbox's pin nor a header moves it
// away. State is where in it, "" for where links enter it. The name "" takes the link's pin away
// and gives it the scenario that it had without one, from its enter state. What the institution
// demands of the link by itself is forgotten. It returns not_found or unknown_scenario.
func (b *Sandbox) PinLink(id uuid.UUID, name, state string) error {
	now := b.Now()
	b.FireDue(now)
	return b.store.Update(func(tx *store.Tx) error {
		tx.By(contact.ByControl)
		link, ok := tx.Link(id)
		if !ok {
			return belvo.NewError(belvo.CodeNotFound)
		}
		sc, err := b.desk.PinFor(&link, cmp.Or(name, contact.Pinned(tx)))
		if err != nil {
			return err
		}
		link.Script, link.Pinned, link.Demand = sc.Join(now), name != "", scenario.Demand{}
		if state != "" {
			at, ok := sc.StateNamed(state)
			if !ok {
				text := fmt.Sprintf("scenario %q has no state %q%s", sc.Name, state, sc.SuggestState(state))
				return belvo.NewError(belvo.CodeUnknownScenario).With(text)
			}
			link.Script = sc.JoinAt(at, now)
		}
		tx.PutLink(link)
		return nil
	})
}

// Pin makes a scenario that of the sandbox: users who register begin in it, and links without a pin
// of their own move to its enter state at their next request, as with the request header. The
// name "" takes the pin away, and links stay where they are. It returns an unknown_scenario.
func (b *Sandbox) Pin(name string) error {
	if name != "" {
		if _, err := b.desk.ScenarioNamed(name); err != nil {
			return err
		}
	}
	b.steer(func(tx *store.Tx) { contact.Pin(tx, name) })
	return nil
}

// Tried is the scenario that is tried, nil for none.
func (b *Sandbox) Tried() *scenario.Scenario { return contact.TriedIn(b.store) }
