package search

import (
	"encoding/json"
	"slices"

	"belvo-emulator/emulator/internal/lifecycle"
	"belvo-emulator/emulator/internal/run"
	"belvo-emulator/emulator/internal/story"
)

// triesPerRow is how often one row of the table of a link's life is aimed at.
const triesPerRow = 12

// longest is how many steps a story has at most.
const longest = 4

// row is a row of the table of a link's life, as far as a search has to meet it.
type row struct {
	state lifecycle.State
	event lifecycle.Event
}

// candidate is a story that may be told.
type candidate struct {
	Story story.Story
	key   string
	kind  string // operation and misfortune
	name  string // of the misfortune
	order int    // in which it was found, with the seed's part
	plain int
	cost  int
}

// past is a run that took effect and broke nothing: stories grow out of it.
type past struct {
	story    story.Story
	requests []run.Request
	last     int // index of the request of the story's last step, 0 for none
}

// Search is what is known so far. Make it with New.
type Search struct {
	table    []Misfortune
	seed     uint64
	queue    []candidate
	past     []past
	met      map[row]bool
	aimed    map[row]int
	kinds    map[string]int // how often a kind was told
	names    map[string]int
	told     map[string]bool               // stories that are known, by their keys
	waiting  map[string]bool               // of them, those in the queue
	usual    map[run.Point]lifecycle.State // points of the undisturbed run with the state before
	found    int
	Tried    map[string]int // how often each kind at each operation was told
	settings bool
}

// New is a search that begins with an undisturbed run.
func New(table []Misfortune, seed uint64, undisturbed run.Report) *Search {
	s := &Search{table: table, seed: seed, met: map[row]bool{}, aimed: map[row]int{}, kinds: map[string]int{},
		names: map[string]int{}, told: map[string]bool{}, waiting: map[string]bool{}, usual: map[run.Point]lifecycle.State{}, Tried: map[string]int{}}
	for _, r := range undisturbed.Requests {
		s.usual[r.Point()] = r.Before
	}
	for _, m := range table {
		if m.Whole != nil && m.Needs(undisturbed) {
			told := story.Story{Version: story.Version}
			m.Whole(&told)
			s.add(candidate{Story: told, kind: m.Name, name: m.Name, plain: m.Plain - 100})
		}
	}
	s.meet(undisturbed)
	s.grow(past{requests: undisturbed.Requests}, true)
	return s
}

// Learn takes the run of a story that took effect and broke nothing.
func (s *Search) Learn(told story.Story, r run.Report) {
	s.meet(r)
	last := 0
	for _, step := range r.Steps {
		for i, q := range r.Requests {
			if q.ID == step.Request {
				last = max(last, i)
			}
		}
	}
	s.grow(past{told, r.Requests, last}, false)
}

// Meet takes what a run met that broke something: no story grows out of it.
func (s *Search) Meet(r run.Report) { s.meet(r) }

func (s *Search) meet(r run.Report) {
	for _, t := range r.Transitions {
		s.met[row{t.From, t.Event}] = true
	}
}

// Met is how many rows of the table of a link's life were met.
func (s *Search) Met() int {
	n := 0
	for _, t := range lifecycle.Table() {
		if s.met[row{t.From, t.Event}] {
			n++
		}
	}
	return n
}

// Unmet lists the rows of that table that were not met.
func (s *Search) Unmet() []lifecycle.Transition {
	var rows []lifecycle.Transition
	for _, t := range lifecycle.Table() {
		if !s.met[row{t.From, t.Event}] {
			rows = append(rows, t)
		}
	}
	return rows
}

// grow queues the stories that a run makes possible: a further misfortune at the requests behind its last
// step that are new, or about a link in another state than usual.
func (s *Search) grow(p past, undisturbed bool) {
	s.past = append(s.past, p)
	if len(p.story.Steps) >= longest {
		return
	}
	for i, r := range p.requests {
		state, known := s.usual[r.Point()]
		if r.Nth == 0 || i < p.last || !undisturbed && known && state == r.Before {
			continue
		}
		for _, m := range s.table {
			s.extend(p, i, m)
		}
	}
}

