package scenario

import (
	"maps"
	"slices"
	"strings"

	"belvo-emulator/emulator/internal/belvo"
	"belvo-emulator/emulator/internal/lifecycle"
	"belvo-emulator/emulator/internal/suggest"
	"belvo-emulator/emulator/internal/yamlfile"
)

// maxStatus is the last HTTP status there is.
const maxStatus = 599

// checkRule reports what a rule says that cannot be.
func (b *builder) checkRule(trigger string, raw *ruleYAML, r *Rule) {
	op := operationOf(trigger)
	unknown := raw.Respond == "" && b.incomplete[r] // what it responds with
	if raw.Respond == "" && r.Fault.Kind == NoFault && !unknown {
		b.report(raw.pos, `a rule needs "respond" or "fault"`)
	}
	if raw.Respond != "" && !slices.Contains(Answers(op), r.Respond) {
		b.report(raw.pos, "%q is no answer to %q%s", raw.Respond, op,
			suggest.Tail(raw.Respond, codeWords(Answers(op))))
	}
	b.checkWhen(op, raw, r)
	if r.Challenge != nil && !unknown {
		b.checkChallenge(op, raw, r)
	}
	if r.Fault.Status > maxStatus {
		b.report(raw.pos, `the "status" of a fault must be at most %d`, maxStatus)
	}
	if r.Data != "" && !slices.Contains(b.sets, r.Data) {
		b.report(raw.pos, "unknown data set %q%s", r.Data, suggest.Tail(r.Data, b.sets))
	}
	if raw.Message != "" && !unknown {
		b.checkMessage(raw)
	}
}

func (b *builder) checkWhen(op lifecycle.Operation, raw *ruleYAML, r *Rule) {
	for _, g := range r.When {
		if !slices.Contains(Guards(op), g.Field) {
			b.report(raw.pos, "%q tells nothing of %q%s", g.Field, op, suggest.Tail(g.Field, Guards(op)))
		}
		if len(raw.When[g.Field]) == 0 {
			b.report(raw.pos, "%q has no value to match, so the rule would never answer", g.Field)
		}
	}
}

func (b *builder) checkChallenge(op lifecycle.Operation, raw *ruleYAML, r *Rule) {
	if r.Respond != belvo.CodeTokenRequired {
		b.report(raw.pos, `"challenge" belongs to "respond: token_required"`)
	}
	if op == lifecycle.Refresh {
		b.report(raw.pos, `a refresh opens no session: nobody could see the "challenge"`)
	}
	if raw.Challenge.Expiry != "" && r.Challenge.Expiry <= 0 {
		b.report(raw.pos, `"expiry" must be more than nothing`)
	}
}

func (b *builder) checkMessage(raw *ruleYAML) {
	entry, ok := belvo.Lookup(belvo.Code(raw.Respond))
	if !ok {
		b.report(raw.pos, `"message" belongs to an error, not to %q`, raw.Respond)
		return
	}
	if !slices.Contains(entry.Messages, raw.Message) {
		b.report(raw.pos, "%q is no message of %q%s", raw.Message, raw.Respond,
			suggest.Tail(raw.Message, entry.Messages))
	}
}

// verify reports what is wrong with the scenario as a whole. Where it lost a part that could lead
// somewhere, no more can be said of its ways.
func (b *builder) verify(s *Scenario) {
	b.verifyOrder(s)
	if b.unresolved || b.brokenTargets() {
		return
	}
	b.verifyReach(s)
	b.verifyResumes(s)
	if s.Enter == nil {
		s.Enter = b.enterState(s)
	}
}

// brokenTargets says whether the file lost anything that leads from one state to another: anything but
// the keys of a rule that do not, and what describes the scenario.
func (b *builder) brokenTargets() bool {
	harmless := map[yamlfile.Pos][]string{b.raw.pos: {"version", "name", "summary", "match"}}
	for _, state := range b.raw.States {
		for _, rules := range state.On {
			for i := range rules {
				harmless[rules[i].pos] = []string{"when", "respond", "message", "challenge", "times", "latency",
					"consent", "fault", "data", "webhooks"}
			}
		}
	}
	for pos, keys := range b.dropped {
		for _, key := range keys {
			if !slices.Contains(harmless[pos], key) {
				return true
			}
		}
	}
	return false
}

