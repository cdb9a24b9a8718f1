package control

import (
	"mime"
	"net/http"
	"strings"

	"belvo-emulator/emulator/internal/snapshot"
	"belvo-emulator/emulator/internal/world"
)

func snapshotOperations() []Operation {
	return []Operation{
		{Method: http.MethodGet, Path: v1 + "snapshot", At: true, Query: formatQuery{}, Answer: snapshot.Document{},
			Also: mediaYAML, handle: readSnapshot,
			What: "the sandbox's world as one document; format=yaml for YAML"},
		{Method: http.MethodPut, Path: v1 + "snapshot", Body: snapshot.Document{}, Answer: world.Restored{},
			Also: mediaYAML, handle: putSnapshot,
			What: "the sandbox's world from now on, in JSON or YAML: all of it, or nothing and why"},
	}
}

// format is how a document is written.
type format string

// mediaYAML is the Content-Type of YAML.
const mediaYAML = "application/yaml"

// The formats.
const (
	formatJSON format = "json"
	formatYAML format = "yaml"
)

// formatQuery chooses the format.
type formatQuery struct {
	Format format `json:"format" doc:"json, the default, or yaml"`
}

func readSnapshot(c *call) (any, error) {
	var q formatQuery
	if err := c.query(&q); err != nil {
		return nil, err
	}
	if q.Format == "" && strings.Contains(c.Header.Get("Accept"), "yaml") {
		q.Format = formatYAML
	}
	doc, err := world.Snapshot(c.box)
	if err != nil {
		return nil, &problem{http.StatusConflict, err.Error()}
	}
	write, media := doc.JSON, "application/json"
	if q.Format == formatYAML {
		write, media = doc.YAML, mediaYAML
	}
	text, err := write()
	if err != nil {
		return nil, err
	}
	return stream(func(w http.ResponseWriter) {
		w.Header().Set("Content-Type", media)
		_, _ = w.Write(text) // a client that has gone needs no answer
	}), nil
}

// maxSnapshot is how long a snapshot may be, in bytes.
const maxSnapshot = 64 << 20

// putSnapshot reads YAML whatever the Content-Type says: JSON is YAML too.
func putSnapshot(c *call) (any, error) {
	text, err := c.body(maxSnapshot)
	if err != nil {
		return nil, err
	}
	file := "snapshot.json"
	media, _, err := mime.ParseMediaType(c.Header.Get("Content-Type"))
	if err == nil && strings.Contains(media, "yaml") {
		file = "snapshot.yaml"
	}
	doc, problems := snapshot.Parse(c.Context(), file, text)
	if len(problems) > 0 {
		return nil, bad("%v", problems)
	}
	return c.cfg.Engine.Restore(c.Context(), c.box, doc)
}
