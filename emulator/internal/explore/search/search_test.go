package search_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"belvo-emulator/emulator/internal/belvo"
	"belvo-emulator/emulator/internal/contact"
	"belvo-emulator/emulator/internal/explore/search"
	"belvo-emulator/emulator/internal/journal"
	"belvo-emulator/emulator/internal/lifecycle"
	"belvo-emulator/emulator/internal/run"
	"belvo-emulator/emulator/internal/scenario"
	"belvo-emulator/emulator/internal/story"
)

// register and retrieve are the two requests of a small application.
var (
	register = run.Request{ID: "r1", Method: "POST", Path: "/api/links/", Operation: "register", Nth: 1,
		Before: lifecycle.None, After: lifecycle.Valid, Status: 201}
	retrieve = run.Request{ID: "r2", Method: "POST", Path: "/api/accounts/", Operation: "retrieve", Nth: 1,
		Before: lifecycle.Valid, After: lifecycle.Valid, Status: 201}
	list = run.Request{ID: "r3", Method: "GET", Path: "/api/accounts/", Operation: "list", Nth: 1, Status: 200}
)

func usual() run.Report {
	return run.Report{Requests: []run.Request{register, retrieve, list}, Transitions: []journal.Transition{
		{From: lifecycle.None, Event: "register_ok", To: lifecycle.Valid},
		{From: lifecycle.Valid, Event: "retrieve_ok", To: lifecycle.Valid}}}
}

// drain takes so many stories of a search, as sentences.
func drain(s *search.Search, most int) []string {
	var told []string
	for range most {
		next, any := s.Next()
		if !any {
			break
		}
		told = append(told, strings.Join(next.Sentences(), "; "))
	}
	return told
}

// TestOnlyWhatIsLegalIsTried: each step of the table is possible in the state of its link, by the tables that
// it comes from.
func TestOnlyWhatIsLegalIsTried(t *testing.T) {
	t.Parallel()
	events := map[string]contact.BankEvent{}
	for _, e := range contact.BankEvents() {
		events[e.Name] = e
	}
	for _, state := range lifecycle.States() {
		for _, op := range lifecycle.Operations() {
			q := run.Request{Method: "POST", Path: "/x/", Operation: string(op), Nth: 1, Before: state}
			for _, m := range search.Table() {
				if m.Step == nil {
					continue
				}
				step, legal := m.Step(q)
				if !legal {
					continue
				}
				institution := slices.Contains(scenario.Answers(op), belvo.Code(step.Respond))
				spoiled := step.Respond == "ok" && step.Fault != (story.Fault{})
				if step.Respond != "" && !spoiled && (!institution || lifecycle.Admit(state, op) != "") {
					t.Errorf("%s is tried at %s in state %s", m.Name, op, state)
				}
				standing := contact.Standing{State: state}
				if e, is := events[step.Event]; is && e.WhyNot(standing, orFirst(step.When, e)) != "" {
					t.Errorf("%s is tried before %s in state %s", m.Name, op, state)
				}
				if m.Leads == nil || m.Leads(q) == "" {
					continue
				}
				if _, err := lifecycle.Next(state, m.Leads(q)); err != nil {
					t.Errorf("%s at %s: %v", m.Name, op, err)
				}
			}
		}
	}
}

// TestBelvoItselfRefusesAnyRequest: a request that reaches no institution is answered with the codes that are
// Belvo's own, and with none of an institution.
func TestBelvoItselfRefusesAnyRequest(t *testing.T) {
	t.Parallel()
	var codes []string
	for _, m := range search.Table() {
		if m.Step == nil || !strings.HasPrefix(m.Name, "answer-") {
			continue
		}
		if step, legal := m.Step(list); legal {
			codes = append(codes, step.Respond)
		}
	}
	slices.Sort(codes)
	want := []string{"access_to_resource_denied", "permission_denied", "service_unavailable", "unexpected_error"}
	if !slices.Equal(codes, want) {
		t.Errorf("a list is answered %q, want %q", codes, want)
	}
}

