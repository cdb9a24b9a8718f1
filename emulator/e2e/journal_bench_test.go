package e2e_test

import (
	"net/http"
	"runtime"
	"strings"
	"testing"

	"belvo-emulator/emulator"
)

// BenchmarkJournalCounts compares what a full journal takes of the heap with the budget that it says it
// has used: the ratio should be near 1, whatever the requests are. Run it alone:
//
//	go test ./emulator/e2e -run '^$' -bench JournalCounts -benchtime 1x
func BenchmarkJournalCounts(b *testing.B) {
	const budget = 8 << 20
	asking := strings.Replace(benchUser, "erebor", "heimdall", 1)
	for _, c := range []struct {
		name, user, method, path, body string // the path and the body with %s for the link
		requests                       int
	}{
		{"link", benchUser, http.MethodGet, "/api/links/%s/", "", 15_000},
		{"428", asking, http.MethodPost, "/api/accounts/", `{"link":"%s"}`, 12_000},
		{"registration", benchUser, http.MethodPost, "/api/links/", benchUser, 10_000},
		{"refusal", benchUser, http.MethodPost, "/api/links/", `{"institution":"nobody","colour":"red"}`, 12_000},
		{"list", benchUser, http.MethodGet, "/api/links/?link=%s&page_size=20", "", 8_000},
	} {
		b.Run(c.name, func(b *testing.B) {
			// heap is how much more is alive after the requests, and how many of them are kept.
			heap := func(bytes int) (alive, kept float64) {
				before := liveHeap()
				d := newDirect(b, func(cfg *emulator.Config) { cfg.JournalBytes = bytes })
				link := idOf(b, d.do(http.MethodPost, "/api/links/", c.user))
				fill := func(s string) string { return strings.Replace(s, "%s", link, 1) }
				for range c.requests {
					d.do(c.method, fill(c.path), fill(c.body))
				}
				var answer struct{ Dropped int }
				unmarshal(b, d.do(http.MethodGet, v1+"requests?limit=1", "").Body.Bytes(), &answer)
				if answer.Dropped == 0 {
					b.Fatalf("all of %d requests are kept: the journal is not full", c.requests)
				}
				alive = liveHeap() - before
				runtime.KeepAlive(d)
				return alive, float64(c.requests + 1 - answer.Dropped)
			}
			heap(1) // reads the fixtures
			for b.Loop() {
				full, kept := heap(budget)
				empty, _ := heap(1)
				b.ReportMetric((full-empty)/budget, "heap/counted")
				b.ReportMetric(budget/kept, "bytes/request")
				b.ReportMetric(float64(emulator.DefaultJournalBytes)/budget*kept, "kept")
			}
		})
	}
}

// liveHeap is how many bytes are alive.
func liveHeap() float64 {
	runtime.GC()
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return float64(m.HeapAlloc)
}
