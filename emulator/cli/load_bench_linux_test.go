package cli_test

import (
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"belvo-emulator/emulator"
	"belvo-emulator/emulator/cli/clitest"
)

// The benchmarks of this file start the program and read from /proc what it takes, since the
// client's own share of the CPU and of the memory must not count:
//
//	go test ./emulator/cli -run '^$' -bench 'ManySandboxes|ManyLinks|ResetAll' -benchtime 1x
//	go test ./emulator/cli -run '^$' -bench PutSnapshot -benchtime 1x

// progress says how a benchmark gets on: they take minutes.
var progress = flag.String("progress", "", "write what each step of the load benchmarks takes to this file")

// loaded is a program under load.
type loaded struct {
	b      testing.TB
	p      *clitest.Process
	client *http.Client
	body   bytes.Buffer // of the last answer
}

func startLoaded(b testing.TB, args ...string) *loaded {
	b.Helper()
	args = append([]string{"--listen", "127.0.0.1:0", "--seed", "1"}, args...)
	return &loaded{b: b, p: clitest.Start(b, exec.Command(program.Path(b), args...)),
		client: &http.Client{Transport: &http.Transport{}}}
}

// ask sends a request with a sandbox's keys and returns the answer's body, valid until the next one.
func (l *loaded) ask(id, method, path, body string, status int) []byte {
	l.b.Helper()
	req, err := http.NewRequest(method, l.p.URL+path, strings.NewReader(body))
	if err != nil {
		l.b.Fatal(err)
	}
	req.SetBasicAuth(id, emulator.DefaultSecretPassword)
	req.Header.Set("Content-Type", "application/json")
	res, err := l.client.Do(req)
	if err != nil {
		l.b.Fatal(err)
	}
	defer res.Body.Close()
	l.body.Reset()
	if _, err := io.Copy(&l.body, res.Body); err != nil || res.StatusCode != status {
		l.b.Fatalf("%s %s: %d, want %d: %v %.500s", method, path, res.StatusCode, status, err, l.body.Bytes())
	}
	return l.body.Bytes()
}

// proc reads a file of /proc about the program.
func (l *loaded) proc(name string) string {
	l.b.Helper()
	data, err := os.ReadFile(filepath.Join("/proc", strconv.Itoa(l.p.PID()), name))
	if err != nil {
		l.b.Fatal(err)
	}
	return string(data)
}

// cpu is the time that the program has spent, user and system, to a hundredth of a second.
func (l *loaded) cpu() time.Duration {
	l.b.Helper()
	_, rest, _ := strings.Cut(l.proc("stat"), ") ")
	fields := strings.Fields(rest)
	ticks := 0
	for _, f := range fields[11:13] {
		n, err := strconv.Atoi(f)
		if err != nil {
			l.b.Fatal(err)
		}
		ticks += n
	}
	return time.Duration(ticks) * 10 * time.Millisecond
}

// megabytes is the program's resident memory.
func (l *loaded) megabytes() float64 {
	l.b.Helper()
	_, rest, _ := strings.Cut(l.proc("status"), "VmRSS:")
	n, err := strconv.Atoi(strings.Fields(rest)[0])
	if err != nil {
		l.b.Fatal(err)
	}
	return float64(n) / 1024
}

// fill does what a test does in a sandbox of its own: it registers three recurrent links, each of
// another user, asks for their data nine times and looks at three lists.
func (l *loaded) fill(sandbox int) {
	l.b.Helper()
	id := uuid.NewString()
	for n := range 3 {
		link := l.register(id, fmt.Sprintf("user_%d_%d", sandbox, n))
		l.ask(id, http.MethodPost, "/api/accounts/", fmt.Sprintf(`{"link":%q}`, link), http.StatusCreated)
		year := fmt.Sprintf(`{"link":%q,"date_from":%q,"date_to":%q}`, link, dayAgo(364), dayAgo(0))
		l.ask(id, http.MethodPost, "/api/transactions/", year, http.StatusCreated)
		l.ask(id, http.MethodPost, "/api/owners/", fmt.Sprintf(`{"link":%q}`, link), http.StatusCreated)
		l.ask(id, http.MethodGet, "/api/transactions/?link="+link, "", http.StatusOK)
	}
}

func dayAgo(n int) string { return time.Now().UTC().AddDate(0, 0, -n).Format(time.DateOnly) }

