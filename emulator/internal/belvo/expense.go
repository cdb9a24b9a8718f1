package belvo

import "github.com/google/uuid"

// RecurringExpense is a payment that comes back every month at a credential bank: schema
// RecurringExpenses of OpenAPI 1.35.0.
type RecurringExpense struct {
	ID      *uuid.UUID `json:"id"`
	Account *Account   `json:"account"`
	RecurringExpenseFacts
}

// OpenRecurringExpense is RecurringExpense on Open Finance: schema RecurringExpenses of OpenAPI
// 1.223.0.
type OpenRecurringExpense struct {
	ID      *uuid.UUID   `json:"id"`
	Account *OpenAccount `json:"account"`
	RecurringExpenseFacts
}

// RecurringExpenseFacts are the keys that recurring expenses have in both descriptions.
type RecurringExpenseFacts struct {
	Name                     *string              `json:"name"`
	Transactions             []ExpenseTransaction `json:"transactions"` // the newest first
	Frequency                string               `json:"frequency" enum:"MONTHLY"`
	AverageTransactionAmount Money                `json:"average_transaction_amount"`
	MedianTransactionAmount  Money                `json:"median_transaction_amount"`
	DaysSinceLastTransaction int                  `json:"days_since_last_transaction"`
	Category                 string               `json:"category" enum:"Bills & Utilities|Credits & Loans|Insurance|Online Platforms & Leisure|Transport & Travel|Taxes"`
	PaymentType              *string              `json:"payment_type" enum:"SUBSCRIPTION|REGULAR"`
}

// ExpenseTransaction is one payment of a recurring expense: schema
// RecurringExpenseSourceTransaction of OpenAPI 1.35.0 and 1.223.0.
type ExpenseTransaction struct {
	Amount      Money   `json:"amount"`
	Description *string `json:"description"`
	ValueDate   Date    `json:"value_date"`
}
