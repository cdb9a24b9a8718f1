package scenario

import (
	"slices"
	"strings"
	"testing"

	"belvo-emulator/emulator/internal/suggest"
)

// right is a scenario that loads; the tests replace a piece of it to make it wrong.
const right = `version: 1
name: test
summary: A test.
match:
  usernames: test_*
start: visitor
enter: linked
states:
  visitor:
    on:
      register:
        - {when: {username: user_invalid}, respond: login_error}
        - {respond: ok, goto: linked}
  linked:
    on:
      retrieve:
        - {respond: token_required, challenge: {type: numeric, value: "1"}, goto: locked}
      refresh: [{respond: ok}]
  locked:
    after: {wait: 1h, goto: linked}
    on:
      resume:
        - {when: {token: "111111"}, respond: ok, goto: linked}
`

func TestRight(t *testing.T) {
	t.Parallel()
	s, problems := Parse("test.yaml", []byte(right), sets())
	if len(problems) > 0 || s == nil || s.Source != "test.yaml" || len(s.States) != 3 {
		t.Errorf("scenario %+v, problems:\n%v", s, problems)
	}
}

// wrong is a wrong file: right with a piece replaced, or new alone if there is no piece. Want are
// its problems, a line each, without the file's name.
type wrong struct{ name, old, new, want string }

