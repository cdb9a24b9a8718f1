package bank

import (
	"cmp"
	"strings"

	"belvo-emulator/emulator/internal/belvo"
	"belvo-emulator/emulator/internal/data/catalog"
	"belvo-emulator/emulator/internal/data/people"
	"belvo-emulator/emulator/internal/ident"
)

// account is one account of a customer, with its ledger.
type account struct {
	spec     *catalog.Account
	owed     bool        // the balance is what the customer owes
	balance  belvo.Money // after the last of moves
	opening  belvo.Money // before the first
	card     *card       // of a CREDIT_CARD
	bills    tally       // of the card, for the ledger alone
	loan     *loan       // of a LOAN_ACCOUNT
	kind     string      // the bank's word, "type" on the wire
	name     string
	number   string     // what the customer knows, of a card its last digits
	public   string     // what others pay to
	contract string     // the number of a loan's contract
	moves    []movement // grows at its end and never changes
}

// receivables is the category of accounts that hold what card sales will bring.
const receivables = "RECEIVABLES_ACCOUNT"

// newAccount makes an account of a customer's ledger ready.
func newAccount(spec *catalog.Account, l *ledger, k ledgerKey) *account {
	a := &account{spec: spec, owed: balanceType(spec.Category) == liability,
		opening: l.scale.money(spec.Opening)}
	if spec.Credit != nil {
		a.card = newCard(spec.Credit, a.opening, k.start, l.scale)
	}
	if spec.Loan != nil {
		a.loan = newLoan(spec.Loan, k.start, l.scale)
		a.opening = a.loan.opening
	}
	a.balance = a.opening
	a.numbers(l, k)
	names := k.country.Accounts[spec.Category]
	a.kind = cmp.Or(spec.Type, names.Type)
	a.name = cmp.Or(spec.Name, names.Name) + " *" + a.lastDigits()
	return a
}

// numbers gives the account its numbers. They depend on the user and the account's key, so they
// are the same behind every link.
func (a *account) numbers(l *ledger, k ledgerKey) {
	rng := ident.NewRand(l.user, "number", a.spec.Key)
	switch k.country.AccountNumber {
	case catalog.CLABE:
		a.number = people.Digits(rng, "7##########")
		// Bank codes that begin with 8 belong to no bank.
		s := "8" + people.DigitsOf(ident.NewRand(k.bank.Name), "0123456789", 2) +
			l.person.Branch[:3] + a.number
		a.public = s + string(people.ClabeDigit(s))
	case catalog.AgencyAccount:
		a.number = people.Digits(rng, "#######-#")
		a.public = l.person.Branch + "/" + a.number
	default:
		a.number = people.Digits(rng, "4##########")
		a.public = a.number
	}
	a.contract = people.DigitsOf(rng, "0123456789ABCDEFGHJKLMNPQRSTUVWXYZ", 14)
	if a.card != nil {
		a.number = "************" + people.Digits(rng, "####")
	}
}

// lastDigits are what people know the account by.
func (a *account) lastDigits() string {
	s := strings.ReplaceAll(a.number, "-", "")
	return s[len(s)-4:]
}

// wire is the account as of a moment, of whose ledger moves is the part up to it.
func (a *account) wire(b *Book, moves []movement, at belvo.Timestamp) *belvo.Account {
	id, in := ident.Derive(b.customer.Link, "ACCOUNTS", a.spec.Key), b.customer.Institution
	current := a.opening
	if n := len(moves); n > 0 {
		current = moves[n-1].balance
	}
	out := &belvo.Account{ID: &id, Link: b.customer.Link,
		Institution: belvo.InstitutionRef{Name: in.Name, Type: in.Type},
		CollectedAt: at, CreatedAt: at, LastAccessedAt: at, Category: a.spec.Category,
		BalanceType: balanceType(a.spec.Category), Type: a.kind, Name: a.name, Number: a.number,
		Balance:  belvo.AccountBalance{Current: current, Available: a.available(current)},
		Currency: b.set.Country.Currency.Code, PublicIdentificationName: b.set.Country.AccountNumber,
		PublicIdentificationValue: a.public}
	if a.card != nil {
		out.CreditData = a.card.data(moves, belvo.DateOf(at.Time), at, b.ledger.scale)
	}
	if a.loan != nil {
		out.LoanData = a.loan.data(current, moves, b.set.Country, a.contract, at)
	}
	if a.spec.Category == receivables {
		out.ReceivablesData = receivablesOf(current, moves, at)
	}
	return out
}

// receivablesOf are what card sales still bring. All of them were paid out when the account was last
// empty; what was paid out since then came earlier than agreed.
// Source: schema AccountsReceivablesData of OpenAPI 1.35.0.
func receivablesOf(current belvo.Money, moves []movement, at belvo.Timestamp) *belvo.ReceivableData {
	var early belvo.Money
	for i := len(moves) - 1; i >= 0 && moves[i].balance != 0; i-- {
		if !moves[i].in {
			early += moves[i].amount
		}
	}
	return &belvo.ReceivableData{Current: current + early, Available: current, Anticipated: early,
		CollectedAt: at}
}

// available is what can be spent: nothing of an overdrawn account, and a loan does not have it.
func (a *account) available(current belvo.Money) *belvo.Money {
	sum := max(0, current)
	switch {
	case a.card != nil:
		sum = a.card.limit - current
	case a.owed:
		return nil
	}
	return &sum
}
