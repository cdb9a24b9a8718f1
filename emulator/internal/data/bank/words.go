package bank

import "belvo-emulator/emulator/internal/data/catalog"

// The two words for which way the money goes, and for what a balance means.
const (
	inflow    = "INFLOW"
	outflow   = "OUTFLOW"
	asset     = "ASSET"
	liability = "LIABILITY"
)

// balanceType tells what a balance of the category means: what one has, or what one owes.
func balanceType(category string) string {
	if category == catalog.CreditCard || category == catalog.LoanAccount {
		return liability
	}
	return asset
}
