package fiscal_test

import (
	"slices"
	"strconv"
	"testing"
	"time"

	"belvo-emulator/emulator/internal/belvo"
	"belvo-emulator/emulator/internal/data/fiscal"
)

// whole rounds to whole pesos.
func whole(m belvo.Money) belvo.Money {
	if m < 0 {
		return -whole(-m)
	}
	return (m + 50) / 100 * 100
}

// booked is what the invoices of a month say, added up from what the API shows alone.
type booked struct{ income, costs, vat, vatCosts, keptISR, keptVAT belvo.Money }

// months adds up invoices by month: what was sold at once when it was sold, and what was paid later
// by the payments, in proportion. With accrual the income tax goes by the invoice's day.
func months(invoices []*belvo.Invoice, accrual bool) map[string]*booked {
	out, byFolio := map[string]*booked{}, map[string]*belvo.Invoice{}
	for _, v := range invoices {
		byFolio[v.InvoiceIdentification] = v
	}
	for _, v := range invoices {
		key := v.InvoiceDate.String()[:7]
		if out[key] == nil {
			out[key] = &booked{}
		}
		b := out[key]
		switch {
		case v.Status == "Cancelado" || v.InvoiceType == "Traslado":
		case v.InvoiceType == "Pago":
			doc := v.Payments[0].RelatedDocuments[0]
			of := byFolio[doc.InvoiceIdentification]
			due := of.TotalAmount - of.TaxDetails.TotalTaxRetained
			b.add(of, float64(doc.AmountPaid)/float64(due), !accrual, true)
		case v.InvoiceType == "Egreso":
			b.add(v, -1, true, true)
		default:
			late := *v.PaymentMethod == "PPD"
			b.add(v, 1, accrual || !late, !late)
		}
	}
	return out
}

// add takes a share of an invoice in: for the income tax, for the value added tax, or both.
func (b *booked) add(v *belvo.Invoice, share float64, income, vat bool) {
	part := func(m belvo.Money) belvo.Money {
		return belvo.MoneyOf(m.Float() * share * float64(*v.ExchangeRate))
	}
	net, wage, mine := part(v.SubtotalAmount-v.DiscountAmount), v.InvoiceType == "Nómina", v.Type == "OUTFLOW"
	private := v.Usage == "D01" || wage && !mine
	switch {
	case !income || private:
	case wage:
		b.costs += part(v.SubtotalAmount)
	case mine:
		b.income += net
	default:
		b.costs += net
	}
	if !vat || wage {
		return
	}
	if mine {
		b.vat += part(v.TaxAmount)
		for _, x := range v.TaxDetails.RetainedTaxes {
			if x.Tax == "ISR" {
				b.keptISR += part(x.TaxAmount)
			} else {
				b.keptVAT += part(x.TaxAmount)
			}
		}
	} else if !private {
		b.vatCosts += part(v.TaxAmount)
	}
}

// lines reads amounts of a section of a return.
func lines(t *testing.T, form belvo.TaxForm, names ...string) (out []belvo.Money) {
	t.Helper()
	for _, name := range names {
		m, ok := form[name].(belvo.Money)
		if !ok {
			t.Fatalf("%s is %v", name, form[name])
		}
		out = append(out, m)
	}
	return out
}

func section(form belvo.TaxForm, names ...string) belvo.TaxForm {
	for _, n := range names {
		form, _ = form[n].(belvo.TaxForm)
	}
	return form
}

// near allows a peso: parts of payments may be rounded in another order than here.
func near(a, b belvo.Money) bool { return a-b <= 100 && b-a <= 100 }

