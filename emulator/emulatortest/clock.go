package emulatortest

import (
	"net/http"
	"time"

	"belvo-emulator/emulator/internal/wire"
)

// Moved is what happened while a clock was moved: transitions of links and attempts to deliver
// webhooks, in the order of their time.
type Moved = wire.AdvanceReport

// Due is something that will happen by itself.
type Due = wire.Due

// Now is the time on the sandbox's clock.
func (b *Sandbox) Now() time.Time {
	b.t.Helper()
	return control[struct{ Now time.Time }](b, http.MethodGet, "clock", input{}).Now
}

// Advance moves the sandbox's clock on and returns when everything that was due has happened,
// webhooks included. No other sandbox notices.
func (b *Sandbox) Advance(d time.Duration) Moved {
	b.t.Helper()
	return control[Moved](b, http.MethodPost, "clock/advance", input{body: map[string]string{"by": d.String()}})
}

// AdvanceTo is Advance to an instant, which must not be before Now.
func (b *Sandbox) AdvanceTo(at time.Time) Moved {
	b.t.Helper()
	return control[Moved](b, http.MethodPut, "clock", input{body: map[string]time.Time{"now": at}})
}

// Step moves the clock to the next thing that is due and lets just that happen.
func (b *Sandbox) Step() Moved {
	b.t.Helper()
	return control[Moved](b, http.MethodPost, "clock/step", input{})
}

// SetClockMode lets the sandbox's clock run as "real", "manual" or a speed such as "x60" from now on.
func (b *Sandbox) SetClockMode(mode string) {
	b.t.Helper()
	control[any](b, http.MethodPut, "clock/mode", input{body: map[string]string{"mode": mode}})
}

// Agenda tells what will happen by itself, the next first.
func (b *Sandbox) Agenda() []Due {
	b.t.Helper()
	return control[[]Due](b, http.MethodGet, "clock/agenda", input{query: map[string]int{"limit": 1000}})
}
