package openfinance

import (
	"fmt"
	"strconv"
	"time"

	"belvo-emulator/emulator/internal/belvo"
	"belvo-emulator/emulator/internal/data/bank"
)

// The events of an exchange. Source: field event_type of ExchangeHistory in OpenAPI 1.223.0.
const (
	contracted = 1
	changed    = 2
	settled    = 4
)

// deal is an exchange as the customer asked for it.
type deal struct {
	n         int
	requested time.Time
	due       belvo.Date // as it was first agreed
	moved     belvo.Date // where it was moved to, zero for never
	buys      bool
	currency  string
	rate      int64 // of one unit in ten-thousandths of a real
	foreign   belvo.Money
	party     string
	country   string
}

// deals are the customer's exchanges so far, the oldest first: one every few months.
func (r reader) deals() []deal {
	data := r.book.Parts().Exchanges
	if !r.book.Known() || data == nil {
		return nil
	}
	first := r.book.Begin().Time()
	var out []deal
	for n := 0; ; n++ {
		start := first.AddDate(0, n*data.Every, 0)
		if start.After(r.at) {
			return out
		}
		rng := r.rand("exchange", strconv.Itoa(n))
		c := data.With[rng.IntN(len(data.With))]
		day := workday(belvo.DateOf(start) + belvo.Date(rng.IntN(25)))
		d := deal{n: n, requested: day.Time().Add(time.Duration(9*3600+rng.IntN(8*3600)) * time.Second),
			due: workday(day + 2), buys: rng.IntN(4) > 0, currency: c.Currency, party: c.Party, country: c.Country,
			rate:    c.TenThousandths() + int64(rng.IntN(4000)) - 2000,
			foreign: belvo.Money(5000*(2+rng.IntN(40))) * belvo.Money(r.profile.Percent) / 100}
		if n%3 == 1 { // for a later day, and then for one later still
			d.due = workday(day + 30)
			d.moved = workday(day + 45)
		}
		if !d.requested.After(r.at) {
			out = append(out, d)
		}
	}
}

// event is something that happened to a deal.
type event struct {
	kind int
	at   time.Time
	due  belvo.Date
	left belvo.Money // to be settled
}

// events are what has happened to a deal so far, the oldest first.
func (r reader) events(d deal) []event {
	out := []event{{contracted, d.requested, d.due, d.foreign}}
	due := d.due
	if d.moved != 0 {
		due = d.moved
		out = append(out, event{changed, d.requested.AddDate(0, 0, 12), due, d.foreign})
	}
	out = append(out, event{settled, due.Time().Add(15 * time.Hour), due, 0})
	for i, e := range out {
		if e.at.After(r.at) {
			return out[:i]
		}
	}
	return out
}

// Exchanges returns the exchanges that were asked for from one day to another, newest first, each
// with its history. Its own values are those after the last event.
func Exchanges(book *bank.Book, from, to belvo.Date, at time.Time) []*belvo.Exchange {
	r := read(book, at)
	out := []*belvo.Exchange{}
	deals := r.deals()
	for i := len(deals) - 1; i >= 0; i-- {
		if day := belvo.DateOf(deals[i].requested); day >= from && day <= to {
			out = append(out, r.exchange(deals[i]))
		}
	}
	return out
}

// local is the value in reais: the foreign value at the rate.
func (d deal) local() belvo.Money { return (d.foreign*belvo.Money(d.rate) + 5000) / 10000 }

func (d deal) rateNumber() belvo.Number { return belvo.Number(float64(d.rate) / 10000) }

// total is the rate with the tax on the exchange, for those that are settled within two days.
func (d deal) total() *belvo.Number {
	if d.moved != 0 {
		return nil
	}
	n := belvo.Number(float64((d.rate*10110+5000)/10000) / 10000)
	return &n
}

// What an exchange is for, as Brazil's central bank numbers it: travel.
const travel = "32999"

// How foreign money is handed over.
const byWire = "TELETRANSMISSAO"

func (r reader) exchange(d deal) *belvo.Exchange {
	key := strconv.Itoa(d.n)
	events := r.events(d)
	last := events[len(events)-1]
	registered := number(r.rand("registered", key), 12)
	identifier, _ := strconv.ParseInt(r.bankNumber(), 10, 64) // fourteen digits
	brl, kind := r.profile.Currency, "VENDA"
	if d.buys {
		kind = "COMPRA"
	}
	out := &belvo.Exchange{ID: r.id(belvo.Exchanges, key), Link: r.book.Customer().Link, CreatedAt: r.now,
		CollectedAt: r.now, OperationIdentifier: r.internal("exchange", key), OperationNumber: &registered,
		OperationType: kind, OperationRequestedAt: seconds(d.requested),
		AuthorizedInstitutionIdentifier: identifier, AuthorizedInstitutionName: r.book.Customer().Institution.DisplayName,
		OperationDueDate: last.due, LocalOperationTaxAmount: d.rateNumber(), LocalOperationTaxCurrency: brl,
		LocalOperationValueAmount: d.local(), LocalOperationValueCurrency: brl,
		ForeignOperationValueAmount: d.foreign, ForeignOperationValueCurrency: d.currency,
		OperationOutstandingBalanceAmount: &last.left, OperationOutstandingBalanceCurrency: &d.currency,
		SettlementMethod: byWire, OperationCategoryCode: travel}
	if total := d.total(); total != nil {
		out.TEVAmountAmount, out.TEVAmountCurrency = total, &brl
	}
	for i := len(events) - 1; i >= 0; i-- {
		out.History = append(out.History, r.past(out, d, i, events[i]))
	}
	return out
}

// past is one event in the history of an exchange.
func (r reader) past(of *belvo.Exchange, d deal, n int, e event) *belvo.ExchangeHistory {
	rate, local, foreign, left := d.rateNumber(), d.local(), d.foreign, e.left
	method, category, relation := byWire, travel, "50"
	return &belvo.ExchangeHistory{ID: r.id(belvo.Exchanges, strconv.Itoa(d.n), "history", strconv.Itoa(n)),
		Link: of.Link, ExchangeID: of.ID, CreatedAt: of.CreatedAt, CollectedAt: of.CollectedAt,
		OperationIdentifier: of.OperationIdentifier,
		EventSequenceNumber: fmt.Sprintf("%012d", d.n*10+n+1), EventType: e.kind, EventCreatedAt: seconds(e.at),
		OperationDueDate: &e.due, LocalOperationTaxAmount: &rate, LocalOperationTaxCurrency: &r.profile.Currency,
		LocalOperationValueAmount: &local, LocalOperationValueCurrency: &r.profile.Currency,
		ForeignOperationValueAmount: &foreign, ForeignOperationValueCurrency: &d.currency,
		OperationOutstandingBalanceAmount: &left, OperationOutstandingBalanceCurrency: &d.currency,
		TEVAmountAmount: of.TEVAmountAmount, TEVAmountCurrency: of.TEVAmountCurrency, SettlementMethod: &method,
		OperationCategoryCode: &category, ForeignPartieRelationshipCode: &relation, ForeignPartieName: &d.party,
		ForeignPartieCountryCode: &d.country}
}
