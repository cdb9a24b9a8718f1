package world_test

import (
	"encoding/json"
	"fmt"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"belvo-emulator/emulator/internal/belvo"
	"belvo-emulator/emulator/internal/contact"
	"belvo-emulator/emulator/internal/sandbox/sandboxtest"
	"belvo-emulator/emulator/internal/snapshot"
)

// mayCome are the times of a document that may be after its clock, by the ends of their paths.
var mayCome = []string{".credentials_until", ".refresh_due", ".stale_at", ".expires_at", ".until", ".due"}

// full is a document that has every part, whose times are all the same and right.
func full(t *testing.T) *snapshot.Document {
	t.Helper()
	var doc snapshot.Document
	if err := json.Unmarshal([]byte(text(t, unsettled(t).Sandbox)), &doc); err != nil {
		t.Fatal(err)
	}
	now, link := doc.Clock.Now, doc.Links[0].ID
	for _, f := range []*snapshot.Facts{doc.Links[0].Facts, doc.Webhooks.Links[0].Facts} {
		*f = snapshot.Facts{CreatedAt: now, LastAccessedAt: now, CredentialsUntil: now, RefreshDue: now, RefreshedAt: now,
			CollectedAt: now, StaleAt: now, Entered: now, Consent: &belvo.ConsentTerms{Since: now, Until: now},
			Pending: []snapshot.Pending{{Resource: "ACCOUNTS", At: now}}}
	}
	doc.Links, doc.Webhooks.Links = doc.Links[:1], doc.Webhooks.Links[:1]
	doc.Sessions = []snapshot.Session{{ID: strings.Repeat("0", 32), Link: link, Operation: "register", ExpiresAt: now}}
	doc.Visitors = []snapshot.Visitor{{InstitutionUserID: "u", Scenario: doc.Links[0].Scenario,
		ScenarioState: doc.Links[0].ScenarioState, Entered: now}}
	doc.UsedTokens = []snapshot.UsedToken{{Family: strings.Repeat("0", 16), Until: now}}
	doc.Data = []snapshot.Reading{{Resource: "ACCOUNTS", Link: link, At: now, CreatedAt: now, DataSet: "full"}}
	doc.Webhooks.Waiting = []snapshot.Webhook{{ID: strings.Repeat("0", 32), Seq: 1, At: now, Link: link, Type: "ACCOUNTS",
		Code: "new_accounts_available", Says: "news", About: 1, Resource: "ACCOUNTS", Collected: now, Since: now,
		Fresh:      &snapshot.Fresh{Resources: []string{"ACCOUNTS"}, Since: now, At: now},
		Deliveries: []snapshot.Delivery{{Endpoint: "late", State: "pending", Due: now, Free: now}}}}
	return &doc
}

// timesOf finds all the times in a value by their paths, to be changed.
func timesOf(v reflect.Value, path string, found map[string]*time.Time) {
	switch {
	case v.Type() == reflect.TypeFor[time.Time]():
		found[strings.TrimPrefix(path, ".")] = v.Addr().Interface().(*time.Time)
	case v.Kind() == reflect.Pointer && !v.IsNil():
		timesOf(v.Elem(), path, found)
	case v.Kind() == reflect.Slice:
		for i := range v.Len() {
			timesOf(v.Index(i), fmt.Sprintf("%s[%d]", path, i), found)
		}
	case v.Kind() == reflect.Struct:
		for i := range v.NumField() {
			if f := v.Type().Field(i); f.IsExported() {
				name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
				timesOf(v.Field(i), path+"."+name, found)
			}
		}
	}
}

