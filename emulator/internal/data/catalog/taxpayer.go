package catalog

import (
	"slices"

	"gopkg.in/yaml.v3"

	"belvo-emulator/emulator/internal/suggest"
	"belvo-emulator/emulator/internal/yamlfile"
)

// Taxpayer is what Mexico's tax authority knows of a taxpayer.
type Taxpayer struct {
	Compliance  string            `yaml:"compliance"` // POSITIVE or NEGATIVE, "" for POSITIVE
	Activities  []TaxpayerWork    `yaml:"activities"`
	Regimes     []string          `yaml:"regimes"`
	Obligations []Obligation      `yaml:"obligations"`
	Accused     []string          `yaml:"accused"` // firms that the authority accuses of fraud
	Invoices    []InvoiceSchedule `yaml:"invoices"`
}

// TaxpayerWork is something that a taxpayer lives on.
type TaxpayerWork struct {
	Name    string `yaml:"name"`
	Percent int    `yaml:"percent"`
}

// Obligation is something that a taxpayer has to declare.
type Obligation struct {
	Name string `yaml:"name"`
	Due  string `yaml:"due"`
}

// InvoiceSchedule is one kind of business that comes back month after month. The other side is one of
// Firms, or those that With names.
type InvoiceSchedule struct {
	node        *yaml.Node
	Key         string   `yaml:"key"`
	Issued      bool     `yaml:"issued"` // the taxpayer writes the invoices
	Kind        string   `yaml:"kind"`   // "" for Ingreso
	With        string   `yaml:"with"`
	Firms       []string `yaml:"firms"`
	Often       Numbers  `yaml:"often"`  // in a month
	Every       int      `yaml:"every"`  // months, 0 for each
	Amount      Numbers  `yaml:"amount"` // units of the currency before taxes
	Goods       []Good   `yaml:"goods"`
	Late        int      `yaml:"late"`    // percent that are paid later than they are invoiced
	Undone      int      `yaml:"undone"`  // percent that are cancelled
	Reduced     int      `yaml:"reduced"` // percent that a credit note follows
	Retains     string   `yaml:"retains"` // what the receiver retains: fees or freight, "" for nothing
	Usage       string   `yaml:"usage"`   // of the catalogue c_UsoCFDI
	Form        string   `yaml:"form"`    // of the catalogue c_FormaPago, for what is paid at once
	Dollars     bool     `yaml:"dollars"`
	CostOfSales bool     `yaml:"cost_of_sales"`
}

// UnmarshalYAML keeps the node, as that of Account does.
func (s *InvoiceSchedule) UnmarshalYAML(n *yaml.Node) error {
	type bare InvoiceSchedule
	s.node = n
	return n.Decode((*bare)(s))
}

// Good is an entry of the catalogues of products and units.
type Good struct {
	Code string `yaml:"code"`
	Text string `yaml:"text"`
	Unit string `yaml:"unit"` // service, piece or litre; "" for service
	Tax  string `yaml:"tax"`  // zero or exempt, "" for the usual rate
	Most int    `yaml:"most"` // of it on one invoice, 0 for one
}

// taxpayerShape is the format of taxpayer.yaml.
func taxpayerShape() *yamlfile.Shape {
	percent := func(doc string) *yamlfile.Shape { return whole(0, "How many percent "+doc) }
	good := object("Something that is sold.",
		need("code", text("Its code in the catalogue c_ClaveProdServ.")), need("text", text("")),
		may("unit", oneOf("How it is sold.", "service", "piece", "litre")),
		may("tax", oneOf("Instead of the usual value added tax.", "zero", "exempt")),
		may("most", whole(1, "How many of it are on one invoice at most.")))
	schedule := object("Invoices that come back.",
		need("key", text("A name inside this file; changing it changes ids and amounts.")),
		may("issued", boolean("true: the taxpayer writes them.")),
		may("kind", oneOf("The kind of invoice.", "Ingreso", "Nómina", "Traslado")),
		may("with", oneOf("Whom they are written to or by.", "abroad", "clients", "doctors", "professionals",
			"public", "self", "staff")),
		may("firms", texts("Instead of \"with\": names of firms.")),
		need("often", span("How often in a month: a number or [least, most].")),
		may("every", whole(1, "Only every so many months.")),
		may("amount", span("Units of the currency before taxes: a number or [least, most].")),
		may("goods", listOf(good, "What is sold.")),
		may("late", percent("are paid later than they are invoiced.")),
		may("undone", percent("are cancelled.")), may("reduced", percent("a credit note follows.")),
		may("retains", oneOf("Which taxes the receiver retains.", "fees", "freight")),
		need("usage", text("The code of the catalogue c_UsoCFDI.")),
		may("form", text("The code of the catalogue c_FormaPago.")),
		may("dollars", boolean("true: in US dollars.")),
		may("cost_of_sales", boolean("true: what is bought is sold again.")))
	return object("What Mexico's tax authority knows of a taxpayer.",
		may("compliance", oneOf("The opinion on whether the taxpayer complies.", "POSITIVE", "NEGATIVE")),
		need("activities", listOf(object("", need("name", text("")), need("percent", whole(1, ""))),
			"What the taxpayer lives on.")),
		need("regimes", texts("The regimes that the taxpayer is in.")),
		may("obligations", listOf(object("", need("name", text("")), need("due", text(""))),
			"What has to be declared.")),
		may("accused", texts("The firms among the sellers that the authority accuses of fraud.")),
		need("invoices", listOf(schedule, "The invoices, in the order of a day.")))
}

