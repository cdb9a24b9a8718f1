package scenario

import (
	"testing"
	"time"

	"belvo-emulator/emulator/internal/belvo"
	"belvo-emulator/emulator/internal/lifecycle"
)

func TestFirstRuleThatHoldsAnswers(t *testing.T) {
	t.Parallel()
	sc := scene(t, `
  a:
    on:
      register:
        - {when: {username: ana, password: [x, y*]}, respond: login_error}
        - {when: {username: "a*"}, respond: institution_down}
        - {when: {username: /^.$/}, respond: token_required}
`).Begin(noon)
	for _, c := range []struct {
		want  belvo.Code
		asked []string
	}{
		{belvo.CodeLoginError, []string{"username=ana", "password=x"}},
		{belvo.CodeLoginError, []string{"username=ana", "password=yes"}},
		{belvo.CodeInstitutionDown, []string{"username=ana", "password=z"}},
		{belvo.CodeInstitutionDown, []string{"username=ana"}},
		{belvo.CodeTokenRequired, []string{"username=b", "password=x"}},
		{lifecycle.AnswerOK, []string{"username=bob"}}, // no rule is an ok
		{lifecycle.AnswerOK, nil},
	} {
		a, next := sc.Ask(ask(lifecycle.Register, c.asked...), noon)
		if a.Code != c.want {
			t.Errorf("%v is answered %s, want %s", c.asked, a.Code, c.want)
		}
		stands(t, next, "a")
	}
}

func TestNoRule(t *testing.T) {
	t.Parallel()
	sc := scene(t, "  a: {on: {retrieve: [{when: {status: invalid}, respond: login_error}]}}\n").Begin(noon)
	for _, op := range lifecycle.Operations() {
		a, next := sc.Ask(ask(op, "status=valid"), noon)
		if a != (Answer{Code: lifecycle.AnswerOK}) {
			t.Errorf("%s is answered %+v", op, a)
		}
		stands(t, next, "a")
	}
}

func TestTimes(t *testing.T) {
	t.Parallel()
	sc := scene(t, `
  a:
    on:
      retrieve:
        - {respond: institution_down, times: 2}
        - {when: {token: "1"}, respond: ok, times: 1, goto: b}
        - {respond: login_error}
  b:
    on:
      retrieve: [{respond: too_many_sessions, times: 1, goto: a}]
`).Begin(noon)
	data, token := retrieve(belvo.Accounts), retrieve(belvo.Accounts, "token=1")
	sc = talk(t, sc, "institution_down institution_down login_error ok", data, token, data, token)
	stands(t, sc, "b")
	// What was used up stays so, in whichever state the user was meanwhile.
	sc = talk(t, sc, "too_many_sessions login_error login_error", data, token, data)
	stands(t, sc, "a")
}

func TestTimesOfRulesThatWerePassedOver(t *testing.T) {
	t.Parallel()
	sc := scene(t, `
  a:
    on:
      retrieve: [{respond: token_required}]
      resume: [{when: {token: x}, respond: login_error, times: 1}, {respond: session_expired}]
`).Begin(noon)
	x, y := ask(lifecycle.Resume, "token=x"), ask(lifecycle.Resume, "token=y")
	talk(t, sc, "session_expired login_error session_expired", y, x, x)
}

// TestAttempts: the guard counts the questions of an operation in a row in one state, whatever
// they were answered.
func TestAttempts(t *testing.T) {
	t.Parallel()
	sc := scene(t, `
  a:
    on:
      retrieve:
        - {when: {attempt: [2, "4"]}, respond: institution_down}
        - {when: {attempt: 5}, respond: login_error, goto: b}
      retrieve.owners:
        - {when: {attempt: 2}, respond: unavailable_data}
      update:
        - {when: {attempt: 1}, respond: login_error}
        - {respond: ok, goto: a}
  b: {on: {retrieve: [{respond: ok, goto: a}]}}
`).Begin(noon)
	data, owners, update := retrieve(belvo.Accounts), retrieve(belvo.Owners), ask(lifecycle.Update)
	sc = talk(t, sc, "ok institution_down", data, retrieve(belvo.Transactions))
	sc = talk(t, sc, "ok login_error unavailable_data ok", owners, update, owners, update) // counted apart
	// A goto to where the user is keeps the count.
	sc = talk(t, sc, "ok institution_down login_error", data, data, data)
	stands(t, sc, "b")
	talk(t, sc, "ok ok institution_down ok", data, data, data, owners) // entering counts anew
}

func TestResourceHasItsOwnRules(t *testing.T) {
	t.Parallel()
	sc := scene(t, `
  a:
    on:
      retrieve:
        - {when: {resource: "b*"}, respond: unavailable_data}
        - {respond: institution_down}
      retrieve.transactions: [{when: {token: x}, respond: login_error}]
      retrieve.owners: []
`).Begin(noon)
	for r, want := range map[belvo.Resource]belvo.Code{
		belvo.Accounts: "institution_down", belvo.Bills: "unavailable_data", belvo.Balances: "unavailable_data",
		belvo.Transactions: "ok", // its own rules are all there are
		belvo.Owners:       "institution_down",
	} {
		if a, _ := sc.Ask(retrieve(r), noon); a.Code != want {
			t.Errorf("%s is answered %s, want %s", r, a.Code, want)
		}
	}
	talk(t, sc, "login_error", retrieve(belvo.Transactions, "token=x"))
	about := ask(lifecycle.Resume)
	about.Resource = belvo.Bills
	resumes := scene(t, "  a: {on: {register: [{respond: token_required}], "+
		"resume: [{when: {resource: bills}, respond: login_error}]}}\n").Begin(noon)
	talk(t, resumes, "login_error ok", about, ask(lifecycle.Resume))
}

