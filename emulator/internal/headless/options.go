package headless

import (
	"fmt"
	"slices"
	"strings"

	"belvo-emulator/emulator/internal/belvo"
)

// Options are those of the widget's configuration, by their names. As in the widget, unknown ones
// are ignored and a list may be a text parted by commas.
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

// list reads a list or a text parted by commas.
func (o Options) list(name string) []string {
	switch v := o[name].(type) {
	case string:
		return strings.Split(v, ",")
	case []any:
		texts := make([]string, len(v))
		for i, item := range v {
			texts[i] = fmt.Sprint(item)
		}
		return texts
	}
	return nil
}

// named says whether a list names a value; no list names all.
func named(list []string, values ...string) bool {
	return len(list) == 0 || slices.ContainsFunc(list, func(word string) bool {
		return slices.ContainsFunc(values, func(v string) bool {
			return strings.EqualFold(strings.TrimSpace(word), v)
		})
	})
}

// narrowed says whether the options or the token have a say in the first screen.
func (f *flow) narrowed() bool {
	filters := []string{"institutions", "institution", "country_codes", "institution_types", "resources",
		"integration_type"}
	return f.plan.Options.off("show_intro") || truthy(f.claims.Widget.OpenFinance) ||
		slices.ContainsFunc(filters, func(name string) bool { return truthy(f.plan.Options[name]) })
}

// kindOf is an institution's kind as the option institution_types calls it.
func kindOf(i *belvo.Institution) string {
	last := i.Name[strings.LastIndexByte(i.Name, '_')+1:]
	if last == "business" || last == "retail" {
		return last
	}
	return i.Type
}

// choice is the institutions that the options and the token leave.
func (f *flow) choice(all []belvo.Institution) []belvo.Institution {
	o := f.plan.Options
	names := o.list("institutions")
	if !truthy(o["institutions"]) && truthy(o["institution"]) {
		names = []string{o.text("institution")}
	}
	technology := f.technology()
	types, isList := o["institution_types"].([]any)
	employment := func(v any) bool { return strings.EqualFold(fmt.Sprint(v), "employment") }
	jobs := isList && slices.ContainsFunc(types, employment) || len(names) > 0 || len(o.resources()) > 0
	var left []belvo.Institution
	for _, i := range all {
		if named(names, i.Name) && named(o.list("country_codes"), i.CountryCodes...) &&
			named(o.list("institution_types"), kindOf(&i)) && offers(&i, o.resources()) &&
			(technology == "" || i.IntegrationType == technology) && (jobs || kindOf(&i) != "employment") {
			left = append(left, i)
		}
	}
	return left
}

// technology is the integration type that an institution must have, "" for any.
func (f *flow) technology() string {
	asked := f.plan.Options.text("integration_type")
	if asked == "" && truthy(f.claims.Widget.OpenFinance) {
		return "openfinance"
	}
	return strings.Replace(asked, "openbanking", "openfinance", 1)
}

// resources are the resources that an institution must have; a text is one of them.
func (o Options) resources() []string {
	if one := o.text("resources"); one != "" {
		return []string{one}
	}
	return o.list("resources")
}

func offers(i *belvo.Institution, resources []string) bool {
	return !slices.ContainsFunc(resources, func(r string) bool {
		return !slices.Contains(i.Resources, strings.ToUpper(r))
	})
}
