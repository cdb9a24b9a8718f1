package scenario

import (
	"cmp"
	"fmt"
	"io/fs"
	"maps"
	"path"
	"slices"
	"strings"
	"time"

	"belvo-emulator/emulator/internal/belvo"
	"belvo-emulator/emulator/internal/notice"
	"belvo-emulator/emulator/internal/suggest"
	"belvo-emulator/emulator/internal/yamlfile"
)

// Layer is a folder of scenario files. Name stands before the files' names in problems.
type Layer struct {
	Name string
	FS   fs.FS
}

// MaxFile is the largest file that is read, in bytes: some hundred times what people write.
const MaxFile = 1 << 20

// Parse reads one scenario. Sets are the data sets that exist. It returns every problem of the
// file, and a scenario only when there is none.
func Parse(file string, data []byte, sets []string) (*Scenario, yamlfile.Problems) {
	if len(data) > MaxFile {
		return nil, yamlfile.Problems{unreadable(file, fmt.Errorf("the file is larger than %d bytes", MaxFile))}
	}
	var raw fileYAML
	lost, problems := yamlfile.DecodeRest(file, data, Format(), &raw)
	if lost == nil {
		return nil, problems
	}
	b := &builder{file: file, text: data, raw: &raw, sets: sets, states: map[string]*State{}, problems: problems, dropped: lost,
		incomplete: map[*Rule]bool{}}
	s := b.build()
	b.verify(s)
	if len(b.problems) > 0 {
		return nil, inOrder(b.problems)
	}
	return s, nil
}

// inOrder sorts the problems of one file by their places.
func inOrder(problems yamlfile.Problems) yamlfile.Problems {
	slices.SortStableFunc(problems, func(p, q yamlfile.Problem) int {
		return cmp.Or(p.Line-q.Line, p.Column-q.Column)
	})
	return problems
}

// Load reads all layers; a scenario of a later layer replaces one of the same name, and its match
// goes before those of earlier layers. It returns every problem of every file, and a set only
// when there is none.
func Load(sets []string, layers ...Layer) (*Set, yamlfile.Problems) {
	set := newSet()
	var problems yamlfile.Problems
	for _, layer := range layers {
		scenarios, found := loadLayer(layer, sets)
		problems = append(problems, found...)
		set.add(scenarios)
	}
	if len(problems) > 0 {
		return nil, problems
	}
	return set, nil
}

func loadLayer(layer Layer, sets []string) ([]*Scenario, yamlfile.Problems) {
	entries, err := fs.ReadDir(layer.FS, ".")
	if err != nil {
		return nil, yamlfile.Problems{unreadable(layer.Name, err)}
	}
	var scenarios []*Scenario
	var problems yamlfile.Problems
	for _, entry := range entries {
		if !IsFile(entry) {
			continue
		}
		file := path.Join(layer.Name, entry.Name())
		data, err := fs.ReadFile(layer.FS, entry.Name())
		if err != nil {
			problems = append(problems, unreadable(file, err))
			continue
		}
		s, found := Parse(file, data, sets)
		problems = append(problems, found...)
		if s != nil {
			scenarios = append(scenarios, s)
		}
	}
	return scenarios, append(problems, Conflicts(scenarios)...)
}

// IsFile says whether an entry of a folder is read as a scenario.
func IsFile(entry fs.DirEntry) bool {
	return !entry.IsDir() && yamlfile.IsName(entry.Name())
}

func unreadable(file string, err error) yamlfile.Problem {
	return yamlfile.Problem{File: file, Pos: yamlfile.Pos{Line: 1, Column: 1}, Message: err.Error()}
}

// Conflicts reports scenarios of one folder that have one name or claim the same users.
func Conflicts(scenarios []*Scenario) yamlfile.Problems {
	var problems yamlfile.Problems
	for i, a := range scenarios {
		for _, b := range scenarios[:i] {
			at := yamlfile.Problem{File: a.Source, Pos: yamlfile.Pos{Line: 1, Column: 1}}
			switch {
			case a.Name == b.Name:
				at.Message = fmt.Sprintf("the name %q is taken by %s", a.Name, b.Source)
			case a.Match.conflictsWith(b.Match):
				at.Message = fmt.Sprintf("the match overlaps that of %s: nothing tells which of the two is meant",
					b.Source)
			default:
				continue
			}
			problems = append(problems, at)
		}
	}
	return problems
}

// conflictsWith says whether two matches of the same precedence may claim the same user.
func (m Match) conflictsWith(o Match) bool {
	if (len(m.Usernames) > 0) != (len(o.Usernames) > 0) {
		return false // a match by username goes before one by institution
	}
	if len(m.Usernames)+len(m.Institutions) == 0 || len(o.Usernames)+len(o.Institutions) == 0 {
		return false // claims no user
	}
	return anyOverlap(m.Usernames, o.Usernames) && anyOverlap(m.Institutions, o.Institutions)
}

// anyOverlap says whether a value may satisfy both lists; an empty list takes every value.
func anyOverlap(a, b []Pattern) bool {
	if len(a) == 0 || len(b) == 0 {
		return true
	}
	return slices.ContainsFunc(a, func(p Pattern) bool {
		return slices.ContainsFunc(b, p.overlaps)
	})
}

