package fiscal_test

import (
	"encoding/json"
	"reflect"
	"strconv"
	"testing"
	"time"

	"belvo-emulator/emulator/internal/belvo"
	"belvo-emulator/emulator/internal/data/fiscal"
)

// sum adds the lines of a part of a balance sheet but its total.
func sum(t *testing.T, part any) (lines, total belvo.Money) {
	t.Helper()
	v := reflect.ValueOf(part)
	for i := range v.NumField() {
		m, _ := v.Field(i).Interface().(*belvo.Money)
		switch {
		case m == nil:
		case v.Type().Field(i).Name == "Total":
			total = *m
		default:
			lines += *m
		}
	}
	return lines, total
}

// TestBalanceSheetsBalance holds that assets are liabilities and equity, and each total its lines.
func TestBalanceSheetsBalance(t *testing.T) {
	t.Parallel()
	everybody(t, func(t *testing.T, open func() *fiscal.Taxpayer) {
		statements := open().Statements(now)
		if len(statements) != 2 {
			t.Fatalf("there are %d statements", len(statements))
		}
		for _, s := range statements {
			b, totals := s.BalanceSheet, []belvo.Money{}
			for _, part := range []any{b.CurrentAssets, b.NonCurrentAssets, b.CurrentLiabilities,
				b.NonCurrentLiabilities, b.Equity} {
				lines, total := sum(t, part)
				same(t, s.Year+" total", total, lines)
				totals = append(totals, total)
			}
			same(t, s.Year+" assets", totals[0]+totals[1], totals[2]+totals[3]+totals[4])
		}
	})
}

// either reads a profit or a loss as one number.
func either(t *testing.T, profit, loss *belvo.Money) belvo.Money {
	t.Helper()
	switch {
	case profit != nil && loss == nil:
		return *profit
	case loss != nil && profit == nil:
		return -*loss
	}
	t.Error("there is a profit and a loss, or neither")
	return 0
}

// TestIncomeStatementsFollowFromInvoices compares each with the year's invoices, and what was earned
// so far with the equity.
func TestIncomeStatementsFollowFromInvoices(t *testing.T) {
	t.Parallel()
	everybody(t, func(t *testing.T, open func() *fiscal.Taxpayer) {
		p := open()
		earned := belvo.Money(0)
		statements := p.Statements(now)
		for i := len(statements) - 1; i >= 0; i-- {
			s := statements[i]
			r := s.IncomeStatement
			var revenue, costs belvo.Money
			for key, b := range months(all(p, now), true) {
				if key[:4] == s.Year {
					revenue, costs = revenue+b.income, costs+b.costs
				}
			}
			if !near(*r.NetRevenue, revenue) || !near(*r.CostOfGoodsSold+*r.OperatingExpenses, costs) {
				t.Errorf("%s: %v and %v were booked, the invoices say %v and %v", s.Year, *r.NetRevenue,
					*r.CostOfGoodsSold+*r.OperatingExpenses, revenue, costs)
			}
			before := either(t, r.IncomeBeforeTaxes, r.LossBeforeTaxes)
			same(t, s.Year+" before taxes", before, *r.NetRevenue-*r.CostOfGoodsSold-*r.OperatingExpenses)
			net := either(t, r.NetIncome, r.NetLoss)
			same(t, s.Year+" net", net, before-*r.IncomeTaxes)
			earned += net
			same(t, s.Year+" retained_earnings", *s.BalanceSheet.Equity.RetainedEarnings, earned)
		}
	})
}

