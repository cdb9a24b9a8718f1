package lifecycle_test

import (
	"slices"
	"strings"
	"testing"

	"belvo-emulator/emulator/internal/lifecycle"
)

// rule is something that holds for every transition that it applies to.
type rule struct {
	name    string
	applies func(lifecycle.Transition) bool
	holds   func(lifecycle.Transition) bool
}

func outcome(tr lifecycle.Transition, out lifecycle.Outcome) bool {
	return strings.HasSuffix(string(tr.Event), "_"+string(out))
}

func operation(tr lifecycle.Transition, op lifecycle.Operation) bool {
	return strings.HasPrefix(string(tr.Event), string(op)+"_")
}

func has(effects ...lifecycle.Effect) func(lifecycle.Transition) bool {
	return func(tr lifecycle.Transition) bool {
		return !slices.ContainsFunc(effects,
			func(e lifecycle.Effect) bool { return !slices.Contains(tr.Effects, e) })
	}
}

func lacks(effects ...lifecycle.Effect) func(lifecycle.Transition) bool {
	return func(tr lifecycle.Transition) bool {
		return !slices.ContainsFunc(effects,
			func(e lifecycle.Effect) bool { return slices.Contains(tr.Effects, e) })
	}
}

func moves(tr lifecycle.Transition) bool { return tr.From != tr.To }

func sessionRules() []rule {
	challenged := func(tr lifecycle.Transition) bool {
		return outcome(tr, lifecycle.Challenged) && !operation(tr, lifecycle.Refresh)
	}
	return []rule{
		{"a challenge opens a session", challenged, has(lifecycle.OpenSession)},
		{"a session can be resumed where it is opened", has(lifecycle.OpenSession),
			func(tr lifecycle.Transition) bool { return lifecycle.Admit(tr.To, lifecycle.Resume) == "" }},
		{"only a challenge opens a session", has(lifecycle.OpenSession), challenged},
		{"nobody answers the challenge of a refresh: it is reported",
			func(tr lifecycle.Transition) bool {
				return operation(tr, lifecycle.Refresh) && outcome(tr, lifecycle.Challenged)
			},
			func(tr lifecycle.Transition) bool {
				return has(lifecycle.WebhookTokenRequired)(tr) && lacks(lifecycle.OpenSession)(tr)
			}},
		{"a link that cannot be resumed has no session",
			func(tr lifecycle.Transition) bool {
				return moves(tr) && tr.From != lifecycle.None &&
					lifecycle.Admit(tr.To, lifecycle.Resume) != ""
			}, has(lifecycle.DropSessions)},
		{"new credentials end the sessions of the old ones",
			func(tr lifecycle.Transition) bool { return tr.Event == "update_ok" },
			has(lifecycle.DropSessions)},
		{"no transition both opens and drops sessions", has(lifecycle.OpenSession),
			lacks(lifecycle.DropSessions)},
	}
}

func countRules() []rule {
	return []rule{
		{"only a refused POST counts", has(lifecycle.CountRefusal),
			func(tr lifecycle.Transition) bool { return tr.Event == "retrieve_refused" && !moves(tr) }},
		{"every refused POST counts",
			func(tr lifecycle.Transition) bool { return tr.Event == "retrieve_refused" },
			has(lifecycle.CountRefusal)},
		{"a success begins the count anew",
			func(tr lifecycle.Transition) bool {
				return tr.From != lifecycle.None && outcome(tr, lifecycle.OK) &&
					!operation(tr, lifecycle.Modify) &&
					!operation(tr, lifecycle.Delete)
			}, has(lifecycle.ResetRefusals, lifecycle.Touch)},
		{"only a success touches the link", has(lifecycle.Touch),
			func(tr lifecycle.Transition) bool {
				return outcome(tr, lifecycle.OK) && tr.To == lifecycle.Valid
			}},
		{"a refusal too many makes the link invalid",
			func(tr lifecycle.Transition) bool { return outcome(tr, lifecycle.Exhausted) },
			func(tr lifecycle.Transition) bool { return tr.To == lifecycle.Invalid }},
		{"a refusal changes no state, but for a refresh",
			func(tr lifecycle.Transition) bool {
				return outcome(tr, lifecycle.Refused) && !operation(tr, lifecycle.Refresh)
			}, func(tr lifecycle.Transition) bool { return !moves(tr) }},
		{"a refused refresh is reported",
			func(tr lifecycle.Transition) bool { return tr.Event == "refresh_refused" },
			func(tr lifecycle.Transition) bool {
				return tr.To == lifecycle.Invalid && has(lifecycle.WebhookInvalidCredentials)(tr)
			}},
	}
}

