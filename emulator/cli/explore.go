package cli

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"belvo-emulator/emulator"
	"belvo-emulator/emulator/internal/explore"
	"belvo-emulator/emulator/internal/explore/judge"
	"belvo-emulator/emulator/internal/story"
	"belvo-emulator/emulator/internal/suggest"
	"belvo-emulator/emulator/internal/yamlfile"
)

// exploring is what the command explore is told.
type exploring struct {
	runs     int
	time     time.Duration
	jobs     int
	out      string
	stories  string
	check    string
	checkURL string
	heal     bool
	zero     bool
	off      []judge.Rule
	replays  int
	format   string
}

// exploreTime is how long a search takes unless it is told otherwise.
const exploreTime = time.Minute

// exploreOptions belong to explore.
func exploreOptions() []option {
	e := func(s *settings) *exploring { return &s.exploring }
	return []option{
		{"runs", "", "N", "", "how many stories to tell at most; without --time there is then no limit of time",
			setCount(func(s *settings) *int { return &e(s).runs })},
		{"time", "", "DURATION", "", "how long to search, 60s unless --runs is given",
			setDuration(func(s *settings) *time.Duration { return &e(s).time })},
		{"jobs", "", "N", "", "how many runs at once; by default two, if two undisturbed ones pass at once",
			setCount(func(s *settings) *int { return &e(s).jobs })},
		{"out", "", "DIR", "", "folder to keep the stories in that break a rule, each as a file",
			setText(func(s *settings) *string { return &e(s).out })},
		{"stories", "", "DIR", "", "tell the stories of this folder, and no others",
			setText(func(s *settings) *string { return &e(s).stories })},
		{"replays", "", "N", "", "how often to tell each story again that breaks a rule; three times by default",
			setCount(func(s *settings) *int { return &e(s).replays })},
		{"check", "", "COMMAND", "", "a command for sh that must succeed after each run, such as a look at the database",
			setText(func(s *settings) *string { return &e(s).check })},
		{"check-url", "", "URL", "", "an address that must answer 2xx after each run",
			setText(func(s *settings) *string { return &e(s).checkURL })},
		{"expect-heal", "", "", "false", "the command must succeed in spite of one passing fault",
			setSwitch(func(s *settings) *bool { return &e(s).heal })},
		{"gives-up-with-zero", "", "", "false", "the command ends with 0 where it gives up, so any other exit code is a mistake",
			setSwitch(func(s *settings) *bool { return &e(s).zero })},
		{"without", "", "RULES", "", "rules that are not held, such as storm,receiver", setRules},
		{"format", "", "text|json|junit", "text", "form of the report",
			setWord(func(s *settings) *string { return &e(s).format }, "text", "json", "junit")},
	}
}

// setCount returns what sets a whole number from 1 on.
func setCount(field func(*settings) *int) func(*settings, string) error {
	return func(s *settings, value string) error {
		n, err := strconv.Atoi(value)
		if err != nil || n < 1 {
			return fmt.Errorf("must be a whole number from 1 on, not %q", value)
		}
		*field(s) = n
		return nil
	}
}

// setDuration returns what sets a duration above zero.
func setDuration(field func(*settings) *time.Duration) func(*settings, string) error {
	return func(s *settings, value string) error {
		d, err := yamlfile.ParseDuration(value)
		if err != nil || d <= 0 {
			return fmt.Errorf("must be a duration above zero such as 60s, not %q", value)
		}
		*field(s) = d
		return nil
	}
}

func setRules(s *settings, value string) error {
	var known []string
	for _, r := range judge.Rules() {
		known = append(known, string(r))
	}
	for _, word := range strings.Split(value, ",") {
		if !slices.Contains(known, word) {
			return fmt.Errorf("unknown rule %q%s", word, suggest.Tail(word, known))
		}
		s.exploring.off = append(s.exploring.off, judge.Rule(word))
	}
	return nil
}

