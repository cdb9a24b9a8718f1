package fiscal

import (
	"cmp"

	"belvo-emulator/emulator/internal/data/catalog"
)

// stream is invoices that come back, as the taxpayer's data set has them.
type stream struct {
	*catalog.InvoiceSchedule
	kind  string
	goods []product
	keeps keeps
}

// keeps is what the receiver retains, as fractions of rateUnit.
type keeps struct{ isr, vat int64 }

// retained is what the law has receivers retain, by the words of a data set.
var retained = map[string]keeps{"fees": {fullISR, fullVAT}, "freight": {vat: freightVAT}}

// product is an entry of the catalogues of products and units.
type product struct {
	code, text, unit, unitName string
	vat                        int64 // fraction of rateUnit
	exempt                     bool
	most                       int // of it on one invoice
}

// units are the codes and names of units, by the words of a data set.
// Source: the catalogue c_ClaveUnidad of the tax authority.
var units = map[string][2]string{"service": {"E48", "Unidad de servicio"}, pieces: {"H87", "Pieza"},
	"litre": {"LTR", "Litro"}}

const pieces = "piece"

// The kinds of invoices, as the tax authority calls them.
const (
	sale     = "Ingreso"
	credit   = "Egreso"
	paid     = "Pago"
	wages    = "Nómina"
	movement = "Traslado"
)

// streamOf reads invoices of a data set.
func streamOf(s *catalog.InvoiceSchedule) *stream {
	out := &stream{InvoiceSchedule: s, kind: cmp.Or(s.Kind, sale), keeps: retained[s.Retains]}
	for _, g := range s.Goods {
		unit := units[cmp.Or(g.Unit, "service")]
		p := product{code: g.Code, text: g.Text, unit: unit[0], unitName: unit[1], vat: vatRate,
			exempt: g.Tax == "exempt", most: max(1, g.Most)}
		if g.Tax != "" {
			p.vat = 0
		}
		out.goods = append(out.goods, p)
	}
	return out
}
