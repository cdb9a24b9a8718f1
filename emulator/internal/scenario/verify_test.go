package scenario

import (
	"slices"
	"strings"
	"testing"

	"belvo-emulator/emulator/internal/suggest"
)

// list is how a message lists words.
// impossible are files of the right shape that say what cannot be.
func impossible() []wrong { return slices.Concat(impossibleRules(), impossibleStates()) }

// impossibleRules say what their operation cannot do or know.
func impossibleRules() []wrong {
	return []wrong{
		{"answer to another operation", "refresh: [{respond: ok}]", "refresh: [{respond: session_expired}]",
			`18:17: "session_expired" is no answer to "refresh", expected one of 16 words such as ` +
				`activation_failed, activation_required, institution_down, institution_inactive, login_error, ok, ` +
				`permission_denied, request_timeout, token_required, too_many_sessions`},
		{"answer to the retrieval of one resource", "retrieve:",
			"retrieve.accounts: [{respond: duplicated}]\n      retrieve:",
			`16:27: "duplicated" is no answer to "retrieve"` + suggest.Tail("duplicated", codeWords(Answers("retrieve")))},
		{"guard of another operation", "{token:", "{password:",
			`23:11: "password" tells nothing of "resume", expected one of ` +
				`attempt, external_id, institution, resource, status, token, username`},
		{"guard with a near word", "[{respond: ok}]", "[{when: {username2: a}, respond: ok}]",
			`18:17: "username2" tells nothing of "refresh", did you mean "username"?`},
		{"guard without values", "username: user_invalid", "username: []",
			`12:11: "username" has no value to match, so the rule would never answer`},
		{"bad expression in a rule", "user_invalid", "/(/",
			"12:11: /(/ is no regular expression: error parsing regexp: missing closing ): `(`"},
		{"neither respond nor fault", "[{respond: ok}]", "[{latency: 1s}]",
			`18:17: a rule needs "respond" or "fault"`},
		{"challenge without token_required", "respond: token_required", "respond: login_error",
			"17:11: \"challenge\" belongs to \"respond: token_required\""},
		{"challenge on refresh", "[{respond: ok}]", "[{respond: token_required, challenge: {type: qr}}]",
			`18:17: a refresh opens no session: nobody could see the "challenge"`},
		{"challenge that expires at once", `value: "1"}`, `value: "1", expiry: 0s}`,
			`17:11: "expiry" must be more than nothing`},
		{"message that is not documented", "respond: login_error",
			"respond: login_error, message: Missing credential to login to the institution",
			`12:11: "Missing credential to login to the institution" is no message of "login_error", ` +
				`did you mean "Missing credentials to login to the institution"?`},
		{"message of ok", "[{respond: ok}]", "[{respond: ok, message: Done}]",
			`18:17: "message" belongs to an error, not to "ok"`},
		{"unknown data set", "[{respond: ok}]", "[{respond: ok, data: ful}]",
			`18:17: unknown data set "ful", did you mean "full"?`},
		{"status that is none", "[{respond: ok}]", "[{fault: {status: 1000}}]",
			`18:17: the "status" of a fault must be at most 599`},
	}
}

// impossibleStates do not fit together.
func impossibleStates() []wrong {
	return []wrong{
		{"version", "version: 1", "version: 2", "1:10: version 2 is not supported, expected 1"},
		{"unknown state in start", "start: visitor", "start: visitr",
			`6:8: unknown state "visitr" in "start", did you mean "visitor"?`},
		{"unknown state in enter", "enter: linked", "enter: home",
			`7:8: unknown state "home" in "enter", expected one of linked, locked, visitor`},
		{"unknown state in goto", "goto: locked", "goto: lock",
			`17:11: unknown state "lock" in "goto", did you mean "locked"?`},
		{"unknown state in after", "1h, goto: linked", "1h, goto: linkd",
			`20:12: unknown state "linkd" in "goto", did you mean "linked"?`},
		{"bad expression in match", "test_*", "[/a**/, fine]",
			"5:3: /a**/ is no regular expression: error parsing regexp: invalid nested repetition operator: `**`"},
		{"behind a catch-all", "[{respond: ok}]", "[{respond: ok}, {respond: ok}, {respond: login_error}]",
			`18:32: this rule of "refresh" is never reached: the one before it always answers`},
		{"behind a guard that always holds", "user_invalid", `"*"`,
			`13:11: this rule of "register" is never reached: the one before it always answers`},
		{"behind a list that always holds", "user_invalid", `[user_invalid, "**"]`,
			`13:11: this rule of "register" is never reached: the one before it always answers`},
		{"unreachable state", "goto: locked", "goto: linked",
			"20:5: state \"locked\" is never reached\n" +
				"23:11: nothing can be resumed in state \"locked\": no token_required leads to it"},
		{"nothing to resume", "token_required, challenge: {type: numeric, value: \"1\"}", "login_error",
			`23:11: nothing can be resumed in state "locked": no token_required leads to it`},
		{"a refresh opens no session",
			"token_required, challenge: {type: numeric, value: \"1\"}, goto: locked}\n" +
				"      refresh: [{respond: ok}]", "ok}\n      refresh: [{respond: token_required, goto: locked}]",
			`23:11: nothing can be resumed in state "locked": no token_required leads to it`},
		{"wait of nothing", "wait: 1h", "wait: 0s", `20:12: "wait" must be more than nothing`},
		{"registrations lead to several states", `enter: linked
states:
  visitor:
    on:
      register:
`, `states:
  visitor:
    on:
      register:
        - {when: {username: b}, respond: ok, goto: locked}
`,
			`6:8: registrations lead to several states: "enter" must name the one for links that exist`},
	}
}

