package cli_test

import (
	"fmt"
	"net/http"
	"os/exec"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"belvo-emulator/emulator"
)

// The benchmarks of this file measure what --state costs:
//
//	go test ./emulator/cli -run '^$' -bench 'Start|PostsKept' -benchtime 1x

// connections is how many clients register side by side.
const connections = 32

// flood registers many links over several connections, and returns how long that took.
func (l *loaded) flood(links int) time.Duration {
	l.b.Helper()
	transport := &http.Transport{MaxIdleConnsPerHost: connections}
	defer transport.CloseIdleConnections()
	var next atomic.Int64
	var all sync.WaitGroup
	began := time.Now()
	for range connections {
		all.Go(func() {
			one := &loaded{b: l.b, p: l.p, client: &http.Client{Transport: transport}}
			for n := next.Add(1); n <= int64(links); n = next.Add(1) {
				one.register(emulator.DefaultSecretID, fmt.Sprint("user_", n))
			}
		})
	}
	all.Wait()
	return time.Since(began)
}

// end kills the program.
func (l *loaded) end() { l.p.Stop(syscall.SIGKILL) }

// BenchmarkStart starts with 10,000 links, from a log and from tables, which is to take 150 ms more CPU at
// most than without any.
func BenchmarkStart(b *testing.B) {
	for _, form := range []string{"log", "tables"} {
		b.Run(form, func(b *testing.B) {
			dir := b.TempDir()
			l := startLoaded(b, "--state", dir)
			l.flood(10_000)
			l.end()
			if form == "tables" {
				if out, err := exec.Command(program.Path(b), "state", dir, "--compact").CombinedOutput(); err != nil {
					b.Fatalf("%v: %s", err, out)
				}
			}
			least := func(args ...string) (least time.Duration) {
				for n := range 5 {
					l := startLoaded(b, args...)
					if cpu := l.cpu(); n == 0 || cpu < least {
						least = cpu
					}
					l.end()
				}
				return least
			}
			for b.Loop() {
				b.ReportMetric((least("--state", dir)-least()).Seconds()*1000, "ms-CPU")
			}
		})
	}
}

// BenchmarkPostsKept compares registrations that are kept with those that are not: there are to be 0.8 times as
// many in a second, also while the log is folded, as it is some times here.
func BenchmarkPostsKept(b *testing.B) {
	for b.Loop() {
		var rates [2][]float64
		for range 3 { // alternated, for a machine that does something else beside it
			for i, args := range [][]string{{}, {"--state", b.TempDir()}} {
				l := startLoaded(b, args...)
				l.flood(2000)
				const links = 30_000
				rates[i] = append(rates[i], links/l.flood(links).Seconds())
				l.note("%s: %.0f a second\n", strings.Join(args, " "), rates[i][len(rates[i])-1])
				l.end()
			}
		}
		without, with := best(rates[0]), best(rates[1])
		b.ReportMetric(without, "posts/s-without")
		b.ReportMetric(with, "posts/s-with")
		b.ReportMetric(with/without, "with/without")
	}
}

// best is the highest of some figures.
func best(figures []float64) (highest float64) {
	for _, f := range figures {
		highest = max(highest, f)
	}
	return highest
}
