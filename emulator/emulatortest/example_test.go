package emulatortest_test

import (
	"fmt"
	"net/http"
	"strings"
	"time"

	"belvo-emulator/emulator/emulatortest"
)

// A link that needs an update is healed by its user, in the widget.
func Example() {
	t := &failing{} // a *testing.T in a test
	defer t.end()

	server := emulatortest.Start(t)
	box := server.Sandbox(t)
	link := box.Link("heimdall_mx_retail", "token_required")
	visit := box.Widget(emulatortest.Visit{
		AccessToken: box.AccessToken(link),
		Answers:     map[string]any{"token": "111111"},
	})
	fmt.Println(visit.Success, box.Status(link))
	// Output: true valid
}

// A week passes in no time; the webhooks of the refresh have arrived when Advance returns.
func ExampleSandbox_Advance() {
	t := &failing{}
	defer t.end()

	server := emulatortest.StartWithoutSocket(t, emulatortest.WithClocks(emulatortest.Epoch))
	box := server.Sandbox(t)
	link := box.Link("erebor_mx_retail", "valid")
	box.Happen(link, emulatortest.Happening{Event: "change_password", When: "next_contact"})
	box.Advance(7 * 24 * time.Hour)
	told := box.Webhooks(emulatortest.WebhookFilter{Type: "LINK"})
	fmt.Println(box.Status(link), len(told), told[0].Code)
	// Output: invalid 1 invalid_credentials
}

// The next two requests for data meet a bank that is down.
func ExampleSandbox_Next() {
	t := &failing{}
	defer t.end()
	server := emulatortest.StartWithoutSocket(t)

	box := server.Sandbox(t)
	link := box.Link("erebor_mx_retail", "valid")
	box.Next(emulatortest.Next{
		Match:   emulatortest.Match{Operation: "retrieve"},
		Respond: "institution_down",
		Times:   2,
	})
	for range 3 {
		answer := box.Do(http.MethodPost, "/api/accounts/", map[string]string{"link": link})
		fmt.Println(answer.Status, answer.Text("0.code"))
	}
	// Output:
	// 400 institution_down
	// 400 institution_down
	// 201
}

// The application has misspelt link_id, which Belvo would silently ignore.
func ExampleSandbox_Verify() {
	t := &failing{}
	defer t.end()
	box := emulatortest.StartWithoutSocket(t).Sandbox(t)
	box.Do(http.MethodPost, "/api/token/", map[string]string{"id": box.ID, "password": box.Password,
		"scopes": "read_institutions", "link": "ca2b2d6e-9d4e-4b1a-8a8f-4b1a8a8f4b1a"})

	box.Verify(emulatortest.Verification{
		Call:  emulatortest.Call{Method: "POST", Path: "/api/token/", Body: map[string]any{"link_id": "*"}},
		Times: emulatortest.Exactly(1),
	})
	fmt.Println(strings.NewReplacer("; ", "\n", " (", "\n(").Replace(t.said[0]))
	// Output:
	// POST /api/token/ with body {"link_id":"*"} was never made, not exactly once
	// nearest is r1: POST /api/token/, answered 200: the path matched, body.link_id is missing
	// (the request sent body.link, which nothing reads)
}

// The application deletes a link in the background.
func ExampleSandbox_VerifyWithin() {
	t := &failing{}
	defer t.end()
	box := emulatortest.StartWithoutSocket(t).Sandbox(t)
	link := box.Link("erebor_mx_retail", "valid")
	go func() { _, _ = box.Try(http.MethodDelete, "/api/links/"+link+"/", nil) }()

	n := box.VerifyWithin(5*time.Second, emulatortest.Verification{
		Call: emulatortest.Call{Method: "DELETE", Path: "/api/links/*/"},
	})
	fmt.Println(n)
	// Output:
	// 1
}

// Code that names Belvo's hosts gets a client for which they are the emulator.
func ExampleAsBelvo() {
	t := &failing{}
	defer t.end()

	server := emulatortest.AsBelvo(t)
	response, err := server.HTTP.Get("https://cdn.belvo.io/belvo-widget-1-stable.js")
	if err != nil {
		t.Fatalf("%v", err)
	}
	fmt.Println(response.Status)
	// Output: 200 OK
}

// A prepared world is forked for each test: the same link, and a life of its own.
func ExampleSandbox_Fork() {
	t := &failing{}
	defer t.end()

	prepared := emulatortest.StartWithoutSocket(t).Sandbox(t)
	link := prepared.Link("erebor_mx_retail", "valid")
	for _, event := range []string{"change_password", "demand_token"} {
		box := prepared.Fork(t) // in a test of its own: t of t.Run
		box.Happen(link, emulatortest.Happening{Event: event, When: "now"})
		fmt.Println(event, box.Status(link))
	}
	fmt.Println("prepared", prepared.Status(link))
	// Output:
	// change_password invalid
	// demand_token token_required
	// prepared valid
}

// A test goes back to before the request that it has just made.
func ExampleSandbox_Rewind() {
	t := &failing{}
	defer t.end()

	box := emulatortest.StartWithoutSocket(t).Sandbox(t)
	link := box.Link("erebor_mx_retail", "valid")
	deletion := box.Do("DELETE", "/api/links/"+link+"/", nil)
	box.Rewind(emulatortest.Rewinding{Before: deletion.Request()})
	fmt.Println(deletion.Status, box.Status(link))
	// Output: 204 valid
}
