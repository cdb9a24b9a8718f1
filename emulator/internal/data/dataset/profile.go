package dataset

import (
	"cmp"

	"belvo-emulator/emulator/internal/belvo"
	"belvo-emulator/emulator/internal/ident"
)

// Profile is who a customer is, for whatever is computed besides accounts and movements.
type Profile struct {
	// User is the key of the person: what is made from it is the same behind every link.
	User     string
	Country  string // ISO 3166-1 alpha-2
	Currency string // ISO 4217
	Business bool
	Name     string // the whole name, or the company's
	Given    string
	Families []string
	Company  string // "" for a natural person
	Female   bool
	Born     belvo.Date
	City     string
	Region   string // as the country abbreviates it
	State    string // the region written out, where the country does so
	Address  string // all of it, and below it its parts
	Street   string
	House    string // its number
	Postal   string
	Phone    string
	Mail     string
	Document belvo.DocumentID
	// Percent is how well off the customer is, against the data sets' amounts.
	Percent int
	// Scale is what amounts of the data sets are multiplied by for the currency and the customer.
	Scale float64

	person *person
}

// Profile returns who the customer is.
func (b *Book) Profile() Profile {
	return b.profile(b.user, b.person)
}

// Stranger returns somebody else of the customer's country, the same one for the same key: a natural
// person whom the customer deals with.
func (b *Book) Stranger(key string) Profile { return b.profile(key, newPerson(b.country, key, false)) }

func (b *Book) profile(user string, p *person) Profile {
	return Profile{User: user, Country: b.customer.Institution.CountryCode, Currency: b.country.Currency.Code,
		Business: p.company != "", Name: p.name(), Given: p.given, Families: p.families, Company: p.company,
		Female: p.female, Born: p.born, City: p.place.Name, Region: p.place.Region,
		State: cmp.Or(p.place.State, p.place.Region), Address: p.address,
		Street: p.parts["street"], House: p.parts["number"], Postal: p.parts["postal"],
		Phone: p.phone, Mail: p.mail, Document: p.document, Percent: p.percent,
		Scale: b.country.Currency.Scale * float64(p.percent) / 100, person: p}
}

// Number is the customer's document of a kind: one of documentKinds, with valid check digits.
func (p Profile) Number(kind string) string {
	if kind == p.Document.DocumentType {
		return p.Document.DocumentNumber
	}
	return p.person.number(kind, ident.NewRand(p.person.key, "document", kind))
}

// Customer is whose data the book has.
func (b *Book) Customer() Customer { return b.customer }

// Known says whether the institution knows the customer: an empty data set has nobody in it.
func (b *Book) Known() bool { return b.known }

// Parts is what the customer's data set has besides accounts.
func (b *Book) Parts() Parts { return b.parts }

// Authorities is what the authorities of the customer's country know besides.
func (b *Book) Authorities() Authorities { return b.country.Authorities }

// Instruments are what banks of the customer's country call instruments.
func (b *Book) Instruments() Instruments { return b.country.Instruments }

// Company is another firm of the country: an employer, a supplier or a client.
type Company struct {
	Name     string
	Document belvo.DocumentID
}

// Companies returns the firms of the customer's country, in the order of its file.
func (b *Book) Companies() []Company {
	out := make([]Company, len(b.country.People.Companies))
	for i, name := range b.country.People.Companies {
		out[i] = b.Company(name)
	}
	return out
}

// Company returns the firm of a name in the customer's country. A firm has the same document
// whoever deals with it.
func (b *Book) Company(name string) Company {
	kind := b.country.Documents.Business
	rng := ident.NewRand("company", b.customer.Institution.CountryCode, name)
	firm := &person{company: name, born: firstBirthday + belvo.Date(rng.IntN(birthdays))}
	return Company{name, belvo.DocumentID{DocumentType: kind, DocumentNumber: firm.number(kind, rng)}}
}
