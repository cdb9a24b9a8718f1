package insight

import (
	"github.com/google/uuid"

	"belvo-emulator/emulator/internal/belvo"
	"belvo-emulator/emulator/internal/ident"
)

// HolderIncomes sums up the incomes of each account holder at each institution, in the order in which they
// first appear. What is not more than nothing is no income. Its period is the caller's; the Link of
// every answer is the holder's id, which must be a UUID, for there is no link.
//
// Deviation: Belvo does not tell whether a holder at two institutions gets one income or two: its
// object has room for one institution. Descriptions are read by Categorize.
func HolderIncomes(some []belvo.RawTransaction, wanted Wanted, period Input) []*belvo.LegacyIncome {
	type key struct{ holder, institution string }
	found, all := map[key]*holder{}, []*holder{}
	for _, t := range some {
		k := key{t.AccountHolderID, t.Institution}
		h := found[k]
		if h == nil {
			h = &holder{input: period, names: map[string]string{}, accounts: map[string]*belvo.Account{}}
			h.input.Link = uuid.MustParse(k.holder)
			h.input.Institution = &belvo.Institution{DisplayName: k.institution}
			found[k], all = h, append(all, h)
		}
		h.add(t)
	}
	out := make([]*belvo.LegacyIncome, len(all))
	for i, h := range all {
		out[i] = h.income(wanted)
	}
	return out
}

// holder is one person's transactions at one institution.
type holder struct {
	input    Input
	accounts map[string]*belvo.Account // by the client's id and the category
	names    map[string]string         // the client's ids of accounts by ours
}

func (h *holder) add(t belvo.RawTransaction) {
	if t.Amount <= 0 {
		return
	}
	at := t.AccountID + " " + t.AccountCategory
	account := h.accounts[at]
	if account == nil {
		id := ident.Derive(h.input.Link, "ACCOUNTS", t.AccountID, t.AccountCategory)
		account = &belvo.Account{ID: &id, Category: t.AccountCategory, Currency: t.Currency}
		h.accounts[at], h.names[id.String()] = account, t.AccountID
		h.input.Accounts = append(h.input.Accounts, account)
	}
	known := categorize(t)
	h.input.Transactions = append(h.input.Transactions, &belvo.Transaction{Account: account,
		ValueDate: t.ValueDate, AccountingDate: belvo.At(t.ValueDate.Time()), Description: t.Description,
		Amount: belvo.MoneyOf(float64(t.Amount)), Currency: t.Currency, Type: t.Type,
		Category: &known.Category, Subcategory: known.Subcategory})
}

func (h *holder) income(wanted Wanted) *belvo.LegacyIncome {
	out := LegacyIncome(h.input, wanted)
	id := ident.Derive(h.input.Link, "INCOMES", h.input.Institution.DisplayName)
	out.ID = &id
	for i := range out.IncomeStreams {
		out.IncomeStreams[i].AccountID = h.names[out.IncomeStreams[i].AccountID]
	}
	return out
}
