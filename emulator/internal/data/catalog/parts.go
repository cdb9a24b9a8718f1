package catalog

import (
	"fmt"
	"slices"
	"strings"

	"gopkg.in/yaml.v3"

	"belvo-emulator/emulator/internal/belvo"
	"belvo-emulator/emulator/internal/data/people"
	"belvo-emulator/emulator/internal/suggest"
	"belvo-emulator/emulator/internal/yamlfile"
)

// Parts is what a data set has in addition to accounts, read for one kind of institution. A part that the
// data set lacks, or that the institution does not need, is nil.
type Parts struct {
	Taxpayer     *Taxpayer     // of Mexico
	Declarations *Declarations // of Colombia
	Chile        *Chile
	Employment   *Employment
	Investments  *[]Investment // these two: on Brazil's Open Finance
	Exchanges    *Exchanges
}

// Set is what a data set has for a customer of an institution.
type Set struct {
	Bank    *Bank // never nil
	Known   bool  // to the institution
	Parts   Parts
	Country *people.Country // the institution's
	Version string          // of the fixtures
}

// Set reads what a data set has for a user of an institution. The same version of the fixtures gives the same
// pointers. It returns an error for an unknown data set, and for an institution of a country that no file
// describes.
func (c *Catalog) Set(name string, in *belvo.Institution, username string) (*Set, error) {
	c = c.now()
	_, company := people.Claim(in.CountryCode, username)
	key := setKey{name, in, company || IsBusiness(in)}
	if set, known := c.sets.Load(key); known {
		return set.(*Set), nil
	}
	set, err := c.readSet(name, in, key.business)
	if err == nil {
		c.sets.Store(key, set)
	}
	return set, err
}

// setKey is what decides which Set a user has. There are few: names of no data set are not kept.
type setKey struct {
	name     string
	in       *belvo.Institution
	business bool
}

func (c *Catalog) readSet(name string, in *belvo.Institution, business bool) (*Set, error) {
	files := c.files()
	name, kind := files.named(name)
	if kind == "" {
		kind = variant(in, business)
	}
	sets, err := files.chain(name)
	if err != nil {
		return nil, err
	}
	land, err := c.country(in)
	if err != nil {
		return nil, err
	}
	bank, file, problems := partOf[Bank](sets, bankPart, kind)
	if bank == nil && len(problems) == 0 {
		bank = files.noBank
	} else if len(problems) == 0 {
		problems = missingPayees(file.name(), bank, countryCode(in), land)
	}
	if len(problems) > 0 {
		return nil, problems
	}
	parts, err := sets.parts(in, kind)
	return &Set{bank, sets.owner(), parts, land, c.version}, err
}

// named parts a name such as full_gig, which stands for the accounts of another kind of institution, into the
// data set's and the variant. Of other names the variant is "".
func (v *inventory) named(name string) (set, variant string) {
	for _, kind := range variants {
		plain, is := strings.CutSuffix(name, kind)
		if _, own := v.sets[name]; is && !own && v.sets[plain][bankPart+kind].read != nil {
			return plain, kind
		}
	}
	return name, ""
}

// SetFor returns the data set that a username gets: the last three digits choose, as in the names
// of Belvo's sandbox users. A CURP has no three digits there, so its first four letters choose.
// Deviation: these letters are ours.
func SetFor(username string) string {
	if len(username) == len("BLPM951331IONVGR54") {
		for prefix, set := range map[string]string{"NONE": "none", "LOWX": "low", "NEGA": "negative"} {
			if strings.HasPrefix(username, prefix) {
				return set
			}
		}
	}
	for suffix, set := range map[string]string{"101": "none", "102": "low", "103": "negative"} {
		if strings.HasSuffix(username, suffix) {
			return set
		}
	}
	return "full"
}

// setSpec is a file set.yaml.
type setSpec struct {
	node    *yaml.Node
	Summary string `yaml:"summary"`
	Like    string `yaml:"like"`  // the data set that has what this one lacks
	Owner   *bool  `yaml:"owner"` // false: institutions know no owner
}

// The names of the files of a data set.
const (
	setPart          = "set"
	bankPart         = "bank"
	taxpayerPart     = "taxpayer"
	declarationsPart = "declarations"
	chilePart        = "chile"
	employmentPart   = "employment"
	investmentsPart  = "investments"
	exchangesPart    = "exchanges"
)

