package search

import (
	"belvo-emulator/emulator/internal/lifecycle"
	"belvo-emulator/emulator/internal/story"
)

// aim is the shortest story that is to meet a row of the table of a link's life that no run has met: one
// whose link was in the row's state before a request, with what leads to the row's event there.
func (s *Search) aim() (story.Story, bool) {
	for _, t := range lifecycle.Table() {
		r := row{t.From, t.Event}
		if s.met[r] || s.aimed[r] >= triesPerRow {
			continue
		}
		if told, kind, ok := s.shortest(r); ok {
			s.aimed[r]++
			s.kinds[kind]++
			s.Tried[kind]++
			s.dequeue(told)
			return told, true
		}
	}
	return story.Story{}, false
}

// shortest is the story for a row with the fewest steps that was not told yet.
func (s *Search) shortest(target row) (best story.Story, kind string, ok bool) {
	for _, p := range s.past {
		if ok && len(p.story.Steps)+1 >= len(best.Steps) || len(p.story.Steps) > longest {
			continue
		}
		if told, k, found := s.toward(target, p); found {
			best, kind, ok = told, k, true
		}
	}
	return best, kind, ok
}

// toward is a run's story with the misfortune that leads to a row, at the first of its requests where that
// can be.
func (s *Search) toward(target row, p past) (story.Story, string, bool) {
	for i, r := range p.requests {
		if r.Before != target.state || i < p.last {
			continue
		}
		for _, m := range s.table {
			if m.Leads == nil || m.Leads(r) != target.event {
				continue
			}
			if told, legal := with(p, i, m); legal && !s.isTold(told) {
				return told, r.Point().At + " " + m.Name, true
			}
		}
	}
	return story.Story{}, "", false
}
