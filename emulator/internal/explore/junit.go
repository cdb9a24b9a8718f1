package explore

import (
	"encoding/json"
	"encoding/xml"
	"strings"
)

// JSON is the report for programs. It has no times, so that the same seed gives the same bytes.
func (r *Report) JSON() ([]byte, error) {
	out := *r
	out.Tried = r.sorted()
	if out.Stories == nil {
		out.Stories = []Found{}
	}
	text, err := json.MarshalIndent(out, "", "  ")
	return append(text, '\n'), err
}

// suite is a report in JUnit's XML: one case for each operation, which fails with the stories that end at it.
type suite struct {
	XMLName  xml.Name `xml:"testsuite"`
	Name     string   `xml:"name,attr"`
	Tests    int      `xml:"tests,attr"`
	Failures int      `xml:"failures,attr"`
	Errors   int      `xml:"errors,attr"`
	Cases    []testCase
}

type testCase struct {
	XMLName xml.Name `xml:"testcase"`
	Class   string   `xml:"classname,attr"`
	Name    string   `xml:"name,attr"`
	Failure *failure `xml:"failure,omitempty"`
	Error   *failure `xml:"error,omitempty"`
}

type failure struct {
	Message string `xml:"message,attr"`
	Text    string `xml:",chardata"`
}

// JUnit is the report in JUnit's XML.
func (r *Report) JUnit() ([]byte, error) {
	s := suite{Name: "belvo-emulator explore"}
	add := func(c testCase) {
		c.Class = "explore"
		s.Cases = append(s.Cases, c)
		s.Tests++
	}
	if r.Unfit != "" {
		s.Errors++
		add(testCase{Name: "the undisturbed run", Error: &failure{Message: r.Unfit}})
	} else {
		add(testCase{Name: "the undisturbed run"})
	}
	for _, f := range r.Stories {
		s.Failures++
		add(testCase{Name: f.Story.Name, Failure: &failure{Message: string(f.Rule) + ": " + f.Because,
			Text: strings.Join(f.Story.Sentences(), "\n")}})
	}
	for _, t := range r.sorted() {
		if t.Broken == 0 {
			add(testCase{Name: t.At})
		}
	}
	text, err := xml.MarshalIndent(s, "", "  ")
	return append([]byte(xml.Header), append(text, '\n')...), err
}
