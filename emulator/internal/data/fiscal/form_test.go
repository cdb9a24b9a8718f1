package fiscal

import (
	"maps"
	"slices"
	"testing"
	"time"

	"github.com/google/uuid"

	"belvo-emulator/emulator/internal/belvo"
	"belvo-emulator/emulator/internal/data/bank"
	"belvo-emulator/emulator/internal/data/bank/banktest"
)

// TestReturnsHaveTheLinesOfTheForms holds that filling in adds no line: a misspelt name would.
func TestReturnsHaveTheLinesOfTheForms(t *testing.T) {
	t.Parallel()
	blanks := readForms()
	at := time.Date(2026, 5, 16, 12, 0, 0, 0, time.UTC)
	c := banktest.Books()
	inst, _ := c.Institution("tatooine_mx_fiscal")
	for _, username := range []string{"fiscal100", "PMO010101000"} {
		book, err := c.Open(bank.Customer{Institution: inst, Username: username, Set: "full", Link: uuid.Max,
			Since: belvo.DateOf(at)})
		if err != nil {
			t.Fatal(err)
		}
		for _, v := range Of(book).Returns(Returns{To: belvo.DateOf(at)}, at) {
			switch r := v.(type) {
			case *belvo.TaxReturnPersonalMonthly:
				likeForm(t, "person_month", belvo.TaxForm{"isr": r.ISR, "iva": r.IVA}, blanks.blank("person_month"))
			case *belvo.TaxReturnPersonal:
				likeForm(t, "person_year", belvo.TaxForm{"sueldos_salarios": r.SueldosSalarios,
					"servicios_profesionales": r.ServiciosProfesionales,
					"deducciones_personales":  r.DeduccionesPersonales,
					"determinacion_impuesto":  r.DeterminacionImpuesto, "retenciones": r.Retenciones,
					"dividendos": r.Dividendos, "datos_informativos": r.DatosInformativos},
					blanks.blank("person_year"))
			case *belvo.TaxReturnBusinessMonthly:
				likeForm(t, "firm_month", belvo.TaxForm{"determinacion_isr": r.DeterminacionISR,
					"detalle_pago_isr": r.DetallePagoISR, "determinacion_iva": r.DeterminacionIVA,
					"detalle_pago_iva": r.DetallePagoIVA}, blanks.blank("firm_month"))
			case *belvo.TaxReturnBusiness:
				likeForm(t, "firm_year", belvo.TaxForm{"datos_adicionales": r.DatosAdicionales,
					"deducciones_autorizadas":                   r.DeduccionesAutorizadas,
					"cifras_cierre_ejercicio":                   r.CifrasCierreEjercicio,
					"determinacion_del_impuesto_sobre_la_renta": r.DeterminacionDelImpuestoSobreLaRenta,
					"dividendos_o_utilidades_distribuidos":      r.DividendosOUtilidadesDistribuidos,
					"detalle_pago_r1_isr_personas_morales":      r.DetallePagoR1ISRPersonasMorales,
					"ingressos":                                 r.Ingressos, "determinacion": r.Determinacion}, blanks.blank("firm_year"))
			}
		}
	}
}

// likeForm compares the names of all lines.
func likeForm(t *testing.T, path string, got, want belvo.TaxForm) {
	t.Helper()
	a, b := slices.Sorted(maps.Keys(got)), slices.Sorted(maps.Keys(want))
	if !slices.Equal(a, b) {
		t.Errorf("%s has the lines %v, the form %v", path, a, b)
	}
	if len(want) == 0 {
		t.Errorf("%s is no section of the forms", path)
	}
	for name, v := range want {
		if section, is := v.(belvo.TaxForm); is {
			mine, _ := got[name].(belvo.TaxForm)
			likeForm(t, path+"."+name, mine, section)
		}
	}
}

// TestIncomeTaxGrowsWithIncome holds that the tariff has no step at its brackets, and some values of
// it worked out by hand.
func TestIncomeTaxGrowsWithIncome(t *testing.T) {
	t.Parallel()
	for _, b := range tariff() {
		below, at := incomeTax(b.lower-1, 1), incomeTax(b.lower, 1)
		if at < below-1 || at-below > 2 { // the law rounds to hundredths
			t.Errorf("the tax jumps from %v to %v at %v", below, at, b.lower)
		}
	}
	for income, want := range map[belvo.Money]belvo.Money{
		0: 0, 50000: 960, 1000000: 77090, 4000000: 706530, 10000000: 2458712,
	} {
		if got := incomeTax(income, 1); got != want {
			t.Errorf("the tax on %v is %v, want %v", income, got, want)
		}
	}
	if got, want := incomeTax(1200000*12, 12), 12*incomeTax(1200000, 1); got < want-6 || got > want+6 {
		t.Errorf("the tax on a year is %v, on its months %v", got, want)
	}
}
