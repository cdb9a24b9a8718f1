package cli

import (
	"runtime"
	"testing"
)

// TestTheCollectorHasARestWhateverIsAlive: what may gather grows with what is alive and makes no step
// down, so there is no size from which everything is slow.
func TestTheCollectorHasARestWhateverIsAlive(t *testing.T) {
	t.Parallel()
	before := uint64(0)
	for alive := uint64(1 << 20); alive < 8<<30; alive += alive / 50 {
		percent := garbagePercent(alive)
		if percent < 100 || percent > 200 {
			t.Fatalf("%d%% of %d MB", percent, alive>>20)
		}
		room := alive * uint64(percent) / 100
		if room < before-before/50 {
			t.Fatalf("at %d MB %d MB may gather, with less alive it was %d", alive>>20, room>>20, before>>20)
		}
		before = room
	}
	for alive, want := range map[uint64]int{0: 200, 10 << 20: 200, 40 << 20: 200, 80 << 20: 100, 160 << 20: 100,
		4 << 30: 100} {
		if got := garbagePercent(alive); got != want {
			t.Errorf("%d%% of %d MB, want %d", got, alive>>20, want)
		}
	}
}

// TestTheCollectorFollowsTheHeap up and down again.
func TestTheCollectorFollowsTheHeap(t *testing.T) {
	t.Parallel()
	told := make(chan int, 100)
	followHeap(func(percent int) {
		select {
		case told <- percent:
		default: // the test is over
		}
	})
	until := func(good func(percent int) bool) {
		for {
			runtime.GC()
			select {
			case percent := <-told:
				if good(percent) {
					return
				}
			default:
				runtime.Gosched()
			}
		}
	}
	alive := make([]byte, 192<<20)
	until(func(percent int) bool { return percent <= 100 })
	runtime.KeepAlive(alive)
	alive = nil
	until(func(percent int) bool { return percent > 100 })
}
