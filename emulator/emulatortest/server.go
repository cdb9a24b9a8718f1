package emulatortest

import (
	"net/http"
	"testing"
	"time"

	"belvo-emulator/emulator/internal/coverage"
	"belvo-emulator/emulator/internal/wire"
)

// Health is whether the emulator is ready.
type Health = wire.HealthAnswer

// Coverage is how much of what the emulator can do an application has met.
type Coverage = coverage.Report

// Default returns the sandbox of the configured keys.
func (s *Server) Default(t testing.TB) *Sandbox {
	t.Helper()
	b := s.SandboxNamed(t, s.config.SecretID)
	b.Password = s.config.SecretPassword
	return b
}

// Health asks whether the emulator is ready.
func (s *Server) Health(t testing.TB) Health {
	t.Helper()
	return control[Health](s.Default(t), http.MethodGet, "health", input{})
}

// SandboxUse is a sandbox and what it was used for.
type SandboxUse struct {
	ID       string     `json:"id"` // its secret id
	Default  bool       `json:"default"`
	This     bool       `json:"this"`
	Requests uint64     `json:"requests"` // since it was opened or reset
	Links    int        `json:"links"`
	Now      time.Time  `json:"now"`       // on its clock
	Mode     string     `json:"mode"`      // of its clock: real, manual or a speed such as x60
	LastUsed *time.Time `json:"last_used"` // in real time, nil for never
	Client   string     `json:"client,omitempty"`
}

// Sandboxes lists the sandboxes that are open, the latest used first.
func (s *Server) Sandboxes(t testing.TB) []SandboxUse {
	t.Helper()
	return control[struct{ Sandboxes []SandboxUse }](s.Default(t), http.MethodGet, "sandboxes", input{}).Sandboxes
}

// LifeTable is the table of a link's life: states, and transitions with their reasons.
type LifeTable struct {
	States      []string   `json:"states"`
	Transitions []LifeStep `json:"transitions"`
}

// LifeStep is one row of the table of a link's life.
type LifeStep struct {
	From  string `json:"from"`
	Event string `json:"event"`
	To    string `json:"to"`
	Why   string `json:"why"`
}

// Lifecycle is the table of a link's life.
func (s *Server) Lifecycle(t testing.TB) LifeTable {
	t.Helper()
	return control[LifeTable](s.Default(t), http.MethodGet, "lifecycle", input{})
}

// Metrics are figures of all sandboxes together, as Prometheus reads them.
func (s *Server) Metrics(t testing.TB) string {
	t.Helper()
	return string(control[[]byte](s.Default(t), http.MethodGet, "metrics", input{}))
}

// OpenAPI is the description of the control calls.
func (s *Server) OpenAPI(t testing.TB) []byte {
	t.Helper()
	return control[[]byte](s.Default(t), http.MethodGet, "openapi.json", input{})
}

// ResetAll resets every sandbox and returns how many there were.
func (s *Server) ResetAll(t testing.TB) int {
	t.Helper()
	return s.Default(t).reset("all")
}

// Coverage is what the applications of all sandboxes together have met since the start.
func (s *Server) Coverage(t testing.TB) Coverage {
	t.Helper()
	return s.Default(t).coverage("all")
}

// Coverage is what the application of this sandbox has met since its last reset.
func (b *Sandbox) Coverage() Coverage {
	b.t.Helper()
	return b.coverage("this")
}

func (b *Sandbox) coverage(which string) Coverage {
	b.t.Helper()
	return control[Coverage](b, http.MethodGet, "coverage", input{query: map[string]string{"sandbox": which}})
}
