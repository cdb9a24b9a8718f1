package contract

import (
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// Evidence compares the operations for which a test found something out with a file that lists
// them, a line each, and writes the file instead if it is told to. The fidelity table is made from
// such files. The error names what the file claims and the test did not find; what it found in addition
// is claimed from the next update on.
func Evidence(file string, found map[string]bool, update bool) error {
	if update {
		now := slices.Sorted(maps.Keys(found))
		if err := os.MkdirAll(filepath.Dir(file), 0o750); err != nil {
			return err
		}
		return os.WriteFile(file, []byte(strings.Join(now, "\n")+"\n"), 0o600)
	}
	claimed, err := ReadEvidence(file)
	if err != nil {
		return err
	}
	var wrong []string
	for _, key := range slices.Sorted(maps.Keys(claimed)) {
		if !found[key] {
			wrong = append(wrong, "claimed, but not found: "+key)
		}
	}
	if len(wrong) > 0 {
		return fmt.Errorf("%s is not what the test finds; if it should be, run the test with -update\n%s", file,
			strings.Join(wrong, "\n"))
	}
	return nil
}

// ReadEvidence returns the operations that a file lists; none if there is no file yet.
func ReadEvidence(file string) (map[string]bool, error) {
	data, err := os.ReadFile(file)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	keys := map[string]bool{}
	for line := range strings.Lines(string(data)) {
		if key := strings.TrimSpace(line); key != "" {
			keys[key] = true
		}
	}
	return keys, nil
}
