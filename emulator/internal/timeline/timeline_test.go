package timeline_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"belvo-emulator/emulator/internal/belvo"
	"belvo-emulator/emulator/internal/clock"
	"belvo-emulator/emulator/internal/contact"
	"belvo-emulator/emulator/internal/lifecycle"
	"belvo-emulator/emulator/internal/sandbox"
	"belvo-emulator/emulator/internal/sandbox/sandboxtest"
	"belvo-emulator/emulator/internal/store"
	"belvo-emulator/emulator/internal/timeline"
	"belvo-emulator/emulator/internal/webhook"
	"belvo-emulator/emulator/internal/wire"
)

const day = 24 * time.Hour

// linkIn is a link of a sandbox as it is stored.
func linkIn(b *sandboxtest.Box, id uuid.UUID) (link store.Link) {
	b.Store().View(func(tx *store.Tx) { link, _ = tx.Link(id) })
	return link
}

// advance moves a clock on and returns what happened on the way.
func advance(t *testing.T, b *sandboxtest.Box, d time.Duration) wire.Moved {
	t.Helper()
	moved, err := b.AdvanceBy(t.Context(), d)
	if err != nil {
		t.Fatal(err)
	}
	return moved
}

// events are transitions as "when after the clock's begin, what".
func events(moved wire.Moved) []string {
	list := []string{}
	for _, h := range moved.Transitions {
		list = append(list, fmt.Sprintf("%s %s", h.At.Sub(sandboxtest.Noon()), h.Event))
	}
	return list
}

// TestARecurrentLinkIsRefreshedAtItsRate moves the clock over several refreshes.
func TestARecurrentLinkIsRefreshedAtItsRate(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		rate  string
		after time.Duration
		want  []string
	}{
		{"6h", 6*time.Hour - time.Second, []string{}},
		{"6h", 18 * time.Hour, []string{"6h0m0s refresh_ok", "12h0m0s refresh_ok", "18h0m0s refresh_ok"}},
		{"7d", 15 * day, []string{"168h0m0s refresh_ok", "336h0m0s refresh_ok"}},
		{"30d", 30 * day, []string{"720h0m0s refresh_ok"}},
	} {
		b := sandboxtest.Open(t)
		link := b.Link("bnk100", func(r *sandbox.Registration) { r.RefreshRate = c.rate })
		moved := advance(t, b, c.after)
		if got := events(moved); !slices.Equal(got, c.want) {
			t.Errorf("%s: %v, want %v", c.rate, got, c.want)
		}
		next := sandboxtest.Noon().Add(time.Duration(len(c.want)+1) * belvo.RefreshPeriod(c.rate))
		if got := linkIn(b, link); !got.RefreshDue.Equal(next) {
			t.Errorf("%s: the next is due at %s, want %s", c.rate, got.RefreshDue, next)
		}
	}
}

// TestARefreshFindsWhatTheBankAnswers refreshes users whom the bank asks or refuses, and holds that
// none of them is refreshed again before the link works.
func TestARefreshFindsWhatTheBankAnswers(t *testing.T) {
	t.Parallel()
	for user, want := range map[string]struct {
		event  string
		status belvo.Status
		hook   string
	}{
		"refresh_asks":  {"refresh_challenged", belvo.StatusTokenRequired, "LINK token_required recurrent_update"},
		"refresh_wrong": {"refresh_refused", belvo.StatusInvalid, "LINK invalid_credentials recurrent_update"},
	} {
		t.Run(user, func(t *testing.T) {
			t.Parallel()
			b := sandboxtest.Open(t)
			link := b.Link(user)
			before := len(b.Hooks())
			moved := advance(t, b, 21*day)
			if got := events(moved); !slices.Equal(got, []string{"168h0m0s " + want.event}) {
				t.Errorf("it happened %v", got)
			}
			if len(moved.Passed) != 2 || moved.Passed[0].Kind != "refresh" {
				t.Errorf("without effect passed %v", moved.Passed)
			}
			if got := b.HookNames(before); !slices.Equal(got, []string{want.hook}) {
				t.Errorf("the webhooks are %v, want %s", got, want.hook)
			}
			if got := b.Status(link); got != want.status {
				t.Errorf("the link is %s, want %s", got, want.status)
			}
		})
	}
}

