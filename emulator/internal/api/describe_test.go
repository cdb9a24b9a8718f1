package api

import (
	"context"
	"encoding/json"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"

	"belvo-emulator/emulator/internal/data/registry"
)

// TestTheDescriptionIsTheRouteTable: it is a right OpenAPI document, and has each operation that
// is emulated and nothing else.
func TestTheDescriptionIsTheRouteTable(t *testing.T) {
	t.Parallel()
	document, err := Describe("1.2.3", registry.Registry())
	if err != nil {
		t.Fatal(err)
	}
	data, err := json.Marshal(document)
	if err != nil {
		t.Fatal(err)
	}
	loaded, err := openapi3.NewLoader().LoadFromData(data)
	if err == nil {
		err = loaded.Validate(context.Background())
	}
	if err != nil {
		t.Errorf("the document is not right: %v", err)
	}
	var described, served []string
	for path, item := range document.Paths {
		for method := range maps.Keys(item) {
			described = append(described, strings.ToUpper(method)+" "+path)
		}
	}
	for _, r := range Routes(registry.Registry()) {
		if r.Fidelity == Emulated {
			served = append(served, r.Method+" "+r.Path)
			if len(r.answers) == 0 {
				t.Errorf("%s %s does not say what it answers", r.Method, r.Path)
			}
		}
	}
	slices.Sort(described)
	slices.Sort(served)
	if !slices.Equal(described, served) {
		t.Errorf("the document describes\n%v\nand what is served is\n%v", described, served)
	}
}
