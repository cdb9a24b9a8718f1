package catalog

import "belvo-emulator/emulator/internal/suggest"

// SuggestInstitution is the tail of a message about a name that no institution has.
func (c *Catalog) SuggestInstitution(name string) string {
	var names []string
	for _, inst := range c.Institutions() {
		names = append(names, inst.Name)
	}
	return suggest.Tail(name, names)
}
