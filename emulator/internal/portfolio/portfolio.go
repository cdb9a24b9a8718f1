// Package portfolio parts the investment accounts of credential banks into what is invested in.
package portfolio

import (
	"time"

	"github.com/google/uuid"

	"belvo-emulator/emulator/internal/belvo"
	"belvo-emulator/emulator/internal/dataset"
	"belvo-emulator/emulator/internal/ident"
)

// price is that of a share, in hundredths of the currency's unit.
const price belvo.Money = 100_00

// kinds are what the money of an account is in, in percent of its balance; the last has the rest.
var kinds = []struct {
	kind, name string
	percent    belvo.Money
}{{"DEPOSIT", "Depósito", 60}, {"FUND", "Fondo", 40}}

// Of returns a portfolio for each investment account of a customer at an instant: its instruments
// add up to the account's balance.
func Of(book *dataset.Book, at time.Time) []*belvo.Portfolio {
	all := []*belvo.Portfolio{}
	for _, a := range book.Accounts(at) {
		if a.Category != "INVESTMENT_ACCOUNT" {
			continue
		}
		id := ident.Derive(a.Link, "INVESTMENTS_PORTFOLIOS", a.PublicIdentificationValue)
		gross, net, balance := a.Balance.Current, belvo.Money(0), a.BalanceType
		p := &belvo.Portfolio{ID: &id, Link: a.Link, CreatedAt: belvo.At(at), Name: a.Name, Type: "FIXED_INCOME",
			BalanceType: &balance, BalanceGross: &gross, Currency: a.Currency}
		rest := gross
		for i, k := range kinds {
			part := gross * k.percent / 100
			if i == len(kinds)-1 {
				part = rest
			}
			rest -= part
			p.Instruments = append(p.Instruments, instrument(id, k.kind, k.name, a.Currency, part))
			net += *p.Instruments[i].BalanceNet
		}
		p.BalanceNet = &net
		all = append(all, p)
	}
	return all
}

// instrument is one of a portfolio's: a twentieth of it is profit, of which a tenth is tax.
func instrument(of uuid.UUID, kind, name, currency string, gross belvo.Money) belvo.Instrument {
	share, profit := price, gross/20
	net, bought := gross-profit/10, price*19/20
	quantity := belvo.Percent(float64(gross) / float64(price))
	return belvo.Instrument{ID: ident.Derive(of, kind), PublicID: []belvo.TypedText{}, Type: kind, Name: name,
		Currency: currency, Price: &share, Quantity: &quantity, BalanceGross: &gross, BalanceNet: &net,
		AverageAcquisitionPrice: &bought, Profit: &profit, RedemptionConditions: []belvo.TypedText{},
		Fees: []belvo.InstrumentFee{}, InterestRates: []belvo.InstrumentYield{}}
}
