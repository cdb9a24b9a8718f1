package webhook_test

import (
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"runtime"
	"sync"
	"testing"
	"time"

	"belvo-emulator/emulator/internal/clock"
	"belvo-emulator/emulator/internal/notice"
	"belvo-emulator/emulator/internal/webhook"
)

const (
	floodEvents = 10_000
	floodLinks  = 100
	floodRecord = 1000 // events, and as many attempts and deliveries, that are kept
)

// killer is a receiver that kills every tenth connection: that of every tenth request, every
// other time after it has taken the event in. It notes what comes out of order.
type killer struct {
	mu       sync.Mutex
	requests int
	killed   int
	highest  map[string]uint64 // of each link's events
	arrived  map[uint64]int
	trouble  []string
	now      func() // called now and then; nil for nothing
}

func (k *killer) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return
	}
	k.mu.Lock()
	k.requests++
	kill := k.requests%10 == 0
	if kill {
		k.killed++
	}
	if !kill || k.killed%2 == 0 {
		k.take(string(body))
	}
	k.mu.Unlock()
	if !kill {
		return
	}
	if conn, _, err := http.NewResponseController(w).Hijack(); err == nil {
		if tcp, is := conn.(*net.TCPConn); is {
			_ = tcp.SetLinger(0)
		}
		_ = conn.Close()
	}
}

func (k *killer) take(body string) {
	seq := seqOf(body)
	of := link(int(seq % floodLinks)).String()
	last := k.highest[of]
	switch {
	case seq == last || last == 0 && seq <= floodLinks || seq == last+floodLinks: // again, first or next
	default:
		k.trouble = append(k.trouble, fmt.Sprintf("link %s got event %d after %d", of, seq, last))
	}
	k.highest[of] = seq
	k.arrived[seq]++
	if k.now != nil && k.requests%1000 == 1 {
		k.now()
	}
}

// flood sends ten thousand events to a killer, through a dispatcher that it returns closed.
func flood(t testing.TB, k *killer) *webhook.Dispatcher {
	t.Helper()
	k.highest, k.arrived = map[string]uint64{}, map[uint64]int{}
	server := httptest.NewServer(k)
	defer server.Close()
	d := webhook.New(webhook.Config{RecordLimit: floodRecord, AttemptLimit: time.Minute})
	add(t, d, webhook.Endpoint{URL: server.URL, Profile: webhook.Profile{Name: "stubborn", Retries: 100}})
	for seq := uint64(1); seq <= floodEvents; seq += 4 {
		var batch []*notice.Notice
		for s := seq; s < seq+4; s++ {
			batch = append(batch, event(s, int(s%floodLinks), clock.Real{}.Now()))
		}
		d.Publish(batch)
	}
	if err := d.Settle(t.Context()); err != nil {
		t.Fatal(err)
	}
	if left := d.Close(t.Context()); len(left) != 0 {
		t.Errorf("%d events were left", len(left))
	}
	return d
}

// TestTenThousandEventsToAReceiverThatKillsConnections: all arrive at least once, in order per
// link, and what is kept of them stays bounded.
func TestTenThousandEventsToAReceiverThatKillsConnections(t *testing.T) {
	t.Parallel()
	k := &killer{}
	d := flood(t, k)
	if len(k.arrived) != floodEvents {
		t.Errorf("%d events arrived", len(k.arrived))
	}
	for _, what := range k.trouble[:min(len(k.trouble), 5)] {
		t.Error(what)
	}
	s := d.Status()
	if e := s.Endpoints[0]; e.Delivered != floodEvents || e.GivenUp != 0 || e.Dropped != 0 || e.Queued != 0 {
		t.Errorf("status: %+v", e)
	}
	everything := webhook.Filter{}
	equal(t, "events, deliveries and attempts that are kept",
		[]int{len(d.Events(everything)), len(d.Deliveries(everything)), len(d.Attempts(everything))},
		[]int{floodRecord, floodRecord, floodRecord})
	equal(t, "events and deliveries that are forgotten", []uint64{s.EventsForgotten, s.DeliveriesForgotten},
		[]uint64{floodEvents - floodRecord, floodEvents - floodRecord})
}

// BenchmarkFlood measures the same alone, with the heap above what was in use before.
func BenchmarkFlood(b *testing.B) {
	heap := func() float64 {
		var m runtime.MemStats
		runtime.ReadMemStats(&m)
		return float64(m.HeapAlloc) / 1e6
	}
	for b.Loop() {
		runtime.GC()
		before, peak := heap(), 0.0
		k := &killer{now: func() { peak = max(peak, heap()) }}
		d := flood(b, k)
		runtime.GC()
		b.ReportMetric(float64(k.killed), "killed")
		b.ReportMetric(peak-before, "MB-peak")
		b.ReportMetric(heap()-before, "MB-kept")
		runtime.KeepAlive(d)
	}
}

// BenchmarkPublish measures what a commit waits for: one event, two endpoints.
func BenchmarkPublish(b *testing.B) {
	d := webhook.New(webhook.Config{Manual: true, Transport: &wire{}, QueueLimit: 1 << 30})
	for _, id := range []string{"a", "b"} {
		if _, err := d.AddEndpoint(webhook.Endpoint{ID: id, URL: "http://app.test"}); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportAllocs()
	seq := uint64(0)
	for b.Loop() {
		seq++
		d.Publish([]*notice.Notice{{Seq: seq, At: start, Link: link(int(seq % 1000))}})
	}
}
