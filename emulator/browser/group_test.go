package browser_test

import (
	"fmt"
	"iter"
	"testing"
)

// inTabs runs a subtest for each named case, several of them one after the other in the same tab: to open
// a tab costs more than most of these subtests. A subtest finds nothing of those before it but the scripts
// that run before every page, and its failure does not keep the next ones from running.
func inTabs[C any](t *testing.T, tabs int, cases iter.Seq2[string, C], test func(t *testing.T, p *tab, name string, c C)) {
	t.Helper()
	type named struct {
		name string
		c    C
	}
	decks, n := make([][]named, tabs), 0
	for name, c := range cases {
		decks[n%tabs] = append(decks[n%tabs], named{name, c})
		n++
	}
	for i, deck := range decks {
		t.Run(fmt.Sprint("tab ", i+1), func(t *testing.T) {
			t.Parallel()
			p := newTab(t)
			for _, c := range deck {
				t.Run(c.name, func(t *testing.T) {
					p.begin(t)
					test(t, p, c.name, c.c)
				})
			}
		})
	}
}

// begin makes the tab that of another subtest: on an empty page, with nothing noted.
func (p *tab) begin(t *testing.T) {
	t.Helper()
	p.t = t
	p.open("about:blank")
	p.mu.Lock()
	defer p.mu.Unlock()
	p.requests, p.console, p.failures, p.targets = nil, nil, nil, nil
}
