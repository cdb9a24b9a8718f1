package fiscal

import (
	"fmt"
	"strconv"
	"time"

	"belvo-emulator/emulator/internal/belvo"
	"belvo-emulator/emulator/internal/data/bank"
	"belvo-emulator/emulator/internal/data/paper"
	"belvo-emulator/emulator/internal/ident"
)

// Which returns are wanted.
const (
	Monthly = "monthly"
	Yearly  = "yearly"
)

// Returns says which tax returns are wanted: of a kind, for a period, with their documents. For the
// kind "" it is both kinds that were filed in the period.
type Returns struct {
	Kind     string
	From, To belvo.Date
	PDF      bool
}

// returned says whether a return is wanted: its period touches the one asked for.
func (r Returns) wanted(kind string, first, last, filed belvo.Date) bool {
	if r.Kind == "" {
		return filed >= r.From && filed <= r.To
	}
	return kind == r.Kind && last >= r.From && first <= r.To
}

// Returns returns the tax returns that were filed until an instant, the newest first: pointers to
// the four types that package belvo has for them.
func (t *Taxpayer) Returns(r Returns, at time.Time) []any {
	var out []any
	blanks := readForms()
	today := belvo.DateOf(at)
	if r.Kind == Yearly { // years come as their first days
		r.To = bank.FirstOf(r.To.Time().Year(), time.December) + 30
	}
	for _, y := range t.years(today) {
		for _, m := range y.months {
			if r.wanted(Monthly, bank.FirstOf(m.year, m.month), bank.LastOf(m.year, m.month), m.filed) {
				out = append(out, t.monthlyReturn(m, blanks, r.PDF, at))
			}
		}
		if y.filed != 0 && r.wanted(Yearly, bank.FirstOf(y.year, 1), bank.LastOf(y.year, 12), y.filed) {
			out = append(out, t.yearlyReturn(y, blanks, r.PDF, at))
		}
	}
	for i, j := 0, len(out)-1; i < j; i, j = i+1, j-1 {
		out[i], out[j] = out[j], out[i]
	}
	return out
}

func (t *Taxpayer) monthlyReturn(m *monthly, blanks forms, pdf bool, at time.Time) any {
	key := fmt.Sprintf("%04d-%02d", m.year, m.month)
	base := t.book.Base(belvo.TaxReturns, at, Monthly, key)
	info := t.head(m.year, monthNames()[m.month-1], m.filed, key)
	files := t.documents(info, pdf, "ISR a cargo: "+bank.Decimal(m.isr), "IVA: "+bank.Decimal(m.vat))
	if t.firm {
		form := blanks.blank("firm_month")
		t.firmISR(form, m)
		t.firmVAT(form, m)
		return &belvo.TaxReturnBusinessMonthly{Base: base, InformacionGeneral: info, TaxReturnFiles: files,
			Type: Monthly, DeterminacionISR: part(form, "determinacion_isr"),
			DetallePagoISR:   part(form, "detalle_pago_isr"),
			DeterminacionIVA: part(form, "determinacion_iva"), DetallePagoIVA: part(form, "detalle_pago_iva")}
	}
	form := blanks.blank("person_month")
	personMonth(form, m)
	return &belvo.TaxReturnPersonalMonthly{Base: base, InformacionGeneral: info, TaxReturnFiles: files,
		Type: Monthly, ISR: part(form, "isr"), IVA: part(form, "iva")}
}

func monthNames() []string {
	return []string{"Enero", "Febrero", "Marzo", "Abril", "Mayo", "Junio", "Julio", "Agosto", "Septiembre",
		"Octubre", "Noviembre", "Diciembre"}
}

// head is the head of a return, which is filed in the morning of its day.
func (t *Taxpayer) head(year int, period string, filed belvo.Date, key string) belvo.TaxReturnInfo {
	rng := ident.NewRand(t.profile.User, "return", key)
	hour := filed.Time().Add(time.Duration(9*60+rng.IntN(300)) * time.Minute)
	info := belvo.TaxReturnInfo{Ejercicio: year,
		FechaHoraPresentacion: hour.Format("2006-01-02T15:04:05") + "-06:00",
		NumeroOperacion:       strconv.Itoa(100000000 + rng.IntN(899999999)), PeriodoDeclaracion: period,
		RFC: t.self.rfc, TipoDeclaracion: "Normal"}
	if t.firm {
		info.DenominacionRazon = &t.self.name
	} else {
		info.Nombre = &t.self.name
	}
	return info
}

// documents are a return and its receipt on paper, if they are wanted.
func (t *Taxpayer) documents(info belvo.TaxReturnInfo, wanted bool, lines ...string) belvo.TaxReturnFiles {
	if !wanted {
		return belvo.TaxReturnFiles{}
	}
	head := []string{"RFC: " + info.RFC, "Contribuyente: " + t.self.name,
		"Ejercicio: " + strconv.Itoa(info.Ejercicio), "Periodo: " + info.PeriodoDeclaracion,
		"Tipo: " + info.TipoDeclaracion, "Operación: " + info.NumeroOperacion}
	declared := paper.PDF("Declaración de impuestos", append(head, lines...)...)
	receipt := paper.PDF("Acuse de recibo", append(head, "Presentada: "+info.FechaHoraPresentacion)...)
	return belvo.TaxReturnFiles{PDF: new(paper.Base64(declared)), ReceiptPDF: new(paper.Base64(receipt))}
}

// personMonth fills in a person's return.
func personMonth(form belvo.TaxForm, m *monthly) {
	f, b := &m.now, &m.before
	fill(part(form, "isr"), "tipo", "PFAE")
	fill(part(form, "isr", "determinacion"),
		"ingresos_periodos_anteriores", b.income, "ingresos_periodo", f.income,
		"total_ingresos", b.income+f.income, "compras_gastos_periodos_anteriores", b.costs,
		"compra_gastos_periodo", f.costs, "total_compras_gastos", b.costs+f.costs,
		"base_gravable_pago_provisional", m.base, "isr_causado", m.caused,
		"pagos_provisionales_efectuados_anterioridad", m.paid, "isr_retenido_periodos_anteriores", b.keptISR,
		"impuesto_retenido", f.keptISR, "isr_cargo", m.isr)
	const none = belvo.Money(0)
	fill(part(form, "isr", "detalle_del_pago"), "a_cargo", m.isr, "parte_actualizada", none, "recargos", none,
		"total_contribuciones", m.isr, "total_aplicaciones", none, "cantidad_a_cargo", m.isr,
		"cantidad_a_pagar", m.isr)
	due := max(0, m.vat)
	fill(part(form, "iva", "determinacion"), "actividades_gravadas_tasa_16", f.taxed,
		"actividades_gravadas_tasa_0", f.untaxed, "actividades_exentas", f.free,
		"iva_cobrado_periodo_tasa_16", f.vat, "iva_acreditable_periodo", f.vatCosts, "iva_retenido", f.keptVAT,
		"saldo_a_favor", favour(m.vat), "impuesto_a_favor", favour(m.vat))
	fill(part(form, "iva", "detalle_del_pago"), "total_contribuciones", due, "total_aplicaciones", none,
		"cantidad_a_cargo", due, "cantidad_a_pagar", due, "a_favor", favour(m.vat))
}

// favour is what the taxpayer has to get back, or null.
func favour(due belvo.Money) any {
	if due < 0 {
		return -due
	}
	return nil
}
