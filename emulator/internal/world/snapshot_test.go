package world_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"belvo-emulator/emulator/internal/belvo"
	"belvo-emulator/emulator/internal/clock"
	"belvo-emulator/emulator/internal/contact"
	"belvo-emulator/emulator/internal/lifecycle"
	"belvo-emulator/emulator/internal/notice"
	"belvo-emulator/emulator/internal/sandbox"
	"belvo-emulator/emulator/internal/sandbox/sandboxtest"
	"belvo-emulator/emulator/internal/scenario"
	"belvo-emulator/emulator/internal/snapshot"
	"belvo-emulator/emulator/internal/store"
	"belvo-emulator/emulator/internal/webhook"
	"belvo-emulator/emulator/internal/world"
)

// lived returns a sandbox in which everything has happened that a snapshot keeps.
func lived(t *testing.T) *sandboxtest.Box {
	t.Helper()
	b := sandboxtest.Open(t)
	if _, err := b.Webhooks().AddEndpoint(webhook.Endpoint{ID: "e", URL: "http://127.0.0.1:1/hooks?key=1",
		Authorization: "Bearer s3cret", Types: []string{"LINK"}}); err != nil {
		t.Fatal(err)
	}
	b.Link("bnk100", func(r *sandbox.Registration) { r.ExternalID = "client-7" })
	locks := b.Link("locks", sandboxtest.Single("30d", "42d"))
	accounts, rows := b.Desk().ByName[belvo.Accounts], b.Desk().ByName
	_, err := b.Retrieve(&contact.Call{}, accounts, sandbox.Retrieval{Link: locks, SaveData: true})
	sandboxtest.Session(t, err)
	consent := b.Link("76109277673", func(r *sandbox.Registration) {
		r.Institution = sandboxtest.OpenFinance
		r.Fields = map[string]string{"username": "76109277673", contact.ConsentDuration: "92"}
	})
	b.Pass(8 * 24 * time.Hour)
	got, err := b.Retrieve(&contact.Call{}, accounts, sandbox.Retrieval{Link: consent, SaveData: true})
	if err != nil {
		t.Fatal(err)
	}
	if err := b.DeleteObject(rows[belvo.Accounts], *got.Objects[0].(*belvo.OpenAccount).ID); err != nil {
		t.Fatal(err)
	}
	_ = b.Store().Update(func(tx *store.Tx) error { // the function returns no error
		tx.UseToken("0123456789abcdef", b.Now().Add(time.Hour), b.Now())
		return nil
	})
	if err := b.Pin("closed"); err != nil {
		t.Fatal(err)
	}
	return b
}

// text is a document as it is written.
func text(t *testing.T, b *sandbox.Sandbox) string {
	t.Helper()
	doc, err := world.Snapshot(b)
	if err != nil {
		t.Fatal(err)
	}
	written, err := json.MarshalIndent(doc, "", " ")
	if err != nil {
		t.Fatal(err)
	}
	return string(written)
}

// remake makes a sandbox of a document as it is written.
func remake(t *testing.T, written string) (*sandbox.Sandbox, world.Restored, error) {
	t.Helper()
	var doc snapshot.Document
	if err := json.Unmarshal([]byte(written), &doc); err != nil {
		t.Fatal(err)
	}
	known := []webhook.Endpoint{{ID: "e", URL: "http://127.0.0.1:1/hooks?key=1", Authorization: "Bearer s3cret"}}
	b, out, err := world.Make(t.Context(), context.Background(), sandboxtest.Shared(t), sandbox.Keys{SecretID: "id"},
		clock.Mode{Manual: true}, &doc, known)
	if b != nil {
		t.Cleanup(b.Abandon)
	}
	return b, out, err
}

