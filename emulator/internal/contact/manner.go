package contact

import "belvo-emulator/emulator/internal/store"

// Settings is how all answers of a sandbox look. The zero value is as usual.
type Settings struct {
	PageSize      int    // of lists whose page_size is not given, 0 for the configured one
	Data          string // the data set of the users who register from now on, "" for that of their names
	UnknownFields bool   // objects have a field that Belvo's description lacks
	Nulls         bool   // fields that may be null are
	LongTexts     bool   // free texts are as long as any
}

// Told is a story that is told in the sandbox, as far as it matters which of its steps took effect.
type Told struct {
	Name  string
	Steps []ToldStep
}

// ToldStep is a step of a story as the queue of answers has it.
type ToldStep struct {
	ID      int  // of the queue
	Answers bool // it is about an answer, not about what happens before a request
}

// SettingsOf returns the settings in force.
func SettingsOf(tx *store.Tx) Settings { return answersOf(tx).settings }

// Set puts settings in force.
func Set(tx *store.Tx, next Settings) { steer(tx, func(s *answers) { s.settings = next }) }

// ToldIn returns the story that is told, nil for none. It is never changed.
func ToldIn(tx *store.Tx) *Told { return answersOf(tx).told }

// Tell notes which story is told.
func Tell(tx *store.Tx, t *Told) { steer(tx, func(s *answers) { s.told = t }) }