// findStories has a command run again and again, in one story after the other, and reports those that break
// it. It ends with 1 if one does, and with 2 if nothing could be judged.
func findStories(c *call) error {
	if !c.settings.given["log-level"] {
		c.settings.logLevel = slog.LevelError
	}
	if c.settings.offline && !c.settings.asBelvo {
		return usageError("--offline needs --as-belvo")
	}
	kept, err := c.keptStories()
	if err != nil {
		return err
	}
	s, err := c.open("127.0.0.1:0")
	if err != nil {
		return err
	}
	defer s.close()
	ctx, stop := context.WithCancel(context.WithoutCancel(c.ctx))
	served := make(chan error, 1)
	go func() { served <- s.run(ctx) }()
	c.settings.url = baseURL(s.listener.Addr().String())
	err = c.searchWith(s, kept)
	stop()
	return errors.Join(err, <-served)
}

// searchWith searches with a service that answers.
func (c *call) searchWith(s *service, kept []story.Story) error {
	r := &runner{call: c, service: s, environ: os.Environ()}
	if c.settings.asBelvo {
		d, err := c.disguise(s, r.environ)
		if err != nil {
			return err
		}
		defer func() { _ = d.close() }() // what it was for is over
		r.environ = d.environ
	}
	e := c.settings.exploring
	if e.time == 0 && e.runs == 0 {
		e.time = exploreTime
	}
	report, err := explore.Search(c.ctx, explore.Config{Run: r.run, Seed: c.settings.emulator.Seed, Runs: e.runs,
		Time: e.time, Jobs: e.jobs, Kept: kept, Only: e.stories != "", Heals: e.heal, Replays: e.replays,
		Judge: judge.Options{Off: e.off, GivesUpWithZero: e.zero}})
	if err != nil {
		return err
	}
	if err := c.keep(report); err != nil {
		return err
	}
	if err := c.tellReport(report); err != nil {
		return err
	}
	switch {
	case !report.Judged():
		return &endedError{exitUsage, nil}
	case len(report.Stories) > 0:
		return &endedError{exitFailure, nil}
	}
	return nil
}

// tellReport prints the report.
func (c *call) tellReport(report *explore.Report) error {
	var text []byte
	var err error
	switch c.settings.exploring.format {
	case "json":
		text, err = report.JSON()
	case "junit":
		text, err = report.JUnit()
	default:
		again := ""
		if out := c.settings.exploring.out; out != "" {
			again = program + " exec --story " + filepath.Join(out, "%s") + " -- " +
				strings.ReplaceAll(strings.Join(c.args, " "), "%", "%%")
		}
		text = []byte(report.Text(again))
	}
	if err == nil {
		c.print(string(text))
	}
	return err
}

// keep writes the stories that were found.
func (c *call) keep(report *explore.Report) error {
	folder := c.settings.exploring.out
	if folder == "" || len(report.Stories) == 0 {
		return nil
	}
	if err := os.MkdirAll(folder, 0o755); err != nil {
		return err
	}
	for _, f := range report.Stories {
		text, err := f.Story.YAML()
		if err == nil {
			err = os.WriteFile(filepath.Join(folder, f.Story.Name+".yaml"), text, 0o644)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// keptStories are those of the folder of --stories.
func (c *call) keptStories() ([]story.Story, error) {
	folder := c.settings.exploring.stories
	if folder == "" {
		return nil, nil
	}
	files, err := os.ReadDir(folder)
	if err != nil {
		return nil, err
	}
	var all []story.Story
	var problems yamlfile.Problems
	for _, f := range files {
		if !yamlfile.IsName(f.Name()) {
			continue
		}
		told, more, err := readStory(c.ctx, filepath.Join(folder, f.Name()))
		if err != nil {
			return nil, err
		}
		problems = append(problems, more...)
		all = append(all, told)
	}
	switch {
	case len(problems) > 0:
		return nil, problems
	case len(all) == 0:
		return nil, fmt.Errorf("there is no story in %s", folder)
	}
	return all, nil
}

// readStory reads the file of a story.
func readStory(ctx context.Context, path string) (story.Story, yamlfile.Problems, error) {
	data, err := os.ReadFile(path)
	if err != nil {
		return story.Story{}, nil, err
	}
	told, problems := story.Parse(ctx, path, data, emulator.Points())
	return told, problems, nil
}
