package dataset

// The categories of accounts. Source: schema Account of OpenAPI 1.35.0.
const (
	creditCard  = "CREDIT_CARD"
	loanAccount = "LOAN_ACCOUNT"
)

// The two words for which way the money goes, and for what a balance means.
const (
	inflow    = "INFLOW"
	outflow   = "OUTFLOW"
	asset     = "ASSET"
	liability = "LIABILITY"
)

// accountCategories are the values of an account's category.
// Source: schema Account of OpenAPI 1.35.0.
func accountCategories() []string {
	return []string{"CHECKING_ACCOUNT", creditCard, "INVESTMENT_ACCOUNT", loanAccount,
		"PENSION_FUND_ACCOUNT", "RECEIVABLES_ACCOUNT", "SAVINGS_ACCOUNT", "UNCATEGORIZED"}
}

// balanceType tells what a balance of the category means: what one has, or what one owes.
func balanceType(category string) string {
	if category == creditCard || category == loanAccount {
		return liability
	}
	return asset
}

// categories are the values of a transaction's category.
// Source: schema Transaction of OpenAPI 1.35.0, as are the subcategories.
func categories() []string {
	return []string{"Bills & Utilities", "Credits & Loans", "Deposits", "Fees & Charges",
		"Food & Groceries", "Home & Life", "Income & Payments", "Insurance", "Investments & Savings",
		"Online Platforms & Leisure", "Personal Shopping", "Taxes", "Transfers", "Transport & Travel",
		"Unknown", "Withdrawal & ATM"}
}

// subcategories are the values of a transaction's subcategory.
func subcategories() []string {
	return []string{"Electricity & Energy", "Rent", "Telecommunications", "Water", "Auto", "Credit Card",
		"Instalment", "Interest & Charges", "Mortgage", "Pay Advance", "Personal", "Adjustments",
		"Bank Fees", "Chargeback", "Refund", "Blocked Balances", "Alimony", "Alcohol & Tobacco",
		"Bakery & Coffee", "Bars & Nightclubs", "Convenience Store", "Delivery", "Groceries", "Restaurants",
		"Education", "Gyms & Fitness", "Hair & Beauty", "Health", "Home Decor & Appliances",
		"Laundry & Dry Cleaning", "Pharmacies", "Professional Services", "Veterinary Services",
		"Freelance", "Interest", "Retirement", "Salary", "Government", "Home Insurance", "Auto Insurance",
		"Health & Life Insurance", "Savings", "Fixed income", "Equity", "Investment Funds", "Derivatives",
		"Cryptocurrencies", "Apps, Software and Cloud Services", "Events, Parks and Museums", "Gambling",
		"Gaming", "Lottery", "Movie & Audio", "Books & News", "Clothing & Accessories", "Department Store",
		"Electronics", "E-commerce", "Gifts", "Office Supplies", "Pet Supplies", "Auto Tax & Fees",
		"Donation", "Government Fees", "Income Tax", "Real Estate Tax & Fees", "Tax Return",
		"Accommodation", "Auto Expenses", "Auto Rental", "Flights", "Gas", "Mileage Programs",
		"Parking & Tolls", "Public Transit", "Taxis & Rideshares", "Other"}
}
