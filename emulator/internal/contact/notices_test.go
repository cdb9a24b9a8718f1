package contact_test

import (
	"slices"
	"testing"
	"time"

	"belvo-emulator/emulator/internal/belvo"
	"belvo-emulator/emulator/internal/contact"
	"belvo-emulator/emulator/internal/journal"
	"belvo-emulator/emulator/internal/lifecycle"
	"belvo-emulator/emulator/internal/store"
)

// fetching makes a link recurrent, with resources that it collects by itself.
func fetching(resources ...string) func(*store.Link) {
	return func(l *store.Link) {
		l.AccessMode, l.RefreshRate, l.FetchResources = belvo.Recurrent, "24h", resources
	}
}

// TestAWebhookHasBelvosEnvelope looks at the webhooks of an update.
func TestAWebhookHasBelvosEnvelope(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	id := b.put("bnk100", func(l *store.Link) {
		fetching("ACCOUNTS")(l)
		l.ExternalID = "client-7"
	})
	if _, err := b.try(id, lifecycle.Update, &contact.Call{Request: contact.Request{ID: "r1"}}, nil); err != nil {
		t.Fatal(err)
	}
	hooks := b.hooks()
	if len(hooks) != 1 {
		t.Fatalf("the webhooks are %s", b.codes())
	}
	for key, want := range map[string]any{"webhook_type": "ACCOUNTS", "webhook_code": "historical_update",
		"process_type": "historical_update", "link_id": id.String(), "request_id": "r1", "external_id": "client-7"} {
		if hooks[0][key] != want {
			t.Errorf("%s is %v, want %v", key, hooks[0][key], want)
		}
	}
	if hookID, _ := hooks[0]["webhook_id"].(string); len(hookID) != 32 || len(hooks[0]) != 8 {
		t.Errorf("the webhook is %v", hooks[0])
	}
}

// TestACollectionIsToldOfByItsKind updates and refreshes links that collect resources.
func TestACollectionIsToldOfByItsKind(t *testing.T) {
	t.Parallel()
	const history = "ACCOUNTS historical_update, TRANSACTIONS historical_update"
	both := fetching("ACCOUNTS", "TRANSACTIONS")
	collected := func(l *store.Link) {
		both(l)
		l.CollectedAt = l.CreatedAt
	}
	for _, c := range []struct {
		name   string
		link   func(*store.Link)
		op     lifecycle.Operation
		fields map[string]string
		want   string
	}{
		{"an update", both, lifecycle.Update, nil, history},
		{"an update of what fetches nothing", nil, lifecycle.Update, nil, ""},
		{"what the bank lacks", fetching("TAX_STATUS"), lifecycle.Update, nil, ""},
		{"the first refresh", both, lifecycle.Refresh, nil, history},
		{"a later refresh", collected, lifecycle.Refresh, nil,
			"TRANSACTIONS new_transactions_available, TRANSACTIONS transactions_updated"},
		{"a refresh that was asked for", collected, lifecycle.Refresh,
			map[string]string{contact.FetchResources: "OWNERS,ACCOUNTS"},
			"OWNERS historical_update, ACCOUNTS historical_update"},
		{"a request for data", both, lifecycle.Retrieve, nil, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			b := newBench(t)
			id := b.put("bnk100", c.link)
			b.now = b.now.Add(7 * 24 * time.Hour)
			if _, err := b.try(id, c.op, &contact.Call{}, c.fields); err != nil {
				t.Fatal(err)
			}
			if got := b.codes(); got != c.want {
				t.Errorf("the webhooks are %q, want %q", got, c.want)
			}
			l := b.link(id)
			if told := c.want != ""; told != l.CollectedAt.Equal(b.now) || told != l.StaleAt.Equal(b.now.Add(42*24*time.Hour)) {
				t.Errorf("it was collected at %s and is stale at %s", l.CollectedAt, l.StaleAt)
			}
			due := l.AccessMode == belvo.Recurrent && c.op == lifecycle.Update
			if due != l.RefreshDue.Equal(b.now.Add(24*time.Hour)) {
				t.Errorf("the next refresh is due at %s", l.RefreshDue)
			}
			for _, p := range l.Pending {
				if !p.At.Equal(b.now) {
					t.Errorf("%s waits since %s", p.Resource, p.At)
				}
			}
			if c.want != "" && len(l.Pending) == 0 {
				t.Error("no collection waits")
			}
		})
	}
}

