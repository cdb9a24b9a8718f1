package headless

import (
	"fmt"
	"slices"
	"strings"

	"belvo-emulator/emulator/internal/belvo"
	"belvo-emulator/emulator/internal/widget/steps"
)

// Options are those of the widget's configuration, by their names. As in the widget, unknown ones
// are ignored and a list may be a text separated by commas.
type Options map[string]any

// truthy is what JavaScript takes for true.
func truthy(v any) bool {
	switch v := v.(type) {
	case nil:
		return false
	case bool:
		return v
	case string:
		return v != ""
	case float64:
		return v != 0
	}
	return true
}

func (o Options) off(name string) bool { return o[name] == false }

func (o Options) text(name string) string {
	s, _ := o[name].(string)
	return s
}

// late says whether the callback waits for the last click.
func (o Options) late() bool {
	ours, _ := o["emulator"].(map[string]any)
	return ours["callback_on"] == "finish"
}

// list reads a list, or a text separated by commas, in small letters and without empty words.
func (o Options) list(name string) []string {
	var words []string
	switch v := o[name].(type) {
	case string:
		words = strings.Split(v, ",")
	case []any:
		for _, item := range v {
			if item != nil {
				words = append(words, fmt.Sprint(item))
			}
		}
	}
	for i, word := range words {
		words[i] = strings.ToLower(strings.TrimSpace(word))
	}
	return slices.DeleteFunc(words, func(word string) bool { return word == "" })
}

// names says whether a list names one of the values; an empty list names all.
func names(list []string, values ...string) bool {
	return len(list) == 0 || slices.ContainsFunc(values, func(v string) bool {
		return slices.Contains(list, strings.ToLower(v))
	})
}

// narrowed says whether the options or the token have a say in the first screen.
func (f *flow) narrowed() bool {
	return f.plan.Options.off("show_intro") || truthy(f.claims.Widget.OpenFinance) ||
		slices.ContainsFunc(steps.Get().Filters, func(name string) bool { return truthy(f.plan.Options[name]) })
}

// kindOf is an institution's kind as the option institution_types calls it.
func kindOf(i *belvo.Institution) string {
	last := i.Name[strings.LastIndexByte(i.Name, '_')+1:]
	if last == "business" || last == "retail" {
		return last
	}
	return i.Type
}

// wish is what the options and the token want of an institution; empty lists want nothing.
type wish struct {
	names, countries, kinds, resources []string
	technology                         string
}

func (f *flow) wish() wish {
	o := f.plan.Options
	w := wish{o.list("institutions"), o.list("country_codes"), o.list("institution_types"), o.list("resources"),
		f.technology()}
	if !truthy(o["institutions"]) {
		w.names = o.list("institution")
	}
	return w
}

// grants says whether an institution is what is wanted. Those of employment and of platforms are only
// where they are asked for.
func (w wish) grants(i *belvo.Institution) bool {
	jobs := slices.Contains(w.kinds, "employment") || len(w.names)+len(w.resources) > 0
	platforms := slices.Contains(w.kinds, "gig") || len(w.names) > 0
	return names(w.names, i.Name) && names(w.countries, i.CountryCodes...) && names(w.kinds, kindOf(i)) &&
		offers(i, w.resources) && (w.technology == "" || i.IntegrationType == w.technology) &&
		(jobs || kindOf(i) != "employment") && (platforms || kindOf(i) != "gig")
}

// choice is the institutions that the options and the token leave.
func (f *flow) choice(all []belvo.Institution) []belvo.Institution {
	w := f.wish()
	return slices.DeleteFunc(slices.Clone(all), func(i belvo.Institution) bool { return !w.grants(&i) })
}

// technology is the integration type that an institution must have, "" for any.
func (f *flow) technology() string {
	asked := f.plan.Options["integration_type"]
	switch {
	case truthy(asked):
		return strings.Replace(fmt.Sprint(asked), "openbanking", "openfinance", 1)
	case truthy(f.claims.Widget.OpenFinance):
		return "openfinance"
	}
	return ""
}

func offers(i *belvo.Institution, resources []string) bool {
	return !slices.ContainsFunc(resources, func(r string) bool {
		return !slices.Contains(i.Resources, strings.ToUpper(r))
	})
}
