package browser_test

import (
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"belvo-emulator/emulator"
	"belvo-emulator/emulator/emulatortest"
)

// clickOn clicks on the first button or link whose text begins with some words.
func (p *tab) clickOn(words string) {
	p.t.Helper()
	p.until("const b = [...document.querySelectorAll('main button, main a')].find((e) => e.innerText.trim().startsWith(" +
		quoted(words) + ") && !e.getAttribute('aria-disabled')); if (b) b.click(); return b")
}

// TestDashboardWaits for the first request: it has the address, the keys and a request that works as it is,
// lights up when it has come, and shows a 428 after two keys.
func TestDashboardWaits(t *testing.T) {
	t.Parallel()
	server := emulatortest.Start(t)
	box := server.Default(t)
	p := newTab(t, wide)
	p.open(server.URL + "/")
	p.reads("h1", "Waiting for your first request")
	if got := eval[string](p, "return location.pathname"); got != emulator.DashboardPath() {
		t.Errorf("the address leads to %s", got)
	}
	p.reads(".kv", server.URL)
	p.reads(".kv", box.Password)
	p.reads("main pre", "curl -s -u "+box.ID+":"+box.Password+" "+server.URL+"/api/links/")
	for _, language := range []string{"Node", "Python"} {
		p.clickOn(language)
		p.reads("main pre", server.URL)
	}
	p.press("1")
	p.reads("main", "r1 has come")
	p.until("return document.querySelector('.life.valid')")
	p.reads(".callline", "requests/send")
	p.until("return document.querySelector('.steps li:nth-child(2) button:not([aria-disabled])')")
	p.press("2")
	p.until("return document.querySelector('.life.token_required')")
	p.clickOn("here is why")
	p.reads(".say", "The institution wants a token before it gives data.")
	if links := box.Links(); len(links) != 1 || links[0].State != "token_required" {
		t.Errorf("the links are %+v", links)
	}
}

// TestDashboardRequests finds a request by typing, walks with the keyboard, reads why, sends again with what
// is masked, corrects a misspelt field and queues an answer.
func TestDashboardRequests(t *testing.T) {
	t.Parallel()
	server := emulatortest.Start(t)
	box := server.Default(t)
	lived(t, box)
	p := newTab(t, wide)
	p.show(server, "#/requests")
	p.until("return document.querySelectorAll('.req').length >= 10")
	p.press("/")
	p.until("return document.activeElement.matches('[data-search]')")
	p.press("428 accounts")
	p.until("return document.querySelectorAll('.req').length === 2")
	p.press(kb.Escape + "j")
	p.reads(".insp", "scenarios/heimdall.yaml:")
	p.reads(".insp", "Nothing read body.saveData. Did you mean save_data?")
	p.reads(".lines .hit + .hit", "respond: token_required, goto: locked")
	p.reads(".insp", "retrieve_challenged")
	for kind, want := range map[string]string{"fetch": "await fetch(", "Go test": "emulatortest.Start(t)",
		"Playwright": "@playwright/test", "curl": "curl -i -X POST"} {
		p.clickOn(kind)
		p.reads("#copyas", want)
	}
	p.clickOn("Send with save_data")
	p.until("return location.hash.includes('/r12')")
	p.reads(".insp", "r12")
	if entry := box.Request("r12"); entry.Unread != nil || !strings.Contains(string(entry.Body), "save_data") {
		t.Errorf("the corrected request is %+v", entry)
	}
	p.open("about:blank")
	p.show(server, "#/requests/r1")
	p.reads(".insp h2", "POST /api/links/")
	p.press("r")
	p.reads(".giveform", "password")
	eval[bool](p, "document.querySelector('.giveform input').focus(); return true")
	p.press("pass_valid")
	p.clickOn("Send")
	p.until("return location.hash.includes('/r13')")
	if entry := box.Request("r13"); entry.Status != http.StatusCreated {
		t.Errorf("sent again it is answered %d", entry.Status)
	}
	p.reads(".insp .meta", "r13")
	p.press("n")
	p.clickOn("Queue it")
	p.reads(".giveform", "Queued")
	if waiting := box.NextWaiting(); len(waiting.Waiting) != 1 {
		t.Errorf("what waits is %+v", waiting)
	}
	p.press(kb.Escape + "?")
	p.reads("dialog", "Answer the next one like this with")
}

