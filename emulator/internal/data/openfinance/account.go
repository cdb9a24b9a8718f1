package openfinance

import (
	"strings"
	"time"

	"github.com/google/uuid"

	"belvo-emulator/emulator/internal/belvo"
	"belvo-emulator/emulator/internal/data/bank"
	"belvo-emulator/emulator/internal/data/people"
)

// The categories of accounts that are told apart here.
const (
	checking = "CHECKING_ACCOUNT"
	savings  = "SAVINGS_ACCOUNT"
	loan     = "LOAN_ACCOUNT"
)

// products has the network's words for an account of a category: its type and its subtype.
// Deviation: Belvo leaves the words to the institution.
var products = map[string][2]string{
	checking:             {"CONTA_DEPOSITO_A_VISTA", "INDIVIDUAL"},
	savings:              {"CONTA_POUPANCA", "INDIVIDUAL"},
	"CREDIT_CARD":        {"CLASSIC_NACIONAL", "NACIONAL"},
	loan:                 {"EMPRESTIMO", "CREDITO_PESSOAL_SEM_CONSIGNACAO"},
	"INVESTMENT_ACCOUNT": {"INVESTIMENTO", "RENDA_FIXA"},
}

// Accounts returns the accounts as they are at a moment, or the one with an id; the zero id is all.
func Accounts(book *bank.Book, only uuid.UUID, at time.Time) []*belvo.OpenAccount {
	r := read(book, at)
	out := []*belvo.OpenAccount{}
	for _, a := range r.accounts(only) {
		out = append(out, r.account(a))
	}
	return out
}

// accounts are the book's own.
func (r reader) accounts(only uuid.UUID) []*belvo.Account {
	all := r.book.Accounts(r.at)
	if only == uuid.Nil {
		return all
	}
	for _, a := range all {
		if *a.ID == only {
			return []*belvo.Account{a}
		}
	}
	return nil
}

// account says in the network's words what the book says of an account.
func (r reader) account(a *belvo.Account) *belvo.OpenAccount {
	words, known := products[a.Category]
	if !known {
		words = [2]string{"OUTROS", "OUTROS"}
	}
	out := &belvo.OpenAccount{ID: a.ID, Link: a.Link, Institution: a.Institution, CollectedAt: a.CollectedAt,
		CreatedAt: a.CreatedAt, LastAccessedAt: a.LastAccessedAt, Category: a.Category, BalanceType: a.BalanceType,
		Type: words[0], Subtype: words[1], Name: a.Name, Number: people.OnlyDigits(a.Number), Currency: a.Currency,
		Balance:                openBalance(a),
		InternalIdentification: r.internal("account", a.PublicIdentificationValue)}
	switch {
	case a.CreditData != nil:
		out.PublicIdentificationValue = &out.Number
		out.CreditData = r.creditData(a, out.Number)
	case a.LoanData != nil:
		out.Number = number(r.rand("contract", a.PublicIdentificationValue), 13)
		out.LoanData = r.loanData(a, out.Number)
	default:
		agency, _, _ := strings.Cut(a.PublicIdentificationValue, "/")
		number, check, _ := strings.Cut(a.Number, "-")
		out.Agency, out.Number, out.CheckDigit = optional(agency), number, optional(check)
		out.PublicIdentificationName = optional(a.PublicIdentificationName)
		out.PublicIdentificationValue = optional(a.PublicIdentificationValue)
	}
	if a.Category == checking {
		out.Overdraft = r.overdraft(a.Balance.Current)
	}
	return out
}

// openBalance is the book's balance. Nothing is blocked here: pending movements are booked already.
func openBalance(a *belvo.Account) belvo.OpenAccountBalance {
	return belvo.OpenAccountBalance{Current: a.Balance.Current, Available: a.Balance.Available}
}

// agreed is what a checking account may be overdrawn, in the currency of the data sets.
const agreed = 2000

// overdraft shares what is missing between what was agreed and the rest.
func (r reader) overdraft(current belvo.Money) *belvo.Overdraft {
	o := &belvo.Overdraft{Arranged: belvo.MoneyOf(agreed * r.profile.Scale)}
	missing := max(0, -current)
	o.Used = min(missing, o.Arranged)
	o.Unarranged = missing - o.Used
	return o
}

// networks are those of the cards.
var networks = []string{"VISA", "MASTERCARD", "ELO"}

