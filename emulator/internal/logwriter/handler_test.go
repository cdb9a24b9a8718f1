package logwriter

import (
	"bytes"
	"context"
	"errors"
	"io"
	"log/slog"
	"strings"
	"testing"
	"time"
)

// written is what a handler makes of a record in a format, and what slog's own makes of it.
func written(t testing.TB, format Format, r slog.Record) (ours, theirs string) {
	t.Helper()
	var got, want bytes.Buffer
	w := New(&got)
	var reference slog.Handler = slog.NewTextHandler(&want, nil)
	if format == JSON {
		reference = slog.NewJSONHandler(&want, &slog.HandlerOptions{ReplaceAttr: unitOfDuration})
	}
	if err := errors.Join(NewHandler(w, format, slog.LevelInfo).Handle(t.Context(), r),
		reference.Handle(t.Context(), r), w.Flush(t.Context())); err != nil {
		t.Fatal(err)
	}
	return got.String(), want.String()
}

// hidden is a value that says itself what may be logged.
type hidden string

// LogValue implements slog.LogValuer.
func (hidden) LogValue() slog.Value { return slog.StringValue("[redacted]") }

// TestLinesAreThoseOfSlog to the byte, whether they are made by hand or not.
func TestLinesAreThoseOfSlog(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 1, 31, 12, 0, 0, 5_900_000, time.UTC)
	for _, c := range []struct {
		name, message string
		at            time.Time
		attrs         []slog.Attr
	}{
		{"a request", "request", now, request()},
		{"nothing else", "listening", now, nil},
		{"a message of words", "the changed folders were read again", now, nil},
		{"another zone", "request", now.In(time.FixedZone("", -6*3600)), request()},
		{"nanoseconds", "request", now.Add(123), request()},
		{"no time", "request", time.Time{}, request()},
		{"no message", "", now, request()},
		{"no key", "m", now, []slog.Attr{slog.String("", "v"), {}}},
		{"odd keys", "m", now, []slog.Attr{slog.Int("a key", 1), slog.Int(`"`, 2), slog.Int("a=b", 3)}},
		{"numbers", "m", now, []slog.Attr{slog.Int("a", -1), slog.Uint64("b", 1<<63), slog.Float64("c", 1.5),
			slog.Bool("d", true)}},
		{"durations", "m", now, []slog.Attr{slog.Duration("a", 0), slog.Duration("b", time.Hour+1),
			slog.Duration("c", -time.Microsecond)}},
		{"others", "m", now, []slog.Attr{slog.Time("t", now), slog.Any("e", io.EOF), slog.Any("l", []string{"a"}),
			slog.Any("n", nil), slog.Any("s", hidden("s3cret"))}},
		{"a group", "m", now, []slog.Attr{slog.Group("g", slog.Int("a", 1)), slog.Int("b", 2)}},
	} {
		r := slog.NewRecord(c.at, slog.LevelWarn, c.message, 0)
		r.AddAttrs(c.attrs...)
		for _, format := range []Format{Text, JSON} {
			if ours, theirs := written(t, format, r); ours != theirs {
				t.Errorf("%s as %s is\n%s, want\n%s", c.name, format, ours, theirs)
			}
		}
	}
}

// FuzzLinesAreThoseOfSlog for any text as message, key and value.
func FuzzLinesAreThoseOfSlog(f *testing.F) {
	for _, text := range []string{"", "a", "a b", "a=b", `a"b`, `a\b`, "a\nb", "é", "\x7f", "\xff", "\u2028", "<&>",
		"~", "\u00a0", "日本", "\x00"} {
		f.Add(text, text, text)
		f.Add("request", "path", text)
	}
	f.Fuzz(func(t *testing.T, message, key, value string) {
		r := slog.NewRecord(time.Date(2026, 1, 31, 12, 0, 0, 0, time.UTC), slog.LevelInfo, message, 0)
		r.AddAttrs(slog.String(key, value), slog.String("last", value))
		for _, format := range []Format{Text, JSON} {
			if ours, theirs := written(t, format, r); ours != theirs {
				t.Errorf("%s: %q, want %q", format, ours, theirs)
			}
		}
	})
}

// TestTheLogSaysWhatItHasDropped in the format of its lines.
func TestTheLogSaysWhatItHasDropped(t *testing.T) {
	t.Parallel()
	for format, want := range map[Format]string{
		Text: ` level=WARN msg="lines were dropped because they were not read" lines=1` + "\n",
		JSON: `,"level":"WARN","msg":"lines were dropped because they were not read","lines":1}` + "\n",
	} {
		var out bytes.Buffer
		w := New(&out)
		w.limit = 0
		slog.New(NewHandler(w, format, slog.LevelInfo)).Info("a line")
		if err := w.Flush(t.Context()); err != nil {
			t.Fatal(err)
		}
		if got := out.String(); !strings.HasSuffix(got, want) {
			t.Errorf("the notice is %q, want its end %q", got, want)
		}
	}
}

// TestLevelsAndAttributesOfALogger are as with slog's own handlers.
func TestLevelsAndAttributesOfALogger(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	w := New(&out)
	log := slog.New(NewHandler(w, Text, slog.LevelWarn))
	if log.Enabled(t.Context(), slog.LevelInfo) {
		t.Error("a level below the least is enabled")
	}
	log.Info("not this")
	log.With("a", 1).WithGroup("g").Warn("this", "b", 2)
	if err := w.Flush(t.Context()); err != nil {
		t.Fatal(err)
	}
	if got, want := out.String(), " level=WARN msg=this a=1 g.b=2\n"; !bytes.HasSuffix(out.Bytes(), []byte(want)) {
		t.Errorf("the log is %q, want its end %q", got, want)
	}
}

// request has the attributes of an ordinary request.
func request() []slog.Attr {
	const link = "7c9e6679-7425-40de-944b-e07fc1f90ae7"
	return []slog.Attr{slog.String("method", "GET"), slog.String("path", "/api/links/"+link+"/"),
		slog.Int("status", 200), slog.String("request_id", "0123456789abcdef0123456789abcdef"),
		slog.Duration("took", 123456), slog.String("journal", "r12"), slog.String("link", link),
		slog.String("scenario", "heimdall: linked"), slog.String("link_status", "valid")}
}

// BenchmarkLine compares making the line of a request with what slog's own handler takes for it.
func BenchmarkLine(b *testing.B) {
	r := slog.NewRecord(time.Date(2026, 1, 31, 12, 0, 0, 0, time.UTC), slog.LevelInfo, "request", 0)
	r.AddAttrs(request()...)
	b.Run("slog", func(b *testing.B) {
		h := slog.NewTextHandler(io.Discard, nil)
		b.ReportAllocs()
		for b.Loop() {
			_ = h.Handle(context.Background(), r)
		}
	})
	b.Run("by hand", func(b *testing.B) {
		h, line := handler{format: Text}, make([]byte, 0, 512)
		b.ReportAllocs()
		for b.Loop() {
			if _, plain := h.line(line, r); !plain {
				b.Fatal("left to slog")
			}
		}
	})
}
