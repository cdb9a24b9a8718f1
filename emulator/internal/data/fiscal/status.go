package fiscal

import (
	"cmp"
	"fmt"
	"strings"
	"time"

	"belvo-emulator/emulator/internal/belvo"
	"belvo-emulator/emulator/internal/data/paper"
	"belvo-emulator/emulator/internal/data/people"
	"belvo-emulator/emulator/internal/ident"
)

// positive is the usual outcome of a compliance opinion.
const positive = "POSITIVE"

// Status returns the taxpayer's entry in the register, or nothing where no taxpayer is known.
func (t *Taxpayer) Status(pdf bool, at time.Time) []*belvo.TaxStatusSat {
	if !t.Known() {
		return []*belvo.TaxStatusSat{}
	}
	p, began := &t.profile, t.began()
	rng := ident.NewRand(p.User, "tax status")
	place := strings.ToUpper(p.City) + ", " + strings.ToUpper(p.State)
	s := &belvo.TaxStatusSat{Base: t.book.Base(belvo.TaxStatus, at, t.self.rfc), OfficialName: t.self.name,
		PlaceAndDateOfIssuance: place + " A " + spanishDay(at),
		IDCIF:                  fmt.Sprintf("%011d", rng.Int64N(99999999999)), Address: t.address(rng),
		TaxPayerInformation: belvo.TaxPayer{RFC: t.self.rfc, StartOperationsDate: began,
			StatusPadron: "ACTIVO", LastStatusChangeDate: began, Email: p.Mail, Phone: people.OnlyDigits(p.Phone)}}
	if t.firm {
		s.TaxPayerInformation.SocialName = new(t.self.name + " SA DE CV")
		s.TaxPayerInformation.CommercialName = &t.self.name
	} else {
		t.nameOf(&s.TaxPayerInformation)
	}
	s.EconomicActivity, s.Regimes, s.Obligations = t.activities(began), t.regimes(began), t.obligations(began)
	s.Regimens = s.Regimes
	s.DigitalStamp = fmt.Sprintf("||%s|%s|CONSTANCIA DE SITUACIÓN FISCAL|%020d||",
		at.UTC().Format("2006/01/02"), t.self.rfc, rng.Int64N(1e18))
	s.DigitalStampChain = seal("status", p.User, s.DigitalStamp)
	if pdf {
		s.PDF = new(paper.Base64(paper.PDF("Constancia de situación fiscal", "RFC: "+t.self.rfc,
			"Nombre: "+t.self.name, "Estatus en el padrón: "+s.TaxPayerInformation.StatusPadron,
			"Régimen: "+s.Regimes[0].Regimen, "Código postal: "+s.Address.PostalCode, s.PlaceAndDateOfIssuance)))
	}
	return []*belvo.TaxStatusSat{s}
}

// Compliance returns the opinion on whether the taxpayer complies, or nothing where no taxpayer is known.
func (t *Taxpayer) Compliance(pdf bool, at time.Time) []*belvo.TaxCompliance {
	if !t.Known() {
		return []*belvo.TaxCompliance{}
	}
	outcome := cmp.Or(t.data.Compliance, positive)
	day := at.UTC().Format("06")
	rng := ident.NewRand(t.profile.User, "compliance", day)
	c := &belvo.TaxCompliance{Base: t.book.Base(belvo.TaxComplianceStatus, at, t.self.rfc), RFC: t.self.rfc,
		InternalIdentification: fmt.Sprintf("%sNA%07d", day, rng.IntN(9999999)), Outcome: outcome}
	if pdf {
		sense := map[bool]string{true: "Positivo", false: "Negativo"}[outcome == positive]
		c.PDF = new(paper.Base64(paper.PDF("Opinión del cumplimiento de obligaciones fiscales",
			"Folio: "+c.InternalIdentification, "RFC: "+t.self.rfc, "Nombre: "+t.self.name, "Sentido: "+sense,
			"Fecha: "+spanishDay(at))))
	}
	return []*belvo.TaxCompliance{c}
}

// began is the day on which the taxpayer began to do business: before its books, and when it was
// founded or grown up.
func (t *Taxpayer) began() belvo.Date {
	day := t.profile.Born
	if !t.firm {
		day = belvo.DateOf(day.Time().AddDate(22, 0, 0))
	}
	return min(day, t.start)
}

func (t *Taxpayer) nameOf(p *belvo.TaxPayer) {
	p.CURP, p.Name = new(t.profile.Number("CURP")), new(strings.ToUpper(t.profile.Given))
	for i, family := range t.profile.Families {
		name := strings.ToUpper(family)
		if i == 0 {
			p.FirstLastName = &name
		} else {
			p.SecondLastName = &name
		}
	}
}

func (t *Taxpayer) address(rng ident.Rand) belvo.TaxAddress {
	p := &t.profile
	kind, street, _ := strings.Cut(strings.ToUpper(p.Street), " ")
	suburbs, crossings := t.book.Authorities().Suburbs, t.book.Authorities().Crossings
	n := rng.IntN(len(crossings) - 1)
	return belvo.TaxAddress{PostalCode: p.Postal, StreetType: kind, Street: street, ExteriorNumber: p.House,
		Suburb: suburbs[rng.IntN(len(suburbs))], Municipality: strings.ToUpper(p.City), State: strings.ToUpper(p.State),
		BetweenStreet: []belvo.BetweenStreet{{StreetOne: crossings[n], StreetTwo: crossings[n+1]}}}
}

func spanishDay(at time.Time) string {
	at = at.UTC()
	return fmt.Sprintf("%d DE %s DE %d", at.Day(), strings.ToUpper(monthNames()[at.Month()-1]), at.Year())
}
