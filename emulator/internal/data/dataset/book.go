package dataset

import (
	"sync"
	"time"

	"github.com/google/uuid"

	"belvo-emulator/emulator/internal/belvo"
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

// Book is the data of one customer. It is safe for concurrent use. It keeps what it has computed,
// so a caller that asks more than once does well to keep the Book.
type Book struct {
	customer Customer
	user     string
	country  *country
	person   *person
	known    bool // the bank knows the owner

	mu     sync.Mutex // guards ledger.advance
	ledger ledger
}

// Open returns the data of a customer, computing nothing yet. It returns an error for an unknown
// data set, and for an institution of a country that no file describes.
func (c *Catalog) Open(cust Customer) (*Book, error) {
	c = c.now()
	document, company := claim(cust.Institution.CountryCode, cust.Username)
	business := company || isBusiness(cust.Institution)
	set, file, err := c.set(cust.Set, variant(cust.Institution, business))
	if err != nil {
		return nil, err
	}
	land, err := c.country(cust.Institution)
	if err != nil {
		return nil, err
	}
	if bad := missingPayees(file.name(), set, countryCode(cust.Institution), land); len(bad) > 0 {
		return nil, bad
	}
	b := &Book{customer: cust, country: land, known: set.hasOwner(),
		user: ident.InstitutionUser(cust.Institution.Name, cust.Username)}
	b.person = newPerson(land, b.user, business)
	if document.DocumentType != "" && business == company { // else somebody logs in for the business
		b.person = newHolder(land, document, b.person)
	}
	start := historyStart(cust.Since)
	s := scaleOf(land, b.person.percent)
	b.ledger = ledger{user: b.user, scale: s, next: start}
	for i := range set.Accounts {
		spec := &set.Accounts[i]
		b.ledger.accounts = append(b.ledger.accounts, newAccount(spec, b, start, s))
		for j := range spec.Flows {
			f := &spec.Flows[j]
			b.ledger.flows = append(b.ledger.flows,
				newFlow(f, i, set.account(f.To), b.user, spec.Key, land, s))
		}
	}
	return b, nil
}

// Owners returns the owner of the accounts, or none where the bank knows nobody.
func (b *Book) Owners(at time.Time) []*belvo.Owner {
	if !b.known {
		return []*belvo.Owner{}
	}
	p, now := b.person, belvo.At(at)
	id, document := ident.Derive(b.customer.Link, "OWNERS", p.internal), p.document
	owner := &belvo.Owner{ID: &id, Link: b.customer.Link, InternalIdentification: p.internal,
		CollectedAt: now, CreatedAt: now, DisplayName: p.name(), Email: p.mail, PhoneNumber: p.phone,
		Address: p.address, DocumentID: &document}
	if p.company != "" {
		owner.BusinessName = &p.company
		return []*belvo.Owner{owner}
	}
	owner.FirstName, owner.LastName = &p.given, &p.families[0]
	if len(p.families) > 1 {
		owner.SecondLastName = &p.families[1]
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
	a := b.find(of)
	if a == nil {
		return []*belvo.Transaction{}
	}
	now := belvo.At(at)
	all := b.moves(a, now)
	window := between(all, from, to)
	w := writer{book: b, account: a, wire: of, now: now, today: belvo.DateOf(at)}
	if a.card != nil {
		w.bills = a.card.billData(all, w.today, now)
	}
	out := make([]*belvo.Transaction, 0, len(window))
	for i := len(window) - 1; i >= 0; i-- {
		out = append(out, w.transaction(&window[i]))
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
	window := between(b.moves(a, belvo.At(at)), from, to)
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
	b.mu.Lock()
	defer b.mu.Unlock()
	b.ledger.advance(belvo.DateOf(now.Time))
	return upTo(a.moves, now.UnixMicro())
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
