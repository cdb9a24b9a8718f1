package control

import (
	"time"

	"belvo-emulator/emulator/internal/yamlfile"
)

func readClock(c *call) (any, error) {
	return struct {
		Now  time.Time `json:"now"`
		Mode string    `json:"mode"` // real, manual or a speed such as x60
	}{c.box.Now(), c.box.ClockMode()}, nil
}

func setClock(c *call) (any, error) {
	var body struct {
		Now *time.Time `json:"now"`
	}
	if err := c.read(&body); err != nil {
		return nil, err
	}
	if body.Now == nil {
		return nil, bad(`the body must have "now", such as 2026-01-31T12:00:00Z`)
	}
	return c.box.Advance(c.Context(), body.Now.UTC())
}

func advanceClock(c *call) (any, error) {
	var body struct {
		By string `json:"by"`
	}
	if err := c.read(&body); err != nil {
		return nil, err
	}
	by, err := yamlfile.ParseDuration(body.By)
	if err != nil || by < 0 {
		return nil, bad(`"by" must be a duration such as 90s, 24h or 7d, not %q`, body.By)
	}
	return c.box.AdvanceBy(c.Context(), by)
}

func stepClock(c *call) (any, error) { return c.box.Step(c.Context()) }

// agendaLength is how much of the agenda is shown unless the request says.
const agendaLength = 50

func agenda(c *call) (any, error) {
	limit, err := number(c.URL.Query(), "limit", agendaLength)
	if err != nil {
		return nil, err
	}
	return c.box.Agenda(limit), nil
}
