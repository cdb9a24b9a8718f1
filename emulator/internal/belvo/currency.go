package belvo

import "regexp"

// CurrencyForm is the form of a currency's code, as in ISO 4217.
var CurrencyForm = regexp.MustCompile(`^[A-Z]{3}$`)
