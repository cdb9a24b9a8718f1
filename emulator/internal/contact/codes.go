package contact

// ConsentEvents is the type of webhooks about consents. They bear no request id.
const ConsentEvents = "CONSENT"

// Codes of those webhooks.
const (
	consentExpired  = "openfinance_consent_expired"
	consentExpiring = "openfinance_consent_about_to_expire"
)

// Codes of webhooks that several resources have, or that no table names.
const (
	HistoricalUpdate = "historical_update"
	linkDeleted      = "link_deleted"
)

// LinkEvents is the type of webhooks about links themselves.
const LinkEvents = "LINK"

// Codes of the webhooks that tell that a refresh failed.
const (
	invalidCredentials = "invalid_credentials"
	tokenRequired      = "token_required"
)