// checkTaxpayer reports what the shape of a taxpayer.yaml cannot.
func checkTaxpayer(r *reporter, top *yaml.Node, t *Taxpayer) {
	if len(t.Activities) == 0 || len(t.Regimes) == 0 {
		r.report(top, "regimes", "a taxpayer needs an activity and a regime at least")
	}
	var keys, firms []string
	for i := range t.Invoices {
		s := &t.Invoices[i]
		if slices.Contains(keys, s.Key) {
			r.report(s.node, "key", "there are other invoices %q", s.Key)
		}
		keys, firms = append(keys, s.Key), append(firms, s.Firms...)
		checkSchedule(r, s)
		s.node = nil // only the checks need it, and it holds the whole file
	}
	for _, name := range t.Accused {
		if !slices.Contains(firms, name) {
			r.report(top, "accused", "unknown firm %q%s", name, suggest.Tail(name, firms))
		}
	}
}

// checkSchedule reports what is wrong with invoices that come back.
func checkSchedule(r *reporter, s *InvoiceSchedule) {
	r.span(s.node, "often", s.Often)
	r.span(s.node, "amount", s.Amount)
	wages := s.Kind == "Nómina"
	switch {
	case (s.With == "") == (len(s.Firms) == 0):
		r.report(s.node, "with", "invoices need one of \"with\" and \"firms\"")
	case s.Often.High() > 40:
		r.report(s.node, "often", "there may be 40 invoices of a kind in a month")
	case wages && s.Often.High() > 2:
		r.report(s.node, "often", "wages are paid twice a month at most")
	case s.Amount == nil && s.Kind != "Traslado":
		r.report(s.node, "", "invoices %q need an amount", s.Key)
	case (len(s.Goods) == 0) != wages:
		r.report(s.node, "goods", "invoices need goods, and only wages have none")
	}
}

// Declarations is what a Colombian taxpayer declares each year, in the currency of the data sets.
type Declarations struct {
	Size   float64 `yaml:"size"` // what the incomes and the worth are multiplied by, 0 for 1
	Salary Numbers `yaml:"salary"`
	Fees   Numbers `yaml:"fees"` // of firms: sales
	Rents  Numbers `yaml:"rents"`
	Costs  Numbers `yaml:"costs"` // of firms, in percent of the sales
	Worth  float64 `yaml:"worth"`
	Debts  Numbers `yaml:"debts"` // in percent of the worth
}

// declarationsShape is the format of declarations.yaml.
func declarationsShape() *yamlfile.Shape {
	return object("What a Colombian taxpayer declares each year, in the currency of the data sets.",
		may("size", number("What the incomes and the worth are multiplied by.")),
		may("salary", span("The salary of a year: a number or [least, most].")),
		need("fees", span("Fees of a year, of firms sales: a number or [least, most].")),
		may("rents", span("Rents of a year: a number or [least, most].")),
		may("costs", span("Costs in percent of the sales, of firms alone: a number or [least, most].")),
		need("worth", number("The property at the beginning.")),
		need("debts", span("Debts in percent of the property: a number or [least, most].")))
}

// checkDeclarations reports what the shape of a declarations.yaml cannot.
func checkDeclarations(r *reporter, top *yaml.Node, d *Declarations) {
	for _, v := range []struct {
		key  string
		span Numbers
	}{{"salary", d.Salary}, {"fees", d.Fees}, {"rents", d.Rents}, {"costs", d.Costs}, {"debts", d.Debts}} {
		r.span(top, v.key, v.span)
	}
	if d.Size < 0 || d.Worth < 0 {
		r.report(top, "worth", "size and worth must be at least 0")
	}
}

// span reports a range that is upside down or below zero.
func (r *reporter) span(n *yaml.Node, key string, span Numbers) {
	if !span.valid(0) {
		r.report(n, key, "%s must be a number or [least, most], at least 0", key)
	}
}
