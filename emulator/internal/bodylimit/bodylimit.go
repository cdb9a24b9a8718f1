// Package bodylimit bounds the time that the body of a request may take to arrive. Without it, a client
// that sends half a body and then nothing holds its connection, and the end of the program, for ever.
package bodylimit

import (
	"context"
	"errors"
	"io"
	"net/http"
	"os"
	"time"

	"belvo-emulator/emulator/internal/belvo"
	"belvo-emulator/emulator/internal/clock"
)

// Handler returns next with a limit, in real time, for bodies to arrive from the moment that their
// request's head has. When closing ends, no body is waited for any more. Reading a body then fails with
// a *belvo.Error: the cause of closing, or a request_timeout.
func Handler(next http.Handler, limit time.Duration, closing context.Context) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Body == nil || r.Body == http.NoBody {
			next.ServeHTTP(w, r)
			return
		}
		conn := http.NewResponseController(w)
		if conn.SetReadDeadline(clock.Real{}.Now().Add(limit)) != nil { // the body does not come by a connection
			next.ServeHTTP(w, r)
			return
		}
		b := &body{ReadCloser: r.Body, limit: limit, closing: closing}
		b.stop = context.AfterFunc(closing, func() { _ = conn.SetReadDeadline(longAgo) }) // as above
		defer b.stop()
		limited := *r // as the server looks at its own request afterwards
		limited.Body = b
		next.ServeHTTP(w, &limited)
	})
}

// longAgo is a deadline that ends a read that is under way.
var longAgo = time.Date(1970, 1, 1, 0, 0, 1, 0, time.UTC)

// body is a body with a limit.
type body struct {
	io.ReadCloser
	limit   time.Duration
	closing context.Context
	stop    func() bool
}

// Read implements io.Reader. When the body has come, the server goes on reading without a deadline, to
// learn when the client leaves; from then on closing must not end that.
func (b *body) Read(p []byte) (int, error) {
	n, err := b.ReadCloser.Read(p)
	switch {
	case errors.Is(err, os.ErrDeadlineExceeded):
		return n, b.late()
	case err != nil:
		b.stop()
	}
	return n, err
}

// late is why the body is not waited for any more.
func (b *body) late() error {
	if err := context.Cause(b.closing); err != nil {
		return err
	}
	return belvo.NewError(belvo.CodeRequestTimeout).With("The request body did not arrive within " +
		b.limit.String() + ".")
}
