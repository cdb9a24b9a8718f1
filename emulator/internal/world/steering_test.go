package world_test

import (
	"testing"

	"belvo-emulator/emulator/internal/belvo"
	"belvo-emulator/emulator/internal/contact"
	"belvo-emulator/emulator/internal/notice"
	"belvo-emulator/emulator/internal/sandbox/sandboxtest"
	"belvo-emulator/emulator/internal/scenario"
)

// tried is a scenario that no file has.
func tried(t *testing.T, text string) *scenario.Scenario {
	t.Helper()
	sc, problems := scenario.Parse("trial.yaml", []byte(text), nil)
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	return sc
}

const aTrial = "version: 1\nname: tried\nsummary: All is well.\nmatch: {usernames: [bnk101]}\nstart: on\nstates: {on: {}}\n"

// TestASnapshotHasAllSettings: how webhooks are sent, the scenario that is tried, and what a bank answers to a refresh
// before a request.
func TestASnapshotHasAllSettings(t *testing.T) {
	t.Parallel()
	b := sandboxtest.Open(t)
	b.SetSettings(contact.Settings{Nulls: true, Hooks: contact.Hooks{When: "held",
		Mangle: notice.Mangle{Duplicate: true, Delay: 90e9, Reorder: true}}})
	b.Try(tried(t, aTrial))
	b.Queue(contact.Next{Times: 1, Before: []contact.Effect{{Event: "refresh", Bank: belvo.CodeLoginError}}})
	b.Link("bnk101")
	before := text(t, b.Sandbox)
	second, _, err := remake(t, before)
	if err != nil {
		t.Fatal(err)
	}
	if after := text(t, second); after != before {
		t.Errorf("the second snapshot differs:\n%s", firstDifference(before, after))
	}
	if got, want := second.Webhooks().Manner(), b.Webhooks().Manner(); got != want || got.When != "held" {
		t.Errorf("webhooks are sent %+v, want %+v", got, want)
	}
	if _, is := second.Desk().Scenarios().Named("tried"); !is {
		t.Error("the scenario is not tried")
	}
}

// TestASnapshotHasLinksWhosePlaceIsLost, because their scenario or its state is in force no more: they have lost it in
// the other world too.
func TestASnapshotHasLinksWhosePlaceIsLost(t *testing.T) {
	t.Parallel()
	for name, next := range map[string]*scenario.Scenario{"no scenario": nil,
		"other states": tried(t, "version: 1\nname: tried\nsummary: Other.\nstart: off\nstates: {off: {}}\n")} {
		b := sandboxtest.Open(t)
		b.Try(tried(t, aTrial))
		b.Link("bnk101")
		b.Try(next)
		before := text(t, b.Sandbox)
		second, _, err := remake(t, before)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if after := text(t, second); after != before {
			t.Errorf("%s: the second snapshot differs:\n%s", name, firstDifference(before, after))
		}
	}
}
