package explore

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"belvo-emulator/emulator/internal/explore/judge"
	"belvo-emulator/emulator/internal/lifecycle"
	"belvo-emulator/emulator/internal/story"
)

// Report is what a search found.
type Report struct {
	Seed     uint64        `json:"seed"`
	Runs     int           `json:"runs"`            // stories that were told
	Extra    int           `json:"extra_runs"`      // to shrink and to prove what was found
	Requests int           `json:"requests"`        // of the undisturbed run
	Unfit    string        `json:"unfit,omitempty"` // why nothing can be judged
	Stopped  bool          `json:"stopped,omitempty"`
	Notes    []string      `json:"notes,omitempty"` // what is no story
	Stories  []Found       `json:"stories"`
	Tried    []Tried       `json:"tried"`
	Met      int           `json:"transitions_met"` // of the table of a link's life
	Unmet    []string      `json:"transitions_unmet,omitempty"`
	Left     int           `json:"stories_left"` // that were not told
	Took     time.Duration `json:"-"`
}

// Found is a story that breaks the application.
type Found struct {
	Story   story.Story `json:"story"`
	Rule    judge.Rule  `json:"rule"`
	Because string      `json:"because"`
	Place   string      `json:"place,omitempty"`
	Runs    int         `json:"found_after_runs"`
	Steps   int         `json:"steps_before"` // before it was shrunk
	Again   int         `json:"broke_again"`
	Replays int         `json:"of_replays"`
}

// Tried is what was tried at an operation, or for a whole run.
type Tried struct {
	At       string `json:"at"`
	Passed   int    `json:"passed"`
	Broken   int    `json:"broken"`
	NoEffect int    `json:"no_effect"`
}

// What came of a story.
const (
	passed = iota
	broke
	untaken
)

// count counts a story at each operation where it has a step.
func (r *Report) count(told story.Story, what int) {
	places := []string{}
	for _, s := range told.Steps {
		if !slices.Contains(places, s.Point()) {
			places = append(places, s.Point())
		}
	}
	if len(places) == 0 {
		places = []string{"the whole run"}
	}
	for _, at := range places {
		i := slices.IndexFunc(r.Tried, func(t Tried) bool { return t.At == at })
		if i < 0 {
			i = len(r.Tried)
			r.Tried = append(r.Tried, Tried{At: at})
		}
		*[]*int{&r.Tried[i].Passed, &r.Tried[i].Broken, &r.Tried[i].NoEffect}[what]++
	}
}

// knows says whether a story was found that breaks the same rule at the same place.
func (r *Report) knows(b judge.Breach) bool {
	return slices.ContainsFunc(r.Stories, func(f Found) bool { return f.Rule == b.Rule && f.Place == b.Place })
}

// name gives each story that was found a name of its own, and writes down what came of it.
func (r *Report) name() {
	used := map[string]int{}
	for i := range r.Stories {
		f := &r.Stories[i]
		if f.Story.Name == "" || f.Story.Name == unnamed {
			f.Story.Name = string(f.Rule)
			if len(f.Story.Steps) > 0 {
				f.Story.Name += "-" + slug(f.Story.Steps[len(f.Story.Steps)-1].Point())
			}
		}
		used[f.Story.Name]++
		if n := used[f.Story.Name]; n > 1 {
			f.Story.Name = fmt.Sprintf("%s-%d", f.Story.Name, n)
		}
		f.Story.Version = story.Version
		f.Story.Expect = &story.Expect{Broken: string(f.Rule), Because: f.Because,
			Found: fmt.Sprintf("run %d of seed %d", f.Runs, r.Seed), Again: fmt.Sprintf("%d of %d", f.Again, f.Replays)}
	}
}

// slug is an operation as part of a name: POST /api/links/ is post-links.
func slug(point string) string {
	words := strings.FieldsFunc(strings.ToLower(point), func(c rune) bool {
		return (c < 'a' || c > 'z') && (c < '0' || c > '9')
	})
	words = slices.DeleteFunc(words, func(w string) bool { return w == "api" || w == "id" })
	return strings.Join(words, "-")
}

// Flaky says whether a story did not break the application each time.
func (f Found) Flaky() bool { return f.Again < f.Replays }

// Text is the report for people. Again is the command that tells a story again, with %s for its file.
func (r *Report) Text(again string) string {
	var b strings.Builder
	if r.Unfit != "" {
		fmt.Fprintf(&b, "nothing can be judged: %s\n", r.Unfit)
		return b.String()
	}
	for _, note := range r.Notes {
		fmt.Fprintf(&b, "note: %s\n", note)
	}
	for i, f := range r.Stories {
		fmt.Fprintf(&b, "\nstory %d of %d: %s  (%s)\n", i+1, len(r.Stories), f.Story.Name, f.history())
		sentences := f.Story.Sentences()
		for n, s := range sentences {
			fmt.Fprintf(&b, "  %d. %s\n", n+1, s)
		}
		fmt.Fprintf(&b, "  broken: %s: %s\n", f.Rule, f.Because)
		if again != "" {
			fmt.Fprintf(&b, "  again:  "+again+"\n", f.Story.Name+".yaml")
		}
	}
	if len(r.Stories) > 0 {
		b.WriteString("\n")
	}
	r.writeTried(&b)
	return b.String()
}

// history is how a story was found.
func (f Found) history() string {
	text := fmt.Sprintf("found after %d runs", f.Runs)
	if n := parts(f.Story); n < f.Steps {
		text += fmt.Sprintf(", shrunk from %d steps to %d", f.Steps, n)
	}
	switch {
	case f.Replays == 0:
		return text
	case f.Flaky():
		return fmt.Sprintf("%s; flaky: breaks %d of %d", text, f.Again, f.Replays)
	}
	return fmt.Sprintf("%s; breaks %d of %d", text, f.Again, f.Replays)
}

func (r *Report) writeTried(b *strings.Builder) {
	if r.Stopped {
		b.WriteString("stopped before it was done\n")
	}
	fmt.Fprintf(b, "%d stories told with seed %d, %d runs to shrink and prove; %d broke a rule; %d of %d transitions met; "+
		"%d stories left\n", r.Runs, r.Seed, r.Extra, len(r.Stories), r.Met, len(lifecycle.Table()), r.Left)
	wide := 0
	for _, t := range r.Tried {
		wide = max(wide, len(t.At))
	}
	for _, t := range r.sorted() {
		fmt.Fprintf(b, "  %-*s  passed %d, broken %d, took no effect %d\n", wide, t.At, t.Passed, t.Broken, t.NoEffect)
	}
}

func (r *Report) sorted() []Tried {
	return slices.SortedFunc(slices.Values(r.Tried), func(a, b Tried) int { return cmp.Compare(a.At, b.At) })
}

// Judged says whether there was anything to judge.
func (r *Report) Judged() bool { return r.Unfit == "" }
