package control

import (
	"errors"
	"fmt"
	"net/http"
	"reflect"

	"github.com/google/uuid"

	"belvo-emulator/emulator/internal/belvo"
	"belvo-emulator/emulator/internal/lifecycle"
	"belvo-emulator/emulator/internal/world"
)

func seedOperations() []Operation {
	return []Operation{
		{Method: http.MethodPost, Path: v1 + "links", Body: seedBody{}, Answer: seedAnswer{}, handle: seed,
			What: `make links in any state: {"institution", "state"}, or {"links": [...]} for many`},
	}
}

// seedBody is one link to make, or several.
type seedBody struct {
	seedLink
	Links []seedLink `json:"links,omitempty" doc:"several links, instead of one"`
}

// seedLink is a link to make. Only its institution is needed.
type seedLink struct {
	Institution        string           `json:"institution,omitempty"`
	State              lifecycle.State  `json:"state,omitempty" doc:"valid by default"`
	Username           string           `json:"username,omitempty"`
	ID                 uuid.UUID        `json:"id,omitzero"`
	Scenario           string           `json:"scenario,omitempty" doc:"that the link is pinned to"`
	ScenarioState      string           `json:"scenario_state,omitempty" doc:"where its user stands in it"`
	ExternalID         string           `json:"external_id,omitempty"`
	AccessMode         belvo.AccessMode `json:"access_mode,omitempty"`
	RefreshRate        string           `json:"refresh_rate,omitempty"`
	CredentialsStorage string           `json:"credentials_storage,omitempty"`
	StaleIn            string           `json:"stale_in,omitempty"`
	FetchResources     []string         `json:"fetch_resources,omitempty"`
}

// seedAnswer has the links that were made, in the order in which they were asked for.
type seedAnswer struct {
	Links []world.Seeded `json:"links"`
}

// maxSeeds is how many links one call makes.
const maxSeeds = 10_000

func seed(c *call) (any, error) {
	var body seedBody
	if err := c.read(&body); err != nil {
		return nil, err
	}
	links, many := body.Links, body.Links != nil
	switch {
	case !many:
		links = []seedLink{body.seedLink}
	case !reflect.ValueOf(body.seedLink).IsZero():
		return nil, bad(`give one link, or several in "links", not both`)
	case len(links) > maxSeeds:
		return nil, bad("more than %d links", maxSeeds)
	}
	seeds := make([]world.Seed, len(links))
	for i, l := range links {
		seeds[i] = world.Seed(l)
	}
	made, at, err := world.Plant(c.box, seeds)
	var wrong *world.SeedError
	if !errors.As(err, &wrong) {
		return seedAnswer{made}, err
	}
	p := &problem{http.StatusBadRequest, err.Error()}
	if wrong.Conflict {
		p.status = http.StatusConflict
	}
	if many {
		p.text = fmt.Sprintf("links[%d]: %s", at, p.text)
	}
	return nil, p
}
