package browser_test

import (
	"testing"

	"belvo-emulator/emulator/emulatortest"
)

// TestDashboardNewcomer: from the emulator's address to a 428 with its reason and the link healed in the phone,
// in five clicks. The helpers click once each; nothing is typed.
func TestDashboardNewcomer(t *testing.T) {
	t.Parallel()
	server := emulatortest.Start(t)
	box := server.Default(t)
	p := newTab(t, wide)
	p.open(server.URL + "/")
	step := func(n string) {
		p.t.Helper()
		p.tap(".steps li:nth-child("+n+") .btn.primary", "")
	}
	p.until("return document.querySelector('.live.live')")
	step("1")
	step("2")
	p.reads(".steps", "the institution wants a token before it gives data, by the rule scenarios/heimdall.yaml:")
	step("3")
	p.until(inPhone + "return phone('belvo-page-token')")
	p.tap("button.chip", "111111")
	p.phone("belvo-submit")
	p.until("return document.querySelector('.life.mini.valid .eg.last')")
	if links := box.Links(); len(links) != 1 || links[0].State != "valid" {
		t.Errorf("the links are %+v", links)
	}
}
