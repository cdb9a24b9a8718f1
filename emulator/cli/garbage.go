package cli

import (
	"runtime"
	"runtime/debug"
	"runtime/metrics"
)

// How much garbage may gather before it is collected: twice what is alive as long as that is little, so
// that requests do not wait for the collector; then no more than garbageRoom, so that memory stays
// small; and as much as is alive from where that is more, so that the collector takes the same share of
// the time however much is alive.
const (
	mostGarbage  = 200 // percent of what is alive
	garbageRoom  = 80 << 20
	leastGarbage = 100
)

// garbagePercent is the percentage for so many bytes that are alive.
func garbagePercent(alive uint64) int {
	return int(min(mostGarbage, max(leastGarbage, garbageRoom*100/max(1, alive))))
}

// collectGarbage lets the collector follow what is alive, unless Go's own variable GOGC says how often
// it runs. A limit for all memory is only what GOMEMLIMIT says.
func collectGarbage(getenv func(string) string) {
	if getenv("GOGC") == "" {
		debug.SetGCPercent(mostGarbage)
		followHeap(func(percent int) { debug.SetGCPercent(percent) })
	}
}

// followHeap sets the percentage after each collection that has found another amount alive. It ends with
// the process.
func followHeap(set func(percent int)) {
	last := mostGarbage
	var afterCollection func(int)
	again := func() {
		// Nothing refers to this, so the next collection finds it dead. It holds a pointer, since the
		// smallest values without one share their memory with others that live longer.
		runtime.AddCleanup(&struct{ _ *int }{}, afterCollection, 0)
	}
	afterCollection = func(int) {
		sample := []metrics.Sample{{Name: "/gc/heap/live:bytes"}}
		metrics.Read(sample)
		if percent := garbagePercent(sample[0].Value.Uint64()); percent != last {
			last = percent
			set(percent)
		}
		again()
	}
	again()
}
