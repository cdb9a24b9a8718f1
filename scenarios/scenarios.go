// Package scenarios holds the built-in scenarios, as YAML files that also serve as examples.
package scenarios

import "embed"

// FS has the scenario files.
//
//go:embed *.yaml
var FS embed.FS
