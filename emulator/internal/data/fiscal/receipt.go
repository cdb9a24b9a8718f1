package fiscal

import (
	"encoding/base64"
	"encoding/xml"
	"strconv"

	"belvo-emulator/emulator/internal/belvo"
	"belvo-emulator/emulator/internal/data/bank"
	"belvo-emulator/emulator/internal/ident"
)

// attributes are the attributes of an element, name and value in turn. An empty value leaves its
// attribute out.
func attributes(pairs ...string) []xml.Attr {
	var out []xml.Attr
	for i := 0; i+1 < len(pairs); i += 2 {
		if pairs[i+1] != "" {
			out = append(out, xml.Attr{Name: xml.Name{Local: pairs[i]}, Value: pairs[i+1]})
		}
	}
	return out
}

// node is an element of a document, its name with the prefix of its namespace.
type node struct {
	XMLName  xml.Name
	Attrs    []xml.Attr `xml:",any,attr"`
	Children []*node
}

// element makes an element; children that are nil are left out.
func element(name string, attrs []xml.Attr, children ...*node) *node {
	n := &node{XMLName: xml.Name{Local: name}, Attrs: attrs}
	for _, c := range children {
		if c != nil {
			n.Children = append(n.Children, c)
		}
	}
	return n
}

// document writes an element and all below it as a file.
func document(root *node) []byte {
	body, _ := xml.MarshalIndent(root, "", " ") // elements, attributes and texts always encode
	return append([]byte(xml.Header), append(body, '\n')...)
}

func rateText(p belvo.Percent) string { return strconv.FormatFloat(float64(p)/100, 'f', 6, 64) }

// seal is what stands where a digital seal would be. It signs nothing.
func seal(parts ...string) string {
	rng := ident.NewRand(append([]string{"seal"}, parts...)...)
	b := make([]byte, 96)
	for i := range b {
		b[i] = byte(rng.IntN(256))
	}
	return base64.StdEncoding.EncodeToString(b)
}

// taxCode is a tax in the catalogue c_Impuesto.
func taxCode(tax string) string {
	if tax == "ISR" {
		return "001"
	}
	return "002"
}

// receiptXML is an invoice as its sender writes it: a CFDI 4.0 with the tax authority's stamp. Its
// seals are made up. Its Total is what there is to pay, so it lacks what the receiver retains.
// Source: the elements of http://www.sat.gob.mx/cfd/4.
func receiptXML(v *belvo.Invoice, d *deal) []byte {
	stamp := v.InvoiceDate.String() + "T12:00:00"
	rate := ""
	if v.ExchangeRate != nil && v.Currency != "MXN" {
		rate = strconv.FormatFloat(float64(*v.ExchangeRate), 'f', 4, 64)
	}
	concepts := element("cfdi:Conceptos", nil)
	for i := range v.InvoiceDetails {
		concepts.Children = append(concepts.Children, concept(&v.InvoiceDetails[i]))
	}
	return document(element("cfdi:Comprobante", attributes(
		"xmlns:cfdi", "http://www.sat.gob.mx/cfd/4", "Version", v.Version, "Serie", v.Series, "Folio", v.Folio,
		"Fecha", stamp, "Sello", seal("sender", v.InvoiceIdentification), "NoCertificado", "30001000000500003416",
		"SubTotal", bank.Decimal(v.SubtotalAmount), "Descuento", bank.Decimal(v.DiscountAmount), "Moneda", v.Currency,
		"TipoCambio", rate, "Total", bank.Decimal(v.TotalAmount-v.TaxDetails.TotalTaxRetained),
		"TipoDeComprobante", v.InvoiceType[:1], "Exportacion", v.ExportType, "MetodoPago", value(v.PaymentMethod),
		"FormaPago", value(v.PaymentType), "LugarExpedicion", v.PlaceOfIssue),
		related(v),
		element("cfdi:Emisor", attributes("Rfc", v.SenderID, "Nombre", v.SenderName,
			"RegimenFiscal", v.SenderFiscalRegime)),
		element("cfdi:Receptor", attributes("Rfc", v.ReceiverID, "Nombre", v.ReceiverName,
			"DomicilioFiscalReceptor", v.ReceiverPostalCode, "RegimenFiscalReceptor", v.ReceiverFiscalRegime,
			"UsoCFDI", v.Usage)),
		concepts, taxesOf(v),
		element("cfdi:Complemento", nil, paymentsOf(v), payrollOf(v, d),
			element("tfd:TimbreFiscalDigital", attributes(
				"xmlns:tfd", "http://www.sat.gob.mx/TimbreFiscalDigital", "Version", "1.1",
				"UUID", v.InvoiceIdentification, "FechaTimbrado", stamp, "RfcProvCertif", v.CertificationAuthority,
				"SelloCFD", seal("sender", v.InvoiceIdentification), "NoCertificadoSAT", "30001000000500003456",
				"SelloSAT", seal("authority", v.InvoiceIdentification))))))
}

func value(s *string) string {
	if s == nil {
		return ""
	}
	return *s
}

func related(v *belvo.Invoice) *node {
	if len(v.RelatedInvoices) == 0 {
		return nil
	}
	r := v.RelatedInvoices[0]
	return element("cfdi:CfdiRelacionados", attributes("TipoRelacion", r.RelationshipType),
		element("cfdi:CfdiRelacionado", attributes("UUID", r.RelatedInvoiceIdentification)))
}

// concept is an item.
func concept(it *belvo.InvoiceDetail) *node {
	base, taxes := bank.Decimal(it.PreTaxAmount), element("cfdi:Impuestos", nil)
	for _, group := range []string{"Traslado", "Retencion"} {
		list := element("cfdi:"+map[string]string{"Traslado": "Traslados", "Retencion": "Retenciones"}[group], nil)
		for _, tax := range it.TransferredTaxes {
			if group == "Traslado" {
				list.Children = append(list.Children, taxOf(group, base, tax.Tax, tax.TaxType, tax.TaxPercentage,
					tax.TransferredTaxAmount))
			}
		}
		for _, tax := range it.RetainedTaxes {
			if group == "Retencion" {
				list.Children = append(list.Children, taxOf(group, base, tax.Tax, tax.TaxType, tax.TaxPercentage,
					tax.RetainedTaxAmount))
			}
		}
		if len(list.Children) > 0 {
			taxes.Children = append(taxes.Children, list)
		}
	}
	if len(taxes.Children) == 0 {
		taxes = nil
	}
	return element("cfdi:Concepto", attributes("ClaveProdServ", it.ProductIdentification,
		"NoIdentificacion", value(it.IdentifierNumber), "Cantidad", strconv.Itoa(int(it.Quantity)),
		"ClaveUnidad", it.UnitCode, "Unidad", value(it.UnitDescription), "Descripcion", it.Description,
		"ValorUnitario", bank.Decimal(it.UnitAmount), "Importe", base, "Descuento", bank.Decimal(it.Discount),
		"ObjetoImp", it.TaxSubjectCode), taxes)
}

func taxOf(name, base, tax, kind string, rate belvo.Percent, amount belvo.Money) *node {
	attrs := attributes("Base", base, "Impuesto", taxCode(tax), "TipoFactor", kind)
	if kind != exempt {
		attrs = append(attrs, attributes("TasaOCuota", rateText(rate), "Importe", bank.Decimal(amount))...)
	}
	return element("cfdi:"+name, attrs)
}
