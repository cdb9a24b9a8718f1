package emulator

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"belvo-emulator/emulator/internal/scenario"
	"belvo-emulator/emulator/internal/yamlfile"
)

// Stdin is the path by which CheckScenarios reads the standard input, as other programs do.
const Stdin = "-"

// CheckScenarios reads scenario files, and all that folders hold, and tells what each of them is;
// they may name the data sets of a folder of fixtures, "" for none. The path Stdin is that of a file
// without a name, read from stdin. The error lists every problem of every file, as
// file:line:column: message, and which files of one folder claim the same users.
func CheckScenarios(paths []string, fixtures string, stdin io.Reader) (string, error) {
	catalog, err := openFixtures(fixtures)
	if err != nil {
		return "", err
	}
	var report strings.Builder
	files, problems := scenarioFiles(paths)
	together := map[string][]*scenario.Scenario{} // by folder
	for _, file := range files {
		data, err := readScenario(file, stdin)
		if err != nil {
			problems = append(problems, unreadable(file, err))
			continue
		}
		s, found := scenario.Parse(file, data, catalog.Sets())
		problems = append(problems, found...)
		if s != nil {
			fmt.Fprintf(&report, "%s: scenario %q is fine, %s\n", file, s.Name, counted(len(s.States), "state"))
			if folder := filepath.Dir(file); file != Stdin {
				together[folder] = append(together[folder], s)
			}
		}
	}
	for _, folder := range slices.Sorted(maps.Keys(together)) {
		problems = append(problems, scenario.Conflicts(together[folder])...)
	}
	return report.String(), problems.OrNil()
}

// readScenario reads a file, or stdin, of which no more is read than makes it too large.
func readScenario(file string, stdin io.Reader) ([]byte, error) {
	if file == Stdin {
		return io.ReadAll(io.LimitReader(stdin, scenario.MaxFile+1))
	}
	return os.ReadFile(filepath.Clean(file))
}

// scenarioFiles replaces folders by the files that --scenarios would read of them.
func scenarioFiles(paths []string) (files []string, problems yamlfile.Problems) {
	for _, path := range paths {
		if path == Stdin {
			files = append(files, path)
			continue
		}
		if info, err := os.Stat(path); err != nil || !info.IsDir() {
			files = append(files, path) // that there is none is seen when it is read
			continue
		}
		entries, err := os.ReadDir(path)
		if err != nil {
			problems = append(problems, unreadable(path, err))
		}
		before := len(files)
		for _, entry := range entries {
			if scenario.IsFile(entry) {
				files = append(files, filepath.Join(path, entry.Name()))
			}
		}
		if err == nil && len(files) == before {
			problems = append(problems, unreadable(path, errors.New("the folder has no scenario files")))
		}
	}
	return files, problems
}

// unreadable is a file or folder as a problem, which names the path already.
func unreadable(path string, err error) yamlfile.Problem {
	var of *fs.PathError
	if errors.As(err, &of) {
		err = of.Err
	}
	return yamlfile.Problem{File: path, Pos: yamlfile.Pos{Line: 1, Column: 1}, Message: err.Error()}
}

// counted is a number of things by their word in the singular.
func counted(n int, word string) string {
	if n == 1 {
		return "1 " + word
	}
	return fmt.Sprintf("%d %ss", n, word)
}
