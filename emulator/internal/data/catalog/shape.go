package catalog

import (
	"regexp"

	"belvo-emulator/emulator/internal/data/people"
	"belvo-emulator/emulator/internal/yamlfile"
)

func text(doc string) *yamlfile.Shape    { return &yamlfile.Shape{Kind: yamlfile.Text, Doc: doc} }
func number(doc string) *yamlfile.Shape  { return &yamlfile.Shape{Kind: yamlfile.Number, Doc: doc} }
func boolean(doc string) *yamlfile.Shape { return &yamlfile.Shape{Kind: yamlfile.Boolean, Doc: doc} }

func whole(least int, doc string) *yamlfile.Shape {
	return &yamlfile.Shape{Kind: yamlfile.Integer, Min: yamlfile.AtLeast(least), Doc: doc}
}

func oneOf(doc string, words ...string) *yamlfile.Shape {
	return &yamlfile.Shape{Kind: yamlfile.Text, Enum: words, Doc: doc}
}

func listOf(elem *yamlfile.Shape, doc string) *yamlfile.Shape {
	return &yamlfile.Shape{Kind: yamlfile.List, Elem: elem, Doc: doc}
}

func object(doc string, fields ...yamlfile.Field) *yamlfile.Shape {
	return &yamlfile.Shape{Kind: yamlfile.Object, Fields: fields, Doc: doc}
}

func need(name string, s *yamlfile.Shape) yamlfile.Field {
	return yamlfile.Field{Name: name, Shape: s, Required: true}
}

func may(name string, s *yamlfile.Shape) yamlfile.Field {
	return yamlfile.Field{Name: name, Shape: s}
}

// bankShape is the format of bank.yaml.
func bankShape() *yamlfile.Shape {
	account := object("One account.",
		need("key", text("The account's name inside this file.")),
		need("category", oneOf("Belvo's category of the account.", accountCategories()...)),
		may("type", text("The bank's word for the kind of account; else the country's.")),
		may("name", text("What the bank calls the account; else the country's.")),
		may("opening", number("The balance before the first movement.")),
		may("credit", creditShape()),
		may("loan", loanShape()),
		may("flows", listOf(flowShape(), "What happens on the account.")))
	return object("The accounts of a customer and what happens on them.",
		need("accounts", listOf(account, "The customer's accounts, in the order of the answer.")))
}

func creditShape() *yamlfile.Shape {
	return object("The terms of a CREDIT_CARD.",
		need("limit", number("The credit limit.")),
		need("cutting_day", whole(1, "The day of the month on which a bill closes, at most 28.")),
		need("payment_day", whole(1, "The day of the month on which a bill is due, at most 28.")),
		may("rate", number("Interest in percent a year.")),
		may("minimum", number("The minimum payment in percent of the bill.")))
}

func loanShape() *yamlfile.Shape {
	return object("The terms of a LOAN_ACCOUNT.",
		need("amount", number("The sum that was lent.")),
		need("months", whole(1, "The number of monthly instalments.")),
		may("paid", whole(0, "How many of them were paid before the history begins.")),
		need("rate", number("Interest in percent a year.")),
		need("day", whole(1, "The day of the month on which an instalment is due, at most 28.")))
}

func flowShape() *yamlfile.Shape {
	return object("A movement that comes back.",
		need("name", text("The flow's name inside its account.")),
		need("when", whenShape()),
		may("hour", whole(0, "The hour of the day, 0 to 23; else any from 8 to 21.")),
		may("chance", number("The chance from 0 to 1 that it happens on such a day.")),
		may("times", span("How often it happens on such a day: a number or [least, most].")),
		may("direction", oneOf("Whether money comes in or goes out (the default).", "in", "out")),
		may("to", text("The key of the customer's own account that receives the money.")),
		may("amount", span("The amount, or [least, most].")),
		may("pays", oneOf("Instead of an amount: what the account in \"to\" is owed.",
			Statement, Instalment)),
		may("leaves", number("Instead of an amount: as much as brings the balance to this level.")),
		may("percent", number("Instead of an amount: a twelfth of this percentage of the balance.")),
		may("payee", text("A group under \"payees\" of the country's file.")),
		may("steady", boolean("true: the same payee every time.")),
		may("text", text("The description, instead of the payee's.")),
		may("received", text("The description on the account that receives the money.")),
		need("category", oneOf("Belvo's category of the transaction.", Categories()...)),
		may("subcategory", oneOf("Belvo's subcategory.", Subcategories()...)))
}

