package timeline_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"belvo-emulator/emulator/internal/belvo"
	"belvo-emulator/emulator/internal/contact"
	"belvo-emulator/emulator/internal/filter"
	"belvo-emulator/emulator/internal/lifecycle"
	"belvo-emulator/emulator/internal/sandbox"
	"belvo-emulator/emulator/internal/sandbox/sandboxtest"
)

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
	stored := func(resource belvo.Resource) int {
		_, n, err := b.List(b.Desk().ByName[resource], map[string][]string{"link": {link.String()}}, filter.Page{Limit: 1})
		if err != nil {
			t.Fatal(err)
		}
		return n
	}
	if stored(belvo.Accounts) == 0 { // owners are left to be collected
		t.Fatal("there are no accounts")
	}
	moved := advance(t, b, 7*day-time.Second)
	if len(moved.Passed) != 0 || stored(belvo.Accounts) == 0 || len(linkIn(b, link).Pending) == 0 {
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
	if stored(belvo.Accounts) != 0 || stored(belvo.Owners) != 0 {
		t.Errorf("%d accounts and %d owners are left", stored(belvo.Accounts), stored(belvo.Owners))
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
