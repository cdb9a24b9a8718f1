package control_test

import (
	"encoding/json"
	"net/http"
	"slices"
	"strings"
	"testing"

	"belvo-emulator/emulator/internal/control"
)

// TestTheDocumentIsTheTable: every call is in the OpenAPI document, and nothing else.
func TestTheDocumentIsTheTable(t *testing.T) {
	t.Parallel()
	w := ask(surface(t), http.MethodGet, v1+"openapi.json", "")
	var doc struct {
		Info  struct{ Version string }
		Paths map[string]map[string]struct{ OperationID string }
	}
	if err := json.Unmarshal(w.Body.Bytes(), &doc); err != nil || w.Code != http.StatusOK {
		t.Fatal(w.Code, err, w.Body)
	}
	var described, known, ids []string
	for path, item := range doc.Paths {
		for method, op := range item {
			described = append(described, strings.ToUpper(method)+" "+path)
			ids = append(ids, op.OperationID)
		}
	}
	for _, op := range control.Operations() {
		known = append(known, op.Method+" "+op.Path)
	}
	slices.Sort(described)
	slices.Sort(known)
	if !slices.Equal(described, known) || doc.Info.Version != "1.2.3" {
		t.Errorf("version %s describes\n%q, the table has\n%q", doc.Info.Version, described, known)
	}
	if slices.Sort(ids); len(slices.Compact(ids)) != len(known) {
		t.Errorf("an operationId is there twice: %q", ids)
	}
}
