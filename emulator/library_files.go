package emulator

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"

	"belvo-emulator/emulator/internal/scenario"
	"belvo-emulator/emulator/internal/yamlfile"
)

// Check reads the text of a scenario's file and returns what is wrong in it.
func (l *library) Check(file string, text []byte) (*scenario.Scenario, yamlfile.Problems) {
	return scenario.Parse(file, text, l.books.Catalog.Sets())
}

// plainName is what a file may be called that is saved: nothing in it leads out of the folder, is hidden or
// means anything to a system.
var plainName = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$`)

// Save writes the text of a scenario into the user's folder as NAME.yaml and returns the file. What is there
// is replaced at once or not at all. The new scenario is in force with the next request if the folder as a
// whole is right; else nothing is written.
func (l *library) Save(name string, text []byte) (string, error) {
	switch {
	case l.folders.scenarios == "":
		return "", errors.New("the emulator was started without --scenarios, so there is no folder to save in")
	case !plainName.MatchString(name):
		return "", fmt.Errorf("a file's name has letters, digits, _ and - only, not %q", name)
	}
	l.looking.Lock()
	defer l.looking.Unlock()
	file := filepath.Join(l.folders.scenarios, name+".yaml")
	if info, err := os.Lstat(file); err == nil && !info.Mode().IsRegular() {
		return "", fmt.Errorf("%s is no plain file", file)
	}
	if err := l.fits(name+".yaml", text); err != nil {
		return "", err
	}
	return file, writeFile(file, text)
}

// fits says whether the folder is right with a file in it.
func (l *library) fits(name string, text []byte) error {
	over := overlay{os.DirFS(l.folders.scenarios), name, text}
	_, err := readScenarios(l.books.Catalog, scenario.Layer{Name: l.folders.scenarios, FS: over})
	return err
}

// writeFile replaces a file by way of another one beside it.
func writeFile(file string, text []byte) error {
	made, err := os.CreateTemp(filepath.Dir(file), ".scenario-*.tmp")
	if err != nil {
		return err
	}
	_, err = made.Write(text)
	err = errors.Join(err, made.Chmod(0o644), made.Close())
	if err == nil {
		err = os.Rename(made.Name(), file)
	}
	if err != nil {
		_ = os.Remove(made.Name()) // it is of no use
	}
	return err
}
