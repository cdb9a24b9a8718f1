package headless

import (
	"bytes"
	"errors"
	"net/http"
)

// Recorder keeps an answer of the emulator in memory. Make it with NewRecorder.
type Recorder struct {
	header http.Header
	Status int // 0 if nothing came at all
	Body   bytes.Buffer
	Broken bool // it ended half-way
}

// NewRecorder returns a recorder of one answer.
func NewRecorder() *Recorder { return &Recorder{header: http.Header{}} }

// Serve has a request answered. An answer that a fault breaks off is what has come of it so far.
func (w *Recorder) Serve(h http.Handler, r *http.Request) {
	defer func() {
		p := recover()
		if err, is := p.(error); is && errors.Is(err, http.ErrAbortHandler) {
			w.Broken = true
		} else if p != nil {
			panic(p)
		}
	}()
	h.ServeHTTP(w, r)
	if w.Status == 0 {
		w.Status = http.StatusOK
	}
}

// Header implements http.ResponseWriter.
func (w *Recorder) Header() http.Header { return w.header }

// WriteHeader implements http.ResponseWriter.
func (w *Recorder) WriteHeader(status int) {
	if w.Status == 0 {
		w.Status = status
	}
}

// Write implements http.ResponseWriter.
func (w *Recorder) Write(data []byte) (int, error) {
	w.WriteHeader(http.StatusOK)
	return w.Body.Write(data)
}
