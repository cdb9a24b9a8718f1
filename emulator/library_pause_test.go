package emulator

import (
	"log/slog"
	"os"
	"path/filepath"
	"testing"
	"time"
)

// TestFoldersAreLookedAtNowAndThen: between two looks requests cost nothing, but a control call
// looks at once.
func TestFoldersAreLookedAtNowAndThen(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	l, err := openLibrary(folders{scenarios: dir}, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	if l.pause != 100*time.Millisecond {
		t.Errorf("the pause is %s", l.pause)
	}
	l.pause = 24 * time.Hour
	l.look(false) // the first one looks
	spoil := func(text string) {
		if err := os.WriteFile(filepath.Join(dir, "bad.yaml"), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	spoil("version: 1")
	l.look(false)
	if found := l.Problems(); len(found) != 0 {
		t.Errorf("within the pause it found %q", found)
	}
	l.look(true)
	if len(l.Problems()) == 0 {
		t.Error("a control call did not look")
	}
	spoil("")
	l.due.Store(0) // the pause is over
	before := l.Problems()[0]
	l.look(false)
	if now := l.Problems(); len(now) == 1 && now[0] == before {
		t.Errorf("after the pause it still says %q", now)
	}
}