func stateRules() []rule {
	return []rule{
		{"a success heals", func(tr lifecycle.Transition) bool {
			return outcome(tr, lifecycle.OK) && !operation(tr, lifecycle.Modify) &&
				!operation(tr, lifecycle.Delete)
		}, func(tr lifecycle.Transition) bool { return tr.To == lifecycle.Valid }},
		{"a link's policies are no matter of its state",
			func(tr lifecycle.Transition) bool { return operation(tr, lifecycle.Modify) },
			func(tr lifecycle.Transition) bool { return !moves(tr) && len(tr.Effects) == 0 }},
		{"a deleted link takes its data along",
			func(tr lifecycle.Transition) bool { return tr.To == lifecycle.Deleted },
			has(lifecycle.DeleteData, lifecycle.DropSessions)},
		{"data goes only with its link", has(lifecycle.DeleteData),
			func(tr lifecycle.Transition) bool { return tr.To == lifecycle.Deleted }},
		{"nothing leaves a deleted link",
			func(tr lifecycle.Transition) bool { return tr.From == lifecycle.Deleted },
			func(lifecycle.Transition) bool { return false }},
		{"a link that was confirmed stays so",
			func(tr lifecycle.Transition) bool { return tr.To == lifecycle.Unconfirmed },
			func(tr lifecycle.Transition) bool {
				return tr.From == lifecycle.None || tr.From == lifecycle.Unconfirmed
			}},
		{"credentials are stored when a link leaves a state without them",
			func(tr lifecycle.Transition) bool {
				return moves(tr) && (tr.From == lifecycle.None || tr.From == lifecycle.Expired) &&
					tr.To != lifecycle.Deleted
			}, has(lifecycle.StoreCredentials)},
		{"a link that becomes valid collects its data",
			func(tr lifecycle.Transition) bool { return moves(tr) && tr.To == lifecycle.Valid },
			func(tr lifecycle.Transition) bool {
				return has(lifecycle.HistoricalUpdate)(tr) != has(lifecycle.RecurrentUpdate)(tr)
			}},
	}
}

func TestTransitionsKeepTheRules(t *testing.T) {
	t.Parallel()
	for _, r := range slices.Concat(sessionRules(), countRules(), stateRules()) {
		t.Run(r.name, func(t *testing.T) {
			t.Parallel()
			for _, tr := range lifecycle.Table() {
				if r.applies(tr) && !r.holds(tr) {
					t.Errorf("%s in state %s leads to %s with %v", tr.Event, tr.From, tr.To, tr.Effects)
				}
			}
		})
	}
}

func TestTransitionsAreWellFormed(t *testing.T) {
	t.Parallel()
	known := lifecycle.States()
	for _, tr := range lifecycle.Table() {
		where := string(tr.From) + " " + string(tr.Event)
		if !slices.Contains(known, tr.From) || !slices.Contains(known, tr.To) {
			t.Errorf("%s leads to %s: an unknown state", where, tr.To)
		}
		if tr.Why == "" || !strings.HasSuffix(tr.Why, ".") {
			t.Errorf("%s does not say why: %q", where, tr.Why)
		}
		for i, e := range tr.Effects {
			if slices.Contains(tr.Effects[:i], e) {
				t.Errorf("%s has the effect %s twice", where, e)
			}
		}
	}
}

// TestEveryStateCanBeReached walks the table from where no link exists.
func TestEveryStateCanBeReached(t *testing.T) {
	t.Parallel()
	reached := []lifecycle.State{lifecycle.None}
	for i := 0; i < len(reached); i++ {
		for _, tr := range lifecycle.Table() {
			if tr.From == reached[i] && !slices.Contains(reached, tr.To) {
				reached = append(reached, tr.To)
			}
		}
	}
	for _, s := range lifecycle.States() {
		if !slices.Contains(reached, s) {
			t.Errorf("no link ever comes into state %s", s)
		}
	}
}