// TestARefreshTellsWhatIsNew holds that a refresh on schedule has webhooks and stores what is new.
func TestARefreshTellsWhatIsNew(t *testing.T) {
	t.Parallel()
	b := sandboxtest.Open(t)
	link := b.Link("bnk100")
	before := len(b.Hooks())
	b.Pass(7 * day)
	told := 0
	for _, h := range b.Hooks()[before:] {
		if h.Name() == "TRANSACTIONS new_transactions_available recurrent_update" {
			n, _ := h.Data["new_transactions"].(float64) // 0 for none
			told += int(n)
		}
	}
	if told == 0 {
		t.Fatalf("no webhook tells of new transactions: %v", b.HookNames(before))
	}
	l := linkIn(b, link)
	if !l.CollectedAt.Equal(b.Now()) || !l.LastAccessedAt.Equal(b.Now()) || len(l.Pending) == 0 {
		t.Errorf("it was collected at %s and accessed at %s, %d collections wait", l.CollectedAt, l.LastAccessedAt,
			len(l.Pending))
	}
	if !l.StaleAt.Equal(b.Now().Add(365 * day)) {
		t.Errorf("its data is stale at %s", l.StaleAt)
	}
}

// TestCredentialsEndInTime holds when a single link's credentials are no longer stored.
func TestCredentialsEndInTime(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		storage string
		after   time.Duration
		want    belvo.Status
	}{
		{"1d", day - time.Second, belvo.StatusValid}, {"1d", day, belvo.StatusInvalid},
		{"30d", 30*day - time.Second, belvo.StatusValid}, {"30d", 30 * day, belvo.StatusInvalid},
		{"nostore", 0, belvo.StatusInvalid}, {"store", 400 * day, belvo.StatusValid},
	} {
		b := sandboxtest.Open(t)
		link := b.Link("bnk100", sandboxtest.Single(c.storage, ""), func(r *sandbox.Registration) {
			r.FetchResources = []string{"ACCOUNTS"}
		})
		advance(t, b, c.after)
		if got := b.Status(link); got != c.want {
			t.Errorf("%s after %s: the link is %s, want %s", c.storage, c.after, got, c.want)
		}
	}
}

// TestStaleDataGoesAndTheLinkStays moves the clock to the end of stale_in, and of the data that a
// refresh collects later.
func TestStaleDataGoesAndTheLinkStays(t *testing.T) {
	t.Parallel()
	b := sandboxtest.Open(t)
	link := b.Link("bnk100", func(r *sandbox.Registration) { r.RefreshRate, r.StaleIn = "30d", "7d" })
	moved := advance(t, b, 7*day-time.Second)
	if len(moved.Passed) != 0 || len(linkIn(b, link).Pending) == 0 {
		t.Fatalf("a second too early %v has passed", moved.Passed)
	}
	moved = advance(t, b, time.Second)
	if len(moved.Passed) != 1 || moved.Passed[0].Kind != "stale_data" || moved.Passed[0].Link != link {
		t.Errorf("%v has passed", moved.Passed)
	}
	l := linkIn(b, link)
	if !l.StaleAt.IsZero() || !l.CollectedAt.IsZero() || l.State != lifecycle.Valid {
		t.Errorf("the link is %s, its data collected at %s and stale at %s", l.State, l.CollectedAt, l.StaleAt)
	}
	for _, p := range l.Pending {
		if !b.Desk().ByName[p.Resource].Unasked {
			t.Errorf("%s still waits to be collected", p.Resource)
		}
	}
	before := len(b.Hooks())
	advance(t, b, 23*day) // to the next refresh, which has the whole history
	if got := b.HookNames(before); !slices.Contains(got, "ACCOUNTS historical_update historical_update") {
		t.Errorf("the webhooks are %v", got)
	}
	if got := linkIn(b, link).StaleAt; !got.Equal(b.Now().Add(7 * day)) {
		t.Errorf("the new data is stale at %s", got)
	}
}

