package sandbox_test

import (
	"testing"

	"github.com/google/uuid"

	"belvo-emulator/emulator/internal/belvo"
	"belvo-emulator/emulator/internal/contact"
	"belvo-emulator/emulator/internal/filter"
	"belvo-emulator/emulator/internal/sandbox/sandboxtest"
	"belvo-emulator/emulator/internal/webhook"
)

// TestReadingMakesNoImage of the dispatcher: a place has one, which is made anew only where something has changed.
func TestReadingMakesNoImage(t *testing.T) {
	t.Parallel()
	b := sandboxtest.Open(t)
	if err := b.Webhooks().SetEndpoints([]webhook.Endpoint{{URL: "http://127.0.0.1:1/", When: webhook.AfterAnswer}}); err != nil {
		t.Fatal(err)
	}
	link := b.Link("bnk100")
	read := map[string]func(){
		"a link":  func() { _, _ = b.Sandbox.Link(&contact.Call{}, link) },
		"no link": func() { _, _ = b.Sandbox.Link(&contact.Call{}, uuid.Max) },
		"a list": func() {
			_, _, _ = b.List(b.Desk().ByName[belvo.Owners], map[string][]string{"link": {link.String()}}, filter.Page{Limit: 9})
		},
		"the agenda":   func() { b.Agenda(9) },
		"webhooks":     func() { b.Webhooks().Deliveries(webhook.Filter{}) },
		"what is due":  func() { b.FireDue(b.Now()) },
		"the overview": func() { b.Overview(9) },
	}
	read["a list"]() // what was collected and is looked at for the first time is stored then
	for what, look := range read {
		before := b.Place()
		b.Enter()
		look()
		did := b.Since("r1", before, true)
		b.Leave()
		if after := b.Place(); *after != *before || did.Changed != nil {
			t.Errorf("%s: the place is another afterwards", what)
		}
	}
	before := b.Place()
	b.Link("bnk101")
	if *b.Place() == *before {
		t.Error("a registration leaves the place as it was")
	}
}
