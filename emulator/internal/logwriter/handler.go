package logwriter

import (
	"context"
	"log/slog"
	"strconv"
	"sync"
	"time"

	"belvo-emulator/emulator/internal/clock"
)

// Format is what the lines of a log look like.
type Format string

// The formats, which are those of the package slog.
const (
	Text Format = "text" // key=value
	JSON Format = "json" // an object on each line
)

// handler makes the lines of slog's own handlers. Plain records, such as the one of each request, it
// writes by hand, which takes a fraction of the time; every other record it leaves to slog.
type handler struct {
	slog.Handler
	out    *Writer
	format Format
	lines  *sync.Pool // of *[]byte
}

// NewHandler returns a handler that writes records from a level on, with the very lines of
// slog.TextHandler and slog.JSONHandler, but durations in JSON have a unit, such as "1.5ms". The line about dropped lines looks the same from then on.
func NewHandler(out *Writer, format Format, level slog.Leveler) slog.Handler {
	h := handler{out: out, format: format,
		lines: &sync.Pool{New: func() any { b := make([]byte, 0, 512); return &b }}}
	if options := (&slog.HandlerOptions{Level: level}); format == JSON {
		options.ReplaceAttr = unitOfDuration
		h.Handler = slog.NewJSONHandler(out, options)
	} else {
		h.Handler = slog.NewTextHandler(out, options)
	}
	out.mu.Lock()
	defer out.mu.Unlock()
	out.notice = h.notice
	return h
}

// unitOfDuration writes a duration with its unit in JSON too, where slog has a bare number of nanoseconds.
func unitOfDuration(_ []string, a slog.Attr) slog.Attr {
	if a.Value.Kind() == slog.KindDuration {
		a.Value = slog.StringValue(a.Value.Duration().String())
	}
	return a
}

// notice is the line that says how many lines were dropped. It is a plain record.
func (h handler) notice(dropped int) []byte {
	r := slog.NewRecord(clock.Real{}.Now().Local(), slog.LevelWarn, noticeText, 0)
	r.AddAttrs(slog.Int("lines", dropped))
	line, _ := h.line(nil, r)
	return line
}

// Handle implements slog.Handler.
func (h handler) Handle(ctx context.Context, r slog.Record) error {
	buffer := h.lines.Get().(*[]byte)
	defer h.lines.Put(buffer)
	line, plain := h.line((*buffer)[:0], r)
	*buffer = line
	if !plain {
		return h.Handler.Handle(ctx, r)
	}
	_, err := h.out.Write(line)
	return err
}

// line appends a record's line to b. It returns false for a record that is not plain.
func (h handler) line(b []byte, r slog.Record) (_ []byte, plain bool) {
	if r.Time.IsZero() {
		return b, false
	}
	if h.format == JSON {
		b = r.Time.AppendFormat(append(b, `{"time":"`...), time.RFC3339Nano)
		b = append(append(b, `","level":"`...), r.Level.String()...)
		b, plain = h.text(append(b, `","msg":`...), r.Message)
	} else {
		b = appendMillis(append(b, "time="...), r.Time)
		b = append(append(b, " level="...), r.Level.String()...)
		b, plain = h.text(append(b, " msg="...), r.Message)
	}
	r.Attrs(func(a slog.Attr) bool {
		if plain = plain && lookOf(a.Key) == plainText; plain {
			b, plain = h.attr(b, a)
		}
		return plain
	})
	if h.format == JSON {
		b = append(b, '}')
	}
	return append(b, '\n'), plain
}

// appendMillis appends an instant with its milliseconds. Time.AppendFormat has a fast way for
// nanoseconds only, so they are written, with a digit that makes them nine, and the last six removed.
func appendMillis(b []byte, t time.Time) []byte {
	const upToMillis = len("2006-01-02T15:04:05.000")
	start := len(b)
	b = t.Truncate(time.Millisecond).Add(1).AppendFormat(b, time.RFC3339Nano)
	return append(b[:start+upToMillis], b[start+upToMillis+len("000001"):]...)
}

// attr appends an attribute whose key is plain. It returns false for a value that is not.
func (h handler) attr(b []byte, a slog.Attr) (_ []byte, plain bool) {
	if h.format == JSON {
		b = append(append(append(b, `,"`...), a.Key...), `":`...)
	} else {
		b = append(append(append(b, ' '), a.Key...), '=')
	}
	switch kind := a.Value.Kind(); {
	case kind == slog.KindString:
		return h.text(b, a.Value.String())
	case kind == slog.KindInt64:
		return strconv.AppendInt(b, a.Value.Int64(), 10), true
	case kind == slog.KindDuration && lookOf(a.Value.Duration().String()) == plainText:
		return h.text(b, a.Value.Duration().String())
	}
	return b, false
}

// text appends a text. It returns false for one in which something has to be escaped.
func (h handler) text(b []byte, s string) (_ []byte, plain bool) {
	switch look := lookOf(s); {
	case look == escaped:
		return b, false
	case look == plainText && h.format == Text:
		return append(b, s...), true
	}
	return append(append(append(b, '"'), s...), '"'), true
}

// look is what a format has to do about a text.
type look int

const (
	plainText look = iota // nothing
	quoted                // it needs quotes in a text
	escaped               // something in it needs an escape
)

// lookOf judges a text for both formats, a little more strictly than either needs.
func lookOf(s string) look {
	l := plainText
	if s == "" {
		return quoted
	}
	for i := range len(s) {
		switch c := s[i]; {
		case '#' <= c && c <= '<' || '>' <= c && c <= '[' || ']' <= c && c <= '~':
		case c == ' ' || c == '=' || c == '!':
			l = quoted
		default:
			return escaped
		}
	}
	return l
}
