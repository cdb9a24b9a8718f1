package fiscal

import "belvo-emulator/emulator/internal/belvo"

// firmISR fills in the income tax of a firm's monthly return, and what it retained from others.
func (t *Taxpayer) firmISR(form belvo.TaxForm, m *monthly) {
	f, b := &m.now, &m.before
	total, ratio := b.income+f.income, belvo.Percent(0)
	if total > 0 {
		ratio = belvo.Percent(float64(share(m.base, 10000, int64(total))) / 10000)
	}
	fill(part(form, "determinacion_isr", "personas_morales_regimen_general"),
		"suma_ingresos_nominales_meses_anteriores_ejercicio", b.income,
		"ingresos_nominales_mes_que_declara", f.income, "total_ingresos_nominales", total,
		"coeficiente_utilidad", ratio, "utilidad_fiscal_pago_provisional", m.base,
		"base_gravable_pago_provisional", m.base, "isr_causado", m.caused,
		"impuestos_del_periodo", m.caused, "pagos_provisionales_efectuados_anterioridad", m.paid,
		"impuesto_retenido", b.keptISR+f.keptISR, "diferencia_a_cargo", m.isr, "impuesto_a_cargo", m.isr)
	paying := part(form, "detalle_pago_isr")
	payable(part(paying, "r1_isr_personas_morales"), m.isr)
	payable(part(paying, "r12_isr_retenciones_por_salarios"), f.wagesTax)
	payable(part(paying, "r13_isr_retenciones_por_asimilados_a_salarios"), 0)
	payable(part(paying, "r14_isr_retenciones_por_servicios_profesionales"), f.feesISR)
}

// payable fills in how a tax is paid: all of it and at once.
func payable(form belvo.TaxForm, due belvo.Money) {
	fill(form, "a_cargo", due, "total_de_contribuciones", due, "total_aplicaciones", belvo.Money(0),
		"cantidad_a_cargo", due, "aplica_primera_parcialidad", "NO", "cantidad_a_pagar", due)
}

// firmVAT fills in the value added tax of a firm's monthly return.
func (t *Taxpayer) firmVAT(form belvo.TaxForm, m *monthly) {
	f, due := &m.now, max(0, m.vat)
	fill(part(form, "determinacion_iva", "montos_actos_actividades_pagados"),
		"total_actos_actividades_pagados_tasa_16", f.bought)
	fill(part(form, "determinacion_iva", "detalle_total_actos_actividades_pagados_tasa_16"),
		"otros_actos_pagados_tasa_16", f.bought, "total_actos_pagados_tasa_16", f.bought)
	fill(part(form, "determinacion_iva", "determinacion_iva_acreditable"),
		"total_iva_actos_actividades_pagados_tasa_16", f.vatCosts,
		"total_iva_trasladado_contribuyente", f.vatCosts,
		"iva_trasladado_adquisicion_bienes_distintos_inversiones_actos_gravados", f.vatCosts,
		"iva_acreditable", f.vatCosts, "total_iva_actos_actividades_gravados", f.vatCosts,
		"total_iva_acreditable_periodo", f.vatCosts)
	fill(part(form, "determinacion_iva", "determinacion_iva"),
		"valor_actos_actividades_gravados_tasa_16", f.taxed,
		"valor_actos_actividades_gravados_tasa_0_exportacion", f.untaxed,
		"suma_actos_actividades_gravados", f.taxed+f.untaxed, "impuesto_causado", f.vat,
		"iva_retenido_al_contribuyente", f.keptVAT, "total_iva_acreditable", f.vatCosts,
		"diferencia_a_cargo", due, "impuesto_a_cargo", due, "cantidad_a_cargo", due,
		"saldo_a_favor", favour(m.vat), "saldo_a_favor_periodo", favour(m.vat))
	fill(part(form, "determinacion_iva", "detalle_valor_actos_actividades_gravados_tasa_16"),
		"otros_actos_actividades_gravados_tasa_16", f.taxed, "total_actos_actividades_gravados_tasa_16", f.taxed)
	payable(part(form, "detalle_pago_iva", "r21_iva"), due)
	fill(part(form, "detalle_pago_iva", "r21_iva"), "a_favor", favour(m.vat), "cantidad_a_favor", favour(m.vat))
	payable(part(form, "detalle_pago_iva", "r21_iva_retenciones"), f.feesVAT)
}
