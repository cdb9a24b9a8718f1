package exchange

import (
	"bytes"
	"context"
	"fmt"
	"net"
	"net/http"
	"strconv"

	"belvo-emulator/emulator/internal/journal"
	"belvo-emulator/emulator/internal/scenario"
)

// write sends an answer, or what the scenario's fault makes of it.
func (x *Exchange) write(w http.ResponseWriter, answer Answer) {
	x.date(w.Header())
	status, body := answer.Status, answer.Body
	switch x.Call.Report.Fault.Kind {
	case scenario.FaultHang:
		hang(x.Context(), x.Server.Closing)
	case scenario.FaultReset:
		reset(w)
	case scenario.FaultTruncated:
		truncate(w, status, body)
	case scenario.FaultMalformed:
		Send(w, status, append(bytes.Clone(body[:len(body)/2]), "<html>"...))
	case scenario.FaultStatus:
		errorPage(w, x.Call.Report.Fault.Status)
	default:
		Send(w, status, body)
	}
}

// applyFault notes what the scenario's fault makes of the answer, and says whether the client sees any of
// it.
func (x *Exchange) applyFault(e *journal.Entry) (seen bool) {
	switch x.Call.Report.Fault.Kind {
	case scenario.NoFault:
		return true
	case scenario.FaultHang, scenario.FaultReset:
		e.Status = 0
	case scenario.FaultStatus:
		e.Status = x.Call.Report.Fault.Status
	default:
		e.Answer.Why = "the answer as it was before the fault spoiled it"
		return true
	}
	e.Errors, e.Answer = nil, journal.Body{Why: "the fault took its place"}
	return false
}

// hang never answers: it ends when the client gives up or the server closes.
func hang(client, server context.Context) {
	select {
	case <-client.Done():
	case <-server.Done():
	}
	panic(http.ErrAbortHandler)
}

// reset closes the connection so that the client sees it reset, where the connection allows it.
func reset(w http.ResponseWriter) {
	if conn, _, err := http.NewResponseController(w).Hijack(); err == nil {
		if tcp, ok := conn.(*net.TCPConn); ok {
			_ = tcp.SetLinger(0) // without it the close is an orderly one, which is still an end
		}
		_ = conn.Close() // there is no client left to tell
		return
	}
	panic(http.ErrAbortHandler)
}

// truncate announces the whole body and sends half of it.
func truncate(w http.ResponseWriter, status int, body []byte) {
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Content-Length", strconv.Itoa(max(len(body), 2)))
	w.WriteHeader(status)
	_, _ = w.Write(body[:len(body)/2])
	_ = http.NewResponseController(w).Flush() // a writer that cannot flush has nothing to lose
	panic(http.ErrAbortHandler)
}

// errorPage is what a proxy in front of the API would show.
func errorPage(w http.ResponseWriter, status int) {
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.WriteHeader(status)
	_, _ = fmt.Fprintf(
		w,
		"<html><head><title>%[1]d %[2]s</title></head><body><h1>%[1]d %[2]s</h1></body></html>\n",
		status,
		http.StatusText(status),
	)
}
