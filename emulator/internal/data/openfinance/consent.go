package openfinance

import (
	"time"

	"belvo-emulator/emulator/internal/belvo"
	"belvo-emulator/emulator/internal/data/bank"
	"belvo-emulator/emulator/internal/ident"
)

// Consent returns the one consent of a link. A customer of whom no terms are known has given the
// longest one at this moment. It is permitted all there is. Deviation: Belvo has the permissions
// of the token; they must always be the same.
func Consent(book *bank.Book, at time.Time) *belvo.Consent {
	customer, profile := book.Customer(), book.Profile()
	terms, in := customer.Consent, customer.Institution
	if terms.Since.IsZero() {
		days := belvo.ConsentDurations()[0]
		terms = belvo.ConsentTerms{Since: at, Days: days, Until: at.AddDate(0, 0, days)}
	}
	id := ident.Derive(customer.Link, string(belvo.Consents))
	out := &belvo.Consent{ID: &id, DocumentNumber: profile.Document.DocumentNumber,
		BelvoInstitutionName:   in.Name,
		InstitutionDisplayName: in.DisplayName, BelvoOrganizationName: belvo.Organization, LinkID: customer.Link,
		UserName: optional(terms.Name), UndefinedConsentExpiration: terms.Until.IsZero(),
		CreatedAt: belvo.At(terms.Since), Permissions: permissions()}
	if book.Known() {
		out.DisplayName = &profile.Name
	}
	if in.IconLogo != nil {
		out.InstitutionIconLogo = *in.IconLogo
	}
	if !terms.Until.IsZero() {
		until := belvo.At(terms.Until)
		out.ExpiredAt, out.ConsentDuration = &until, &terms.Days
	}
	return ConsentAt(out, at)
}

// ConsentAt is a copy of a consent as it is at a moment: authorised until it ends.
func ConsentAt(c *belvo.Consent, at time.Time) *belvo.Consent {
	out := *c
	out.Status = belvo.ConsentAuthorised
	if c.ExpiredAt != nil && !at.Before(c.ExpiredAt.Time) {
		out.Status = belvo.ConsentExpired
	}
	return &out
}

// permissions are the network's, in Belvo's groups. Source: schema Consents of OpenAPI 1.223.0.
func permissions() belvo.ConsentPermissions {
	credit := []string{}
	for _, kind := range []string{"LOANS", "FINANCINGS", "UNARRANGED_ACCOUNTS_OVERDRAFT", "INVOICE_FINANCINGS"} {
		for _, part := range []string{"", "_WARRANTIES", "_SCHEDULED_INSTALMENTS", "_PAYMENTS"} {
			credit = append(credit, kind+part+"_READ")
		}
	}
	return belvo.ConsentPermissions{
		Accounts: []string{"ACCOUNTS_READ", "ACCOUNTS_BALANCES_READ", "ACCOUNTS_TRANSACTIONS_READ",
			"ACCOUNTS_OVERDRAFT_LIMITS_READ"},
		CreditCards: []string{"CREDIT_CARDS_ACCOUNTS_READ", "CREDIT_CARDS_ACCOUNTS_LIMITS_READ",
			"CREDIT_CARDS_ACCOUNTS_TRANSACTIONS_READ", "CREDIT_CARDS_ACCOUNTS_BILLS_READ",
			"CREDIT_CARDS_ACCOUNTS_BILLS_TRANSACTIONS_READ"},
		CreditOperations: credit,
		// The network spells the second so.
		Register:  []string{"CUSTOMERS_PERSONAL_IDENTIFICATIONS_READ", "CUSTOMERS_PERSONAL_ADITTIONALINFO_READ"},
		Resources: []string{"RESOURCES_READ"},
		Investments: []string{"BANK_FIXED_INCOMES_READ", "CREDIT_FIXED_INCOMES_READ", "FUNDS_READ",
			"VARIABLE_INCOMES_READ", "TREASURE_TITLES_READ"},
	}
}
