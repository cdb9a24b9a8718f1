package explore_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"

	"belvo-emulator/emulator/internal/explore"
	"belvo-emulator/emulator/internal/explore/judge"
	"belvo-emulator/emulator/internal/lifecycle"
	"belvo-emulator/emulator/internal/run"
	"belvo-emulator/emulator/internal/story"
)

// pretend is an application that makes two requests; breaks says what a story does to it.
func pretend(breaks func(story.Story) judge.Outcome) func(context.Context, explore.Attempt) (explore.Result, error) {
	return func(_ context.Context, a explore.Attempt) (explore.Result, error) {
		r := run.Report{Requests: []run.Request{
			{ID: "r1", Method: "POST", Path: "/api/links/", Operation: "register", Nth: 1, Before: lifecycle.None, Status: 201},
			{ID: "r2", Method: "POST", Path: "/api/accounts/", Operation: "retrieve", Nth: 1, Before: lifecycle.Valid, Status: 201}}}
		for range a.Story.Steps {
			r.Steps = append(r.Steps, run.Step{Took: true, Request: "r2"})
		}
		return explore.Result{Report: r, Outcome: breaks(a.Story)}, nil
	}
}

// lost says whether a story loses an answer or spoils it.
func lost(told story.Story) bool {
	for _, s := range told.Steps {
		if s.At == "POST /api/links/" && s.Respond == "ok" && s.Fault != (story.Fault{}) {
			return true
		}
	}
	return false
}

func search(t *testing.T, cfg explore.Config) *explore.Report {
	t.Helper()
	report, err := explore.Search(t.Context(), cfg)
	if err != nil {
		t.Fatal(err)
	}
	return report
}

// TestWhatBreaksIsShrunkAndProved, and the search goes on.
func TestWhatBreaksIsShrunkAndProved(t *testing.T) {
	t.Parallel()
	report := search(t, explore.Config{Seed: 1, Runs: 120, Jobs: 1, Run: pretend(func(told story.Story) judge.Outcome {
		for _, s := range told.Steps {
			if s.Fault.Word == "truncated" || lost(told) {
				return judge.Outcome{Exit: 1, Crash: "KeyError: 'id'", Place: "KeyError at a.py:1"}
			}
		}
		return judge.Outcome{}
	})})
	if len(report.Stories) != 1 || report.Runs != 120 {
		t.Fatalf("%s", report.Text(""))
	}
	f := report.Stories[0]
	if f.Again != 3 || f.Flaky() || f.Story.Name != "crash-post-links" && f.Story.Name != "crash-post-accounts" {
		t.Errorf("%+v", f)
	}
	text := report.Text("exec --story %s")
	for _, want := range []string{"story 1 of 1: ", "broken: crash: KeyError: 'id'", "breaks 3 of 3", "exec --story crash-post-",
		"POST /api/accounts/  passed"} {
		if !strings.Contains(text, want) {
			t.Errorf("%q is missing in\n%s", want, text)
		}
	}
}

// TestAKeptStoryIsToldAsItIs: it is neither shrunk nor renamed, and what took no effect is said.
func TestAKeptStoryIsToldAsItIs(t *testing.T) {
	t.Parallel()
	kept := []story.Story{{Version: 1, Name: "mine", Steps: []story.Step{
		{At: "POST /api/links/", Respond: "ok", Fault: story.Fault{Word: "truncated"}}, {Before: "POST /api/accounts/", Advance: "400d"}}}}
	report := search(t, explore.Config{Seed: 1, Only: true, Kept: kept, Jobs: 1, Run: pretend(func(told story.Story) judge.Outcome {
		return judge.Outcome{Crash: map[bool]string{true: "panic"}[lost(told)]}
	})})
	if len(report.Stories) != 1 || report.Stories[0].Story.Name != "mine" || len(report.Stories[0].Story.Steps) != 2 || report.Runs != 1 {
		t.Errorf("%s", report.Text(""))
	}
}

// TestAFlakyStoryIsSaidToBeOne.
func TestAFlakyStoryIsSaidToBeOne(t *testing.T) {
	t.Parallel()
	n := 0
	report := search(t, explore.Config{Seed: 1, Runs: 60, Jobs: 1, Run: pretend(func(told story.Story) judge.Outcome {
		if !lost(told) {
			return judge.Outcome{}
		}
		if n++; n%2 == 0 {
			return judge.Outcome{}
		}
		return judge.Outcome{Crash: "panic"}
	})})
	if len(report.Stories) == 0 || !strings.Contains(report.Text(""), "; flaky: breaks ") {
		t.Errorf("%s", report.Text(""))
	}
}

// TestWhatCannotBeJudgedIsSaid.
func TestWhatCannotBeJudgedIsSaid(t *testing.T) {
	t.Parallel()
	for want, outcome := range map[string]judge.Outcome{"exit code 3: no bank": {Exit: 3, Failed: "no bank"},
		"crashes: panic": {Crash: "panic"}, "did not end": {Hung: true}, "the check fails": {Check: "two rows"}} {
		report := search(t, explore.Config{Run: pretend(func(story.Story) judge.Outcome { return outcome })})
		if report.Judged() || !strings.Contains(report.Text(""), want) {
			t.Errorf("%s, want %s", report.Text(""), want)
		}
		if text, err := report.JUnit(); err != nil || !strings.Contains(string(text), "<error message=") {
			t.Errorf("%v in %s", err, text)
		}
	}
	silent := func(context.Context, explore.Attempt) (explore.Result, error) { return explore.Result{}, nil }
	if report := search(t, explore.Config{Run: silent}); !strings.Contains(report.Unfit, "made no request") {
		t.Errorf("%s", report.Text(""))
	}
}

// TestOneAtATimeUnlessTwoPassAtOnce.
func TestOneAtATimeUnlessTwoPassAtOnce(t *testing.T) {
	t.Parallel()
	runs := 0
	app := pretend(func(story.Story) judge.Outcome { return judge.Outcome{} })
	report := search(t, explore.Config{Runs: 2, Run: func(ctx context.Context, a explore.Attempt) (explore.Result, error) {
		got, err := app(ctx, a)
		if a.Number == 4 || a.Number == 5 { // those that run at once
			got.Outcome.Exit, got.Outcome.Failed = 1, "the port is in use"
		}
		if a.Number > 5 {
			runs++ // one at a time, so nobody else counts
		}
		return got, err
	}})
	if runs != 2 || !strings.Contains(report.Text(""), "2 runs at once do not pass, so there is one at a time") {
		t.Errorf("%s", report.Text(""))
	}
}

// TestTheReportIsOfWhatWasDone when the search is stopped; an error of a run ends it.
func TestTheReportIsOfWhatWasDone(t *testing.T) {
	t.Parallel()
	ctx, stop := context.WithCancel(t.Context())
	app := pretend(func(story.Story) judge.Outcome { return judge.Outcome{} })
	report, err := explore.Search(ctx, explore.Config{Jobs: 1, Run: func(ctx context.Context, a explore.Attempt) (explore.Result, error) {
		if a.Number == 9 {
			stop()
		}
		got, _ := app(ctx, a)
		return got, ctx.Err()
	}})
	if err != nil || !report.Stopped || report.Runs != 5 {
		t.Errorf("%v: %s", err, report.Text(""))
	}
	broken := errors.New("cannot start")
	_, err = explore.Search(t.Context(), explore.Config{Run: func(context.Context, explore.Attempt) (explore.Result, error) {
		return explore.Result{}, fmt.Errorf("run: %w", broken)
	}})
	if !errors.Is(err, broken) {
		t.Errorf("the error is %v", err)
	}
}
