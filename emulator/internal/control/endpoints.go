package control

import (
	"net/http"

	"github.com/gorilla/mux"

	"belvo-emulator/emulator/internal/notice"
	"belvo-emulator/emulator/internal/webhook"
	"belvo-emulator/emulator/internal/yamlfile"
)

// endpointBody is an endpoint to add.
type endpointBody struct {
	ID            string         `json:"id,omitempty" doc:"its name in deliveries; made up when it is left out"`
	URL           string         `json:"url"`
	Authorization string         `json:"authorization,omitempty" doc:"the header's value, never shown again"`
	Profile       profile        `json:"profile,omitempty" doc:"how it is tried again, aggregation by default"`
	Types         []string       `json:"types,omitempty" doc:"only these, such as LINK; all when it is left out"`
	Duplicate     bool           `json:"duplicate,omitempty" doc:"send each webhook twice"`
	Delay         string         `json:"delay,omitempty" doc:"a duration such as 90s to wait before the first attempt"`
	Reorder       bool           `json:"reorder,omitempty" doc:"swap neighbours"`
	When          webhook.Timing `json:"when,omitempty" doc:"before or after the answer of the request, or held until released"`
}

// endpoint is an endpoint as it is shown.
type endpoint struct {
	ID            string         `json:"id"`
	URL           string         `json:"url" doc:"without the values of its query, which may be secrets"`
	Authorization string         `json:"authorization,omitempty" doc:"only that there is one"`
	Profile       profile        `json:"profile"`
	Types         []string       `json:"types,omitempty"`
	Duplicate     bool           `json:"duplicate,omitempty"`
	Delay         string         `json:"delay,omitempty"`
	Reorder       bool           `json:"reorder,omitempty"`
	When          webhook.Timing `json:"when,omitempty"`
}

func show(e webhook.Endpoint) endpoint {
	out := endpoint{ID: e.ID, URL: e.Shown(), Authorization: e.Authorization.String(),
		Profile: profile(e.Profile.Name), Types: e.Types, Duplicate: e.Mangle.Duplicate, Reorder: e.Mangle.Reorder,
		When: e.When}
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

// Limits of an endpoint, which each webhook is compared with.
const (
	maxURL   = 8 << 10 // bytes
	maxTypes = 100
)

func addEndpoint(c *call) (any, error) {
	var body endpointBody
	if err := c.read(&body); err != nil {
		return nil, err
	}
	e, err := body.endpoint()
	if err != nil {
		return nil, err
	}
	added, err := c.box.Webhooks().AddEndpoint(e)
	if err != nil {
		return nil, bad("%v", err)
	}
	return show(added), nil
}

// endpoint is the endpoint that is described.
func (body *endpointBody) endpoint() (webhook.Endpoint, error) {
	e := webhook.Endpoint{ID: body.ID, URL: body.URL, Authorization: webhook.Secret(body.Authorization),
		Types: body.Types, Mangle: notice.Mangle{Duplicate: body.Duplicate, Reorder: body.Reorder}, When: body.When}
	switch {
	case len(body.URL) > maxURL:
		return e, bad(`"url" has %d bytes; there may be %d`, len(body.URL), maxURL)
	case len(body.Types) > maxTypes:
		return e, bad(`"types" has %d elements; there may be %d`, len(body.Types), maxTypes)
	}
	var err error
	if body.Profile != "" {
		if e.Profile, err = webhook.ProfileNamed(string(body.Profile)); err != nil {
			return e, bad("%v", err)
		}
	}
	if body.Delay != "" {
		if e.Mangle.Delay, err = yamlfile.DurationFrom(body.Delay, 0, "90s"); err != nil {
			return e, bad(`"delay" %v`, err)
		}
	}
	return e, nil
}

func removeEndpoint(c *call) (any, error) {
	if id := mux.Vars(c.Request)["id"]; !c.box.Webhooks().RemoveEndpoint(id) {
		return nil, &problem{http.StatusNotFound, "there is no endpoint " + id}
	}
	return nil, nil
}
