package chile

import (
	"time"

	"belvo-emulator/emulator/internal/belvo"
	"belvo-emulator/emulator/internal/data/bank"
)

// shares are how the capital of companies is parted, in percent.
var shares = [][]float64{{100}, {60, 40}, {50, 30, 20}}

// quarterly are the months in which the four instalments of the tax on real estate are due.
var quarterly = []time.Month{time.April, time.June, time.September, time.November}

// Status is what the tax authority knows of a customer; nil where it knows no taxpayer.
func Status(book *bank.Book, at time.Time) *belvo.TaxStatusSII {
	o := newOffice(book, at)
	if o == nil {
		return nil
	}
	rng := o.rand("status")
	start := o.p.Born + 19*366 + belvo.Date(rng.IntN(3000))
	if o.p.Business {
		start = o.first() - 400 - belvo.Date(rng.IntN(3000))
	}
	activities := book.Authorities().Activities
	work := activities[rng.IntN(len(activities))]
	s := &belvo.TaxStatusSII{Base: o.book.Base(belvo.TaxStatusChile, o.at, o.p.Document.DocumentNumber),
		EntityDetails: belvo.TaxpayerChile{IncorporationDate: start, StartDate: start + 14,
			DocumentIDType: "RUT", DocumentIDNumber: o.p.Document.DocumentNumber, Name: o.p.Name},
		Addresses: []belvo.AddressChile{{Type: "PRIMARY", Date: start, Address: o.p.Address},
			{Type: "NOTIFICATION_ADDRESS", Date: start, Address: o.p.Address}},
		Emails:       []belvo.EmailChile{{Type: "CONTACT", Email: o.p.Mail}},
		PhoneNumbers: []belvo.PhoneChile{{Type: some("MOBILE"), Number: o.p.Phone}},
		EconomicActivities: []belvo.ActivityChile{{Type: work.Group, Activity: work.Name, Code: work.Code,
			TaxCategory: 1, VATAffected: true, StartDate: start + 14}},
		LegalRepresentative: []belvo.RepresentativeChile{}, EquityHolders: []belvo.EquityHolderChile{},
		CompanyPartnershipStakes: []belvo.StakeChile{},
		Regimes:                  []belvo.RegimeChile{{Type: "PRO PYME GENERAL", StartDate: start + 14}},
		AuthorizedTaxDocuments: []belvo.AuthorizedDocumentsChile{
			{Type: "FACTURA ELECTRONICA", DocumentLimit: 500, AuthorizationDate: start + 20},
			{Type: "BOLETA ELECTRONICA", DocumentLimit: 2000, AuthorizationDate: start + 20}},
		PropertyTaxLiabilities: []belvo.PropertyChile{o.property()},
		FiscalOffice:           belvo.FiscalOfficeChile{Name: o.p.City, Address: "PLAZA DE ARMAS 100, " + o.p.City}}
	if o.p.Business {
		o.company(s, start)
	}
	return s
}

// company adds the owners of a company and its signatories.
func (o *office) company(s *belvo.TaxStatusSII, start belvo.Date) {
	rng := o.rand("owners")
	parts := shares[rng.IntN(len(shares))]
	capital := pesos((200000 + 800000*rng.Float64()) * o.p.Scale)
	firms := o.book.Companies()
	at := rng.IntN(len(firms))
	for i, share := range parts {
		holder := firms[(at+i)%len(firms)]
		s.EquityHolders = append(s.EquityHolders, belvo.EquityHolderChile{IsCurrent: true, Name: holder.Name,
			DocumentIDType: "RUT", DocumentIDNumber: holder.Document.DocumentNumber, StartDate: start,
			CapitalContributed: pesos(capital.Float() * share / 100), OwnershipShare: belvo.Percent(share),
			ProfitShare: belvo.Percent(share)})
	}
	s.LegalRepresentative = append(s.LegalRepresentative, belvo.RepresentativeChile{IsCurrent: true,
		Name: s.EquityHolders[0].Name, DocumentIDType: "RUT", DocumentIDNumber: s.EquityHolders[0].DocumentIDNumber,
		StartDate: start})
}

// property is a home or an office, with the instalments of the year: those to come, and
// where the data set has the tax overdue those since the year before.
func (o *office) property() belvo.PropertyChile {
	rng := o.rand("property")
	due := pesos((600 + 2400*rng.Float64()) * o.p.Scale)
	p := belvo.PropertyChile{PropertyID: number(10000+rng.IntN(90000)) + "-" + number(1+rng.IntN(300)),
		District: o.p.City, Address: o.p.Address, Type: "HABITACIONAL",
		OverdueTaxPayments: []belvo.PropertyTaxChile{}, ScheduledTaxPayments: []belvo.PropertyTaxChile{}}
	year := o.day.Time().Year()
	for _, y := range []int{year - 1, year} {
		for i, month := range quarterly {
			day := belvo.DateOf(time.Date(y, month, 30, 0, 0, 0, 0, time.UTC))
			payment := belvo.PropertyTaxChile{Year: y, Installment: i + 1, DueDate: day, AmountDue: due}
			switch {
			case day >= o.day:
				p.ScheduledTaxPayments = append(p.ScheduledTaxPayments, payment)
			case o.data.PropertyTax == "overdue":
				p.OverdueTaxPayments = append(p.OverdueTaxPayments, payment)
			}
		}
	}
	return p
}