// TestNewsAreWhatWasNotStored holds that a refresh does not tell of what a request has stored since the
// last one.
func TestNewsAreWhatWasNotStored(t *testing.T) {
	t.Parallel()
	news := func(stored bool) (n int) {
		b := newBench(t)
		id := b.put("bnk100", func(l *store.Link) {
			fetching("TRANSACTIONS")(l)
			l.CollectedAt = l.CreatedAt
		})
		b.now = b.now.Add(7 * 24 * time.Hour)
		if stored {
			l, row := b.link(id), b.desk.ByName[belvo.Transactions]
			items, _ := b.desk.ItemsAt(&l, row, belvo.DateOf(l.CreatedAt)-365, b.now)
			_ = b.store.Update(func(tx *store.Tx) error { // the function returns no error
				for _, item := range items {
					tx.PutObject(belvo.Transactions, store.Object{ID: item.ID, Link: id, CreatedAt: b.now, Value: item.Value})
				}
				return nil
			})
		}
		if _, err := b.try(id, lifecycle.Refresh, &contact.Call{}, nil); err != nil {
			t.Fatal(err)
		}
		for _, body := range b.hooks() {
			data, _ := body["data"].(map[string]any)
			count, _ := data["new_transactions"].(float64)
			n += int(count)
		}
		return n
	}
	if n := news(false); n == 0 {
		t.Error("nothing is new after a week")
	}
	if n := news(true); n != 0 {
		t.Errorf("%d are new that were stored", n)
	}
}

// TestAWebhookTellsOfTheLinkAsItWas changes a link after its webhook was committed.
func TestAWebhookTellsOfTheLinkAsItWas(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	id := b.put("bnk100", fetching("ACCOUNTS"))
	if _, err := b.try(id, lifecycle.Update, &contact.Call{}, nil); err != nil {
		t.Fatal(err)
	}
	_ = b.store.Update(func(tx *store.Tx) error { // the function returns no error
		tx.DeleteLink(id)
		return nil
	})
	if got := b.codes(); got != "ACCOUNTS historical_update" {
		t.Errorf("the webhooks are %q", got)
	}
	if body := b.hooks()[0]; body["link_id"] != id.String() || body["external_id"] != nil || body["request_id"] == "" {
		t.Errorf("the webhook is %v", body)
	}
}

// TestEventsHaveTheirUsualProcess holds the process type of webhooks that are fired by hand.
func TestEventsHaveTheirUsualProcess(t *testing.T) {
	t.Parallel()
	desk := newBench(t).desk
	for hook, want := range map[journal.Hook]string{
		{Type: "LINK", Code: "token_required"}:                         "recurrent_update",
		{Type: "LINK", Code: "link_deleted"}:                           "",
		{Type: "CONSENT", Code: "openfinance_consent_expired"}:         "recurrent_update",
		{Type: "ACCOUNTS", Code: "historical_update"}:                  "historical_update",
		{Type: "TRANSACTIONS", Code: "new_transactions_available"}:     "recurrent_update",
		{Type: "TRANSACTIONS", Code: "transactions_updated"}:           "recurrent_update",
		{Type: "TRANSACTIONS", Code: "made_up"}:                        "",
		{Type: "MADE_UP", Code: "historical_update"}:                   "",
		{Type: "OWNERS", Code: "historical_update"}:                    "historical_update",
		{Type: "OWNERS", Code: "new_transactions_available"}:           "",
		{Type: "LINK", Code: "invalid_credentials"}:                    "recurrent_update",
		{Type: "CONSENT", Code: "openfinance_consent_about_to_expire"}: "recurrent_update",
	} {
		if got := desk.UsualProcess(hook); got != want {
			t.Errorf("%v: %q, want %q", hook, got, want)
		}
	}
	kinds := contact.WebhookKinds(desk.Rows)
	for i, k := range kinds {
		if k.Type == "" || k.Code == "" || slices.Contains(kinds[:i], k) {
			t.Errorf("%v is no kind of its own", k)
		}
	}
	for _, want := range []journal.Hook{{Type: "LINK", Code: "link_deleted"}, {Type: "LINK", Code: "token_required"},
		{Type: "CONSENT", Code: "openfinance_consent_expired"}, {Type: "ACCOUNTS", Code: "historical_update"},
		{Type: "TRANSACTIONS", Code: "transactions_updated"}} {
		if !slices.Contains(kinds, want) {
			t.Errorf("%v is missing", want)
		}
	}
}
