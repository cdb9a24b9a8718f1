package bank

import (
	"strconv"
	"time"

	"belvo-emulator/emulator/internal/belvo"
	"belvo-emulator/emulator/internal/data/people"
	"belvo-emulator/emulator/internal/ident"
)

// writer turns lines of one account's ledger into transactions.
type writer struct {
	book    *Book
	account *account
	wire    *belvo.Account
	now     belvo.Timestamp
	today   belvo.Date
	bills   []*belvo.CreditCardData // of a card
}

func (w *writer) transaction(m *movement) *belvo.Transaction {
	f := m.flow
	id := ident.Derive(w.book.customer.Link, "TRANSACTIONS", w.account.spec.Key,
		w.book.ledger.accounts[f.account].spec.Key, f.Name, m.date.String(), strconv.Itoa(int(m.n)))
	t := &belvo.Transaction{ID: &id, InternalIdentification: w.internal(m), Account: w.wire,
		CollectedAt: w.now, CreatedAt: w.now, ValueDate: m.date,
		AccountingDate: belvo.At(time.UnixMicro(m.moment)), Amount: m.amount, Balance: m.balance,
		Currency: w.wire.Currency, Description: w.description(m), Category: &f.Category,
		Reference: reference(m), Type: outflow, Status: "PROCESSED"}
	if m.in {
		t.Type = inflow
	}
	if int(w.today-m.date) < int(m.settle) {
		t.Status = "PENDING"
	}
	if f.Subcategory != "" {
		t.Subcategory = &f.Subcategory
	}
	t.Merchant = f.group.Merchant(int(m.payee))
	if c := w.account.card; c != nil {
		t.CreditCardData = w.bills[c.month(m.date)-c.first]
	}
	return t
}

// internal is the bank's own id of a movement. The two sides of a transfer have different ones.
func (w *writer) internal(m *movement) string {
	mark := m.mark
	if m.received {
		mark = ^mark
	}
	s := strconv.FormatUint(mark, 16) + strconv.FormatUint(m.refs, 16)
	return "0000000000000000000000000000000"[:max(0, 31-len(s))] + s
}

// reference is the number that people quote to the bank, the same on both sides of a transfer.
func reference(m *movement) string { return strconv.FormatUint(1000000+m.refs%9000000, 10) }

// description is what the bank prints.
func (w *writer) description(m *movement) string {
	f, accounts := m.flow, w.book.ledger.accounts
	text, other := f.group.Text, f.to
	if m.received {
		text, other = f.group.Received, f.account
	}
	return people.BankText(people.Expand(text, func(word string) string {
		switch word {
		case "name":
			return f.group.Name(int(m.payee))
		case "city":
			return w.book.ledger.person.City
		case "holder":
			return w.book.ledger.person.Name
		case "reference":
			return reference(m)
		}
		if other < 0 { // {account} of a flow without one
			return ""
		}
		return accounts[other].lastDigits()
	}))
}
