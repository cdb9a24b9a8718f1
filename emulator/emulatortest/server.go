package emulatortest

import (
	"net/http"
	"testing"

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
