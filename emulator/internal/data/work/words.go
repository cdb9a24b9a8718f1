package work

import (
	"strconv"
	"strings"

	"belvo-emulator/emulator/internal/belvo"
	"belvo-emulator/emulator/internal/data/bank"
	"belvo-emulator/emulator/internal/data/people"
	"belvo-emulator/emulator/internal/ident"
)

// publicSector says whether an institution insures those who work for the Mexican state, whose
// records lack what the IMSS knows.
// Source: the notes on ISSSTE in schema EmploymentRecordDetail of OpenAPI 1.223.0.
func publicSector(inst *belvo.Institution) bool { return strings.HasPrefix(inst.Name, "issste_") }

// employers are the possible employers of a person: the country's firms, or offices of the state.
func employers(book *bank.Book) []people.Company {
	if !publicSector(book.Customer().Institution) {
		return book.Companies()
	}
	var all []people.Company
	for _, name := range book.Authorities().PublicEmployers {
		all = append(all, book.Company(name))
	}
	return all
}

// registration is the number under which social security knows an employer: a letter and ten
// digits, always the same for the same one.
func registration(employer people.Company) string {
	rng := ident.NewRand("employment", "registration", employer.Document.DocumentNumber)
	return string(rune('A'+rng.IntN(26))) + strconv.Itoa(1000000000+rng.IntN(9000000000))
}

// state is the Mexican state in which an employer pays.
func (h *History) state(employer people.Company) string {
	states := h.book.Authorities().States
	return states[ident.NewRand("employment", "state", employer.Document.DocumentNumber).IntN(len(states))]
}

// nss is Mexico's social security number: the office, the years of the first registration and of
// the birth in two digits each, a serial number and a check digit by Luhn's rule.
func nss(p people.Profile, registered belvo.Date) string {
	rng := ident.NewRand(p.User, "employment", "nss")
	digits := strconv.Itoa(10+rng.IntN(87)) + registered.Time().Format("06") + p.Born.Time().Format("06") +
		strconv.Itoa(1000+rng.IntN(9000))
	return digits + string(luhn(digits))
}

// luhn is the check digit that Luhn's rule gives a number: every second digit from the right counts
// twice.
func luhn(digits string) byte {
	sum := 0
	for i := range len(digits) {
		d := int(digits[len(digits)-1-i] - '0')
		if i%2 == 0 {
			d *= 2
		}
		sum += d/10 + d%10
	}
	return byte('0' + (10-sum%10)%10)
}

// upper is a name as official papers write it.
func upper(name string) string {
	return strings.NewReplacer("Á", "A", "É", "E", "Í", "I", "Ó", "O", "Ú", "U", "Ü", "U", "Ã", "A", "Õ", "O",
		"Â", "A", "Ê", "E", "Ô", "O", "Ç", "C").Replace(strings.ToUpper(name))
}
