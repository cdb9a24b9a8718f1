// Command explore proves that "belvo-emulator explore" finds mistakes and accuses nobody wrongly. The twelve
// applications of e2e/explore have one mistake each: it must be found within a minute, by a story of at most four
// steps that breaks the application each time. With FIXED=1 each application is right, and no story may break it.
// It is run from anywhere in the module:
//
//	go run ./emulator/e2e/long/explore                        all of them, about an hour on two cores
//	go run ./emulator/e2e/long/explore -match first-page -stories 100
//
// It prints a table. The exit code is 1 when something is not so. It needs node, sh and curl.
package main

import (
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"text/tabwriter"
	"time"
)

func main() {
	var b bench
	match := flag.String("match", "", "only applications whose name contains `TEXT`")
	flag.IntVar(&b.stories, "stories", 500, "tell each twin `N` stories, 0 for none")
	flag.IntVar(&b.replays, "replays", 20, "tell each story that was found `N` times again, 0 not to look for any")
	flag.DurationVar(&b.limit, "time", time.Minute, "find each mistake within `DURATION`")
	flag.IntVar(&b.seed, "seed", 1, "the `SEED` of each search")
	flag.StringVar(&b.program, "program", "", "the emulator's `FILE`, built if it is left out")
	flag.Parse()
	if flag.NArg() > 0 || b.stories < 0 || b.replays < 0 {
		flag.Usage()
		os.Exit(2)
	}
	ok, err := b.prove(*match)
	if err != nil {
		fmt.Fprintln(os.Stderr, "explore:", err)
	}
	if err != nil || !ok {
		os.Exit(1)
	}
}

// prove prints the table of the applications that match, and says whether all is as it should be.
func (b *bench) prove(match string) (bool, error) {
	work, err := os.MkdirTemp("", "explore")
	if err != nil {
		return false, err
	}
	defer func() { _ = os.RemoveAll(work) }() // what stays behind is the system's to clean up
	if err := b.build(work); err != nil {
		return false, err
	}
	fine := true
	table := tabwriter.NewWriter(os.Stdout, 26, 0, 2, ' ', 0)
	fmt.Fprintln(table, "application\trule\truns\tseconds\tsteps\treplays\ttwin's stories\talarms\tseconds\tverdict")
	_ = table.Flush() // at worst a line too few
	for _, p := range applications {
		if !strings.Contains(p.name, match) {
			continue
		}
		row, err := b.row(p)
		if err != nil {
			return false, fmt.Errorf("%s: %w", p.name, err)
		}
		why := row.verdict(b)
		fine = fine && why == "ok"
		fmt.Fprintf(table, "%s\t%s\t%d\t%.1f\t%d\t%d of %d\t%d\t%d\t%.1f\t%s\n", p.name, p.rule, row.runs,
			row.took.Seconds(), row.steps, row.again, row.replays, row.told, len(row.alarms), row.twinTook.Seconds(), why)
		_ = table.Flush()
	}
	return fine, nil
}

// build builds what is run.
func (b *bench) build(work string) error {
	mod, err := exec.Command("go", "env", "GOMOD").Output()
	if err != nil {
		return fmt.Errorf("go env GOMOD: %w", err)
	}
	root := filepath.Dir(strings.TrimSpace(string(mod)))
	b.work, b.folder, b.apps = work, filepath.Join(root, "emulator", "e2e", "explore"), filepath.Join(work, "apps")
	wanted := map[string]string{b.apps: "./emulator/e2e/explore/apps"}
	if b.program == "" {
		b.program = filepath.Join(work, "belvo-emulator")
		wanted[b.program] = "."
	}
	for file, pkg := range wanted {
		build := exec.Command("go", "build", "-o", file, pkg)
		build.Dir, build.Stderr = root, os.Stderr
		if err := build.Run(); err != nil {
			return fmt.Errorf("go build %s: %w", pkg, err)
		}
	}
	return nil
}
