package api

import (
	"net/http"
	"time"

	"belvo-emulator/emulator/internal/belvo"
	"belvo-emulator/emulator/internal/sandbox"
)

// times are when the request came and how long it took, on the clock of its sandbox; without a sandbox
// on the machine's, unless the default sandbox's is manual.
func (r *request) times() (came time.Time, took time.Duration) {
	cfg := r.api.cfg
	took = cfg.Clock.Now().Sub(r.start)
	now, manual := cfg.Engine.ManualNow()
	if box := r.owner(); box != nil {
		now, manual = box.Now(), box.Manual()
	} else if !manual {
		now = belvo.At(r.start).Time
	}
	if came = r.came; came.IsZero() {
		came = now
	}
	if manual {
		took = now.Sub(came)
	}
	return came, took
}

// owner is the sandbox that the request belongs to, or that a refused one named; nil if there is none.
func (r *request) owner() *sandbox.Sandbox {
	if r.box != nil {
		return r.box
	}
	return r.named
}

// date gives the answer the time of its sandbox's clock, if that is manual. Without a sandbox it keeps
// the time that it has already.
func (r *request) date(header http.Header) {
	box := r.owner()
	if box == nil {
		return
	}
	header.Del("Date")
	if date := box.Date(); date != "" {
		header.Set("Date", date)
	}
}
