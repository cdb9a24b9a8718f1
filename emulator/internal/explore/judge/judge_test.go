package judge_test

import (
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"belvo-emulator/emulator/internal/belvo"
	"belvo-emulator/emulator/internal/explore/judge"
	"belvo-emulator/emulator/internal/run"
)

var link = uuid.MustParse("00000000-0000-4000-8000-000000000001")

func asked(code belvo.Code) run.Request {
	q := run.Request{Method: "POST", Path: "/api/accounts/", Operation: "retrieve", Link: link, Status: 201, Same: "a"}
	if code != "" {
		q.Status, q.Codes = 400, []belvo.Code{code}
	}
	return q
}

func did(operation string) run.Request {
	return run.Request{Method: "PATCH", Path: "/api/links/", Operation: operation, Status: 200, Same: operation}
}

func times(n int, q run.Request) []run.Request {
	list := make([]run.Request, n)
	for i := range list {
		list[i] = q
	}
	return list
}

func requests(q ...run.Request) run.Report { return run.Report{Requests: q} }

func links(n int) run.Report {
	return run.Report{Links: []run.Links{{Institution: "erebor", Username: "bnk100", Links: n}}}
}

func hooks(outcome string, status int) run.Report {
	return run.Report{Webhooks: []run.Webhook{{Type: "LINK", Code: "x", Outcome: outcome, Status: status}}}
}

// TestRules holds the judge to what a sound application never does, and to what it may do.
func TestRules(t *testing.T) {
	t.Parallel()
	const down, bad = belvo.CodeInstitutionDown, belvo.CodeInvalidLink
	for name, c := range map[string]struct {
		outcome     judge.Outcome
		report      run.Report
		transparent bool
		opts        judge.Options
		want        string
	}{
		"sound":                      {},
		"gives up":                   {outcome: judge.Outcome{Exit: 1}},
		"fails where all is well":    {outcome: judge.Outcome{Exit: 1}, transparent: true, want: "fails"},
		"fails though it never does": {outcome: judge.Outcome{Exit: 1}, opts: judge.Options{GivesUpWithZero: true}, want: "fails"},
		"crashes":                    {outcome: judge.Outcome{Exit: 1, Crash: "KeyError"}, transparent: true, want: "crash"},
		"crash is off":               {outcome: judge.Outcome{Exit: 1, Crash: "KeyError"}, opts: judge.Options{Off: []judge.Rule{judge.Crash}}},
		"hangs":                      {outcome: judge.Outcome{Exit: -1, Hung: true, Crash: "killed"}, transparent: true, want: "hang"},
		"a hundred calls":            {report: requests(times(100, asked(""))...)},
		"a storm":                    {report: requests(times(101, asked(""))...), want: "storm"},
		"one link":                   {report: links(1)},
		"a second link":              {report: links(2), want: "second-link"},
		"asks twice":                 {report: requests(asked(bad), asked(bad))},
		"asks in vain":               {report: requests(times(3, asked(bad))...), want: "asks-in-vain"},
		"heals between":              {report: requests(asked(bad), asked(bad), did("update"), asked(bad))},
		"opens the widget between":   {report: requests(asked(bad), asked(bad), did("token"), asked(bad))},
		"tries again":                {report: requests(times(5, asked(down))...)},
		"receiver fails":             {report: hooks("bad_status", 500), want: "receiver"},
		"receiver redirects":         {report: hooks("redirect", 302), want: "receiver"},
		"receiver is slow":           {report: hooks("timeout", 0), want: "receiver"},
		"receiver has gone":          {report: hooks("closed", 0)},
		"no receiver":                {report: hooks("refused", 0)},
		"the user's check":           {outcome: judge.Outcome{Check: "two rows"}, want: "check"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			usual := judge.UsualOf([]run.Report{links(1)}, []judge.Outcome{{Took: time.Second}})
			var rules []string
			for _, b := range judge.Breaches(c.outcome, c.report, usual, c.transparent, c.opts) {
				rules = append(rules, string(b.Rule))
			}
			if got := strings.Join(rules, " "); got != c.want {
				t.Errorf("it breaks %q, want %q", got, c.want)
			}
		})
	}
}

