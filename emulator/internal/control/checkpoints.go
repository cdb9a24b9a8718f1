package control

import (
	"errors"
	"fmt"
	"net/http"
	"strings"

	"github.com/gorilla/mux"

	"belvo-emulator/emulator/internal/engine"
	"belvo-emulator/emulator/internal/journal"
	"belvo-emulator/emulator/internal/sandbox"
	"belvo-emulator/emulator/internal/webhook"
	"belvo-emulator/emulator/internal/wire"
)

func checkpointOperations() []Operation {
	const get, put, post = http.MethodGet, http.MethodPut, http.MethodPost
	return []Operation{
		{Method: get, Path: v1 + "checkpoints", Answer: []wire.Checkpoint{}, handle: listCheckpoints,
			What: "the named checkpoints of the sandbox"},
		{Method: put, Path: v1 + "checkpoints/{name}", Answer: wire.Checkpoint{}, handle: putCheckpoint,
			What: "give the world as it is now a name"},
		{Method: http.MethodDelete, Path: v1 + "checkpoints/{name}", handle: deleteCheckpoint,
			What: "forget a named checkpoint"},
		{Method: post, Path: v1 + "checkpoints/{name}/restore", Answer: wire.Rewound{}, handle: restoreCheckpoint,
			What: "bring back the world as it was at a named checkpoint"},
		{Method: post, Path: v1 + "rewind", Body: wire.Rewinding{}, Answer: wire.Rewound{}, handle: rewind,
			What: `bring back the world as it was: {"before": "r17"}, {"after": "r17"} or {"steps": 3}`},
		{Method: post, Path: v1 + "fork", At: true, Body: forkBody{}, Answer: wire.Forked{}, handle: fork,
			What: "another sandbox that begins as this one is now, with keys of its own"},
	}
}

func listCheckpoints(c *call) (any, error) { return c.box.Checkpoints(), nil }

func putCheckpoint(c *call) (any, error) {
	made, err := c.box.Checkpoint(mux.Vars(c.Request)["name"])
	if errors.Is(err, sandbox.ErrTooMany) {
		return nil, &problem{http.StatusConflict, err.Error()}
	}
	if err != nil {
		return nil, err
	}
	c.worldChanged(journal.WorldChange{What: journal.WorldCheckpoint, Checkpoint: made.Name})
	return made, nil
}

// worldChanged tells the readers of the sandbox's events what has become of its world.
func (c *call) worldChanged(w journal.WorldChange) {
	box := c.living()
	if w.At.IsZero() {
		w.At = box.Now()
	}
	box.Journal().WorldChanged(w)
}

// noCheckpoint gives an error about a name that is not there the status 404.
func noCheckpoint(err error) error {
	if errors.Is(err, sandbox.ErrNoCheckpoint) {
		return &problem{http.StatusNotFound, err.Error()}
	}
	return err
}

func deleteCheckpoint(c *call) (any, error) {
	name := mux.Vars(c.Request)["name"]
	if err := c.box.DeleteCheckpoint(name); err != nil {
		return nil, noCheckpoint(err)
	}
	c.worldChanged(journal.WorldChange{What: journal.WorldDeleteCheckpoint, Checkpoint: name})
	return nil, nil
}

func restoreCheckpoint(c *call) (any, error) {
	name := mux.Vars(c.Request)["name"]
	place, err := c.box.CheckpointNamed(name)
	if err != nil {
		return nil, noCheckpoint(err)
	}
	return c.goBack(place, journal.WorldChange{What: journal.WorldRestore, Checkpoint: name})
}

// maxDelivered is how many delivered webhooks are listed.
const maxDelivered = 1000

func rewind(c *call) (any, error) {
	var body wire.Rewinding
	if err := c.read(&body); err != nil {
		return nil, err
	}
	given := 0
	for _, is := range []bool{body.Before != "", body.After != "", body.Steps != 0} {
		if is {
			given++
		}
	}
	if given != 1 {
		return nil, bad(`give one of "before", "after" and "steps"`)
	}
	change := journal.WorldChange{What: journal.WorldRewind, Before: body.Before, After: body.After, Steps: body.Steps}
	if body.Steps == 0 {
		place, err := c.placeOf(body.Before+body.After, body.After != "")
		if err != nil {
			return nil, err
		}
		return c.goBack(place, change)
	}
	first, have := c.box.Journal().MutationsBack(body.Steps)
	if first == nil {
		return nil, &problem{http.StatusConflict, fmt.Sprintf(
			"there are %d requests and control calls on record that changed something and were not undone", have)}
	}
	change.Before = first.Name
	return c.goBack(first.Begin.(*sandbox.Place), change)
}

