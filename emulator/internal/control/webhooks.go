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
	"belvo-emulator/emulator/internal/journal"
	"belvo-emulator/emulator/internal/notice"
	"belvo-emulator/emulator/internal/timeline"
	"belvo-emulator/emulator/internal/webhook"
	"belvo-emulator/emulator/internal/wire"
)

func webhookOperations() []Operation {
	const get, post, all = http.MethodGet, http.MethodPost, v1 + "webhooks/"
	chosen := webhookQuery{}
	return []Operation{
		{Method: get, Path: all + "endpoints", At: true, Answer: []endpoint{}, handle: listEndpoints,
			What: "where webhooks go"},
		{Method: post, Path: all + "endpoints", Body: endpointBody{}, Answer: endpoint{}, handle: addEndpoint,
			What: `add {"url", "authorization", "profile", "types", "duplicate", "delay", "reorder", "when"}`},
		{Method: http.MethodDelete, Path: all + "endpoints/{id}", handle: removeEndpoint,
			What: "remove one; what waits for it is withdrawn"},
		{Method: post, Path: all + "release", Answer: releaseAnswer{}, handle: release,
			What: "let the webhooks go that are held"},
		{Method: post, Path: all + "endpoints/{id}/replay", Query: chosen, Answer: replayAnswer{}, handle: replay,
			What: "send what it has not got, because it was added later, say"},
		{Method: get, Path: all + "inbox", At: true, Query: chosen, Answer: []event{}, handle: inbox,
			What: "what was sent while there was no endpoint"},
		{Method: get, Path: all + "deliveries", At: true, Query: chosen, Answer: []delivery{}, handle: deliveries,
			What: "each webhook's way to each endpoint"},
		{Method: get, Path: all + "attempts", At: true, Query: chosen, Answer: []wire.Attempt{}, handle: attempts,
			What: "each attempt: request, answer, time, next one"},
		{Method: post, Path: all + "redeliver", Query: chosen, Body: redeliverBody{}, Answer: redeliverAnswer{},
			handle: redeliver, What: `send {"delivery": "main.17"} again, or all that the parameters choose`},
		{Method: post, Path: all + "fire", Body: fireBody{}, Answer: fireAnswer{}, handle: fire,
			What: `send any event: {"link", "type", "code", "process", "data"}`},
		{Method: get, Path: all + "wait", Query: waitQuery{}, Answer: event{}, handle: wait,
			What: "wait for an event: type, code, link, event, from, timeout=5s"},
	}
}

// webhookQuery chooses among webhooks.
type webhookQuery struct {
	Event    string        `json:"event" doc:"its webhook_id"`
	Type     string        `json:"type" doc:"such as LINK"`
	Code     string        `json:"code" doc:"such as token_required"`
	Link     uuid.UUID     `json:"link"`
	Endpoint string        `json:"endpoint" doc:"the endpoint's id"`
	State    webhook.State `json:"state"`
	From     int64         `json:"from" minimum:"0" doc:"events from this seq on"`
	Limit    int           `json:"limit" minimum:"1" doc:"only the last so many"`
}

func (q webhookQuery) filter() webhook.Filter {
	return webhook.Filter{EventID: q.Event, Type: q.Type, Code: q.Code, Link: q.Link, Endpoint: q.Endpoint,
		State: q.State, From: uint64(q.From), Limit: q.Limit}
}

// chosen reads the parameters that choose among webhooks.
func (c *call) chosen() (webhook.Filter, error) {
	var q webhookQuery
	err := c.query(&q)
	return q.filter(), err
}

// event is a webhook as the control surface shows it.
type event = wire.Event

func showEvent(e *notice.Notice) event {
	return event{Seq: e.Seq, ID: e.ID, At: e.At, Link: e.Link, Type: e.Type, Code: e.Code, Body: e.Body()}
}

