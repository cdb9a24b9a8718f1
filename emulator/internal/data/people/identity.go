package people

import (
	"regexp"
	"slices"
	"strings"
	"time"

	"belvo-emulator/emulator/internal/belvo"
	"belvo-emulator/emulator/internal/ident"
)

// documentForms are the documents that people log in with, by country. RFC, CNPJ, RUT and NIT may be
// a business's. Source: the patterns of username in the bodies for links of OpenAPI 1.223.0.
// Deviation: that a username of such a form is the user's document is ours, at every institution.
var documentForms = map[string][]documentForm{
	"MX": {{"CURP", regexp.MustCompile(`^[A-Z]{4}[0-9]{6}[A-Z]{6}[A-Z0-9]{2}$`), false},
		{"RFC", regexp.MustCompile(`^[A-ZÑ&]{4}[0-9]{6}[A-Z0-9]{3}$`), false},
		{"RFC", regexp.MustCompile(`^[A-ZÑ&]{3}[0-9]{6}[A-Z0-9]{3}$`), true}},
	"BR": {{"CPF", regexp.MustCompile(`^(\d{11}|\d{3}\.\d{3}\.\d{3}-\d{2})$`), false},
		{"CNPJ", regexp.MustCompile(`^(\d{14}|\d{2}\.\d{3}\.\d{3}/\d{4}-\d{2})$`), true}},
	// From fifty millions on they are companies'.
	"CL": {{"RUT", regexp.MustCompile(`^(\d{7}|[1-4]\d{7})-?[\dkK]$`), false},
		{"RUT", regexp.MustCompile(`^[5-9]\d{7}-?[\dkK]$`), true}},
	"CO": {{"CC", regexp.MustCompile(`^(\d{5,8}|1\d{9})$`), false},
		{"NIT", regexp.MustCompile(`^[89]\d{8}-?\d$`), true}},
}

// documentForm is what a document looks like, and whether it is a business's.
type documentForm struct {
	kind     string
	form     *regexp.Regexp
	business bool
}

// Claim returns the document that a username is, and whether it is a business's; the zero value
// for a username that is none.
func Claim(country, username string) (document belvo.DocumentID, business bool) {
	for _, f := range documentForms[country] {
		if f.form.MatchString(username) {
			number := strings.Map(digitsAndLetters, strings.ToUpper(username))
			if f.kind == "RUT" {
				number = number[:len(number)-1] + "-" + number[len(number)-1:]
			}
			return belvo.DocumentID{DocumentType: f.kind, DocumentNumber: number}, f.business
		}
	}
	return belvo.DocumentID{}, false
}

// digitsAndLetters leaves out what the numbers of documents are written with besides.
func digitsAndLetters(r rune) rune {
	if strings.ContainsRune(".-/", r) {
		return -1
	}
	return r
}

// newHolder makes up the person of a document: the same at every institution, except for what is
// the bank's, which is that of its customer.
func newHolder(names *Country, document belvo.DocumentID, customer *person) *person {
	key := document.DocumentType + " " + document.DocumentNumber
	p := newPerson(names, key, customer.company != "")
	p.internal, p.branch = customer.internal, customer.branch
	p.be(document, names, ident.NewRand(key, "identity"))
	return p
}

// be makes the person the one whom a document of theirs names: their other documents then agree
// with it, and so do the birthday and the sex that a Mexican one tells, if it is a possible one.
func (p *person) be(document belvo.DocumentID, names *Country, rng ident.Rand) {
	p.claimed = document
	if kind := document.DocumentType; kind == p.document.DocumentType || p.company != "" {
		p.document = document
	}
	if document.DocumentType != "CURP" && (document.DocumentType != "RFC" || p.company != "") {
		return
	}
	number, list := document.DocumentNumber, names.People.Male
	p.bornAs(number, document.DocumentType == "CURP")
	if p.female {
		list = names.People.Female
	}
	p.given = pick(rng, startingWith(list, number[3:4]))
	p.families[0] = pick(rng, startingWith(names.People.Family, number[:1]))
	last := len(p.families) - 1
	p.families[last] = pick(rng, startingWith(names.People.Family, number[2:3]))
	p.mail = mailbox(p.given) + "." + mailbox(p.families[0]) + "@" + names.Mail
	if document.DocumentType != p.document.DocumentType {
		p.document.DocumentNumber = p.number(p.document.DocumentType, rng)
	}
}

// bornAs gives the person the birthday that a Mexican document tells, and the sex that a CURP does.
func (p *person) bornAs(number string, curp bool) {
	if born, ok := birthday(number); ok {
		p.born = born
	}
	if curp && len(number) > 10 && strings.ContainsRune("HM", rune(number[10])) {
		p.female = number[10] == 'M'
	}
}

// startingWith are the names with an initial, or all where none has it.
func startingWith(names []string, initial string) []string {
	var some []string
	for _, n := range names {
		if strings.HasPrefix(plainUpper(n), initial) {
			some = append(some, n)
		}
	}
	if len(some) == 0 {
		return slices.Clone(names)
	}
	return some
}

// birthday reads the day in a CURP or a person's RFC, false if there is no such day. The letter in
// a CURP's place before the last is for those born since 2000; an RFC does not tell the century.
func birthday(number string) (belvo.Date, bool) {
	t, err := time.Parse("060102", number[4:10])
	if err != nil {
		return 0, false
	}
	year := 1900 + t.Year()%100
	if len(number) == 18 && number[16] >= 'A' || len(number) == 13 && year < 1930 {
		year += 100
	}
	day := time.Date(year, t.Month(), t.Day(), 0, 0, 0, 0, time.UTC)
	return belvo.DateOf(day), day.Day() == t.Day()
}
