package emulator

import (
	"context"
	"errors"
	"fmt"
	"os"
	"sync"

	"belvo-emulator/emulator/internal/data/bank"
	"belvo-emulator/emulator/internal/data/catalog"
	"belvo-emulator/emulator/internal/engine"
	"belvo-emulator/emulator/internal/scenario"
	"belvo-emulator/emulator/internal/snapshot"
	"belvo-emulator/fixtures"
	"belvo-emulator/scenarios"
)

// What is built in is the same for all emulators of a process: read once, when it is first needed.
var (
	builtInFixtures = sync.OnceValue(func() *catalog.Catalog {
		return catalog.Load(catalog.Layer{Name: "fixtures", FS: fixtures.FS})
	})
	builtInBooks     = sync.OnceValue(func() *bank.Books { return bank.NewBooks(builtInFixtures()) })
	builtInScenarios = sync.OnceValues(func() (*scenario.Set, error) {
		return readScenarios(builtInFixtures())
	})
)

// openFixtures returns the built-in fixtures with the user's folder over them, if there is one.
func openFixtures(dir string) (*catalog.Catalog, error) {
	if dir == "" {
		return builtInFixtures(), nil
	}
	if err := isFolder(dir); err != nil {
		return nil, err
	}
	files := catalog.Load(catalog.Layer{Name: "fixtures", FS: fixtures.FS},
		catalog.Layer{Name: dir, FS: os.DirFS(dir), Version: fmt.Sprintf("%x", contentOf(dir))})
	return files, files.Check()
}

// loadScenarios reads the built-in scenarios and those of the user's folder, if there is one.
func loadScenarios(files *catalog.Catalog, dir string) (*scenario.Set, error) {
	switch {
	case dir == "" && files == builtInFixtures():
		return builtInScenarios()
	case dir == "":
		return readScenarios(files)
	}
	if err := isFolder(dir); err != nil {
		return nil, err
	}
	return readScenarios(files, scenario.Layer{Name: dir, FS: os.DirFS(dir)})
}

// readScenarios reads the built-in scenarios with others over them.
func readScenarios(files *catalog.Catalog, over ...scenario.Layer) (*scenario.Set, error) {
	layers := append([]scenario.Layer{{Name: "scenarios", FS: scenarios.FS}}, over...)
	set, problems := scenario.Load(files.Sets(), layers...)
	return set, problems.OrNil()
}

// openWorld reads the worlds that sandboxes begin with, nil for no file, and tries them: the error has a line
// for each mistake.
func openWorld(path string, cfg engine.Config) (*snapshot.Seed, error) {
	if path == "" {
		return nil, nil
	}
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	doc, problems := snapshot.ParseSeed(context.Background(), path, text)
	if len(problems) > 0 {
		return nil, problems
	}
	cfg.World = doc
	warnings, err := engine.Check(cfg)
	for _, w := range warnings {
		cfg.Logger.Warn(w, "file", path)
	}
	return doc, err
}

func isFolder(dir string) error {
	info, err := os.Stat(dir)
	switch {
	case errors.Is(err, os.ErrNotExist):
		return fmt.Errorf("the folder %s does not exist", dir)
	case err != nil:
		return err
	case !info.IsDir():
		return fmt.Errorf("%s is no folder", dir)
	}
	return nil
}