// readers read the files of a data set, by the files' names.
var readers = map[string]func(file string, data []byte) (any, yamlfile.Problems){
	setPart:          anyOf(parser(setShape, func(_ *reporter, top *yaml.Node, s *setSpec) { s.node = top })),
	bankPart:         anyOf(parser(bankShape, checkBank)),
	taxpayerPart:     anyOf(parser(taxpayerShape, checkTaxpayer)),
	declarationsPart: anyOf(parser(declarationsShape, checkDeclarations)),
	chilePart:        anyOf(parser(chileShape, checkChile)),
	employmentPart:   anyOf(parser(employmentShape, checkEmployment)),
	investmentsPart:  anyOf(parser(investmentsShape, checkInvestments)),
	exchangesPart:    anyOf(parser(exchangesShape, checkExchanges)),
}

func anyOf[T any](parse func(string, []byte) (*T, yamlfile.Problems)) func(string, []byte) (any, yamlfile.Problems) {
	return func(file string, data []byte) (any, yamlfile.Problems) {
		v, problems := parse(file, data)
		return v, problems
	}
}

// variants are what the name of a file may end with: such a file is used instead of the plain one at
// institutions of that kind.
var variants = []string{"_business", "_gig"}

// partName is the part that a file holds, whatever variant; false for a name that none has.
func partName(file string) (name string, ok bool) {
	for _, v := range variants {
		if plain, is := strings.CutSuffix(file, v); is && plain != setPart {
			file = plain
		}
	}
	return file, readers[file] != nil
}

// partNames are the names of all parts, in alphabetical order.
func partNames() []string {
	var names []string
	for name := range readers {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

// dataSet is the files of a data set, by their names without the extension.
type dataSet map[string]part

// part is a file of a data set, which is read at most once.
type part struct {
	source
	read func() (any, yamlfile.Problems)
}

// chain is a data set and those that have what it lacks, in the order in which they are looked into.
type chain []dataSet

// chain returns a data set with those that it is like. It returns an error for an unknown name, for a
// data set without a set.yaml, and for data sets that are like each other.
func (v *inventory) chain(name string) (chain, error) {
	var all chain
	for seen := []string{}; name != ""; {
		if slices.Contains(seen, name) {
			return nil, fmt.Errorf("the data sets %s are like each other", strings.Join(append(seen, name), ", "))
		}
		seen = append(seen, name)
		set, ok := v.sets[name]
		if !ok {
			return nil, unknownSet(name, v.setNames())
		}
		spec, _, problems := partOf[setSpec](chain{set}, setPart, "")
		if len(problems) > 0 {
			return nil, problems
		}
		if spec == nil {
			return nil, fmt.Errorf("the data set %q has no file %s%s", name, setPart, extension)
		}
		all, name = append(all, set), spec.Like
	}
	return all, nil
}

func unknownSet(name string, known []string) error {
	return fmt.Errorf("unknown data set %q%s", name, suggest.Tail(name, known))
}

// partOf returns a part of the first data set of a chain that has it, nil if none has. A data set's own
// plain part comes before the variant of another.
func partOf[T any](all chain, name, variant string) (*T, source, yamlfile.Problems) {
	for _, set := range all {
		for _, file := range []string{name + variant, name} {
			if p, ok := set[file]; ok {
				v, problems := p.read()
				t, _ := v.(*T)
				return t, p.source, problems
			}
		}
	}
	return nil, source{}, nil
}

// owner says whether an institution knows the customer.
func (all chain) owner() bool {
	for _, set := range all {
		if spec, _, _ := partOf[setSpec](chain{set}, setPart, ""); spec != nil && spec.Owner != nil {
			return *spec.Owner
		}
	}
	return true
}

// parts reads what an institution needs in addition to accounts.
func (all chain) parts(in *belvo.Institution, variant string) (p Parts, err error) {
	var found yamlfile.Problems
	switch {
	case OnOpenFinance(in):
		p.Investments = add[[]Investment](all, investmentsPart, variant, &found)
		p.Exchanges = add[Exchanges](all, exchangesPart, variant, &found)
	case in.Type == "fiscal":
		p.Taxpayer = add[Taxpayer](all, taxpayerPart, variant, &found)
		p.Declarations = add[Declarations](all, declarationsPart, variant, &found)
		p.Chile = add[Chile](all, chilePart, variant, &found)
	case in.Type == "employment":
		p.Employment = add[Employment](all, employmentPart, variant, &found)
	}
	return p, found.OrNil()
}

func add[T any](all chain, name, variant string, found *yamlfile.Problems) *T {
	v, _, problems := partOf[T](all, name, variant)
	*found = append(*found, problems...)
	return v
}

// setShape is the format of set.yaml.
func setShape() *yamlfile.Shape {
	return object("A data set.",
		need("summary", text("What the set is for, in one sentence.")),
		may("like", text("The data set that has what this one lacks.")),
		may("owner", boolean("false: no institution knows anybody behind the login.")))
}
