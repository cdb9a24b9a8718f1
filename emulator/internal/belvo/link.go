package belvo

import "github.com/google/uuid"

// Status is the state of a link as the wire shows it.
type Status string

// The four statuses. Source: https://developers.belvo.com/developer_resources/resources-links-overview
const (
	StatusValid         Status = "valid"
	StatusInvalid       Status = "invalid"
	StatusUnconfirmed   Status = "unconfirmed"
	StatusTokenRequired Status = "token_required"
)

// AccessMode tells whether a link is refreshed on schedule.
type AccessMode string

// The two access modes.
const (
	Single    AccessMode = "single"
	Recurrent AccessMode = "recurrent"
)

// Defaults of a link's data policies.
// Source: schemas Link and LinksRequest of OpenAPI 1.223.0.
const (
	RefreshRateWeekly   = "7d"
	StoreCredentials    = "store"
	DoNotStore          = "nostore"
	DefaultSinglePeriod = "365d"
	DefaultStaleIn      = "365d"
)

// RefreshRates are how often a recurrent link may be refreshed.
// Source: refresh_rate of schema Link of OpenAPI 1.223.0.
func RefreshRates() []string { return []string{"6h", "12h", "24h", RefreshRateWeekly, "30d"} }

// Link is a link object, its keys in the order of OpenAPI 1.223.0.
type Link struct {
	ID                 uuid.UUID  `json:"id"`
	Institution        string     `json:"institution"`
	AccessMode         AccessMode `json:"access_mode"`
	LastAccessedAt     *Timestamp `json:"last_accessed_at"`
	CreatedAt          Timestamp  `json:"created_at"`
	ExternalID         *string    `json:"external_id"`
	InstitutionUserID  string     `json:"institution_user_id"`
	Status             Status     `json:"status"`
	CreatedBy          uuid.UUID  `json:"created_by"`
	RefreshRate        *string    `json:"refresh_rate"`
	CredentialsStorage string     `json:"credentials_storage"`
	FetchResources     []string   `json:"fetch_resources"`
	StaleIn            string     `json:"stale_in"`
}
