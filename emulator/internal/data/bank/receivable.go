package bank

import (
	"math"
	"strings"
	"time"

	"belvo-emulator/emulator/internal/belvo"
	"belvo-emulator/emulator/internal/ident"
)

// What a sale costs the firm, in percent of its gross amount. Deviation: Belvo's sources show single
// fees, no rates; these are ours.
const (
	creditFee = 3.0
	debitFee  = 1.5
)

// partDays is the time between two payments of a sale in instalments, in days.
const partDays = 30

// Receivables returns the card sales of a customer from one day to another, both included, as they are at an
// instant, newest first: one for each time that money came into a receivables account, which is the
// sale's net amount. So the net amounts, less what was paid out, are the account's balance.
func Receivables(book *Book, account *belvo.Account, from, to belvo.Date, at time.Time) []*belvo.Receivable {
	all := []*belvo.Receivable{}
	if account.Category != receivables {
		return all
	}
	for _, t := range book.Transactions(account, from, to, at) {
		if t.Type == inflow {
			all = append(all, sale(account, t, belvo.DateOf(at)))
		}
	}
	return all
}

// sale is the card sale behind a movement. Its brand is what the movement's text begins with.
func sale(account *belvo.Account, t *belvo.Transaction, today belvo.Date) *belvo.Receivable {
	rng := ident.NewRand("card sale", account.PublicIdentificationValue, t.InternalIdentification)
	brand, _, _ := strings.Cut(t.Description, " ")
	rate, card := creditFee, brand+"_CREDIT"
	parts := &belvo.InstallmentCount{Total: []int{1, 1, 2, 3, 6}[rng.IntN(5)]}
	parts.Paid = min(parts.Total, 1+int(today-t.ValueDate)/partDays)
	if rng.IntN(3) == 0 {
		rate, card, parts = debitFee, brand+"_DEBIT", nil
	}
	gross := belvo.Money(math.Round(float64(t.Amount) / (1 - rate/100)))
	id := ident.Derive(account.Link, "RECEIVABLE_TRANSACTIONS", account.PublicIdentificationValue, t.ID.String())
	return &belvo.Receivable{ID: &id, Link: account.Link,
		Account:   belvo.ReceivableAccount{ID: *account.ID, Institution: account.Institution},
		CreatedAt: t.CreatedAt, CollectedAt: t.CollectedAt, ValueHour: t.AccountingDate.Format("15:04"),
		ValueDate: t.ValueDate, InstitutionID: t.InternalIdentification, Currency: t.Currency, Type: &card,
		GrossAmount: gross, NetAmount: t.Amount, Status: "APPROVED", Installments: parts,
		Fees: []belvo.ReceivableFee{{Type: "TRANSACTION_FEE", Value: gross - t.Amount}}}
}
