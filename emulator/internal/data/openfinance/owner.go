package openfinance

import (
	"strings"
	"time"

	"github.com/google/uuid"

	"belvo-emulator/emulator/internal/belvo"
	"belvo-emulator/emulator/internal/data/bank"
	"belvo-emulator/emulator/internal/data/people"
)

// Person returns the owner of a person's accounts; none where the bank knows no customer, or a firm.
func Person(book *bank.Book, at time.Time) []*belvo.IndividualOwner {
	r := read(book, at)
	out := []*belvo.IndividualOwner{}
	for _, o := range book.Owners(at) {
		if !r.profile.Business {
			out = append(out, r.individual(o))
		}
	}
	return out
}

// Business returns the owner of a firm's accounts; none where the bank knows no customer, or a person.
func Business(book *bank.Book, at time.Time) []*belvo.BusinessOwner {
	r := read(book, at)
	out := []*belvo.BusinessOwner{}
	for _, o := range book.Owners(at) {
		if r.profile.Business {
			out = append(out, r.business(o))
		}
	}
	return out
}

func (r reader) individual(o *belvo.Owner) *belvo.IndividualOwner {
	rng, p := r.rand("owner"), r.profile
	status := []string{"SINGLE", "MARRIED", "DIVORCED", "CIVIL_UNION"}[rng.IntN(4)]
	gender, mother := "MALE", "MOTHER"
	if p.Female {
		gender = "FEMALE"
	}
	names := r.book.Authorities().Mothers
	return &belvo.IndividualOwner{ID: o.ID, Link: o.Link, InternalIdentification: o.InternalIdentification,
		CollectedAt: o.CollectedAt, CreatedAt: o.CreatedAt, DisplayName: o.DisplayName, BirthDate: p.Born,
		MaritalStatus: &status, Gender: &gender, CompaniesID: []string{r.bankNumber()}, IsLocalResident: true,
		DocumentID: *o.DocumentID, AdditionalDocuments: r.licence(),
		Email: o.Email, Emails: []belvo.OwnerEmail{{IsMain: true, Email: o.Email}}, Address: o.Address,
		Addresses: r.addresses(), PhoneNumber: o.PhoneNumber, PhoneNumbers: phones(o.PhoneNumber),
		Filiations: []belvo.Filiation{{Type: &mother,
			CivilName: names[rng.IntN(len(names))] + " " + p.Families[0]}},
		FinancialProfile: r.personProfile(), FinancialRelation: r.personRelation()}
}

// licence is a person's driving licence.
func (r reader) licence() []belvo.AdditionalDocument {
	rng, kind := r.rand("licence"), "DRIVERS_LICENSE"
	issued := r.profile.Born + 18*366 + belvo.Date(rng.IntN(2000))
	return []belvo.AdditionalDocument{{Type: &kind, Number: number(rng, 11), CheckDigit: number(rng, 2),
		IssueDate: &issued}}
}

// registration is a firm's number at the trade registry of its state.
func (r reader) registration() []belvo.AdditionalDocument {
	rng, kind, text := r.rand("registration"), "OTHER", "NIRE"
	return []belvo.AdditionalDocument{{Type: &kind, TypeAdditionalInfo: &text, Number: number(rng, 10),
		CheckDigit: number(rng, 1)}}
}

// addresses takes the owner's one address apart: street, number, city and region, postal code.
func (r reader) addresses() []belvo.OwnerAddress {
	parts, country := strings.Split(r.profile.Address, ", "), "BRA"
	street := r.profile.Address
	if len(parts) > 2 {
		street = parts[0] + ", " + parts[1]
	}
	postcode := people.OnlyDigits(parts[len(parts)-1])
	return []belvo.OwnerAddress{{IsMain: true, Address: street, Town: r.profile.City,
		State:    optional(r.profile.Region),
		Postcode: postcode, CountryName: "Brasil", CountryCode: &country}}
}

// phones takes a number such as +55-11-95550-0100 apart.
func phones(phone string) []belvo.OwnerPhone {
	parts, kind := strings.SplitN(strings.TrimPrefix(phone, "+"), "-", 3), "MOBILE"
	if len(parts) < 3 {
		return []belvo.OwnerPhone{}
	}
	return []belvo.OwnerPhone{{IsMain: true, Type: &kind, Number: people.OnlyDigits(parts[2]), CountryCode: &parts[0],
		AreaCode: &parts[1]}}
}

// incomeOf is what came in on the accounts in the last month under a subcategory, "" for any, and
// when it last did.
func (r reader) incomeOf(subcategory string) (sum belvo.Money, last belvo.Date) {
	for _, a := range r.accounts(uuid.Nil) {
		if a.Category != checking {
			continue
		}
		for _, t := range r.book.Transactions(a, r.today-month, r.today, r.at) {
			if t.Type == "INFLOW" && (subcategory == "" || t.Subcategory != nil && *t.Subcategory == subcategory) {
				sum, last = sum+t.Amount, max(last, t.ValueDate)
			}
		}
	}
	return sum, last
}

