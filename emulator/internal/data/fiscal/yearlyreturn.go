package fiscal

import (
	"strconv"
	"time"

	"belvo-emulator/emulator/internal/belvo"
	"belvo-emulator/emulator/internal/data/bank"
)

func (t *Taxpayer) yearlyReturn(y *yearly, blanks forms, pdf bool, at time.Time) any {
	key := strconv.Itoa(y.year)
	base := t.book.Base(belvo.TaxReturns, at, Yearly, key)
	info := t.head(y.year, "Del Ejercicio", y.filed, key)
	files := t.documents(info, pdf, "Ingresos: "+bank.Decimal(y.sum.income), "ISR del ejercicio: "+bank.Decimal(y.caused),
		"Saldo: "+bank.Decimal(y.balance))
	if t.firm {
		form := blanks.blank("firm_year")
		t.firmYear(form, y)
		return &belvo.TaxReturnBusiness{Base: base, InformacionGeneral: info, TaxReturnFiles: files,
			DatosAdicionales:                     part(form, "datos_adicionales"),
			DeduccionesAutorizadas:               part(form, "deducciones_autorizadas"),
			CifrasCierreEjercicio:                part(form, "cifras_cierre_ejercicio"),
			DeterminacionDelImpuestoSobreLaRenta: part(form, "determinacion_del_impuesto_sobre_la_renta"),
			DividendosOUtilidadesDistribuidos:    part(form, "dividendos_o_utilidades_distribuidos"),
			DetallePagoR1ISRPersonasMorales:      part(form, "detalle_pago_r1_isr_personas_morales"),
			Ingressos:                            part(form, "ingressos"), Determinacion: part(form, "determinacion")}
	}
	form := blanks.blank("person_year")
	t.personYear(form, y)
	return &belvo.TaxReturnPersonal{Base: base, InformacionGeneral: info, TaxReturnFiles: files,
		SueldosSalarios:        part(form, "sueldos_salarios"),
		ServiciosProfesionales: part(form, "servicios_profesionales"),
		DeduccionesPersonales:  part(form, "deducciones_personales"),
		DeterminacionImpuesto:  part(form, "determinacion_impuesto"), Retenciones: part(form, "retenciones"),
		Dividendos: part(form, "dividendos"), DatosInformativos: part(form, "datos_informativos")}
}

// account is what a year's deals with one party add up to.
type account struct {
	party
	net, exempt, kept belvo.Money
}

// accounts adds up what was settled in a year with each party, by the deals that count.
func (t *Taxpayer) accounts(year int, counts func(*deal) bool) []account {
	var all []account
	first, last := bank.FirstOf(year, time.January), bank.FirstOf(year, time.December)+30
	for _, d := range t.at(last) {
		of, s, any := d.settled()
		if d.day < first || !any || !counts(of) {
			continue
		}
		i := 0
		for i < len(all) && all[i].rfc != d.other.rfc {
			i++
		}
		if i == len(all) {
			all = append(all, account{party: d.other})
		}
		a := &all[i]
		a.net += s.net
		a.kept += s.keptISR
		if of.pay != nil {
			a.exempt += of.pay.exempt
			a.kept += of.pay.tax
		} else {
			a.net -= s.discount
		}
	}
	return all
}

// personYear fills in a person's return. The entries of its lists have hundredths, its sums are those
// of the months.
func (t *Taxpayer) personYear(form belvo.TaxForm, y *yearly) {
	const none = belvo.Money(0)
	f := &y.sum
	wage, kept := list(), list()
	for _, a := range t.accounts(y.year, func(d *deal) bool { return d.kind == wages && !d.Issued }) {
		wage = append(wage, line("rfc_retenedor", a.rfc, "nombre_denominacion_razon_social", a.name,
			"ingresos_exentos", a.exempt, "ingreso_anual", a.net, "subsidio_empleo", none))
		kept = append(kept, line("rfc_retenedor", a.rfc, "monto_retenciones", a.net, "retenciones_isr", a.kept))
	}
	fill(part(form, "sueldos_salarios"), "retenedores", wage, "impuesto_retenido", f.salaryTax,
		"ingreso_anual", f.salary, "ingresos_acumulables", f.salary-f.salaryExempt,
		"ingresos_exentos", f.salaryExempt, "subsidio_empleo", none)
	t.personServices(part(form, "servicios_profesionales"), y)
	fees, health := list(), list()
	for _, a := range t.accounts(y.year, func(d *deal) bool { return d.Issued }) {
		if a.kept > 0 {
			fees = append(fees, line("rfc_retenedor", a.rfc, "monto_retenciones", a.net, "retenciones_isr", a.kept))
		}
	}
	for _, a := range t.accounts(y.year, func(d *deal) bool { return d.private() && !d.Issued }) {
		health = append(health, line("rfc_emisor", a.rfc, "monto_deducible", a.net))
	}
	fill(part(form, "deducciones_personales"), "honorarios_medicos_dentales_hospitalarios", health,
		"donativos", list(), "aportaciones_voluntarias_complementarias_al_sar", list(),
		"primas_por_seguros_de_gasto_medico", list())
	fill(part(form, "retenciones"), "sueldos_salarios", kept, "dividendos", list(),
		"servicios_profesionales", fees)
	fill(part(form, "determinacion_impuesto"), "base_gravable", t.taxable(y),
		"deducciones_personales", f.private,
		"ingresos_acumulables", max(0, y.profit)+f.salary-f.salaryExempt, "isr_favorable", favour(y.balance),
		"isr_conforme_tarifa_final", y.caused, "isr_retenido", f.keptISR+f.salaryTax,
		"pagos_provisionales", y.advance)
	if y.balance < 0 {
		fill(part(form, "determinacion_impuesto"), "accion_saldo_a_favor", "DEVOLUCIÓN")
	}
}

