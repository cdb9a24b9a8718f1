package e2e_test

import (
	"encoding/json"
	"net/http"
	"net/url"
	"slices"
	"testing"

	"belvo-emulator/emulator/emulatortest"
)

// held is a link's transactions by their ids, with their status.
func (w world) held(link string) map[string]string {
	w.t.Helper()
	held := map[string]string{}
	for _, tr := range w.resultsOf("transactions", link) {
		held[tr["id"].(string)] = tr["status"].(string)
	}
	return held
}

// news is what a weekly refresh has to tell, made from what GET lists before and after it.
type news struct {
	added   int
	updated []string
}

func newsOf(before, after map[string]string) news {
	var n news
	for id, status := range after {
		switch was, known := before[id]; {
		case !known:
			n.added++
		case was != status:
			n.updated = append(n.updated, id)
		}
	}
	slices.Sort(n.updated)
	return n
}

// told is what webhooks say that is new, and which other webhooks there are.
func told(t *testing.T, hooks []hook) (n news, others []string) {
	t.Helper()
	for _, h := range hooks {
		var data struct {
			New     int      `json:"new_transactions"`
			Count   int      `json:"count"`
			Updated []string `json:"updated_transactions"`
		}
		if err := json.Unmarshal(h.Data, &data); err != nil {
			t.Fatal(err)
		}
		same(t, "the process", h.ProcessType, "recurrent_update")
		switch h.name() {
		case "TRANSACTIONS new_transactions_available":
			n.added = data.New
			same(t, "its keys", len(keysOf(t, h.Data)), 1)
		case "TRANSACTIONS transactions_updated":
			n.updated = slices.Sorted(slices.Values(data.Updated))
			same(t, "the count", data.Count, len(data.Updated))
		default:
			others = append(others, h.name())
		}
	}
	return n, others
}

// TestAGoodRefreshTellsWhatIsNew follows a link through ten weeks, somebody looking at it after
// each.
func TestAGoodRefreshTellsWhatIsNew(t *testing.T) {
	t.Parallel()
	w := newWorld(t, manual)
	link := w.Register("erebor_mx_retail", "bnk100")
	seen := len(w.inbox(nil))
	same(t, "the webhooks of the registration", seen, 3)
	before, updates := w.held(link), 0
	for week := range 10 {
		w.advance("7d")
		after := w.held(link)
		want := newsOf(before, after)
		got, others := told(t, w.since(seen))
		seen, before = len(w.inbox(nil)), after
		if got.added != want.added || got.added == 0 || !slices.Equal(got.updated, want.updated) {
			t.Errorf("week %d: %+v was told, but in the lists it is %+v", week, got, want)
		}
		if len(others) != 0 {
			t.Errorf("week %d: there are also %q", week, others)
		}
		updates += len(got.updated)
	}
	if updates == 0 {
		t.Error("no transaction was pending in ten weeks, which proves nothing")
	}
	same(t, "the account's new time of collection", w.resultsOf("accounts", link)[0]["collected_at"].(string),
		"2026-05-25T12:00:00.000000Z")
	same(t, "the link's last access", w.Do("GET", "/api/links/"+link+"/", nil).Text("last_accessed_at"),
		"2026-05-25T12:00:00.000000Z")
}

// TestWhatARequestHasStoredIsNoNews: the refresh counts only what it adds to the lists itself.
func TestWhatARequestHasStoredIsNoNews(t *testing.T) {
	t.Parallel()
	w := newWorld(t, manual)
	link := w.Register("erebor_mx_retail", "bnk100")
	before := len(w.held(link))
	w.advance("3d")
	w.Do(http.MethodPost, "/api/transactions/", fields{"link": link, "date_from": "2026-03-01",
		"date_to": w.now()[:10]}).Want(http.StatusCreated)
	seen, asked := len(w.inbox(nil)), len(w.held(link))
	w.advance("4d")
	got, _ := told(t, w.since(seen))
	same(t, "what was told", got.added, len(w.held(link))-asked)
	if asked == before || got.added == 0 {
		t.Errorf("of %d transactions the request stored %d and the refresh %d, which proves nothing", before,
			asked-before, got.added)
	}
}

// TestNobodyHasToLookForTheCountsToBeRight asks for the whole history after two years in which
// nobody looked at the link.
func TestNobodyHasToLookForTheCountsToBeRight(t *testing.T) {
	t.Parallel()
	w := newWorld(t, manual)
	link := w.Register("erebor_mx_retail", "bnk100")
	w.advance("738d")
	seen := len(w.inbox(nil))
	w.update(link, "pass_new").Want(200)
	w.isHistory("after two years", w.since(seen), link)
	accounts := w.resultsOf("accounts", link)
	same(t, "the account's creation", accounts[0]["created_at"].(string), "2026-03-16T12:00:00.000000Z")
}

