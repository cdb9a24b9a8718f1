package sandbox_test

import (
	"errors"
	"slices"
	"testing"
	"time"

	"github.com/google/uuid"

	"belvo-emulator/emulator/internal/belvo"
	"belvo-emulator/emulator/internal/contact"
	"belvo-emulator/emulator/internal/journal"
	"belvo-emulator/emulator/internal/lifecycle"
	"belvo-emulator/emulator/internal/sandbox"
	"belvo-emulator/emulator/internal/sandbox/sandboxtest"
	"belvo-emulator/emulator/internal/scenario"
)

// TestAQueuedAnswerIsUsedUp queues answers for requests that reach a bank.
func TestAQueuedAnswerIsUsedUp(t *testing.T) {
	t.Parallel()
	b := sandboxtest.Open(t)
	link, accounts := b.Link("bnk100"), b.Desk().ByName[belvo.Accounts]
	b.Queue(contact.Next{Respond: belvo.CodeTokenRequired, Times: 1,
		Match: contact.NextMatch{Operation: string(lifecycle.Retrieve)}})
	b.Queue(contact.Next{Respond: belvo.CodeTooManySessions, Times: 2})
	retrieve := func() error {
		_, err := b.Retrieve(&contact.Call{Request: contact.Request{Method: "POST"}}, accounts, sandbox.Retrieval{Link: link})
		return err
	}
	update := func() error {
		_, err := b.UpdateLink(&contact.Call{Request: contact.Request{Method: "PUT"}}, link, sandbox.Credentials{"password": "p"})
		return err
	}
	for i, step := range []struct {
		do     func() error
		want   belvo.Code
		status belvo.Status
	}{
		{update, belvo.CodeTooManySessions, belvo.StatusValid},
		{retrieve, belvo.CodeTokenRequired, belvo.StatusTokenRequired},
		{update, belvo.CodeTooManySessions, belvo.StatusTokenRequired},
		{update, "", belvo.StatusValid},
		{retrieve, "", belvo.StatusValid},
	} {
		if got := sandboxtest.Code(step.do()); got != step.want {
			t.Errorf("step %d: %q, want %q", i+1, got, step.want)
		}
		if got := b.Status(link); got != step.status {
			t.Errorf("step %d: the link is %s, want %s", i+1, got, step.status)
		}
	}
	if waiting, used := b.Queued(); len(waiting) != 0 || len(used) != 3 || used[0].Next != 2 {
		t.Errorf("%v wait and %v were used", waiting, used)
	}
}

// TestAQueuedAnswerMeetsRequestsThatReachNoBank looks for one as the API does.
func TestAQueuedAnswerMeetsRequestsThatReachNoBank(t *testing.T) {
	t.Parallel()
	b := sandboxtest.Open(t)
	link := b.Link("bnk100")
	list := contact.NextMatch{Operation: "list"}
	for _, c := range []struct {
		name  string
		next  contact.Next
		probe contact.Probe
		want  belvo.Code
		used  bool
	}{
		{"a code", contact.Next{Match: list, Respond: belvo.CodeTooManySessions}, contact.Probe{Operation: "list"},
			belvo.CodeTooManySessions, true},
		{"another operation", contact.Next{Match: list, Respond: belvo.CodeTooManySessions},
			contact.Probe{Operation: "detail"}, "", false},
		{"ok", contact.Next{Match: list, Respond: lifecycle.AnswerOK}, contact.Probe{Operation: "list"}, "", true},
		{"latency", contact.Next{Match: list, Latency: time.Second}, contact.Probe{Operation: "list"}, "", true},
		{"a fault", contact.Next{Match: list, Fault: scenario.Fault{Kind: scenario.FaultReset}},
			contact.Probe{Operation: "list"}, belvo.CodeUnexpectedError, true},
		{"the link's institution", contact.Next{Match: contact.NextMatch{Institution: "erebor_*"},
			Respond: belvo.CodeTooManySessions}, contact.Probe{Operation: "detail", Link: link},
			belvo.CodeTooManySessions, true},
		{"another institution", contact.Next{Match: contact.NextMatch{Institution: "gotham_*"},
			Respond: belvo.CodeTooManySessions}, contact.Probe{Operation: "detail", Link: link}, "", false},
	} {
		c.next.Times = 1
		b.Queue(c.next)
		call := &contact.Call{Request: contact.Request{Method: "GET"}}
		if got := sandboxtest.Code(b.TakeNext(call, c.probe)); got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
		waiting, _ := b.Queued()
		if (len(waiting) == 0) != c.used || (call.Report.Queued > 0) != c.used ||
			call.Report.Latency != c.next.Latency && c.used {
			t.Errorf("%s: %d answers wait, the call is %+v", c.name, len(waiting), call)
		}
		b.ClearQueue()
	}
}

