package journal

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"belvo-emulator/emulator/internal/suggest"
)

// nearest are the requests that differ least from what is missing.
func nearest(m *Matcher, entries []*Entry) []Near {
	type candidate struct {
		entry *Entry
		list  []Difference
		cost  int
	}
	var best []candidate                         // the differences of thousands of requests need not be held at once
	for _, e := range slices.Backward(entries) { // of equals the newest
		d := m.Differences(e)
		if len(d) == 0 {
			continue
		}
		best = append(best, candidate{e, d, cost(d)})
		slices.SortStableFunc(best, func(a, b candidate) int { return cmp.Compare(a.cost, b.cost) })
		if len(best) > maxNear {
			best = slices.Delete(best, maxNear, len(best))
		}
	}
	list := []Near{}
	for _, c := range best {
		list = append(list, Near{c.entry.ID, summary(c.entry, m, c.list), c.list})
	}
	return list
}

// cost says how far off a request is: another path is further than any field.
func cost(d []Difference) int {
	sum := 0
	for _, one := range d {
		switch one.Field {
		case "path":
			sum += 40
			if want, got := fmt.Sprint(one.Want), fmt.Sprint(one.Got); suggest.Nearest(want, []string{got}) != "" {
				sum -= 30 // a slip of the pen
			}
		case "method":
			sum += 20
		case "body":
			sum += 10
		default:
			sum++
		}
	}
	return sum
}

// summary says in one line what a request is and in what it differs.
func summary(e *Entry, m *Matcher, d []Difference) string {
	wrong := make([]string, len(d))
	for i := range d {
		wrong[i] = d[i].String()
	}
	text := fmt.Sprintf("%s %s, answered %d", e.Method, e.Path, e.Status)
	has := func(field string) bool {
		return slices.ContainsFunc(d, func(one Difference) bool { return one.Field == field })
	}
	if m.call.Path != "" && !has("path") && !has("method") {
		text += ": the path matched"
		return text + ", " + strings.Join(wrong, ", ")
	}
	return text + ": " + strings.Join(wrong, ", ")
}

// unwanted lists requests that are too many.
func unwanted(entries []*Entry) []Near {
	list := []Near{}
	for _, e := range entries[max(0, len(entries)-maxNear):] {
		list = append(list, Near{e.ID, fmt.Sprintf("%s %s, answered %d", e.Method, e.Path, e.Status),
			[]Difference{}})
	}
	return list
}

// best is the end of an error: the nearest miss.
func best(list []Near, miss bool) string {
	switch {
	case len(list) == 0:
		return "; no other request was made"
	case miss:
		return "; nearest is " + list[0].Request + ": " + list[0].Summary
	}
	return ""
}
