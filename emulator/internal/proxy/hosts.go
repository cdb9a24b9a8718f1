package proxy

import (
	"fmt"
	"maps"
	"slices"
	"sync"
)

// hosts counts how often hosts were met. Its zero value is ready to use.
type hosts struct {
	mu    sync.Mutex
	times map[string]int
}

// maxHosts is how many are told apart. Clients choose the names.
const maxHosts = 100

// add returns how often a host was met, this time included.
func (h *hosts) add(host string) int {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.times == nil {
		h.times = map[string]int{}
	}
	if h.times[host] == 0 && len(h.times) >= maxHosts {
		host = "others"
	}
	h.times[host]++
	return h.times[host]
}

// list has the hosts in the order of their names.
func (h *hosts) list() []string {
	h.mu.Lock()
	defer h.mu.Unlock()
	var lines []string
	for _, name := range slices.Sorted(maps.Keys(h.times)) {
		line := name
		if n := h.times[name]; n > 1 {
			line = fmt.Sprintf("%s (%d times)", name, n)
		}
		lines = append(lines, line)
	}
	return lines
}
