package api

import (
	"bytes"
	"context"
	"log/slog"
	"net/http"
	"strconv"

	"github.com/google/uuid"

	"belvo-emulator/emulator/internal/belvo"
	"belvo-emulator/emulator/internal/clock"
	"belvo-emulator/emulator/internal/scenario"
	"belvo-emulator/emulator/internal/timeline"
)

// write sends an answer, or what the scenario's fault makes of it.
func (a *API) write(w http.ResponseWriter, r *request, status int, body []byte) {
	r.date(w.Header())
	switch r.call.Report.Fault.Kind {
	case scenario.FaultHang:
		hang(r.Context(), a.cfg.Closing)
	case scenario.FaultReset:
		reset(w)
	case scenario.FaultTruncated:
		truncate(w, status, body)
	case scenario.FaultMalformed:
		send(w, status, append(bytes.Clone(body[:len(body)/2]), "<html>"...))
	case scenario.FaultStatus:
		errorPage(w, r.call.Report.Fault.Status)
	default:
		send(w, status, body)
	}
}

// send writes a whole answer. Write errors mean that the client has gone, which needs no answer.
func send(w http.ResponseWriter, status int, body []byte) {
	if body != nil {
		w.Header().Set("Content-Type", "application/json")
		w.Header().Set("Content-Length", strconv.Itoa(len(body)))
	}
	w.WriteHeader(status)
	_, _ = w.Write(body)
}

// log writes the one line of a request. It shows the path but not the query, which may hold an
// access token. It goes past the logger, which would look up its caller for each line.
func (a *API) log(r *request, answer response) {
	out := a.cfg.Logger.Handler()
	if !out.Enabled(context.Background(), slog.LevelInfo) {
		return
	}
	attrs := make([]slog.Attr, 0, 10)
	attrs = append(attrs, slog.String("method", r.Method), slog.String("path", r.maskedPath),
		slog.Int("status", answer.status), slog.String("request_id", r.requestID()),
		slog.Duration("took", a.cfg.Clock.Now().Sub(r.start)))
	if r.call.Request.Cause != "" {
		attrs = append(attrs, slog.String("journal", r.call.Request.Cause))
	}
	if items, ok := answer.body.([]belvo.Error); ok {
		attrs = append(attrs, slog.String("code", string(items[0].Code)))
		for _, item := range items {
			if item.Hint != "" {
				attrs = append(attrs, slog.String("hint", item.Hint))
			}
		}
	}
	for _, hint := range r.hints {
		attrs = append(attrs, slog.String("hint", hint))
	}
	if r.call.Report.Link != uuid.Nil {
		attrs = append(attrs, slog.String("link", r.call.Report.Link.String()))
	}
	if r.call.Report.Script.Scenario != nil {
		attrs = append(
			attrs,
			slog.String("scenario", r.call.Report.Script.String()),
			slog.String("link_status", string(r.call.Report.Status)),
		)
	}
	if r.call.Report.Orphaned != "" {
		attrs = append(attrs, slog.String("notice", timeline.LostPlace), slog.String("was", r.call.Report.Orphaned))
	}
	if r.call.Report.Queued != 0 {
		attrs = append(attrs, slog.Int("next", r.call.Report.Queued))
	}
	if r.call.Report.Rule != "" {
		attrs = append(attrs, slog.String("rule", r.call.Report.Rule))
	}
	if r.call.Report.Fault.Kind != scenario.NoFault {
		attrs = append(attrs, slog.String("fault", string(r.call.Report.Fault.Kind)))
	}
	line := slog.NewRecord(clock.Real{}.Now().Local(), slog.LevelInfo, "request", 0)
	line.AddAttrs(attrs...)
	_ = out.Handle(context.Background(), line) // an answer does not fail for its line in the log
}
