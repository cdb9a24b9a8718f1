package cli

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"belvo-emulator/emulator"
	"belvo-emulator/emulator/internal/coverage"
	"belvo-emulator/emulator/internal/suggest"
)

// reportTimeout is how long a report may take, from an emulator that answers at all.
const reportTimeout = time.Minute

// wanted is what the command coverage is told.
type wanted struct {
	sandbox    string
	format     string
	thresholds []coverage.Threshold
}

// coverageOptions belong to coverage, in addition to those that say where the emulator is and whose keys.
func coverageOptions() []option {
	options := []option{
		{"sandbox", "", "this|all", "all", "the sandbox of the keys, or all together since the start",
			setWord(func(s *settings) *string { return &s.coverage.sandbox }, "this", "all")},
		{"format", "", "text|json|junit", "text", "form of the report",
			setWord(func(s *settings) *string { return &s.coverage.format }, "text", "json", "junit")},
	}
	for _, axis := range coverage.Axes() {
		options = append(options, option{"min-" + axis, "", "PERCENT", "",
			"fail if fewer of the " + axis + " were met", setThreshold(axis)})
	}
	return append(options, option{"fail-under", "", "PERCENT", "", "fail if less was met of all together",
		setThreshold(coverage.Total)})
}

// setWord returns what sets a text that must be one of a few.
func setWord(field func(*settings) *string, words ...string) func(*settings, string) error {
	return func(s *settings, value string) error {
		if !slices.Contains(words, value) {
			return fmt.Errorf("unknown value %q%s", value, suggest.Tail(value, words))
		}
		*field(s) = value
		return nil
	}
}

func setThreshold(axis string) func(*settings, string) error {
	return func(s *settings, value string) error {
		percent, err := strconv.ParseFloat(strings.TrimSuffix(value, "%"), 64)
		if err != nil || !(percent >= 0 && percent <= 100) {
			return fmt.Errorf("must be a percentage from 0 to 100, not %q", value)
		}
		s.coverage.thresholds = append(s.coverage.thresholds, coverage.Threshold{Axis: axis, Percent: percent})
		return nil
	}
}

// cover reports what the application under test has met. Its error has a line for each threshold
// that was missed.
func cover(c *call) error {
	base, err := c.base("coverage")
	if err != nil {
		return err
	}
	var report coverage.Report
	url := base + emulator.CoveragePath() + "?sandbox=" + c.settings.coverage.sandbox
	if err := c.ask(reportTimeout, http.MethodGet, url, nil, &report); err != nil {
		return err
	}
	checks := report.Hold(c.settings.coverage.thresholds)
	switch c.settings.coverage.format {
	case "json":
		text, err := json.MarshalIndent(report, "", "  ")
		if err != nil {
			return err
		}
		c.print(string(text))
	case "junit":
		text, err := report.JUnit(checks)
		if err != nil {
			return err
		}
		c.print(string(text))
	default:
		c.print(report.Text())
	}
	var missed []error
	for _, check := range checks {
		if !check.OK {
			missed = append(missed, errors.New(check.String()))
		}
	}
	return errors.Join(missed...)
}
