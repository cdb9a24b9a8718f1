package coverage

import (
	"encoding/xml"
	"fmt"
	"strings"
	"text/tabwriter"
)

// Text is the report for people: each axis with what was met and how often, then what was not.
func (r Report) Text() string {
	var b strings.Builder
	w := tabwriter.NewWriter(&b, 0, 0, 2, ' ', 0)
	for _, axis := range r.Axes {
		fmt.Fprintf(w, "%s\t%d of %d\t%.1f %%\t%s\n", axis.Name, axis.Met, axis.Of, axis.Percent, axis.What)
	}
	fmt.Fprintf(w, "%s\t%d of %d\t%.1f %%\t\n", Total, r.Met, r.Of, r.Percent)
	_ = w.Flush() // a strings.Builder takes everything
	for _, axis := range r.Axes {
		fmt.Fprintf(&b, "\n%s\n", axis.Name)
		for _, item := range axis.Items {
			writeItem(&b, item, "")
		}
		for _, item := range axis.Beyond {
			writeItem(&b, item, " (does not count)")
		}
	}
	return b.String()
}

// writeItem writes how often something was met, or a dash.
func writeItem(b *strings.Builder, item Item, note string) {
	times := "-"
	if item.Times > 0 {
		times = fmt.Sprint(item.Times)
	}
	fmt.Fprintf(b, "%7s  %s%s\n", times, item.Name, note)
}

// The elements of a JUnit report, as far as its readers agree on them.
type (
	testsuites struct {
		XMLName  xml.Name    `xml:"testsuites"`
		Name     string      `xml:"name,attr"`
		Tests    int         `xml:"tests,attr"`
		Failures int         `xml:"failures,attr"`
		Errors   int         `xml:"errors,attr"`
		Time     string      `xml:"time,attr"`
		Suites   []testsuite `xml:"testsuite"`
	}
	testsuite struct {
		Name     string     `xml:"name,attr"`
		Tests    int        `xml:"tests,attr"`
		Failures int        `xml:"failures,attr"`
		Errors   int        `xml:"errors,attr"`
		Skipped  int        `xml:"skipped,attr"`
		Time     string     `xml:"time,attr"`
		Cases    []testcase `xml:"testcase"`
	}
	testcase struct {
		Name      string   `xml:"name,attr"`
		ClassName string   `xml:"classname,attr"`
		Time      string   `xml:"time,attr"`
		Skipped   *message `xml:"skipped"`
		Failure   *message `xml:"failure"`
	}
	message struct {
		Text string `xml:"message,attr"`
		Type string `xml:"type,attr,omitempty"`
	}
)

// JUnit is the report for CI systems, as XML: each axis is a suite and each of its items a case,
// skipped if it was not met; thresholds are a suite of their own, and those that were missed fail.
func (r Report) JUnit(checks []Check) ([]byte, error) {
	all := testsuites{Name: "integration coverage", Time: "0"}
	for _, axis := range r.Axes {
		s := testsuite{Name: axis.Name, Time: "0"}
		for _, item := range axis.Items {
			c := testcase{Name: item.Name}
			if item.Times == 0 {
				c.Skipped = &message{Text: "not met"}
			}
			s.add(c)
		}
		all.add(s)
	}
	thresholds := testsuite{Name: "thresholds", Time: "0"}
	for _, check := range checks {
		c := testcase{Name: fmt.Sprintf("%s at least %g %%", check.Axis, check.Percent)}
		if !check.OK {
			c.Failure = &message{Text: check.String(), Type: "threshold"}
		}
		thresholds.add(c)
	}
	if len(checks) > 0 {
		all.add(thresholds)
	}
	text, err := xml.MarshalIndent(all, "", "  ")
	return append([]byte(xml.Header), append(text, '\n')...), err
}

func (s *testsuite) add(c testcase) {
	c.ClassName, c.Time = "coverage."+s.Name, "0"
	s.Tests++
	if c.Skipped != nil {
		s.Skipped++
	}
	if c.Failure != nil {
		s.Failures++
	}
	s.Cases = append(s.Cases, c)
}

func (all *testsuites) add(s testsuite) {
	all.Tests += s.Tests
	all.Failures += s.Failures
	all.Suites = append(all.Suites, s)
}
