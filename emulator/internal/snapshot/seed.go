package snapshot

import (
	"context"
	"maps"
	"regexp"
	"slices"

	"belvo-emulator/emulator/internal/yamlfile"
)

// Seed is what a seed file says: the world that each sandbox begins with, and the sandboxes that begin with
// a world of their own instead.
type Seed struct {
	Document
	Sandboxes map[string]*Own `json:"sandboxes,omitempty"` // by secret id
}

// Own is a world of one sandbox's own. Nothing of the world of the others is in it.
type Own struct {
	SecretPassword string `json:"secret_password,omitempty"` // that opens it, "" for the first that is seen
	Document
}

// maxOwn is how many sandboxes of a seed file may have worlds of their own: all are made once at the start.
const maxOwn = 1000

// anything is what a password must be.
var anything = regexp.MustCompile(`(?s).`)

// SeedFormat is the shape of a Seed.
func SeedFormat() *yamlfile.Shape {
	own := Format()
	own.Doc, own.Secret = "a world of a sandbox's own", true // a password may stand there by mistake
	for i := range own.Fields {
		own.Fields[i].Required = false
	}
	own.Fields = append(own.Fields, field("secret_password", text(anything)))
	seed := Format()
	seed.Fields = append(seed.Fields, field("sandboxes",
		&yamlfile.Shape{Kind: yamlfile.Map, Elem: own, Most: maxOwn, Secret: true}))
	return seed
}

// ParseSeed reads a seed file, as Parse does a document.
func ParseSeed(ctx context.Context, file string, data []byte) (*Seed, yamlfile.Problems) {
	s := &Seed{Document: Document{file: file}}
	var problems yamlfile.Problems
	if s.places, problems = yamlfile.DecodePlaced(ctx, file, data, SeedFormat(), s); len(problems) > 0 {
		return nil, problems
	}
	problems = s.checkVersion()
	for _, id := range slices.Sorted(maps.Keys(s.Sandboxes)) {
		own := s.Sandboxes[id]
		own.file, own.places, own.path = file, s.places, "sandboxes."+id
		if own.Version == 0 {
			own.Version = s.Version
		}
		problems = append(problems, own.checkVersion()...)
	}
	if len(problems) > 0 {
		return nil, problems
	}
	return s, nil
}

// JSON writes the seed as JSON, indented.
func (s *Seed) JSON() ([]byte, error) { return indented(s) }

// YAML writes the seed as YAML.
func (s *Seed) YAML() ([]byte, error) {
	text, err := s.JSON()
	if err != nil {
		return nil, err
	}
	return yamlfile.FromJSON(text)
}