// builder turns the raw file into a Scenario and collects what is wrong.
type builder struct {
	file     string
	text     []byte
	raw      *fileYAML
	sets     []string
	states   map[string]*State
	problems yamlfile.Problems
	rules    int

	dropped    yamlfile.Lost  // of the file
	incomplete map[*Rule]bool // the rules that lost something
	unresolved bool           // it is not known where every rule leads, nor from where
}

// dropsKey says whether the file lost its value for a key.
func (b *builder) dropsKey(key string) bool { return slices.Contains(b.dropped[b.raw.pos], key) }

func (b *builder) report(pos yamlfile.Pos, format string, args ...any) {
	message := fmt.Sprintf(format, args...)
	b.problems = append(b.problems, yamlfile.Problem{File: b.file, Pos: pos, Message: message})
}

func (b *builder) build() *Scenario {
	if b.raw.Version != Version && !b.dropsKey("version") {
		b.report(b.raw.at["version"], "version %d is not supported, expected %d", b.raw.Version, Version)
	}
	s := &Scenario{Name: b.raw.Name, Summary: strings.TrimSpace(b.raw.Summary), Source: b.file, Text: b.text}
	names := b.stateNames()
	for _, name := range names {
		b.states[name] = &State{Name: name, Rules: map[string][]*Rule{}, counted: map[string]bool{}}
		s.States = append(s.States, b.states[name])
	}
	for _, name := range names {
		b.buildState(b.states[name], b.raw.States[name])
	}
	s.Match = Match{Institutions: b.patterns(b.raw.at["match"], b.raw.Match.Institutions),
		Usernames: b.patterns(b.raw.at["match"], b.raw.Match.Usernames)}
	if !b.dropsKey("start") {
		s.Start = b.state(b.raw.at["start"], "start", b.raw.Start)
	}
	if b.raw.Enter != "" {
		s.Enter = b.state(b.raw.at["enter"], "enter", b.raw.Enter)
	}
	return s
}

// stateNames lists the states in the order of the file.
func (b *builder) stateNames() []string {
	names := make([]string, 0, len(b.raw.States))
	for name := range b.raw.States {
		names = append(names, name)
	}
	slices.SortFunc(names, func(x, y string) int {
		p, q := b.raw.States[x].pos, b.raw.States[y].pos
		return cmp.Or(p.Line-q.Line, p.Column-q.Column)
	})
	return names
}

func (b *builder) buildState(s *State, raw stateYAML) {
	for _, trigger := range raw.order {
		for i := range raw.On[trigger] {
			s.Rules[trigger] = append(s.Rules[trigger], b.buildRule(s, trigger, &raw.On[trigger][i]))
		}
	}
	if raw.After == nil {
		return
	}
	wait := b.duration(raw.After.Wait)
	if wait <= 0 {
		b.report(raw.After.pos, `"wait" must be more than nothing`)
	}
	s.After = &After{Wait: wait, Goto: b.state(raw.After.pos, "goto", raw.After.Goto)}
}

func (b *builder) buildRule(s *State, trigger string, raw *ruleYAML) *Rule {
	b.rules++
	r := &Rule{Respond: belvo.Code(raw.Respond), Message: raw.Message, Times: raw.Times, Data: raw.Data,
		Latency: b.duration(raw.Latency), Consent: b.duration(raw.Consent), Fault: raw.Fault.Fault, number: b.rules,
		Webhooks: notice.Mangle{Duplicate: raw.Webhooks.Duplicate, Reorder: raw.Webhooks.Reorder,
			Delay: b.duration(raw.Webhooks.Delay)},
		Position: fmt.Sprintf("%s:%d", b.file, raw.pos.Line)}
	for _, field := range slices.Sorted(maps.Keys(raw.When)) {
		r.When = append(r.When, Guard{Field: field, Values: b.patterns(raw.pos, raw.When[field])})
		s.counted[trigger] = s.counted[trigger] || field == guardAttempt
	}
	if raw.Goto != "" {
		r.Goto = b.state(raw.pos, "goto", raw.Goto)
	}
	if c := raw.Challenge; c != nil {
		r.Challenge = &Challenge{Type: c.Type, Value: c.Value, Instructions: c.Instructions,
			Expiry: b.duration(c.Expiry)}
	}
	b.incomplete[r] = len(b.dropped[raw.pos]) > 0
	b.checkRule(trigger, raw, r)
	return r
}

func (b *builder) state(pos yamlfile.Pos, key, name string) *State {
	s := b.states[name]
	b.unresolved = b.unresolved || s == nil
	if s == nil && !b.dropsKey("states") && len(b.dropped[b.raw.at["states"]]) == 0 { // it is none that was lost
		known := slices.Sorted(maps.Keys(b.states))
		b.report(pos, "unknown state %q in %q%s", name, key, suggest.Tail(name, known))
	}
	return s
}

func (b *builder) patterns(pos yamlfile.Pos, texts []string) []Pattern {
	var patterns []Pattern
	for _, text := range texts {
		p, err := ParsePattern(text)
		if err != nil {
			b.report(pos, "%v", err)
			continue
		}
		patterns = append(patterns, p)
	}
	return patterns
}

// duration reads what the format has checked already; "" is nothing.
func (b *builder) duration(text string) time.Duration {
	if text == "" {
		return 0
	}
	d, _ := yamlfile.ParseDuration(text) // the shape accepts no other form
	return d
}
