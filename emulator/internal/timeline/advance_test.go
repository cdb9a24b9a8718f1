package timeline_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"belvo-emulator/emulator/internal/clock"
	"belvo-emulator/emulator/internal/contact"
	"belvo-emulator/emulator/internal/sandbox"
	"belvo-emulator/emulator/internal/sandbox/sandboxtest"
	"belvo-emulator/emulator/internal/timeline"
	"belvo-emulator/emulator/internal/webhook"
	"belvo-emulator/emulator/internal/wire"
)

// TestTheClockGoesForward holds what the clock can be moved to.
func TestTheClockGoesForward(t *testing.T) {
	t.Parallel()
	b := sandboxtest.Open(t)
	for _, c := range []struct {
		to   time.Time
		want string // part of the error, "" for none
	}{
		{sandboxtest.Noon(), ""}, {sandboxtest.Noon().Add(time.Hour), ""},
		{sandboxtest.Noon(), "cannot go back"},
		{clock.Last().Add(time.Second), "the years 2000 to 2099, not 2100"},
	} {
		was := b.Now()
		moved, err := b.Advance(t.Context(), c.to)
		if text := fmt.Sprint(err); (err == nil) != (c.want == "") || !strings.Contains(text, c.want) {
			t.Errorf("to %s: %v, want %q", c.to, err, c.want)
		}
		if err == nil && (!moved.From.Equal(was) || !moved.To.Equal(c.to) || !b.Now().Equal(c.to)) ||
			err != nil && !b.Now().Equal(was) {
			t.Errorf("it went from %s to %s, and is %s", moved.From, moved.To, b.Now())
		}
	}
	if at := linkIn(b, b.Link("bnk100")).CreatedAt; !at.Equal(sandboxtest.Noon().Add(time.Hour)) {
		t.Errorf("a link is made at %s", at)
	}
	if _, err := b.Advance(t.Context(), clock.Last()); err != nil || !b.Now().Equal(clock.Last()) {
		t.Errorf("the end of its time: %v, it is %s", err, b.Now())
	}
}

// TestAStepGoesToWhatIsDueNext steps through the life of two links.
func TestAStepGoesToWhatIsDueNext(t *testing.T) {
	t.Parallel()
	b := sandboxtest.Open(t)
	b.Link("bnk100", sandboxtest.Single("2d", ""))
	b.Link("bnk102", func(r *sandbox.Registration) { r.RefreshRate = "24h" })
	if _, err := b.Register(&contact.Call{}, sandboxtest.Registration("asks")); err == nil {
		t.Fatal("the bank asks for no token")
	}
	var got []string
	for range 4 {
		agenda := b.Agenda(1)
		moved, err := b.Step(t.Context())
		if err != nil || len(agenda) != 1 || !agenda[0].At.Equal(moved.To) {
			t.Fatalf("the agenda has %v, the clock went to %s: %v", agenda, moved.To, err)
		}
		got = append(got, agenda[0].Kind+" "+moved.To.Sub(sandboxtest.Noon()).String())
	}
	want := []string{"session 5m0s", "refresh 24h0m0s", "credentials 48h0m0s", "refresh 72h0m0s"}
	if !slices.Equal(got, want) {
		t.Errorf("the steps are %v, want %v", got, want)
	}
	empty := sandboxtest.Open(t)
	if moved, err := empty.Step(t.Context()); err != nil || !moved.To.Equal(moved.From) {
		t.Errorf("with nothing due the clock went to %s: %v", moved.To, err)
	}
}

// TestTheAgendaIsInOrder lists what is due, cut where it is told to.
func TestTheAgendaIsInOrder(t *testing.T) {
	t.Parallel()
	b := sandboxtest.Open(t)
	for _, user := range []string{"bnk100", "bnk102"} {
		b.Link(user, sandboxtest.Single("30d", "7d"), func(r *sandbox.Registration) {
			r.FetchResources = []string{"ACCOUNTS"}
		})
	}
	all := b.Agenda(100)
	kinds := []string{}
	for i, d := range all {
		kinds = append(kinds, d.Kind)
		if d.Why == "" || d.Link == uuid.Nil {
			t.Errorf("%+v says not why, or of what link", d)
		}
		if i > 0 && d.At.Before(all[i-1].At) {
			t.Errorf("%v is not in order", all)
		}
	}
	if want := []string{"stale_data", "stale_data", "credentials", "credentials"}; !slices.Equal(kinds, want) {
		t.Errorf("the agenda has %v, want %v", kinds, want)
	}
	if got := b.Agenda(3); !slices.Equal(got, all[:3]) {
		t.Errorf("the first three are %v", got)
	}
}

// TestWhatIsDueAtOnceHasAnOrder sorts dues of one instant.
func TestWhatIsDueAtOnceHasAnOrder(t *testing.T) {
	t.Parallel()
	low, high := uuid.UUID{1}, uuid.UUID{2}
	now := sandboxtest.Noon()
	want := []wire.Due{{At: now.Add(-1), Kind: "stale_data", Link: high}, {At: now, Kind: "webhook"},
		{At: now, Kind: "consent", Link: high}, {At: now, Kind: "refresh", Link: low}, {At: now, Kind: "refresh", Link: high},
		{At: now.Add(1), Kind: "consent", Link: low}}
	mixed := slices.Clone(want)
	slices.Reverse(mixed)
	if got := timeline.InOrder(mixed); !slices.Equal(got, want) {
		t.Errorf("%v, want %v", got, want)
	}
}

// TestWebhooksAreSentWhileTheClockIsMoved has an endpoint without a server, and all its retries.
func TestWebhooksAreSentWhileTheClockIsMoved(t *testing.T) {
	t.Parallel()
	b := sandboxtest.Open(t)
	if _, err := b.Webhooks().AddEndpoint(webhook.Endpoint{ID: "e", URL: "http://127.0.0.1:1/"}); err != nil {
		t.Fatal(err)
	}
	b.Link("bnk100", func(r *sandbox.Registration) { r.FetchResources, r.RefreshRate = []string{"ACCOUNTS"}, "30d" })
	if at, waits := b.Webhooks().Due(); !waits || !at.Equal(b.Now()) {
		t.Fatalf("the webhook is due at %s: %t", at, waits)
	}
	if agenda := b.Agenda(1); agenda[0].Kind != "webhook" {
		t.Errorf("the agenda begins with %+v", agenda[0])
	}
	moved := advance(t, b, 0)
	if len(moved.Webhooks) != 1 || moved.Webhooks[0].Outcome != webhook.Refused {
		t.Fatalf("the attempts are %+v", moved.Webhooks)
	}
	if moved = advance(t, b, 20*day); len(moved.Webhooks) == 0 {
		t.Error("it is not tried again")
	}
	if moved = advance(t, b, 0); len(moved.Webhooks) != 0 {
		t.Error("without time passing it is tried again")
	}
}
