package cli

import (
	"fmt"
	"net/http"

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

// reportSteps warns of the steps of the story that took no effect: the command has not met them.
func (c *call) reportSteps() {
	if c.settings.story == "" {
		return
	}
	var report run.Report
	if err := c.ask(reportTimeout, http.MethodGet, c.settings.url+"/__emulator/v1/report", nil, &report); err != nil {
		return // the command has ended by a signal that ends this program too
	}
	for i, step := range report.Steps {
		if !step.Took {
			c.warn(fmt.Sprintf("step %d of the story %s took no effect: %s", i+1, report.Story, step.Why))
		}
	}
}
