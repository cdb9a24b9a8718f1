package fiscal

import (
	"time"

	"belvo-emulator/emulator/internal/belvo"
	"belvo-emulator/emulator/internal/data/bank"
	"belvo-emulator/emulator/internal/data/paper"
)

// The codes of the catalogue of retentions that occur.
const (
	codeServices = 1
	codeOther    = 25
)

// Retentions returns the certificates of the taxes retained on invoices of a type, or of both for
// "", from one day to another, both included, as they are at an instant; the newest
// first. A certificate is issued together with its invoice.
// Deviation: total_invoice_amount is that of the invoice, and nothing of it is exempt.
func (t *Taxpayer) Retentions(kind string, from, to belvo.Date, xml bool,
	at time.Time) []*belvo.TaxRetention {
	out := []*belvo.TaxRetention{}
	deals := t.at(min(to, belvo.DateOf(at)))
	for i := len(deals) - 1; i >= 0 && deals[i].day >= from; i-- {
		d := deals[i]
		if d.totals.keptISR+d.totals.keptVAT == 0 || kind != "" && kind != d.direction() {
			continue
		}
		r := t.retention(d, at)
		if xml {
			r.XML = new(paper.Base64(retentionXML(r)))
		}
		out = append(out, r)
	}
	return out
}

func (t *Taxpayer) retention(d *deal, at time.Time) *belvo.TaxRetention {
	from, to := t.sides(d)
	issued := d.day.Time().Add(12 * time.Hour)
	sum := d.totals
	r := &belvo.TaxRetention{Base: t.book.Base(belvo.TaxRetentions, at, d.key), InvoiceIdentification: t.folio(d),
		Version: "2.0", Code: codeOther, IssuedAt: belvo.At(issued), CertifiedAt: belvo.At(issued.Add(time.Second)),
		SenderID: from.rfc, SenderName: from.name, ReceiverNationality: "NATIONAL", ReceiverID: to.rfc,
		ReceiverName: to.name, TotalInvoiceAmount: sum.net + sum.vat - sum.discount,
		TotalRetainedAmount: sum.keptISR + sum.keptVAT, RetentionBreakdown: []belvo.RetentionPart{}}
	r.TotalTaxableAmount = r.TotalInvoiceAmount - r.TotalExemptAmount
	if d.keeps.isr > 0 {
		r.Code = codeServices
	}
	if d.cancelled != 0 && d.cancelled <= belvo.DateOf(at) {
		r.CancelledAt = new(belvo.At(d.cancelled.Time().Add(12 * time.Hour)))
	}
	status := "PAID"
	if d.late { // what is not paid yet when the certificate is written
		status = "PROVISIONED"
	}
	for _, part := range []belvo.RetentionPart{{TaxType: "001", RetainedAmount: sum.keptISR},
		{TaxType: "002", RetainedAmount: sum.keptVAT}} {
		if part.RetainedAmount > 0 {
			part.BaseAmount, part.PaymentStatus = sum.net, status
			r.RetentionBreakdown = append(r.RetentionBreakdown, part)
		}
	}
	return r
}

// retentionXML is a certificate as its sender writes it; the seals are made up.
// Source: the elements of http://www.sat.gob.mx/esquemas/retencionpago/2.
func retentionXML(r *belvo.TaxRetention) []byte {
	const form = "2006-01-02T15:04:05"
	id := r.InvoiceIdentification.String()
	sums := element("retenciones:Totales", attributes("MontoTotOperacion", bank.Decimal(r.TotalInvoiceAmount),
		"MontoTotGrav", bank.Decimal(r.TotalTaxableAmount), "MontoTotExent", bank.Decimal(r.TotalExemptAmount),
		"MontoTotRet", bank.Decimal(r.TotalRetainedAmount)))
	for _, part := range r.RetentionBreakdown {
		how := "01" // final
		if part.PaymentStatus == "PROVISIONED" {
			how = "04"
		}
		sums.Children = append(sums.Children, element("retenciones:ImpRetenidos", attributes(
			"BaseRet", bank.Decimal(part.BaseAmount), "ImpuestoRet", part.TaxType,
			"MontoRet", bank.Decimal(part.RetainedAmount), "TipoPagoRet", how)))
	}
	return document(element("retenciones:Retenciones", attributes(
		"xmlns:retenciones", "http://www.sat.gob.mx/esquemas/retencionpago/2", "Version", r.Version,
		"Sello", seal("retention", id), "FechaExp", r.IssuedAt.Format(form), "CveRetenc", twoDigits(r.Code)),
		element("retenciones:Emisor", attributes("RfcE", r.SenderID, "NomDenRazSocE", r.SenderName)),
		element("retenciones:Receptor", attributes("NacionalidadR", "Nacional"),
			element("retenciones:Nacional", attributes("RfcR", r.ReceiverID, "NomDenRazSocR", r.ReceiverName))),
		sums,
		element("retenciones:Complemento", nil, element("tfd:TimbreFiscalDigital", attributes(
			"xmlns:tfd", "http://www.sat.gob.mx/TimbreFiscalDigital", "Version", "1.1", "UUID", id,
			"FechaTimbrado", r.CertifiedAt.Format(form), "SelloSAT", seal("authority", "retention", id))))))
}

func twoDigits(n int) string { return string([]byte{byte('0' + n/10), byte('0' + n%10)}) }
