package e2e_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"testing"

	"belvo-emulator/emulator/emulatortest"
)

// historical are the webhooks of a recurrent link whose whole history was read, in their order.
func historical() []string {
	return []string{"ACCOUNTS historical_update", "OWNERS historical_update", "TRANSACTIONS historical_update"}
}

// countsOf is the data that historical updates must have, made from what GET lists.
func (w world) countsOf(link string) []string {
	w.t.Helper()
	all := w.resultsOf("transactions", link)
	inflow, first, last := 0, "9999", ""
	for _, tr := range all {
		if tr["type"] == "INFLOW" {
			inflow++
		}
		first, last = min(first, tr["value_date"].(string)), max(last, tr["value_date"].(string))
	}
	if len(all) == 0 {
		w.t.Error("the link has no transactions, so their counts prove nothing")
	}
	return []string{
		fmt.Sprintf(`{"total_accounts":%d}`, len(w.resultsOf("accounts", link))),
		fmt.Sprintf(`{"total_owners":%d}`, len(w.resultsOf("owners", link))),
		fmt.Sprintf(`{"total_transactions":%d,"total_inflow_transactions":%d,"total_outflow_transactions":%d,`+
			`"first_transaction_date":%q,"last_transaction_date":%q}`, len(all), inflow, len(all)-inflow, first, last),
	}
}

// isHistory holds that webhooks are those of a whole history, with the counts that GET lists.
func (w world) isHistory(what string, hooks []hook, link string) {
	w.t.Helper()
	var got, data []string
	for _, h := range hooks {
		got, data = append(got, h.name()), append(data, string(h.Data))
		same(w.t, what+": the process of "+h.name(), h.ProcessType, "historical_update")
		same(w.t, what+": the link of "+h.name(), h.LinkID, link)
	}
	if !slices.Equal(got, historical()) {
		w.t.Fatalf("%s: there are %q, want %q", what, got, historical())
	}
	if want := w.countsOf(link); !slices.Equal(data, want) {
		w.t.Errorf("%s: the data is\n%q, but GET lists\n%q", what, data, want)
	}
}

func hooksOf(hits []hit) []hook {
	hooks := make([]hook, len(hits))
	for i, h := range hits {
		hooks[i] = h.hook
	}
	return hooks
}

// delivered holds that every hit came as it must.
func delivered(t *testing.T, hits []hit) {
	t.Helper()
	ids := map[string]bool{}
	for _, h := range hits {
		same(t, "the method", h.method, http.MethodPost)
		same(t, "the type of content", h.contentType, "application/json")
		same(t, "the authorization", h.authorization, secret)
		want := []string{"webhook_id", "webhook_type", "process_type", "webhook_code", "link_id", "request_id",
			"external_id", "data"}
		if got := keysOf(t, h.body); !slices.Equal(got, want) {
			t.Errorf("the envelope has the keys %q, want %q", got, want)
		}
		if !hex32.MatchString(h.WebhookID) || !hex32.MatchString(h.RequestID) || ids[h.WebhookID] {
			t.Errorf("the ids of a webhook are %q and %q", h.WebhookID, h.RequestID)
		}
		ids[h.WebhookID] = true
	}
}

// failure is what a refresh may find, and what it looks like from outside.
type failure struct{ user, code, status, data string }

func failures() []failure {
	return []failure{
		{"refresh_mfa", "token_required", "token_required", `{"error_code":"token_required",` +
			`"error_message":"A MFA token is required by the institution to login","status":428}`},
		{"refresh_bad", "invalid_credentials", "invalid", `{"error_code":"login_error",` +
			`"error_message":"Invalid credentials provided to login to the institution","status":400}`},
	}
}

// TestARefreshFindsThatTheLinkNeedsAnUpdate is what a pipeline does: it connects, lets a week
// pass, is told, updates the link and is told what the link has.
func TestARefreshFindsThatTheLinkNeedsAnUpdate(t *testing.T) {
	t.Parallel()
	for _, f := range failures() {
		t.Run(f.code, func(t *testing.T) {
			t.Parallel()
			r := receive(t, nil)
			w := newWorld(t, manual, sendTo(r))
			link := w.register("erebor_mx_retail", f.user, fields{"external_id": "customer-7"}).
				Want(http.StatusCreated).Text("id")
			w.advance("0s")
			hits := r.take()
			delivered(t, hits)
			w.isHistory("after the registration", hooksOf(hits), link)

			w.advance("167h59m59s")
			if early := r.take(); len(early) != 0 {
				t.Fatalf("before the week is over there are %q", names(early))
			}
			moved := w.advance("1s")
			same(t, "the transition", moved.Text("transitions.0.event"),
				map[string]string{"refresh_mfa": "refresh_challenged", "refresh_bad": "refresh_refused"}[f.user])
			same(t, "its link", moved.Text("transitions.0.link"), link)
			same(t, "its state", moved.Text("transitions.0.to"), f.status)
			same(t, "the webhook", moved.Text("webhooks.0.code"), f.code)
			same(t, "its outcome", moved.Text("webhooks.0.outcome"), "ok")
			hits = r.take()
			delivered(t, hits)
			if len(hits) != 1 {
				t.Fatalf("there are %q, want the failure alone", names(hits))
			}
			same(t, "the webhook", hits[0].name(), "LINK "+f.code)
			same(t, "its process", hits[0].ProcessType, "recurrent_update")
			same(t, "its link", hits[0].LinkID, link)
			same(t, "its external id", *hits[0].ExternalID, "customer-7")
			same(t, "its data", string(hits[0].Data), f.data)
			w.is(link, f.status)

			w.update(link, "pass_new").Want(http.StatusOK)
			w.is(link, "valid")
			w.advance("0s")
			hits = r.take()
			delivered(t, hits)
			w.isHistory("after the update", hooksOf(hits), link)
		})
	}
}

// TestATokenHealsTheLinkThatARefreshLocked resumes instead of updating.
func TestATokenHealsTheLinkThatARefreshLocked(t *testing.T) {
	t.Parallel()
	r := receive(t, nil)
	w := newWorld(t, manual, sendTo(r))
	link := w.Register("erebor_mx_retail", "refresh_mfa2")
	w.advance("7d")
	same(t, "the last webhook", names(r.take())[3], "LINK token_required")
	w.is(link, "token_required")
	asked := w.accounts(link)
	w.resume(asked, "111111").Want(http.StatusOK)
	w.is(link, "valid")
	w.advance("1h")
	hits := r.take()
	w.isHistory("after the token", hooksOf(hits), link)
	if hits[0].ExternalID != nil {
		t.Errorf("a link without an external id has %q", *hits[0].ExternalID)
	}
	// The week begins again with the update.
	same(t, "the next refresh", agendaOf(t, w.ask("clock/agenda"))[0], "2026-03-30T12:00:00Z refresh")
	if w.advance("7d"); len(r.take()) != 1 {
		t.Error("the next refresh finds the token demand again")
	}
}

// agendaOf lists what is due, as instant and kind.
func agendaOf(t *testing.T, answer *emulatortest.Answer) []string {
	t.Helper()
	var due []struct{ At, Kind, Why string }
	if err := json.Unmarshal(answer.Body, &due); err != nil {
		t.Fatal(err)
	}
	all := make([]string, len(due))
	for i, d := range due {
		if all[i] = d.At + " " + d.Kind; d.Why == "" {
			t.Errorf("the agenda does not say why: %s", answer.Body)
		}
	}
	return all
}
