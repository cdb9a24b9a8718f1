// Package insight computes what Belvo calls insights - incomes, recurring expenses and risk - from
// accounts and their transactions. Its functions are pure: a caller with the same transactions can
// compute every figure again.
//
// Belvo publishes the objects and not how it computes them. Where its examples tell (the windows and
// trends of risk, the periods of incomes), the functions here give the examples' figures; the rest is
// ours, marked as a deviation at each function.
// Source: https://developers.belvo.com/apis/belvoopenapispec
package insight

import (
	"slices"
	"time"

	"github.com/google/uuid"

	"belvo-emulator/emulator/internal/belvo"
)

// Input is what an insight is computed from.
type Input struct {
	Link         uuid.UUID
	Institution  *belvo.Institution
	Accounts     []*belvo.Account     // all of the link
	Transactions []*belvo.Transaction // theirs, in any order; each names its account
	From, To     belvo.Date           // the period, both days included
	At           time.Time            // when the insight was asked for
}

// Days is the longest period that insights are computed from, in days between its ends.
// Source: the descriptions of the POST operations in OpenAPI 1.223.0.
const Days = 365

// The categories of accounts that insights tell apart.
const (
	checking   = "CHECKING_ACCOUNT"
	savings    = "SAVINGS_ACCOUNT"
	creditCard = "CREDIT_CARD"
	loan       = "LOAN_ACCOUNT"
)

const inflow, outflow = "INFLOW", "OUTFLOW"

// sheet is an Input made ready: its transactions are those of the period, the oldest first.
type sheet struct {
	Input
	history int // days between the first transaction that risk looks at and the end, 0 without any
}

func open(in Input) *sheet {
	var some []*belvo.Transaction
	for _, t := range in.Transactions {
		if t.ValueDate >= in.From && t.ValueDate <= in.To {
			some = append(some, t)
		}
	}
	slices.SortStableFunc(some, func(a, b *belvo.Transaction) int {
		return a.AccountingDate.Compare(b.AccountingDate.Time)
	})
	in.Transactions = some
	s := &sheet{Input: in}
	if all := s.of(analysed()...); len(all) > 0 {
		s.history = int(in.To - all[0].ValueDate)
	}
	return s
}

// of are the transactions in accounts of some categories.
func (in *sheet) of(categories ...string) []*belvo.Transaction {
	var some []*belvo.Transaction
	for _, t := range in.Transactions {
		if slices.Contains(categories, t.Account.Category) {
			some = append(some, t)
		}
	}
	return some
}

// accounts are those of some categories.
func (in *sheet) accounts(categories ...string) []*belvo.Account {
	var some []*belvo.Account
	for _, a := range in.Accounts {
		if slices.Contains(categories, a.Category) {
			some = append(some, a)
		}
	}
	return some
}

// internal are the two sides of each transfer between accounts of the link: on one day the same
// amount under the same reference, out of one account and into another.
func (in *sheet) internal() map[*belvo.Transaction]bool {
	type key struct {
		reference string
		amount    belvo.Money
		day       belvo.Date
	}
	keyOf := func(t *belvo.Transaction) key { return key{t.Reference, t.Amount, t.ValueDate} }
	sent := map[key][]*belvo.Transaction{}
	for _, t := range in.Transactions {
		if t.Type == outflow {
			sent[keyOf(t)] = append(sent[keyOf(t)], t)
		}
	}
	both := map[*belvo.Transaction]bool{}
	for _, t := range in.Transactions {
		if t.Type != inflow {
			continue
		}
		for i, other := range sent[keyOf(t)] {
			if other.Account != t.Account {
				both[t], both[other] = true, true
				sent[keyOf(t)] = slices.Delete(sent[keyOf(t)], i, i+1)
				break
			}
		}
	}
	return both
}
