package bank

import (
	"math"
	"strconv"
	"time"

	"belvo-emulator/emulator/internal/belvo"
	"belvo-emulator/emulator/internal/ident"
)

// investmentAccount is that of the accounts that are portfolios.
const investmentAccount = "INVESTMENT_ACCOUNT"

// Portfolios returns a portfolio for each investment account of a customer at an instant: its instruments
// add up to the account's balance.
func Portfolios(book *Book, at time.Time) []*belvo.Portfolio {
	all := []*belvo.Portfolio{}
	for _, a := range book.Accounts(at) {
		if a.Category == investmentAccount {
			all = append(all, newPortfolio(a, historyOf(book, a, at)))
		}
	}
	return all
}

// PortfolioTransactions returns what was settled in the portfolios of a customer from one day to another, both
// included, at an instant, newest first for each portfolio.
func PortfolioTransactions(book *Book, from, to belvo.Date, at time.Time) []*belvo.PortfolioTransaction {
	all := []*belvo.PortfolioTransaction{}
	for _, a := range book.Accounts(at) {
		if a.Category != investmentAccount {
			continue
		}
		h := historyOf(book, a, at)
		for i := len(h.trades) - 1; i >= 0; i-- {
			if t := h.trades[i]; t.date >= from && t.date <= to {
				all = append(all, h.transaction(a, t, i))
			}
		}
	}
	return all
}

func newPortfolio(a *belvo.Account, h *history) *belvo.Portfolio {
	ref := portfolioRef(a)
	gross, net, balance := a.Balance.Current, belvo.Money(0), a.BalanceType
	p := &belvo.Portfolio{ID: &ref.ID, Link: a.Link, CreatedAt: a.CreatedAt, Name: ref.Name, Type: ref.Type,
		BalanceType: &balance, BalanceGross: &gross, Currency: a.Currency, Instruments: []belvo.Instrument{}}
	for of := range h.held {
		if own := &h.held[of]; own.acquired > 0 {
			p.Instruments = append(p.Instruments, own.instrument(h.instrumentOf(a, of), a.Currency))
			net += own.net()
		}
	}
	p.BalanceNet = &net
	return p
}

// portfolioRef is what transactions tell of their portfolio.
func portfolioRef(a *belvo.Account) belvo.PortfolioRef {
	id := ident.Derive(a.Link, string(belvo.InvestmentsPortfolios), a.PublicIdentificationValue)
	return belvo.PortfolioRef{ID: id, Name: a.Name, Type: "FIXED_INCOME"}
}

// instrumentOf is what transactions tell of their instrument, of which there is one of a kind in a
// portfolio.
func (h *history) instrumentOf(a *belvo.Account, of int) belvo.PortfolioRef {
	kind := kinds[of].kind
	return belvo.PortfolioRef{ID: ident.Derive(portfolioRef(a).ID, kind), Name: [...]string{deposit: h.words.Deposit, fund: h.words.Fund}[of],
		Type: kind}
}

// taxed is one part in so many of a gain, which is withheld as tax.
const taxed = 10

// net is what remains after the tax on what the shares are worth beyond their price when they were
// bought.
func (h *holding) net() belvo.Money {
	gain := h.value - belvo.MoneyOf(h.paid()*float64(h.quantity)/millionths)
	return h.value - max(0, gain)/taxed
}

// paid is what a share was bought for on average, in units of the currency.
func (h *holding) paid() float64 { return h.bought.Float() * millionths / float64(h.acquired) }

func (h *holding) instrument(ref belvo.PortfolioRef, currency string) belvo.Instrument {
	gross, net, price, paid := h.value, h.net(), unit(h.price()), unit(h.paid())
	profit, quantity := h.value+h.returned-h.bought, shares(h.quantity)
	return belvo.Instrument{ID: ref.ID, PublicID: []belvo.TypedText{}, Type: ref.Type, Name: ref.Name,
		Currency: currency, Price: &price, Quantity: &quantity, BalanceGross: &gross, BalanceNet: &net,
		AverageAcquisitionPrice: &paid, Profit: &profit, RedemptionConditions: []belvo.TypedText{},
		Fees: []belvo.InstrumentFee{}, InterestRates: []belvo.InstrumentYield{}}
}

// transaction shows the nth of an account's trades.
func (h *history) transaction(a *belvo.Account, t trade, n int) *belvo.PortfolioTransaction {
	of, in := h.instrumentOf(a, t.of), portfolioRef(a)
	verbs := map[string]string{buy: h.words.Buy, sell: h.words.Sell, dividend: h.words.Dividend}
	id := ident.Derive(in.ID, "TRANSACTIONS", strconv.Itoa(n))
	out := &belvo.PortfolioTransaction{Portfolio: in, Instrument: of, SettlementDate: t.date,
		OperationDate: t.date,
		Description:   verbs[t.kind] + " " + of.Name, Type: t.kind, Quantity: shares(t.quantity),
		Amount: t.amount, Price: unit(t.price), Currency: a.Currency}
	out.Base = belvo.Base{ID: &id, Link: a.Link, CollectedAt: a.CollectedAt, CreatedAt: a.CreatedAt}
	if t.of == fund {
		out.OperationDate = workdayBefore(t.date)
	}
	return out
}

// workdayBefore is the day on which an order was given that is carried out on a day.
func workdayBefore(d belvo.Date) belvo.Date {
	for d--; d.Time().Weekday() == time.Saturday || d.Time().Weekday() == time.Sunday; d-- {
	}
	return d
}

// unit is a price as it is shown: with eight decimals at most.
func unit(price float64) belvo.Number { return belvo.Number(math.Round(price*1e8) / 1e8) }

// shares writes millionths.
func shares(n int64) belvo.Number { return belvo.Number(float64(n) / millionths) }
