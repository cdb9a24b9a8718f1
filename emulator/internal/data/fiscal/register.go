package fiscal

import "belvo-emulator/emulator/internal/belvo"

// activities are what the taxpayer lives on.
func (t *Taxpayer) activities(began belvo.Date) []belvo.EconomicActivity {
	if t.firm {
		return []belvo.EconomicActivity{{Order: "1", Percentage: "100", InitialDate: began,
			EconomicActivity: "Comercio al por mayor de mobiliario y equipo de oficina"}}
	}
	work := belvo.EconomicActivity{Order: "1", Percentage: "100", InitialDate: began,
		EconomicActivity: "Otros servicios profesionales, científicos y técnicos"}
	if t.set != "full" {
		return []belvo.EconomicActivity{work}
	}
	work.Percentage = "60"
	return []belvo.EconomicActivity{work,
		{EconomicActivity: "Asalariado", Order: "2", Percentage: "40", InitialDate: began}}
}

// regimes are those that the taxpayer's invoices name.
func (t *Taxpayer) regimes(began belvo.Date) []belvo.TaxRegime {
	if t.firm {
		return []belvo.TaxRegime{{InitialDate: began, Regimen: "Régimen General de Ley Personas Morales"}}
	}
	all := []belvo.TaxRegime{{InitialDate: began,
		Regimen: "Régimen de las Personas Físicas con Actividades Empresariales y Profesionales"}}
	if t.set == "full" {
		all = append(all, belvo.TaxRegime{InitialDate: began,
			Regimen: "Régimen de Sueldos y Salarios e Ingresos Asimilados a Salarios"})
	}
	return all
}

// obligations are what a firm has to declare; of people none are shown.
// Source: the description of obligations in OpenAPI 1.223.0.
func (t *Taxpayer) obligations(began belvo.Date) []belvo.TaxObligation {
	if !t.firm {
		return []belvo.TaxObligation{}
	}
	const monthly = "A más tardar el día 17 del mes siguiente al periodo."
	return []belvo.TaxObligation{
		{Obligation: "Pago provisional mensual de ISR personas morales régimen general", Expiration: monthly,
			InitialDate: began},
		{Obligation: "Pago definitivo mensual de IVA", Expiration: monthly, InitialDate: began},
		{Obligation: "Entero de retenciones mensuales de ISR por sueldos y salarios", Expiration: monthly,
			InitialDate: began},
		{Obligation: "Declaración anual de ISR personas morales", InitialDate: began,
			Expiration: "Dentro de los tres meses siguientes al cierre del ejercicio."},
	}
}
