package control

import (
	"net/http"
	"time"

	"belvo-emulator/emulator/internal/clock"
	"belvo-emulator/emulator/internal/wire"
	"belvo-emulator/emulator/internal/yamlfile"
)

func clockOperations() []Operation {
	return []Operation{
		{Method: http.MethodGet, Path: v1 + "clock", At: true, Answer: clockAnswer{}, handle: readClock,
			What: "the sandbox's time and how its clock runs"},
		{Method: http.MethodPut, Path: v1 + "clock", Body: clockBody{}, Answer: wire.AdvanceReport{}, handle: setClock,
			What: `move to {"now": "2026-01-31T12:00:00Z"}; answers what happened on the way`},
		{Method: http.MethodPut, Path: v1 + "clock/mode", Body: modeBody{}, Answer: clockAnswer{}, handle: setClockMode,
			What: `let it run as {"mode": "real"}, "manual" or a speed such as "x60" from now on`},
		{Method: http.MethodPost, Path: v1 + "clock/advance", Body: advanceBody{}, Answer: wire.AdvanceReport{},
			handle: advanceClock, What: `move on {"by": "7d"}; answers what happened on the way`},
		{Method: http.MethodPost, Path: v1 + "clock/step", Answer: wire.AdvanceReport{}, handle: stepClock,
			What: "move to the next thing that is due and let it happen"},
		{Method: http.MethodGet, Path: v1 + "clock/agenda", At: true, Query: agendaQuery{}, Answer: []wire.Due{},
			handle: agenda, What: "what will happen by itself, and why"},
	}
}

// clockAnswer is the time in a sandbox.
type clockAnswer struct {
	Now  time.Time `json:"now"`
	Mode string    `json:"mode" doc:"real, manual or a speed such as x60"`
}

func readClock(c *call) (any, error) { return clockAnswer{c.box.Now(), c.box.ClockMode()}, nil }

// clockBody moves a clock to an instant.
type clockBody struct {
	Now time.Time `json:"now" doc:"not before the clock's own time"`
}

func setClock(c *call) (any, error) {
	var body clockBody
	if err := c.read(&body); err != nil {
		return nil, err
	}
	return c.box.Advance(c.Context(), body.Now.UTC())
}

// modeBody lets a clock run in another way.
type modeBody struct {
	Mode string `json:"mode" doc:"real, manual or a speed such as x60"`
}

func setClockMode(c *call) (any, error) {
	var body modeBody
	if err := c.read(&body); err != nil {
		return nil, err
	}
	mode, err := clock.ParseMode(body.Mode)
	if err != nil || !mode.Start.IsZero() {
		return nil, bad(`"mode" must be real, manual or a speed such as x60, not %q`, body.Mode)
	}
	c.box.SetClockMode(mode)
	return readClock(c)
}

// advanceBody moves a clock on.
type advanceBody struct {
	By string `json:"by" doc:"a duration such as 90s, 24h or 7d"`
}

func advanceClock(c *call) (any, error) {
	var body advanceBody
	if err := c.read(&body); err != nil {
		return nil, err
	}
	by, err := yamlfile.DurationFrom(body.By, 0, "90s, 24h or 7d")
	if err != nil {
		return nil, bad(`"by" %v`, err)
	}
	return c.box.AdvanceBy(c.Context(), by)
}

func stepClock(c *call) (any, error) { return c.box.Step(c.Context()) }

// agendaQuery says how much of an agenda to show.
type agendaQuery struct {
	Limit int `json:"limit" minimum:"1" doc:"at most so many, 50 by default"`
}

func agenda(c *call) (any, error) {
	q := agendaQuery{Limit: 50}
	if err := c.query(&q); err != nil {
		return nil, err
	}
	return c.box.Agenda(q.Limit), nil
}
