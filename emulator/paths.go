package emulator

import (
	"encoding/json"

	"belvo-emulator/emulator/internal/control"
)

// ControlDocument is the OpenAPI description of the control calls.
func ControlDocument() (json.RawMessage, error) { return control.Document(Version) }

// ControlPath is the path of a control call, such as "clock/advance".
func ControlPath(call string) string { return control.Prefix + "v1/" + call }

// PagesPath is what the path of every page of the emulator's own begins with.
func PagesPath() string { return control.Prefix }