func orFirst(when string, e contact.BankEvent) string {
	if when == "" {
		return e.Whens[0]
	}
	return when
}

// TestEveryAnswerAndEventIsInTheTable: the table has no list of its own.
func TestEveryAnswerAndEventIsInTheTable(t *testing.T) {
	t.Parallel()
	var names []string
	for _, m := range search.Table() {
		names = append(names, m.Name)
	}
	slices.Sort(names)
	if twice := len(names) - len(slices.Compact(slices.Clone(names))); twice > 0 {
		t.Errorf("%d names are there twice: %q", twice, names)
	}
	for _, op := range lifecycle.Operations() {
		for _, code := range scenario.Answers(op) {
			if !slices.Contains(names, "answer-"+string(code)) {
				t.Errorf("the answer %s is missing", code)
			}
		}
	}
	for _, e := range contact.BankEvents() {
		if !slices.ContainsFunc(names, func(n string) bool { return strings.HasPrefix(n, "event-"+e.Name+"-") }) {
			t.Errorf("the event %s is missing", e.Name)
		}
	}
}

func TestTheSameSeedChoosesTheSame(t *testing.T) {
	t.Parallel()
	first, second := drain(search.New(search.Table(), 3, usual()), 1000), drain(search.New(search.Table(), 3, usual()), 1000)
	if !slices.Equal(first, second) || len(first) < 50 {
		t.Errorf("%d stories, and %d others", len(first), len(second))
	}
	if slices.Equal(first, drain(search.New(search.Table(), 4, usual()), 1000)) {
		t.Error("another seed chooses the same order")
	}
	told := map[string]bool{}
	for _, sentence := range first {
		if told[sentence] {
			t.Errorf("it is told twice that %s", sentence)
		}
		told[sentence] = true
	}
}

// TestAimedAtWhatWasNotMet: after what is for whole runs come the rows of the table that can be reached.
func TestAimedAtWhatWasNotMet(t *testing.T) {
	t.Parallel()
	s := search.New(search.Table(), 1, usual())
	const wholes = 7 // that matter without webhooks
	told := drain(s, wholes+1)
	if got, want := told[wholes], "POST /api/links/ (the 1st) is answered token_required"; got != want {
		t.Errorf("it tells %s, want %s", got, want)
	}
	if s.Met() != 2 || len(s.Unmet()) != len(lifecycle.Table())-2 {
		t.Errorf("%d rows are met, %d are not", s.Met(), len(s.Unmet()))
	}
}

// TestStoriesGrowWhereSomethingIsNew: a misfortune more, at the requests behind the last step that only this
// story has, and at no others.
func TestStoriesGrowWhereSomethingIsNew(t *testing.T) {
	t.Parallel()
	s := search.New(search.Table(), 1, usual())
	before := s.Left()
	asked := retrieve
	asked.After, asked.Status, asked.Codes = lifecycle.TokenRequired, 428, []belvo.Code{belvo.CodeTokenRequired}
	resume := run.Request{ID: "r4", Method: "PATCH", Path: "/api/accounts/", Operation: "resume", Nth: 1,
		Before: lifecycle.TokenRequired, After: lifecycle.Valid, Session: true, Status: 200}
	told := story.Story{Version: 1, Steps: []story.Step{{At: "POST /api/accounts/", Nth: 1, Respond: "token_required"}}}
	s.Learn(told, run.Report{Requests: []run.Request{register, asked, resume, list},
		Steps: []run.Step{{Took: true, Request: "r2"}}})
	grown := s.Left() - before
	for {
		next, any := s.Next()
		if !any {
			break
		}
		if len(next.Steps) == 2 {
			grown--
			if last := next.Steps[1]; last.At == "POST /api/accounts/" || strings.HasSuffix(last.Point(), "links/") {
				t.Errorf("it grows by %s", last.Sentence())
			}
		}
	}
	if grown > 0 || before == s.Left() {
		t.Errorf("%d stories that it has grown were not told", grown)
	}
}

