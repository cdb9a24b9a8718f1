package openfinance

import (
	"strconv"
	"time"

	"belvo-emulator/emulator/internal/belvo"
	"belvo-emulator/emulator/internal/data/bank"
	"belvo-emulator/emulator/internal/data/catalog"
	"belvo-emulator/emulator/internal/data/people"
	"belvo-emulator/emulator/internal/ident"
)

// portfolio is what the customer's data set has to invest in.
func (r reader) portfolio() []product {
	held := r.book.Parts().Investments
	if !r.book.Known() || held == nil {
		return nil
	}
	all := make([]product, len(*held))
	for i := range all {
		all[i].Investment = (*held)[i]
	}
	return all
}

// product is something to invest in.
type product struct{ catalog.Investment }

// scale of quantities and unit prices: they are kept in millionths, so that sums are exact.
const millionth = 1e6

// amountOf is a quantity at a price, both in millionths, rounded to hundredths of a real.
func amountOf(quantity, price int64) belvo.Money {
	return belvo.Money((quantity/100*(price/100) + 500_000) / millionth)
}

// numberOf writes millionths.
func numberOf(n int64) belvo.Number { return belvo.Number(float64(n) / millionth) }

// priceOn is the price of a unit on a day, in millionths. It is a function of the day alone.
func (p product) priceOn(d, first belvo.Date) int64 {
	years := float64(d-first) / 365
	price := p.Price * (1 + p.Growth*years)
	if p.Swing > 0 {
		price *= 1 + p.Swing*(2*ident.NewRand("price", p.Name, d.String()).Float64()-1)
	}
	return int64(price*10_000+0.5) * 100
}

// trade is one movement of a product; the quantity is negative when units go.
type trade struct {
	date     belvo.Date
	n        int
	subtype  string
	quantity int64
	price    int64
	value    belvo.Money
	held     int64 // after it
	cost     int64 // of a unit held, on average, after it
}

// trades are the movements of a product up to a day, the oldest first. A month's movements depend
// on the customer and the months before it.
func (r reader) trades(p product) []trade {
	first := r.book.Begin()
	var out []trade
	var held, cost int64
	least, most := p.Units.Whole()
	for month := 0; ; month++ {
		start := first.Time().AddDate(0, month, 0)
		if belvo.DateOf(start) > r.today {
			return out
		}
		rng := r.rand("trades", p.Key, strconv.Itoa(month))
		day, units := workday(belvo.DateOf(start)+belvo.Date(rng.IntN(20))), least+rng.IntN(most-least+1)
		price := p.priceOn(day, first)
		t := trade{date: day, n: month, price: price, held: held, cost: cost}
		p.carryOut(&t, units)
		cost = t.cost
		if t.subtype == "" || day > r.today {
			continue
		}
		held = t.held
		out = append(out, t)
	}
}

// carryOut does what a month brings, if anything: some hundredths of a unit are bought, a quarter of
// what is held is sold, or three percent of it are paid.
func (p product) carryOut(t *trade, units int) {
	due := func(every, rest int) bool { return every > 0 && t.n%every == rest && t.held > 0 }
	switch {
	case t.n%p.Buys == 0:
		t.subtype, t.quantity = p.In, int64(units)*millionth/100
		t.cost = (t.cost*(t.held/1000) + t.price*(t.quantity/1000)) / ((t.held + t.quantity) / 1000)
	case due(p.Sells, 0):
		t.subtype, t.quantity = p.Out, -(t.held / 4 / 10_000 * 10_000)
	case due(p.Pays, 1):
		t.subtype, t.value = p.Interest, amountOf(t.held, t.price)*3/100
	}
	if t.quantity != 0 {
		t.value = amountOf(max(t.quantity, -t.quantity), t.price)
	}
	t.held += t.quantity
}

// Investments returns what the customer holds at a moment: of each product as much as its movements
// have left.
func Investments(book *bank.Book, at time.Time) []*belvo.Investment {
	r := read(book, at)
	out := []*belvo.Investment{}
	for _, p := range r.portfolio() {
		if trades := r.trades(p); len(trades) > 0 {
			out = append(out, r.investment(p, trades))
		}
	}
	return out
}

func (r reader) investment(p product, trades []trade) *belvo.Investment {
	rng, first, bought := r.rand("investment", p.Key), trades[0], trades[0].date
	issued, due := bought-belvo.Date(rng.IntN(300)), bought+belvo.Date(1100+rng.IntN(1500))
	out := &belvo.Investment{ID: r.id(belvo.Investments, p.Key), Link: r.book.Customer().Link, CreatedAt: r.now,
		Type: p.Kind, Currency: r.profile.Currency, ProductName: p.Name, IsTaxExempt: p.Exempt,
		Balance: r.position(p, trades), Remuneration: remuneration(p)}
	if p.Kind != catalog.TreasuryBond {
		issuer := people.CNPJ(ident.NewRand("issuer", p.Key))
		out.IssuerIDNumber = &issuer
	}
	switch p.Kind {
	case catalog.FixedIncomeBank, catalog.FixedIncomeCredit:
		code, price := string([]rune(p.Name)[:min(3, len([]rune(p.Name)))])+number(rng, 8), belvo.MoneyOf(p.Price)
		out.ClearingCode, out.IssueDate, out.IssueUnitPrice, out.GracePeriodDate = &code, &issued, &price, &first.date
		fallthrough
	case catalog.TreasuryBond:
		out.DueDate, out.PurchaseDate = &due, &bought
	case catalog.InvestmentFund:
		category, class := "RENDA_FIXA", "Renda Fixa Duração Livre"
		out.ClassificationDetails = &belvo.ClassificationDetails{Category: &category, Class: &class,
			Subclass: &class}
	}
	if p.Kind == catalog.FixedIncomeCredit {
		half := "SEMESTRAL"
		out.VoucherPaymentDetails = belvo.VoucherPayments{IsVoucherPayment: true, Periodicity: &half}
		out.DebtorDetails = &belvo.Debtor{Name: p.Debtor, IDDocumentNumber: *out.IssuerIDNumber}
	}
	return out
}

