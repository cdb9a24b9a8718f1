package fiscal

import (
	"strconv"

	"belvo-emulator/emulator/internal/belvo"
)

// The words of the tax authority for how a tax is computed, and its codes for whether an item is
// subject to tax at all.
const (
	byRate  = "Tasa"
	exempt  = "Exento"
	subject = "02"
	free    = "01"
)

// setAmounts fills in the items and all sums of an invoice.
func (t *Taxpayer) setAmounts(v *belvo.Invoice, d *deal) {
	sum := d.totals
	v.SubtotalAmount, v.TaxAmount, v.DiscountAmount = sum.net, sum.vat, sum.discount
	v.TotalAmount = sum.net + sum.vat - sum.discount
	v.TaxDetails = belvo.TaxDetails{TotalTaxRetained: sum.keptISR + sum.keptVAT, TotalTaxTransferred: sum.vat,
		RetainedTaxes: []belvo.TaxTotal{}, TransferredTaxes: []belvo.TaxTotal{}}
	for i := range d.items {
		line := t.detail(d, i, v.CollectedAt)
		v.InvoiceDetails = append(v.InvoiceDetails, line)
		for _, tax := range line.TransferredTaxes {
			v.TaxDetails.TransferredTaxes = gather(v.TaxDetails.TransferredTaxes, belvo.TaxTotal{
				TaxType: tax.TaxType, Tax: tax.Tax, TaxPercentage: tax.TaxPercentage,
				PreTaxAmount: line.PreTaxAmount, TaxAmount: tax.TransferredTaxAmount})
		}
		for _, tax := range line.RetainedTaxes {
			v.TaxDetails.RetainedTaxes = gather(v.TaxDetails.RetainedTaxes, belvo.TaxTotal{
				TaxType: tax.TaxType, Tax: tax.Tax, TaxPercentage: tax.TaxPercentage,
				PreTaxAmount: line.PreTaxAmount, TaxAmount: tax.RetainedTaxAmount})
		}
	}
}

// gather adds a tax to the sum of its kind and rate.
func gather(all []belvo.TaxTotal, tax belvo.TaxTotal) []belvo.TaxTotal {
	for i := range all {
		if a := &all[i]; a.Tax == tax.Tax && a.TaxType == tax.TaxType && a.TaxPercentage == tax.TaxPercentage {
			a.PreTaxAmount += tax.PreTaxAmount
			a.TaxAmount += tax.TaxAmount
			return all
		}
	}
	return append(all, tax)
}

// detail is the nth item as the API shows it.
func (t *Taxpayer) detail(d *deal, n int, at belvo.Timestamp) belvo.InvoiceDetail {
	it := &d.items[n]
	sum := it.totals
	line := belvo.InvoiceDetail{CollectedAt: at, Description: it.text, ProductIdentification: it.code,
		Quantity: belvo.Percent(it.quantity), UnitCode: it.product.unit, UnitDescription: &it.unitName,
		UnitAmount: it.unit, Discount: it.discount, TaxSubjectCode: free, PreTaxAmount: sum.net,
		TaxPercentage: percentOf(it.vat), TaxAmount: sum.vat, TotalAmount: sum.net + sum.vat,
		RetainedTaxes: []belvo.RetainedTax{}, TransferredTaxes: []belvo.TransferredTax{}}
	if d.kind != sale && d.kind != credit {
		return line
	}
	line.IdentifierNumber = new(it.code[:4] + "-" + strconv.Itoa(1+n))
	line.TaxSubjectCode, line.TaxType = subject, new(byRate)
	if it.exempt {
		line.TaxType = new(exempt)
	}
	line.TransferredTaxes = append(line.TransferredTaxes, belvo.TransferredTax{CollectedAt: at,
		TaxType: *line.TaxType, Tax: "IVA", TaxPercentage: line.TaxPercentage, TransferredTaxAmount: sum.vat})
	for _, kept := range []struct {
		tax          string
		rate, amount int64
	}{{"ISR", d.keeps.isr, int64(sum.keptISR)}, {"IVA", d.keeps.vat, int64(sum.keptVAT)}} {
		if kept.amount > 0 {
			line.RetainedTaxes = append(line.RetainedTaxes, belvo.RetainedTax{CollectedAt: at, TaxType: byRate,
				Tax: kept.tax, TaxPercentage: percentOf(kept.rate), RetainedTaxAmount: belvo.Money(kept.amount)})
		}
	}
	return line
}
