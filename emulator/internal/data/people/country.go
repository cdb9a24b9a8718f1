// Package people has the countries and the people who live in them: their names, addresses and documents,
// which follow from a country's file and a key alone. Documents have right check digits.
package people

import "belvo-emulator/emulator/internal/belvo"

// Country is a file people/<country>.yaml.
type Country struct {
	Currency struct {
		Code  string  `yaml:"code"`
		Scale float64 `yaml:"scale"` // what the amounts of the data sets are multiplied by
		Round float64 `yaml:"round"` // the least amount in use
	} `yaml:"currency"`
	Documents struct {
		Person   string `yaml:"person"`
		Business string `yaml:"business"`
	} `yaml:"documents"`
	AccountNumber string `yaml:"account_number"` // CLABE, AGENCY/ACCOUNT or ACCOUNT_NUMBER
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
	Cities   []City                 `yaml:"cities"`
	Accounts map[string]AccountName `yaml:"accounts"`
	Loan     struct {
		Type string `yaml:"type"`
		Rate string `yaml:"rate"`
	} `yaml:"loan"`
	Instruments Instruments            `yaml:"instruments"`
	Authorities Authorities            `yaml:"authorities"`
	Payees      map[string]*PayeeGroup `yaml:"payees"`
}

// Instruments are what banks call the instruments of an investment account, and what happens with them.
type Instruments struct {
	Deposit  string `yaml:"deposit"`
	Fund     string `yaml:"fund"`
	Buy      string `yaml:"buy"`
	Sell     string `yaml:"sell"`
	Dividend string `yaml:"dividend"`
}

// Authorities is what a country's authorities know, without its people. What a list is for stands in
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

// City is where people live. Postal has # for any digit.
type City struct {
	Name   string `yaml:"name"`
	Region string `yaml:"region"`
	State  string `yaml:"state"` // the region written out; else the region
	Postal string `yaml:"postal"`
	Area   string `yaml:"area"`
}

// AccountName is what banks call the accounts of a category.
type AccountName struct {
	Type string `yaml:"type"`
	Name string `yaml:"name"`
}

// PayeeGroup is the receivers or the payers of a flow, and how the bank writes it.
type PayeeGroup struct {
	Text      string     `yaml:"text"`
	Received  string     `yaml:"received"`
	Names     []string   `yaml:"names"`
	Merchants []Merchant `yaml:"merchants"`
}

// Merchant is a shop.
type Merchant struct {
	Name    string  `yaml:"name"`
	Website *string `yaml:"website"`
}

// Size is the number of payees to choose from.
func (g *PayeeGroup) Size() int {
	if len(g.Merchants) > 0 {
		return len(g.Merchants)
	}
	return len(g.Names)
}

// Name is the payee with an index, or "" in a group without any.
func (g *PayeeGroup) Name(i int) string {
	switch {
	case i < len(g.Merchants):
		return g.Merchants[i].Name
	case i < len(g.Names):
		return g.Names[i]
	}
	return ""
}

// Merchant is how a transaction shows the payee with an index: nil when it is no shop.
func (g *PayeeGroup) Merchant(i int) *belvo.Merchant {
	if i >= len(g.Merchants) {
		return nil
	}
	return &belvo.Merchant{MerchantName: g.Merchants[i].Name, Website: g.Merchants[i].Website}
}