func inbox(c *call) (any, error) {
	f, err := c.chosen()
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
type delivery = wire.Delivery

func deliveries(c *call) (any, error) {
	f, err := c.chosen()
	if err != nil {
		return nil, err
	}
	list := []delivery{}
	for _, d := range c.box.Webhooks().Deliveries(f) {
		shown := delivery{ID: d.ID, Endpoint: d.Endpoint, Event: d.Event.ID, Link: d.Event.Link, Type: d.Event.Type,
			Code: d.Event.Code, State: d.State, Attempts: d.Attempts, Held: d.Held, Status: d.Status}
		if !d.Next.IsZero() {
			shown.Next = &d.Next
		}
		list = append(list, shown)
	}
	return list, nil
}

func attempts(c *call) (any, error) {
	f, err := c.chosen()
	if err != nil {
		return nil, err
	}
	return wire.ShowAttempts(c.box.Webhooks().Attempts(f)), nil
}

// redeliverBody names one delivery.
type redeliverBody struct {
	Delivery string `json:"delivery,omitempty" doc:"its id, such as main.17; without it the parameters choose"`
}

// redeliverAnswer counts what is sent again.
type redeliverAnswer struct {
	Redelivered int `json:"redelivered"`
}

func redeliver(c *call) (any, error) {
	var body redeliverBody
	if err := c.read(&body); err != nil {
		return nil, err
	}
	again := 1
	if body.Delivery != "" {
		if err := c.box.Redeliver(body.Delivery); err != nil {
			return nil, &problem{http.StatusNotFound, err.Error()}
		}
	} else {
		f, err := c.chosen()
		if err != nil {
			return nil, err
		}
		if again, err = c.box.RedeliverAll(f); err != nil {
			return nil, bad("%v", err)
		}
	}
	return redeliverAnswer{again}, nil
}

// releaseAnswer counts what was held.
type releaseAnswer struct {
	Released int `json:"released"`
}

func release(c *call) (any, error) { return releaseAnswer{c.box.ReleaseHeld()}, nil }

// replayAnswer counts what is sent to an endpoint that had not got it.
type replayAnswer struct {
	Replayed int `json:"replayed"`
}

func replay(c *call) (any, error) {
	f, err := c.chosen()
	if err != nil {
		return nil, err
	}
	n, err := c.box.Replay(mux.Vars(c.Request)["id"], f)
	switch {
	case errors.Is(err, webhook.ErrUnknown):
		return nil, &problem{http.StatusNotFound, err.Error()}
	case err != nil:
		return nil, bad("%v", err)
	}
	return replayAnswer{n}, nil
}

// fireBody is any event of a link.
type fireBody struct {
	Link    uuid.UUID       `json:"link"`
	Type    string          `json:"type" doc:"such as LINK"`
	Code    string          `json:"code" doc:"such as token_required"`
	Process string          `json:"process,omitempty" doc:"such as historical_update; else the event's own"`
	Data    json.RawMessage `json:"data,omitempty" doc:"any JSON value; else what the event says of the link"`
}

// fireAnswer names the webhook that was made.
type fireAnswer struct {
	ID string `json:"webhook_id"`
}

func fire(c *call) (any, error) {
	var body fireBody
	if err := c.read(&body); err != nil {
		return nil, err
	}
	if body.Type == "" || body.Code == "" {
		return nil, bad(`"type" and "code" are needed, such as LINK and token_required`)
	}
	id, err := c.box.Fire(body.Link, journal.Hook{Type: body.Type, Code: body.Code}, body.Process, body.Data)
	var e *belvo.Error
	if errors.As(err, &e) {
		return nil, &problem{http.StatusNotFound, "there is no link " + body.Link.String()}
	}
	return fireAnswer{id}, err
}

// waitQuery chooses the event to wait for.
type waitQuery struct {
	Event   string        `json:"event" doc:"its webhook_id"`
	Type    string        `json:"type" doc:"such as LINK"`
	Code    string        `json:"code" doc:"such as token_required"`
	Link    uuid.UUID     `json:"link"`
	From    int64         `json:"from" minimum:"0" doc:"events from this seq on"`
	Timeout time.Duration `json:"timeout" doc:"of real time, 5s by default and at most 60s"`
}

func wait(c *call) (any, error) {
	q := waitQuery{Timeout: 5 * time.Second}
	if err := c.query(&q); err != nil {
		return nil, err
	}
	if q.Timeout < 0 || q.Timeout > longestWait {
		return nil, bad("timeout: it must be between 0s and 60s")
	}
	f := webhookQuery{Event: q.Event, Type: q.Type, Code: q.Code, Link: q.Link, From: q.From}.filter()
	alive, release := c.box.Alive(c.Context())
	defer release()
	ctx, cancel := context.WithTimeout(alive, q.Timeout)
	defer cancel()
	for {
		e, err := c.box.Webhooks().Wait(ctx, f)
		switch cause := c.box.Cause(alive); {
		case err == nil:
		case cause != nil: // the sandbox has gone, the client has, or the emulator stops
			return nil, cause
		case errors.Is(err, webhook.ErrClosed):
			return nil, timeline.ErrGone
		default:
			return nil, &problem{http.StatusRequestTimeout, "no such event came within " + q.Timeout.String()}
		}
		if shown := showEvent(e); shown.Body != nil {
			return shown, nil
		}
		f.From = e.Seq + 1 // there was nothing to tell
	}
}
