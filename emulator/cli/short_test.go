package cli

import (
	"bytes"
	"log/slog"
	"strings"
	"testing"
	"time"

	"belvo-emulator/emulator/internal/logwriter"
)

// TestShortLines: a line for each record, with what a person wants to see and nothing that moves the
// terminal's cursor.
func TestShortLines(t *testing.T) {
	t.Parallel()
	at := time.Date(2026, 1, 31, 12, 0, 5, 0, time.UTC)
	request := []slog.Attr{slog.String("method", "POST"), slog.String("path", "/api/accounts/"), slog.Int("status", 428),
		slog.Duration("took", time.Millisecond), slog.String("code", "token_required"),
		slog.String("link", "f916072c-352a-4a1b-b9f1-20693cbeca06"), slog.String("scenario", "heimdall/locked"),
		slog.String("link_status", "token_required"), slog.String("hint", "ask the user")}
	for _, c := range []struct {
		name    string
		paint   palette
		level   slog.Level
		message string
		attrs   []slog.Attr
		want    string
	}{
		{"a request", palette{}, slog.LevelInfo, "request", request,
			"12:00:05 POST /api/accounts/ 428 token_required f916072c token_required → ask the user"},
		{"in colours", palette{true}, slog.LevelInfo, "request", request[:3],
			"\x1b[2m12:00:05\x1b[22m \x1b[1mPOST\x1b[22m /api/accounts/ \x1b[33m428\x1b[0m"},
		{"a path that would clear the screen", palette{}, slog.LevelInfo, "request",
			[]slog.Attr{slog.String("method", "GET"), slog.String("path", "/\x1b[2J"), slog.Int("status", 404)},
			`12:00:05 GET /\x1b[2J 404`},
		{"a warning", palette{}, slog.LevelWarn, "a webhook was not delivered", []slog.Attr{slog.String("webhook", "a\nb")},
			`12:00:05 WARN a webhook was not delivered webhook=a\nb`},
		{"below the level", palette{}, slog.LevelDebug, "read", nil, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			var out bytes.Buffer
			w := logwriter.New(&out)
			h := shortHandler{out: w, level: slog.LevelInfo, paint: c.paint}
			r := slog.NewRecord(at, c.level, c.message, 0)
			r.AddAttrs(c.attrs...)
			if h.Enabled(t.Context(), c.level) {
				_ = h.Handle(t.Context(), r) // a Writer has no errors
			}
			if err := w.Flush(t.Context()); err != nil {
				t.Fatal(err)
			}
			if got := strings.TrimSuffix(out.String(), "\n"); got != c.want {
				t.Errorf("got  %q\nwant %q", got, c.want)
			}
		})
	}
}

// TestBanner has what a person needs first.
func TestBanner(t *testing.T) {
	t.Parallel()
	got := banner(palette{}, []string{"url=http://127.0.0.1:8400", "secret_id=SECRET_ID",
		"secret_password=SECRET_PASSWORD", "tls=127.0.0.1:8443"})
	for _, want := range []string{"URL        http://127.0.0.1:8400\n", "Keys       SECRET_ID / SECRET_PASSWORD\n",
		"Dashboard  http://127.0.0.1:8400/__emulator/\n",
		"Docs       http://127.0.0.1:8400/__emulator/docs/\n",
		"TLS        https://127.0.0.1:8443\n"} {
		if !strings.Contains(got, want) {
			t.Errorf("it lacks %q:\n%s", want, got)
		}
	}
}

// TestPalette: colours are for terminals.
func TestPalette(t *testing.T) {
	t.Parallel()
	c := &call{getenv: func(string) string { return "" }}
	if p := c.palette(&bytes.Buffer{}); p.on {
		t.Error("there are colours in what is no terminal")
	}
}

// TestExamplesAreRight: the help shows command lines that the program takes.
func TestExamplesAreRight(t *testing.T) {
	t.Parallel()
	for name, lines := range examples {
		for _, line := range lines {
			args := strings.Fields(line[0])[1:]
			cmd, rest, err := choose(args)
			if err == nil {
				_, _, err = parse(cmd, rest, func(string) string { return "" })
			}
			if err != nil || cmd.name != name {
				t.Errorf("%s: %q is %q: %v", name, line[0], cmd.name, err)
			}
		}
	}
	for _, cmd := range commands() {
		if cmd.name != "serve" {
			continue
		}
		if lines := strings.Count(cmd.usage(false), "\n"); lines > 24 {
			t.Errorf("serve --help has %d lines, more than a screen", lines)
		}
	}
}

// TestCandidates: what a word on the command line may become.
func TestCandidates(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ line, want string }{
		{"tra", "transitions"},
		{"tr", "transitions trust trigger"},
		{"--sce", "--scenarios"},
		{"serve --log-f", "--log-format"},
		{"serve --log-format ", "auto short text json"},
		{"--log-format s", "short"},
		{"serve --strict-keys --seed-", "--seed-file"},
		{"certs ", "print verify remove"},
		{"certs print ", ""},
		{"completion f", "fish"},
		{"help wi", "widget"},
		{"trigger dem", "demand_token"},
		{"trigger --link ID re", "refresh"},
		{"check ", ""},
		{"check --fixtures ", ""},
		{"exec -- npm --", ""},
		{"exec npm --", ""},
		{"exec --as", "--as-belvo"},
		{"sevre --", ""},
		{"logs -f --js", "--json"},
		{"__comp", ""},
	} {
		var got []string
		for _, one := range candidates(strings.Split(c.line, " ")) {
			got = append(got, one.word)
		}
		if strings.Join(got, " ") != c.want {
			t.Errorf("%q: %q, want %q", c.line, got, c.want)
		}
	}
}
