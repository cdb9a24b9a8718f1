package cli

import (
	"fmt"
	"net/http"

	"belvo-emulator/emulator/internal/explore/judge"
	"belvo-emulator/emulator/internal/run"
)

// tellStory has the story of --story told in the sandbox of the command, if there is one.
func (c *call) tellStory() error {
	if c.settings.story == "" {
		return nil
	}
	told, problems, err := readStory(c.ctx, c.settings.story)
	if err == nil && len(problems) > 0 {
		err = problems
	}
	if err != nil {
		return err
	}
	return c.ask(reportTimeout, http.MethodPut, c.settings.url+"/__emulator/v1/story", told, &struct{}{})
}

// judgeStory looks at what the command, which has ended with err, did in the story. It warns of steps that took no
// effect, for the command has not met them. A command that ended with 0 and breaks the rule that the story is there
// for has failed all the same: it does not know that it has left two links, say. A crash or a failure has an exit
// code of its own.
func (c *call) judgeStory(err error) error {
	if c.settings.story == "" {
		return err
	}
	var report run.Report
	if c.ask(reportTimeout, http.MethodGet, c.settings.url+"/__emulator/v1/report", nil, &report) != nil {
		return err // the command has ended by a signal that ends this program too
	}
	for i, step := range report.Steps {
		if !step.Took {
			c.warn(fmt.Sprintf("step %d of the story %s took no effect: %s", i+1, report.Story, step.Why))
		}
	}
	told, _, unread := readStory(c.ctx, c.settings.story)
	if err != nil || unread != nil || told.Expect == nil {
		return err
	}
	for _, b := range judge.Breaches(judge.Outcome{}, report, judge.Usual{}, false, judge.Options{}) {
		if string(b.Rule) == told.Expect.Broken {
			c.warn(fmt.Sprintf("the story %s breaks the rule %s: %s", told.Name, b.Rule, b.Because))
			return &endedError{exitFailure, nil}
		}
	}
	return nil
}
