package bank

import (
	"fmt"
	"time"

	"belvo-emulator/emulator/internal/belvo"
	"belvo-emulator/emulator/internal/data/paper"
	"belvo-emulator/emulator/internal/ident"
)

// Statements returns an account's statements of the months that lie between two days, both included, as they
// are at an instant, the newest first. A month has one when it is over, if the account's whole history
// does not begin after its first day.
func Statements(book *Book, a *belvo.Account, from, to belvo.Date, pdf bool,
	at time.Time) []*belvo.AccountStatement {
	all := []*belvo.AccountStatement{}
	begin := book.Begin()
	last := min(to, belvo.DateOf(at)-1)
	for first := firstOf(last + 1); first >= max(from, begin); {
		if end := firstOf(first+31) - 1; end <= last {
			all = append(all, monthStatement(book, a, first, end, pdf, at))
		}
		first = firstOf(first - 1)
	}
	return all
}

// firstOf is the first day of a day's month.
func firstOf(d belvo.Date) belvo.Date { return d - belvo.Date(d.Time().Day()) + 1 }

// monthStatement is the statement of one month that is over. It goes back from the present balance.
func monthStatement(book *Book, a *belvo.Account, first, end belvo.Date, pdf bool,
	at time.Time) *belvo.AccountStatement {
	customer := book.Customer()
	id := ident.Derive(a.Link, "STATEMENTS", a.PublicIdentificationValue, first.String())
	s := &belvo.AccountStatement{ID: &id, Link: a.Link, CollectedAt: a.CollectedAt, AccountNumber: a.Number,
		ClientNumber: clientNumber(book), RFC: book.Profile().Number("RFC"), CLABE: a.PublicIdentificationValue,
		PeriodStartDate: first, PeriodEndDate: end, CutDate: end, FinalBalance: a.Balance.Current,
		Transactions: book.Transactions(a, first, end, at)}
	s.Account = belvo.StatementAccount{ID: *a.ID, Name: a.Name, Category: a.Category, Currency: a.Currency,
		Institution: customer.Institution.Name}
	for _, t := range book.Transactions(a, end+1, belvo.DateOf(at), at) {
		s.FinalBalance -= effect(a, t)
	}
	s.PreviousBalance = s.FinalBalance
	for _, t := range s.Transactions {
		s.PreviousBalance -= effect(a, t)
		if t.Type == inflow {
			s.TotalInflowAmount += t.Amount
			s.TotalInflowTransactions++
		} else {
			s.TotalOutflowAmount += t.Amount
			s.TotalOutflowTransactions++
		}
	}
	if pdf {
		file := paper.Base64(paper.PDF("Estado de cuenta", statementLines(book, s)...))
		s.PDF = &file
	}
	return s
}

// effect is what a movement adds to the balance of its account: money that comes in makes a debt less.
func effect(a *belvo.Account, t *belvo.Transaction) belvo.Money {
	if (t.Type == inflow) == (a.BalanceType == asset) {
		return t.Amount
	}
	return -t.Amount
}

// clientNumber is what the bank knows the customer by, made up.
func clientNumber(book *Book) string {
	return fmt.Sprintf("%08d", 10_000_000+ident.NewRand(book.Profile().User, "client number").Int64N(90_000_000))
}

// statementLines are what the printed statement says.
func statementLines(book *Book, s *belvo.AccountStatement) []string {
	out := []string{s.Account.Name, "Titular: " + book.Profile().Name, "RFC: " + s.RFC,
		"Número de cliente: " + s.ClientNumber, "Cuenta: " + s.AccountNumber, "CLABE: " + s.CLABE,
		fmt.Sprintf("Periodo: %s a %s", s.PeriodStartDate, s.PeriodEndDate),
		fmt.Sprintf("Saldo anterior: %.2f %s", s.PreviousBalance.Float(), s.Account.Currency),
		fmt.Sprintf("Abonos: %d por %.2f", s.TotalInflowTransactions, s.TotalInflowAmount.Float()),
		fmt.Sprintf("Cargos: %d por %.2f", s.TotalOutflowTransactions, s.TotalOutflowAmount.Float()),
		fmt.Sprintf("Saldo final: %.2f %s", s.FinalBalance.Float(), s.Account.Currency), ""}
	for i := len(s.Transactions) - 1; i >= 0; i-- {
		t, sign := s.Transactions[i], "-"
		if t.Type == inflow {
			sign = "+"
		}
		out = append(out, fmt.Sprintf("%s  %s  %s%.2f", t.ValueDate, t.Description, sign, t.Amount.Float()))
	}
	return out
}
