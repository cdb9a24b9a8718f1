package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

// bench is where the proof is made.
type bench struct {
	program, folder, apps, work string
	stories, replays, seed      int
	limit                       time.Duration
}

// row is what came of one application and its twin.
type row struct {
	found        bool
	runs, steps  int           // stories that were told until then; things that happen in the one that was found
	took         time.Duration // with the undisturbed runs, shrinking and the first replays
	again        int           // replays that broke the same rule
	replays      int
	told         int // stories that the twin was told
	alarms       []string
	twinTook     time.Duration
	twinUnjudged string
}

// maxSteps is how long the story of a mistake may be.
const maxSteps = 4

// verdict is "ok", or says what is not as it should be.
func (r row) verdict(b *bench) string {
	var wrong []string
	if b.replays > 0 {
		switch {
		case !r.found:
			wrong = append(wrong, fmt.Sprintf("not found within %s", b.limit))
		case r.steps > maxSteps:
			wrong = append(wrong, fmt.Sprintf("more than %d steps", maxSteps))
		case r.again < r.replays:
			wrong = append(wrong, "does not break each time")
		}
	}
	if r.twinUnjudged != "" {
		wrong = append(wrong, "the twin: "+r.twinUnjudged)
	}
	for _, a := range r.alarms {
		wrong = append(wrong, "the twin is accused: "+a)
	}
	if len(wrong) == 0 {
		return "ok"
	}
	return strings.Join(wrong, "; ")
}

// report is what is read of explore's.
type report struct {
	Runs    int    `json:"runs"`
	Left    int    `json:"stories_left"`
	Unfit   string `json:"unfit"`
	Stories []struct {
		Story struct {
			Name     string          `json:"name"`
			Steps    []any           `json:"steps"`
			Webhooks json.RawMessage `json:"webhooks"`
			Answers  json.RawMessage `json:"answers"`
		} `json:"story"`
		Rule    string `json:"rule"`
		Because string `json:"because"`
		Runs    int    `json:"found_after_runs"`
		Again   int    `json:"broke_again"`
		Replays int    `json:"of_replays"`
	} `json:"stories"`
}

// explore runs the program and reads its report.
func (b *bench) explore(p planted, fixed bool, args ...string) (report, error) {
	args = slices.Concat([]string{"explore", "--jobs", "1", "--format", "json"}, args,
		[]string{"--"}, p.command(b.folder, b.apps))
	cmd := exec.Command(b.program, args...)
	cmd.Env, cmd.Stderr = append(os.Environ(), "FIXED=0"), os.Stderr
	if fixed {
		cmd.Env = append(os.Environ(), "FIXED=1")
	}
	out, err := cmd.Output()
	var got report
	var ended *exec.ExitError
	if err != nil && !errors.As(err, &ended) {
		return got, err
	}
	if err := json.Unmarshal(out, &got); err != nil {
		return got, fmt.Errorf("the report: %w: %s", err, out)
	}
	return got, nil
}

// row proves one application and its twin.
func (b *bench) row(p planted) (row, error) {
	var r row
	if b.replays > 0 {
		if err := b.find(p, &r); err != nil {
			return r, err
		}
	}
	if b.stories == 0 {
		return r, nil
	}
	return r, b.accuse(p, &r)
}

// accuse tells the twin stories, all that there are again with the next seed until they are enough.
func (b *bench) accuse(p planted, r *row) error {
	begun := time.Now()
	defer func() { r.twinTook = time.Since(begun) }()
	for seed := b.seed; r.told < b.stories; seed++ {
		got, err := b.explore(p, true, "--seed", fmt.Sprint(seed), "--runs", fmt.Sprint(b.stories-r.told))
		if err != nil {
			return err
		}
		for _, s := range got.Stories {
			r.alarms = append(r.alarms, s.Rule+": "+s.Because)
		}
		if r.twinUnjudged = got.Unfit; r.twinUnjudged != "" || got.Runs == 0 {
			return nil
		}
		r.told += got.Runs
	}
	return nil
}

// find looks for the mistake in more and more runs, as long as there is time. The same seed tells the same
// stories, so the time is that of one search and a half.
func (b *bench) find(p planted, r *row) error {
	begun := time.Now()
	for runs := 20; !r.found; runs *= 2 {
		left := b.limit - time.Since(begun)
		if left <= 0 {
			return nil
		}
		out := filepath.Join(b.work, p.name, fmt.Sprint(runs))
		got, err := b.explore(p, false, "--seed", fmt.Sprint(b.seed), "--runs", fmt.Sprint(runs), "--time",
			left.Round(time.Millisecond).String(), "--out", out)
		if err != nil {
			return err
		}
		if got.Unfit != "" {
			return errors.New(got.Unfit)
		}
		r.took = time.Since(begun)
		for _, s := range got.Stories {
			if s.Rule != p.rule || r.found {
				continue
			}
			r.found, r.runs, r.steps = true, s.Runs, len(s.Story.Steps)
			for _, whole := range []json.RawMessage{s.Story.Webhooks, s.Story.Answers} {
				if len(whole) > 0 && string(whole) != "null" {
					r.steps++
				}
			}
			if err := b.replay(p, filepath.Join(out, s.Story.Name+".yaml"), r); err != nil {
				return err
			}
		}
		if got.Runs < runs { // there are no more stories
			return nil
		}
	}
	return nil
}

// replay tells a story again.
func (b *bench) replay(p planted, file string, r *row) error {
	folder := filepath.Join(b.work, p.name, "found")
	text, err := os.ReadFile(file)
	if err == nil {
		err = os.MkdirAll(folder, 0o755)
	}
	if err == nil {
		err = os.WriteFile(filepath.Join(folder, "found.yaml"), text, 0o600)
	}
	if err != nil {
		return err
	}
	got, err := b.explore(p, false, "--stories", folder, "--replays", fmt.Sprint(max(b.replays-1, 1)))
	r.replays = b.replays
	if err == nil && len(got.Stories) == 1 && got.Stories[0].Rule == p.rule {
		r.again = 1 + got.Stories[0].Again
	}
	return err
}
