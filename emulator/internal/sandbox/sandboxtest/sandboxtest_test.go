package sandboxtest_test

import (
	"testing"

	"belvo-emulator/emulator/internal/sandbox/sandboxtest"
)

func TestScenariosLoad(t *testing.T) {
	t.Parallel()
	if n := len(sandboxtest.Scenarios(t).All()); n != 2 {
		t.Errorf("%d scenarios, want 2", n)
	}
}
