package exchange

import (
	"context"
	"log/slog"

	"github.com/google/uuid"

	"belvo-emulator/emulator/internal/clock"
	"belvo-emulator/emulator/internal/scenario"
	"belvo-emulator/emulator/internal/timeline"
)

// log writes the one line of a request. It shows the path but not the query, which may hold an
// access token. It goes past the logger, which would look up its caller for each line.
func (x *Exchange) log(answer Answer) {
	out := x.Server.Logger.Handler()
	if !out.Enabled(context.Background(), slog.LevelInfo) {
		return
	}
	attrs := make([]slog.Attr, 0, 10)
	attrs = append(attrs, slog.String("method", x.Method), slog.String("path", x.ShownPath()),
		slog.Int("status", answer.Status), slog.String("request_id", x.id),
		slog.Duration("took", x.Server.Clock.Now().Sub(x.start)))
	if x.Call.Request.Cause != "" {
		attrs = append(attrs, slog.String("journal", x.Call.Request.Cause))
	}
	if answer.Errors != nil {
		attrs = append(attrs, slog.String("code", string(answer.Errors[0].Code)))
	}
	for _, item := range answer.Errors {
		if item.Hint != "" {
			attrs = append(attrs, slog.String("hint", item.Hint))
		}
	}
	for _, hint := range x.hints {
		attrs = append(attrs, slog.String("hint", hint))
	}
	line := slog.NewRecord(clock.Real{}.Now().Local(), slog.LevelInfo, "request", 0)
	line.AddAttrs(append(attrs, x.reported()...)...)
	_ = out.Handle(context.Background(), line) // an answer does not fail for its line in the log
}

// reported is what the line says of what the request did.
func (x *Exchange) reported() (attrs []slog.Attr) {
	report := &x.Call.Report
	if report.Link != uuid.Nil {
		attrs = append(attrs, slog.String("link", report.Link.String()))
	}
	if report.Script.Scenario != nil {
		attrs = append(attrs, slog.String("scenario", report.Script.String()),
			slog.String("link_status", string(report.Status)))
	}
	if report.Orphaned != "" {
		attrs = append(attrs, slog.String("notice", timeline.LostPlace), slog.String("was", report.Orphaned))
	}
	if report.Queued != 0 {
		attrs = append(attrs, slog.Int("next", report.Queued))
	}
	if report.Rule != "" {
		attrs = append(attrs, slog.String("rule", report.Rule))
	}
	if report.Fault.Kind != scenario.NoFault {
		attrs = append(attrs, slog.String("fault", string(report.Fault.Kind)))
	}
	return attrs
}