// month is long enough for every monthly payment, in days.
const month = 30

// wealth is what the accounts hold that are no debts.
func (r reader) wealth() belvo.Money {
	var sum belvo.Money
	for _, a := range r.accounts(uuid.Nil) {
		if a.BalanceType == "ASSET" {
			sum += max(0, a.Balance.Current)
		}
	}
	return sum
}

// personProfile tells of the salary that the accounts show; nil where there is none.
func (r reader) personProfile() *belvo.PersonFinancialProfile {
	salary, last := r.incomeOf("Salary")
	if salary == 0 {
		return nil
	}
	rng, firms, kind, job := r.rand("employer"), r.book.Companies(), "BRAZIL_OCCUPATION_CODE", "2521-05"
	out := &belvo.PersonFinancialProfile{OccupationCode: &kind, OccupationDescription: &job,
		InformedIncome: belvo.InformedIncome{Frequency: "MONTHLY", Amount: salary, Currency: r.profile.Currency,
			Date: last},
		Patrimony: &belvo.PersonPatrimony{Amount: r.wealth(), Currency: r.profile.Currency, Year: r.at.Year()}}
	if len(firms) > 0 {
		out.CompanyID = &firms[rng.IntN(len(firms))].Document.DocumentNumber
	}
	return out
}

// since is when the customer came to the bank.
func (r reader) since() string {
	first := r.book.Begin().Time()
	return seconds(first.AddDate(0, 0, -r.rand("since").IntN(1500)))
}

// services are what the customer has at the bank.
func (r reader) services() (services []string, held []belvo.FinancialProduct) {
	services, held = []string{}, []belvo.FinancialProduct{}
	for _, a := range r.accounts(uuid.Nil) {
		open := r.account(a)
		services = append(services, open.Type)
		if a.Category != checking && a.Category != savings {
			continue
		}
		kind := a.Category
		p := belvo.FinancialProduct{Type: &kind, Subtype: open.Subtype, Agency: open.Agency,
			ClearingCode: clearingCode, Number: "0" + open.Number}
		if open.CheckDigit != nil {
			p.CheckDigit = *open.CheckDigit
		}
		held = append(held, p)
	}
	return services, held
}

// clearingCode is that of the bank; no real one has it.
const clearingCode = "999"

func (r reader) personRelation() *belvo.FinancialRelation {
	services, held := r.services()
	return &belvo.FinancialRelation{StartDate: r.since(), ProductServices: services,
		Procurators: []belvo.Procurator{}, Products: held,
		SalaryPortabilityRequests: []belvo.SalaryPortability{}, PayrollAccounts: []belvo.PayrollAccount{}}
}

func (r reader) business(o *belvo.Owner) *belvo.BusinessOwner {
	p := r.profile
	services, held := r.services()
	trade := strings.ToUpper(p.Company)
	return &belvo.BusinessOwner{ID: o.ID, Link: o.Link, InternalIdentification: o.InternalIdentification,
		CollectedAt: o.CollectedAt, CreatedAt: o.CreatedAt, CompanyName: p.Company + " Ltda.", TradeName: &trade,
		IncorporationDate: p.Born + 30*365, CompaniesID: []string{r.bankNumber()}, DocumentID: *o.DocumentID,
		AdditionalDocuments: r.registration(), Email: o.Email,
		Emails: []belvo.OwnerEmail{{IsMain: true, Email: o.Email}}, Address: o.Address, Addresses: r.addresses(),
		PhoneNumber: o.PhoneNumber, PhoneNumbers: phones(o.PhoneNumber), Parties: r.parties(),
		FinancialProfile: r.businessProfile(),
		FinancialRelation: &belvo.BusinessFinancialRelation{StartDate: r.since(), ProductServices: services,
			Procurators: []belvo.Procurator{}, Products: held}}
}

// parties is the person that runs the firm and owns it.
func (r reader) parties() []belvo.Party {
	kind, role, document, share := "INDIVIDUAL", "ADMINISTRATOR", "CPF", belvo.Number(1)
	name, start := r.profile.Given+" "+strings.Join(r.profile.Families, " "), r.profile.Born+30*365
	return []belvo.Party{{PersonType: &kind, Type: &role, DisplayName: &name, StartDate: &start,
		PercentageType: &share, DocumentType: &document, DocumentNumber: people.CPF(r.rand("party"))}}
}

// businessProfile tells of the revenue that the accounts show: of the last month, for the year.
func (r reader) businessProfile() *belvo.BusinessFinancialProfile {
	frequency := "MONTHLY"
	revenue, _ := r.incomeOf("")
	return &belvo.BusinessFinancialProfile{
		EconomicActivities: []belvo.FirmActivity{{IsMain: true, Code: "4649499"}},
		InformedRevenue: &belvo.InformedRevenue{Frequency: &frequency, Amount: revenue,
			Currency: r.profile.Currency,
			Year:     r.at.Year()},
		Patrimony: &belvo.BusinessPatrimony{Amount: r.wealth(), Currency: r.profile.Currency, Date: r.today}}
}
