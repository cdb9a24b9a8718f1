package catalog

import (
	"sync/atomic"

	"belvo-emulator/emulator/internal/yamlfile"
)

// Replaceable returns a catalog that is at first the given one, and a function that makes it another.
// Each call sees one of them as a whole; what was returned before stays as it is. What replaces it must
// not be in use yet.
func Replaceable(first *Catalog) (catalog *Catalog, replace func(*Catalog)) {
	var current atomic.Pointer[Catalog]
	current.Store(first)
	return &Catalog{current: current.Load,
		files:        func() *inventory { return current.Load().files() },
		institutions: func() (*directory, yamlfile.Problems) { return current.Load().institutions() },
	}, current.Store
}

// now is the catalog itself, or the one that it is at present.
func (c *Catalog) now() *Catalog {
	if c.current == nil {
		return c
	}
	return c.current()
}
