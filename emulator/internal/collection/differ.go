package collection

import (
	"bytes"
	"encoding/json"
	"regexp"

	"github.com/google/uuid"

	"belvo-emulator/emulator/internal/data/registry"
)

// readings are the instants that say when an object was read, not what it is. A reference_date is one
// where it has a time of day.
var readings = regexp.MustCompile(
	`"(created_at|collected_at|updated_at|last_accessed_at|reference_date)":"[^"]*T[^"]*"`)

// Differ says whether the later of two readings of a resource has an object that the earlier one did
// not have, or an object that has changed since. When an object was read does not count.
func Differ(earlier, later []registry.Item) bool {
	known := make(map[uuid.UUID]any, len(earlier))
	for _, item := range earlier {
		known[item.ID] = item.Value
	}
	for _, item := range later {
		old, is := known[item.ID]
		if !is || !bytes.Equal(content(old), content(item.Value)) {
			return true
		}
	}
	return false
}

// content is what an object says, as JSON.
func content(value any) []byte {
	data, _ := json.Marshal(value) // objects always encode
	return readings.ReplaceAll(data, nil)
}
