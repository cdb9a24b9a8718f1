package notice_test

import (
	"encoding/json"
	"testing"
	"time"

	"belvo-emulator/emulator/internal/notice"
)

func TestOnlyAContentWithoutABodyIsVoid(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		content notice.Content
		body    string
		void    bool
	}{
		"no content": {nil, "", false},
		"a text":     {notice.Text("{}"), "{}", false},
		"empty text": {notice.Text{}, "", false},
		"no text":    {notice.Text(nil), "", true},
	} {
		n := &notice.Notice{Content: c.content}
		if got := string(n.Body()); got != c.body || n.Void() != c.void {
			t.Errorf("%s: %q, void is %v", name, got, n.Void())
		}
	}
}

func TestManglingsAddUp(t *testing.T) {
	t.Parallel()
	a := notice.Mangle{Duplicate: true, Delay: time.Second}
	b := notice.Mangle{Delay: time.Minute, Reorder: true}
	want := notice.Mangle{Duplicate: true, Delay: 61 * time.Second, Reorder: true}
	if got := a.With(b); got != want || b.With(a) != want {
		t.Errorf("%+v and %+v are %+v", a, b, got)
	}
}

// TestTheRecordShowsNoBody holds the form in which the journal's stream shows a webhook.
func TestTheRecordShowsNoBody(t *testing.T) {
	t.Parallel()
	const want = `{"webhook_id":"7","at":"2026-03-01T12:00:00Z",` +
		`"link":"00000000-0000-0000-0000-000000000000","type":"ACCOUNTS","code":"historical_update","cause":"r1"}`
	got, err := json.Marshal(&notice.Notice{ID: "7", At: time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC), Type: "ACCOUNTS",
		Code: "historical_update", Cause: "r1", Seq: 3, Process: "p", Request: "q", Content: notice.Text("{}")})
	if string(got) != want || err != nil {
		t.Errorf("%s, %v", got, err)
	}
}
