package cli_test

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"belvo-emulator/emulator/cli/clitest"
)

// planted builds the applications that have mistakes.
func planted(t *testing.T) string {
	t.Helper()
	if _, err := exec.LookPath("go"); err != nil {
		t.Skipf("the applications cannot be built here: %v", err)
	}
	file := filepath.Join(t.TempDir(), "apps")
	build := exec.Command("go", "build", "-buildvcs=false", "-o", file, "belvo-emulator/emulator/e2e/explore/apps")
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("go build: %v\n%s", err, out)
	}
	return file
}

// ranPlanted looks for what breaks an application, and returns the report and the stories by their files.
func ranPlanted(t *testing.T, apps, name, fixed string) (result, map[string]string) {
	t.Helper()
	out := t.TempDir()
	cmd := exec.Command(program.Path(t), "explore", "--seed", "3", "--runs", "60", "--jobs", "1", "--format", "json", "--out", out,
		"--", apps, name)
	cmd.Env = clitest.Environ("FIXED=" + fixed)
	report, _ := cmd.Output() // its exit code is looked at
	files := map[string]string{}
	list, err := os.ReadDir(out)
	for _, f := range list {
		var text []byte
		if text, err = os.ReadFile(filepath.Join(out, f.Name())); err == nil {
			files[f.Name()] = string(text)
		}
	}
	if err != nil {
		t.Fatal(err)
	}
	return result{code: cmd.ProcessState.ExitCode(), stdout: string(report)}, files
}

// TestExploreFindsPlantedMistakes, with the same seed by the same stories, byte for byte, and does not accuse the
// applications that are right. The long form is e2e/long/explore.
func TestExploreFindsPlantedMistakes(t *testing.T) {
	t.Parallel()
	apps := planted(t)
	for name, rule := range map[string]string{"registers-again": "second-link", "kept-token": "crash"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			first, stories := ranPlanted(t, apps, name, "0")
			var report struct {
				Stories []struct {
					Rule    string
					Again   int `json:"broke_again"`
					Replays int `json:"of_replays"`
				}
			}
			if err := json.Unmarshal([]byte(first.stdout), &report); err != nil || first.code != 1 ||
				len(report.Stories) != 1 || report.Stories[0].Rule != rule ||
				report.Stories[0].Again != report.Stories[0].Replays {
				t.Errorf("%v in %+v", err, first)
			}
			second, again := ranPlanted(t, apps, name, "0")
			if first.stdout != second.stdout {
				t.Errorf("the same seed gives two reports:\n%s\n%s", first.stdout, second.stdout)
			}
			for file, text := range stories {
				if again[file] != text || len(again) != len(stories) {
					t.Errorf("the same seed gives two stories:\n%s\n%s", text, again[file])
				}
			}
			if twin, _ := ranPlanted(t, apps, name, "1"); twin.code != 0 {
				t.Errorf("the twin is accused: %+v", twin)
			}
		})
	}
}
