package catalog

import (
	"cmp"
	"maps"
	"regexp"
	"slices"
	"strings"

	"gopkg.in/yaml.v3"

	"belvo-emulator/emulator/internal/belvo"
	"belvo-emulator/emulator/internal/suggest"
	"belvo-emulator/emulator/internal/yamlfile"
)

// institutionFile is a file institutions.yaml.
type institutionFile struct {
	Forms        map[string][]belvo.FormField `yaml:"forms"`
	Families     map[string]belvo.Institution `yaml:"families"`
	Institutions []institutionEntry           `yaml:"institutions"`
}

// institutionEntry is an institution and what only the file has.
type institutionEntry struct {
	node              *yaml.Node
	Form              string `yaml:"form"`
	Family            string `yaml:"family"`
	belvo.Institution `yaml:",inline"`
}

// UnmarshalYAML keeps the node, as that of Account does.
func (e *institutionEntry) UnmarshalYAML(n *yaml.Node) error {
	type bare institutionEntry
	e.node = n
	return n.Decode((*bare)(e))
}

// directory is the institutions in the three orders in which they are asked for.
type directory struct {
	sorted []*belvo.Institution
	byName map[string]*belvo.Institution
	byID   map[int]*belvo.Institution
}

// readInstitutions merges the files of all layers: an institution of a later one replaces that
// of the same name.
func readInstitutions(files []source) (*directory, yamlfile.Problems) {
	d := &directory{byName: map[string]*belvo.Institution{}, byID: map[int]*belvo.Institution{}}
	var problems yamlfile.Problems
	for _, f := range files {
		data, err := f.read()
		if err != nil {
			problems = append(problems, *err)
			continue
		}
		var file institutionFile
		if found := yamlfile.Decode(f.name(), data, institutionsShape(), &file); len(found) > 0 {
			problems = append(problems, found...)
			continue
		}
		r := institutionReader{reporter{file: f.name()}, &file, map[string]bool{}}
		for i := range file.Institutions {
			if e := &file.Institutions[i]; r.complete(e) {
				d.add(e, &r.reporter)
			}
		}
		problems = append(problems, r.sorted()...)
	}
	for _, in := range d.byName {
		d.sorted = append(d.sorted, in)
	}
	slices.SortFunc(d.sorted, func(a, b *belvo.Institution) int { return cmp.Compare(a.Name, b.Name) })
	return d, problems
}

// add takes an institution in, in the place of one of the same name.
func (d *directory) add(e *institutionEntry, r *reporter) {
	in := &e.Institution
	if other := d.byID[in.ID]; other != nil && other.Name != in.Name {
		r.report(e.node, "id", "id %d belongs to %q", in.ID, other.Name)
		return
	}
	if old := d.byName[in.Name]; old != nil {
		delete(d.byID, old.ID)
	}
	d.byName[in.Name], d.byID[in.ID] = in, in
	e.node = nil // only the checks need it, and it holds the whole file
}

// institutionReader completes and checks the institutions of one file.
type institutionReader struct {
	reporter
	file     *institutionFile
	compiled map[string]bool // the regular expressions that are known to be right
}

// complete gives an institution what its family and form say, and says whether it is right.
func (r *institutionReader) complete(e *institutionEntry) bool {
	in, found := &e.Institution, len(r.problems)
	family, ok := r.file.Families[e.Family]
	if e.Family != "" && !ok {
		r.report(e.node, "family", "unknown family %q%s", e.Family,
			suggest.Tail(e.Family, slices.Collect(maps.Keys(r.file.Families))))
	}
	form, ok := r.file.Forms[e.Form]
	switch {
	case e.Form == "":
	case in.FormFields != nil:
		r.report(e.node, "form", "give form or form_fields, not both")
	case !ok:
		r.report(e.node, "form", "unknown form %q%s", e.Form,
			suggest.Tail(e.Form, slices.Collect(maps.Keys(r.file.Forms))))
	default:
		in.FormFields = form
	}
	fillIn(in, &family)
	for _, key := range []struct{ name, value string }{
		{"type", in.Type}, {"display_name", in.DisplayName}, {"primary_color", in.PrimaryColor},
	} {
		if key.value == "" {
			r.report(e.node, "", "missing key %q, which no family gives", key.name)
		}
	}
	r.resources(e)
	for i := range in.FormFields {
		r.field(e.node, &in.FormFields[i])
	}
	return len(r.problems) == found
}

// field reports the regular expressions that Go cannot read.
func (r *institutionReader) field(n *yaml.Node, f *belvo.FormField) {
	patterns := []string{f.Validation}
	for _, v := range f.Values {
		patterns = append(patterns, v.Validation)
	}
	for _, p := range patterns {
		if r.compiled[p] {
			continue
		}
		if _, err := regexp.Compile(p); err != nil {
			r.report(n, "form_fields", "field %q: %v", f.Name, err)
			continue
		}
		r.compiled[p] = true
	}
}

// fillIn gives the keys that an institution leaves out its family's values or the usual ones.
// Lists are never null on the wire.
func fillIn(in, family *belvo.Institution) {
	in.Type = cmp.Or(in.Type, family.Type)
	in.DisplayName = cmp.Or(in.DisplayName, family.DisplayName)
	in.PrimaryColor = cmp.Or(in.PrimaryColor, family.PrimaryColor)
	in.Logo = cmp.Or(in.Logo, family.Logo)
	in.IconLogo = cmp.Or(in.IconLogo, family.IconLogo)
	in.TextLogo = cmp.Or(in.TextLogo, in.Logo)
	in.IntegrationType = cmp.Or(in.IntegrationType, "credentials")
	in.Status = cmp.Or(in.Status, "healthy")
	in.FormFields = orList(in.FormFields)
	in.Features = orList(in.Features, family.Features...)
	in.Resources = orList(in.Resources)
	in.CountryCodes = orList(in.CountryCodes, in.CountryCode)
}

// orList is the list, or another where there is none; never nil.
func orList[T any](list []T, other ...T) []T {
	if list != nil {
		return list
	}
	return append([]T{}, other...)
}

// variant is what stands behind the names of the data sets that were made for an institution's
// customers, "" for those of a bank's private ones.
func variant(in *belvo.Institution, business bool) string {
	switch {
	case business:
		return "_business"
	case strings.HasSuffix(in.Name, "_gig"):
		return "_gig"
	}
	return ""
}

// IsBusiness says whether an institution serves businesses, which its name tells.
func IsBusiness(in *belvo.Institution) bool { return strings.HasSuffix(in.Name, "_business") }
