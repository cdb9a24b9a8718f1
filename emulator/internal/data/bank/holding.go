package bank

import (
	"math"
	"time"

	"belvo-emulator/emulator/internal/belvo"
	"belvo-emulator/emulator/internal/data/people"
)

// The types of transactions that occur. Source: type of InvestmentsInstrumentTransaction.
const (
	buy      = "BUY"
	sell     = "SELL"
	dividend = "DIVIDEND"
)

// Money is in hundredths of a currency's unit, quantities are in millionths of a share.
const (
	hundredths = 100
	millionths = 1_000_000
)

// firstPrice is that of a share when the first one is bought, in units of the currency.
const firstPrice = 100.0

// kinds are what the money of an account is put into, in percent of it; the last has the rest. What
// a fund earns raises its price, anything else pays it out.
var kinds = []struct {
	kind    string
	percent belvo.Money
}{{"DEPOSIT", 60}, {"FUND", 40}}

// The positions of kinds.
const (
	deposit = iota
	fund
)

// holding is what an account has of one instrument.
type holding struct {
	value    belvo.Money
	quantity int64 // of shares
	bought   belvo.Money
	acquired int64       // how many shares were bought
	returned belvo.Money // what sales and dividends have paid
}

// price is that of a share, in units of the currency.
func (h *holding) price() float64 {
	if h.quantity == 0 {
		return firstPrice
	}
	return h.value.Float() * millionths / float64(h.quantity)
}

// shares are how many an amount is worth.
func (h *holding) shares(amount belvo.Money) int64 {
	return int64(math.Round(amount.Float() / h.price() * millionths))
}

// trade is one transaction with an instrument.
type trade struct {
	of       int // which of kinds
	kind     string
	date     belvo.Date
	quantity int64
	amount   belvo.Money
	price    float64
}

// history is what happened in an investment account, the oldest first, and what came of it.
type history struct {
	trades []trade
	held   [2]holding
	words  people.Instruments
}

// historyOf follows the account's balance: what was put in buys, what was taken out is sold, and what
// was earned is each instrument's by its value. So the values add up to the balance on every day.
// In June and December a tenth of the fund is moved into the deposit.
func historyOf(book *Book, account *belvo.Account, at time.Time) *history {
	h := &history{words: book.Instruments()}
	for _, c := range book.Changes(account, at) {
		switch {
		case c.Earned && c.Amount > 0:
			h.earn(c.Date, c.Amount)
		case c.Amount > 0:
			part := c.Amount * kinds[deposit].percent / 100
			h.trade(buy, deposit, c.Date, part)
			h.trade(buy, fund, c.Date, c.Amount-part)
		default:
			part := h.share(-c.Amount)
			h.trade(sell, deposit, c.Date, part)
			h.trade(sell, fund, c.Date, -c.Amount-part)
		}
	}
	return h
}

// earn pays the deposit's share and puts it into the deposit again; that of the fund makes its shares
// dearer.
func (h *history) earn(day belvo.Date, amount belvo.Money) {
	part := h.share(amount)
	h.trade(dividend, deposit, day, part)
	h.trade(buy, deposit, day, part)
	h.held[fund].value += amount - part
	if month := day.Time().Month(); month == time.June || month == time.December {
		tenth := h.held[fund].value / 10
		h.trade(sell, fund, day, tenth)
		h.trade(buy, deposit, day, tenth)
	}
}

// share is the deposit's part of an amount that belongs to both instruments.
func (h *history) share(amount belvo.Money) belvo.Money {
	all := h.held[deposit].value + h.held[fund].value
	if all <= 0 || h.held[fund].quantity <= 0 {
		return amount
	}
	return belvo.Money(float64(amount) * float64(h.held[deposit].value) / float64(all))
}

// trade carries out a transaction of more than nothing.
func (h *history) trade(kind string, of int, day belvo.Date, amount belvo.Money) {
	if amount <= 0 {
		return
	}
	own := &h.held[of]
	t := trade{of: of, kind: kind, date: day, amount: amount, price: own.price()}
	if kind != dividend {
		t.quantity = own.shares(amount)
	}
	h.trades = append(h.trades, t)
	switch kind {
	case buy:
		own.value, own.quantity = own.value+amount, own.quantity+t.quantity
		own.bought, own.acquired = own.bought+amount, own.acquired+t.quantity
		return
	case sell:
		own.value, own.quantity = own.value-amount, own.quantity-t.quantity
	}
	own.returned += amount
}