// TestDashboardFollows what happens while it is open, and anew after a reset.
func TestDashboardFollows(t *testing.T) {
	t.Parallel()
	server := emulatortest.Start(t)
	box, other := server.Default(t), server.Sandbox(t)
	p := newTab(t, wide)
	p.show(server, "#/requests")
	p.reads("main", "No request yet.")
	box.Do(http.MethodGet, "/api/links/", nil).Want(http.StatusOK)
	p.reads(".req", "/api/links/")
	box.Reset()
	p.reads("main", "No request yet.")
	other.Do(http.MethodGet, "/api/institutions/", nil).Want(http.StatusOK)
	eval[bool](p, "document.querySelector('.sandbox').click(); return true")
	p.until("const b = [...document.querySelectorAll('#sandboxes button')].find((b) => b.innerText.includes(" +
		quoted(other.ID) + ")); if (b) b.click(); return b")
	p.reads(".req", "/api/institutions/")
	other.Remove()
	p.reads(".sandbox", "default sandbox")
	p.reads("main", "No request yet.")
}

// TestDashboardLinks: the map is lit by what happens, possible events are made to happen by keyboard, impossible
// ones say why, and the steps can be walked back.
func TestDashboardLinks(t *testing.T) {
	t.Parallel()
	server := emulatortest.Start(t)
	box := server.Default(t)
	link := box.Link("erebor_mx_retail", "valid")
	p := newTab(t, wide)
	p.show(server, "#/links/"+link)
	p.until("return document.querySelector('.node.valid.now') && document.querySelector('[data-event=demand_token]')")
	p.reads(".ev[aria-disabled]", "expire_session")
	p.reads(".ev[aria-disabled]", "No MFA session of the link is open.")
	eval[bool](p, "document.querySelector('[data-event=demand_token]').focus(); return true")
	p.until("return document.querySelector('.landscape .eg.may')")
	p.reads(".callline", "/events -d '{\"event\":\"demand_token\",\"when\":\"now\"}'")
	p.press(kb.Enter)
	p.until("return document.querySelector('.landscape .node.token_required.now')")
	p.reads(".caption", "refresh_challenged")
	eval[bool](p, "document.activeElement.blur(); return true")
	p.press(kb.ArrowLeft)
	p.until("return document.querySelector('.landscape .node.valid.now')")
	if box.Links()[0].State != "token_required" {
		t.Error("looking back has changed the link")
	}
}

// TestDashboardTime moves the clock, tells what the move did and what comes, and shows the world of then.
func TestDashboardTime(t *testing.T) {
	t.Parallel()
	server := emulatortest.Start(t)
	box := server.Default(t)
	lived(t, box)
	before := box.Now()
	p := newTab(t, wide)
	p.show(server, "#/time")
	p.reads("main", "A link is refreshed")
	p.clickOn("+7 d")
	p.reads("main", "What the last move did")
	p.reads("main", "refresh_")
	if moved := box.Now().Sub(before); moved < 7*24*time.Hour {
		t.Errorf("the clock moved by %v", moved)
	}
	for range 10 {
		at := eval[string](p, "return document.querySelector('.scrub code').innerText")
		p.press("[")
		p.until("return document.querySelector('.scrub code').innerText !== " + quoted(at))
	}
	p.reads(".scrub", "r1")
	p.reads("main table + *, main", "not there yet")
}

