package fiscal

import (
	"strconv"

	"belvo-emulator/emulator/internal/belvo"
	"belvo-emulator/emulator/internal/data/bank"
)

// taxesOf is the sums of an invoice's taxes.
func taxesOf(v *belvo.Invoice) *node {
	t := &v.TaxDetails
	if len(t.TransferredTaxes)+len(t.RetainedTaxes) == 0 {
		return nil
	}
	retained, transferred := element("cfdi:Retenciones", nil), element("cfdi:Traslados", nil)
	for _, tax := range t.RetainedTaxes {
		retained.Children = append(retained.Children, element("cfdi:Retencion",
			attributes("Impuesto", taxCode(tax.Tax), "Importe", bank.Decimal(tax.TaxAmount))))
	}
	for _, tax := range t.TransferredTaxes {
		transferred.Children = append(transferred.Children, taxOf("Traslado", bank.Decimal(tax.PreTaxAmount), tax.Tax,
			tax.TaxType, tax.TaxPercentage, tax.TaxAmount))
	}
	if len(retained.Children) == 0 {
		retained = nil
	}
	return element("cfdi:Impuestos", attributes("TotalImpuestosRetenidos", bank.Decimal(t.TotalTaxRetained),
		"TotalImpuestosTrasladados", bank.Decimal(t.TotalTaxTransferred)), retained, transferred)
}

// paymentsOf is the complement of payments. Source: http://www.sat.gob.mx/Pagos20.
func paymentsOf(v *belvo.Invoice) *node {
	if len(v.Payments) == 0 {
		return nil
	}
	p := &v.Payments[0]
	paid := element("pago20:Pago", attributes("FechaPago", p.Date.Format("2006-01-02T15:04:05"),
		"FormaDePagoP", p.PaymentType, "MonedaP", p.Currency, "TipoCambioP", p.ExchangeRate,
		"Monto", bank.Decimal(p.Amount), "NumOperacion", p.OperationNumber, "RfcEmisorCtaOrd", p.PayerRFC,
		"CtaOrdenante", p.PayerAccountNumber, "RfcEmisorCtaBen", p.BeneficiaryRFC,
		"CtaBeneficiario", p.BeneficiaryAccountNumber))
	for _, r := range p.RelatedDocuments {
		paid.Children = append(paid.Children, element("pago20:DoctoRelacionado", attributes(
			"IdDocumento", r.InvoiceIdentification, "MonedaDR", r.Currency, "EquivalenciaDR", "1",
			"NumParcialidad", strconv.Itoa(r.PartialityNumber), "ImpSaldoAnt", bank.Decimal(r.PreviousBalance),
			"ImpPagado", bank.Decimal(r.AmountPaid), "ImpSaldoInsoluto", bank.Decimal(r.OutstandingBalance),
			"ObjetoImpDR", free)))
	}
	return element("pago20:Pagos", attributes("xmlns:pago20", "http://www.sat.gob.mx/Pagos20", "Version", "2.0"),
		element("pago20:Totales", attributes("MontoTotalPagos", bank.Decimal(p.Amount))), paid)
}

// payrollOf is the complement of wages. Source: http://www.sat.gob.mx/nomina12.
func payrollOf(v *belvo.Invoice, d *deal) *node {
	p := v.Payroll
	if p == nil {
		return nil
	}
	earned := element("nomina12:Percepciones", attributes("TotalGravado", bank.Decimal(p.Amount-d.pay.exempt),
		"TotalExento", bank.Decimal(d.pay.exempt)))
	for _, e := range p.EarningsBreakdown {
		code, text := "001", "Sueldo"
		if e.Type == "CHRISTMAS_BONUS" {
			code, text = "002", "Aguinaldo"
		}
		earned.Children = append(earned.Children, element("nomina12:Percepcion", attributes("TipoPercepcion", code,
			"Clave", code, "Concepto", text, "ImporteGravado", bank.Decimal(e.TaxableAmount),
			"ImporteExento", bank.Decimal(e.VATFreeAmount))))
	}
	kept := element("nomina12:Deducciones", nil)
	for _, e := range p.TaxDeductions {
		code, text := "001", "Seguridad social"
		if e.Type == "ISR" {
			code, text = "002", "ISR"
		}
		kept.Children = append(kept.Children, element("nomina12:Deduccion", attributes("TipoDeduccion", code,
			"Clave", code, "Concepto", text, "Importe", bank.Decimal(e.Amount))))
	}
	return element("nomina12:Nomina", attributes("xmlns:nomina12", "http://www.sat.gob.mx/nomina12",
		"Version", p.Version, "TipoNomina", p.Type, "FechaPago", p.PaymentDate.String(),
		"FechaInicialPago", p.DateFrom.String(), "FechaFinalPago", p.DateTo.String(),
		"NumDiasPagados", strconv.Itoa(p.Days), "TotalPercepciones", bank.Decimal(p.Amount),
		"TotalDeducciones", bank.Decimal(v.DiscountAmount)), earned, kept)
}
