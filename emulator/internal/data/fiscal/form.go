package fiscal

import (
	"embed"
	"strings"

	"belvo-emulator/emulator/internal/belvo"
)

// forms.txt has the lines of the tax returns, each below the section it is in.
//
//go:embed forms.txt
var files embed.FS

// forms are the blank tax returns by their names.
type forms belvo.TaxForm

// readForms reads forms.txt: a section is followed by its lines, two spaces further in.
func readForms() forms {
	text, _ := files.ReadFile("forms.txt") // it is embedded
	all := belvo.TaxForm{}
	open := []belvo.TaxForm{all}
	var names []string
	for line := range strings.Lines(string(text)) {
		name := strings.TrimSpace(line)
		depth := (len(line) - len(strings.TrimLeft(line, " "))) / 2
		if depth > len(names)-1 && len(names) > 0 { // the line before was a section
			section := belvo.TaxForm{}
			open[len(open)-1][names[len(names)-1]] = section
			open = append(open, section)
		}
		names, open = append(names[:depth], name), open[:depth+1]
		open[depth][name] = nil
	}
	return forms(all)
}

// blank returns a new form of a name, without any amounts.
func (f forms) blank(name string) belvo.TaxForm {
	form, _ := f[name].(belvo.TaxForm)
	return clone(form)
}

func clone(form belvo.TaxForm) belvo.TaxForm {
	c := make(belvo.TaxForm, len(form))
	for name, v := range form {
		if section, is := v.(belvo.TaxForm); is {
			v = clone(section)
		}
		c[name] = v
	}
	return c
}

// part is a section of a form, by the names on the way to it.
func part(form belvo.TaxForm, path ...string) belvo.TaxForm {
	for _, name := range path {
		form, _ = form[name].(belvo.TaxForm)
	}
	return form
}

// fill writes values, each after the name of its line.
func fill(form belvo.TaxForm, lines ...any) {
	for i := 0; i+1 < len(lines); i += 2 {
		name, _ := lines[i].(string)
		form[name] = lines[i+1]
	}
}

// list is the lines of a list, each made of names and values.
func list(items ...belvo.TaxForm) []belvo.TaxForm { return append([]belvo.TaxForm{}, items...) }

// line is one entry of a list.
func line(pairs ...any) belvo.TaxForm {
	form := belvo.TaxForm{}
	fill(form, pairs...)
	return form
}