func TestWhatTheUndisturbedRunDoesIsNoMistake(t *testing.T) {
	t.Parallel()
	usual := judge.UsualOf([]run.Report{links(2), hooks("bad_status", 500), requests(times(200, asked(""))...)},
		make([]judge.Outcome, 3))
	for _, r := range []run.Report{links(2), hooks("bad_status", 500), requests(times(600, asked(""))...)} {
		if b := judge.Breaches(judge.Outcome{}, r, usual, true, judge.Options{}); len(b) > 0 {
			t.Errorf("accused of %+v", b)
		}
	}
	if got := usual.StormLimit(); got != 600 {
		t.Errorf("the limit is %d", got)
	}
	if got := usual.TimeLimit(); got != 3*time.Second {
		t.Errorf("the limit is %s", got)
	}
}

// TestExceptions are told from assertions, in the languages that applications are written in.
func TestExceptions(t *testing.T) {
	t.Parallel()
	const python = "Traceback (most recent call last):\n  File \"/app/main.py\", line 3, in <module>\n    f()\n" +
		"  File \"/app/lib.py\", line 7, in f\n    return a[\"id\"]\n"
	const node = "/app/main.js:7\n    throw e;\n    ^\n\nTypeError: Cannot read properties of undefined (reading 'id')\n" +
		"    at f (/app/lib.js:7:11)\n    at main (/app/main.js:3:1)\n\nNode.js v22.1.0\n"
	for name, c := range map[string]struct{ text, what, place string }{
		"nothing":          {"gave up: the bank is down\n", "", ""},
		"python":           {python + "KeyError: 'id'\n", "KeyError: 'id'", "KeyError at lib.py:7"},
		"python's own":     {python + "requests.exceptions.ConnectionError: HTTPConnectionPool\n", "requests.exceptions.ConnectionError: HTTPConnectionPool", "requests.exceptions.ConnectionError at lib.py:7"},
		"python asserts":   {python + "AssertionError: 2 != 1\n", "", ""},
		"node":             {node, "TypeError: Cannot read properties of undefined (reading 'id')", "TypeError at lib.js:7"},
		"node asserts":     {strings.Replace(node, "TypeError:", "AssertionError [ERR_ASSERTION]:", 1), "", ""},
		"go":               {"panic: runtime error: index out of range [0] with length 0\n\ngoroutine 1 [running]:\nmain.f(...)\n\t/app/main.go:12 +0x1d\n", "panic: runtime error: index out of range [0] with length 0", "panic at main.go:12"},
		"go's test":        {"--- FAIL: TestX (0.00s)\n    x_test.go:3: 2 != 1\nFAIL\n", "", ""},
		"java":             {"Exception in thread \"main\" java.lang.NullPointerException\n\tat App.main(App.java:5)\n", "Exception in thread \"main\" java.lang.NullPointerException", "Exception in thread \"main\" java.lang.NullPointerException at App.java:5"},
		"something python": {"Error: gave up\n", "", ""},
	} {
		if what, place := judge.Exception(c.text); what != c.what || place != c.place {
			t.Errorf("%s: %q at %q", name, what, place)
		}
	}
	if got := judge.LastLine("a\nb\n\n"); got != "b" {
		t.Errorf("the last line is %q", got)
	}
}

func TestACommandAtWorkDoesNotHang(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		took, idle time.Duration
		want       bool
	}{{3 * time.Second, 3 * time.Second, false}, {4 * time.Second, 4 * time.Second, true},
		{4 * time.Second, 100 * time.Millisecond, false}, {29 * time.Second, 100 * time.Millisecond, false},
		{31 * time.Second, 100 * time.Millisecond, true}} {
		if got := judge.Hangs(c.took, c.idle, 3*time.Second); got != c.want {
			t.Errorf("after %s, idle for %s: %t", c.took, c.idle, got)
		}
	}
}
