package emulator

import (
	"belvo-emulator/emulator/internal/control"
	"belvo-emulator/emulator/internal/dashboard"
	"belvo-emulator/emulator/internal/guide"
)

// ControlPath is the path of a control call, such as "clock/advance".
func ControlPath(call string) string { return control.Prefix + "v1/" + call }

// WidgetPath is the path that goes through the widget without a browser.
func WidgetPath() string { return control.WidgetPath }

// DashboardPath is the path of the page that shows what the emulator does.
func DashboardPath() string { return dashboard.Path }

// GuidePath is the path of the pages of the guide.
func GuidePath() string { return guide.Path }

// HealthPath is the path that answers 200 when the emulator is ready.
func HealthPath() string { return control.HealthPath }