// placeOf is where the world was before or after a request: 404 for one that there never was.
func (c *call) placeOf(id string, after bool) (*sandbox.Place, error) {
	place, err := c.box.PlaceOf(id, after)
	switch {
	case errors.Is(err, sandbox.ErrNoRequest):
		return nil, noRequest(err)
	case err != nil:
		return nil, &problem{http.StatusConflict, err.Error()}
	}
	return place, nil
}

// goBack brings back the world of a place, and tells the readers of events of it.
func (c *call) goBack(p *sandbox.Place, change journal.WorldChange) (any, error) {
	back, err := c.cfg.Engine.GoBack(c.box, p)
	if errors.Is(err, sandbox.ErrTooOld) {
		return nil, &problem{http.StatusConflict, err.Error()}
	}
	if err != nil {
		return nil, err
	}
	change.At, change.From, change.Requests = back.Now, back.From, &back.Undone
	c.worldChanged(change)
	out := wire.Rewound{Now: back.Now, From: back.From, Requests: back.Undone, Delivered: []wire.SentMeanwhile{},
		Clock: "it runs on: what is due by now happens now"}
	if back.Manual {
		out.Clock = "it went back with the world"
	}
	for _, d := range back.Delivered[:min(maxDelivered, len(back.Delivered))] {
		out.Delivered = append(out.Delivered, wire.SentMeanwhile{Delivery: d.ID, Endpoint: d.Endpoint, Webhook: d.Event.ID,
			Link: d.Event.Link, Type: d.Event.Type, Code: d.Event.Code})
	}
	out.Omitted = len(back.Delivered) - len(out.Delivered)
	return out, nil
}

// atParameter is the parameter of operations with At.
const atParameter = "at"

// atQuery describes it.
type atQuery struct {
	At string `json:"at" doc:"a request's id, such as r17: the world as that left it"`
}

// enter does what comes before the handler: a call about an earlier world, named by at, gets that, and one
// that may change the world is noted for going back. The function that it returns is called when the
// handler is done.
func (c *call) enter(op Operation, at string) (done func(), err error) {
	switch {
	case at != "":
		return c.look(at)
	case op.Method == http.MethodGet:
		return func() {}, nil
	}
	box, begin := c.box, c.box.Place()
	return func() {
		if strings.HasPrefix(op.Path, v1+"webhooks/") {
			box.HooksChanged()
		}
		if did := box.Since(op.Method+" "+c.URL.Path, begin, false); did.Changed != nil {
			box.Journal().AddMutation(did.Changed)
		}
	}, nil
}

// look makes the call one about the world right after a request. The function that it returns ends that.
func (c *call) look(id string) (done func(), err error) {
	place, err := c.placeOf(id, true)
	if err != nil {
		return nil, err
	}
	seen, err := c.cfg.Engine.Look(c.box, place)
	if errors.Is(err, sandbox.ErrTooOld) {
		return nil, &problem{http.StatusConflict, err.Error()}
	}
	if err != nil {
		return nil, err
	}
	seen.Recall()
	c.present, c.at, c.box = c.box, id, seen
	return seen.Abandon, nil
}

// forkBody says whose the fork is.
type forkBody struct {
	SecretID       string         `json:"secret_id" doc:"a UUID that opened no sandbox yet"`
	SecretPassword string         `json:"secret_password"`
	Endpoints      []endpointBody `json:"endpoints,omitempty" doc:"get its webhooks, also those that wait; none: its inbox"`
}

func fork(c *call) (any, error) {
	var body forkBody
	if err := c.read(&body); err != nil {
		return nil, err
	}
	if len(body.Endpoints) > maxForkEndpoints {
		return nil, bad(`"endpoints" has %d elements; there may be %d`, len(body.Endpoints), maxForkEndpoints)
	}
	endpoints := make([]webhook.Endpoint, len(body.Endpoints))
	for i := range body.Endpoints {
		var err error
		if endpoints[i], err = body.Endpoints[i].endpoint(); err != nil {
			return nil, err
		}
	}
	made, err := c.cfg.Engine.Fork(c.box, body.SecretID, body.SecretPassword, endpoints)
	switch {
	case errors.Is(err, engine.ErrForkOpen), errors.Is(err, engine.ErrForkOwn):
		return nil, &problem{http.StatusConflict, err.Error()}
	case errors.Is(err, engine.ErrForkKeys):
		return nil, &problem{http.StatusForbidden, err.Error()}
	case err != nil:
		return nil, err
	}
	c.worldChanged(journal.WorldChange{What: journal.WorldFork, After: c.at, SecretID: made.SecretID})
	return wire.Forked{SecretID: made.SecretID, Now: made.Now()}, nil
}

// maxForkEndpoints is how many endpoints a fork may be given at once.
const maxForkEndpoints = 100
