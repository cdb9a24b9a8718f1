package coverage_test

import (
	"encoding/xml"
	"io"
	"slices"
	"strconv"
	"strings"
	"testing"

	"belvo-emulator/emulator/internal/belvo"
	"belvo-emulator/emulator/internal/coverage"
	"belvo-emulator/emulator/internal/journal"
	"belvo-emulator/emulator/internal/lifecycle"
)

func universe() coverage.Universe {
	return coverage.Universe{
		Operations: []coverage.Operation{{Method: "GET", Path: "/api/links/"},
			{Method: "POST", Path: "/api/links/"}, {Method: "GET", Path: "/api/owners/"}},
		Webhooks: []journal.Hook{hook("LINK", "token_required"), hook("ACCOUNTS", "historical_update")},
	}
}

func hook(kind, code string) journal.Hook { return journal.Hook{Type: kind, Code: code} }

func request(method, path string, status int) journal.Operation {
	return journal.Operation{Method: method, Path: path, Status: status}
}

// met is what an application has met that asked twice for links, once in vain.
func met() journal.Tally {
	return journal.Tally{
		Operations: map[journal.Operation]int{request("GET", "/api/links/", 200): 1, request("GET", "/api/links/", 401): 1,
			request("GET", "/api/invoices/", 501): 3, request("", "", 404): 2},
		Codes:    map[belvo.Code]int{belvo.CodeTokenRequired: 1, belvo.CodeNotEmulated: 3},
		Statuses: map[belvo.Status]int{belvo.StatusValid: 7},
		Transitions: map[journal.Step]int{
			{From: lifecycle.None, Event: "register_ok", To: lifecycle.Valid}: 1},
		Webhooks:  map[journal.Hook]int{hook("LINK", "token_required"): 1, hook("ACCOUNTS", "historical_update"): 1},
		Delivered: map[journal.Hook]int{hook("ACCOUNTS", "historical_update"): 1, hook("OWN", "fired"): 1},
	}
}

func TestAxes(t *testing.T) {
	t.Parallel()
	r := coverage.Of(universe(), met())
	type axis struct {
		met, of int
		beyond  []coverage.Item
	}
	want := map[string]axis{
		coverage.Operations:  {1, 3, []coverage.Item{{"GET /api/invoices/", 3}, {"paths and methods that Belvo has not", 2}}},
		coverage.Codes:       {1, len(belvo.Catalogue()) - 5, []coverage.Item{{"not_emulated", 3}}},
		coverage.Statuses:    {1, 4, nil},
		coverage.Transitions: {1, len(lifecycle.Table()), nil},
		coverage.Webhooks:    {1, 2, []coverage.Item{{"OWN fired", 1}}},
	}
	metAll, of := 0, 0
	for i, a := range r.Axes {
		w := want[a.Name]
		if a.Met != w.met || a.Of != w.of || len(a.Items) != w.of || !slices.Equal(a.Beyond, w.beyond) {
			t.Errorf("%s: %d of %d, beyond %v, want %+v", a.Name, a.Met, a.Of, a.Beyond, w)
		}
		if a.Name != coverage.Axes()[i] {
			t.Errorf("axis %d is %s", i, a.Name)
		}
		metAll, of = metAll+a.Met, of+a.Of
	}
	if r.Met != metAll || r.Of != of || r.Axes[0].Percent != 33.3 {
		t.Errorf("all together %d of %d, want %d of %d; a third is %v", r.Met, r.Of, metAll, of, r.Axes[0].Percent)
	}
	if times := r.Axes[0].Items[0]; times != (coverage.Item{Name: "GET /api/links/", Times: 2}) {
		t.Errorf("the first operation is %v", times)
	}
}

