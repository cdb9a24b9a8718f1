package bank

import (
	"time"

	"belvo-emulator/emulator/internal/belvo"
	"belvo-emulator/emulator/internal/data/catalog"
	"belvo-emulator/emulator/internal/data/people"
	"belvo-emulator/emulator/internal/ident"
)

// Profile returns the customer's identity.
func (b *Book) Profile() people.Profile { return b.ledger.person }

// Stranger returns another person of the customer's country, the same one for the same key: a natural
// person whom the customer deals with.
func (b *Book) Stranger(key string) people.Profile {
	return people.Stranger(b.set.Country, b.customer.Institution.CountryCode, key)
}

// Customer is whose data the book has.
func (b *Book) Customer() Customer { return b.customer }

// Base is the head of an object of a resource that a key tells apart from the link's others, read at an
// instant.
func (b *Book) Base(resource belvo.Resource, at time.Time, key ...string) belvo.Base {
	id, now := ident.Derive(b.customer.Link, append([]string{string(resource)}, key...)...), belvo.At(at)
	return belvo.Base{ID: &id, Link: b.customer.Link, CollectedAt: now, CreatedAt: now}
}

// Begin is the first day of the customer's history.
func (b *Book) Begin() belvo.Date { return historyStart(b.customer.Since) }

// Known says whether the institution knows the customer: an empty data set has no customer.
func (b *Book) Known() bool { return b.set.Known }

// Parts is what the customer's data set has in addition to accounts.
func (b *Book) Parts() catalog.Parts { return b.set.Parts }

// Authorities is what the authorities of the customer's country know.
func (b *Book) Authorities() people.Authorities { return b.set.Country.Authorities }

// Instruments are what banks of the customer's country call instruments.
func (b *Book) Instruments() people.Instruments { return b.set.Country.Instruments }

// Companies returns the firms of the customer's country, in the order of its file.
func (b *Book) Companies() []people.Company {
	out := make([]people.Company, len(b.set.Country.People.Companies))
	for i, name := range b.set.Country.People.Companies {
		out[i] = b.Company(name)
	}
	return out
}

// Company returns the firm of a name in the customer's country.
func (b *Book) Company(name string) people.Company {
	return people.CompanyOf(b.set.Country, b.customer.Institution.CountryCode, name)
}
