package belvo

import (
	"time"

	"github.com/google/uuid"
)

// Organization is the name of the emulator's user, where Belvo has that of its customer.
const Organization = "Belvo emulator"

// Consent is what a user of Brazil's Open Finance allowed: schema Consents of OpenAPI 1.223.0.
// expired_at and consent_duration are null for a consent without an end.
type Consent struct {
	ID                         *uuid.UUID         `json:"id"`
	DisplayName                *string            `json:"display_name"`
	DocumentNumber             string             `json:"document_number"`
	BelvoInstitutionName       string             `json:"belvo_institution_name"`
	InstitutionDisplayName     string             `json:"institution_display_name"`
	InstitutionIconLogo        string             `json:"institution_icon_logo"`
	BelvoOrganizationName      string             `json:"belvo_organization_name"`
	LinkID                     uuid.UUID          `json:"link_id"`
	UserName                   *string            `json:"user_name"` // as the access token calls the user
	ExpiredAt                  *Timestamp         `json:"expired_at"`
	UndefinedConsentExpiration bool               `json:"undefined_consent_expiration"`
	ConsentDuration            *int               `json:"consent_duration"` // in days
	CreatedAt                  Timestamp          `json:"created_at"`
	Status                     string             `json:"status" enum:"AUTHORISED|EXPIRED"`
	Permissions                ConsentPermissions `json:"permissions"`
}

// The statuses of a consent that occur here.
const (
	ConsentAuthorised = "AUTHORISED"
	ConsentExpired    = "EXPIRED"
)

// ConsentPermissions are the network's permissions, in Belvo's groups.
type ConsentPermissions struct {
	Accounts         []string `json:"ACCOUNTS"`
	CreditCards      []string `json:"CREDIT_CARDS"`
	CreditOperations []string `json:"CREDIT_OPERATIONS"`
	Register         []string `json:"REGISTER"`
	Resources        []string `json:"RESOURCES"`
	Investments      []string `json:"INVESTMENTS"`
}

// ConsentTerms are what a consent was given for, and until when.
type ConsentTerms struct {
	Since  time.Time `json:"since,omitzero"`   // when it was given, or last renewed; zero for none
	Days   int       `json:"days,omitempty"`   // one of ConsentDurations, or 0 for a consent without an end
	Until  time.Time `json:"until,omitzero"`   // when it ends; zero for never
	Name   string    `json:"name,omitempty"`   // what the application calls the user, "" for nothing
	Warned bool      `json:"warned,omitempty"` // its coming end was told of
	Ended  bool      `json:"ended,omitempty"`  // its end was told of
}

// ConsentDurations are the days that a consent may be for: 12, 9, 6 and 3 months. Source: field
// consent_duration of schema Consents of OpenAPI 1.223.0.
func ConsentDurations() []int { return []int{366, 275, 183, 92} }
