package sandbox

import (
	"bytes"

	"belvo-emulator/emulator/internal/contact"
	"belvo-emulator/emulator/internal/scenario"
	"belvo-emulator/emulator/internal/store"
	"belvo-emulator/emulator/internal/webhook"
)

// Settings are those in force.
func (b *Sandbox) Settings() contact.Settings { return contact.SettingsOf(b.store) }

// SetSettings changes how answers look and webhooks are sent.
func (b *Sandbox) SetSettings(s contact.Settings) {
	b.steer(func(tx *store.Tx) {
		contact.Set(tx, s)
		b.follow(tx)
	})
}

// Steer says all that there is to say about the answers and webhooks of the sandbox, in the place of what was
// said before.
func (b *Sandbox) Steer(to contact.Steered) {
	b.steer(func(tx *store.Tx) {
		contact.SteerTo(tx, to)
		b.follow(tx)
	})
}

// Try puts a scenario over those in force, for this sandbox alone and until it is reset; nil ends it. Links
// that stand in a scenario of that name go on in the new one. The text that is tried already changes nothing.
func (b *Sandbox) Try(s *scenario.Scenario) {
	b.steer(func(tx *store.Tx) {
		if old := contact.TriedIn(tx); s != nil && old != nil && bytes.Equal(s.Text, old.Text) {
			return
		}
		contact.Try(tx, s)
		b.follow(tx)
	})
}

// follow has the trial and the dispatcher do what the store says: only that is undone, forked and written down.
// An image of the dispatcher that was made before is no longer good.
func (b *Sandbox) follow(tx *store.Tx) {
	b.trial.try(contact.TriedIn(tx))
	hooks := contact.SettingsOf(tx).Hooks
	manner := webhook.Manner{Mangle: hooks.Mangle, When: webhook.Timing(hooks.When)}
	if b.hooks.Manner() != manner {
		b.hooks.SetManner(manner)
		b.HooksChanged()
	}
}

// Tell notes which story is told.
func (b *Sandbox) Tell(t contact.Told) {
	b.steer(func(tx *store.Tx) { contact.Tell(tx, &t) })
}

// Told is the story that is told, false for none.
func (b *Sandbox) Told() (t contact.Told, is bool) {
	if told := contact.ToldIn(b.store); told != nil {
		return *told, true
	}
	return t, false
}

// AnswersFirst says whether an endpoint wants webhooks after the answer, which is then sent at once.
func (b *Sandbox) AnswersFirst() bool { return b.hooks.Times(webhook.AfterAnswer) }
