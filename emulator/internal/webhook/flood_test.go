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
	"belvo-emulator/emulator/internal/webhook"
)

const (
	floodEvents = 10_000
	floodLinks  = 100
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
	heap     uint64 // the highest seen, bytes
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
	if k.requests%1000 == 1 {
		var m runtime.MemStats
		runtime.ReadMemStats(&m)
		k.heap = max(k.heap, m.HeapAlloc)
	}
}

// flood sends ten thousand events to a killer and returns how long that took and how many bytes
// of heap were in use at most, and at the end, above those in use before.
func flood(t testing.TB) (k *killer, took time.Duration, peak, kept int64) {
	t.Helper()
	k = &killer{highest: map[string]uint64{}, arrived: map[uint64]int{}}
	server := httptest.NewServer(k)
	defer server.Close()
	d := webhook.New(webhook.Config{})
	add(t, d, webhook.Endpoint{URL: server.URL, Profile: webhook.Profile{Name: "stubborn", Retries: 100}})
	var before, after runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	began := clock.Real{}.Now()
	for seq := uint64(1); seq <= floodEvents; seq += 4 {
		var batch []webhook.Event
		for s := seq; s < seq+4; s++ {
			batch = append(batch, event(s, int(s%floodLinks), clock.Real{}.Now()))
		}
		d.Publish(batch)
	}
	if err := d.Settle(t.Context()); err != nil {
		t.Fatal(err)
	}
	took = clock.Real{}.Now().Sub(began)
	runtime.GC()
	runtime.ReadMemStats(&after)
	if left := d.Close(t.Context()); len(left) != 0 {
		t.Errorf("%d events were left", len(left))
	}
	if s := d.Status().Endpoints[0]; s.Delivered != floodEvents || s.GivenUp != 0 || s.Dropped != 0 {
		t.Errorf("status: %+v", s)
	}
	return k, took, int64(k.heap) - int64(before.HeapAlloc), int64(after.HeapAlloc) - int64(before.HeapAlloc)
}

// TestTenThousandEventsToAReceiverThatKillsConnections: all arrive at least once, in order per
// link, and memory stays bounded.
func TestTenThousandEventsToAReceiverThatKillsConnections(t *testing.T) {
	t.Parallel()
	k, took, peak, kept := flood(t)
	if len(k.arrived) != floodEvents {
		t.Errorf("%d events arrived", len(k.arrived))
	}
	for _, what := range k.trouble[:min(len(k.trouble), 5)] {
		t.Error(what)
	}
	const bound = 128 << 20 // that of the other tests, which run at the same time, included
	if peak > bound || kept > bound {
		t.Errorf("%d bytes of heap at most and %d at the end", peak, kept)
	}
	t.Logf("%d events, %d requests, %d connections killed: %v; heap at most %.1f MB, %.1f MB at the end",
		floodEvents, k.requests, k.killed, took, float64(peak)/1e6, float64(kept)/1e6)
}

// BenchmarkFlood measures the same alone.
func BenchmarkFlood(b *testing.B) {
	for b.Loop() {
		k, _, peak, kept := flood(b)
		b.ReportMetric(float64(k.killed), "killed")
		b.ReportMetric(float64(peak)/1e6, "MB-peak")
		b.ReportMetric(float64(kept)/1e6, "MB-kept")
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
		d.Publish([]webhook.Event{{Seq: seq, At: start, Link: link(int(seq % 1000))}})
	}
}
