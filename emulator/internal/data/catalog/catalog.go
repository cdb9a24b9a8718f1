// Package catalog is the fixtures: institutions, countries and data sets, read from YAML files and checked.
// What the files say is in types of this package and of package people; others make data of it.
package catalog

import (
	"errors"
	"io/fs"
	"maps"
	"path"
	"slices"
	"strconv"
	"strings"
	"sync"

	"belvo-emulator/emulator/internal/belvo"
	"belvo-emulator/emulator/internal/data/people"
	"belvo-emulator/emulator/internal/suggest"
	"belvo-emulator/emulator/internal/yamlfile"
)

// Layer is a folder of fixtures. Name stands before the names of its files in error texts. Layers of the same
// Version have the same files; what is built in has none.
type Layer struct {
	Name    string
	FS      fs.FS
	Version string
}

// Catalog is all fixtures of some layers. It reads a file when something in it is first asked
// for, and never again. It is safe for concurrent use; what it returns is shared and must not be
// changed.
type Catalog struct {
	current      func() *Catalog // of a replaceable one, nil for others
	files        func() *inventory
	institutions func() (*directory, yamlfile.Problems)
	version      string   // of its layers
	sets         sync.Map // *Set by setKey: those that were asked for, of which there are many questions
}

// inventory is which files there are, by what they hold.
type inventory struct {
	institutions []source
	sets         map[string]dataSet
	countries    map[string]func() (*people.Country, yamlfile.Problems)
	noBank       *Bank // of data sets without accounts
	problems     yamlfile.Problems
}

// source is one file of a layer.
type source struct {
	layer Layer
	path  string
}

// The names of fixtures inside a layer.
const (
	institutionsFile = "institutions.yaml"
	setsFolder       = "datasets"
	peopleFolder     = "people"
	extension        = ".yaml"
)

// Load returns the catalog of some layers, reading nothing yet. Layers lie over each other file by
// file: a later one's file of a data set or a country replaces that of the same name, and so does an
// institution.
func Load(layers ...Layer) *Catalog {
	c := &Catalog{files: sync.OnceValue(func() *inventory { return takeStock(layers) })}
	c.institutions = sync.OnceValues(func() (*directory, yamlfile.Problems) {
		return readInstitutions(c.files().institutions)
	})
	for _, l := range layers {
		c.version += l.Version
	}
	return c
}

func takeStock(layers []Layer) *inventory {
	v := &inventory{
		sets:      map[string]dataSet{},
		countries: map[string]func() (*people.Country, yamlfile.Problems){},
		noBank:    &Bank{},
	}
	for _, l := range layers {
		for _, e := range v.list(l, ".") {
			v.take(l, e)
		}
	}
	return v
}

func (v *inventory) take(l Layer, e fs.DirEntry) {
	switch name := e.Name(); {
	case name == institutionsFile:
		v.institutions = append(v.institutions, source{l, name})
	case name == setsFolder:
		for _, f := range v.list(l, name) {
			v.takeSet(l, f)
		}
	case name == peopleFolder:
		for _, f := range v.list(l, name) {
			s := source{l, path.Join(name, f.Name())}
			if key, ok := keyOf(s); ok {
				v.countries[key] = lazy(s, parser(countryShape, checkCountry))
			} else {
				v.stray(s, false)
			}
		}
	default:
		v.stray(source{l, name}, e.IsDir())
	}
}

// takeSet takes the files in of a data set's folder.
func (v *inventory) takeSet(l Layer, e fs.DirEntry) {
	folder := source{l, path.Join(setsFolder, e.Name())}
	if !e.IsDir() {
		if yamlfile.IsName(e.Name()) {
			v.problems = append(v.problems, folder.problem("a data set is a folder with "+setPart+extension+
				" and other files: accounts belong into its "+bankPart+extension))
		}
		return
	}
	set := v.sets[e.Name()]
	if set == nil {
		set = dataSet{}
		v.sets[e.Name()] = set
	}
	for _, f := range v.list(l, folder.path) {
		s := source{l, path.Join(folder.path, f.Name())}
		key, ok := keyOf(s)
		if !ok {
			v.stray(s, false)
			continue
		}
		name, ok := partName(key)
		if !ok {
			v.problems = append(v.problems, s.problem("nothing reads this: a data set has no file "+
				strconv.Quote(key)+suggest.Tail(name, partNames())))
			continue
		}
		set[key] = part{s, lazy(s, readers[name])}
	}
}

// keyOf is the name of a file without its extension; false for a file of another kind.
func keyOf(s source) (string, bool) {
	key, ok := strings.CutSuffix(path.Base(s.path), extension)
	return key, ok && yamlfile.IsName(path.Base(s.path))
}

// stray reports what looks like a fixture under a wrong name, since nothing would read it.
func (v *inventory) stray(s source, folder bool) {
	known := []string{institutionsFile, setsFolder, peopleFolder}
	if folder && suggest.Nearest(s.path, known) != "" || !folder && yamlfile.IsName(path.Base(s.path)) {
		v.problems = append(v.problems, s.problem("nothing reads this; fixtures are institutions.yaml, "+
			"datasets/<name>/*.yaml and people/<country>.yaml"))
	}
}