func (w wrong) run(t *testing.T) {
	t.Helper()
	if !strings.Contains(right, w.old) {
		t.Fatalf("the right file has no %q", w.old)
	}
	text := w.new
	if w.old != "" {
		text = strings.Replace(right, w.old, w.new, 1)
	}
	s, problems := Parse("test.yaml", []byte(text), sets())
	if s != nil {
		t.Error("a scenario came with the problems")
	}
	want := "test.yaml:" + strings.ReplaceAll(w.want, "\n", "\ntest.yaml:")
	if got := problems.Error(); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

// malformed are files of another shape than Format.
func malformed() []wrong { return slices.Concat(malformedFiles(), wrongKeys(), wrongValues()) }

// malformedFiles are wrong as a whole.
func malformedFiles() []wrong {
	return []wrong{
		{"empty", "", "", "1:1: the file is empty"},
		{"only a comment", "", "# nothing\n", "1:1: the file is empty"},
		{"syntax", "name: test", "name: [test", "2:7: not valid YAML: the list or mapping in brackets on this line lacks a comma, or its end"},
		{"tabs", "  visitor:", "\tvisitor:",
			"9:1: not valid YAML: the line is indented with a tab: write spaces"},
		{"star", "usernames: test_*", "usernames: *_test",
			`5:14: not valid YAML: a text that begins with * must be in quotes: write "*_test"`},
		{"indentation", "      refresh: [", "     refresh: [",
			"18:6: not valid YAML: the line is indented by 5 spaces, as no block is: write 4 or 6"},
		{"no text at all", "", "\xff\xfe\x00", "1:1: not valid YAML: incomplete UTF-16 character"},
		{"two documents", "start: visitor", "---\nstart: visitor",
			"6:1: only one document is allowed in a file"},
		{"wrong second document", "start: visitor", "---\nstart: [",
			"7:8: not valid YAML: the list or mapping in brackets on this line lacks a comma, or its end"},
		{"list", "", "- version: 1\n", "1:1: the file must be a mapping, not a list"},
		{"text", "", "heimdall\n", `1:1: the file must be a mapping, not "heimdall"`},
	}
}

// wrongKeys are unknown, missing or repeated.
func wrongKeys() []wrong {
	return []wrong{
		{"unknown key", "summary: A", "sumary: A",
			`3:1: unknown key "sumary", did you mean "summary"?`},
		{"unknown key, nothing near", "enter: linked", "color: red",
			`7:1: unknown key "color", expected one of enter, match, name, start, states, summary, version`},
		{"unknown key in match", "usernames:", "username:",
			`5:3: unknown key "username" in "match", did you mean "usernames"?`},
		{"unknown key in a state", "after: {", "afer: {",
			`20:5: unknown key "afer" in "locked", did you mean "after"?`},
		{"unknown key in after", "wait: 1h", "wait: 1h, got: linked",
			`20:23: unknown key "got" in "after", did you mean "goto"?`},
		{"unknown operation", "register:", "registr:",
			`11:7: unknown key "registr" in "on", did you mean "register"?`},
		{"unknown resource", "retrieve:", "retrieve.account:",
			`16:7: unknown key "retrieve.account" in "on", did you mean "retrieve.accounts"?`},
		{"unknown key in a rule", "goto: locked", "got: locked",
			`17:77: unknown key "got" in "retrieve", did you mean "goto"?`},
		{"unknown key in a challenge", "value:", "vlaue:",
			`17:64: unknown key "vlaue" in "challenge", did you mean "value"?`},
		{"unknown guard", "{username:", "{usrname:",
			`12:19: unknown key "usrname" in "when", did you mean "username"?`},
		{"unknown key in a fault", "{respond: ok}", "{fault: {code: 503}}",
			"18:25: missing key \"status\" in \"fault\"\n" +
				"18:26: unknown key \"code\" in \"fault\", expected one of status"},
		{"missing keys", "version: 1\nname: test\nsummary: A test.\n", "",
			"1:1: missing key \"version\"\n1:1: missing key \"name\"\n1:1: missing key \"summary\""},
		{"missing keys in after", "{wait: 1h, goto: linked}", "{}",
			"20:12: missing key \"wait\" in \"after\"\n20:12: missing key \"goto\" in \"after\""},
		{"no states", "", "version: 1\nname: a\nsummary: A.\nstart: a\n", `1:1: missing key "states"`},
		{"key twice", "enter: linked", "start: visitor", `7:1: key "start" is given twice`},
		{"state twice", "  linked:", "  visitor:", `14:3: key "visitor" is given twice`},
		{"operation twice", "refresh:", "retrieve:", `18:7: key "retrieve" is given twice`},
		{"alias", "start: visitor\nenter: linked", "start: &a visitor\nenter: *a",
			"7:8: aliases (*a) are not supported, write the value out"},
		{"merge key", "  locked:", "  <<:", `19:3: key "<<" in "states" must match ^[A-Za-z][A-Za-z0-9_-]*$`},
		{"state without a name", "  locked:", "  '':",
			`19:3: key "" in "states" must match ^[A-Za-z][A-Za-z0-9_-]*$`},
		{"state without anything", "  locked:", "  locked:\n  other:",
			`19:10: "locked" must be a mapping, not nothing: write {} if it is empty`},
	}
}

// wrongValues are of another type, or not among those that are known.
func wrongValues() []wrong {
	return []wrong{
		{"name", "name: test", "name: My Bank", `2:7: name "My Bank" must match ^[a-z][a-z0-9-]*$`},
		{"name that is a number", "name: test", "name: 12", `2:7: "name" must be a text, not "12"`},
		{"version that is a text", "version: 1", `version: "1"`,
			`1:10: "version" must be a whole number, not "1"`},
		{"rules that are no list", "[{respond: ok}]", "{respond: ok}",
			`18:16: "refresh" must be a list, not a mapping`},
		{"rule that is no mapping", "[{respond: ok}]", "[ok]", `18:17: "refresh" must be a mapping, not "ok"`},
		{"pattern that is a mapping", "username: user_invalid", "username: {}",
			`12:29: "username" must be a list, not a mapping`},
		{"no pattern", "test_*", "", `5:13: "usernames" must be a list, not nothing: write [] if it is empty`},
		{"a status for an answer", "respond: login_error", "respond: 428",
			`12:53: "respond" must be a text, not "428": write token_required or activation_required, answered with 428`},
		{"a status in quotes", "respond: login_error", `respond: "201"`,
			`12:53: "respond" must be a text, not "201": write ok`},
		{"a status of no answer", "respond: login_error", "respond: 418",
			`12:53: "respond" must be a text, not "418": write the code of an error, or fault: {status: 418} ` +
				`without respond`},
		{"list in a list", "test_*", "[[a]]", `5:15: "usernames" must be a value, not a list`},
		{"duration", "wait: 1h", "wait: 1", `20:19: "wait" must be a duration such as 90s, 24h or 7d, not "1"`},
		{"negative duration", "wait: 1h", "wait: -1h",
			`20:19: "wait" must be a duration such as 90s, 24h or 7d, not "-1h"`},
		{"long duration", "wait: 1h", "wait: 400000d", `20:19: "wait" is too long: 400000d`},
		{"times 0", "[{respond: ok}]", "[{respond: ok, times: 0}]", `18:38: "times" must be at least 1`},
		{"status below 400", "[{respond: ok}]", "[{fault: {status: 302}}]",
			`18:34: "status" must be at least 400`},
		{"unknown answer", "token_required,", "tokn_required,",
			`17:21: unknown respond "tokn_required", did you mean "token_required"?`},
		{"no answer of institutions", "login_error", "not_found",
			`12:53: unknown respond "not_found"` + suggest.Tail("not_found", codeWords(union(Answers)))},
		{"unknown challenge", "numeric", "numerical",
			`17:55: unknown type "numerical", did you mean "numeric"?`},
		{"unknown fault", "[{respond: ok}]", "[{fault: hangs}]",
			`18:25: unknown fault "hangs", did you mean "hang"?`},
		{"fault of a list", "[{respond: ok}]", "[{fault: [hang]}]",
			`18:25: "fault" must be a text, not a list`},
	}
}

func TestMalformed(t *testing.T) {
	t.Parallel()
	for _, w := range malformed() {
		t.Run(w.name, func(t *testing.T) { t.Parallel(); w.run(t) })
	}
}

// TestHuge: a file of no use is refused before anything is made of it.
func TestHuge(t *testing.T) {
	t.Parallel()
	huge := wrong{name: "huge", new: right + strings.Repeat("# nothing\n", MaxFile/10),
		want: "1:1: the file is larger than 1048576 bytes"}
	huge.run(t)
}
