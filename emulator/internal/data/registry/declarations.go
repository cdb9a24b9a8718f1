package registry

import (
	"time"

	"belvo-emulator/emulator/internal/belvo"
	"belvo-emulator/emulator/internal/data/bank"
	"belvo-emulator/emulator/internal/data/fiscal"
)

// taxDeclarations are the yearly declarations of Colombia. Source: OpenAPI 1.35.0; the newer
// description has them no more.
func taxDeclarations() *Row {
	return &Row{
		Resource: belvo.TaxDeclarations, Path: "api/tax-declarations",
		Operations: Operations{List: "ListTaxDeclarations", Retrieve: "RetrieveTaxDeclarations",
			Detail: "DetailTaxDeclaration", Destroy: "DestroyTaxDeclaration"},
		Shapes: []Shape{shape[belvo.TaxDeclarationIndividual]("TaxDeclarationIndividual"), shape[belvo.TaxDeclarationBusiness]("TaxDeclarationBusiness")},
		Fields: append(years(""), attach("attach_pdf")), Period: Period{Whole: true},
		Collect: func(book *bank.Book, p Params, at time.Time) []Item {
			people, firms := fiscal.Declarations(book, p.From.Time().Year(), p.To.Time().Year(), p.Attach, at)
			return append(items(people, ""), items(firms, "")...)
		},
		Filters:    common(number("year", "document_information.year")),
		Deviations: []string{"of a Colombian institution of our own, for clients of 1.35.0"},
	}
}
