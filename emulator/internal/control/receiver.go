package control

import (
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/gorilla/mux"

	"belvo-emulator/emulator/internal/yamlfile"
)

// receiverPath is the built-in receiver of webhooks. What it answers is in its path: the values of a URL's
// query are not shown in lists of endpoints.
const receiverPath = v1 + "webhooks/receiver/{name}"

// cutOff is the answer of a receiver that closes the connection without one.
const cutOff = "cut"

func receiverOperations() []Operation {
	return []Operation{{Method: http.MethodPost, Path: receiverPath, Body: anything{}, Media: "application/json",
		NoSandbox: true, Unguarded: true, handle: receive,
		What: "a receiver of webhooks to try: it answers the status of its name, such as 503 or 200,10s " +
			"(after 10 s), or closes the connection (cut)"}}
}

// anything is a body that is read to its end and not looked at.
type anything struct{}

// receive answers a webhook as the path says. It knows no sandbox and changes nothing, so it needs neither
// keys nor the control token, which no webhook carries.
func receive(c *call) (any, error) {
	answer, delay, delayed := strings.Cut(mux.Vars(c.Request)["name"], ",")
	status, err := strconv.Atoi(answer)
	if answer != cutOff && (err != nil || status < 200 || status > 599) {
		return nil, bad("a receiver answers a status from 200 to 599, or %s, not %q", cutOff, answer)
	}
	var wait time.Duration
	if delayed {
		if wait, err = yamlfile.ParseDuration(delay); err != nil || wait < 0 || wait > longestWait {
			return nil, bad("a receiver waits from 0s to 60s, not %q", delay)
		}
	}
	if _, err := c.body(maxBody); err != nil {
		return nil, err
	}
	if err := c.pause(wait); err != nil {
		return nil, err
	}
	return stream(func(w http.ResponseWriter) {
		if answer == cutOff {
			cut(w)
			return
		}
		w.WriteHeader(status)
		if status != http.StatusNoContent && status != http.StatusNotModified {
			_, _ = io.WriteString(w, `{"receiver": "built in"}`+"\n") // a client that has gone needs no answer
		}
	}), nil
}

// pause waits in real time, as long as the client does and the emulator runs.
func (c *call) pause(wait time.Duration) error {
	ctx, cancel := context.WithTimeout(c.Context(), wait)
	defer cancel()
	defer context.AfterFunc(c.cfg.Closing, cancel)()
	<-ctx.Done()
	if errors.Is(ctx.Err(), context.DeadlineExceeded) {
		return nil
	}
	return ctx.Err()
}

// cut closes the connection without an answer, so that the client sees it reset.
func cut(w http.ResponseWriter) {
	conn, _, err := http.NewResponseController(w).Hijack()
	if err != nil {
		panic(http.ErrAbortHandler) // how net/http is told to close a connection that it does not hand over
	}
	if tcp, ok := conn.(*net.TCPConn); ok {
		_ = tcp.SetLinger(0) // without it the close is an orderly one, which is still an end
	}
	_ = conn.Close() // there is nobody left to tell
}
