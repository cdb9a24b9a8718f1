package registry

import (
	"time"

	"github.com/google/uuid"

	"belvo-emulator/emulator/internal/belvo"
	"belvo-emulator/emulator/internal/data/bank"
	"belvo-emulator/emulator/internal/data/openfinance"
	"belvo-emulator/emulator/internal/filter"
)

// consents are read only: a link on Open Finance comes with one, which goes with it. Deviation:
// Belvo's guides say of a deleted link both that its consent is revoked and that it is not.
// Source: https://developers.belvo.com/docs/webhook-consents and OpenAPI 1.223.0.
func consents() *Row {
	type consent = belvo.Consent
	document := field("user_document", filter.Text,
		func(c *consent) filter.Value { return filter.Of(c.DocumentNumber) }, filter.Equal)
	document.Least, document.Most = 11, 14
	return &Row{
		Resource: belvo.Consents, Path: "api/consents", Scope: "read_consents", Unasked: true,
		Operations: Operations{List: "ListConsents", Detail: "DetailConsent"},
		Shapes: []Shape{shape("Consents", func(c *consent) **uuid.UUID { return &c.ID },
			func(c *consent) *belvo.Timestamp { return &c.CreatedAt })},
		ListNeeds: "user_document",
		Collect: func(book *bank.Book, _ Params, at time.Time) []Item {
			return items([]*consent{openfinance.Consent(book, at)},
				func(c *consent) (*uuid.UUID, *uuid.UUID) { return c.ID, nil })
		},
		View: func(value any, at time.Time) any { return openfinance.ConsentAt(value.(*consent), at) },
		Filters: filter.NewTable([]filter.Field[any]{
			document,
			indexed("link", func(c *consent) filter.Value { return filter.OfID(c.LinkID) }),
			indexed("id", func(c *consent) filter.Value { return filter.OfID(*c.ID) }),
		}),
		Deviations: []string{"a consent goes with its link", "`expired_at` is null without an end, as described",
			"its `openfinance_consent_about_to_expire` is always sent, where Belvo sends it on request"},
	}
}