// TestAnEventAtTheBankReachesTheLink makes each event happen and looks at the link and its webhooks.
func TestAnEventAtTheBankReachesTheLink(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		event, when string
		status      belvo.Status
		hooks       []string
		then        belvo.Code // what the next request for data is answered
	}{
		{"demand_token", contact.Now, belvo.StatusTokenRequired, []string{"LINK token_required recurrent_update"},
			belvo.CodeTokenRequired},
		{"demand_token", contact.NextContact, belvo.StatusValid, nil, belvo.CodeTokenRequired},
		{"change_password", "", belvo.StatusValid, nil, belvo.CodeLoginError},
		{"change_password", contact.Now, belvo.StatusInvalid, []string{"LINK invalid_credentials recurrent_update"},
			belvo.CodeInvalidLink},
		{"invalidate", "", belvo.StatusInvalid, []string{"LINK invalid_credentials recurrent_update"},
			belvo.CodeInvalidLink},
		{"expire_credentials", "", belvo.StatusInvalid, nil, belvo.CodeExpiredCredentials},
	} {
		t.Run(c.event+" "+c.when, func(t *testing.T) {
			t.Parallel()
			b := sandboxtest.Open(t)
			link := b.Link("bnk100")
			before := len(b.Hooks())
			events := contact.BankEvents()
			at := slices.IndexFunc(events, func(e contact.BankEvent) bool { return e.Name == c.event })
			got, err := b.Occur(link, events[at], c.when, nil)
			if err != nil || got.Status != c.status || b.Status(link) != c.status {
				t.Fatalf("the link is %s and %s, want %s: %v", got.Status, b.Status(link), c.status, err)
			}
			if (got.Transition != nil) != (c.hooks != nil || c.event == "expire_credentials") {
				t.Errorf("its transition is %v", got.Transition)
			}
			if names := b.HookNames(before); len(names) != len(got.Webhooks) || !slices.Equal(names, c.hooks) &&
				len(names)+len(c.hooks) > 0 {
				t.Errorf("the webhooks are %v, want %v", names, c.hooks)
			}
			_, err = b.Retrieve(&contact.Call{}, b.Desk().ByName[belvo.Accounts], sandbox.Retrieval{Link: link})
			if code := sandboxtest.Code(err); code != c.then {
				t.Errorf("a request for data is answered %q, want %q", code, c.then)
			}
			if _, err := b.UpdateLink(&contact.Call{}, link, sandbox.Credentials{"password": "new"}); err != nil {
				t.Errorf("an update: %v", err)
			}
			_, err = b.Retrieve(&contact.Call{}, b.Desk().ByName[belvo.Accounts], sandbox.Retrieval{Link: link})
			if err != nil {
				t.Errorf("after an update a request for data is answered %v", err)
			}
		})
	}
}

// TestAnImpossibleEventSaysWhatIsPossible has events that cannot happen to a link as it is.
func TestAnImpossibleEventSaysWhatIsPossible(t *testing.T) {
	t.Parallel()
	b := sandboxtest.Open(t)
	link := b.Link("bnk100")
	for _, e := range contact.BankEvents() {
		if e.Name != "expire_session" && e.Name != "expire_consent" {
			continue
		}
		_, err := b.Occur(link, e, "", nil)
		var impossible *contact.ImpossibleError
		if !errors.As(err, &impossible) || impossible.Why == "" || !slices.Contains(impossible.Possible, "refresh") {
			t.Errorf("%s: %v", e.Name, err)
		}
	}
	if _, err := b.Occur(uuid.Max, contact.BankEvents()[0], "", nil); sandboxtest.Code(err) != belvo.CodeNotFound {
		t.Errorf("an event happened to no link: %v", err)
	}
}

// TestAWebhookIsFiredByHand fires webhooks with and without data.
func TestAWebhookIsFiredByHand(t *testing.T) {
	t.Parallel()
	b := sandboxtest.Open(t)
	link := b.Link("bnk100")
	for _, c := range []struct {
		hook    journal.Hook
		process string
		data    string
		want    string
	}{
		{journal.Hook{Type: "LINK", Code: "token_required"}, "", "", "LINK token_required recurrent_update"},
		{journal.Hook{Type: "ACCOUNTS", Code: "historical_update"}, "", "", "ACCOUNTS historical_update historical_update"},
		{journal.Hook{Type: "TRANSACTIONS", Code: "new_transactions_available"}, "async_post", `{"new_transactions": 7}`,
			"TRANSACTIONS new_transactions_available async_post"},
		{journal.Hook{Type: "MADE", Code: "up"}, "", "", "MADE up -"},
	} {
		before := len(b.Hooks())
		var data []byte
		if c.data != "" {
			data = []byte(c.data)
		}
		id, err := b.Fire(link, c.hook, c.process, data)
		names := b.HookNames(before)
		if err != nil || id == "" || !slices.Equal(names, []string{c.want}) {
			t.Errorf("%v: %v, want %s: %v", c.hook, names, c.want, err)
			continue
		}
		told := b.Hooks()[before].Data
		if n, _ := told["new_transactions"].(float64); c.data != "" && n != 7 {
			t.Errorf("%v tells %v", c.hook, told)
		}
		if accounts, _ := told["total_accounts"].(float64); c.hook.Type == "ACCOUNTS" &&
			int(accounts) != count(t, b, belvo.Accounts, link) {
			t.Errorf("%v tells %v", c.hook, told)
		}
		if c.hook.Type == "LINK" && told["error_code"] != "token_required" {
			t.Errorf("%v tells %v", c.hook, told)
		}
	}
	if _, err := b.Fire(uuid.Max, journal.Hook{Type: "LINK", Code: "x"}, "", nil); sandboxtest.Code(err) !=
		belvo.CodeNotFound {
		t.Errorf("a webhook tells of no link: %v", err)
	}
}
