// Command mutants proves that the tests of the internal packages notice wrong code. It changes one line
// at a time, as the list in list.go says, and runs the tests of the package that must notice. It is run
// from anywhere in the module:
//
//	go run ./emulator/e2e/long/mutants            all of them, some three minutes on two cores
//	go run ./emulator/e2e/long/mutants -every 8   a sample for each change: the 1st, the 9th and so on
//	go run ./emulator/e2e/long/mutants -match contact/
//
// The changed file is an overlay of the build, so the checkout is not touched. The exit code is 1 when a
// mutant survives, no longer applies or does not compile.
package main

import (
	"flag"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
)

func main() {
	every := flag.Int("every", 1, "test each `N`th mutant of the list only")
	match := flag.String("match", "", "test only mutants whose file or new text contains `TEXT`")
	jobs := flag.Int("jobs", runtime.NumCPU(), "test `N` mutants at a time")
	flag.Parse()
	if *every < 1 || *jobs < 1 || flag.NArg() > 0 {
		flag.Usage()
		os.Exit(2)
	}
	ok, err := run(os.Stdout, choose(mutants, *every, *match), *jobs)
	if err != nil {
		fmt.Fprintln(os.Stderr, "mutants:", err)
	}
	if err != nil || !ok {
		os.Exit(1)
	}
}

// choose returns each nth of the mutants that match.
func choose(all []mutant, nth int, match string) []mutant {
	var chosen []mutant
	for i, m := range all {
		if i%nth == 0 && (strings.Contains(m.file, match) || strings.Contains(m.new, match)) {
			chosen = append(chosen, m)
		}
	}
	return chosen
}

// run tests mutants of the module that the working directory is in, and prints what became of each. It
// says whether all of them were noticed.
func run(out io.Writer, chosen []mutant, jobs int) (bool, error) {
	mod, err := exec.Command("go", "env", "GOMOD").Output()
	if err != nil {
		return false, fmt.Errorf("go env GOMOD: %w", err)
	}
	work, err := os.MkdirTemp("", "mutants")
	if err != nil {
		return false, err
	}
	defer func() { _ = os.RemoveAll(work) }() // what stays behind is the system's to clean up
	b := bench{root: filepath.Dir(strings.TrimSpace(string(mod))), work: work}
	if err := b.sound(chosen); err != nil {
		return false, err
	}
	return report(out, chosen, testAll(chosen, jobs, b.test)), nil
}
