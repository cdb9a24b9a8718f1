package e2e_test

import (
	"bytes"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"belvo-emulator/emulator"
)

// stuck is a reader of events that takes the first request and then nothing, until it is let go on.
type stuck struct {
	header  http.Header
	text    bytes.Buffer
	begun   sync.Once
	follows chan struct{} // closed when it has seen what was on record
	reached chan struct{} // closed when it takes no more
	goOn    chan error    // what comes of the write that waits
	limit   time.Time     // of the last write
}

func (s *stuck) Header() http.Header { return s.header }

func (s *stuck) WriteHeader(int) {}

func (s *stuck) Flush() {}

// SetWriteDeadline notes until when a write may take.
func (s *stuck) SetWriteDeadline(at time.Time) error { s.limit = at; return nil }

// Write waits with the first request. An empty one is the end of what there is.
func (s *stuck) Write(p []byte) (int, error) {
	if len(p) == 0 {
		s.begun.Do(func() { close(s.follows) })
	}
	if bytes.Contains(p, []byte("event: request")) && s.text.Len() < 100 {
		close(s.reached)
		if err := <-s.goOn; err != nil {
			return 0, err
		}
	}
	return s.text.Write(p)
}

// TestASlowReaderIsSentAway: nobody waits for it; when it goes on it is told what it has missed, and
// its stream ends. One that takes nothing for too long is given up.
func TestASlowReaderIsSentAway(t *testing.T) {
	t.Parallel()
	for name, broken := range map[string]error{"goes on": nil, "takes nothing": os.ErrDeadlineExceeded} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			log := &buffer{}
			e, err := emulator.New(emulator.Config{Seed: 1, Logger: slog.New(slog.NewTextHandler(log, nil)),
				JournalBytes: 100_000})
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(e.Close)
			ask := func(w http.ResponseWriter, path string) {
				e.Handler().ServeHTTP(w, httptest.NewRequest(http.MethodGet, "http://localhost"+path, http.NoBody))
			}
			reader := &stuck{header: http.Header{}, follows: make(chan struct{}), reached: make(chan struct{}),
				goOn: make(chan error)}
			ended := make(chan struct{})
			go func() { ask(reader, v1+"events"); close(ended) }()
			<-reader.follows
			ask(httptest.NewRecorder(), "/api/")
			<-reader.reached
			if reader.limit.IsZero() {
				t.Error("the reader may take as long as it likes")
			}
			for range 300 {
				ask(httptest.NewRecorder(), "/api/")
			}
			kept := httptest.NewRecorder()
			ask(kept, v1+"requests?limit=1")
			var lost struct{ Dropped int }
			if unmarshal(t, kept.Body.Bytes(), &lost); lost.Dropped < 10 {
				t.Errorf("only %d requests fell out of the journal", lost.Dropped)
			}
			reader.goOn <- broken
			<-ended
			told := strings.Contains(reader.text.String(), fmt.Sprintf("event: lost\ndata: {\"until\": %d}\n\n", lost.Dropped))
			same(t, "that it was told", told, broken == nil)
			same(t, "so often it was logged", log.count("too slow"), strings.Count(reader.text.String(), "event: lost"))
		})
	}
}
