package control

import (
	"cmp"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"time"

	"belvo-emulator/emulator/internal/sandbox"
)

// sandboxParameter names another sandbox than that of the keys, for callers that may see all.
const sandboxParameter = "sandbox"

func sandboxOperations() []Operation {
	return []Operation{{Method: http.MethodGet, Path: v1 + "sandboxes", Answer: sandboxList{}, handle: listSandboxes,
		What: "the sandboxes that are open, the latest used first, and which client used each last"}}
}

// sandboxList is the answer to GET sandboxes.
type sandboxList struct {
	Sandboxes []sandboxShown `json:"sandboxes"`
	Password  string         `json:"default_password,omitempty" doc:"of the default sandbox if it is the built-in one; no other is shown"`
}

// sandboxShown is a sandbox as the control surface shows it.
type sandboxShown struct {
	ID       string     `json:"id" doc:"its secret id; other calls take it as ?sandbox="`
	Default  bool       `json:"default" doc:"that of the configured keys"`
	This     bool       `json:"this" doc:"the one that this call is about"`
	Requests uint64     `json:"requests" doc:"how many have come since it was opened or reset"`
	Links    int        `json:"links"`
	Now      time.Time  `json:"now" doc:"on its clock"`
	Mode     string     `json:"mode" doc:"how its clock runs: real, manual or a speed such as x60"`
	LastUsed *time.Time `json:"last_used" doc:"in real time; null: no request has come"`
	Client   string     `json:"client,omitempty" doc:"the User-Agent of its last request"`
}

// mayChoose says whether the caller may see and choose any sandbox: with the configured keys, as without
// any, or with the control token.
func (c *call) mayChoose() bool { return c.box.IsDefault() || c.cfg.Access.Token != "" }

// listSandboxes lists all that are open. A caller with other keys sees only their own.
func listSandboxes(c *call) (any, error) {
	list := sandboxList{Sandboxes: []sandboxShown{}}
	boxes := []*sandbox.Sandbox{c.box}
	if c.unrestricted {
		boxes, list.Password = c.cfg.Engine.All(), c.cfg.BuiltInPassword
	}
	latest := map[string]uint64{}
	for _, b := range boxes {
		shown := sandboxShown{ID: b.SecretID, Default: b.IsDefault(), This: b == c.box,
			Requests: b.Journal().Begun(), Links: b.CountLinks(), Now: b.Now(), Mode: b.ClockMode()}
		if at, client := b.Journal().LastUse(); !at.IsZero() {
			shown.LastUsed, shown.Client = &at, client
		}
		latest[shown.ID] = b.Journal().Latest()
		list.Sandboxes = append(list.Sandboxes, shown)
	}
	slices.SortFunc(list.Sandboxes, func(a, b sandboxShown) int {
		return cmp.Or(cmp.Compare(latest[b.ID], latest[a.ID]), cmp.Compare(a.ID, b.ID))
	})
	return list, nil
}

// takeChosen takes the parameter that names another sandbox out of the request. Coverage has words of its own
// for it, which stay.
func (c *call) takeChosen() (string, error) {
	id := c.URL.Query().Get(sandboxParameter)
	if id == "" || slices.Contains(list(thisSandbox, allSandboxes), id) {
		return "", nil
	}
	return c.takeParameter(sandboxParameter)
}

// takeParameter takes a parameter that many calls have out of the call, and returns it; "" for one that is not
// given. The error says that it is given more than once, or has no value.
func (c *call) takeParameter(name string) (string, error) {
	query := c.URL.Query()
	given := query[name]
	switch {
	case len(given) == 0:
		return "", nil
	case len(given) > 1:
		return "", bad("%s: it is given %d times; give it once", name, len(given))
	case given[0] == "":
		return "", bad("%s: it has no value", name)
	}
	value := given[0]
	query.Del(name)
	request, address := *c.Request, *c.URL
	address.RawQuery = url.Values(query).Encode()
	request.URL = &address
	c.Request = &request
	return value, nil
}

// choose makes the call about another sandbox that is open.
func (c *call) choose(id string) error {
	switch {
	case id == "" || c.box.Is(id):
		return nil
	case !c.unrestricted:
		return &problem{http.StatusForbidden, "only the keys of the default sandbox, or the control token, " +
			"choose another sandbox"}
	}
	box := c.cfg.Engine.Named(id)
	if box == nil {
		return &problem{http.StatusNotFound, fmt.Sprintf("there is no sandbox %s; its first request opens it", id)}
	}
	c.box = box
	return nil
}
