// Package bank is the banking data of customers: owners, accounts, transactions, balances, and what follows from
// them: bills, statements, portfolios and card sales. It is computed from data sets. Every day of it is a
// function of the customer and the calendar alone, so that a day looks the same whenever it is asked for, and
// asking later only adds what has happened since.
package bank

import (
	"time"

	"github.com/google/uuid"

	"belvo-emulator/emulator/internal/belvo"
	"belvo-emulator/emulator/internal/data/catalog"
	"belvo-emulator/emulator/internal/ident"
)

// Customer is whose data is asked for, through which link.
type Customer struct {
	Institution *belvo.Institution
	Username    string
	Link        uuid.UUID          // the parent of all ids
	Set         string             // the data set
	Since       belvo.Date         // the day the link was made; the history begins HistoryMonths before
	Consent     belvo.ConsentTerms // zero but on Open Finance
}

// Books is a catalog of fixtures whose customers' data can be opened. It is safe for concurrent use.
type Books struct {
	*catalog.Catalog
	ledgers *ledgers
}

// NewBooks returns the books of a catalog's customers.
func NewBooks(c *catalog.Catalog) *Books { return &Books{c, newLedgers(ledgersBytes)} }

// Load returns the books of the fixtures of some layers, as catalog.Load does.
func Load(layers ...catalog.Layer) *Books { return NewBooks(catalog.Load(layers...)) }

// Book is the data of one customer, behind one link. It is safe for concurrent use. It holds the
// customer's whole ledger, so it is for one request; a Source is what to keep.
type Book struct {
	*Source
	ledger *ledger
}

// Source is where a book was opened: the customer and the fixtures of that time. It is small, and
// the book that it opens again is the same, also when the fixtures have changed meanwhile. It is never
// changed.
type Source struct {
	customer Customer
	set      *catalog.Set
	ledgers  *ledgers
}

// Open returns the data of a customer, computing nothing yet. It returns the errors of Source.
func (b *Books) Open(cust Customer) (*Book, error) {
	s, err := b.Source(cust)
	if err != nil {
		return nil, err
	}
	return s.Open(), nil
}

// Source returns where the data of a customer is. It returns an error for an unknown data set, and for
// an institution of a country that no file describes.
func (b *Books) Source(cust Customer) (*Source, error) {
	set, err := b.Set(cust.Set, cust.Institution, cust.Username)
	if err != nil {
		return nil, err
	}
	return &Source{cust, set, b.ledgers}, nil
}

// Fixtures is the version of the fixtures: of the same one, a program makes the same data.
func (s *Source) Fixtures() string { return s.set.Version }

// Open returns the book, computing nothing yet.
func (s *Source) Open() *Book {
	c := s.customer
	key := ledgerKey{s.set.Bank, s.set.Country, c.Institution, c.Username, historyStart(c.Since)}
	return &Book{s, s.ledgers.get(key, func() *ledger { return newLedger(key) })}
}

// Owners returns the owner of the accounts, or none where the bank knows no customer.
func (b *Book) Owners(at time.Time) []*belvo.Owner {
	if !b.Known() {
		return []*belvo.Owner{}
	}
	p, now := b.ledger.person, belvo.At(at)
	id := ident.Derive(b.customer.Link, "OWNERS", p.Internal)
	owner := &belvo.Owner{ID: &id, Link: b.customer.Link, InternalIdentification: p.Internal,
		CollectedAt: now, CreatedAt: now, DisplayName: p.Name, Email: p.Mail, PhoneNumber: p.Phone,
		Address: p.Address, DocumentID: &p.Document}
	if p.Company != "" {
		owner.BusinessName = &p.Company
		return []*belvo.Owner{owner}
	}
	owner.FirstName, owner.LastName = &p.Given, &p.Families[0]
	if len(p.Families) > 1 {
		owner.SecondLastName = &p.Families[1]
	}
	return []*belvo.Owner{owner}
}

// Accounts returns the accounts as they are at a moment, in the order of the data set.
func (b *Book) Accounts(at time.Time) []*belvo.Account {
	now := belvo.At(at)
	out := make([]*belvo.Account, len(b.ledger.accounts))
	for i, a := range b.ledger.accounts {
		out[i] = a.wire(b, b.moves(a, now), now)
	}
	return out
}

// Transactions returns the movements of an account from one day to another, both included, that
// have happened at a moment, newest first. The account is one that Accounts returned, with
// whatever balance it is to show.
func (b *Book) Transactions(of *belvo.Account, from, to belvo.Date, at time.Time) []*belvo.Transaction {
	first, after := b.Lines(of, from, to, at)
	lines := make([]uint32, 0, after-first)
	for n := after - 1; n >= first; n-- {
		lines = append(lines, uint32(n))
	}
	return b.TransactionsAt(of, lines, at)
}

// Lines are the numbers of the movements that Transactions returns, from the oldest one to before
// another. A movement keeps its number: what happens later has higher ones.
func (b *Book) Lines(of *belvo.Account, from, to belvo.Date, at time.Time) (first, after int) {
	a := b.find(of)
	if a == nil {
		return 0, 0
	}
	return between(b.moves(a, belvo.At(at)), from, to)
}

// TransactionsAt returns some movements of an account by their numbers, as they are at a moment at
// which all of them have happened. The account is one that Accounts returned.
func (b *Book) TransactionsAt(of *belvo.Account, lines []uint32, at time.Time) []*belvo.Transaction {
	out := make([]*belvo.Transaction, len(lines))
	if len(lines) == 0 {
		return out
	}
	a, now := b.find(of), belvo.At(at)
	all := b.moves(a, now)
	w := writer{book: b, account: a, wire: of, now: now, today: belvo.DateOf(at)}
	if a.card != nil {
		w.bills = a.card.billData(all, w.today, now)
	}
	for i, n := range lines {
		out[i] = w.transaction(&all[n])
	}
	return out
}

// Balances returns the balance at the end of each day from one to another on which it changed,
// newest first. The account is one that Accounts returned.
func (b *Book) Balances(of *belvo.Account, from, to belvo.Date, at time.Time) []*belvo.Balance {
	out := []*belvo.Balance{}
	a := b.find(of)
	if a == nil {
		return out
	}
	moves := b.moves(a, belvo.At(at))
	first, after := between(moves, from, to)
	window := moves[first:after]
	for i := len(window) - 1; i >= 0; i-- {
		m := &window[i]
		if i+1 < len(window) && window[i+1].date == m.date {
			continue
		}
		id := ident.Derive(b.customer.Link, "BALANCES", a.spec.Key, m.date.String())
		out = append(out, &belvo.Balance{ID: &id, Account: of, ValueDate: m.date, Balance: m.balance})
	}
	return out
}

// moves is the part of an account's ledger up to a moment.
func (b *Book) moves(a *account, now belvo.Timestamp) []movement {
	return b.ledger.upTo(a, now)
}

// find returns the account behind a wire account. Not by its id, which is null when the data is
// not saved.
func (b *Book) find(of *belvo.Account) *account {
	for _, a := range b.ledger.accounts {
		if a.public == of.PublicIdentificationValue {
			return a
		}
	}
	return nil
}
