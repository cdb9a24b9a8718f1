package emulatortest_test

import (
	"fmt"
	"net/http"
	"sync"
	"testing"
	"time"

	"belvo-emulator/emulator/emulatortest"
)

// TestManyTestsShareAServer: two hundred tests at the same time, each in a sandbox of its own with
// its own scenario, queue and clock, do not see each other and leave nothing behind.
func TestManyTestsShareAServer(t *testing.T) {
	t.Parallel()
	const tests = 200
	withoutLeak(t, func() {
		t.Run("server", func(t *testing.T) {
			server := emulatortest.Start(t, emulatortest.WithClocks(emulatortest.Epoch))
			var all sync.WaitGroup
			all.Add(tests)
			for n := range tests {
				t.Run(fmt.Sprint(n), func(t *testing.T) {
					t.Parallel()
					all.Done()
					all.Wait() // until every test has begun
					story{server.Sandbox(t), t, n, ""}.tell()
				})
			}
		})
	})
}

// story is one of the tests: how often the bank is down, how it asks for tokens and how far the
// clock moves follow from its number.
type story struct {
	*emulatortest.Sandbox
	t    *testing.T
	n    int
	link string
}

// banks are what the institution does after the link was healed.
var banks = []struct {
	scenario string
	again    int // what a POST is answered then
}{{"heimdall", http.StatusPreconditionRequired}, {"heimdall-once", http.StatusCreated}}

func (s story) tell() {
	bank, down, hours := banks[s.n%len(banks)], s.n%3, time.Duration(1+s.n%24)*time.Hour
	s.Pin(bank.scenario)
	s.link = s.Do(http.MethodPost, "/api/links/", map[string]any{"institution": "erebor_mx_retail",
		"username": fmt.Sprintf("user%d", s.n), "password": "pass_valid", "fetch_resources": []string{"OWNERS"},
	}).Want(http.StatusCreated).Text("id")
	if down > 0 {
		s.Next(emulatortest.Next{Respond: "institution_down", Times: down,
			Match: emulatortest.Match{Operation: "retrieve"}})
	}
	for range down {
		s.owners().Want(http.StatusBadRequest, "institution_down")
	}
	s.owners().Want(http.StatusPreconditionRequired, "token_required")
	visit := s.Widget(emulatortest.Visit{AccessToken: s.AccessToken(s.link),
		Answers: map[string]any{"token": []string{"999999", "111111"}}})
	same(s.t, "the widget's link", visit.Link.String(), s.link)
	s.Advance(hours)
	s.owners().Want(bank.again)
	same(s.t, "the time", s.Now(), emulatortest.Epoch.Add(hours))
	fired := s.Fire(emulatortest.Fired{Link: s.link, Type: "LINK", Code: fmt.Sprintf("story_%d", s.n)})
	told := s.Webhooks(emulatortest.WebhookFilter{Type: "LINK"})
	same(s.t, "the webhooks", len(told), 1)
	same(s.t, "the webhook", told[0].ID, fired)
	s.alone(3 + down)
}

func (s story) owners() *emulatortest.Answer {
	s.t.Helper()
	return s.Do(http.MethodPost, "/api/owners/", map[string]string{"link": s.link})
}

// alone holds that the sandbox has seen what this test did and nothing else.
func (s story) alone(posts int) {
	s.t.Helper()
	server := &emulatortest.Call{Auth: "basic"}
	post := emulatortest.Call{Method: http.MethodPost, Path: "/api/owners/", Body: map[string]any{"link": s.link}}
	s.Verify(emulatortest.Verification{Call: post, Times: emulatortest.Exactly(posts - 1)})
	s.Verify(emulatortest.Verification{Among: server, Times: emulatortest.Exactly(posts)})
	for _, r := range s.Requests(emulatortest.RequestFilter{Auth: "basic"}) {
		same(s.t, "the link of "+r.ID, r.Link.String(), s.link)
	}
	for _, step := range s.Transitions(emulatortest.TransitionFilter{}) {
		same(s.t, "the link of a transition", step.Link.String(), s.link)
	}
	same(s.t, "what waits", len(s.NextWaiting().Waiting), 0)
}
