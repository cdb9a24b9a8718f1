package resource

import (
	"slices"
	"time"

	"github.com/google/uuid"

	"belvo-emulator/emulator/internal/belvo"
	"belvo-emulator/emulator/internal/dataset"
	"belvo-emulator/emulator/internal/filter"
	"belvo-emulator/emulator/internal/portfolio"
)

// portfolios are the investments of OpenAPI 1.35.0. Deviation: no institution of the sandbox names the
// resource; the retail banks with credentials and transactions have it.
func portfolios() *Row {
	return &Row{
		Resource: belvo.InvestmentsPortfolios, Path: "investments/portfolios", Single: true,
		Operations: Operations{List: "ListPortfolio", Retrieve: "RetrievePortfolio", Patch: "PatchPortfolio",
			Detail: "DetailPortfolio", Destroy: "DestroyPortfolio"},
		Shapes: []Shape{shape("InvestmentsPortfolio", func(p *belvo.Portfolio) **uuid.UUID { return &p.ID },
			func(p *belvo.Portfolio) *belvo.Timestamp { return &p.CreatedAt })},
		Offered: func(inst *belvo.Institution) bool {
			return credentialBanks(belvo.Transactions)(inst) && slices.Contains(inst.Resources, string(belvo.Incomes)) &&
				inst.Type == "bank"
		},
		Collect: func(book *dataset.Book, _ Params, at time.Time) []Item {
			return items(portfolio.Of(book, at), func(p *belvo.Portfolio) (*uuid.UUID, *uuid.UUID) { return p.ID, nil })
		},
		Filters: filter.NewTable([]filter.Field[any]{
			indexed("link", func(p *belvo.Portfolio) filter.Value { return filter.OfID(p.Link) }),
			indexed("id", func(p *belvo.Portfolio) filter.Value { return filter.OfID(*p.ID) }),
			field("created_at", filter.Day,
				func(p *belvo.Portfolio) filter.Value { return filter.OfTime(p.CreatedAt) }, filter.Comparisons()...),
		}),
		Deviations: []string{"no webhooks, which no source shows", "the retail banks have it",
			"PATCH answers a list, as elsewhere"},
	}
}
