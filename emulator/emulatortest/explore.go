package emulatortest

import (
	"context"
	"fmt"
	"net/http"
	"runtime"
	"runtime/debug"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"belvo-emulator/emulator/internal/clock"
	"belvo-emulator/emulator/internal/explore"
	"belvo-emulator/emulator/internal/explore/judge"
)

// Exploring is how Explore searches. The zero value is as usual.
type Exploring struct {
	Seed    uint64        // the same seed tells the same stories; 0 for 1
	Runs    int           // how many stories are told; 0 for 150
	Time    time.Duration // real time after which no further story is begun; 0 for no limit
	Heals   bool          // the test has to pass one passing fault as well
	Without []string      // rules that are not held, such as second-link
}

// answerTime is how long a request may wait for its answer, in real time: some stories leave one without.
const answerTime = 3 * time.Second

// Explore runs a test again and again, each time in a fresh sandbox with something else that Belvo may do, and
// reports the smallest stories that break it, each as a failed subtest that is named by its story. The
// first runs are undisturbed and must pass. The sandboxes have manual clocks.
//
// The test gets a testing.TB of its own and not a *testing.T: a test that gives up because the bank is
// down is right to fail, and a subtest cannot fail without failing its parent.
func Explore(t *testing.T, test func(t testing.TB, box *Sandbox)) {
	t.Helper()
	Exploring{}.Explore(t, test)
}

// Explore is the function Explore with settings.
func (e Exploring) Explore(t *testing.T, test func(t testing.TB, box *Sandbox)) {
	t.Helper()
	report, err := e.search(t, test)
	switch {
	case err != nil:
		t.Fatal(err)
	case !report.Judged():
		t.Fatal(report.Unfit)
	}
	for _, found := range report.Stories {
		t.Run(found.Story.Name, func(t *testing.T) {
			text, err := found.Story.YAML()
			if err != nil {
				t.Fatal(err)
			}
			t.Errorf("%s: %s\n%s\n\n%s", found.Rule, found.Because,
				strings.Join(found.Story.Sentences(), "\n"), text)
		})
	}
	t.Logf("%d stories were told, %d of them broke the test; %d transitions of links were met",
		report.Runs, len(report.Stories), report.Met)
}

// search runs the test in one story after the other.
func (e Exploring) search(t *testing.T, test func(t testing.TB, box *Sandbox)) (*explore.Report, error) {
	t.Helper()
	x := &exploration{t: t, server: StartWithoutSocket(t, WithClocks(Epoch)), test: test}
	cfg := explore.Config{Run: x.run, Seed: max(e.Seed, 1), Runs: e.Runs, Time: e.Time, Jobs: 1, Heals: e.Heals}
	if cfg.Runs == 0 {
		cfg.Runs = 150
	}
	for _, rule := range e.Without {
		cfg.Judge.Off = append(cfg.Judge.Off, judge.Rule(rule))
	}
	return explore.Search(t.Context(), cfg)
}

// exploration is one search by Explore.
type exploration struct {
	t      *testing.T
	server *Server
	test   func(testing.TB, *Sandbox)
}

// run tells a story in a sandbox and runs the test there.
func (x *exploration) run(ctx context.Context, a explore.Attempt) (explore.Result, error) {
	box := x.server.SandboxNamed(x.t, a.Sandbox)
	if a.Story.Name != "" {
		text, err := a.Story.YAML()
		if err != nil {
			return explore.Result{}, err
		}
		box.Tell(string(text))
	}
	// The limit of the search is for a process; here a hang costs answerTime for each request.
	ctx, cancel := context.WithTimeout(ctx, a.Limit+10*answerTime)
	defer cancel()
	gate := &gate{RoundTripper: x.server.Transport, ctx: ctx, storm: int64(a.Storm), box: box}
	tb := &attemptTB{TB: x.t, ctx: ctx}
	mine := x.server.SandboxNamed(tb, a.Sandbox)
	mine.transport = gate
	began := clock.Real{}.Now()
	ended := make(chan judge.Outcome, 1)
	go func() {
		var out judge.Outcome
		defer func() { ended <- out }() // also when the test ends its goroutine
		defer tb.describe(&out)
		defer func() {
			if p := recover(); p != nil {
				out.Exit = 2
				out.Crash, out.Place = judge.Exception(fmt.Sprintf("panic: %v\n\n%s", p, debug.Stack()))
			}
		}()
		x.test(tb, mine)
	}()
	got := explore.Result{}
	select {
	case got.Outcome = <-ended:
	case <-ctx.Done():
		got.Outcome.Hung = true
	}
	got.Outcome.Stormy = gate.stormy.Load()
	got.Outcome.Took = clock.Real{}.Now().Sub(began)
	got.Report = box.Report()
	box.Remove()
	return got, x.t.Context().Err()
}

// gate lets the requests of an attempt through. It ends the goroutine of one that storms or goes on after
// its time, since nothing else can.
type gate struct {
	http.RoundTripper
	ctx    context.Context
	storm  int64
	box    *Sandbox
	made   atomic.Int64
	stormy atomic.Bool
}

// RoundTrip implements http.RoundTripper.
func (g *gate) RoundTrip(r *http.Request) (*http.Response, error) {
	if n := g.made.Add(1); g.storm > 0 && n > g.storm && n%10 == 0 {
		g.stormy.Store(judge.Repeats(g.box.Report()) > int(g.storm))
	}
	if g.stormy.Load() || g.ctx.Err() != nil {
		runtime.Goexit()
	}
	ctx, cancel := context.WithTimeout(r.Context(), answerTime)
	answer, err := g.RoundTripper.RoundTrip(r.WithContext(ctx))
	if err != nil {
		cancel()
		return nil, err
	}
	answer.Body = &closing{answer.Body, cancel}
	return answer, nil
}
