package control

import (
	"fmt"
	"net/http"

	"github.com/gorilla/mux"
)

// worldOperations are the calls about a sandbox as a whole.
func worldOperations() []Operation {
	return []Operation{
		{Method: http.MethodPost, Path: v1 + "reset", Body: resetBody{}, Answer: resetAnswer{}, handle: reset,
			What: `begin anew, as at the first use: {"sandbox": "this"}, or "all" with the default keys`},
		{Method: http.MethodDelete, Path: v1 + "sandboxes/{id}", handle: deleteSandbox,
			What: "remove the sandbox of a UUID; its next use opens a fresh one"},
	}
}

// resetBody says which sandboxes to reset.
type resetBody struct {
	Sandbox scope `json:"sandbox,omitempty" doc:"this, the default, or all"`
}

// resetAnswer tells how many were reset.
type resetAnswer struct {
	Reset int `json:"reset"`
}

func reset(c *call) (any, error) {
	var body resetBody
	if err := c.read(&body); err != nil {
		return nil, err
	}
	if body.Sandbox != allSandboxes {
		return resetAnswer{1}, c.cfg.Engine.Reset(c.box)
	}
	if !c.box.IsDefault() {
		return nil, &problem{http.StatusForbidden, "only the keys of the default sandbox reset all sandboxes"}
	}
	n, err := c.cfg.Engine.ResetAll()
	return resetAnswer{n}, err
}

// deleteSandbox never quotes the id in an answer to a caller whose keys do not own it.
func deleteSandbox(c *call) (any, error) {
	id := mux.Vars(c.Request)["id"]
	switch {
	case !c.box.IsDefault() && !c.box.Is(id):
		return nil, &problem{http.StatusForbidden, "only its own keys, or the default ones, delete a sandbox"}
	case c.box.IsDefault() && c.box.Is(id):
		return nil, &problem{http.StatusConflict, "the default sandbox cannot be deleted, only reset"}
	case !c.cfg.Engine.Delete(id):
		return nil, &problem{http.StatusNotFound, fmt.Sprintf("there is no sandbox %s", id)}
	}
	return nil, nil
}
