package control

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"slices"
	"time"

	"github.com/google/uuid"
	"github.com/gorilla/mux"

	"belvo-emulator/emulator/internal/belvo"
	"belvo-emulator/emulator/internal/engine"
	"belvo-emulator/emulator/internal/webhook"
	"belvo-emulator/emulator/internal/yamlfile"
)

// endpoint is an endpoint as the control surface shows and takes it. An authorization is taken,
// but never shown.
type endpoint struct {
	ID            string   `json:"id"`
	URL           string   `json:"url"`
	Authorization string   `json:"authorization,omitempty"`
	Profile       string   `json:"profile"`
	Types         []string `json:"types,omitempty"`
	Duplicate     bool     `json:"duplicate,omitempty"`
	Delay         string   `json:"delay,omitempty"`
	Reorder       bool     `json:"reorder,omitempty"`
}

func show(e webhook.Endpoint) endpoint {
	out := endpoint{ID: e.ID, URL: e.URL, Authorization: e.Authorization.String(), Profile: e.Profile.Name,
		Types: e.Types, Duplicate: e.Mangle.Duplicate, Reorder: e.Mangle.Reorder}
	if e.Mangle.Delay > 0 {
		out.Delay = e.Mangle.Delay.String()
	}
	return out
}

func listEndpoints(c *call) (any, error) {
	list := []endpoint{}
	for _, e := range c.box.Webhooks().Endpoints() {
		list = append(list, show(e))
	}
	return list, nil
}

func addEndpoint(c *call) (any, error) {
	var body endpoint
	if err := c.read(&body); err != nil {
		return nil, err
	}
	e := webhook.Endpoint{ID: body.ID, URL: body.URL, Authorization: webhook.Secret(body.Authorization),
		Types: body.Types, Mangle: webhook.Mangle{Duplicate: body.Duplicate, Reorder: body.Reorder}}
	var err error
	if body.Profile != "" {
		if e.Profile, err = webhook.ProfileNamed(body.Profile); err != nil {
			return nil, bad("%v", err)
		}
	}
	if body.Delay != "" {
		if e.Mangle.Delay, err = yamlfile.ParseDuration(body.Delay); err != nil || e.Mangle.Delay < 0 {
			return nil, bad(`"delay" must be a duration such as 90s, not %q`, body.Delay)
		}
	}
	added, err := c.box.Webhooks().AddEndpoint(e)
	if err != nil {
		return nil, bad("%v", err)
	}
	return show(added), nil
}

func removeEndpoint(c *call) (any, error) {
	if id := mux.Vars(c.Request)["id"]; !c.box.Webhooks().RemoveEndpoint(id) {
		return nil, &problem{http.StatusNotFound, "there is no endpoint " + id}
	}
	return nil, nil
}

// event is a webhook as the control surface shows it.
type event struct {
	Seq  uint64          `json:"seq"`
	ID   string          `json:"webhook_id"`
	At   time.Time       `json:"at"`
	Link uuid.UUID       `json:"link"`
	Type string          `json:"type"`
	Code string          `json:"code"`
	Body json.RawMessage `json:"body"`
}

func showEvent(e webhook.Event) event {
	return event{Seq: e.Seq, ID: e.ID, At: e.At, Link: e.Link, Type: e.Type, Code: e.Code, Body: e.Body()}
}

func inbox(c *call) (any, error) {
	f, err := c.filter()
	if err != nil {
		return nil, err
	}
	limit := f.Limit
	f.Limit = 0 // it counts only what is shown
	list := []event{}
	for _, e := range slices.Backward(c.box.Webhooks().Inbox(f)) {
		if limit > 0 && len(list) == limit {
			break
		}
		if shown := showEvent(e); shown.Body != nil { // without one there was nothing to tell
			list = append(list, shown)
		}
	}
	slices.Reverse(list)
	return list, nil
}

// delivery is a webhook's way to an endpoint as the control surface shows it.
type delivery struct {
	ID       string        `json:"id"`
	Endpoint string        `json:"endpoint"`
	Event    string        `json:"webhook_id"`
	Link     uuid.UUID     `json:"link"`
	Type     string        `json:"type"`
	Code     string        `json:"code"`
	State    webhook.State `json:"state"`
	Attempts int           `json:"attempts"`
	Next     *time.Time    `json:"next_attempt"`
	Status   int           `json:"status,omitempty"`
}

func deliveries(c *call) (any, error) {
	f, err := c.filter()
	if err != nil {
		return nil, err
	}
	list := []delivery{}
	for _, d := range c.box.Webhooks().Deliveries(f) {
		shown := delivery{ID: d.ID, Endpoint: d.Endpoint, Event: d.Event.ID, Link: d.Event.Link, Type: d.Event.Type,
			Code: d.Event.Code, State: d.State, Attempts: d.Attempts, Status: d.Status}
		if !d.Next.IsZero() {
			shown.Next = &d.Next
		}
		list = append(list, shown)
	}
	return list, nil
}

func attempts(c *call) (any, error) {
	f, err := c.filter()
	if err != nil {
		return nil, err
	}
	return engine.ShowAttempts(c.box.Webhooks().Attempts(f)), nil
}

func redeliver(c *call) (any, error) {
	var body struct {
		Delivery string `json:"delivery"`
	}
	if err := c.read(&body); err != nil {
		return nil, err
	}
	again := 1
	if body.Delivery != "" {
		if err := c.box.Webhooks().Redeliver(body.Delivery); err != nil {
			return nil, &problem{http.StatusNotFound, err.Error()}
		}
	} else {
		f, err := c.filter()
		if err != nil {
			return nil, err
		}
		if again, err = c.box.Webhooks().RedeliverAll(f); err != nil {
			return nil, bad("%v", err)
		}
	}
	return map[string]int{"redelivered": again}, nil
}

func fire(c *call) (any, error) {
	var body struct {
		Link    uuid.UUID       `json:"link"`
		Type    string          `json:"type"`
		Code    string          `json:"code"`
		Process string          `json:"process"`
		Data    json.RawMessage `json:"data"`
	}
	if err := c.read(&body); err != nil {
		return nil, err
	}
	if body.Type == "" || body.Code == "" {
		return nil, bad(`"type" and "code" are needed, such as LINK and token_required`)
	}
	id, err := c.box.Fire(body.Link, body.Type, body.Code, body.Process, body.Data)
	var e *belvo.Error
	if errors.As(err, &e) {
		return nil, &problem{http.StatusNotFound, "there is no link " + body.Link.String()}
	}
	return map[string]string{"webhook_id": id}, err
}

// longestWait is how long a call may wait for an event, in real time.
const longestWait = 60 * time.Second

func wait(c *call) (any, error) {
	f, err := c.filter()
	if err != nil {
		return nil, err
	}
	timeout := 5 * time.Second
	if text := c.URL.Query().Get("timeout"); text != "" {
		if timeout, err = yamlfile.ParseDuration(text); err != nil || timeout < 0 || timeout > longestWait {
			return nil, bad("timeout: %q is no duration up to 60s", text)
		}
	}
	ctx, cancel := context.WithTimeout(c.Context(), timeout)
	defer cancel()
	for {
		e, err := c.box.Webhooks().Wait(ctx, f)
		if err != nil {
			return nil, &problem{http.StatusRequestTimeout, "no such event came within " + timeout.String()}
		}
		if shown := showEvent(e); shown.Body != nil {
			return shown, nil
		}
		f.From = e.Seq + 1 // there was nothing to tell
	}
}
