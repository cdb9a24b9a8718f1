package catalog

import (
	"slices"

	"gopkg.in/yaml.v3"

	"belvo-emulator/emulator/internal/belvo"
	"belvo-emulator/emulator/internal/yamlfile"
)

// Employment is the rule by which a person's jobs follow each other. Amounts are in the currency of the
// data sets, for a day.
type Employment struct {
	EntryPay float64 `yaml:"entry_pay"`
	TopPay   float64 `yaml:"top_pay"`
	Begins   Numbers `yaml:"begins"`  // days before the link was made; nil: when the person is grown up
	Ends     Numbers `yaml:"ends"`    // days before the link was made; nil: at retirement
	Falling  int     `yaml:"falling"` // for how many days the pay falls at the end
}

// employmentShape is the format of employment.yaml.
func employmentShape() *yamlfile.Shape {
	return object("Where a person has worked. Amounts are for a day.",
		need("entry_pay", number("The pay of the first job.")), need("top_pay", number("The highest pay.")),
		may("begins", span("How many days before the link was made the first job began: a number or "+
			"[least, most]; else when the person was grown up.")),
		may("ends", span("How many days before the link was made the last job ended: a number or "+
			"[least, most]; else the person works until retirement.")),
		may("falling", whole(0, "For how many days the pay falls at the end.")))
}

// checkEmployment reports what the shape of an employment.yaml cannot.
func checkEmployment(r *reporter, top *yaml.Node, e *Employment) {
	r.span(top, "begins", e.Begins)
	r.span(top, "ends", e.Ends)
	if e.EntryPay <= 0 || e.TopPay < e.EntryPay {
		r.report(top, "top_pay", "entry_pay must be more than 0, and top_pay not less than it")
	}
}

// Chile is what Chile's tax authority and its register of debts know of a customer.
type Chile struct {
	Sales       float64      `yaml:"sales"`        // the chance of another invoice on a day
	Purchases   float64      `yaml:"purchases"`    // likewise
	PropertyTax string       `yaml:"property_tax"` // paid or overdue, "" for paid
	Debts       []Debt       `yaml:"debts"`
	CreditLines []CreditLine `yaml:"credit_lines"`
}

// Debt is a credit that a customer has: so much was lent, to be paid back in so many months.
type Debt struct {
	Lender   string  `yaml:"lender"`
	Kind     string  `yaml:"kind"`
	Amount   float64 `yaml:"amount"` // in the currency of the data sets
	Months   int     `yaml:"months"`
	Begins   int     `yaml:"begins"`   // months before the link was made
	Late     int     `yaml:"late"`     // how many of the months are not paid
	Indirect bool    `yaml:"indirect"` // another person's, which the customer vouches for
}

// CreditLine is what a bank would lend.
type CreditLine struct {
	Lender string  `yaml:"lender"`
	Amount float64 `yaml:"amount"` // in the currency of the data sets
}

// chileShape is the format of chile.yaml.
func chileShape() *yamlfile.Shape {
	debt := object("A credit.",
		need("lender", text("Who lent it.")),
		need("kind", oneOf("What it is for.", "Comercial", "Consumo", "Vivienda")),
		need("amount", number("What was lent.")), need("months", whole(1, "In how many months it is paid back.")),
		need("begins", whole(0, "How many months before the link was made it was lent.")),
		may("late", whole(0, "How many of the months are not paid.")),
		may("indirect", boolean("true: somebody else's, which the customer vouches for.")))
	return object("What Chile's tax authority and its register of debts know.",
		need("sales", number("The chance from 0 to 1 of a sale, and of another, on a working day.")),
		need("purchases", number("The chance from 0 to 1 of a purchase, and of another, on a working day.")),
		may("property_tax", oneOf("How the tax on real estate stands.", "paid", "overdue")),
		may("debts", listOf(debt, "Credits.")),
		may("credit_lines", listOf(object("", need("lender", text("")), need("amount", number(""))),
			"What banks would lend.")))
}

// checkChile reports what the shape of a chile.yaml cannot.
func checkChile(r *reporter, top *yaml.Node, c *Chile) {
	for _, chance := range []struct {
		key string
		is  float64
	}{{"sales", c.Sales}, {"purchases", c.Purchases}} {
		if chance.is < 0 || chance.is > 1 {
			r.report(top, chance.key, "%s must be from 0 to 1", chance.key)
		}
	}
	for _, d := range c.Debts {
		if d.Amount <= 0 || d.Late > d.Months {
			r.report(top, "debts", "a debt needs an amount of more than 0, and no more late months than it has")
		}
	}
}

