package contact

import "belvo-emulator/emulator/internal/notice"

// Settings is how all answers of a sandbox look, and how its webhooks are sent. The zero value is as usual.
type Settings struct {
	PageSize      int    // of lists whose page_size is not given, 0 for the configured one
	Data          string // the data set of the users who register from now on, "" for that of their names
	UnknownFields bool   // objects have a field that Belvo's description lacks
	Nulls         bool   // fields that may be null are
	LongTexts     bool   // free texts are as long as any
	Currency      string // of all amounts, which stay as they are; "" for each country's own
	Hooks         Hooks
}

// Hooks is how the webhooks of all endpoints are sent, in addition to what each endpoint says.
type Hooks struct {
	Mangle notice.Mangle
	When   string // in place of the endpoints' own, "" for those
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
