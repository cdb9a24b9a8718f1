package e2e_test

import (
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"
	"time"

	"belvo-emulator/emulator"
	"belvo-emulator/emulator/internal/clock"
	"belvo-emulator/emulator/internal/webhook"
)

// floodLinks are the links of a flood of events.
const floodLinks = 100

// killer is a receiver that kills the connection of every tenth request, every other time after
// it has taken the event in. Its events have their numbers in their data.
type killer struct {
	mu       sync.Mutex
	requests int
	killed   int
	highest  map[string]int // of each link's events
	arrived  map[int]int
	disorder []string
}

func (k *killer) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	var event struct {
		Link string `json:"link_id"`
		Data struct{ Number int }
	}
	if err != nil || json.Unmarshal(body, &event) != nil {
		return
	}
	k.mu.Lock()
	k.requests++
	kill := k.requests%10 == 0
	if kill {
		k.killed++
	}
	if !kill || k.killed%2 == 0 {
		k.take(event.Link, event.Data.Number)
	}
	k.mu.Unlock()
	if !kill {
		return
	}
	if conn, _, err := http.NewResponseController(w).Hijack(); err == nil {
		_ = conn.(*net.TCPConn).SetLinger(0)
		_ = conn.Close()
	}
}

func (k *killer) take(link string, number int) {
	// A link's events bear numbers floodLinks apart.
	if last, any := k.highest[link]; any && number != last && number != last+floodLinks {
		k.disorder = append(k.disorder, fmt.Sprintf("link %s got event %d after %d", link, number, last))
	}
	k.highest[link] = number
	k.arrived[number]++
}

// TestTenThousandEventsFromEndToEnd fires at a hundred links and then advances the clock until all is over:
// every event arrives at least once, in the order of its link, and only so much of it is kept. Among the
// other tests there are two thousand, with the flag -long ten thousand.
func TestTenThousandEventsFromEndToEnd(t *testing.T) {
	t.Parallel()
	floodEvents := min(2000**long, 10_000)
	k := &killer{highest: map[string]int{}, arrived: map[int]int{}}
	server := httptest.NewServer(k)
	t.Cleanup(server.Close)
	d := newDirect(t, manual, func(c *emulator.Config) {
		c.Webhooks = []webhook.Endpoint{{ID: "main", URL: server.URL}}
	})
	links := make([]string, floodLinks)
	for i := range links {
		links[i] = d.register(t, fmt.Sprintf("bnk1_%d", i), `,"access_mode":"single"`)
	}
	for n := range floodEvents {
		body := fmt.Sprintf(`{"link":%q,"type":"LINK","code":"token_required","data":{"number":%d}}`,
			links[n%floodLinks], n)
		if got := d.do(http.MethodPost, v1+"webhooks/fire", body); got.Code != http.StatusOK {
			t.Fatalf("%d %s", got.Code, got.Body)
		}
	}
	if got := d.do(http.MethodPost, v1+"clock/advance", `{"by":"1d"}`); got.Code != http.StatusOK {
		t.Fatalf("%d %s", got.Code, got.Body)
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	same(t, "the events that arrived", len(k.arrived), floodEvents)
	if len(k.disorder) > 0 || k.killed < floodEvents/10 {
		t.Errorf("%d connections were killed; %q", k.killed, k.disorder[:min(len(k.disorder), 5)])
	}
	kept := items(t, d.do(http.MethodGet, v1+"webhooks/attempts", "").Body.Bytes())
	same(t, "the attempts on record", len(kept), min(k.requests, 10_000)) // of all that there were
}

// register connects a user, with more fields as JSON, and returns the link's id.
func (d direct) register(t testing.TB, user, more string) string {
	t.Helper()
	got := d.do(http.MethodPost, "/api/links/", fmt.Sprintf(
		`{"institution":"erebor_mx_retail","username":%q,"password":"pass_valid"%s}`, user, more))
	var link struct{ ID string }
	if got.Code != http.StatusCreated {
		t.Fatalf("%d %s", got.Code, got.Body)
	}
	unmarshal(t, got.Body.Bytes(), &link)
	return link.ID
}

// yearOf makes an emulator with so many recurrent links and lets a year pass.
func yearOf(t testing.TB, links int) (took time.Duration, refreshes int) {
	t.Helper()
	d := newDirect(t, manual)
	for i := range links {
		d.register(t, fmt.Sprintf("bnk100_%d", i), "")
	}
	began := clock.Real{}.Now()
	got := d.do(http.MethodPost, v1+"clock/advance", `{"by":"365d"}`)
	took = clock.Real{}.Now().Sub(began)
	var moved struct {
		Transitions []struct{}
		Omitted     int
	}
	unmarshal(t, got.Body.Bytes(), &moved)
	return took, len(moved.Transitions) + moved.Omitted
}

// TestAYearHasAllItsWeeks of a hundred links; the benchmark says how fast they pass.
func TestAYearHasAllItsWeeks(t *testing.T) {
	t.Parallel()
	const links = 100
	_, refreshes := yearOf(t, links)
	same(t, "the refreshes of a year", refreshes, 52*links)
}

// BenchmarkAYearOfAThousandLinks has no endpoint and should take less than a second.
func BenchmarkAYearOfAThousandLinks(b *testing.B) {
	var sum time.Duration
	for b.Loop() {
		took, refreshes := yearOf(b, 1000)
		if sum += took; refreshes != 52_000 {
			b.Fatalf("there were %d refreshes", refreshes)
		}
	}
	b.ReportMetric(sum.Seconds()/float64(b.N), "s/year")
}
