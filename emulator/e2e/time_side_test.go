package e2e_test

import (
	"net/http"
	"slices"
	"testing"
)

// TestAReceiverThatWaitsForAnotherLink answers the first webhook only when those of two other links
// have come: they must not wait for it. The record has the attempts in the order in which they fell
// due, although the first was answered last.
func TestAReceiverThatWaitsForAnotherLink(t *testing.T) {
	t.Parallel()
	others := make(chan bool, 2)
	r := receive(t, func(n int, _ http.ResponseWriter) {
		if n > 1 {
			others <- true
			return
		}
		for range 2 {
			select {
			case <-others:
			case <-t.Context().Done():
			}
		}
	})
	w := newWorld(t, manual, patient)
	var links []string
	for range 3 {
		links = append(links, w.register("erebor_mx_retail", "bnk101", fields{"access_mode": "single"}).
			Want(http.StatusCreated).Text("id"))
	}
	w.advance("0s")
	w.Do(http.MethodPost, v1+"webhooks/endpoints", fields{"url": r.URL}).Want(http.StatusOK)
	var fired []string
	for _, link := range links {
		fired = append(fired, w.fire(link, "CONSENT", "openfinance_consent_expired"))
	}
	w.advance("0s")
	var got []string
	for _, a := range read[[]attempt](t, w.ask("webhooks/attempts")) {
		same(t, "the outcome", a.Outcome, "ok")
		got = append(got, a.Webhook)
	}
	if !slices.Equal(got, fired) {
		t.Errorf("the record has %q, want %q", got, fired)
	}
}

// TestAReceiversURLIsEncoded when it is given, so that its webhooks have a request line of three words.
func TestAReceiversURLIsEncoded(t *testing.T) {
	t.Parallel()
	r := receive(t, nil)
	w := newWorld(t, manual)
	added := w.Do(http.MethodPost, v1+"webhooks/endpoints", fields{"id": "main", "url": r.URL + "/a b?q=c d&ñ"}).
		Want(http.StatusOK)
	same(t, "the URL", added.Text("url"), r.URL+"/a%20b?q=[redacted]&[redacted]")
	w.unsent(r)
	w.advance("0s")
	hits := r.take()
	if len(hits) != 1 || hits[0].query != "q=c%20d&%C3%B1" {
		t.Errorf("the receiver got %+v", hits)
	}
	for _, url := range []string{r.URL + "/\n", r.URL + "/?q=\x00", r.URL + "/?q=[redacted]", "http://h:0/"} {
		w.Do(http.MethodPost, v1+"webhooks/endpoints", fields{"id": "main", "url": url}).
			Want(http.StatusBadRequest)
	}
}
