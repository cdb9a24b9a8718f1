package registry

import (
	"time"

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
	document := field("user_document", "document_number", filter.Text, filter.Equal)
	document.Least, document.Most = 11, 14
	return &Row{
		Resource: belvo.Consents, Path: "api/consents", Scope: "read_consents", Unasked: true,
		Operations: Operations{List: "ListConsents", Detail: "DetailConsent"},
		Shapes:     []Shape{shape[consent]("Consents")},
		ListNeeds:  "user_document",
		Collect: func(book *bank.Book, _ Params, at time.Time) []Item {
			return items([]*consent{openfinance.Consent(book, at)}, "")
		},
		View: func(value any, at time.Time) any { return openfinance.ConsentAt(value.(*consent), at) },
		Filters: filter.NewTable([]filter.Field[any]{
			document,
			indexed("link", "link_id"),
			indexed("id", ""),
		}),
		Deviations: []string{"a consent goes with its link", "`expired_at` is null without an end, as described",
			"its `openfinance_consent_about_to_expire` is always sent, where Belvo sends it on request"},
	}
}
