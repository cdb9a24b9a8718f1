package e2e_test

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"
)

// BenchmarkFork is the call that forks a sandbox of 100 links:
//
//	go test ./emulator/e2e -run '^$' -bench 'Fork|Rewind' -benchtime 1000x
func BenchmarkFork(b *testing.B) {
	d := newDirect(b)
	for n := range 100 {
		_ = idOf(b, d.do(http.MethodPost, "/api/links/", strings.Replace(benchUser, "user_valid", fmt.Sprint("user_", n), 1)))
	}
	var took []time.Duration
	for b.Loop() {
		begun := b.Elapsed()
		body := fmt.Sprintf(`{"secret_id":%q,"secret_password":"p"}`, uuid.NewString())
		if res := d.do(http.MethodPost, v1+"fork", body); res.Code != http.StatusOK {
			b.Fatal(res.Code, res.Body)
		}
		took = append(took, b.Elapsed()-begun)
	}
	slices.Sort(took)
	b.ReportMetric(took[len(took)/2].Seconds()*1e3, "ms-p50")
}

// BenchmarkRewind goes back over 100 registrations, and over 1,000.
func BenchmarkRewind(b *testing.B) {
	for _, n := range []int{100, 1000} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			d := newDirect(b)
			for range n {
				_ = idOf(b, d.do(http.MethodPost, "/api/links/", benchUser))
			}
			for b.Loop() {
				// The second call undoes the first: from there 100 registrations lie before again.
				for _, to := range []string{`{"before":"r1"}`, fmt.Sprintf(`{"after":"r%d"}`, n)} {
					if res := d.do(http.MethodPost, v1+"rewind", to); res.Code != http.StatusOK {
						b.Fatal(res.Code, res.Body)
					}
				}
			}
		})
	}
}