// Investment is something to invest in on Brazil's Open Finance. Prices are in reais, growth is a year's.
type Investment struct {
	Key      string  `yaml:"key"`
	Kind     string  `yaml:"kind"`
	Name     string  `yaml:"name"`
	Debtor   string  `yaml:"debtor"`
	Price    float64 `yaml:"price"` // of a unit at the beginning
	Growth   float64 `yaml:"growth"`
	Swing    float64 `yaml:"swing"` // how much the price of a day is off, at most, as a part of it
	Units    Numbers `yaml:"units"` // bought at a time, in hundredths of a unit
	Buys     int     `yaml:"buys"`  // every so many months
	Sells    int     `yaml:"sells"` // every so many months a quarter of what is held, 0 for never
	Pays     int     `yaml:"pays"`  // every so many months a coupon or dividend, 0 for never
	Indexer  string  `yaml:"indexer"`
	Rate     float64 `yaml:"rate"` // what is paid beyond or of the indexer
	Exempt   bool    `yaml:"exempt"`
	In       string  `yaml:"in"` // these three: subtypes of movements
	Out      string  `yaml:"out"`
	Interest string  `yaml:"interest"`
}

// The kinds of investments. Source: field type of InvestmentBrazil in OpenAPI 1.223.0.
const (
	FixedIncomeBank   = "FIXED_INCOME_BANKING"
	FixedIncomeCredit = "FIXED_INCOME_CREDIT"
	VariableIncome    = "VARIABLE_INCOME"
	TreasuryBond      = "TREASURY_BOND"
	InvestmentFund    = "INVESTMENT_FUND"
)

// InvestmentKinds are all of them, in alphabetical order.
func InvestmentKinds() []string {
	return []string{FixedIncomeBank, FixedIncomeCredit, InvestmentFund, TreasuryBond, VariableIncome}
}

// investmentsShape is the format of investments.yaml.
func investmentsShape() *yamlfile.Shape {
	return listOf(object("Something to invest in. Prices are in reais.",
		need("key", text("A name inside this file; changing it changes ids and amounts.")),
		need("kind", oneOf("Belvo's type.", InvestmentKinds()...)),
		need("name", text("What the bank calls it.")),
		may("debtor", text("Who owes it, of FIXED_INCOME_CREDIT.")),
		need("price", number("The price of a unit at the beginning.")),
		need("growth", number("What a year adds to the price, as a part of it.")),
		may("swing", number("How much the price of a day is off, at most, as a part of it.")),
		need("units", span("How many hundredths of a unit are bought at a time: a number or [least, most].")),
		need("buys", whole(1, "Every so many months some are bought.")),
		may("sells", whole(1, "Every so many months a quarter of what is held is sold.")),
		may("pays", whole(1, "Every so many months a coupon or dividend is paid.")),
		may("indexer", oneOf("What the interest follows.", "CDI", "IPCA", "SELIC")),
		may("rate", number("What is paid beyond or of the indexer, as a part.")),
		may("exempt", boolean("true: without income tax.")),
		need("in", text("The subtype of a movement that buys.")),
		need("out", text("The subtype of a movement that sells.")),
		may("interest", text("The subtype of a movement that pays."))), "What is held, in the order of the answer.")
}

// checkInvestments reports what the shape of an investments.yaml cannot.
func checkInvestments(r *reporter, top *yaml.Node, all *[]Investment) {
	var keys []string
	for i, v := range *all {
		at := top.Content[i]
		r.span(at, "units", v.Units)
		switch {
		case slices.Contains(keys, v.Key):
			r.report(at, "key", "there is another investment %q", v.Key)
		case v.Price <= 0:
			r.report(at, "price", "price must be more than 0")
		case (v.Debtor != "") != (v.Kind == FixedIncomeCredit):
			r.report(at, "debtor", "a %s needs \"debtor\", and no other kind may have it", FixedIncomeCredit)
		case v.Pays > 0 && v.Interest == "":
			r.report(at, "pays", "pays needs \"interest\", the subtype of the movement")
		case v.Units.Low() < 1:
			r.report(at, "units", "units must be 1 at least")
		}
		keys = append(keys, v.Key)
	}
}

// Exchanges is the foreign money that a customer buys and sells.
type Exchanges struct {
	Every int       `yaml:"every"` // months
	With  []Partner `yaml:"with"`
}

// Partner is the other side of an exchange.
type Partner struct {
	Currency string  `yaml:"currency"`
	Rate     float64 `yaml:"rate"` // reais for one unit
	Party    string  `yaml:"party"`
	Country  string  `yaml:"country"` // ISO 3166-1 alpha-2
}

// TenThousandths is the rate in ten-thousandths of a real.
func (p Partner) TenThousandths() int64 { return int64(belvo.MoneyOf(p.Rate * 100)) }

// exchangesShape is the format of exchanges.yaml.
func exchangesShape() *yamlfile.Shape {
	return object("Foreign money that is bought and sold.",
		need("every", whole(1, "One exchange every so many months.")),
		need("with", listOf(object("The other side.",
			need("currency", text("ISO 4217.")), need("rate", number("How many reais one unit costs.")),
			need("party", text("Its name.")), need("country", text("ISO 3166-1 alpha-2."))),
			"With whom, of which each exchange has one.")))
}

// checkExchanges reports what the shape of an exchanges.yaml cannot.
func checkExchanges(r *reporter, top *yaml.Node, e *Exchanges) {
	if len(e.With) == 0 {
		r.report(top, "with", "\"with\" must not be empty")
	}
	for _, p := range e.With {
		if p.TenThousandths() <= 2000 {
			r.report(top, "with", "a rate must be more than 0.2: it varies by that much")
		}
	}
}