// verifyOrder reports rules that stand behind one that always answers.
func (b *builder) verifyOrder(s *Scenario) {
	for _, state := range s.States {
		for _, trigger := range b.raw.States[state.Name].order {
			for i, rule := range state.Rules[trigger] {
				if !b.incomplete[rule] && rule.catchesAll() && i+1 < len(state.Rules[trigger]) {
					b.report(b.raw.States[state.Name].On[trigger][i+1].pos,
						"this rule of %q is never reached: the one before it always answers", trigger)
					break
				}
			}
		}
	}
}

func (r *Rule) catchesAll() bool {
	return r.Times == 0 && !slices.ContainsFunc(r.When, func(g Guard) bool {
		return !slices.ContainsFunc(g.Values, Pattern.always)
	})
}

// verifyReach reports states that nothing leads to.
func (b *builder) verifyReach(s *Scenario) {
	reached := map[*State]bool{}
	queue := []*State{s.Start}
	if s.Enter != nil {
		queue = append(queue, s.Enter)
	}
	for len(queue) > 0 {
		state := queue[0]
		queue = queue[1:]
		if reached[state] {
			continue
		}
		reached[state] = true
		for _, rules := range state.Rules {
			for _, r := range rules {
				if r.Goto != nil {
					queue = append(queue, r.Goto)
				}
			}
		}
		if state.After != nil {
			queue = append(queue, state.After.Goto)
		}
	}
	for _, state := range s.States {
		if !reached[state] {
			b.report(b.raw.States[state.Name].pos, "state %q is never reached", state.Name)
		}
	}
}

// verifyResumes reports a resume in a state that no token_required leads to.
func (b *builder) verifyResumes(s *Scenario) {
	asked := map[*State]bool{}
	for _, state := range s.States {
		for trigger, rules := range state.Rules {
			for _, r := range rules {
				if b.mayAsk(r) && operationOf(trigger) != lifecycle.Refresh {
					asked[r.target(state)] = true
				}
			}
		}
	}
	for queue := slices.Collect(maps.Keys(asked)); len(queue) > 0; {
		state := queue[0]
		queue = queue[1:]
		state.waiting(func(next *State) {
			if !asked[next] {
				asked[next] = true
				queue = append(queue, next)
			}
		})
	}
	for _, state := range s.States {
		if rules := b.raw.States[state.Name].On[string(lifecycle.Resume)]; len(rules) > 0 && !asked[state] {
			b.report(rules[0].pos, "nothing can be resumed in state %q: no token_required leads to it", state.Name)
		}
	}
}

// mayAsk says whether a rule asks for a token, or was meant to.
func (b *builder) mayAsk(r *Rule) bool {
	return r.Respond == belvo.CodeTokenRequired || r.Challenge != nil || r.Respond == "" && b.incomplete[r]
}

// waiting visits the states that a wait for a token may pass to: by time, and by any answer but
// an ok, which leaves the session as it is.
func (s *State) waiting(visit func(*State)) {
	if s.After != nil {
		visit(s.After.Goto)
	}
	for _, rules := range s.Rules {
		for _, r := range rules {
			if r.Respond != lifecycle.AnswerOK {
				visit(r.target(s))
			}
		}
	}
}

// enterState is where the ok of a registration leads, be it after other answers.
func (b *builder) enterState(s *Scenario) *State {
	var targets []*State
	trying := []*State{s.Start}
	for i := 0; i < len(trying); i++ {
		for _, trigger := range []lifecycle.Operation{lifecycle.Register, lifecycle.Resume} {
			for _, r := range trying[i].Rules[string(trigger)] {
				leads := &trying
				if r.Respond == lifecycle.AnswerOK {
					leads = &targets
				}
				if t := r.target(trying[i]); !slices.Contains(*leads, t) {
					*leads = append(*leads, t)
				}
			}
		}
	}
	switch len(targets) {
	case 0:
		return s.Start
	case 1:
		return targets[0]
	}
	b.report(b.raw.at["start"],
		`registrations lead to several states: "enter" must name the one for links that exist`)
	return s.Start
}

func (r *Rule) target(from *State) *State {
	if r.Goto != nil {
		return r.Goto
	}
	return from
}

// operationOf is the operation of a trigger: retrieve of retrieve.accounts.
func operationOf(trigger string) lifecycle.Operation {
	op, _, _ := strings.Cut(trigger, ".")
	return lifecycle.Operation(op)
}
