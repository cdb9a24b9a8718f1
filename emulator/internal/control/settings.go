package control

import (
	"context"
	"net/http"
	"slices"
	"time"

	"belvo-emulator/emulator/internal/belvo"
	"belvo-emulator/emulator/internal/contact"
	"belvo-emulator/emulator/internal/notice"
	"belvo-emulator/emulator/internal/suggest"
	"belvo-emulator/emulator/internal/webhook"
	"belvo-emulator/emulator/internal/yamlfile"
)

func settingsOperations() []Operation {
	return []Operation{
		{Method: http.MethodGet, Path: v1 + "settings", At: true, Answer: settingsBody{},
			handle: readSettings,
			What:   "how all answers of the sandbox look, and how its webhooks are sent"},
		{Method: http.MethodPut, Path: v1 + "settings", Body: settingsBody{}, Answer: settingsBody{},
			handle: putSettings,
			What: `change that: {"page_size": 1, "data": "none", "unknown_fields": true, "webhooks": ` +
				`{"duplicate": true}}; what is left out is as usual`},
	}
}

// settingsBody is how all answers and webhooks of a sandbox are.
type settingsBody struct {
	PageSize      int      `json:"page_size,omitempty" minimum:"1" doc:"of lists whose page_size is not given"`
	Data          string   `json:"data,omitempty" doc:"the data set of users who register from now on, such as none"`
	UnknownFields bool     `json:"unknown_fields,omitempty" doc:"objects have a field that Belvo's description lacks"`
	Nulls         bool     `json:"nulls,omitempty" doc:"fields that may be null are"`
	LongTexts     bool     `json:"long_texts,omitempty" doc:"free texts are long"`
	Currency      string   `json:"currency,omitempty" doc:"of all amounts, such as USD"`
	Webhooks      *hooking `json:"webhooks,omitempty" doc:"how the webhooks of all endpoints are sent"`
}

// hooking is how webhooks are sent, in addition to what each endpoint says.
type hooking struct {
	Duplicate bool           `json:"duplicate,omitempty" doc:"each twice"`
	Reorder   bool           `json:"reorder,omitempty" doc:"neighbours swapped"`
	Delay     string         `json:"delay,omitempty" doc:"a duration such as 90s"`
	When      webhook.Timing `json:"when,omitempty" doc:"in place of the endpoints' own"`
}

// maxPage is the most that a page holds.
const maxPage = 1000

func readSettings(c *call) (any, error) {
	s, m := c.box.Settings(), c.box.Webhooks().Manner()
	out := settingsBody{PageSize: s.PageSize, Data: s.Data, UnknownFields: s.UnknownFields, Nulls: s.Nulls,
		LongTexts: s.LongTexts, Currency: s.Currency}
	if m != (webhook.Manner{}) {
		out.Webhooks = &hooking{Duplicate: m.Duplicate, Reorder: m.Reorder, When: m.When}
		if m.Delay > 0 {
			out.Webhooks.Delay = m.Delay.String()
		}
	}
	return out, nil
}

func putSettings(c *call) (any, error) {
	var body settingsBody
	if err := c.read(&body); err != nil {
		return nil, err
	}
	if err := c.set(body); err != nil {
		return nil, err
	}
	return readSettings(c)
}

// set puts settings in force: all of them, or none and why.
func (c *call) set(body settingsBody) error {
	sets := c.box.Desk().Catalog.Sets()
	switch {
	case body.PageSize > maxPage:
		return bad(`"page_size" must be at most %d, not %d`, maxPage, body.PageSize)
	case body.Data != "" && !slices.Contains(sets, body.Data):
		return bad("data: there is no data set %q%s", body.Data, suggest.Tail(body.Data, sets))
	case body.Currency != "" && !belvo.CurrencyForm.MatchString(body.Currency):
		return bad(`"currency" is three capital letters, such as USD, not %q`, body.Currency)
	}
	manner, err := body.Webhooks.read()
	if err != nil {
		return err
	}
	c.box.SetSettings(contact.Settings{PageSize: body.PageSize, Data: body.Data, UnknownFields: body.UnknownFields,
		Nulls: body.Nulls, LongTexts: body.LongTexts, Currency: body.Currency,
		Hooks: contact.Hooks{Mangle: manner.Mangle, When: string(manner.When)}})
	return nil
}

func (h *hooking) read() (webhook.Manner, error) {
	if h == nil {
		return webhook.Manner{}, nil
	}
	m := webhook.Manner{Mangle: notice.Mangle{Duplicate: h.Duplicate, Reorder: h.Reorder}, When: h.When}
	if h.Delay == "" {
		return m, nil
	}
	d, err := yamlfile.DurationFrom(h.Delay, 0, "90s")
	if err != nil {
		return m, bad(`"delay" %v`, err)
	}
	m.Delay = d
	return m, nil
}

func quietOperations() []Operation {
	return []Operation{{Method: http.MethodGet, Path: v1 + "quiet", Query: quietQuery{}, Answer: clockAnswer{},
		handle: quiet, What: "wait until nothing happens: no request open, no webhook under way; while=50ms, timeout=5s"}}
}

// quietQuery says how long nothing must happen, in real time.
type quietQuery struct {
	While   time.Duration `json:"while" doc:"of real time, 50ms by default and at most 10s"`
	Timeout time.Duration `json:"timeout" doc:"of real time, 5s by default and at most 60s"`
}

// longestCalm is how long nothing may have to happen.
const longestCalm = 10 * time.Second

func quiet(c *call) (any, error) {
	q := quietQuery{While: 50 * time.Millisecond, Timeout: 5 * time.Second}
	if err := c.query(&q); err != nil {
		return nil, err
	}
	switch {
	case q.Timeout < 0 || q.Timeout > longestWait:
		return nil, bad("timeout: it must be between 0s and 60s")
	case q.While < 0 || q.While > longestCalm:
		return nil, bad("while: it must be between 0s and 10s")
	}
	ctx, cancel := context.WithTimeout(c.Context(), q.Timeout)
	defer cancel()
	if err := c.box.Quiet(ctx, q.While); err != nil {
		if ctx.Err() != nil && c.Context().Err() == nil {
			return nil, &problem{http.StatusRequestTimeout, "something happened all the time for " + q.Timeout.String()}
		}
		return nil, err
	}
	return readClock(c)
}