// personServices fills in what a person earned by its own work.
func (t *Taxpayer) personServices(form belvo.TaxForm, y *yearly) {
	const none = belvo.Money(0)
	f := &y.sum
	fill(part(form, "deducciones_autorizadas"), "deducciones_autorizadas", f.costs,
		"detalle_deducciones", list(line("tipo_deduccion", "GASTOS", "concepto", "COMPRAS Y GASTOS GENERALES",
			"monto_detallado", f.costs)), "total_deducciones_autorizadas", f.costs)
	fill(part(form, "ingresos"), "ingresos_acumulables", f.income, "total_ingresos", f.income)
	fill(part(form, "resultado_fiscal"), "utilidad_fiscal", max(0, y.profit), "ptu_pagada_ejercicio", none,
		"perdidas_fiscales_ejercicios_anteriores_aplicadas", none, "utilidad_gravable", max(0, y.profit))
	fill(part(form, "pagos_provisionales"), "pagos_provisionales_efectuados_en_ejercicio", y.advance)
	fill(part(form, "retenciones_isr"), "isr_retenido_personas_morales", f.keptISR)
}

// firmYear fills in a firm's return.
func (t *Taxpayer) firmYear(form belvo.TaxForm, y *yearly) {
	f, owed := &y.sum, max(0, y.balance)
	for _, name := range []string{"indica_si_optas_por_dictaminar_tus_estados_financieros",
		"estas_obligado_a_presentar_la_informacion_sobre_tu_situacion_fiscal",
		"optas_por_presentar_informacion_sobre_tu_situacion_fiscal"} {
		fill(part(form, "datos_adicionales"), name, "NO")
	}
	fill(part(form, "deducciones_autorizadas"), "sueldos_salarios", f.wages,
		"otras_deducciones_autorizadas", f.costs-f.wages, "total_deducciones_autorizadas", f.costs)
	ratio := belvo.Percent(0)
	if f.income > 0 {
		ratio = belvo.Percent(float64(max(0, share(y.profit, 10000, int64(f.income)))) / 10000)
	}
	fill(part(form, "cifras_cierre_ejercicio"),
		"coeficiente_de_utilidad_por_aplicar_en_ejercicio_siguiente", ratio)
	const tax = "determinacion_del_impuesto_sobre_la_renta"
	fill(part(form, tax, tax), "total_ingresos_acumulables", f.income,
		"total_deducciones_autorizadas_y_deduccion_inmediata_inversiones", f.costs,
		"utilidad_o_perdida_fiscal_antes_de_ptu", y.profit, "utilidad_fiscal_del_ejercicio", max(0, y.profit),
		"resultado_fiscal", max(0, y.profit), "impuesto_causado_en_ejercicio", y.caused,
		"tienes_estimulos_fiscales_a_acreditar", "NO", "impuesto_sobre_la_renta_del_ejercicio", y.caused,
		"pagos_provisionales_efectuados_enterados_a_federacion", y.advance,
		"impuesto_retenido_al_contribuyente", f.keptISR, "diferencia_a_cargo", owed,
		"isr_a_cargo_del_ejercicio", owed, "isr_a_favor_del_ejercicio", favour(y.balance))
	fill(part(form, "detalle_pago_r1_isr_personas_morales"), "a_cargo", owed, "total_contribuciones", owed,
		"desea_aplicar_alguna_compensacion_o_estimulo", "NO", "cantidad_a_cargo", owed,
		"opta_por_pagar_parcialidades", "NO", "cantidad_a_favor", favour(y.balance), "cantidad_a_pagar", owed)
	abroad := t.abroad(y.year)
	fill(part(form, "ingressos"), "total_ingresos_acumulables", f.income,
		"ingresos_nacionales", f.income-abroad, "ingresos_extranjero", abroad)
	fill(part(form, "determinacion"), "resultado_fiscal", max(0, y.profit),
		"impuesto_sobre_la_renta_del_ejercicio", y.caused,
		"pagos_provisionales_efectuados_enterados_a_federacion", y.advance,
		"impuesto_retenido_al_contribuyente", f.keptISR, "isr_a_cargo_del_ejercicio", owed,
		"isr_a_favor_del_ejercicio", favour(y.balance))
}

// abroad is what was sold to foreigners in a year, in whole pesos.
func (t *Taxpayer) abroad(year int) (sum belvo.Money) {
	first, last := bank.FirstOf(year, time.January), bank.FirstOf(year, time.December)+30
	for _, d := range t.at(last) {
		if s, any := d.invoiced(); any && d.day >= first && d.Issued && d.other.rfc == foreigner {
			sum += s.net - s.discount
		}
	}
	return pesos(sum)
}
