package webhook_test

import (
	"bytes"
	"context"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"

	"belvo-emulator/emulator/internal/clock"
	"belvo-emulator/emulator/internal/notice"
	"belvo-emulator/emulator/internal/webhook"
)

var start = time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)

// link returns the link of a number.
func link(n int) uuid.UUID {
	var id uuid.UUID
	binary.BigEndian.PutUint64(id[8:], uint64(n))
	return id
}

// event returns event number seq, of a link, at an instant.
func event(seq uint64, of int, at time.Time) *notice.Notice {
	var id [16]byte
	binary.BigEndian.PutUint64(id[8:], seq)
	e := &notice.Notice{
		Seq: seq, ID: hex.EncodeToString(id[:]), At: at, Link: link(of),
		Type: "ACCOUNTS", Code: "historical_update",
	}
	e.Content = notice.Text(fmt.Appendf(nil, `{"webhook_id":%q,"link_id":%q,"data":{"seq":%d}}`, e.ID, e.Link, seq))
	return e
}

// hit is a request as a receiver saw it.
type hit struct {
	Host          string
	Body          string
	Authorization string
	At            time.Time
}

// wire is a network in memory: answer says what becomes of the nth request, from 1.
type wire struct {
	now    func() time.Time
	answer func(n int, r *http.Request) (*http.Response, error)
	mu     sync.Mutex
	hits   []hit
}

func (w *wire) RoundTrip(r *http.Request) (*http.Response, error) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return nil, err
	}
	h := hit{Host: r.URL.Host, Body: string(body), Authorization: r.Header.Get("Authorization")}
	if w.now != nil {
		h.At = w.now()
	}
	w.mu.Lock()
	w.hits = append(w.hits, h)
	n := len(w.hits)
	w.mu.Unlock()
	if w.answer == nil {
		return status(200), nil
	}
	return w.answer(n, r)
}

// seen returns the numbers of the events that came, in order.
func (w *wire) seen() []uint64 {
	w.mu.Lock()
	defer w.mu.Unlock()
	seqs := make([]uint64, len(w.hits))
	for i, h := range w.hits {
		seqs[i] = seqOf(h.Body)
	}
	return seqs
}

// times returns when the requests came, as distances from the start.
func (w *wire) times() []time.Duration {
	w.mu.Lock()
	defer w.mu.Unlock()
	all := make([]time.Duration, len(w.hits))
	for i, h := range w.hits {
		all[i] = h.At.Sub(start)
	}
	return all
}

func seqOf(body string) (seq uint64) {
	_, after, _ := strings.Cut(body, `"seq":`)
	_, _ = fmt.Sscan(strings.TrimRight(after, "}"), &seq)
	return seq
}

func status(code int) *http.Response {
	return &http.Response{StatusCode: code, Header: http.Header{}, Body: http.NoBody}
}

func hang(_ int, r *http.Request) (*http.Response, error) {
	<-r.Context().Done()
	return nil, r.Context().Err()
}

// failing answers the first n requests with 500, and 200 after that.
func failing(n int) func(int, *http.Request) (*http.Response, error) {
	return func(i int, _ *http.Request) (*http.Response, error) {
		if i <= n {
			return status(500), nil
		}
		return status(200), nil
	}
}

// logs is a log that tests read.
type logs struct {
	mu  sync.Mutex
	buf bytes.Buffer
}

func (l *logs) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.buf.Write(p)
}

func (l *logs) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.buf.String()
}

func (l *logs) logger() *slog.Logger {
	return slog.New(slog.NewTextHandler(l, &slog.HandlerOptions{Level: slog.LevelDebug}))
}

// newManual returns a manual dispatcher over a wire, with one endpoint named "main".
func newManual(t *testing.T, w http.RoundTripper, e webhook.Endpoint) (*webhook.Dispatcher, *clock.Manual) {
	t.Helper()
	c := clock.NewManual(start)
	d := webhook.New(webhook.Config{Clock: c, Transport: w, Manual: true})
	t.Cleanup(func() { d.Close(context.Background()) })
	add(t, d, e)
	return d, c
}

func add(t testing.TB, d *webhook.Dispatcher, e webhook.Endpoint) webhook.Endpoint {
	t.Helper()
	if e.ID == "" {
		e.ID = "main"
	}
	if e.URL == "" {
		e.URL = "http://" + e.ID + ".test/hook"
	}
	added, err := d.AddEndpoint(e)
	if err != nil {
		t.Fatal(err)
	}
	return added
}

func equal[T comparable](t *testing.T, what string, got, want []T) {
	t.Helper()
	if !slices.Equal(got, want) {
		t.Errorf("%s: got %v, want %v", what, got, want)
	}
}

// outcomes tells what attempts came to.
func outcomes(attempts []*webhook.Attempt) []webhook.Outcome {
	all := make([]webhook.Outcome, len(attempts))
	for i, a := range attempts {
		all[i] = a.Outcome
	}
	return all
}

// states tells how far deliveries are.
func states(deliveries []webhook.Delivery) []webhook.State {
	all := make([]webhook.State, len(deliveries))
	for i, d := range deliveries {
		all[i] = d.State
	}
	return all
}

// seqs tells which events there are.
func seqs(events []*notice.Notice) []uint64 {
	all := make([]uint64, len(events))
	for i, e := range events {
		all[i] = e.Seq
	}
	return all
}
