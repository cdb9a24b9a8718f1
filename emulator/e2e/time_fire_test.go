package e2e_test

import (
	"net/http"
	"strings"
	"testing"

	"belvo-emulator/emulator/contract"
	"belvo-emulator/emulator/internal/contact"
	"belvo-emulator/emulator/internal/data/registry"
)

// TestEveryKindOfEventIsFiredAsItComesByItself fires every kind of event without data. At first it says
// what the events of the registration said; after a year it has the keys of those that came by
// themselves. An event that never came says something, too.
func TestEveryKindOfEventIsFiredAsItComesByItself(t *testing.T) {
	t.Parallel()
	came := map[string]bool{}
	for _, name := range []string{"erebor_mx_retail", "ofmockbank_br_retail", "tatooine_mx_fiscal",
		"sii_cl_fiscal", "imss_mx_employment", "inss_br_employment"} {
		w := newWorld(t, manual)
		link := w.everythingOf(name)
		for _, h := range w.inbox(nil) {
			if !came[h.name()] {
				came[h.name()] = true
				fired := w.fired(link, h.WebhookType, h.WebhookCode)
				same(t, name+": the data of "+h.name(), string(fired.Data), string(h.Data))
				same(t, name+": the process of "+h.name(), fired.ProcessType, h.ProcessType)
			}
		}
		seen := len(w.inbox(nil))
		w.advance("350d") // a consent ends after 366
		w.advance("20d")
		for _, h := range w.since(seen) {
			if came[h.name()] || h.WebhookType == contact.LinkEvents {
				continue
			}
			came[h.name()] = true
			fired := w.fired(link, h.WebhookType, h.WebhookCode)
			same(t, name+": the keys of "+h.name(), strings.Join(keysOf(t, fired.Data), " "),
				strings.Join(keysOf(t, h.Data), " "))
			same(t, name+": the process of "+h.name(), fired.ProcessType, h.ProcessType)
		}
	}
	w := newWorld(t, manual)
	link := w.everythingOf("erebor_mx_retail")
	for _, kind := range contact.WebhookKinds(registry.Registry()) {
		fired := w.fired(link, kind.Type, kind.Code)
		nothing := kind.Type == contact.ConsentEvents || kind.Code == "link_deleted" ||
			kind.Code == "employment_changes" // of a bank
		if !came[fired.name()] && (string(fired.Data) == "{}") != nothing {
			t.Errorf("%s says %s", fired.name(), fired.Data)
		}
	}
}

// fired is an event that was fired without data.
func (w world) fired(link, kind, code string) hook {
	w.t.Helper()
	before := len(w.inbox(nil))
	w.fire(link, kind, code)
	return w.since(before)[0]
}

// everythingOf registers somebody with a recurrent link that fetches all that an institution has.
func (w world) everythingOf(name string) string {
	w.t.Helper()
	for _, inst := range builtin().Institutions() {
		if inst.Name == name {
			body := contract.Login(inst)
			body["access_mode"], body["fetch_resources"] = "recurrent", inst.Resources
			return w.Do(http.MethodPost, "/api/links/", body).Want(http.StatusCreated).Text("id")
		}
	}
	w.t.Fatalf("there is no institution %s", name)
	return ""
}