func whenShape() *yamlfile.Shape {
	day := &yamlfile.Shape{Kind: yamlfile.Scalar, Pattern: regexp.MustCompile(`^([1-9]|1\d|2[0-8]|last)$`)}
	return object("On which days.",
		may("days", listOf(day, "Days of the month: 1 to 28, or last.")),
		may("weekdays", listOf(oneOf("", Weekdays()...), "Days of the week.")),
		may("every", whole(1, "Every so many days.")),
		may("months", listOf(whole(1, ""), "Only in these months, 1 to 12.")),
		may("workdays", boolean("true: on the Friday before, when the day is on a weekend.")))
}

// span is a number or a range of two.
func span(doc string) *yamlfile.Shape {
	return &yamlfile.Shape{Kind: yamlfile.List, OrOne: true, Elem: number(""), Doc: doc}
}

// texts is a list of texts.
func texts(doc string) *yamlfile.Shape { return listOf(text(""), doc) }

// countryShape is the format of people/<country>.yaml.
func countryShape() *yamlfile.Shape {
	document := oneOf("A kind of document.", people.DocumentKinds()...)
	return object("A country: who lives there, how its banks write, where people spend.",
		need("currency", object("The country's money.",
			need("code", text("ISO 4217.")),
			need("scale", number("What the amounts of the data sets are multiplied by.")),
			need("round", number("The least amount in use, such as 0.01 or 100.")))),
		need("documents", object("The documents of owners.",
			need("person", document), need("business", document))),
		need("account_number", oneOf("How accounts are numbered.", numberSchemes()...)),
		need("mail", text("The domain of the e-mail addresses.")),
		need("phone", text("A telephone number: {area} is the city's, # any digit.")),
		need("address", text("An address of {street}, {number}, {city}, {region} and {postal}.")),
		need("people", object("Names.",
			need("female", texts("Given names.")), need("male", texts("Given names.")),
			need("family", texts("Family names.")),
			need("surnames", whole(1, "How many family names a person has, 1 or 2.")),
			need("companies", texts("Names of businesses.")))),
		need("streets", texts("Streets.")),
		need("cities", listOf(object("A city.",
			need("name", text("Its name.")), need("region", text("The region's short name.")),
			may("state", text("The region's name in official papers.")),
			need("postal", text("A postal code: # is any digit.")),
			need("area", text("The area code."))), "Cities.")),
		need("accounts", accountNamesShape()),
		need("loan", object("The words of loans.",
			need("type", text("The kind of loan.")), need("rate", text("The name of the rate.")))),
		need("instruments", object("What investment accounts hold, and what happens with it.",
			need("deposit", text("")), need("fund", text("")), need("buy", text("")), need("sell", text("")),
			need("dividend", text("")))),
		may("authorities", authoritiesShape()),
		need("payees", payeesShape()))
}

func authoritiesShape() *yamlfile.Shape {
	coded := object("", need("name", text("")), need("code", text("")), may("group", text("")))
	return object("What else authorities know.",
		may("states", texts("Where employers pay.")),
		may("public_employers", texts("Employers of people who work for the state.")),
		may("suburbs", texts("Parts of cities.")), may("crossings", texts("Streets that cross others.")),
		may("banks", texts("Banks that money is paid from and to.")),
		may("certifier", text("The firm that certifies invoices.")),
		may("foreign_client", text("A firm abroad.")),
		may("careers", listOf(listOf(coded, ""), "The steps that people take in one job.")),
		may("activities", listOf(coded, "What taxpayers and employers do.")),
		may("mothers", texts("Given names of mothers.")),
		may("pension_funds", texts("Pension funds.")), may("health_providers", texts("Health providers.")))
}

func accountNamesShape() *yamlfile.Shape {
	return &yamlfile.Shape{Kind: yamlfile.Map, Enum: accountCategories(),
		Doc: "What banks call an account of each category.",
		Elem: object("", need("type", text("The kind of account.")),
			need("name", text("The account; its last digits are added.")))}
}

func payeesShape() *yamlfile.Shape {
	return &yamlfile.Shape{Kind: yamlfile.Map, Doc: "Who pays and is paid, by groups that flows name.",
		Elem: object("",
			need("text", text("The description; see README.md for the words in braces.")),
			may("received", text("The description on the account that receives a transfer.")),
			may("names", listOf(text(""), "People or firms, of whom {name} is one.")),
			may("merchants", listOf(object("", need("name", text("")), may("website", text(""))),
				"Shops, of which {name} is one; the transaction shows it as its merchant.")))}
}
