package cli

import (
	"context"
	"log/slog"
	"net"
	"net/http"
	"sync"
	"time"
)

// stopGrace is how long, in real time, requests that are under way may take to be answered when the
// program stops, and after them webhooks to be delivered. With flushTime it is over within a second.
const stopGrace = 300 * time.Millisecond

// serveUntil answers requests until ctx ends, then lets the ones under way finish for a while.
func serveUntil(
	ctx context.Context, server *http.Server, listener net.Listener, grace time.Duration, logger *slog.Logger,
) error {
	silent := &silentConns{open: map[net.Conn]struct{}{}}
	server.ConnState = silent.note
	server.RegisterOnShutdown(silent.close)
	failed := make(chan error, 1)
	go func() { failed <- server.Serve(listener) }()
	select {
	case err := <-failed:
		return err
	case <-ctx.Done():
	}
	logger.Info("stopping")
	last, cancel := context.WithTimeout(context.WithoutCancel(ctx), grace)
	defer cancel()
	if err := server.Shutdown(last); err != nil {
		logger.Warn("requests were cut off", "reason", err)
		_ = server.Close() // there is nothing left to do about its connections
	}
	return nil
}

// silentConns are the connections on which no whole request has come yet, such as those that browsers
// open in advance. No client waits for an answer there, but a shutdown would wait for them.
type silentConns struct {
	mu   sync.Mutex
	open map[net.Conn]struct{}
}

// note is told of the states of connections.
func (s *silentConns) note(conn net.Conn, state http.ConnState) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if state == http.StateNew {
		s.open[conn] = struct{}{}
	} else {
		delete(s.open, conn)
	}
}

// close closes them.
func (s *silentConns) close() {
	s.mu.Lock()
	defer s.mu.Unlock()
	for conn := range s.open {
		_ = conn.Close() // at worst the shutdown waits for it
	}
}
