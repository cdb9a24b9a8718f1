package registry

import (
	"time"

	"github.com/google/uuid"

	"belvo-emulator/emulator/internal/belvo"
	"belvo-emulator/emulator/internal/data/bank"
	"belvo-emulator/emulator/internal/data/fiscal"
	"belvo-emulator/emulator/internal/filter"
)

// taxDeclarations are the yearly declarations of Colombia. Source: OpenAPI 1.35.0; the newer
// description has them no more.
func taxDeclarations() *Row {
	person := func(v *belvo.TaxDeclarationIndividual) *belvo.Base { return &v.Base }
	firm := func(v *belvo.TaxDeclarationBusiness) *belvo.Base { return &v.Base }
	ids := func(base *belvo.Base) (*uuid.UUID, *uuid.UUID) { return base.ID, nil }
	return &Row{
		Resource: belvo.TaxDeclarations, Path: "api/tax-declarations",
		Operations: Operations{List: "ListTaxDeclarations", Retrieve: "RetrieveTaxDeclarations",
			Detail: "DetailTaxDeclaration", Destroy: "DestroyTaxDeclaration"},
		Shapes: []Shape{based("TaxDeclarationIndividual", person), based("TaxDeclarationBusiness", firm)},
		Fields: append(years(""), attach("attach_pdf")), Period: Period{Whole: true},
		Collect: func(book *bank.Book, p Params, at time.Time) []Item {
			people, firms := fiscal.Declarations(book, p.From.Time().Year(), p.To.Time().Year(), p.Attach, at)
			return append(
				items(people, func(v *belvo.TaxDeclarationIndividual) (*uuid.UUID, *uuid.UUID) { return ids(&v.Base) }),
				items(firms, func(v *belvo.TaxDeclarationBusiness) (*uuid.UUID, *uuid.UUID) { return ids(&v.Base) })...)
		},
		Filters: filter.NewTable(merge[belvo.TaxDeclarationIndividual](
			append(common(person), declaredYear(func(v *belvo.TaxDeclarationIndividual) int {
				return v.DocumentInformation.Year
			})),
			append(common(firm), declaredYear(func(v *belvo.TaxDeclarationBusiness) int {
				return v.DocumentInformation.Year
			})))),
		Deviations: []string{"of a Colombian institution of our own, for clients of 1.35.0"},
	}
}

func declaredYear[T any](get func(*T) int) filter.Field[any] {
	return field("year", filter.Number,
		func(v *T) filter.Value { return filter.OfMoney(belvo.Money(get(v)) * 100) }, filter.Comparisons()...)
}