// TestAWorldSurvivesItsSnapshot writes a world down, makes another of it and writes that down again.
func TestAWorldSurvivesItsSnapshot(t *testing.T) {
	t.Parallel()
	first := lived(t)
	before := text(t, first.Sandbox)
	if strings.Contains(before, "s3cret") || strings.Contains(before, "key=1") {
		t.Error("the snapshot has a secret in the clear")
	}
	second, out, err := remake(t, before)
	if err != nil {
		t.Fatal(err)
	}
	second.Release()
	if out.Links != 3 || out.Objects == 0 || len(out.Warnings) != 0 {
		t.Errorf("it was made of %+v", out)
	}
	if after := text(t, second); after != before {
		t.Errorf("the second snapshot differs:\n%s", firstDifference(before, after))
	}
	for _, l := range links(first.Sandbox) {
		if was, is := fmt.Sprintf("%+v", l), fmt.Sprintf("%+v", linkIn(second, l.ID)); is != was {
			t.Errorf("the link was\n%s\nand is\n%s", was, is)
		}
	}
	if got := second.Webhooks().Endpoints()[0]; got.Authorization != "Bearer s3cret" ||
		!strings.HasSuffix(got.URL, "key=1") {
		t.Errorf("the endpoint is %+v", got)
	}
	// Both worlds go on in the same way.
	other := &sandboxtest.Box{Sandbox: second}
	for _, b := range []*sandbox.Sandbox{first.Sandbox, other.Sandbox} {
		if _, err := b.AdvanceBy(t.Context(), 40*24*time.Hour); err != nil {
			t.Fatal(err)
		}
	}
	if one, two := text(t, first.Sandbox), text(t, second); one != two {
		t.Errorf("after forty days they differ:\n%s", firstDifference(one, two))
	}
}

// firstDifference shows the first line in which two texts differ.
func firstDifference(one, two string) string {
	a, b := strings.Split(one, "\n"), strings.Split(two, "\n")
	for i := range min(len(a), len(b)) {
		if a[i] != b[i] {
			return a[i] + "\n" + b[i]
		}
	}
	return "one is longer"
}

// TestAnUnknownSecretIsMissed makes a world where the endpoint of the document is not known: nothing can
// be sent to the redacted URL, and the Authorization is not another receiver's.
func TestAnUnknownSecretIsMissed(t *testing.T) {
	t.Parallel()
	written := strings.ReplaceAll(text(t, lived(t).Sandbox), "127.0.0.1:1", "127.0.0.1:2")
	b, out, err := remake(t, written)
	if err != nil || len(out.Warnings) != 2 {
		t.Fatalf("the warnings are %v: %v", out.Warnings, err)
	}
	if got := b.Webhooks().Endpoints(); len(got) != 0 {
		t.Errorf("there are endpoints with a redacted URL: %+v", got)
	}
	b, out, err = remake(t, strings.ReplaceAll(written, "?key=[redacted]", ""))
	if err != nil || len(out.Warnings) != 1 {
		t.Fatalf("the warnings are %v: %v", out.Warnings, err)
	}
	if got := b.Webhooks().Endpoints()[0]; got.Authorization != "" {
		t.Errorf("a foreign receiver gets %q", string(got.Authorization))
	}
}

// TestADocumentIsCheckedAsAWhole breaks one field of a document after the other.
func TestADocumentIsCheckedAsAWhole(t *testing.T) {
	t.Parallel()
	written := text(t, lived(t).Sandbox)
	var whole map[string]any
	if err := json.Unmarshal([]byte(written), &whole); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ path, old, new string }{
		{"scenario", `"scenario": "closed"`, `"scenario": "gone"`},
		{"clock", `"mode": "manual"`, `"mode": "sideways"`},
		{"links[0].institution", `"institution": "erebor_mx_retail"`, `"institution": "gone"`},
		{"links[0].external_id", `"external_id": "client-7"`, `"external_id": "a b"`},
		{"sessions[0].link", `"operation": "retrieve"`, ``},
		{"ids", `"ids": "`, `"ids": "x`},
	} {
		broken := strings.Replace(written, c.old, c.new, 1)
		if c.new == "" { // a session of no link
			sessions, _ := whole["sessions"].([]any)
			session, _ := sessions[0].(map[string]any)
			at := strings.Index(written, `"sessions"`)
			id, _ := session["link"].(string)
			broken = written[:at] + strings.Replace(written[at:], id, uuid.Max.String(), 1)
		}
		if broken == written {
			t.Errorf("%s: the document has no %s", c.path, c.old)
		}
		if _, _, err := remake(t, broken); err == nil || !strings.Contains(err.Error(), c.path) {
			t.Errorf("%s: %v", c.path, err)
		}
	}
}

