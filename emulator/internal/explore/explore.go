// Package explore finds the stories that break an application: it has it run undisturbed, then in one story
// after the other, judges each run, makes what it found as short as it can, and proves it. It runs nothing
// itself: whoever uses it says how an application is run in a sandbox.
package explore

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"belvo-emulator/emulator/internal/clock"
	"belvo-emulator/emulator/internal/explore/judge"
	"belvo-emulator/emulator/internal/explore/search"
	"belvo-emulator/emulator/internal/ident"
	"belvo-emulator/emulator/internal/run"
	"belvo-emulator/emulator/internal/story"
)

// Attempt is one run that is asked for.
type Attempt struct {
	Number  int         // of all runs, from 1
	Sandbox string      // the secret id of a sandbox that nobody has used
	Story   story.Story // the zero value is the undisturbed run
	// Limit is how long the run may take, in real time, apart from what its story holds it up.
	Limit time.Duration
	// Storm is how many equal calls the run may make before it is ended.
	Storm int
}

// Result is what came of a run.
type Result struct {
	Outcome judge.Outcome
	Report  run.Report
}

// Config is what a search needs.
type Config struct {
	// Run runs the application in a fresh sandbox and tells what came of it. It is called from several
	// goroutines at once if Jobs is more than one. Its error ends the search.
	Run  func(context.Context, Attempt) (Result, error)
	Seed uint64
	// Runs is how many runs there may be, those that shrink and prove what was found not counted; 0 for as
	// many as there are stories.
	Runs int
	// Time is how long the search may take, 0 for no limit. It decides when no further story is begun.
	Time time.Duration
	// Jobs is how many runs there are at once; 0 for two, if two undisturbed ones pass at once.
	Jobs  int
	Table []search.Misfortune // nil for search.Table()
	Kept  []story.Story       // are told before any other
	Only  bool                // tell those alone
	Judge judge.Options
	// Heals holds the command to one passing fault: it has to succeed all the same.
	Heals bool
	// Replays is how often what was found is told again, 0 for three times.
	Replays int
	// Progress is told of each run, nil for nobody.
	Progress func(done, found int)
	Clock    clock.Clock // nil for the machine's
}

// undisturbed is how many runs without a story there are.
const undisturbed = 3

// firstLimit is how long the first undisturbed run may take.
const firstLimit = 2 * time.Minute

// unnamed is the name of a story that was not kept, until it breaks something.
const unnamed = "story"

// explorer is one search on its way.
type explorer struct {
	cfg    Config
	ctx    context.Context
	ids    *ident.Source
	search *search.Search
	usual  judge.Usual
	until  time.Time // zero for no limit
	count  int
	report *Report
}

// Search runs the search until it has no time, no runs or no stories left, or ctx ends: the report is of
// what was done so far then. The error is one of Run.
func Search(ctx context.Context, cfg Config) (*Report, error) {
	if cfg.Table == nil {
		cfg.Table = search.Table()
	}
	if cfg.Clock == nil {
		cfg.Clock = clock.Real{}
	}
	if cfg.Replays == 0 {
		cfg.Replays = 3
	}
	x := &explorer{cfg: cfg, ctx: ctx, ids: ident.NewSource(cfg.Seed, "explore"), report: &Report{Seed: cfg.Seed}}
	begun := cfg.Clock.Now()
	if cfg.Time > 0 {
		x.until = begun.Add(cfg.Time)
	}
	ready, err := x.baseline()
	if err == nil && ready {
		err = x.explore()
	}
	x.finish()
	if err != nil && ctx.Err() != nil {
		x.report.Stopped, err = true, nil
	}
	x.report.Took = cfg.Clock.Now().Sub(begun)
	return x.report, err
}

// attempt makes the next run that is asked for.
func (x *explorer) attempt(told story.Story) Attempt {
	x.count++
	return Attempt{Number: x.count, Sandbox: x.ids.UUID().String(), Story: told, Limit: x.usual.TimeLimit(),
		Storm: x.usual.StormLimit()}
}

func (x *explorer) run(told story.Story) (Result, error) {
	if err := x.ctx.Err(); err != nil {
		return Result{}, err
	}
	return x.cfg.Run(x.ctx, x.attempt(told))
}

// over says whether no further story is to be begun.
func (x *explorer) over() bool {
	return x.ctx.Err() != nil || x.cfg.Runs > 0 && x.report.Runs >= x.cfg.Runs ||
		!x.until.IsZero() && !x.cfg.Clock.Now().Before(x.until)
}

