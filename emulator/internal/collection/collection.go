// Package collection is what an institution has of a link: it opens a link's books, reads a resource
// and stores what was read.
package collection

import (
	"belvo-emulator/emulator/internal/belvo"
	"belvo-emulator/emulator/internal/data/bank"
	"belvo-emulator/emulator/internal/data/registry"
)

// Reader reads the data of links. It has no state.
type Reader struct {
	Catalog *bank.Books
	Rows    []*registry.Row
	ByName  map[belvo.Resource]*registry.Row
}

// NewReader returns a reader of all resources.
func NewReader(catalog *bank.Books) *Reader {
	r := &Reader{Catalog: catalog, Rows: registry.Registry(), ByName: map[belvo.Resource]*registry.Row{}}
	for _, row := range r.Rows {
		r.ByName[row.Resource] = row
	}
	return r
}
