package openfinance

import (
	"time"

	"github.com/google/uuid"

	"belvo-emulator/emulator/internal/belvo"
	"belvo-emulator/emulator/internal/data/bank"
)

// Bills returns the bills of all cards that closed on a day or after it, newest first for each
// card. A bill's total is the sum of what was spent in its cycle, which is what its movements add
// up to. Deviation: a bill is there when it has closed, as in the network; until then its
// movements name none.
func Bills(book *bank.Book, from belvo.Date, at time.Time) []*belvo.Bill {
	r := read(book, at)
	out := []*belvo.Bill{}
	for _, a := range r.accounts(uuid.Nil) {
		bills := book.Bills(a, at)
		if len(bills) == 0 {
			continue
		}
		open, charges := r.account(a), r.charges(a, from)
		for i := len(bills) - 1; i >= 0; i-- {
			if b := bills[i]; b.Closed >= from && !b.StillGrowing {
				bill := r.bill(open, b)
				if some := charges[b.Name]; len(some) > 0 {
					bill.FinanceCharges = some
				}
				out = append(out, bill)
			}
		}
	}
	return out
}

// bill is a bill without the charges that are in it.
func (r reader) bill(a *belvo.OpenAccount, b bank.Bill) *belvo.Bill {
	key := []string{a.InternalIdentification, b.Name}
	out := &belvo.Bill{ID: r.id(belvo.Bills, key...), CreatedAt: r.now, CollectedAt: r.now, Account: a,
		InternalIdentification: r.internal(append([]string{"bill"}, key...)...), BillName: b.Name, DueDate: b.Due,
		Currency: a.Currency, TotalAmount: b.Total, MinimumAmount: b.Minimum,
		FinanceCharges: []belvo.FinanceCharge{{Type: "NO_CHARGE", Currency: a.Currency}},
		Payments:       []belvo.BillPayment{}}
	for _, p := range b.Payments {
		kind := "INSTALLMENT"
		if p.Amount >= b.Total {
			kind = "FULL"
		}
		out.Payments = append(out.Payments, belvo.BillPayment{Type: kind, PaymentDate: p.Date,
			PaymentMode: "DIRECT_DEBIT", Currency: a.Currency, Amount: p.Amount})
	}
	return out
}

// charges are the interest and the fees among a card's movements, by the bill they are in.
func (r reader) charges(a *belvo.Account, from belvo.Date) map[string][]belvo.FinanceCharge {
	kinds := map[string]string{"Interest & Charges": "LATE_PAYMENT_INTEREST", "Bank Fees": "LATE_FEE"}
	out := map[string][]belvo.FinanceCharge{}
	for _, t := range r.book.Transactions(a, from-cycle, r.today, r.at) {
		if t.Type != "OUTFLOW" || t.Subcategory == nil || kinds[*t.Subcategory] == "" || t.CreditCardData == nil {
			continue
		}
		name, text := t.CreditCardData.BillName, t.Description
		out[name] = append(out[name], belvo.FinanceCharge{Type: kinds[*t.Subcategory], AdditionalInfo: &text,
			Currency: t.Currency, Amount: t.Amount})
	}
	return out
}

// cycle is the longest time between two closings, in days.
const cycle = 31