// explore tells stories, in batches of as many as run at once: they are chosen before any of them runs, so
// that the same seed chooses the same.
func (x *explorer) explore() error {
	kept := slices.Clone(x.cfg.Kept)
	for !x.over() {
		batch := []story.Story{}
		for len(batch) < x.cfg.Jobs && (x.cfg.Runs == 0 || x.report.Runs+len(batch) < x.cfg.Runs) {
			if len(kept) > 0 {
				batch, kept = append(batch, kept[0]), kept[1:]
				continue
			}
			told, any := x.search.Next()
			if x.cfg.Only || !any {
				break
			}
			told.Name = unnamed
			batch = append(batch, told)
		}
		if len(batch) == 0 {
			return nil
		}
		if err := x.batch(batch); err != nil {
			return err
		}
	}
	return nil
}

// batch runs stories at once and takes their results in their order.
func (x *explorer) batch(batch []story.Story) error {
	results, err := x.atOnce(batch)
	if err != nil {
		return err
	}
	for i, told := range batch {
		if err := x.take(told, results[i]); err != nil {
			return err
		}
	}
	return nil
}

// atOnce runs stories at once. The error is the first of a run's.
func (x *explorer) atOnce(batch []story.Story) ([]Result, error) {
	attempts := make([]Attempt, len(batch))
	for i, told := range batch {
		attempts[i] = x.attempt(told)
	}
	results, errs := make([]Result, len(batch)), make([]error, len(batch))
	done := make(chan int)
	for i := range batch {
		go func() {
			results[i], errs[i] = x.cfg.Run(x.ctx, attempts[i])
			done <- i
		}()
	}
	for range batch {
		<-done
	}
	return results, errors.Join(errs...)
}

// take learns from the run of a story, and keeps the story if it broke something new.
func (x *explorer) take(told story.Story, got Result) error {
	x.report.Runs++
	defer func() {
		if x.cfg.Progress != nil {
			x.cfg.Progress(x.report.Runs, len(x.report.Stories))
		}
	}()
	kept := told.Name != unnamed
	if why := idle(told, got.Report); why != "" {
		x.report.count(told, untaken)
		if kept {
			x.report.Notes = append(x.report.Notes, fmt.Sprintf("the story %s: %s", told.Name, why))
		}
		return nil
	}
	broken := x.breaches(told, got)
	if len(broken) == 0 {
		x.report.count(told, passed)
		x.search.Learn(told, got.Report)
		return nil
	}
	x.report.count(told, broke)
	x.search.Meet(got.Report)
	b := broken[0]
	if !kept && x.report.knows(b) {
		return nil
	}
	found := Found{Rule: b.Rule, Because: b.Because, Place: b.Place, Runs: x.report.Runs, Steps: parts(told), Story: told}
	if !kept {
		if err := x.shrink(&found); err != nil {
			x.report.Stories = append(x.report.Stories, found)
			return err
		}
	}
	x.report.Stories = append(x.report.Stories, found)
	return x.prove(&x.report.Stories[len(x.report.Stories)-1])
}

// breaches is what a run of a story broke.
func (x *explorer) breaches(told story.Story, got Result) []judge.Breach {
	return judge.Breaches(got.Outcome, got.Report, x.usual, search.Transparent(x.cfg.Table, told, x.cfg.Heals), x.cfg.Judge)
}

// idle says why a story took no effect, "" if each of its parts did.
func idle(told story.Story, r run.Report) string {
	for i := range told.Steps {
		if i >= len(r.Steps) || !r.Steps[i].Took {
			return fmt.Sprintf("step %d took no effect", i+1)
		}
	}
	if told.Webhooks != nil && len(r.Webhooks)+r.Waiting == 0 {
		return "no webhook was sent"
	}
	return ""
}

// parts is how many things happen in a story.
func parts(told story.Story) int {
	n := len(told.Steps)
	if told.Webhooks != nil {
		n++
	}
	if told.Answers != nil {
		n++
	}
	return n
}

// finish names what was found and counts what was met.
func (x *explorer) finish() {
	if x.search != nil {
		x.report.Met, x.report.Left = x.search.Met(), x.search.Left()
		for _, t := range x.search.Unmet() {
			x.report.Unmet = append(x.report.Unmet, string(t.From)+" "+string(t.Event))
		}
	}
	x.report.name()
}
