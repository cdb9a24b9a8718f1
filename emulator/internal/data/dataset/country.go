package dataset

import (
	"path"
	"strings"

	"gopkg.in/yaml.v3"

	"belvo-emulator/emulator/internal/belvo"
)

// country is a file people/<country>.yaml.
type country struct {
	Currency struct {
		Code  string  `yaml:"code"`
		Scale float64 `yaml:"scale"` // what the amounts of the data sets are multiplied by
		Round float64 `yaml:"round"` // the least amount in use
	} `yaml:"currency"`
	Documents struct {
		Person   string `yaml:"person"`
		Business string `yaml:"business"`
	} `yaml:"documents"`
	AccountNumber string `yaml:"account_number"` // one of numberSchemes
	Mail          string `yaml:"mail"`
	Phone         string `yaml:"phone"` // # is any digit
	Address       string `yaml:"address"`
	People        struct {
		Female    []string `yaml:"female"`
		Male      []string `yaml:"male"`
		Family    []string `yaml:"family"`
		Surnames  int      `yaml:"surnames"`
		Companies []string `yaml:"companies"`
	} `yaml:"people"`
	Streets  []string               `yaml:"streets"`
	Cities   []city                 `yaml:"cities"`
	Accounts map[string]accountName `yaml:"accounts"`
	Loan     struct {
		Type string `yaml:"type"`
		Rate string `yaml:"rate"`
	} `yaml:"loan"`
	Instruments Instruments            `yaml:"instruments"`
	Authorities Authorities            `yaml:"authorities"`
	Payees      map[string]*payeeGroup `yaml:"payees"`
}

// Instruments are what banks call the instruments of an investment account, and what happens with them.
type Instruments struct {
	Deposit  string `yaml:"deposit"`
	Fund     string `yaml:"fund"`
	Buy      string `yaml:"buy"`
	Sell     string `yaml:"sell"`
	Dividend string `yaml:"dividend"`
}

// Authorities is what a country's authorities know besides its people. What a list is for stands in
// the file of the country that has it.
type Authorities struct {
	States          []string   `yaml:"states"`
	PublicEmployers []string   `yaml:"public_employers"`
	Suburbs         []string   `yaml:"suburbs"`
	Crossings       []string   `yaml:"crossings"`
	Banks           []string   `yaml:"banks"`
	Certifier       string     `yaml:"certifier"`
	ForeignClient   string     `yaml:"foreign_client"`
	Careers         [][]Coded  `yaml:"careers"`
	Activities      []Activity `yaml:"activities"`
	Mothers         []string   `yaml:"mothers"`
	PensionFunds    []string   `yaml:"pension_funds"`
	HealthProviders []string   `yaml:"health_providers"`
}

// Coded is an entry of a classification.
type Coded struct {
	Name string `yaml:"name"`
	Code string `yaml:"code"`
}

// Activity is an economic activity; only Chile groups them.
type Activity struct {
	Group string `yaml:"group"`
	Coded `yaml:",inline"`
}

// needed are the keys of "authorities" that the institutions of a country need.
var needed = map[string][]string{
	"mx": {"states", "public_employers", "suburbs", "crossings", "banks", "certifier", "foreign_client"},
	"br": {"careers", "activities", "mothers"},
	"co": {"activities", "pension_funds", "health_providers"},
	"cl": {"activities"},
}

// authorities reports what the institutions of the country need and the file lacks.
func (c *countryChecker) authorities() {
	given := child(c.top, "authorities")
	for _, key := range needed[strings.TrimSuffix(path.Base(c.file), extension)] {
		if list := child(given, key); list == nil || list.Kind == yaml.SequenceNode && len(list.Content) == 0 {
			c.report(c.top, "authorities", "\"authorities\" needs %q for the country's institutions", key)
		}
	}
	if n := len(c.Authorities.Crossings); n == 1 {
		c.report(given, "crossings", "\"crossings\" must have two streets at least")
	}
	for _, career := range c.Authorities.Careers {
		if len(career) == 0 {
			c.report(given, "careers", "a career must have a step at least")
		}
	}
}

