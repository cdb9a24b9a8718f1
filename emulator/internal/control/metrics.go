package control

import (
	"fmt"
	"net/http"

	"github.com/VictoriaMetrics/metrics"
)

func metricsOperations() []Operation {
	return []Operation{{Method: http.MethodGet, Path: v1 + "metrics", Media: "text/plain; version=0.0.4",
		NoSandbox: true, handle: readMetrics, What: "figures of all sandboxes together, as Prometheus reads them"}}
}

// readMetrics writes what the journals have counted anyway, so that no request pays for it. The
// library is VictoriaMetrics's: it adds a tenth of what Prometheus's own would to the program.
func readMetrics(c *call) (any, error) {
	set, e := metrics.NewSet(), c.cfg.Engine
	counter := func(n int, format string, labels ...any) {
		set.GetOrCreateCounter(fmt.Sprintf("belvo_emulator_"+format, labels...)).AddInt64(int64(n))
	}
	gauge := func(n int, format string, labels ...any) {
		set.GetOrCreateGauge(fmt.Sprintf("belvo_emulator_"+format, labels...), nil).Set(float64(n))
	}
	met := e.Tally()
	for op, n := range met.Operations {
		counter(n, "requests_total{method=%q,path=%q,status=\"%d\"}", op.Method, op.Path, op.Status)
	}
	for step, n := range met.Transitions {
		counter(n, "transitions_total{from=%q,event=%q,to=%q}", step.From, step.Event, step.To)
	}
	for outcome, n := range met.Attempts {
		counter(n, "webhook_attempts_total{outcome=%q}", outcome)
	}
	for status, n := range e.LinksByStatus() {
		gauge(n, "links{status=%q}", status)
	}
	gauge(1, "info{version=%q}", c.cfg.Version)
	gauge(e.Sandboxes(), "sandboxes")
	counter(int(e.Dropped()), "journal_dropped_total") // far below the limits of both
	return stream(func(w http.ResponseWriter) { set.WritePrometheus(w) }), nil
}
