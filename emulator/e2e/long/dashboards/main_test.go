package main

import "testing"

// TestWhatGrowsIsNotFlat, and what was filled and then stays is.
func TestWhatGrowsIsNotFlat(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		samples []float64
		flat    bool
	}{
		{nil, true}, {[]float64{1, 2}, true}, {[]float64{10, 100, 100}, true}, {[]float64{100, 100, 120}, false},
		{[]float64{1, 50, 100, 104, 102, 103, 101}, true}, {[]float64{100, 110, 120, 130, 140, 150}, false},
	} {
		if err := flat("it", c.samples); (err == nil) != c.flat {
			t.Errorf("%v: %v", c.samples, err)
		}
	}
}