// TestWithNothingNewThereIsNothingToTell: of a user whose accounts nobody uses there are no
// webhooks after the first, neither in the inbox nor at a receiver nor for who waits.
func TestWithNothingNewThereIsNothingToTell(t *testing.T) {
	t.Parallel()
	t.Run("inbox", func(t *testing.T) {
		t.Parallel()
		w := newWorld(t, manual)
		link := w.Register("erebor_mx_retail", "bnk101")
		w.advance("21d")
		if got := w.inboxNames(); !slices.Equal(got, historical()) {
			t.Errorf("the webhooks are %q", got)
		}
		last := w.inbox(url.Values{"limit": {"1"}})
		if len(last) != 1 || last[0].name() != "TRANSACTIONS historical_update" {
			t.Errorf("the last webhook is %+v", last)
		}
		const none = `{"total_transactions":0,"total_inflow_transactions":0,"total_outflow_transactions":0,` +
			`"first_transaction_date":null,"last_transaction_date":null}`
		same(t, "its data", string(last[0].Data), none)
		same(t, "the transactions", len(w.resultsOf("transactions", link)), 0)
		w.Do("GET", v1+"webhooks/wait?timeout=1ms&code=new_transactions_available", nil).Want(408)
	})
	t.Run("receiver", func(t *testing.T) {
		t.Parallel()
		r := receive(t, nil)
		w := newWorld(t, manual, sendTo(r))
		w.Register("erebor_mx_retail", "bnk101")
		same(t, "what the advance shows", len(items(t, mustField(t, w.advance("7d").Body, "webhooks"))), 3)
		if got := names(r.take()); !slices.Equal(got, historical()) {
			t.Errorf("the receiver got %q", got)
		}
		same(t, "the attempts", len(items(t, w.ask("webhooks/attempts").Body)), 3)
		silent := w.ask("webhooks/deliveries?code=new_transactions_available")
		same(t, "the delivery", silent.Text("0.state"), "nothing_to_tell")
		same(t, "its attempts", silent.Text("0.attempts"), "0")
	})
}

// mustField is a part of a JSON object.
func mustField(t testing.TB, object []byte, name string) []byte {
	t.Helper()
	var all map[string]json.RawMessage
	if err := json.Unmarshal(object, &all); err != nil || all[name] == nil {
		t.Fatalf("%s is not in %s (%v)", name, object, err)
	}
	return all[name]
}

// TestHealingWithoutFreshDataIsSilent: a link that is healed is read again, but webhooks tell of it only
// if its bank has something that was not there at the last collection.
func TestHealingWithoutFreshDataIsSilent(t *testing.T) {
	t.Parallel()
	type healing func(w world, asked *emulatortest.Answer, link string) *emulatortest.Answer
	for name, heal := range map[string]healing{
		"update": func(w world, _ *emulatortest.Answer, link string) *emulatortest.Answer {
			return w.update(link, "pass_valid").Want(http.StatusOK)
		},
		"resume": func(w world, asked *emulatortest.Answer, _ string) *emulatortest.Answer {
			return w.resume(asked, "111111").Want(http.StatusOK)
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t, manual)
			link := w.Register("heimdall_mx_retail", "bnk100")
			asked := w.accounts(link).Want(http.StatusPreconditionRequired)
			seen := len(w.inbox(nil))
			healed := heal(w, asked, link)
			w.is(link, "valid")
			same(t, "webhooks of the same instant", len(w.since(seen)), 0)
			same(t, "webhooks in the journal", w.ask("requests/"+healed.Request()).Text("webhooks.0.code"), "")
			asked = w.accounts(link).Want(http.StatusPreconditionRequired)
			w.advance("3d")
			seen = len(w.inbox(nil))
			if name == "resume" { // the session has ended
				asked = w.accounts(link).Want(http.StatusPreconditionRequired)
			}
			heal(w, asked, link)
			w.isHistory("three days later", w.since(seen), link)
		})
	}
}

// TestHealingWithOtherDataIsToldOf: an answer may give the user another data set, which is fresh data at
// any time.
func TestHealingWithOtherDataIsToldOf(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	write(t, folder+"/richer.yaml", `version: 1
name: richer
summary: After an update there is other data.
start: poor
states:
  poor:
    on:
      update: [{respond: ok, data: low}]
`)
	w := newWorld(t, manual, emulatortest.WithScenarios(folder))
	w.Pin("richer")
	link := w.Register("erebor_mx_retail", "bnk101")
	seen := len(w.inbox(nil))
	w.update(link, "pass_new").Want(http.StatusOK)
	w.isHistory("the other data", w.since(seen), link)
	seen = len(w.inbox(nil))
	w.update(link, "pass_new").Want(http.StatusOK)
	same(t, "webhooks of the same data", len(w.since(seen)), 0)
}

// TestHealingAtAResourceTellsOfFreshData: a token may be given where the data was asked for, or the bank
// no longer asks for one; both heal the link.
func TestHealingAtAResourceTellsOfFreshData(t *testing.T) {
	t.Parallel()
	for _, resource := range []string{"accounts", "owners", "incomes", "recurring-expenses", "risk-insights"} {
		t.Run(resource, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t, manual)
			link, path := w.Register("erebor_mx_retail", "bnk100"), "/api/"+resource+"/"
			ask := func(scenario string) *emulatortest.Answer {
				return w.Do(http.MethodPost, path, fields{"link": link}, "X-Belvo-Emulator-Scenario: "+scenario)
			}
			w.advance("3d")
			seen := len(w.inbox(nil))
			asked := ask("heimdall-once").Want(http.StatusPreconditionRequired)
			w.Do(http.MethodPatch, path, fields{"session": asked.Text("0.session"), "link": link,
				"token": "111111"}).Want(http.StatusCreated)
			w.isHistory("after the token", w.since(seen), link)
			w.advance("3d")
			seen = len(w.inbox(nil))
			ask("heimdall").Want(http.StatusPreconditionRequired)
			ask("sandbox").Want(http.StatusCreated)
			w.isHistory("when the bank no longer asks", w.since(seen), link)
		})
	}
}