func (v *inventory) list(l Layer, folder string) []fs.DirEntry {
	entries, err := fs.ReadDir(l.FS, folder)
	if err != nil {
		v.problems = append(v.problems, source{l, folder}.problem(err.Error()))
	}
	return entries
}

func (s source) name() string { return path.Join(s.layer.Name, s.path) }

func (s source) problem(message string) yamlfile.Problem {
	return yamlfile.Problem{File: s.name(), Pos: yamlfile.Pos{Line: 1, Column: 1}, Message: message}
}

func (s source) read() ([]byte, *yamlfile.Problem) {
	data, err := fs.ReadFile(s.layer.FS, s.path)
	if err != nil {
		p := s.problem(err.Error())
		return nil, &p
	}
	return data, nil
}

// lazy returns a function that parses a file at its first call.
func lazy[T any](s source, parse func(string, []byte) (T, yamlfile.Problems)) func() (T, yamlfile.Problems) {
	return sync.OnceValues(func() (none T, _ yamlfile.Problems) {
		data, problem := s.read()
		if problem != nil {
			return none, yamlfile.Problems{*problem}
		}
		return parse(s.name(), data)
	})
}

// Check reads everything and returns all that is wrong with it, as yamlfile.Problems.
func (c *Catalog) Check() error {
	c = c.now()
	files := c.files()
	problems := slices.Clone(files.problems)
	directory, found := c.institutions()
	problems = append(problems, found...)
	countries := map[string]*people.Country{}
	for _, code := range slices.Sorted(maps.Keys(files.countries)) {
		var bad yamlfile.Problems
		countries[code], bad = files.countries[code]()
		problems = append(problems, bad...)
	}
	for _, name := range slices.Sorted(maps.Keys(files.sets)) {
		problems = append(problems, files.checkSet(name, countries)...)
	}
	for _, in := range directory.sorted {
		if _, ok := countries[countryCode(in)]; !ok {
			problems = append(problems, source{path: institutionsFile}.problem(missingCountry(in).Error()))
		}
	}
	return problems.OrNil()
}

// checkSet reads all files of a data set and returns what is wrong with them.
func (v *inventory) checkSet(name string, countries map[string]*people.Country) (problems yamlfile.Problems) {
	set := v.sets[name]
	for _, file := range slices.Sorted(maps.Keys(set)) {
		p := set[file]
		read, bad := p.read()
		problems = append(problems, bad...)
		if bank, is := read.(*Bank); is && bank != nil {
			for _, code := range slices.Sorted(maps.Keys(countries)) {
				if countries[code] != nil {
					problems = append(problems, missingPayees(p.name(), bank, code, countries[code])...)
				}
			}
		}
	}
	if len(problems) > 0 {
		return problems
	}
	if _, err := v.chain(name); err != nil {
		at := source{set[slices.Sorted(maps.Keys(set))[0]].layer, path.Join(setsFolder, name)}
		own := set[setPart]
		if own.read == nil {
			return append(problems, at.problem(err.Error()))
		}
		spec, _, _ := partOf[setSpec](chain{set}, setPart, "")
		r := reporter{file: own.name()}
		r.report(spec.node, "like", "%s", err)
		problems = append(problems, r.problems...)
	}
	return problems
}

// Institutions returns all institutions by name.
func (c *Catalog) Institutions() []*belvo.Institution {
	d, _ := c.institutions()
	return d.sorted
}

// Institution returns the institution with a name.
func (c *Catalog) Institution(name string) (*belvo.Institution, bool) {
	d, _ := c.institutions()
	in, ok := d.byName[name]
	return in, ok
}

// InstitutionByID returns the institution with an id.
func (c *Catalog) InstitutionByID(id int) (*belvo.Institution, bool) {
	d, _ := c.institutions()
	in, ok := d.byID[id]
	return in, ok
}

// Sets returns the names of all data sets, in alphabetical order, and those that stand for the accounts of
// another kind of institution, such as full_gig.
func (c *Catalog) Sets() []string { return c.files().setNames() }

func (v *inventory) setNames() []string {
	var names []string
	for name, set := range v.sets {
		names = append(names, name)
		for _, kind := range variants {
			if _, ok := set[bankPart+kind]; ok {
				names = append(names, name+kind)
			}
		}
	}
	slices.Sort(names)
	return slices.Compact(names)
}

func (c *Catalog) country(in *belvo.Institution) (*people.Country, error) {
	read, ok := c.files().countries[countryCode(in)]
	if !ok {
		return nil, missingCountry(in)
	}
	land, problems := read()
	return land, problems.OrNil()
}

func countryCode(in *belvo.Institution) string { return strings.ToLower(in.CountryCode) }

func missingCountry(in *belvo.Institution) error {
	return errors.New("institution " + in.Name + " needs a file people/" + countryCode(in) + extension)
}