// TestAnswer holds everything that a rule may say in addition to its code.
func TestAnswer(t *testing.T) {
	t.Parallel()
	sc := scene(t, `
  a:
    on:
      retrieve:
        - {respond: ok, latency: 1500ms, data: low, times: 1}
        - respond: token_required
          challenge: {type: text, value: 7, instructions: Think, expiry: 1m}
          times: 1
        - {respond: ok, fault: reset, times: 1}
        - {fault: {status: 503}, latency: 1s, data: none, goto: b, times: 1}
  b: {on: {retrieve: [{respond: login_error, message: Missing credentials to login to the institution}]}}
`).Begin(noon)
	for _, want := range []Answer{
		{Code: "ok", Latency: 1500 * time.Millisecond, Data: "low", Rule: "test.yaml:11"},
		{Code: "token_required", Rule: "test.yaml:12"},
		{Code: "ok", Fault: Fault{Kind: FaultReset}, Rule: "test.yaml:15"},
		{Faulty: true, Fault: Fault{FaultStatus, 503}, Latency: time.Second, Data: "none", Rule: "test.yaml:16"},
		{Code: "login_error", Message: "Missing credentials to login to the institution", Rule: "test.yaml:17"},
	} {
		var got Answer
		got, sc = sc.Ask(retrieve(belvo.Accounts), noon)
		if c := got.Challenge; c != nil {
			if *c != (Challenge{"text", "7", "Think", time.Minute}) || got.Code != "token_required" {
				t.Errorf("challenge %+v", c)
			}
			got.Challenge = nil
		}
		if got != want {
			t.Errorf("got  %+v\nwant %+v", got, want)
		}
	}
	stands(t, sc, "b")
}

// TestScriptIsAValue: a stored script may be asked again and gives the same answer, whatever was
// asked of its copies.
func TestScriptIsAValue(t *testing.T) {
	t.Parallel()
	begin := scene(t, `
  a:
    on:
      retrieve:
        - {when: {attempt: 3}, respond: login_error}
        - {respond: institution_down, times: 2}
        - {respond: ok, times: 1, goto: b}
  b: {on: {retrieve: [{respond: too_many_sessions}]}}
`).Begin(noon)
	data := retrieve(belvo.Accounts)
	const story = "institution_down institution_down login_error ok too_many_sessions"
	kept := []Script{begin}
	for range 5 {
		_, next := kept[len(kept)-1].Ask(data, noon)
		kept = append(kept, next)
	}
	for i, sc := range kept {
		for range 2 {
			rest := []Question{data, data, data, data, data}[min(i, 4):]
			talk(t, sc, after(story, min(i, 4)), rest...)
		}
	}
	one, other := kept[1], kept[1]
	one = talk(t, one, "institution_down login_error", data, data)
	talk(t, other, "institution_down login_error ok", data, data, data)
	talk(t, one, "ok", data)
	if !begin.Fresh() || kept[1].Fresh() {
		t.Error("asking has changed the first script")
	}
}

// after cuts the first n words off.
func after(words string, n int) string {
	for range n {
		at := 0
		for words[at] != ' ' {
			at++
		}
		words = words[at+1:]
	}
	return words
}

func TestBeginJoinAndNames(t *testing.T) {
	t.Parallel()
	s, problems := Parse("test.yaml", []byte(right), sets())
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	if got := s.Begin(noon).String(); got != "test/visitor" {
		t.Errorf("a registration begins in %s", got)
	}
	if got := s.Join(noon).String(); got != "test/linked" {
		t.Errorf("a link joins in %s", got)
	}
	if got := (Script{}).String(); got != "" {
		t.Errorf("no script is called %q", got)
	}
}

func TestFresh(t *testing.T) {
	t.Parallel()
	s := scene(t, `
  a:
    on:
      register: [{when: {username: x}, respond: ok}, {respond: login_error, times: 1}, {respond: ok, goto: b}]
      retrieve: [{when: {attempt: 2}, respond: ok}]
  b: {on: {delete: [{respond: ok, goto: a}]}}
`)
	begin, register := s.Begin(noon), ask(lifecycle.Register)
	_, same := begin.Ask(ask(lifecycle.Register, "username=x"), noon)
	_, used := begin.Ask(register, noon)
	_, moved := used.Ask(register, noon)
	_, tried := begin.Ask(retrieve(belvo.Accounts), noon)
	back := talk(t, moved, "ok", ask(lifecycle.Delete))
	timed := scene(t, "  a: {after: {wait: 1s, goto: a}}\n").Begin(noon)
	for i, c := range []struct {
		sc   Script
		want bool
	}{{begin, true}, {same, true}, {Script{}, true},
		{used, false}, {moved, false}, {tried, false}, {back, false}, {timed, false}} {
		if c.sc.Fresh() != c.want {
			t.Errorf("script %d (%s) is fresh: %t", i, c.sc, !c.want)
		}
	}
}

func TestChallenge(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		challenge *Challenge
		expects   bool
		lives     time.Duration
	}{
		{nil, true, DefaultExpiry}, {&Challenge{}, true, DefaultExpiry},
		{&Challenge{Type: belvo.ChallengeInputless}, false, DefaultExpiry},
		{&Challenge{Type: belvo.ChallengeQR, Expiry: time.Minute}, true, time.Minute},
	} {
		if c.challenge.Expects() != c.expects || c.challenge.Lifetime() != c.lives {
			t.Errorf("%+v: expects %t, lives %v", c.challenge, c.challenge.Expects(), c.challenge.Lifetime())
		}
	}
}
