package people

import (
	"cmp"

	"belvo-emulator/emulator/internal/belvo"
	"belvo-emulator/emulator/internal/ident"
)

// Profile identifies a customer, for what is computed in addition to accounts and movements.
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
	Internal string // the bank's own number of its customer
	Branch   string // four digits, the same for all accounts
	// Percent is how well off the customer is, against the data sets' amounts.
	Percent int
	// Scale is what amounts of the data sets are multiplied by for the currency and the customer.
	Scale float64

	person *person
}

// Customer returns the customer of an institution in a country: who the username names, if it is a
// document, and else the person of a key. Business says that the institution serves businesses; there a
// person's document is that of somebody who logs in for one.
func Customer(c *Country, code, username, key string, business bool) Profile {
	document, company := Claim(code, username)
	business = business || company
	p := newPerson(c, key, business)
	if document.DocumentType != "" && business == company {
		p = newHolder(c, document, p)
	}
	return p.profile(c, code, key)
}

// Stranger returns a person of a country, the same one for the same key: a natural person.
func Stranger(c *Country, code, key string) Profile {
	return newPerson(c, key, false).profile(c, code, key)
}

func (p *person) profile(c *Country, code, user string) Profile {
	return Profile{User: user, Country: code, Currency: c.Currency.Code,
		Business: p.company != "", Name: p.name(), Given: p.given, Families: p.families, Company: p.company,
		Female: p.female, Born: p.born, City: p.place.Name, Region: p.place.Region,
		State: cmp.Or(p.place.State, p.place.Region), Address: p.address,
		Street: p.parts["street"], House: p.parts["number"], Postal: p.parts["postal"],
		Phone: p.phone, Mail: p.mail, Document: p.document, Internal: p.internal, Branch: p.branch,
		Percent: p.percent, Scale: c.Currency.Scale * float64(p.percent) / 100, person: p}
}

// Number is the person's document of a kind: one of DocumentKinds, with valid check digits.
func (p Profile) Number(kind string) string {
	if kind == p.Document.DocumentType {
		return p.Document.DocumentNumber
	}
	return p.person.number(kind, ident.NewRand(p.person.key, "document", kind))
}

// Company is a firm of a country.
type Company struct {
	Name     string
	Document belvo.DocumentID
}

// CompanyOf returns the firm of a name in a country. A firm has the same document for all that deal with it.
func CompanyOf(c *Country, code, name string) Company {
	kind := c.Documents.Business
	rng := ident.NewRand("company", code, name)
	firm := &person{company: name, born: firstBirthday + belvo.Date(rng.IntN(birthdays))}
	return Company{name, belvo.DocumentID{DocumentType: kind, DocumentNumber: firm.number(kind, rng)}}
}