// declared reads of a monthly return what booked has.
func declared(t *testing.T, v any) (key string, got []belvo.Money) {
	t.Helper()
	var info belvo.TaxReturnInfo
	switch r := v.(type) {
	case *belvo.TaxReturnPersonalMonthly:
		info = r.InformacionGeneral
		got = slices.Concat(lines(t, section(r.ISR, "determinacion"), "ingresos_periodo", "compra_gastos_periodo"),
			lines(t, section(r.IVA, "determinacion"), "iva_cobrado_periodo_tasa_16", "iva_acreditable_periodo"),
			lines(t, section(r.ISR, "determinacion"), "impuesto_retenido"),
			lines(t, section(r.IVA, "determinacion"), "iva_retenido"))
	case *belvo.TaxReturnBusinessMonthly:
		info = r.InformacionGeneral
		vat := section(r.DeterminacionIVA, "determinacion_iva")
		got = slices.Concat(lines(t, section(r.DeterminacionISR, "personas_morales_regimen_general"),
			"ingresos_nominales_mes_que_declara"), []belvo.Money{-1}, // its costs are in no line
			lines(t, vat, "impuesto_causado", "total_iva_acreditable"), []belvo.Money{-1},
			lines(t, vat, "iva_retenido_al_contribuyente"))
	}
	month := 1 + slices.Index([]string{"Enero", "Febrero", "Marzo", "Abril", "Mayo", "Junio", "Julio", "Agosto",
		"Septiembre", "Octubre", "Noviembre", "Diciembre"}, info.PeriodoDeclaracion)
	return time.Date(info.Ejercicio, time.Month(month), 1, 0, 0, 0, 0, time.UTC).Format("2006-01"), got
}

// TestMonthlyReturnsFollowFromInvoices compares each return with the month's invoices.
func TestMonthlyReturnsFollowFromInvoices(t *testing.T) {
	t.Parallel()
	everybody(t, func(t *testing.T, open func() *fiscal.Taxpayer) {
		p := open()
		firm := len(p.Status(false, now)[0].TaxPayerInformation.RFC) == 12
		want := months(all(p, now), firm)
		returns := p.Returns(fiscal.Returns{Kind: fiscal.Monthly, To: belvo.DateOf(now)}, now)
		if len(returns) != 37 { // January 2023 to January 2026
			t.Fatalf("there are %d monthly returns", len(returns))
		}
		for _, r := range returns {
			key, got := declared(t, r)
			w := want[key]
			for i, m := range []belvo.Money{w.income, w.costs, w.vat, w.vatCosts, w.keptISR, w.keptVAT} {
				if got[i] >= 0 && !near(got[i], whole(m)) {
					t.Errorf("%s: amount %d is %v, the invoices say %v", key, i, got[i].Float(), m.Float())
				}
			}
		}
	})
}

// TestYearlyReturnsFollowFromMonths compares each yearly return with its twelve monthly ones.
func TestYearlyReturnsFollowFromMonths(t *testing.T) {
	t.Parallel()
	everybody(t, func(t *testing.T, open func() *fiscal.Taxpayer) {
		p := open()
		sums, advance := map[int]belvo.Money{}, map[int]belvo.Money{}
		for _, v := range p.Returns(fiscal.Returns{Kind: fiscal.Monthly, To: belvo.DateOf(now)}, now) {
			key, got := declared(t, v)
			year, _ := strconv.Atoi(key[:4])
			sums[year] += got[0]
			switch r := v.(type) {
			case *belvo.TaxReturnPersonalMonthly:
				advance[year] += lines(t, section(r.ISR, "determinacion"), "isr_cargo")[0]
			case *belvo.TaxReturnBusinessMonthly:
				advance[year] += lines(t, section(r.DetallePagoISR, "r1_isr_personas_morales"), "cantidad_a_pagar")[0]
			}
		}
		returns := p.Returns(fiscal.Returns{Kind: fiscal.Yearly, To: belvo.DateOf(now)}, now)
		if len(returns) != 2 { // of 2023 and 2024: 2025 is declared in spring
			t.Fatalf("there are %d yearly returns", len(returns))
		}
		for _, v := range returns {
			var year int
			var income, paid, balance belvo.Money
			switch r := v.(type) {
			case *belvo.TaxReturnPersonal:
				year = r.InformacionGeneral.Ejercicio
				income = lines(t, section(r.ServiciosProfesionales, "ingresos"), "total_ingresos")[0]
				x := lines(t, r.DeterminacionImpuesto, "pagos_provisionales", "isr_conforme_tarifa_final", "isr_retenido")
				paid, balance = x[0], x[1]-x[0]-x[2]
				if favour, is := r.DeterminacionImpuesto["isr_favorable"].(belvo.Money); is {
					same(t, "isr_favorable", favour, -balance)
				}
			case *belvo.TaxReturnBusiness:
				year = r.InformacionGeneral.Ejercicio
				x := lines(t, r.Determinacion, "pagos_provisionales_efectuados_enterados_a_federacion")
				income, paid = lines(t, r.Ingressos, "total_ingresos_acumulables")[0], x[0]
			}
			same(t, "the income of the year", income, sums[year])
			same(t, "what was paid in the year", paid, advance[year])
		}
	})
}