func TestImpossible(t *testing.T) {
	t.Parallel()
	for _, w := range impossible() {
		t.Run(w.name, func(t *testing.T) { t.Parallel(); w.run(t) })
	}
}

// TestSeveralProblems holds that one reading finds them all, in the order of the file.
func TestSeveralProblems(t *testing.T) {
	t.Parallel()
	wrong{"of the shape", "", `version: one
name: Test
summry: A test.
start: a
states:
  a:
    on:
      regster: []
      register: [{repond: ok}, {respond: okay}]
    after: {wait: soon}
`, `1:10: "version" must be a whole number, not "one"
2:7: name "Test" must match ^[a-z][a-z0-9-]*$
3:1: unknown key "summry", did you mean "summary"?
8:7: unknown key "regster" in "on", did you mean "register"?
9:19: unknown key "repond" in "register", did you mean "respond"?
9:42: unknown respond "okay", did you mean "ok"?
10:12: missing key "goto" in "after"
10:19: "wait" must be a duration such as 90s, 24h or 7d, not "soon"`}.run(t)
}

func TestSeveralProblemsOfMeaning(t *testing.T) {
	t.Parallel()
	wrong{"of the meaning", "", `version: 3
name: test
summary: A test.
match: {institutions: "/[/"}
start: b
enter: c
states:
  a:
    on:
      register: [{respond: session_expired, goto: d, data: fool, when: {status: "/?/"}}]
    after: {wait: 0s, goto: e}
`, `1:10: version 3 is not supported, expected 1
4:8: /[/ is no regular expression: error parsing regexp: missing closing ]: ` + "`[`" + `
5:8: unknown state "b" in "start", did you mean "a"?
6:8: unknown state "c" in "enter", did you mean "a"?
10:18: /?/ is no regular expression: error parsing regexp: missing argument to repetition operator: ` +
		"`?`" + `
10:18: unknown state "d" in "goto", did you mean "a"?
10:18: "session_expired" is no answer to "register"` + suggest.Tail("session_expired", codeWords(Answers("register"))) + `
10:18: "status" tells nothing of "register"` + suggest.Tail("status", Guards("register")) + `
10:18: unknown data set "fool", did you mean "full"?
11:12: "wait" must be more than nothing
11:12: unknown state "e" in "goto", did you mean "a"?`}.run(t)
	wrong{"of the whole", "", `version: 1
name: test
summary: A test.
start: a
states:
  a:
    on:
      register: [{respond: ok}, {respond: ok}]
  b:
    on:
      resume: [{respond: ok}]
`, `8:33: this rule of "register" is never reached: the one before it always answers
10:5: state "b" is never reached
11:16: nothing can be resumed in state "b": no token_required leads to it`}.run(t)
}

