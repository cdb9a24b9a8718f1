package people

import (
	"strconv"
	"strings"

	"belvo-emulator/emulator/internal/belvo"
	"belvo-emulator/emulator/internal/ident"
)

// person is the owner of a username. It depends on the institution and the username alone, so
// that the same user is the same person behind every link; whom a document names depends on that.
type person struct {
	key      string // what the documents are made from
	female   bool
	given    string
	families []string // one or two, by the country's custom
	company  string   // the business's name, or "" for a natural person
	born     belvo.Date
	place    City
	address  string
	parts    map[string]string // of the address, by the words of its template
	phone    string
	mail     string
	document belvo.DocumentID
	claimed  belvo.DocumentID // the document that the user logs in with, the zero value for none
	internal string           // the bank's own number of its customer
	branch   string           // four digits, the same for all accounts
	percent  int              // how well off the person is, against the data set's amounts
}

// firstBirthday and birthdays bound the days on which people are born: 1965 to 1997.
const (
	firstBirthday = -1826
	birthdays     = 12000
)

func newPerson(c *Country, user string, business bool) *person {
	rng := ident.NewRand(user, "person")
	p := &person{key: user, female: rng.IntN(2) == 0, born: belvo.Date(firstBirthday + rng.IntN(birthdays))}
	if p.female {
		p.given = pick(rng, c.People.Female)
	} else {
		p.given = pick(rng, c.People.Male)
	}
	for range c.People.Surnames {
		p.families = append(p.families, pick(rng, c.People.Family))
	}
	p.place = pick(rng, c.Cities)
	p.address = p.where(c.Address, pick(rng, c.Streets), rng)
	p.phone = Digits(rng, strings.ReplaceAll(c.Phone, "{area}", p.place.Area))
	p.mail = mailbox(p.given) + "." + mailbox(p.families[0]) + "@" + c.Mail
	p.internal = DigitsOf(rng, "0123456789abcdef", 8)
	p.branch = Digits(rng, "####")
	p.percent = 85 + rng.IntN(31)
	kind := c.Documents.Person
	if business {
		kind = c.Documents.Business
		p.company = pick(rng, c.People.Companies)
		p.mail = "info." + mailbox(p.company) + "@" + c.Mail
	}
	p.document = belvo.DocumentID{DocumentType: kind, DocumentNumber: p.number(kind, rng)}
	return p
}

// where writes an address on a street of the person's city.
func (p *person) where(template, street string, rng ident.Rand) string {
	p.parts = map[string]string{"street": street, "region": p.place.Region, "city": p.place.Name}
	return Expand(template, func(word string) string {
		switch word {
		case "number":
			p.parts[word] = strconv.Itoa(1 + rng.IntN(980))
		case "postal":
			p.parts[word] = Digits(rng, p.place.Postal)
		}
		return p.parts[word]
	})
}

// name is how the bank writes its customer.
func (p *person) name() string {
	if p.company != "" {
		return p.company
	}
	return p.given + " " + strings.Join(p.families, " ")
}

// DocumentKinds are the documents that a country's file can name.
func DocumentKinds() []string { return []string{"CURP", "RFC", "CPF", "CNPJ", "CC", "NIT", "RUT"} }

// number makes up a document number with the check digits of its kind.
func (p *person) number(kind string, rng ident.Rand) string {
	switch kind {
	case p.claimed.DocumentType: // never "": that is no kind
		return p.claimed.DocumentNumber
	case "CURP":
		return p.curp(rng)
	case "RFC":
		return p.rfc(rng)
	case "CPF":
		return CPF(rng)
	case "CNPJ":
		return CNPJ(rng)
	case "RUT":
		s := Digits(rng, "1#######")
		if p.company != "" {
			s = Digits(rng, "7#######")
		}
		return s + "-" + string(rutDigit(s))
	case "NIT":
		s := "9" + Digits(rng, "########")
		return s + "-" + string(nitDigit(s))
	default: // CC, a plain number
		return "10" + Digits(rng, "########")
	}
}

// curp builds Mexico's population key from the name, the birthday, the sex and the place.
func (p *person) curp(rng ident.Rand) string {
	sex := "H"
	if p.female {
		sex = "M"
	}
	first, second, given := p.upper()
	s := p.opening() + sex + p.place.Region + consonant(first) + consonant(second) + consonant(given) + Digits(rng, "#")
	return s + string(curpDigit(s))
}

// upper are the names that a person's keys are made of: the family names, of which there may be one
// alone, and the given name.
func (p *person) upper() (first, second, given string) {
	return plainUpper(p.families[0]), plainUpper(p.families[len(p.families)-1]), plainUpper(p.given)
}

// opening is what a person's CURP and RFC begin with alike: letters of the name, and a day. That of
// a business's RFC has one letter less, and the day on which it was founded.
func (p *person) opening() string {
	if number := p.claimed.DocumentNumber; p.company == "" && len(number) > 10 && number[0] > '9' {
		return number[:10]
	}
	letters := (strings.ReplaceAll(plainUpper(p.company), " ", "") + "XXX")[:3]
	if p.company == "" {
		letters = initials(p.upper())
	}
	return letters + p.born.Time().Format("060102")
}

// rfc builds Mexico's tax key; the two characters before the check digit tell namesakes apart.
func (p *person) rfc(rng ident.Rand) string {
	s := p.opening() + DigitsOf(rng, "123456789ABCDEFGHIJKLMNPQRSTUVWXYZ", 2)
	return s + string(rfcDigit(s))
}

// unfit are the words that the first four letters of the keys must not make: the annex to the
// rules of the CURP replaces their second letter by X.
const unfit = "BUEI BUEY CACA CACO CAGA CAGO COGE COJA COJE COJI COJO CULO FETO GUEY JOTO LOCA LOCO " +
	"MAME MAMO MEAR MEON MIAR MION MOCO MULA NACA NACO PEDA PEDO PENE PUTA PUTO QULO RATA RUIN"

// initials are the four letters that open a CURP and a person's RFC. The names are upper-case
// ASCII.
func initials(first, second, given string) string {
	vowel := "X"
	if i := strings.IndexAny(first[1:], "AEIOU"); i >= 0 {
		vowel = first[1+i : 2+i]
	}
	s := first[:1] + vowel + second[:1] + given[:1]
	if strings.Contains(unfit, s) {
		s = s[:1] + "X" + s[2:]
	}
	return s
}

// consonant is the first consonant after a name's first letter.
func consonant(name string) string {
	for _, c := range name[1:] {
		if c >= 'A' && c <= 'Z' && !strings.ContainsRune("AEIOU", c) {
			return string(c)
		}
	}
	return "X"
}

func pick[T any](rng ident.Rand, list []T) T { return list[rng.IntN(len(list))] }