// TestAConsentEnds moves the clock over the end of a consent, and over the warning before it.
func TestAConsentEnds(t *testing.T) {
	t.Parallel()
	b := sandboxtest.Open(t)
	link := b.Link("76109277673", func(r *sandbox.Registration) {
		r.Institution = sandboxtest.OpenFinance
		r.Fields = map[string]string{"username": "76109277673", contact.ConsentDuration: "92"}
	})
	names := func(d time.Duration) (list []string) {
		before := len(b.Hooks())
		b.Pass(d)
		for _, name := range b.HookNames(before) {
			if strings.HasPrefix(name, "CONSENT ") {
				list = append(list, name)
			}
		}
		return list
	}
	for _, c := range []struct {
		after  time.Duration
		want   []string
		status belvo.Status
	}{
		{84 * day, nil, belvo.StatusValid},
		{7 * day, []string{"CONSENT openfinance_consent_about_to_expire recurrent_update"}, belvo.StatusValid},
		{day - time.Second, nil, belvo.StatusValid},
		{time.Second, []string{"CONSENT openfinance_consent_expired recurrent_update"}, belvo.StatusInvalid},
		{30 * day, nil, belvo.StatusInvalid},
	} {
		if got := names(c.after); !slices.Equal(got, c.want) || b.Status(link) != c.status {
			t.Errorf("until %s: %v and the link is %s, want %v and %s", b.Now(), got, b.Status(link), c.want, c.status)
		}
	}
}

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
		{time.Date(timeline.LastYear+1, 1, 1, 0, 0, 0, 0, time.UTC), "ends with the year"},
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

// TestARequestMeetsWhatIsDue moves the clock alone, as time does: the next request lets it happen.
func TestARequestMeetsWhatIsDue(t *testing.T) {
	t.Parallel()
	b := sandboxtest.Open(t)
	link := b.Link("bnk100", sandboxtest.Single("1d", ""))
	b.Clock().MoveTo(sandboxtest.Noon().Add(day))
	if got := linkIn(b, link).State; got != lifecycle.Valid {
		t.Fatalf("the link is %s before anybody looks", got)
	}
	if got := b.Status(link); got != belvo.StatusInvalid {
		t.Errorf("a request finds the link %s", got)
	}
}

// TestWebhooksAreSentWhileTheClockIsMoved has an endpoint that nobody answers, and all its retries.
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

// TestWorkOnASandboxEndsWithIt waits for a clock that nobody moves.
func TestWorkOnASandboxEndsWithIt(t *testing.T) {
	t.Parallel()
	b := sandboxtest.Open(t)
	ctx, cancel := b.Alive(t.Context())
	defer cancel()
	slept := make(chan error)
	go func() { slept <- b.Sleep(t.Context(), time.Hour) }()
	b.Abandon()
	if err := <-slept; err != nil {
		t.Errorf("whoever waits gets %v", err)
	}
	<-ctx.Done()
	if !errors.Is(context.Cause(ctx), timeline.ErrGone) {
		t.Errorf("the cause is %v", context.Cause(ctx))
	}
}

// TestWhatIsDueHappensByItself starts a timeline on a running clock: the refresh needs no request.
func TestWhatIsDueHappensByItself(t *testing.T) {
	t.Parallel()
	base := clock.NewManual(sandboxtest.Noon())
	cl := clock.NewAdjustable(base, clock.Mode{})
	alarm := timeline.NewAlarm()
	changed := make(chan lifecycle.Event, 10)
	st := store.New(func(events []store.Event) {
		for _, e := range events {
			changed <- e.Transition.Event
		}
	})
	hooks := webhook.New(webhook.Config{Clock: cl})
	defer hooks.Abandon()
	scenarios := sandboxtest.Scenarios(t)
	desk := &contact.Desk{Reader: sandboxtest.Reader(), Answers: &contact.Answers{}}
	tl := timeline.New(t.Context(), desk, st, cl, hooks, alarm, slog.New(slog.DiscardHandler))
	tl.Start()
	defer tl.Stop()
	err := st.Update(func(tx *store.Tx) error {
		tx.PutLink(store.Link{ID: uuid.Max, Institution: sandboxtest.Bank, State: lifecycle.Valid,
			CredentialsUntil: sandboxtest.Noon().Add(time.Hour), Script: scenarios.Choose("", "").Join(sandboxtest.Noon())})
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	for base.Sleepers() == 0 { // until the timeline waits for the timer
		runtime.Gosched()
	}
	base.Advance(time.Hour)
	if got := <-changed; got != lifecycle.CredentialsExpired {
		t.Errorf("what happened is %s", got)
	}
}
