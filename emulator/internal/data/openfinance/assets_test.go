package openfinance_test

import (
	"math"
	"testing"
	"time"

	"github.com/google/uuid"

	"belvo-emulator/emulator/internal/belvo"
	"belvo-emulator/emulator/internal/data/bank"
	"belvo-emulator/emulator/internal/data/openfinance"
)

// millionths is a quantity as it is kept.
func millionths(n belvo.Number) int64 { return int64(math.Round(float64(n) * 1e6)) }

// TestInvestmentsAreTheSumOfTheirMovements adds up all movements of each investment.
func TestInvestmentsAreTheSumOfTheirMovements(t *testing.T) {
	t.Parallel()
	everyBook(t, func(t *testing.T, book *bank.Book) {
		held, kinds := map[uuid.UUID]int64{}, map[string]bool{}
		for _, m := range openfinance.InvestmentTransactions(book, all, belvo.DateOf(now), now) {
			sign := int64(1)
			if m.Type == "OUTFLOW" {
				sign = -1
			}
			held[*m.Investment.ID] += sign * millionths(m.Quantity)
			value := float64(m.Quantity) * float64(m.UnitPrice) * 100
			if paid := max(m.Value, m.GrossValue); m.Quantity > 0 && math.Abs(float64(paid)-value) > 1 {
				t.Errorf("%s of %v at %v costs %d", m.Subtype, m.Quantity, m.UnitPrice, paid)
			}
			if m.NetValue+m.IncomeTax != m.GrossValue {
				t.Errorf("%d after %d of taxes on %d", m.NetValue, m.IncomeTax, m.GrossValue)
			}
			if n := m.BrokerNoteDetails; n != nil {
				fees := n.BrokerageFee + n.ClearingSettlementFee + n.ClearingRegistrationFee + n.StockExchangeFee +
					n.StockExchangeAssetTradeNoticeFee + n.ClearingCustodyFee + n.Taxes + n.IncomeTax
				if m.Type == "OUTFLOW" {
					fees = -fees
				}
				if n.GrossValue != m.Value || n.NetValue != n.GrossValue+fees {
					t.Errorf("broker note %+v of %d", n, m.Value)
				}
			}
		}
		investments := openfinance.Investments(book, now)
		for _, i := range investments {
			b := i.Balance
			kinds[i.Type] = true
			if millionths(b.Quantity) != held[*i.ID] || b.Quantity <= 0 {
				t.Errorf("%s: %v are held, the movements leave %d", i.ProductName, b.Quantity, held[*i.ID])
			}
			worth := float64(b.Quantity) * float64(*b.GrossUnitPrice) * 100
			if math.Abs(float64(b.GrossValue)-worth) > 1 || b.GrossValue-*b.WithheldAmount != *b.NetValue {
				t.Errorf("%s: %+v", i.ProductName, b)
			}
			delete(held, *i.ID)
		}
		if len(held) > 0 {
			t.Errorf("movements of investments that there are not: %v", held)
		}
		if want := map[string]int{"full": 5, "low": 1, "negative": 1}[book.Customer().Set]; len(kinds) != want {
			t.Errorf("kinds of investments %v, want %d", kinds, want)
		}
	})
}

// TestExchangesFollowTheirHistory holds each exchange against its last event.
func TestExchangesFollowTheirHistory(t *testing.T) {
	t.Parallel()
	seen := map[int]bool{}
	for _, user := range users {
		for _, e := range openfinance.Exchanges(open(t, user, "full"), all, belvo.DateOf(now), now) {
			local := float64(e.ForeignOperationValueAmount) * float64(e.LocalOperationTaxAmount)
			if math.Abs(local-float64(e.LocalOperationValueAmount)) > 1 {
				t.Errorf("%+v", e)
			}
			last, oldest := e.History[0], e.History[len(e.History)-1]
			if *last.OperationDueDate != e.OperationDueDate || oldest.EventType != 1 ||
				*last.OperationOutstandingBalanceAmount != *e.OperationOutstandingBalanceAmount ||
				oldest.EventCreatedAt != e.OperationRequestedAt {
				t.Errorf("exchange %+v with the history %+v ... %+v", e, oldest, last)
			}
			if settled := last.EventType == 4; settled != (*last.OperationOutstandingBalanceAmount == 0) {
				t.Errorf("event %d leaves %d", last.EventType, *last.OperationOutstandingBalanceAmount)
			}
			for i, h := range e.History {
				seen[h.EventType] = true
				if i > 0 && h.EventCreatedAt >= e.History[i-1].EventCreatedAt || *h.ExchangeID != *e.ID ||
					h.EventCreatedAt > now.Format("2006-01-02T15:04:05Z") {
					t.Errorf("event %d of the history is %+v", i, h)
				}
			}
		}
	}
	if len(seen) != 3 {
		t.Errorf("events of the types %v", seen)
	}
}

// TestWhatWasTradedStaysSo compares what two moments say of the days before the first.
func TestWhatWasTradedStaysSo(t *testing.T) {
	t.Parallel()
	everyBook(t, func(t *testing.T, book *bank.Book) {
		then := now.AddDate(0, -7, 0)
		before := openfinance.InvestmentTransactions(book, all, belvo.DateOf(then), then)
		after := openfinance.InvestmentTransactions(book, all, belvo.DateOf(then), now)
		if len(before) != len(after) {
			t.Fatalf("%d movements became %d", len(before), len(after))
		}
		for i, m := range before {
			if n := after[i]; *m.ID != *n.ID || m.Quantity != n.Quantity || m.GrossValue != n.GrossValue ||
				m.Subtype != n.Subtype || m.ValueDate > belvo.DateOf(then) {
				t.Errorf("%+v became %+v", m, n)
			}
		}
		old, young := openfinance.Exchanges(book, all, belvo.DateOf(then), then),
			openfinance.Exchanges(book, all, belvo.DateOf(then), now)
		if len(old) != len(young) {
			t.Fatalf("%d exchanges became %d", len(old), len(young))
		}
		for i, e := range old {
			past := young[i].History[len(young[i].History)-len(e.History):]
			for j := range past {
				if past[j].EventCreatedAt != e.History[j].EventCreatedAt || past[j].EventType != e.History[j].EventType {
					t.Errorf("event %+v became %+v", e.History[j], past[j])
				}
			}
		}
	})
}

// TestSmallDataSetsHaveLittle counts what the sets have; the empty one has nothing.
func TestSmallDataSetsHaveLittle(t *testing.T) {
	t.Parallel()
	year := belvo.DateOf(now.Add(-365 * 24 * time.Hour))
	for set, most := range map[string]int{"none": 0, "low": 20, "negative": 20} {
		book := open(t, users[0], set)
		n := len(openfinance.Exchanges(book, all, belvo.DateOf(now), now)) +
			len(openfinance.Bills(book, year, now)) +
			len(openfinance.InvestmentTransactions(book, all, belvo.DateOf(now), now))
		if n > most || most > 0 && n == 0 {
			t.Errorf("%s has %d objects", set, n)
		}
	}
}