func written(t *testing.T, doc *snapshot.Document) string {
	t.Helper()
	text, err := json.Marshal(doc)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// TestEveryTimeIsChecked gives each time of a document others, one after the other.
func TestEveryTimeIsChecked(t *testing.T) {
	t.Parallel()
	doc := full(t)
	if _, _, err := remake(t, written(t, doc)); err != nil {
		t.Fatal(err)
	}
	times := map[string]*time.Time{}
	timesOf(reflect.ValueOf(doc), "", times)
	const now = "clock.now"
	delete(times, now)
	seen := map[string]bool{}
	for path, at := range times {
		was := *at
		comes := false
		for _, end := range mayCome {
			comes = comes || strings.HasSuffix(path, end)
		}
		seen[path[strings.LastIndexByte(path, '.')+1:]] = true
		for value, want := range map[string]string{
			"0000-01-01T00:00:00Z": "the years 2000 to 2099, not 0", "0001-01-01T00:00:01Z": "the years 2000 to 2099, not 1",
			"1999-12-31T23:59:59Z": "the years 2000 to 2099, not 1999", "2099-12-31T23:59:59Z": "is after the clock's time",
			"9999-12-31T23:59:59-12:00": "after the clock's time", "2400-01-01T00:00:00Z": "after the clock's time",
			doc.Clock.Now.Add(1).Format(time.RFC3339Nano): "is after the clock's time",
		} {
			if err := at.UnmarshalText([]byte(value)); err != nil {
				t.Fatal(err)
			}
			if comes && at.Year() > 2000 && at.Year() < 2200 {
				want = ""
			}
			_, _, err := remake(t, written(t, doc))
			if ok := err == nil; ok != (want == "") || !ok && !strings.Contains(err.Error(), path+": ") ||
				!ok && !strings.Contains(err.Error(), want) {
				t.Errorf("%s: %s: %v, want %q", path, value, err, want)
			}
		}
		*at = was
	}
	if len(times) < 30 || len(seen) != 14 {
		t.Errorf("there are %d times of the names %v", len(times), seen)
	}
}

// TestTimesThatAreNone: zero stands for no time only where there may be none.
func TestTimesThatAreNone(t *testing.T) {
	t.Parallel()
	doc := full(t)
	times := map[string]*time.Time{}
	timesOf(reflect.ValueOf(doc), "", times)
	needed := map[string]bool{}
	for _, path := range []string{"sessions[0].expires_at", "used_tokens[0].until", "visitors[0].entered", "data[0].at",
		"links[0].facts.pending[0].at", "webhooks.links[0].facts.pending[0].at", "webhooks.waiting[0].at",
		"webhooks.waiting[0].fresh.at", "webhooks.waiting[0].deliveries[0].due"} {
		needed[path] = true
		if times[path] == nil {
			t.Errorf("there is no %s", path)
		}
	}
	delete(times, "clock.now")
	for path, at := range times {
		was := *at
		*at = time.Time{}
		if _, _, err := remake(t, written(t, doc)); (err != nil) != needed[path] {
			t.Errorf("%s: %v", path, err)
		}
		*at = was
	}
}

// TestARefreshIsNotDueBeforeItsLink: each one that was missed would be made up for.
func TestARefreshIsNotDueBeforeItsLink(t *testing.T) {
	t.Parallel()
	doc := full(t)
	for _, path := range []string{"links[0].facts.refresh_due", "webhooks.links[0].facts.refresh_due"} {
		f, old := doc.Links[0].Facts, "is more than ten years before the clock's time"
		if strings.HasPrefix(path, "webhooks.") {
			f, old = doc.Webhooks.Links[0].Facts, ""
		}
		was := *f
		for _, c := range []struct {
			created, due time.Time
			want         string
		}{
			{f.CreatedAt, f.CreatedAt.Add(-1), "is before created_at"},
			{time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC), time.Date(2000, 1, 2, 0, 0, 0, 0, time.UTC), old},
			{f.CreatedAt.AddDate(-9, 0, 0), f.CreatedAt.AddDate(-9, 0, 0), ""},
		} {
			f.CreatedAt, f.RefreshDue = c.created, c.due
			_, _, err := remake(t, written(t, doc))
			said := path + ": " + c.due.UTC().Format(time.RFC3339Nano) + " " + c.want
			if ok := err == nil; ok != (c.want == "") || !ok && !strings.Contains(err.Error(), said) {
				t.Errorf("%s: %v, want %q", path, err, c.want)
			}
		}
		*f = was
	}
}

// TestTimesOfNoSandbox: that of the clock, and of what has happened, are in its years.
func TestTimesOfNoSandbox(t *testing.T) {
	t.Parallel()
	link := `{"institution": "` + sandboxtest.Bank + `", "username": "u", "id": "` + uuid.NewString() + `", "facts": {`
	for doc, want := range map[string]string{
		`{"version": 2, "clock": {"now": "2100-01-01T00:00:00Z"}}`: "clock: a sandbox has the years 2000 to 2099, not 2100",
		`{"version": 2, "clock": {"now": "1999-12-31T23:59:59Z"}}`: "clock: a sandbox has the years 2000 to 2099, not 1999",
		`{"version": 2, "links": [` + link + `"created_at": "0001-01-01T00:00:01Z"}}]}`: "links[0].facts.created_at: " +
			"a sandbox has the years 2000 to 2099, not 1",
		`{"version": 2, "webhooks": {"endpoints": [], "links": [` + link + `"created_at": "0001-01-01T00:00:01Z"}}]}}`: "" +
			"webhooks.links[0].facts.created_at: a sandbox has the years 2000 to 2099, not 1",
	} {
		if _, _, err := remake(t, doc); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %q", doc, err, want)
		}
	}
}

// TestTheLastYear: what is still to come at the end of a sandbox's time is after it, and its snapshot loads.
func TestTheLastYear(t *testing.T) {
	t.Parallel()
	b, _, err := remake(t, `{"version": 2, "clock": {"mode": "manual", "now": "2099-12-31T23:00:00Z"}}`)
	if err != nil {
		t.Fatal(err)
	}
	b.Release()
	r := sandboxtest.Registration("bnk100")
	sandboxtest.Single("30d", "42d")(&r)
	if _, err := b.Register(&contact.Call{}, r); err != nil {
		t.Fatal(err)
	}
	before := text(t, b)
	if again, _, err := remake(t, before); err != nil || text(t, again) != before {
		t.Errorf("it is made again: %v", err)
	}
}
