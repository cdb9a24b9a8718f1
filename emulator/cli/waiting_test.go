package cli_test

import (
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"os/exec"
	"runtime"
	"strings"
	"sync"
	"syscall"
	"testing"

	"github.com/google/uuid"

	"belvo-emulator/emulator/cli/clitest"
)

// TestAStopWithEverythingWaiting: whatever requests wait for, a SIGTERM ends the program and them.
func TestAStopWithEverythingWaiting(t *testing.T) {
	t.Parallel()
	need(t, "sh")
	for name, c := range served(program.Path(t)) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			cmd := exec.Command(c.args[0], c.args[1:]...)
			cmd.Env = clitest.Environ("BELVO_EMULATOR_CLOCK=manual")
			w := waiting{t, clitest.Start(t, cmd), &sync.WaitGroup{}}
			w.open()
			if code := w.Stop(syscall.SIGTERM); code != c.code {
				t.Errorf("exit code %d, want %d; standard error:\n%s", code, c.code, w.Log())
			}
			w.requests.Wait() // each has its answer, or the end of its connection
		})
	}
}

// waiting is a process with requests that wait, each in a sandbox of its own.
type waiting struct {
	t *testing.T
	*clitest.Process
	requests *sync.WaitGroup
}

// ask makes a request and returns its answer.
func (w waiting) ask(sandbox, method, path, body string) string {
	w.t.Helper()
	status, text := send(w.t, newRequest(w.t, method, w.URL+path, sandbox, "any", body))
	if status >= http.StatusBadRequest {
		w.t.Fatalf("%s %s: %d %s", method, path, status, text)
	}
	return text
}

// begin begins a request whose answer does not matter.
func (w waiting) begin(sandbox, method, path, body string) {
	w.t.Helper()
	request := newRequest(w.t, method, w.URL+path, sandbox, "any", body)
	w.requests.Go(func() {
		response, err := (&http.Client{Transport: &http.Transport{DisableKeepAlives: true}}).Do(request)
		if err == nil {
			_ = response.Body.Close()
		}
	})
}

// open makes requests wait for an event, a latency, the rest of a body, an advance by decades
// and a receiver that hangs. It returns when those wait that can be seen to.
func (w waiting) open() {
	w.t.Helper()
	const register = `{"institution":"erebor_mx_retail","username":"ana","password":"pass_valid",
		"access_mode":"recurrent","refresh_rate":"6h"}`
	late, advanced, hanging := uuid.NewString(), uuid.NewString(), uuid.NewString()
	w.begin(uuid.NewString(), http.MethodGet, control+"webhooks/wait?timeout=60s", "")
	w.ask(late, http.MethodPost, control+"next", `{"latency":"10000h"}`)
	w.begin(late, http.MethodPost, "/api/links/", register)
	w.half()
	w.ask(advanced, http.MethodPost, "/api/links/", register)
	before := w.ask(advanced, http.MethodGet, control+"clock", "")
	w.begin(advanced, http.MethodPut, control+"clock", `{"now":"2099-01-01T00:00:00Z"}`)
	w.ask(hanging, http.MethodPost, "/api/links/", register)
	came := w.receive(hanging)
	w.begin(hanging, http.MethodPost, control+"clock/advance", `{"by":"8d"}`)
	<-came
	for w.ask(advanced, http.MethodGet, control+"clock", "") == before {
		runtime.Gosched()
	}
	for strings.Contains(w.ask(late, http.MethodGet, control+"next", ""), `"used":[]`) {
		runtime.Gosched()
	}
}

// half sends half of a body.
func (w waiting) half() {
	w.t.Helper()
	conn, err := net.Dial("tcp", strings.TrimPrefix(w.URL, "http://"))
	if err != nil {
		w.t.Fatal(err)
	}
	_, err = io.WriteString(conn, "POST /api/links/ HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100\r\n\r\n{")
	if err != nil {
		w.t.Fatal(err)
	}
	w.requests.Go(func() {
		_, _ = io.Copy(io.Discard, conn)
		_ = conn.Close()
	})
}

// receive adds an endpoint that never answers, and returns what receives when a webhook has come.
func (w waiting) receive(sandbox string) <-chan struct{} {
	w.t.Helper()
	came, end := make(chan struct{}, 100), make(chan struct{})
	receiver := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {
		came <- struct{}{}
		<-end
	}))
	w.t.Cleanup(func() {
		close(end)
		receiver.Close()
	})
	w.ask(sandbox, http.MethodPost, control+"webhooks/endpoints", `{"url":"`+receiver.URL+`"}`)
	return came
}