func (r reader) creditData(a *belvo.Account, digits string) *belvo.OpenCreditData {
	c, used := a.CreditData, a.Balance.Current
	rng := r.rand("card", a.PublicIdentificationValue)
	cutting, least, line := c.CuttingDate, c.MinimumPayment, "CREDITO_A_VISTA"
	return &belvo.OpenCreditData{CollectedAt: c.CollectedAt, CreditLimit: c.CreditLimit,
		CuttingDate: &cutting, MinimumPayment: &least, Network: networks[rng.IntN(len(networks))],
		Limits: []belvo.CreditLimit{{IdentificationNumber: digits, CreditLimit: c.CreditLimit, UsedAmount: used,
			AvailableAmount: c.CreditLimit - used, Type: "TOTAL_LIMIT", ConsolidationType: "INDIVIDUAL",
			LineName: &line}},
		Cards: []belvo.CreditCard{{IdentificationNumber: digits}}}
}

func (r reader) loanData(a *belvo.Account, contract string) *belvo.OpenLoanData {
	l := a.LoanData
	total, fee := l.MonthlyPayment*belvo.Money(l.NumberOfInstallmentsTotal), l.ContractAmount/100
	cost, late, penalty := total+fee, belvo.Number(0.01), belvo.Number(0.02)
	out := &belvo.OpenLoanData{CollectedAt: l.CollectedAt, ContractAmount: total, TotalEffectiveCost: &cost,
		LoanCode: number(r.rand("loan", a.PublicIdentificationValue), 40),
		LoanType: products[loan][1], OutstandingBalance: l.OutstandingBalance, InterestRates: []belvo.OpenInterestRate{},
		Fees: []belvo.OpenLoanFee{{Value: &fee, Name: "Abertura de crédito", Code: "ABERTURA_CREDITO",
			FeeChargeType: "SINGLE", FeeCharge: "FIXED"}},
		ContractedCharges: []belvo.ContractedCharge{{Type: "LATE_PAYMENT_INTEREST_FEE", Rate: &late},
			{Type: "LATE_PAYMENT_PENALTY_FEE", Rate: &penalty}},
		Collaterals: []belvo.LoanCollateral{}, BalloonPayments: []belvo.BalloonPayment{},
		InstallmentsContractTermFrequency: "MONTH", InstallmentFrequency: "MONTHLY",
		FirstInstallmentDueDate:         belvo.DateOf(l.ContractStartDate.Time().AddDate(0, 1, 0)),
		NumberOfInstallmentsTotal:       l.NumberOfInstallmentsTotal,
		NumberOfInstallmentsOutstanding: l.NumberOfInstallmentsOutstanding,
		NumberOfInstallmentsPaid:        l.NumberOfInstallmentsTotal - l.NumberOfInstallmentsOutstanding,
		DisbursementDates:               []belvo.Date{l.ContractStartDate}, ContractStartDate: l.ContractStartDate,
		ContractEndDate: l.ContractEndDate, ContractRemainingFrequency: "MONTH",
		ContractRemainingTotal: l.NumberOfInstallmentsOutstanding, AmortizationSchedule: "PRICE",
		ContractNumber: contract}
	for _, rate := range l.InterestRates {
		out.InterestRates = append(out.InterestRates, openRate(rate))
	}
	if l.NumberOfInstallmentsOutstanding == 0 {
		out.SettlementDate = &out.ContractEndDate
	}
	return out
}

// openRate is a yearly rate, also as a part of one.
func openRate(rate belvo.InterestRate) belvo.OpenInterestRate {
	return belvo.OpenInterestRate{Name: "NOMINAL", Type: rate.Type, Value: rate.Value,
		InterestRateData: belvo.InterestRateData{TaxType: "NOMINAL", RateType: "COMPOUND", Type: rate.Type,
			CalculationBase: "30/360", ReferenceIndexType: "PRE_FIXED",
			PreFixedRate: belvo.Number(float64(rate.Value) / 100)}}
}

// Balances returns the present balance of each checking and savings account, or of the one with an
// id; the zero id is all. Each day has one.
func Balances(book *bank.Book, only uuid.UUID, at time.Time) []*belvo.OpenBalance {
	r := read(book, at)
	out := []*belvo.OpenBalance{}
	for _, a := range r.accounts(only) {
		if a.Category != checking && a.Category != savings {
			continue
		}
		open := r.account(a)
		out = append(out, &belvo.OpenBalance{ID: r.id(belvo.BrazilBalances, a.ID.String(), r.today.String()),
			Link: a.Link, AccountID: *a.ID, AccountInternalIdentification: open.InternalIdentification,
			CollectedAt: r.now, CreatedAt: r.now, LastUpdatedAt: r.lastMovement(a), Currency: a.Currency,
			Available: max(0, *a.Balance.Available)})
	}
	return out
}

// lastMovement is when something last happened on an account, within the last half year, and else
// the present.
func (r reader) lastMovement(a *belvo.Account) belvo.Timestamp {
	if moves := r.book.Transactions(a, r.today-180, r.today, r.at); len(moves) > 0 {
		return moves[0].AccountingDate
	}
	return r.now
}