func TestStoriesShrink(t *testing.T) {
	t.Parallel()
	at := func(respond, fault string) story.Step {
		return story.Step{At: "POST /x/", Respond: respond, Fault: story.Fault{Word: fault}}
	}
	told := story.Story{Webhooks: &story.Webhooks{Duplicate: true}, Answers: &story.Answers{PageSize: 1},
		Steps: []story.Step{at("login_error", ""), at("ok", "reset")}}
	if got := search.Shorter(told); len(got) != 4 || got[0].Webhooks != nil || got[1].Answers != nil || len(got[3].Steps) != 1 {
		t.Errorf("shorter are %+v", got)
	}
	if got := search.Shorter(story.Story{Steps: told.Steps[:1]}); len(got) != 0 {
		t.Errorf("nothing is no story: %+v", got)
	}
	always := at("", "reset")
	always.Always = true
	for name, c := range map[string]struct {
		step story.Step
		want string
	}{
		"an early webhook, then a lost answer": {at("ok", "truncated"), "webhooks come before the answer of the request that causes them|" +
			"POST /x/ (the 1st) is carried out, and its answer is lost"},
		"a token":        {at("institution_down", ""), "POST /x/ (the 1st) is answered token_required"},
		"once":           {always, "POST /x/ (the 1st) is not carried out: the connection breaks before the answer"},
		"an hour, a day": {story.Step{Before: "POST /x/", Advance: "400d"}, "1h pass right before POST /x/ (the 1st)|25h pass right before POST /x/ (the 1st)"},
		"not lost":       {at("token_required", "reset"), "POST /x/ (the 1st) is answered token_required|POST /x/ (the 1st) is carried out, and its answer is lost"},
		"the plainest":   {at("token_required", ""), ""},
	} {
		var got []string
		for _, plain := range search.Plainer(story.Story{Steps: []story.Step{c.step}}) {
			got = append(got, strings.Join(plain.Sentences(), "; "))
		}
		if strings.Join(got, "|") != c.want {
			t.Errorf("%s: %q", name, got)
		}
	}
}

func TestTransparentStories(t *testing.T) {
	t.Parallel()
	twice, lost := story.Story{Webhooks: &story.Webhooks{Duplicate: true}}, story.Story{Steps: []story.Step{{At: "POST /x/", Nth: 1,
		Respond: "ok", Fault: story.Fault{Word: "reset"}}}}
	both := story.Story{Webhooks: twice.Webhooks, Answers: &story.Answers{PageSize: 1}}
	never := story.Story{Webhooks: &story.Webhooks{When: "held"}}
	refused := story.Story{Steps: []story.Step{{At: "POST /x/", Nth: 1, Respond: "token_required"}}}
	for i, c := range []struct {
		told  story.Story
		heals bool
		want  bool
	}{{twice, false, true}, {both, false, true}, {never, false, false}, {lost, false, false}, {lost, true, true},
		{refused, true, false}, {story.Story{}, true, false}} {
		if got := search.Transparent(search.Table(), c.told, c.heals); got != c.want {
			t.Errorf("%d: %v", i, got)
		}
	}
}

// TestWhatIsInTheTableIsTried: a row that is added is explored like the others.
func TestWhatIsInTheTableIsTried(t *testing.T) {
	t.Parallel()
	table := append(search.Table(), search.Misfortune{Name: "teapot", Step: func(r run.Request) (story.Step, bool) {
		return story.Step{At: r.Point().At, Nth: r.Nth, Fault: story.Fault{Status: 418}}, true
	}})
	told := fmt.Sprint(drain(search.New(table, 1, usual()), 1000))
	for _, point := range []string{"POST /api/links/", "POST /api/accounts/", "GET /api/accounts/"} {
		if want := point + " (the 1st) is answered 418 by a proxy"; !strings.Contains(told, want) {
			t.Errorf("%s is not told", want)
		}
	}
}
