package e2e_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"syscall"
	"testing"
	"time"
)

// cpuOf is the CPU that a function takes, user and system, in all threads.
func cpuOf(b testing.TB, f func()) time.Duration {
	b.Helper()
	now := func() time.Duration {
		var use syscall.Rusage
		if err := syscall.Getrusage(syscall.RUSAGE_SELF, &use); err != nil {
			b.Fatal(err)
		}
		return time.Duration(use.Utime.Nano() + use.Stime.Nano())
	}
	before := now()
	f()
	return now() - before
}

// fill makes links. Unless they are to be plain, one in ten of them has an open MFA session, one in fifty has
// data, and webhooks of half of them wait.
func fill(b testing.TB, d direct, links int, plain bool) {
	b.Helper()
	ask := func(path, body string, status int) *httptest.ResponseRecorder {
		res := d.do(http.MethodPost, path, body)
		if res.Code != status {
			b.Fatal(path, res.Code, res.Body)
		}
		return res
	}
	if !plain {
		ask(v1+"webhooks/endpoints", `{"url":"http://127.0.0.1:1/","when":"held"}`, http.StatusOK)
	}
	for n := range links {
		bank, mode := "erebor_mx_retail", "recurrent"
		if !plain {
			bank = []string{"erebor_mx_retail", "heimdall_mx_retail"}[n%10/5]
			mode = []string{"recurrent", "single"}[n%2]
		}
		link := idOf(b, ask("/api/links/", fmt.Sprintf(
			`{"institution":%q,"username":"user_%d","password":"p","access_mode":%q}`, bank, n, mode), http.StatusCreated))
		owners := fmt.Sprintf(`{"link":%q}`, link)
		switch {
		case plain:
		case n%10 == 5:
			ask("/api/owners/", owners, http.StatusPreconditionRequired)
		case n%50 == 1:
			ask("/api/owners/", owners, http.StatusCreated)
		}
	}
}

// BenchmarkSnapshot writes a world of so many links down and makes it anew. Plain links are to take 1 s of CPU
// for 10,000, and twice as many are to take twice as much.
//
//	go test ./emulator/e2e -run '^$' -bench Snapshot -benchtime 3x
func BenchmarkSnapshot(b *testing.B) {
	for _, c := range []struct {
		world, format string
	}{{"plain", "json"}, {"plain", "yaml"}, {"full", "json"}} {
		for _, links := range []int{1000, 10_000, 20_000} {
			b.Run(fmt.Sprintf("%s/%s/%d", c.world, c.format, links), func(b *testing.B) {
				d := newDirect(b)
				fill(b, d, links, c.world == "plain")
				var get, put time.Duration
				var text string
				for b.Loop() {
					var res *httptest.ResponseRecorder
					get += cpuOf(b, func() { res = d.do(http.MethodGet, v1+"snapshot?format="+c.format, "") })
					text = res.Body.String()
					put += cpuOf(b, func() { res = d.do(http.MethodPut, v1+"snapshot", text) })
					if res.Code != http.StatusOK || !strings.Contains(res.Body.String(), fmt.Sprintf(`"links":%d,`, links)) {
						b.Fatal(res.Code, res.Body)
					}
				}
				b.ReportMetric(0, "ns/op")
				b.ReportMetric(get.Seconds()/float64(b.N), "s-GET")
				b.ReportMetric(put.Seconds()/float64(b.N), "s-PUT")
				b.ReportMetric(float64(len(text))/float64(links), "bytes/link")
			})
		}
	}
}
