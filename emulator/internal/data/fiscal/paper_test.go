package fiscal_test

import (
	"bytes"
	"encoding/base64"
	"encoding/xml"
	"errors"
	"io"
	"slices"
	"strconv"
	"testing"

	"belvo-emulator/emulator/internal/belvo"
	"belvo-emulator/emulator/internal/data/fiscal"
)

// elements reads a document: the attributes of all its elements by their names.
func elements(t *testing.T, file *string) map[string][]map[string]string {
	t.Helper()
	if file == nil {
		t.Fatal("there is no file")
	}
	data, err := base64.StdEncoding.DecodeString(*file)
	if err != nil {
		t.Fatal(err)
	}
	out := map[string][]map[string]string{}
	decoder := xml.NewDecoder(bytes.NewReader(data))
	for {
		token, err := decoder.Token()
		if errors.Is(err, io.EOF) {
			return out
		}
		if err != nil {
			t.Fatalf("this is no XML: %v", err)
		}
		if e, ok := token.(xml.StartElement); ok {
			attrs := map[string]string{}
			for _, a := range e.Attr {
				attrs[a.Name.Local] = a.Value
			}
			name := e.Name.Local
			out[name] = append(out[name], attrs)
		}
	}
}

func amount(t *testing.T, text string) belvo.Money {
	t.Helper()
	f, err := strconv.ParseFloat(text, 64)
	if err != nil {
		t.Fatal(err)
	}
	return belvo.MoneyOf(f)
}

// TestInvoiceXMLAgrees reads the XML of every invoice and compares it with the object.
func TestInvoiceXMLAgrees(t *testing.T) {
	t.Parallel()
	everybody(t, func(t *testing.T, open func() *fiscal.Taxpayer) {
		for _, v := range open().Invoices("", belvo.DateOf(now)-200, belvo.DateOf(now), true, now) {
			doc := elements(t, v.XML)
			head := doc["Comprobante"][0]
			same(t, "UUID", doc["TimbreFiscalDigital"][0]["UUID"], v.InvoiceIdentification)
			same(t, "Emisor", doc["Emisor"][0]["Rfc"], v.SenderID)
			same(t, "Receptor", doc["Receptor"][0]["Nombre"], v.ReceiverName)
			same(t, "TipoDeComprobante", head["TipoDeComprobante"], v.InvoiceType[:1])
			same(t, "SubTotal", amount(t, head["SubTotal"]), v.SubtotalAmount)
			same(t, "Total", amount(t, head["Total"]), v.TotalAmount-v.TaxDetails.TotalTaxRetained)
			same(t, "Conceptos", len(doc["Concepto"]), len(v.InvoiceDetails))
			same(t, "Pagos", len(doc["Pago"]), len(v.Payments))
			same(t, "Nomina", len(doc["Nomina"]) == 1, v.Payroll != nil)
			for i, d := range v.InvoiceDetails {
				same(t, "Importe", amount(t, doc["Concepto"][i]["Importe"]), d.PreTaxAmount)
			}
		}
	})
}

// TestRetentionXMLAgrees does the same with retentions.
func TestRetentionXMLAgrees(t *testing.T) {
	t.Parallel()
	p := fiscal.Of(book(t, "tatooine_mx_fiscal", "PMO010101000", "full"))
	for _, r := range p.Retentions("", 0, belvo.DateOf(now), true, now) {
		doc := elements(t, r.XML)
		same(t, "MontoTotRet", amount(t, doc["Totales"][0]["MontoTotRet"]), r.TotalRetainedAmount)
		same(t, "ImpRetenidos", len(doc["ImpRetenidos"]), len(r.RetentionBreakdown))
		same(t, "RfcR", doc["Nacional"][0]["RfcR"], r.ReceiverID)
	}
}

// TestFilesComeOnlyWhenAsked tries every resource with and without its documents.
func TestFilesComeOnlyWhenAsked(t *testing.T) {
	t.Parallel()
	everybody(t, func(t *testing.T, open func() *fiscal.Taxpayer) {
		p, today := open(), belvo.DateOf(now)
		for _, wanted := range []bool{true, false} {
			files := []*string{p.Status(wanted, now)[0].PDF, p.Compliance(wanted, now)[0].PDF,
				p.Invoices("", 0, today, wanted, now)[0].XML}
			if wanted {
				for i, f := range files[:2] {
					data, err := base64.StdEncoding.DecodeString(*f)
					if err != nil || !bytes.HasPrefix(data, []byte("%PDF-")) {
						t.Errorf("file %d is no PDF: %v", i, err)
					}
				}
				continue
			}
			if i := slices.IndexFunc(files, func(f *string) bool { return f != nil }); i >= 0 {
				t.Errorf("nobody asked for file %d", i)
			}
		}
	})
}
