package catalog

import (
	"path"
	"strings"

	"gopkg.in/yaml.v3"

	"belvo-emulator/emulator/internal/data/people"
)

// checkCountry reports what the shape of a country's file cannot.
func checkCountry(r *reporter, top *yaml.Node, land *people.Country) {
	c := countryChecker{r, top, land}
	c.lists()
	c.values()
	c.authorities()
	for name, g := range land.Payees {
		at := child(child(top, "payees"), name)
		r.words(at, "text", g.Text, textWords()...)
		r.words(at, "received", g.Received, textWords()...)
	}
}

type countryChecker struct {
	*reporter
	top *yaml.Node
	*people.Country
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
