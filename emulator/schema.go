package emulator

import (
	"bytes"
	"encoding/json"

	"belvo-emulator/emulator/internal/scenario"
)

// ScenarioSchema is the JSON schema of a scenario file, for editors.
func ScenarioSchema() (string, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	err := e.Encode(scenario.Format().JSONSchema("Belvo emulator scenario"))
	return b.String(), err
}