// TestProblemsOfEveryKind holds that one kind of problem does not hide another, and that what follows
// from a problem is no problem of its own: what a lost key, rule or state would have said is unknown.
func TestProblemsOfEveryKind(t *testing.T) {
	t.Parallel()
	wrong{"rules that lost what leads nowhere", "", `version: 2
nmae: test
summary: A test.
start: a
states:
  a:
    on:
      register:
        - {respond: teapot, challenge: {type: qr}, message: Bad request}
        - {respond: ok, whn: {token: "1"}}
        - {respond: ok, latency: soon}
        - {respond: login_error, goto: b}
      resume: [{respond: ok}]
  b:
    on:
      retrieve: [{when: {resource: [[a]]}, respond: ok}, {respond: ok, message: Bad request}]
  island: {}
`, `1:10: version 2 is not supported, expected 1
2:1: unknown key "nmae", did you mean "name"?
9:21: unknown respond "teapot"` + suggest.Tail("teapot", codeWords(union(Answers))) + `
10:25: unknown key "whn" in "register", did you mean "when"?
11:34: "latency" must be a duration such as 90s, 24h or 7d, not "soon"
16:37: "resource" must be a value, not a list
16:58: "message" belongs to an error, not to "ok"
17:11: state "island" is never reached`}.run(t)
	wrong{"ways that are lost", "", `version: 1
name: test
summary: A test.
start: a
states:
  a:
    on:
      register: [{respond: ok, gotoo: b}, {respond: login_error, times: 1, goto: nowhere}]
  b: {on: {resume: [{respond: ok}], update: [{respond: ok}, {respond: not_found}]}}
  c: []
`, `8:32: unknown key "gotoo" in "register", did you mean "goto"?
9:61: this rule of "update" is never reached: the one before it always answers
9:71: unknown respond "not_found"` + suggest.Tail("not_found", codeWords(union(Answers))) + `
10:6: "c" must be a mapping, not a list`}.run(t)
}

// TestMayResume holds that a session outlives every answer but an ok, and the passing of time.
func TestMayResume(t *testing.T) {
	t.Parallel()
	for name, between := range map[string]string{
		"a token_required that stays": "resume: [{respond: token_required}]\n    after: {wait: 1s, goto: c}\n",
		"time":                        "retrieve: []\n    after: {wait: 1s, goto: c}\n",
		"a refused login":             "resume: [{respond: login_error, goto: c}]\n",
		"another trouble":             "retrieve: [{respond: institution_down, goto: c}]\n",
		"a fault":                     "retrieve: [{fault: hang, goto: c}]\n",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			scene(t, "  a: {on: {register: [{respond: token_required, goto: b}]}}\n  b:\n   on:\n    "+
				strings.ReplaceAll(between, "\n    after", "\n   after")+"  c: {on: {resume: [{respond: ok}]}}\n")
		})
	}
	const update = "      update: [{respond: ok, goto: other}]\n"
	ended := strings.Replace(right, "      refresh:", update+"      refresh:", 1) +
		"  other: {on: {resume: [{respond: ok}]}}\n"
	_, problems := Parse("test.yaml", []byte(ended), sets())
	const want = `test.yaml:25:25: nothing can be resumed in state "other": no token_required leads to it`
	if problems.Error() != want {
		t.Errorf("got\n%v\nwant\n%s", problems, want)
	}
}

// TestEnter holds where a link that exists already begins when the file does not say so.
func TestEnter(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ name, states, want string }{
		{"no rule", "  a: {}\n", "a"},
		{"no ok", "  a: {on: {register: [{respond: login_error}]}}\n", "a"},
		{"ok that stays", "  a: {on: {register: [{respond: ok}]}}\n", "a"},
		{"ok", "  a: {on: {register: [{respond: ok, goto: b}]}}\n  b: {}\n", "b"},
		{"ok of several rules",
			"  a: {on: {register: [{respond: ok, times: 1, goto: b}, {respond: ok, goto: b}]}}\n" +
				"  b: {}\n", "b"},
		{"ok of the token",
			"  a: {on: {register: [{respond: token_required}], resume: [{respond: ok, goto: b}]}}\n" +
				"  b: {}\n", "b"},
		{"ok of the token, in another state", "  a: {on: {register: [{respond: token_required, goto: b}]}}\n" +
			"  b: {on: {resume: [{respond: token_required, times: 1}, {respond: ok, goto: c}]}}\n  c: {}\n", "c"},
		{"ok after a failure", "  a: {on: {register: [{respond: institution_down, goto: b}]}}\n" +
			"  b: {on: {register: [{respond: ok, goto: c}]}}\n  c: {}\n", "c"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			text := "version: 1\nname: test\nsummary: A test.\nstart: a\nstates:\n" + c.states
			s, problems := Parse("test.yaml", []byte(text), nil)
			if len(problems) > 0 {
				t.Fatal(problems)
			}
			if s.Enter.Name != c.want {
				t.Errorf("enters %q, want %q", s.Enter.Name, c.want)
			}
		})
	}
}
