package e2e_test

import (
	"bytes"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"belvo-emulator/emulator"
	"belvo-emulator/emulator/emulatortest"
	"belvo-emulator/emulator/internal/clock"
)

// slowClock is the machine's clock for a server: it goes on with every look, by another step for each
// server.
type slowClock struct {
	*clock.Manual
	step time.Duration
}

// Now implements clock.Clock.
func (s slowClock) Now() time.Time {
	s.Advance(s.step)
	return s.Manual.Now()
}

// TestAManualClockDecidesWhenAnswersWereMade plays the same requests on two servers whose machines are
// differently fast: with a manual clock every byte is the same, the headers and the journal included.
func TestAManualClockDecidesWhenAnswersWereMade(t *testing.T) {
	t.Parallel()
	hooks := receive(t, nil)
	play := func(step time.Duration) (all [][]byte) {
		mode, err := clock.ParseMode("manual@2026-01-31T12:00:00Z")
		if err != nil {
			t.Fatal(err)
		}
		d := newDirect(t, sendTo(hooks), func(c *emulator.Config) {
			c.Clock = slowClock{clock.NewManual(emulatortest.Epoch), step}
			c.ClockMode = mode
		})
		for _, ask := range []string{"GET /api/nothing/", "GET /api/", "GET /api/institutions/?page_size=1",
			"POST /api/links/ " + user("erebor_mx_retail", "bnk102"),
			"POST /api/links/ " + user("erebor_mx_retail", "user_invalid"),
			`POST /api/token/ {"id":"SECRET_ID","password":"SECRET_PASSWORD","scopes":"read_links"}`,
			"POST " + v1 + `clock/advance {"by":"90m"}`, "GET /api/links/", "GET " + v1 + "webhooks/attempts",
			"POST /widget/v1/start {}", "GET " + v1 + "requests", "GET " + v1 + "health", "PUT /payments/x/"} {
			parts := strings.SplitN(ask, " ", 3)
			answer := d.do(parts[0], parts[1], strings.Join(parts[2:], ""))
			if answer.Header().Get("Date") == "" {
				t.Errorf("%s has no Date", ask)
			}
			all = append(all, written(t, ask, answer))
		}
		return all
	}
	one, other := play(time.Microsecond), play(3*time.Millisecond)
	for i := range one {
		if !bytes.Equal(one[i], other[i]) {
			t.Errorf("one machine gives\n%.3000s\nanother\n%.3000s", one[i], other[i])
		}
	}
	if !bytes.Contains(one[3], []byte("Date: Sat, 31 Jan 2026 12:00:00 GMT")) ||
		!bytes.Contains(one[7], []byte("Date: Sat, 31 Jan 2026 13:30:00 GMT")) {
		t.Errorf("the answers are of another time:\n%.500s\n%.500s", one[3], one[7])
	}
}

// written is an answer with its headers.
func written(t *testing.T, ask string, answer *httptest.ResponseRecorder) []byte {
	t.Helper()
	var all bytes.Buffer
	fmt.Fprintln(&all, ask, answer.Code)
	if err := answer.Result().Header.Write(&all); err != nil {
		t.Fatal(err)
	}
	all.Write(answer.Body.Bytes())
	return all.Bytes()
}

// TestARunningClockLeavesTheDateToTheServer: the header is the machine's, also beside a sandbox whose
// clock is manual.
func TestARunningClockLeavesTheDateToTheServer(t *testing.T) {
	t.Parallel()
	d := newDirect(t)
	d.do(http.MethodPut, v1+"snapshot", `{"version":1,"clock":{"mode":"manual","now":"2026-01-31T12:00:00Z"}}`)
	same(t, "the date of the manual clock", d.do(http.MethodGet, "/api/links/", "").Header().Get("Date"),
		"Sat, 31 Jan 2026 12:00:00 GMT")
	running := direct{d.handler, uuid.NewString()}
	for _, path := range []string{"/api/links/", v1 + "clock"} {
		same(t, "the date of another at "+path, running.do(http.MethodGet, path, "").Header().Get("Date"), "")
	}
}