// taxOn is the share of a gain that is withheld as income tax.
const taxOn = 0.15

// position is what is held, and worth, at the moment.
func (r reader) position(p product, trades []trade) belvo.InvestmentBalance {
	last := trades[len(trades)-1]
	first := r.book.Begin()
	price := p.priceOn(r.today, first)
	gross, unit, bought := amountOf(last.held, price), numberOf(price), numberOf(last.cost)
	withheld := belvo.Money(0)
	if gain := gross - amountOf(last.held, last.cost); gain > 0 && !p.Exempt {
		withheld = belvo.Money(float64(gain)*taxOn + 0.5)
	}
	net := gross - withheld
	out := belvo.InvestmentBalance{ReferenceDate: seconds(r.at), GrossValue: gross,
		Quantity:       numberOf(last.held),
		GrossUnitPrice: &unit, NetValue: &net, WithheldAmount: &withheld, PurchaseUnitPrice: &bought}
	if p.Kind == catalog.VariableIncome {
		factor := belvo.Number(1)
		out.ClosingPrice, out.UnitPriceFactor = &unit, &factor
	}
	return out
}

func remuneration(p product) belvo.Remuneration {
	if p.Indexer == "" {
		return belvo.Remuneration{}
	}
	kind, often, base, rate := "EXPONENCIAL", "ANUAL", "DIAS_UTEIS", belvo.Number(p.Rate)
	out := belvo.Remuneration{RateType: &kind, RatePeriodicity: &often, CalculationBase: &base,
		Indexer: &p.Indexer}
	if p.Indexer == "IPCA" {
		out.PreFixedRate = &rate
	} else if p.Rate > 0 {
		out.PostFixedRate = &rate
	}
	return out
}

// InvestmentTransactions returns the movements of investments from one day to another, newest first
// for each investment.
func InvestmentTransactions(book *bank.Book, from, to belvo.Date,
	at time.Time) []*belvo.InvestmentTransaction {
	r := read(book, at)
	out := []*belvo.InvestmentTransaction{}
	for _, p := range r.portfolio() {
		trades := r.trades(p)
		if len(trades) == 0 {
			continue
		}
		investment := r.investment(p, trades)
		for i := len(trades) - 1; i >= 0; i-- {
			if t := trades[i]; t.date >= from && t.date <= to {
				out = append(out, r.movement(p, investment, t))
			}
		}
	}
	return out
}

func (r reader) movement(p product, of *belvo.Investment, t trade) *belvo.InvestmentTransaction {
	key := []string{p.Key, strconv.Itoa(t.n)}
	out := &belvo.InvestmentTransaction{Base: r.book.Base(belvo.InvestmentTransactions, r.at, key...), Investment: of,
		InternalIdentification: r.internal(append([]string{"movement"}, key...)...), ValueDate: t.date,
		Value: t.value, Quantity: numberOf(max(t.quantity, -t.quantity)), Type: "OUTFLOW", Subtype: t.subtype,
		UnitPrice: numberOf(t.price), PriceFactor: 1}
	if t.quantity > 0 {
		out.Type = "INFLOW"
	}
	switch p.Kind {
	case catalog.VariableIncome:
		if t.quantity != 0 {
			out.BrokerNoteDetails = r.brokerNote(t, key)
		}
		return out
	case catalog.InvestmentFund:
	default:
		out.Value = 0
		out.Rate, out.IndexerPercentage = belvo.Number(p.Rate), 0
		if p.Indexer == "CDI" {
			out.IndexerPercentage = belvo.Number(p.Rate)
		}
	}
	out.GrossValue = t.value
	if gain := (t.price - t.cost) / 100 * (-t.quantity / 100); t.quantity < 0 && gain > 0 && !p.Exempt {
		out.IncomeTax = belvo.Money(float64(gain)/millionth*taxOn + 0.5)
	}
	out.NetValue = out.GrossValue - out.IncomeTax
	return out
}

// brokerNote is the fees of a trade of shares: what is bought costs more, what is sold brings
// less.
func (r reader) brokerNote(t trade, key []string) *belvo.BrokerNote {
	part := func(share float64) belvo.Money { return belvo.Money(float64(t.value)*share + 0.5) }
	n := &belvo.BrokerNote{BrokerNoteNumber: number(r.rand(append([]string{"note"}, key...)...), 12),
		GrossValue: t.value, BrokerageFee: 490, ClearingSettlementFee: part(0.00025),
		StockExchangeFee: part(0.00005), Taxes: 25}
	fees := n.BrokerageFee + n.ClearingSettlementFee + n.StockExchangeFee + n.Taxes
	n.NetValue = n.GrossValue + fees
	if t.quantity < 0 {
		n.IncomeTax = part(0.00005)
		n.NetValue = n.GrossValue - fees - n.IncomeTax
	}
	return n
}
