package belvo

import "github.com/google/uuid"

// Portfolio is an investment account with what is in it: schema InvestmentsPortfolio of
// OpenAPI 1.35.0. Its link and creation are not shown; lists can be filtered by them.
type Portfolio struct {
	ID           *uuid.UUID   `json:"id"` // null when the data is not saved
	Link         uuid.UUID    `json:"-"`
	CreatedAt    Timestamp    `json:"-"`
	Name         string       `json:"name"`
	Type         string       `json:"type" enum:"FIXED_INCOME|OTHER|PENSION|VARIABLE_INCOME"`
	BalanceType  *string      `json:"balance_type"`
	BalanceGross *Money       `json:"balance_gross"`
	BalanceNet   *Money       `json:"balance_net"`
	Currency     string       `json:"currency"`
	Instruments  []Instrument `json:"instruments"`
}

// Instrument is one investment. The gross balance is the price times the quantity, the net one what
// remains of it after the tax on the profit.
type Instrument struct {
	ID                      uuid.UUID         `json:"id"`
	PublicID                []TypedText       `json:"public_id"`
	Type                    string            `json:"type" enum:"BOND|DEPOSIT|ETF|FUND|OTHER|PENSION|STOCK"`
	Subtype                 *string           `json:"subtype"`
	Name                    string            `json:"name"`
	Currency                string            `json:"currency"`
	Price                   *Number           `json:"price"`
	Quantity                *Number           `json:"quantity"`
	BalanceGross            *Money            `json:"balance_gross"`
	BalanceNet              *Money            `json:"balance_net"`
	AverageAcquisitionPrice *Number           `json:"average_acquisition_price"`
	Profit                  *Money            `json:"profit"`
	OpenDate                *Date             `json:"open_date"`
	RedemptionConditions    []TypedText       `json:"redemption_conditions"`
	Fees                    []InstrumentFee   `json:"fees"`
	InterestRates           []InstrumentYield `json:"interest_rates"`
}

// TypedText is a value that says of which type it is.
type TypedText struct {
	Type  string `json:"type"`
	Value string `json:"value"`
}

// InstrumentFee is one fee of an investment.
type InstrumentFee struct {
	Type  string `json:"type"`
	Value Money  `json:"value"`
}

// InstrumentYield is one rate of an investment, in percent.
type InstrumentYield struct {
	Type  string  `json:"type"`
	Value Percent `json:"value"`
	Index *string `json:"index"`
}

// PortfolioRef is what a transaction tells of its portfolio, or of its instrument, whose types are
// other words.
type PortfolioRef struct {
	ID   uuid.UUID `json:"id"`
	Name string    `json:"name"`
	Type string    `json:"type"`
}

// PortfolioTransaction is one transaction with an instrument of a portfolio. The amount is the price
// times the quantity, without the fees. Source: schema InvestmentsInstrumentTransaction of OpenAPI
// 1.20.1; newer descriptions have it no more.
type PortfolioTransaction struct {
	Base
	Portfolio      PortfolioRef `json:"portfolio"`
	Instrument     PortfolioRef `json:"instrument"`
	SettlementDate Date         `json:"settlement_date"`
	OperationDate  Date         `json:"operation_date"`
	Description    string       `json:"description"`
	Type           string       `json:"type" enum:"BUY|SELL|CANCEL|CASH|FEE|TRANSFER|DIVIDEND"`
	Quantity       Number       `json:"quantity"` // of shares; 0 for a dividend
	Amount         Money        `json:"amount"`
	Price          Number       `json:"price"`
	Currency       string       `json:"currency"`
	Fees           Money        `json:"fees"`
}
