package fiscal

import (
	"strconv"

	"belvo-emulator/emulator/internal/belvo"
)

// activities are what the taxpayer lives on.
func (t *Taxpayer) activities(began belvo.Date) []belvo.EconomicActivity {
	all := make([]belvo.EconomicActivity, len(t.data.Activities))
	for i, a := range t.data.Activities {
		all[i] = belvo.EconomicActivity{EconomicActivity: a.Name, Order: strconv.Itoa(i + 1),
			Percentage: strconv.Itoa(a.Percent), InitialDate: began}
	}
	return all
}

// regimes are those that the taxpayer's invoices name.
func (t *Taxpayer) regimes(began belvo.Date) []belvo.TaxRegime {
	all := make([]belvo.TaxRegime, len(t.data.Regimes))
	for i, name := range t.data.Regimes {
		all[i] = belvo.TaxRegime{InitialDate: began, Regimen: name}
	}
	return all
}

// obligations are what a firm has to declare; of people none are shown.
// Source: the description of obligations in OpenAPI 1.223.0.
func (t *Taxpayer) obligations(began belvo.Date) []belvo.TaxObligation {
	all := make([]belvo.TaxObligation, len(t.data.Obligations))
	for i, o := range t.data.Obligations {
		all[i] = belvo.TaxObligation{Obligation: o.Name, Expiration: o.Due, InitialDate: began}
	}
	return all
}