// unsettled is a sandbox in which webhooks wait, some made, some not, and answers of every kind.
func unsettled(t *testing.T) *sandboxtest.Box {
	t.Helper()
	b := lived(t)
	if err := b.Pin(""); err != nil {
		t.Fatal(err)
	}
	if _, err := b.Webhooks().AddEndpoint(webhook.Endpoint{ID: "late", URL: "http://127.0.0.1:1/",
		Mangle: notice.Mangle{Delay: 50 * 24 * time.Hour, Reorder: true}}); err != nil {
		t.Fatal(err)
	}
	gone := b.Link("bnk101")
	b.Link("bnk102", func(r *sandbox.Registration) { r.FetchResources = []string{"ACCOUNTS", "TRANSACTIONS"} })
	b.Pass(8 * 24 * time.Hour) // refreshes on schedule have news
	events := contact.BankEvents()
	for _, name := range []string{"refresh", "invalidate"} {
		at := slices.IndexFunc(events, func(e contact.BankEvent) bool { return e.Name == name })
		if _, err := b.Occur(links(b.Sandbox)[0].ID, events[at], "", nil); err != nil {
			t.Fatal(err)
		}
		b.Pass(24 * time.Hour)
	}
	if err := b.DeleteLink(&contact.Call{Request: contact.Request{Async: true}}, gone); err != nil {
		t.Fatal(err)
	}
	for _, n := range []contact.Next{
		{Respond: belvo.CodeLoginError, Times: 3, Match: contact.NextMatch{Operation: "refresh", Resource: belvo.Accounts}},
		{Respond: belvo.CodeTokenRequired, Times: 1, Challenge: &scenario.Challenge{Type: belvo.ChallengeText, Value: "v"}},
		{Fault: scenario.Fault{Kind: scenario.FaultStatus, Status: 502}, Latency: time.Minute, Always: true, Times: 1,
			Match: contact.NextMatch{Method: "GET", Path: "/api/links/*", Nth: 2}},
		{Times: 1, Before: []contact.Effect{{Event: "demand_token", When: contact.Now, Link: contact.EffectLink{First: true}},
			{Advance: time.Hour}}},
	} {
		b.Queue(n)
	}
	b.Webhooks().Image().Waits()[0].Event.Body()
	return b
}

// TestASnapshotHasWhatWaits: webhooks that wait have the same bodies and go at the same instants in another
// world, and the same requests get what waits for them.
func TestASnapshotHasWhatWaits(t *testing.T) {
	t.Parallel()
	first := unsettled(t)
	before := text(t, first.Sandbox)
	var doc snapshot.Document
	if err := json.Unmarshal([]byte(before), &doc); err != nil {
		t.Fatal(err)
	}
	says := map[string]bool{}
	for _, w := range doc.Webhooks.Waiting {
		says[w.Says] = true
	}
	if len(says) != 4 || len(doc.Next.Waiting) != 4 || len(doc.Notes) > 0 {
		t.Fatalf("webhooks say %v, %d answers wait; notes %v", says, len(doc.Next.Waiting), doc.Notes)
	}
	second, out, err := remake(t, before)
	if err != nil || len(out.Warnings) > 1 { // the endpoint without a secret is known by its URL alone
		t.Fatalf("warnings %v: %v", out.Warnings, err)
	}
	if after := text(t, second); after != before {
		t.Errorf("the second snapshot differs:\n%s", firstDifference(before, after))
	}
	second.Release()
	bodies := func(b *sandbox.Sandbox) (all string) {
		for _, w := range b.Webhooks().Image().Waits() {
			all += fmt.Sprintf("%s %s\n", w.Endpoint, w.Event.Body())
		}
		return all
	}
	if one, two := bodies(first.Sandbox), bodies(second); one != two {
		t.Errorf("the bodies differ:\n%s", firstDifference(one, two))
	}
	var reports [2]string
	for i, b := range []*sandbox.Sandbox{first.Sandbox, second} {
		report, err := b.AdvanceBy(t.Context(), 60*24*time.Hour)
		if err != nil {
			t.Fatal(err)
		}
		for _, a := range report.Webhooks {
			reports[i] += fmt.Sprintf("%+v\n", a)
		}
		reports[i] += text(t, b)
	}
	if reports[0] != reports[1] {
		t.Errorf("after sixty days they differ:\n%s", firstDifference(reports[0], reports[1]))
	}
}

