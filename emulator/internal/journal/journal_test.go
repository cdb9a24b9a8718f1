package journal

import (
	"sync/atomic"
	"testing"
)

func every(*Entry) bool { return true }

// TestTheRecordIsBounded by number and by bytes, and counts what fell out.
func TestTheRecordIsBounded(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name               string
		body, record, keep int
	}{
		{"by number", 0, MaxRequests + 7, MaxRequests},
		{"by bytes", 64 << 10, 200, 63},
		{"one too large", MaxBytes + 1, 3, 1},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			j := New(OfSandbox, &atomic.Uint64{})
			for range c.record {
				j.Record(&Entry{ID: j.Begin(), Body: Body{Text: make([]byte, c.body)}})
			}
			entries, dropped := View{j}.Requests(every)
			if len(entries) != c.keep || int(dropped) != c.record-c.keep {
				t.Errorf("%d on record and %d dropped, want %d of %d", len(entries), dropped, c.keep, c.record)
			}
			if j.requests.bytes > MaxBytes && c.keep > 1 {
				t.Errorf("they take %d bytes", j.requests.bytes)
			}
		})
	}
}

// TestDidYouMean finds what was probably meant.
func TestDidYouMean(t *testing.T) {
	t.Parallel()
	known := []string{"id", "password", "scopes", "link_id", "date_from", "fetch_resources"}
	for name, want := range map[string]string{"link": "link_id", "date_form": "date_from", "scope": "scopes",
		"resources": "fetch_resources", "encryption_key": "", "colour": ""} {
		var u Unread
		u.AddBody("", name, known, nil)
		if len(u.Body) != 1 || u.Body[0] != (Field{name, want}) {
			t.Errorf("%s: %+v, want %q", name, u.Body, want)
		}
	}
}
