package sandbox

import (
	"belvo-emulator/emulator/internal/contact"
	"belvo-emulator/emulator/internal/store"
	"belvo-emulator/emulator/internal/webhook"
)

// Settings are those in force.
func (b *Sandbox) Settings() (s contact.Settings) {
	b.store.View(func(tx *store.Tx) { s = contact.SettingsOf(tx) })
	return s
}

// SetSettings changes how answers look.
func (b *Sandbox) SetSettings(s contact.Settings) {
	b.steer(func(tx *store.Tx) { contact.Set(tx, s) })
}

// SetManner changes how webhooks are sent. An image of the dispatcher that was made before is no longer good.
func (b *Sandbox) SetManner(m webhook.Manner) {
	b.hooks.SetManner(m)
	b.HooksChanged()
}

// Tell notes which story is told.
func (b *Sandbox) Tell(t contact.Told) {
	b.steer(func(tx *store.Tx) { contact.Tell(tx, &t) })
}

// Told is the story that is told, false for none.
func (b *Sandbox) Told() (t contact.Told, is bool) {
	b.store.View(func(tx *store.Tx) {
		if told := contact.ToldIn(tx); told != nil {
			t, is = *told, true
		}
	})
	return t, is
}

// AnswersFirst says whether an endpoint wants webhooks after the answer, which is then sent at once.
func (b *Sandbox) AnswersFirst() bool { return b.hooks.Times(webhook.AfterAnswer) }