// TestWhatWaitsIsChecked breaks one field of what waits after the other.
func TestWhatWaitsIsChecked(t *testing.T) {
	t.Parallel()
	written := text(t, unsettled(t).Sandbox)
	for _, c := range []struct{ path, old, new string }{
		{"webhooks.waiting[", `"says": "news"`, `"says": "anything"`},
		{"webhooks.waiting[", `"about": 1`, `"about": 1000`},
		{"webhooks.links[0]", `"links": [`, `"links": [{"institution": "erebor_mx_retail"},`},
		{"next.waiting[0].respond", `"respond": "login_error",`, ``},
		{"next.waiting[0].times", `"times": 3`, `"times": 1000001`},
		{"next.waiting[0].times", `"left": 3`, `"left": 1000001`},
		{"next.waiting[2].times", `"nth": 2`, `"nth": 1000001`},
		{"next.waiting[2].fault_status", `"fault_status": 502,`, ``},
		{"next.waiting[0].match.operation", `"operation": "refresh"`, `"operation": "refrish"`},
		{"next.waiting[3].before[0]", `"event": "demand_token"`, `"event": "demand_tokens"`},
	} {
		broken := strings.Replace(written, c.old, c.new, 1)
		if broken == written {
			t.Errorf("%s: the document has no %s", c.path, c.old)
		}
		if _, _, err := remake(t, broken); err == nil || !strings.Contains(err.Error(), c.path) {
			t.Errorf("%s: %v", c.path, err)
		}
	}
}

// TestLinksWithoutFactsAreSeeded makes a world of a document that a person wrote.
func TestLinksWithoutFactsAreSeeded(t *testing.T) {
	t.Parallel()
	b, out, err := remake(t, `{"version": 1, "links": [
		{"id": "30cb4806-6e00-48a4-91c9-ca55968576c8", "institution": "erebor_mx_retail", "state": "token_required"}]}`)
	if err != nil || out.Links != 1 {
		t.Fatalf("%+v: %v", out, err)
	}
	l := linkIn(b, uuid.MustParse("30cb4806-6e00-48a4-91c9-ca55968576c8"))
	if l.State != lifecycle.TokenRequired {
		t.Errorf("the link is %s", l.State)
	}
	if n := len(b.Webhooks().Events(webhook.Filter{})); n != 0 {
		t.Errorf("%d webhooks are sent before the world is there", n)
	}
	if b.Release(); len(b.Webhooks().Events(webhook.Filter{})) == 0 {
		t.Error("no webhook tells of the link")
	}
}

// TestAWorldIsNotMadeForNobody: it is given up when the call that wants it has ended.
func TestAWorldIsNotMadeForNobody(t *testing.T) {
	t.Parallel()
	var doc snapshot.Document
	if err := json.Unmarshal([]byte(text(t, lived(t).Sandbox)), &doc); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	b, out, err := world.Make(ctx, context.Background(), sandboxtest.Shared(t), sandbox.Keys{SecretID: "id"},
		clock.Mode{Manual: true}, &doc, nil)
	if b != nil || out.Links != 0 || !errors.Is(err, context.Canceled) {
		t.Errorf("the world has %d links, and the error is %v", out.Links, err)
	}
}