// register makes a recurrent link and returns its id.
func (l *loaded) register(id, user string) string {
	l.b.Helper()
	answer := l.ask(id, http.MethodPost, "/api/links/", fmt.Sprintf(
		`{"institution":"erebor_mx_retail","username":%q,"password":"p","access_mode":"recurrent"}`, user),
		http.StatusCreated)
	var link struct{ ID string }
	if err := json.Unmarshal(answer, &link); err != nil {
		l.b.Fatal(err)
	}
	return link.ID
}

// BenchmarkManySandboxes is a suite of a thousand tests. The last hundred may take 1.2 times the CPU of
// the first; 250 MB after 300 sandboxes and 600 MB after all of them are to be enough.
func BenchmarkManySandboxes(b *testing.B) {
	for b.Loop() {
		l := startLoaded(b)
		l.fill(1000) // reads the fixtures
		var hundreds []float64
		before := l.cpu()
		for n := range 1000 {
			l.fill(n)
			if (n+1)%100 == 0 {
				now := l.cpu()
				hundreds, before = append(hundreds, (now-before).Seconds()), now
				l.note("%d sandboxes: %.2f s, %.0f MB\n", n+1, hundreds[len(hundreds)-1], l.megabytes())
			}
			if n+1 == 300 {
				b.ReportMetric(l.megabytes(), "MB/300")
			}
		}
		b.ReportMetric(hundreds[0], "s/first100")
		b.ReportMetric(hundreds[9], "s/last100")
		b.ReportMetric(hundreds[9]/hundreds[0], "last/first")
		b.ReportMetric(l.megabytes(), "MB/1000")
	}
}

// note writes a line to the file of the flag.
func (l *loaded) note(format string, values ...any) {
	if *progress == "" {
		return
	}
	f, err := os.OpenFile(*progress, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o600)
	if err != nil {
		l.b.Fatal(err)
	}
	defer f.Close()
	fmt.Fprintf(f, format, values...)
}

// BenchmarkManyLinks compares registrations when a thousand links exist with those when there are
// 200,000: they may take 1.3 times the CPU.
func BenchmarkManyLinks(b *testing.B) {
	for b.Loop() {
		l, made := startLoaded(b), 0
		several := func(upTo int) {
			for ; made < upTo; made++ {
				l.register(emulator.DefaultSecretID, fmt.Sprint("user_", made))
			}
		}
		measured := func(upTo int) float64 {
			several(upTo)
			before := l.cpu()
			several(upTo + 10_000)
			return (l.cpu() - before).Seconds() / 10_000 * 1e6
		}
		few, many := measured(1000), measured(200_000)
		b.ReportMetric(few, "us/1000")
		b.ReportMetric(many, "us/200000")
		b.ReportMetric(many/few, "many/few")
		b.ReportMetric(l.megabytes(), "MB")
	}
}

// BenchmarkResetAll resets 20,000 sandboxes with a link each at once, which is to take less than a
// second.
func BenchmarkResetAll(b *testing.B) {
	for b.Loop() {
		l := startLoaded(b)
		for range 20_000 {
			l.register(uuid.NewString(), "user")
		}
		cpu, began := l.cpu(), time.Now()
		l.ask(emulator.DefaultSecretID, http.MethodPost, "/__emulator/v1/reset", `{"sandbox":"all"}`, http.StatusOK)
		b.ReportMetric(time.Since(began).Seconds(), "s")
		b.ReportMetric((l.cpu() - cpu).Seconds(), "s-CPU")
		b.ReportMetric(l.megabytes(), "MB")
	}
}

// BenchmarkPutSnapshot puts back a world of so many links, whose CPU is to grow as they do: 1.5 s for
// 10,000.
func BenchmarkPutSnapshot(b *testing.B) {
	for _, links := range []int{1000, 10_000} {
		b.Run(fmt.Sprint(links), func(b *testing.B) {
			for b.Loop() {
				l := startLoaded(b)
				for n := range links {
					l.register(emulator.DefaultSecretID, fmt.Sprint("user_", n))
				}
				const path = "/__emulator/v1/snapshot"
				before := l.cpu()
				world := string(l.ask(emulator.DefaultSecretID, http.MethodGet, path, "", http.StatusOK))
				between := l.cpu()
				l.ask(emulator.DefaultSecretID, http.MethodPut, path, world, http.StatusOK)
				b.ReportMetric((between - before).Seconds(), "s-GET")
				b.ReportMetric((l.cpu() - between).Seconds(), "s-PUT")
				b.ReportMetric(float64(len(world))/float64(links), "bytes/link")
			}
		})
	}
}
