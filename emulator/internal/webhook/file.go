package webhook

import (
	"context"
	"fmt"
	"slices"

	"belvo-emulator/emulator/internal/notice"
	"belvo-emulator/emulator/internal/yamlfile"
)

// fileYAML mirrors the YAML file that lists endpoints.
type fileYAML struct {
	Endpoints []struct {
		ID            string   `json:"id"`
		URL           string   `json:"url"`
		Authorization string   `json:"authorization"`
		Profile       string   `json:"profile"`
		Types         []string `json:"types"`
		Duplicate     bool     `json:"duplicate"`
		Delay         string   `json:"delay"`
		Reorder       bool     `json:"reorder"`
		When          Timing   `json:"when"`
	} `json:"endpoints"`
}

// FileFormat is the shape of that file.
func FileFormat() *yamlfile.Shape {
	text := &yamlfile.Shape{Kind: yamlfile.Text}
	flag := &yamlfile.Shape{Kind: yamlfile.Boolean}
	profiles := &yamlfile.Shape{Kind: yamlfile.Text}
	timings := &yamlfile.Shape{Kind: yamlfile.Text}
	for _, t := range Timings() {
		timings.Enum = append(timings.Enum, string(t))
	}
	for _, p := range Profiles() {
		profiles.Enum = append(profiles.Enum, p.Name)
	}
	return &yamlfile.Shape{Kind: yamlfile.Object, Fields: []yamlfile.Field{{Name: "endpoints", Required: true,
		Shape: &yamlfile.Shape{Kind: yamlfile.List, Most: 1000, Elem: &yamlfile.Shape{Kind: yamlfile.Object,
			Fields: []yamlfile.Field{
				{Name: "id", Shape: text}, {Name: "url", Shape: text, Required: true},
				{Name: "authorization", Shape: text}, {Name: "profile", Shape: profiles},
				{Name: "types", Shape: &yamlfile.Shape{Kind: yamlfile.List, Elem: text, Most: 100}},
				{Name: "duplicate", Shape: flag}, {Name: "delay", Shape: &yamlfile.Shape{Kind: yamlfile.Duration}},
				{Name: "reorder", Shape: flag}, {Name: "when", Shape: timings}}}}}}}
}

// ParseEndpoints reads a file that lists endpoints. It returns every problem with its line; whether
// endpoints can be used together is for CheckEndpoints to say.
func ParseEndpoints(file string, data []byte) ([]Endpoint, yamlfile.Problems) {
	var raw fileYAML
	places, problems := yamlfile.DecodePlaced(context.Background(), file, data, FileFormat(), &raw)
	if len(problems) > 0 {
		return nil, problems
	}
	endpoints := make([]Endpoint, len(raw.Endpoints))
	for i, e := range raw.Endpoints {
		endpoints[i] = Endpoint{ID: e.ID, URL: e.URL, Authorization: Secret(e.Authorization), Types: e.Types,
			Mangle: notice.Mangle{Duplicate: e.Duplicate, Reorder: e.Reorder}, When: e.When}
		if e.Profile != "" {
			endpoints[i].Profile, _ = ProfileNamed(e.Profile) // the format allows no other name
		}
		if e.Delay != "" {
			endpoints[i].Mangle.Delay, _ = yamlfile.ParseDuration(e.Delay) // checked by the format
		}
		for _, p := range endpoints[i].problems() {
			at, _ := places.Of(fmt.Sprintf("endpoints[%d].%s", i, p.field))
			problems = append(problems, yamlfile.Problem{File: file, Pos: at, Message: p.err.Error()})
		}
	}
	return endpoints, problems
}

// CheckEndpoints returns endpoints that are to be used together as they are kept, with clean URLs, or
// what is wrong with them.
func CheckEndpoints(endpoints []Endpoint) ([]Endpoint, error) {
	if _, err := checkTogether(endpoints); err != nil {
		return nil, err
	}
	kept := slices.Clone(endpoints)
	for i := range kept {
		kept[i].URL, _ = CleanURL(kept[i].URL) // checked above
	}
	return kept, nil
}
