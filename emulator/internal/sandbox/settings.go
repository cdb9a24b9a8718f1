package sandbox

import "belvo-emulator/emulator/internal/webhook"

// Settings are those in force.
func (b *Sandbox) Settings() Settings {
	if s := b.settings.Load(); s != nil {
		return *s
	}
	return Settings{}
}

// SetSettings changes how answers look.
func (b *Sandbox) SetSettings(s Settings) { b.settings.Store(&s) }

// Tell notes which story is told.
func (b *Sandbox) Tell(t Told) { b.story.Store(&t) }

// Told is the story that is told, false for none.
func (b *Sandbox) Told() (Told, bool) {
	if t := b.story.Load(); t != nil {
		return *t, true
	}
	return Told{}, false
}

// AnswersFirst says whether an endpoint wants webhooks after the answer, which is then sent at once.
func (b *Sandbox) AnswersFirst() bool { return b.hooks.Times(webhook.AfterAnswer) }