// TestDashboardTimeMachine shows the world of then, names it, forks it, goes back and restores.
func TestDashboardTimeMachine(t *testing.T) {
	t.Parallel()
	server := emulatortest.Start(t)
	box := server.Default(t)
	link := box.Register("heimdall_mx_retail", "user_valid")
	box.Do(http.MethodPost, "/api/accounts/", map[string]any{"link": link}).Want(http.StatusPreconditionRequired)
	box.Register("erebor_mx_retail", "bnk100")
	p := newTab(t, wide)
	p.show(server, "#/time")
	p.reads(".scrub", "r3")
	p.types("Name of the world as it is now", "three")
	p.clickOn("Name it")
	p.reads("#checkpoints", "2 links")
	p.press(kb.Escape + "[")
	p.reads(".scrub", "r2")
	p.press("[")
	p.until("return document.querySelector('tr.diff .token_required') && document.querySelector('tr.gone')")
	p.clickOn("Fork from here")
	p.reads(".outcome", "A new sandbox")
	p.reads(".callline", "fork?at=r1")
	keys := eval[string](p, "return document.querySelector('.outcome pre').innerText")
	id, password, _ := strings.Cut(keys, ":")
	ask, err := http.NewRequest(http.MethodGet, server.URL+"/api/links/?status=valid", http.NoBody)
	if err != nil {
		t.Fatal(err)
	}
	ask.SetBasicAuth(id, password)
	answer, err := http.DefaultClient.Do(ask)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	if body, err := io.ReadAll(answer.Body); err != nil || !strings.HasPrefix(string(body), `{"count":1,`) {
		t.Errorf("the fork has the links %s %v", body, err)
	}
	p.clickOn("Go back to here")
	p.reads(".outcome", "The world went back")
	p.reads(".outcome", "The clock: ")
	p.reads(".outcome", "No webhook was delivered since then.")
	p.reads(".callline", `rewind -d '{"after":"r1"}'`)
	if got := box.Links(); len(got) != 1 || got[0].State != "valid" {
		t.Errorf("after going back the links are %+v", got)
	}
	p.clickOn("Restore")
	p.until("return document.querySelectorAll('main table tbody tr').length === 2")
	if got := box.Links(); len(got) != 2 {
		t.Errorf("after restoring the links are %+v", got)
	}
	p.clickOn("Delete")
	p.until("return !document.querySelector('#checkpoints li')")
	box.Rewind(emulatortest.Rewinding{Before: "r3"})
	p.open("about:blank")
	p.show(server, "#/requests")
	p.until("return document.querySelector('[data-request=r3].undone')")
}

// TestDashboardAsksForTheToken once, keeps it out of the address, and shows nothing without it.
func TestDashboardAsksForTheToken(t *testing.T) {
	t.Parallel()
	server := emulatortest.Start(t, emulatortest.WithControlToken("open sesame"))
	server.Default(t).Do(http.MethodGet, "/api/links/", nil).Want(http.StatusOK)
	p := newTab(t, wide)
	p.open(server.URL + emulator.DashboardPath() + "#/requests")
	p.reads("h1", "Control token")
	eval[bool](p, "document.querySelector('.blocked input').focus(); return true")
	p.press("open sesame" + kb.Enter)
	p.reads(".req", "/api/links/")
	p.run(chromedp.Reload())
	p.reads(".req", "/api/links/")
	requests, _, _ := p.heard()
	for _, r := range requests {
		if strings.Contains(r, "sesame") {
			t.Errorf("an address has the token: %s", r)
		}
	}
}

// TestDashboardHasManyRequests: 2,000 requests are listed with few elements, and the last one is found.
func TestDashboardHasManyRequests(t *testing.T) {
	t.Parallel()
	server := emulatortest.Start(t)
	box := server.Default(t)
	const many = 2000
	for i := range many {
		box.Do(http.MethodGet, fmt.Sprintf("/api/links/?page=%d", i%7+1), nil)
	}
	p := newTab(t, wide)
	p.show(server, "#/requests")
	p.reads(".chips", "2,000")
	if rows := eval[int](p, "return document.querySelectorAll('.req').length"); rows > 80 {
		t.Errorf("%d rows are in the page", rows)
	}
	eval[bool](p, "document.querySelector('.pane').scrollTop = 1e9; return true")
	p.until("return document.querySelector('[data-request=r1]')")
}
