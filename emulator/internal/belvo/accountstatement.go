package belvo

import "github.com/google/uuid"

// AccountStatement is what happened on an account in a month. Of an account whose balance is owed, the
// final balance is the previous one less what came in, plus what went out; of others the other way
// round.
//
// Source: the filters that Belvo's reference had for statements, and the objects in the tests of the
// SDKs for JavaScript and Ruby and in the types for TypeScript (npm @types/belvo 0.16), where alone
// cut_date stands. The resource was withdrawn in May 2022; no OpenAPI description has it.
type AccountStatement struct {
	ID                       *uuid.UUID       `json:"id"` // null when the data is not saved
	Link                     uuid.UUID        `json:"link"`
	Account                  StatementAccount `json:"account"`
	CollectedAt              Timestamp        `json:"collected_at"`
	AccountNumber            string           `json:"account_number"`
	ClientNumber             string           `json:"client_number"`
	RFC                      string           `json:"RFC"`
	CLABE                    string           `json:"CLABE"`
	PeriodStartDate          Date             `json:"period_start_date"`
	PeriodEndDate            Date             `json:"period_end_date"`
	CutDate                  Date             `json:"cut_date"`
	FinalBalance             Money            `json:"final_balance"`
	PreviousBalance          Money            `json:"previous_balance"`
	TotalInflowAmount        Money            `json:"total_inflow_amount"`
	TotalOutflowAmount       Money            `json:"total_outflow_amount"`
	TotalInflowTransactions  int              `json:"total_inflow_transactions"`
	TotalOutflowTransactions int              `json:"total_outflow_transactions"`
	Transactions             []*Transaction   `json:"transactions"`
	PDF                      *string          `json:"pdf"` // base64; null unless it was asked for
}

// StatementAccount is what a statement tells of its account; lists can be filtered by its institution.
type StatementAccount struct {
	ID          uuid.UUID `json:"id"`
	Name        string    `json:"name"`
	Category    string    `json:"category"`
	Currency    string    `json:"currency"`
	Institution string    `json:"-"`
}
