package explore

import (
	"fmt"
	"slices"
	"strings"

	"belvo-emulator/emulator/internal/explore/judge"
	"belvo-emulator/emulator/internal/explore/search"
	"belvo-emulator/emulator/internal/run"
	"belvo-emulator/emulator/internal/story"
)

// baseline makes the undisturbed runs and says whether the application can be judged.
func (x *explorer) baseline() (bool, error) {
	var reports []run.Report
	var outcomes []judge.Outcome
	for range undisturbed {
		a := x.attempt(story.Story{})
		a.Limit = firstLimit
		got, err := x.cfg.Run(x.ctx, a)
		if err != nil {
			return false, err
		}
		if why := unfit(got); why != "" {
			x.report.Unfit = why
			return false, nil
		}
		reports, outcomes = append(reports, got.Report), append(outcomes, got.Outcome)
	}
	x.usual = judge.UsualOf(reports, outcomes)
	x.report.Notes = notes(reports)
	x.report.Requests = len(reports[0].Requests)
	if broken := judge.Breaches(outcomes[0], reports[0], x.usual, true, x.cfg.Judge); len(broken) > 0 {
		x.report.Unfit = fmt.Sprintf("the undisturbed run breaks the rule %s: %s", broken[0].Rule, broken[0].Because)
		return false, nil
	}
	x.search = search.New(x.cfg.Table, x.cfg.Seed, reports[0])
	for _, r := range reports[1:] {
		x.search.Meet(r)
	}
	return true, x.chooseJobs()
}

// chooseJobs says how many runs there are at once: one, unless as many undisturbed ones pass at once.
func (x *explorer) chooseJobs() error {
	if x.cfg.Jobs == 1 {
		return nil
	}
	if x.cfg.Jobs == 0 {
		x.cfg.Jobs = 2
	}
	results, err := x.atOnce(make([]story.Story, x.cfg.Jobs))
	if err != nil {
		return err
	}
	for _, got := range results {
		if why := unfit(got); why != "" {
			x.report.Notes = append(x.report.Notes, fmt.Sprintf("%d runs at once do not pass, so there is one at a time: %s",
				x.cfg.Jobs, why))
			x.cfg.Jobs = 1
			return nil
		}
		x.usual.Took = max(x.usual.Took, got.Outcome.Took)
	}
	return nil
}

// unfit says why an undisturbed run leaves nothing to judge, "" if it does not.
func unfit(got Result) string {
	o := got.Outcome
	switch {
	case o.Crash != "":
		return "the undisturbed run crashes: " + o.Crash
	case o.Hung:
		return fmt.Sprintf("the undisturbed run did not end within %s", firstLimit)
	case o.Check != "":
		return "the check fails after the undisturbed run: " + o.Check
	case o.Exit != 0:
		return strings.TrimSuffix(fmt.Sprintf("the undisturbed run ended with exit code %d: %s", o.Exit, o.Failed), ": ")
	case len(got.Report.Requests) == 0:
		return "the undisturbed run made no request of the emulator: did the command read BELVO_API_URL and its keys?"
	}
	if q := got.Report.Requests; len(q) == 1 && q[0].Status >= 400 {
		return fmt.Sprintf("the undisturbed run met %v at %s and made one request", q[0].Codes, q[0].Point().At)
	}
	return ""
}

// notes are what is said once, and is no story.
func notes(reports []run.Report) []string {
	var all []string
	add := func(text string) {
		if !slices.Contains(all, text) {
			all = append(all, text)
		}
	}
	for _, text := range reports[0].Unread {
		add("the undisturbed run sends what nothing reads: " + text)
	}
	for _, q := range reports[0].Requests {
		if q.Keys {
			add("the undisturbed run has keys or a token in the URL of " + q.Point().At)
		}
	}
	if vary := varying(reports); vary != "" {
		add(vary)
	}
	if reports[0].Dropped > 0 {
		add("the journal did not hold all requests of the run")
	}
	return all
}

// varying says what differs between the undisturbed runs, "" for nothing.
func varying(reports []run.Report) string {
	count := func(r run.Report) map[string]int {
		n := map[string]int{}
		for _, q := range r.Requests {
			n[q.Point().At]++
		}
		return n
	}
	first := count(reports[0])
	for _, r := range reports[1:] {
		other := count(r)
		for _, q := range append(slices.Clone(reports[0].Requests), r.Requests...) {
			if at := q.Point().At; first[at] != other[at] {
				return fmt.Sprintf("the undisturbed runs differ: %s was called %d times, and %d times in another", at,
					first[at], other[at])
			}
		}
	}
	return ""
}
