package insight

import (
	"cmp"
	"slices"

	"belvo-emulator/emulator/internal/belvo"
)

// stream is the income of one kind from one source into one account.
type stream struct {
	account    *belvo.Account
	kind       string
	payee      string
	incomes    []*belvo.Transaction // the oldest first
	rhythm     rhythm
	confidence string
	stability  float64
	regularity float64
	lookback   int // rolling months since the first income
}

// Wanted narrows incomes down.
type Wanted struct {
	Types      []string // none: all
	Confidence string   // the least one; "": any
}

// The levels of confidence, the lowest first.
const (
	low    = "LOW"
	medium = "MEDIUM"
	high   = "HIGH"
)

func levels() []string { return []string{low, medium, high} }

// unknown is the type of incomes that no category explains.
const unknown = "UNKNOWN"

// incomeType is what kind of income a transaction is by its category, "" if it is none: a refund, or
// money that was lent. Deviation: Belvo does not tell how it classifies.
func incomeType(t *belvo.Transaction) string {
	category, subcategory := "", ""
	if t.Category != nil {
		category = *t.Category
	}
	if t.Subcategory != nil {
		subcategory = *t.Subcategory
	}
	switch category {
	case "Income & Payments":
		return cmp.Or(map[string]string{"Salary": "SALARY", "Freelance": "FREELANCE", "Interest": "INTEREST",
			"Retirement": "RETIREMENT", "Government": "GOVERNMENT"}[subcategory], "ALTERNATIVE_INCOME")
	case "Bills & Utilities":
		return map[string]string{"Rent": "RENT"}[subcategory]
	default:
		return map[string]string{"Investments & Savings": "INTEREST", "Deposits": "DEPOSIT",
			"Transfers": "TRANSFER", "": unknown, "Unknown": unknown}[category]
	}
}

// streams finds the incomes of checking and savings accounts, without what the user moves from one
// account to another. Those with most money come first.
func (in *sheet) streams(wanted Wanted) []*stream {
	type key struct {
		account     *belvo.Account
		kind, payee string
	}
	internal, found := in.internal(), map[key]*stream{}
	var all []*stream
	for _, t := range in.of(checking, savings) {
		kind := incomeType(t)
		if t.Type != inflow || internal[t] || kind == "" ||
			len(wanted.Types) > 0 && !slices.Contains(wanted.Types, kind) {
			continue
		}
		k := key{t.Account, kind, payeeOf(t)}
		if found[k] == nil {
			found[k] = &stream{account: k.account, kind: k.kind, payee: k.payee}
			all = append(all, found[k])
		}
		found[k].incomes = append(found[k].incomes, t)
	}
	for _, s := range all {
		s.judge(in.To)
	}
	least := slices.Index(levels(), wanted.Confidence)
	all = slices.DeleteFunc(all, func(s *stream) bool { return slices.Index(levels(), s.confidence) < least })
	slices.SortStableFunc(all, func(a, b *stream) int { return cmp.Compare(b.total(), a.total()) })
	return all
}

// judge finds how dependable a stream is. Stability is one less the variation of its amounts,
// regularity the part of the rolling months since the first income that had one: so they are 1, and
// 0.75, in the examples of OpenAPI 1.223.0 and 1.35.0. Deviation: what makes confidence is ours.
func (s *stream) judge(to belvo.Date) {
	s.rhythm = rhythmOf(s.days())
	s.stability = max(0, 1-variation(s.amounts()))
	s.lookback = rolling(s.incomes[0].ValueDate, to) + 1
	s.regularity = float64(monthsWith(s.incomes, to)) / float64(s.lookback)
	switch {
	case s.rhythm.regular() && s.stability >= 0.75 && s.regularity >= 0.75 && len(s.incomes) >= 6:
		s.confidence = high
	case s.rhythm.regular(), len(s.incomes) >= 3 && s.regularity >= 0.5:
		s.confidence = medium
	default:
		s.confidence = low
	}
}

// rollingMonth is the length of a period. Source: lookback_periods in OpenAPI 1.223.0.
const rollingMonth = 30

// rolling is how many whole rolling months a day lies before the end of the period.
func rolling(day, to belvo.Date) int { return int(to-day) / rollingMonth }

// monthsWith counts the rolling months in which there was any of some transactions.
func monthsWith(some []*belvo.Transaction, to belvo.Date) int {
	months := map[int]bool{}
	for _, t := range some {
		months[rolling(t.ValueDate, to)] = true
	}
	return len(months)
}

func (s *stream) days() []belvo.Date {
	days := make([]belvo.Date, len(s.incomes))
	for i, t := range s.incomes {
		days[i] = t.ValueDate
	}
	return days
}

func (s *stream) amounts() []float64 { return amounts(s.incomes) }

func (s *stream) total() belvo.Money { return total(s.incomes) }

// amounts are in units of the currency.
func amounts(some []*belvo.Transaction) []float64 {
	out := make([]float64, len(some))
	for i, t := range some {
		out[i] = t.Amount.Float()
	}
	return out
}

func total(some []*belvo.Transaction) (sum belvo.Money) {
	for _, t := range some {
		sum += t.Amount
	}
	return sum
}
