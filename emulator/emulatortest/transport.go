package emulatortest

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"sync"

	"belvo-emulator/emulator/internal/address"
)

// inMemory is a transport that calls a handler, without a socket. Answers stream as the handler
// writes them. A handler that gives up, as one does that imitates a broken connection, is an error
// of the request or of reading its answer.
type inMemory struct{ handler http.Handler }

// errBroken is what a connection that the server breaks comes to.
var errBroken = errors.New("the server broke the connection")

// RoundTrip implements http.RoundTripper.
func (m inMemory) RoundTrip(r *http.Request) (*http.Response, error) {
	ctx, cancel := context.WithCancel(r.Context())
	body, sink := io.Pipe()
	w := &writer{header: http.Header{}, sink: sink, ready: make(chan struct{})}
	// Whatever host the URL names, the same client reaches this server by it again.
	served := r.Clone(address.CameAs(ctx, r.URL.Scheme, r.URL.Host))
	served.RequestURI, served.RemoteAddr = r.URL.RequestURI(), "127.0.0.1:1"
	if served.Host == "" {
		served.Host = r.URL.Host
	}
	if served.Body == nil {
		served.Body = http.NoBody
	}
	go func() {
		defer func() {
			var broken error
			if p := recover(); p != nil {
				broken = errBroken
			} else {
				w.WriteHeader(http.StatusOK) // unless there was one
			}
			w.end(broken)
		}()
		m.handler.ServeHTTP(w, served)
	}()
	select {
	case <-w.ready:
	case <-ctx.Done():
		cancel()
		return nil, ctx.Err()
	}
	if w.status == 0 {
		cancel()
		return nil, errBroken
	}
	status := fmt.Sprintf("%d %s", w.status, http.StatusText(w.status))
	return &http.Response{Status: status, StatusCode: w.status, Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1,
		Header: w.sent, Body: closer{body, cancel}, ContentLength: -1, Request: r}, nil
}

// writer is the handler's side of an answer.
type writer struct {
	header, sent http.Header
	sink         *io.PipeWriter
	ready        chan struct{} // closed when there is a status, or will be none
	once         sync.Once
	status       int
}

// Header implements http.ResponseWriter.
func (w *writer) Header() http.Header { return w.header }

// WriteHeader implements http.ResponseWriter.
func (w *writer) WriteHeader(status int) {
	w.once.Do(func() {
		w.status, w.sent = status, w.header.Clone()
		close(w.ready)
	})
}

// Write implements http.ResponseWriter.
func (w *writer) Write(p []byte) (int, error) {
	w.WriteHeader(http.StatusOK)
	return w.sink.Write(p)
}

// Flush implements http.Flusher: nothing is held back.
func (w *writer) Flush() { w.WriteHeader(http.StatusOK) }

func (w *writer) end(broken error) {
	w.once.Do(func() { close(w.ready) })
	_ = w.sink.CloseWithError(broken) // never fails; nil is the end
}

// closer ends the handler when the client has read enough.
type closer struct {
	*io.PipeReader
	cancel context.CancelFunc
}

// Close implements io.Closer.
func (c closer) Close() error {
	c.cancel()
	return c.PipeReader.Close()
}