// city is where people live. Postal has # for any digit.
type city struct {
	Name   string `yaml:"name"`
	Region string `yaml:"region"`
	State  string `yaml:"state"` // the region written out; else the region
	Postal string `yaml:"postal"`
	Area   string `yaml:"area"`
}

// accountName is what banks call the accounts of a category.
type accountName struct {
	Type string `yaml:"type"`
	Name string `yaml:"name"`
}

// payeeGroup is those whom a flow pays, or who pay, and how the bank writes it.
type payeeGroup struct {
	node      *yaml.Node
	Text      string     `yaml:"text"`
	Received  string     `yaml:"received"`
	Names     []string   `yaml:"names"`
	Merchants []merchant `yaml:"merchants"`
}

// merchant is a shop.
type merchant struct {
	Name    string  `yaml:"name"`
	Website *string `yaml:"website"`
}

// UnmarshalYAML keeps the node, as that of accountSpec does.
func (g *payeeGroup) UnmarshalYAML(n *yaml.Node) error {
	type bare payeeGroup
	g.node = n
	return n.Decode((*bare)(g))
}

// size is the number of payees to choose from.
func (g *payeeGroup) size() int {
	if len(g.Merchants) > 0 {
		return len(g.Merchants)
	}
	return len(g.Names)
}

// name is the payee with an index, or "" in a group without any.
func (g *payeeGroup) name(i int) string {
	switch {
	case i < len(g.Merchants):
		return g.Merchants[i].Name
	case i < len(g.Names):
		return g.Names[i]
	}
	return ""
}

// merchant is how a transaction shows the payee with an index: nil when it is no shop.
func (g *payeeGroup) merchant(i int) *belvo.Merchant {
	if i >= len(g.Merchants) {
		return nil
	}
	return &belvo.Merchant{MerchantName: g.Merchants[i].Name, Website: g.Merchants[i].Website}
}

// checkCountry reports what the shape of a country's file cannot.
func checkCountry(r *reporter, top *yaml.Node, land *country) {
	c := countryChecker{r, top, land}
	c.lists()
	c.values()
	c.authorities()
	for _, g := range land.Payees {
		r.words(g.node, "text", g.Text, textWords()...)
		r.words(g.node, "received", g.Received, textWords()...)
		g.node = nil // only the checks need it, and it holds the whole file
	}
}

type countryChecker struct {
	*reporter
	top *yaml.Node
	*country
}

// lists reports the lists that something is picked from and that have nothing in them.
func (c *countryChecker) lists() {
	for _, list := range []struct {
		in, name string
		length   int
	}{
		{"streets", "streets", len(c.Streets)}, {"cities", "cities", len(c.Cities)},
		{"people", "female", len(c.People.Female)}, {"people", "male", len(c.People.Male)},
		{"people", "family", len(c.People.Family)}, {"people", "companies", len(c.People.Companies)},
	} {
		if list.name == "companies" && list.length == 1 { // a firm deals with others than itself
			c.report(c.top, list.in, "\"companies\" must have two firms at least")
		}
		if list.length == 0 {
			c.report(c.top, list.in, "%q must not be empty", list.name)
		}
	}
}

// values reports numbers out of bounds, accounts without names and unknown words in braces.
func (c *countryChecker) values() {
	if c.Currency.Scale <= 0 || c.Currency.Round < 0.01 {
		c.report(c.top, "currency", "scale must be more than 0 and round at least 0.01")
	}
	if c.People.Surnames > 2 {
		c.report(c.top, "people", "surnames must be 1 or 2")
	}
	for _, category := range accountCategories() {
		if _, ok := c.Accounts[category]; !ok {
			c.report(c.top, "accounts", "missing key %q in \"accounts\"", category)
		}
	}
	c.words(c.top, "address", c.Address, "street", "number", "city", "region", "postal")
	c.words(c.top, "phone", c.Phone, "area")
}
