// Package control is what the emulator tells of itself, below /__emulator/.
package control

import (
	"encoding/json"
	"net/http"

	"github.com/gorilla/mux"
)

// HealthPath answers 200 as soon as the emulator serves.
const HealthPath = "/__emulator/v1/health"

// Config is what the control surface shows.
type Config struct {
	Version   string
	Sandboxes func() int // how many sandboxes were opened
}

// health is the answer of HealthPath.
type health struct {
	Status    string `json:"status"` // always ok: what cannot serve does not answer
	Version   string `json:"version"`
	Sandboxes int    `json:"sandboxes"`
}

// Register adds the control paths to a router.
func Register(r *mux.Router, cfg Config) {
	r.Path(HealthPath).Methods(http.MethodGet, http.MethodHead).HandlerFunc(
		func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "application/json")
			// A client that has gone needs no answer.
			_ = json.NewEncoder(w).Encode(health{Status: "ok", Version: cfg.Version, Sandboxes: cfg.Sandboxes()})
		})
}