// TestThresholds: exactly enough is enough.
func TestThresholds(t *testing.T) {
	t.Parallel()
	r := coverage.Of(universe(), met())
	for _, c := range []struct {
		axis    string
		percent float64
		ok      bool
		line    string
	}{
		{coverage.Statuses, 25, true, "coverage of statuses is 1 of 4 (25.0 %), wanted are 25 %"},
		{coverage.Statuses, 25.1, false, "coverage of statuses is 1 of 4 (25.0 %), wanted are 25.1 %"},
		{coverage.Operations, 33.3, true, "coverage of operations is 1 of 3 (33.3 %), wanted are 33.3 %"},
		{coverage.Operations, 33.4, false, "coverage of operations is 1 of 3 (33.3 %), wanted are 33.4 %"},
		{coverage.Webhooks, 0, true, "coverage of webhooks is 1 of 2 (50.0 %), wanted are 0 %"},
		{coverage.Total, 100, false, ""},
	} {
		check := r.Hold([]coverage.Threshold{{Axis: c.axis, Percent: c.percent}})[0]
		if check.OK != c.ok || c.line != "" && check.String() != c.line {
			t.Errorf("%s %v: %t %s", c.axis, c.percent, check.OK, check)
		}
	}
	checks := r.Hold([]coverage.Threshold{{coverage.Total, 1}, {coverage.Webhooks, 1}, {coverage.Operations, 1}})
	if checks[0].Axis != coverage.Operations || checks[2].Axis != coverage.Total {
		t.Errorf("the checks are in the order %v", checks)
	}
}

func TestText(t *testing.T) {
	t.Parallel()
	text := coverage.Of(universe(), met()).Text()
	for _, line := range []string{
		"      2  GET /api/links/\n", "      -  POST /api/links/\n", "      3  GET /api/invoices/ (does not count)\n",
		"      1  none register_ok -> valid\n", "      -  LINK token_required\n",
	} {
		if !strings.Contains(text, line) {
			t.Errorf("there is no line %q in\n%s", line, text)
		}
	}
}

// junit has the elements that readers of JUnit reports agree on, with their attributes; those with
// a number are required, and so are name and classname.
// Source: https://github.com/testmoapp/junitxml
var junit = map[string]string{
	"testsuites": "name tests failures errors time", "testsuite": "name tests failures errors skipped time",
	"testcase": "name classname time", "skipped": "message", "failure": "message type",
}

// TestJUnit: the numbers of each suite are those of its cases, and there is no other element.
func TestJUnit(t *testing.T) {
	t.Parallel()
	r := coverage.Of(universe(), met())
	text, err := r.JUnit(r.Hold([]coverage.Threshold{{coverage.Operations, 50}, {coverage.Statuses, 25}}))
	if err != nil {
		t.Fatal(err)
	}
	counted, said, suite := map[string]int{}, map[string]int{}, ""
	decoder := xml.NewDecoder(strings.NewReader(string(text)))
	for {
		token, err := decoder.Token()
		if err == io.EOF {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		element, is := token.(xml.StartElement)
		if !is {
			continue
		}
		name := element.Name.Local
		var attributes []string
		for _, a := range element.Attr {
			attributes = append(attributes, a.Name.Local)
			if name == "testsuite" && a.Name.Local == "name" {
				suite = a.Value
			}
			if n, err := strconv.Atoi(a.Value); err == nil && name == "testsuite" {
				said[suite+" "+a.Name.Local] = n
			}
		}
		if got := strings.Join(attributes, " "); junit[name] == "" || got != junit[name] {
			t.Errorf("<%s> has %q, want %q", name, got, junit[name])
		}
		counted[suite+" "+name]++
	}
	for _, suite := range append(coverage.Axes(), "thresholds") {
		if got := counted[suite+" testcase"]; got == 0 || got != said[suite+" tests"] {
			t.Errorf("%s has %d cases and says %d", suite, got, said[suite+" tests"])
		}
		if got := counted[suite+" skipped"]; got != said[suite+" skipped"] {
			t.Errorf("%s has %d cases that were skipped and says %d", suite, got, said[suite+" skipped"])
		}
		if got := counted[suite+" failure"]; got != said[suite+" failures"] {
			t.Errorf("%s has %d cases that failed and says %d", suite, got, said[suite+" failures"])
		}
	}
	if said["operations skipped"] != 2 || said["thresholds failures"] != 1 || said["thresholds tests"] != 2 {
		t.Errorf("the suites say %v", said)
	}
}