// TestRetentionsFollowFromInvoices holds that each invoice with retentions has one certificate.
func TestRetentionsFollowFromInvoices(t *testing.T) {
	t.Parallel()
	everybody(t, func(t *testing.T, open func() *fiscal.Taxpayer) {
		p := open()
		for _, kind := range []string{"INFLOW", "OUTFLOW"} {
			want := map[string]*belvo.Invoice{}
			for _, v := range p.Invoices(kind, 0, belvo.DateOf(now), false, now) {
				if v.TaxDetails.TotalTaxRetained > 0 {
					want[v.ID.String()] = v
				}
			}
			found := p.Retentions(kind, 0, belvo.DateOf(now), false, now)
			same(t, "the number of certificates", len(found), len(want))
			folios := map[string]*belvo.Invoice{}
			for _, v := range want {
				folios[v.InvoiceIdentification] = v
			}
			for _, r := range found {
				b, _ := json.Marshal(r.InvoiceIdentification)
				v := folios[upper(string(b[1:len(b)-1]))]
				if v == nil {
					t.Fatalf("%s is of no invoice", r.InvoiceIdentification)
				}
				var parts belvo.Money
				for _, part := range r.RetentionBreakdown {
					parts += part.RetainedAmount
				}
				same(t, "the retained amount", r.TotalRetainedAmount, v.TaxDetails.TotalTaxRetained)
				same(t, "the sum of the breakdown", parts, r.TotalRetainedAmount)
				same(t, "the invoice's amount", r.TotalInvoiceAmount, v.TotalAmount)
				same(t, "the taxable amount", r.TotalTaxableAmount, r.TotalInvoiceAmount-r.TotalExemptAmount)
				same(t, "the sender", r.SenderID, v.SenderID)
				same(t, "whether it is cancelled", r.CancelledAt != nil, v.Status == "Cancelado")
			}
		}
	})
}

func upper(s string) string {
	b := []byte(s)
	for i := range b {
		if b[i] >= 'a' && b[i] <= 'z' {
			b[i] -= 'a' - 'A'
		}
	}
	return string(b)
}

// TestAskingLaterOnlyAdds compares what is known of the past on two days. The times of reading
// differ, and what was cancelled in between.
func TestAskingLaterOnlyAdds(t *testing.T) {
	t.Parallel()
	everybody(t, func(t *testing.T, open func() *fiscal.Taxpayer) {
		then := now.AddDate(0, -5, -3)
		day := belvo.DateOf(then)
		early, late := known(open(), day, then), known(open(), day, now)
		for key, text := range early {
			if late[key] != text {
				t.Fatalf("%s was\n%s\nand is\n%s", key, text, late[key])
			}
		}
		same(t, "the number of things", len(late), len(early))
		if more := known(open(), belvo.DateOf(now), now); len(more) <= len(late) {
			t.Errorf("%d things are known after five months more, %d before", len(more), len(late))
		}
	})
}

// known is all that was known of the time up to a day, as it is at an instant.
func known(p *fiscal.Taxpayer, day belvo.Date, at time.Time) map[string]string {
	out := map[string]string{}
	still := belvo.At(time.Unix(0, 0))
	put := func(kind, id string, v any) {
		b, _ := json.Marshal(v)
		out[kind+id] = string(b)
	}
	for _, v := range p.Invoices("", 0, day, false, at) {
		if v.Status == "Cancelado" {
			continue // maybe it was not yet
		}
		v.CollectedAt, v.CreatedAt = still, still
		for i := range v.InvoiceDetails {
			d := &v.InvoiceDetails[i]
			d.CollectedAt = still
			for j := range d.RetainedTaxes {
				d.RetainedTaxes[j].CollectedAt = still
			}
			for j := range d.TransferredTaxes {
				d.TransferredTaxes[j].CollectedAt = still
			}
		}
		if v.Payroll != nil {
			v.Payroll.CollectedAt = still
		}
		put("invoice ", v.ID.String(), v)
	}
	for _, v := range p.Returns(fiscal.Returns{To: day}, at) {
		base := reflect.ValueOf(v).Elem().FieldByName("Base").Addr().Interface().(*belvo.Base)
		base.CollectedAt, base.CreatedAt = still, still
		put("return ", base.ID.String(), v)
	}
	for _, s := range p.Statements(at) {
		if year, _ := strconv.Atoi(s.Year); year < day.Time().Year() {
			s.CollectedAt, s.CreatedAt = still, still
			put("statement ", s.Year, s)
		}
	}
	return out
}
