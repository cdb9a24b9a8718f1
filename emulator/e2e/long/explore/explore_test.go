package main

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"belvo-emulator/emulator/internal/explore/judge"
)

// TestEveryApplicationIsThere and has a rule that explore knows; whether explore finds its mistake is proved by the
// command, which takes minutes.
func TestEveryApplicationIsThere(t *testing.T) {
	t.Parallel()
	folder := filepath.Join("..", "..", "explore")
	text, err := os.ReadFile(filepath.Join(folder, "apps", "main.go"))
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range applications {
		command := p.command(folder, "apps")
		if command[0] == "apps" {
			if !strings.Contains(string(text), `"`+p.name+`":`) {
				t.Errorf("the program has no application %s", p.name)
			}
		} else if _, err := os.Stat(command[1]); err != nil {
			t.Error(err)
		}
		if !slices.Contains(judge.Rules(), judge.Rule(p.rule)) {
			t.Errorf("%s: there is no rule %s", p.name, p.rule)
		}
	}
	if len(applications) != 12 {
		t.Errorf("there are %d applications", len(applications))
	}
}

// TestOnlyFoundMistakesAndQuietTwinsPass by tables of what came of an application.
func TestOnlyFoundMistakesAndQuietTwinsPass(t *testing.T) {
	t.Parallel()
	b := &bench{replays: 20, limit: time.Minute}
	for _, c := range []struct {
		row  row
		want string
	}{
		{row{found: true, steps: 4, again: 20, replays: 20}, "ok"},
		{row{}, "not found within 1m0s"},
		{row{found: true, steps: 5, again: 20, replays: 20}, "more than 4 steps"},
		{row{found: true, steps: 1, again: 19, replays: 20}, "does not break each time"},
		{row{found: true, steps: 1, again: 20, replays: 20, alarms: []string{"crash: x"}}, "the twin is accused: crash: x"},
		{row{found: true, steps: 1, again: 20, replays: 20, twinUnjudged: "y"}, "the twin: y"},
	} {
		if got := c.row.verdict(b); got != c.want {
			t.Errorf("%+v: %q, want %q", c.row, got, c.want)
		}
	}
}
