package scenario

import (
	"slices"
	"strconv"
	"time"

	"belvo-emulator/emulator/internal/belvo"
	"belvo-emulator/emulator/internal/lifecycle"
	"belvo-emulator/emulator/internal/notice"
)

// Script is where one user stands in a scenario. It is a value: Ask returns the next one, and
// it may be copied freely. Its zero value belongs to no scenario.
type Script struct {
	Scenario *Scenario
	State    *State
	Entered  time.Time
	counts   []count // never changed in place, so that copies may share it
}

// count is how often a rule was used (key ≥ 0) or a trigger was tried in the present state.
type count struct {
	rule    int
	trigger string
	n       int
}

// Question is what an institution is asked.
type Question struct {
	Operation lifecycle.Operation
	Resource  belvo.Resource // of a retrieve
	// Field returns what the request says of a guard's field, "" when it says nothing.
	Field func(name string) string
}

// Answer is what the institution answers.
type Answer struct {
	Code      belvo.Code // lifecycle.AnswerOK or an error code
	Faulty    bool       // nothing happened but the fault: the link's life is not touched
	Message   string     // "" for the code's first message
	Challenge *Challenge
	Latency   time.Duration
	Consent   time.Duration // what a consent is given for; 0 for as long as was asked
	Fault     Fault
	Data      string
	Webhooks  notice.Mangle
	Rule      string // file:line of the rule, "" when no rule answered
}

// Begin is a script at the start of the scenario, for a registration.
func (s *Scenario) Begin(now time.Time) Script {
	return Script{Scenario: s, State: s.Start, Entered: now}
}

// Join is a script for a link that exists already.
func (s *Scenario) Join(now time.Time) Script {
	return Script{Scenario: s, State: s.Enter, Entered: now}
}

// At is the script as time has made it: states with an After are left when their time is over.
func (sc Script) At(now time.Time) Script {
	for step := 0; sc.overdue(now); step++ {
		if step == len(sc.Scenario.States) { // so many steps lead into a circle: skip its rounds
			round := sc.State.round()
			sc.Entered = sc.Entered.Add(now.Sub(sc.Entered) / round * round)
			step = -1 // a time too long for a Duration is skipped in pieces
			continue
		}
		sc = sc.enter(sc.State.After.Goto, sc.Entered.Add(sc.State.After.Wait))
	}
	return sc
}

// Next is when the state ends in which the script is at an instant, false if no time ends it.
func (sc Script) Next(now time.Time) (time.Time, bool) {
	if sc.State == nil || sc.State.After == nil {
		return time.Time{}, false
	}
	sc = sc.At(now)
	if sc.State.After == nil {
		return time.Time{}, false
	}
	return sc.Entered.Add(sc.State.After.Wait), true
}

func (sc Script) overdue(now time.Time) bool {
	after := sc.State.After
	return after != nil && !now.Before(sc.Entered.Add(after.Wait))
}

// round is how long the circle of Afters takes that the state is part of.
func (s *State) round() time.Duration {
	total := s.After.Wait
	for next := s.After.Goto; next != s; next = next.After.Goto {
		total += next.After.Wait
	}
	return total
}

// Ask puts a question to the institution and returns its answer and where the user stands then.
func (sc Script) Ask(q Question, now time.Time) (Answer, Script) {
	sc = sc.At(now)
	trigger := sc.State.trigger(q)
	if sc.State.counted[trigger] {
		sc = sc.bump(count{rule: -1, trigger: trigger})
	}
	attempt := sc.uses(-1, trigger)
	for _, rule := range sc.State.Rules[trigger] {
		if rule.Times > 0 && sc.uses(rule.number, "") >= rule.Times || !rule.holds(q, attempt) {
			continue
		}
		if rule.Times > 0 {
			sc = sc.bump(count{rule: rule.number})
		}
		if rule.Goto != nil {
			sc = sc.enter(rule.Goto, now)
		}
		return rule.answer(), sc
	}
	return Answer{Code: lifecycle.AnswerOK}, sc
}

// trigger is the key of the rules that answer a question: the resource's own, if there are any.
func (s *State) trigger(q Question) string {
	if q.Operation == lifecycle.Retrieve {
		word := q.Resource.Word()
		if len(s.Rules[string(q.Operation)+"."+word]) > 0 {
			return string(q.Operation) + "." + word
		}
	}
	return string(q.Operation)
}

func (r *Rule) holds(q Question, attempt int) bool {
	for _, g := range r.When {
		value := ""
		switch g.Field {
		case guardAttempt:
			value = strconv.Itoa(attempt)
		case guardResource:
			value = q.Resource.Word()
		default:
			value = q.Field(g.Field)
		}
		if !slices.ContainsFunc(g.Values, func(p Pattern) bool { return p.Matches(value) }) {
			return false
		}
	}
	return true
}

func (r *Rule) answer() Answer {
	return Answer{Code: r.Respond, Faulty: r.Respond == "", Message: r.Message, Challenge: r.Challenge,
		Latency: r.Latency, Consent: r.Consent, Fault: r.Fault, Data: r.Data, Webhooks: r.Webhooks, Rule: r.Position}
}

// enter moves to a state; the attempts are counted anew there, the uses of rules are not.
func (sc Script) enter(s *State, at time.Time) Script {
	if s != sc.State {
		kept := make([]count, 0, len(sc.counts))
		for _, c := range sc.counts {
			if c.rule >= 0 {
				kept = append(kept, c)
			}
		}
		sc.counts = kept
	}
	sc.State, sc.Entered = s, at
	return sc
}

func (sc Script) uses(rule int, trigger string) int {
	for _, c := range sc.counts {
		if c.rule == rule && c.trigger == trigger {
			return c.n
		}
	}
	return 0
}

// bump counts one more, in a copy.
func (sc Script) bump(key count) Script {
	counts := slices.Clone(sc.counts)
	for i, c := range counts {
		if c.rule == key.rule && c.trigger == key.trigger {
			counts[i].n++
			sc.counts = counts
			return sc
		}
	}
	key.n = 1
	sc.counts = append(counts, key)
	return sc
}

// Expects tells whether the user must type something to answer the challenge.
func (c *Challenge) Expects() bool { return c == nil || c.Type != belvo.ChallengeInputless }

// Lifetime is how long the session of the challenge lives.
func (c *Challenge) Lifetime() time.Duration {
	if c == nil || c.Expiry == 0 {
		return DefaultExpiry
	}
	return c.Expiry
}

// String names the place in the scenario: heimdall/locked.
func (sc Script) String() string {
	if sc.Scenario == nil {
		return ""
	}
	return sc.Scenario.Name + "/" + sc.State.Name
}

// Fresh says whether the user still stands where everybody begins, so that nothing is lost by
// forgetting him.
func (sc Script) Fresh() bool {
	return sc.Scenario == nil || sc.State == sc.Scenario.Start && len(sc.counts) == 0 && sc.State.After == nil
}
