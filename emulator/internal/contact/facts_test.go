package contact_test

import (
	"belvo-emulator/emulator/internal/belvo"
	"bytes"
	"testing"
	"time"

	"belvo-emulator/emulator/internal/contact"
	"belvo-emulator/emulator/internal/lifecycle"
	"belvo-emulator/emulator/internal/notice"
	"belvo-emulator/emulator/internal/store"
)

// notices are the webhooks of a link that collects accounts and transactions and meets a failure: of each
// thing that webhooks say some.
func (b *bench) notices(t *testing.T) (all []*notice.Notice) {
	t.Helper()
	both := fetching("ACCOUNTS", "TRANSACTIONS")
	id := b.put("bnk100", func(l *store.Link) {
		both(l)
		l.ExternalID = "client-7"
	})
	for _, step := range []struct {
		op     lifecycle.Operation
		after  time.Duration
		fields map[string]string
	}{{lifecycle.Update, 0, nil}, {lifecycle.Refresh, 7 * 24 * time.Hour, nil}, {lifecycle.Update, 24 * time.Hour, nil}} {
		b.now = b.now.Add(step.after)
		if _, err := b.try(id, step.op, &contact.Call{}, step.fields); err != nil {
			t.Fatal(err)
		}
	}
	_ = b.store.Update(func(tx *store.Tx) error { // the function returns no error
		l, _ := tx.Link(id)
		s := b.desk.Step(tx, &contact.Call{}, &l, b.now)
		s.Notify("LINK", "token_required", "", contact.Facts{Says: contact.SaysFailure})
		s.Notify("LINK", "unheard_of", "", contact.Facts{Says: contact.SaysFailure})
		s.Notify("OWN", "thing", "", contact.Facts{Says: contact.SaysGiven, Given: map[string]int{"n": 1}})
		s.Notify("TAX_RETURNS", "historical_update", "", contact.Facts{Says: contact.SaysFirst,
			Resource: belvo.TaxReturns, At: b.now})
		s.Notify("CONSENT", "openfinance_consent_expired", "", contact.Facts{Says: contact.SaysConsent, At: b.now})
		tx.Emit(b.now, id, lifecycle.Transition{}, l.Script, s.Notices)
		tx.DeleteLink(id)
		return nil
	})
	for _, e := range b.seen {
		all = append(all, e.Notices...)
	}
	return all
}

// TestABodyFollowsFromFactsAlone makes the bodies of webhooks that are copied as data: the same as those of
// the webhooks themselves, in any order, whatever has become of the link, and also of those that share
// what they read with others.
func TestABodyFollowsFromFactsAlone(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	all := b.notices(t)
	copies := make([]*notice.Notice, len(all))
	said := map[contact.Says]int{}
	for i, n := range all {
		facts, body, made := contact.FactsOf(n.Content)
		if made || body != nil || facts.Link == nil {
			t.Fatalf("%s %s has no facts before anybody looked", n.Type, n.Code)
		}
		said[facts.Says]++
		same := *n
		same.Content = contact.NewContent(b.desk.Reader, facts)
		copies[i] = &same
	}
	for _, says := range contact.AllSays() {
		if said[says] == 0 {
			t.Errorf("no webhook says %s", says)
		}
	}
	void := 0
	for i := len(all) - 1; i >= 0; i-- {
		n, got := all[i], copies[i].Body()
		if !bytes.Equal(got, n.Body()) {
			t.Errorf("%s %s of the facts is %s, want %s", n.Type, n.Code, got, n.Body())
		}
		if n.Void() {
			void++
		}
	}
	if void == 0 || void == len(all) {
		t.Errorf("%d of %d webhooks have nothing to tell", void, len(all))
	}
}

// TestAMadeBodyTakesThePlaceOfItsFacts: a webhook on record holds on to no link and no data.
func TestAMadeBodyTakesThePlaceOfItsFacts(t *testing.T) {
	t.Parallel()
	for _, n := range newBench(t).notices(t) {
		want := n.Body()
		facts, body, made := contact.FactsOf(n.Content)
		if !made || facts.Link != nil || facts.Fresh != nil || !bytes.Equal(body, want) {
			t.Errorf("%s %s: %v %s, want %s", n.Type, n.Code, made, body, want)
		}
	}
}
