package cli

import (
	"context"
	"log/slog"
	"strings"
	"time"

	"github.com/fatih/color"

	"belvo-emulator/emulator/internal/logwriter"
)

// The words of --log-format that are not formats of the package logwriter.
const (
	formatAuto  = "auto"  // short on a terminal, text elsewhere
	formatShort = "short" // a short line for people
)

// newLogger is the log of the settings. Writing to it never blocks.
func (c *call) newLogger() *slog.Logger {
	s := c.settings
	if s.logFormat == formatShort || s.logFormat == formatAuto && isTerminal(c.streams[1]) {
		return slog.New(shortHandler{out: c.stderr, level: s.logLevel, paint: c.palette(c.streams[1])})
	}
	format := logwriter.Format(s.logFormat)
	if s.logFormat == formatAuto {
		format = logwriter.Text
	}
	return slog.New(logwriter.NewHandler(c.stderr, format, s.logLevel))
}

// shortHandler writes a log for people: a line for each request with what matters at first sight. What
// it leaves out is in the journal and in the other formats.
type shortHandler struct {
	out   *logwriter.Writer
	level slog.Leveler
	paint palette
	attrs []slog.Attr
}

// Enabled implements slog.Handler.
func (h shortHandler) Enabled(_ context.Context, level slog.Level) bool {
	return level >= h.level.Level()
}

// WithGroup implements slog.Handler. The emulator logs no groups; their names are left out.
func (h shortHandler) WithGroup(string) slog.Handler { return h }

// WithAttrs implements slog.Handler.
func (h shortHandler) WithAttrs(attrs []slog.Attr) slog.Handler {
	h.attrs = append(h.attrs[:len(h.attrs):len(h.attrs)], attrs...)
	return h
}

// Handle implements slog.Handler.
func (h shortHandler) Handle(_ context.Context, r slog.Record) error {
	attrs := h.attrs[:len(h.attrs):len(h.attrs)]
	r.Attrs(func(a slog.Attr) bool {
		attrs = append(attrs, a)
		return true
	})
	_, err := h.out.Write([]byte(h.line(r, attrs) + "\n"))
	return err
}

// line is the record without its newline.
func (h shortHandler) line(r slog.Record, attrs []slog.Attr) string {
	if r.Message == "request" {
		return h.paint.exchange(exchangeOf(r.Time, attrs))
	}
	var b strings.Builder
	b.WriteString(h.paint.paint(r.Time.Format(time.TimeOnly), color.Faint))
	switch {
	case r.Level >= slog.LevelError:
		b.WriteString(" " + h.paint.paint("ERROR", color.FgRed))
	case r.Level >= slog.LevelWarn:
		b.WriteString(" " + h.paint.paint("WARN", color.FgYellow))
	}
	b.WriteString(" " + printable(r.Message))
	for _, a := range attrs {
		b.WriteString(h.paint.paint(" "+a.Key+"=", color.Faint) + printable(a.Value.Resolve().String()))
	}
	return b.String()
}

// exchange is what a short line tells of a request.
type exchange struct {
	at           time.Time
	method, path string
	status       int
	code         string
	link, state  string
	hints        []string
}

// exchangeOf reads the attributes of a request's record.
func exchangeOf(at time.Time, attrs []slog.Attr) exchange {
	e := exchange{at: at}
	for _, a := range attrs {
		switch a.Key {
		case "method":
			e.method = a.Value.String()
		case "path":
			e.path = a.Value.String()
		case "status":
			e.status = int(a.Value.Int64())
		case "code":
			e.code = a.Value.String()
		case "link":
			e.link = a.Value.String()
		case "link_status":
			e.state = a.Value.String()
		case "hint":
			e.hints = append(e.hints, a.Value.String())
		}
	}
	return e
}

// exchange is the line of a request: time method path status link state → hint.
func (p palette) exchange(e exchange) string {
	words := []string{p.paint(e.at.Format(time.TimeOnly), color.Faint), p.paint(e.method, color.Bold),
		printable(e.path), p.status(e.status)}
	if e.code != "" {
		words = append(words, p.paint(e.code, color.FgYellow))
	}
	if e.link != "" {
		words = append(words, p.paint(brief(e.link), color.FgCyan))
	}
	if e.state != "" {
		words = append(words, p.state(e.state))
	}
	for _, hint := range e.hints {
		words = append(words, "→ "+printable(hint))
	}
	return strings.Join(words, " ")
}

// state paints the state of a link.
func (p palette) state(state string) string {
	if state == "valid" {
		return p.paint(state, color.FgGreen)
	}
	return p.paint(state, color.FgMagenta)
}
