package scenario

import (
	"strings"
	"testing"
)

// TestEveryOperationIsExplained where an editor shows what a key means.
func TestEveryOperationIsExplained(t *testing.T) {
	t.Parallel()
	on := Format().JSONSchema("")["properties"].(map[string]any)["states"].(map[string]any)
	on = on["additionalProperties"].(map[string]any)["properties"].(map[string]any)["on"].(map[string]any)
	keys := on["properties"].(map[string]any)
	for _, trigger := range triggers() {
		key, _ := keys[trigger].(map[string]any)
		if text, _ := key["description"].(string); !strings.HasSuffix(text, ".") {
			t.Errorf("%s is explained by %q", trigger, text)
		}
	}
	if len(keys) != len(triggers()) {
		t.Errorf("%d keys are explained, there are %d", len(keys), len(triggers()))
	}
}