// extend queues a run's story with a misfortune at one of its requests, where that can be.
func (s *Search) extend(p past, i int, m Misfortune) {
	told, ok := with(p, i, m)
	if !ok {
		return
	}
	r := p.requests[i]
	c := candidate{Story: told, kind: r.Point().At + " " + m.Name, name: m.Name, plain: m.Plain}
	if m.Costly {
		c.cost = 1
	}
	s.add(c)
}

// with is a run's story with one more misfortune, at one of its requests.
func with(p past, i int, m Misfortune) (story.Story, bool) {
	if m.Step == nil || p.requests[i].Nth == 0 || i < p.last {
		return story.Story{}, false
	}
	step, legal := m.Step(p.requests[i])
	if !legal || step.Advance != "" && i == 0 {
		return story.Story{}, false
	}
	for _, other := range p.story.Steps {
		same := other.Point() == step.Point() && (other.Turn() == step.Turn() || other.Always)
		if same && other.At == step.At {
			return story.Story{}, false
		}
	}
	told := p.story
	told.Version, told.Steps = story.Version, append(slices.Clone(p.story.Steps), step)
	return told, true
}

func (s *Search) add(c candidate) {
	if key := Key(c.Story); !s.told[key] {
		s.told[key], s.waiting[key] = true, true
		s.found++
		c.order, c.key = s.found, key
		s.queue = append(s.queue, c)
	}
}

// Key is equal for equal stories, whatever their names.
func Key(told story.Story) string {
	told.Name, told.Summary, told.Expect = "", "", nil
	text, _ := json.Marshal(told) // plain values always encode
	return string(text)
}

// Next chooses the next story, false if there is none left.
func (s *Search) Next() (story.Story, bool) {
	if !s.settings { // whole runs first: they are few, and say most
		at := slices.IndexFunc(s.queue, func(c candidate) bool { return len(c.Story.Steps) == 0 })
		if at >= 0 {
			return s.take(at), true
		}
		s.settings = true
	}
	if told, ok := s.aim(); ok {
		return told, true
	}
	if len(s.queue) == 0 {
		return story.Story{}, false
	}
	best := 0
	for i := range s.queue {
		if s.before(s.queue[i], s.queue[best]) {
			best = i
		}
	}
	return s.take(best), true
}

// before orders the queue: a kind at an operation that was not told yet, then fewer steps, then a kind that was
// told less.
func (s *Search) before(a, b candidate) bool {
	for _, pair := range [][2]int{{a.cost, b.cost}, {min(s.kinds[a.kind], 1), min(s.kinds[b.kind], 1)},
		{len(a.Story.Steps), len(b.Story.Steps)}, {s.kinds[a.kind], s.kinds[b.kind]}, {s.names[a.name], s.names[b.name]},
		{a.plain, b.plain}, {s.shuffled(a.order), s.shuffled(b.order)}} {
		if pair[0] != pair[1] {
			return pair[0] < pair[1]
		}
	}
	return false
}

// shuffled is the seed's order of stories that are equally good.
func (s *Search) shuffled(order int) int {
	x := (uint64(order) + s.seed*0x9e3779b97f4a7c15) * 0xbf58476d1ce4e5b9
	return int((x ^ x>>31) >> 1)
}

func (s *Search) take(i int) story.Story {
	c := s.queue[i]
	s.queue = slices.Delete(s.queue, i, i+1)
	delete(s.waiting, c.key)
	s.kinds[c.kind]++
	s.names[c.name]++
	s.Tried[c.kind]++
	if c.cost > 0 { // once for each operation
		s.drop(func(o candidate) bool { return o.kind == c.kind })
	}
	return c.Story
}

// isTold says whether a story was told, which means that it is known and waits no more.
func (s *Search) isTold(told story.Story) bool {
	key := Key(told)
	return s.told[key] && !s.waiting[key]
}

// dequeue marks a story as told.
func (s *Search) dequeue(told story.Story) {
	key := Key(told)
	s.told[key] = true
	if s.waiting[key] {
		s.drop(func(c candidate) bool { return c.key == key })
	}
}

// drop takes stories out of the queue.
func (s *Search) drop(is func(candidate) bool) {
	s.queue = slices.DeleteFunc(s.queue, func(c candidate) bool {
		if is(c) {
			delete(s.waiting, c.key)
			return true
		}
		return false
	})
}

// Left is how many stories wait to be told.
func (s *Search) Left() int { return len(s.queue) }
