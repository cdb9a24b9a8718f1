package catalog

// The categories of accounts. Source: schema Account of OpenAPI 1.35.0.
const (
	CreditCard  = "CREDIT_CARD"
	LoanAccount = "LOAN_ACCOUNT"
)

// accountCategories are the values of an account's category.
// Source: schema Account of OpenAPI 1.35.0.
func accountCategories() []string {
	return []string{"CHECKING_ACCOUNT", CreditCard, "INVESTMENT_ACCOUNT", LoanAccount,
		"PENSION_FUND_ACCOUNT", "RECEIVABLES_ACCOUNT", "SAVINGS_ACCOUNT", "UNCATEGORIZED"}
}

// The ways in which accounts are numbered, by the names that Belvo gives to the public numbers.
const (
	CLABE         = "CLABE"
	AgencyAccount = "AGENCY/ACCOUNT"
	AccountNumber = "ACCOUNT_NUMBER"
)

func numberSchemes() []string { return []string{CLABE, AgencyAccount, AccountNumber} }

// Weekdays are the names of the days of the week, from time.Sunday on.
func Weekdays() []string { return []string{"sun", "mon", "tue", "wed", "thu", "fri", "sat"} }

// Categories are the values of a transaction's category.
// Source: schema Transaction of OpenAPI 1.35.0, as are the subcategories.
func Categories() []string {
	return []string{"Bills & Utilities", "Credits & Loans", "Deposits", "Fees & Charges",
		"Food & Groceries", "Home & Life", "Income & Payments", "Insurance", "Investments & Savings",
		"Online Platforms & Leisure", "Personal Shopping", "Taxes", "Transfers", "Transport & Travel",
		"Unknown", "Withdrawal & ATM"}
}

// Subcategories are the values of a transaction's subcategory.
func Subcategories() []string {
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
