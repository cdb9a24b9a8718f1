package insight

import (
	"strings"
	"unicode"

	"belvo-emulator/emulator/internal/belvo"
)

// uncategorized is the category of what no rule knows.
const uncategorized = "Unknown"

// Belvo categorizes by models that it does not publish. Deviation: here it is a table of words, of
// merchants' names and of merchant category codes (ISO 18245). What none of them knows is Unknown.
// Source: CategorizeTransactions and VerifyIncome of OpenAPI 1.35.0.

// Categorize says what each of some transactions was for, in their order.
func Categorize(some []belvo.RawTransaction) belvo.Categorization {
	out := belvo.Categorization{Transactions: make([]belvo.CategorizedTransaction, len(some))}
	for i, t := range some {
		out.Transactions[i] = categorize(t)
	}
	return out
}

// categorize tries merchants first, for a name says more than a word, and the code of the merchant's
// trade last, for many shops trade in more than one thing.
func categorize(t belvo.RawTransaction) belvo.CategorizedTransaction {
	out := belvo.CategorizedTransaction{RawTransaction: t, Category: uncategorized}
	text := plain(t.Description)
	if m := merchantIn(text); m != nil {
		website := "https://" + m.website
		out.Merchant = &belvo.Merchant{MerchantName: m.name, Website: &website}
		if t.Type != inflow {
			return m.of(out)
		}
	}
	for _, r := range rules {
		if (r.only == "" || r.only == t.Type) && mentions(text, r.words) {
			return r.of(out)
		}
	}
	if t.MCC != nil {
		return byTrade(out, *t.MCC)
	}
	return out
}

// byTrade gives a transaction the meaning of a merchant category code, if there is one.
func byTrade(t belvo.CategorizedTransaction, code int) belvo.CategorizedTransaction {
	for _, r := range trades {
		if code >= r.from && code <= r.to {
			return r.of(t)
		}
	}
	return t
}

// of gives a transaction its meaning.
func (m meaning) of(t belvo.CategorizedTransaction) belvo.CategorizedTransaction {
	t.Category, t.Subcategory = m.category, &m.subcategory
	return t
}

// merchantIn is the first merchant of the table that a text names, nil for none.
func merchantIn(text string) *merchant {
	for i := range merchants {
		if mentions(text, merchants[i].words) {
			m := merchants[i]
			return &m
		}
	}
	return nil
}

// mentions says whether a plain text has one of some phrases, which are separated by bars. A phrase
// that ends with a star may go on within its last word.
func mentions(text, phrases string) bool {
	for phrase := range strings.SplitSeq(phrases, "|") {
		beginning, open := strings.CutSuffix(phrase, "*")
		if !open {
			beginning += " "
		}
		if strings.Contains(text, " "+beginning) {
			return true
		}
	}
	return false
}

// plain is a text in capitals without accents, its words between single spaces: letters and digits
// make words, everything else parts them.
func plain(text string) string {
	out := []rune{' '}
	for _, r := range strings.ToUpper(text) {
		if bare, is := accents[r]; is {
			r = bare
		}
		switch {
		case unicode.IsLetter(r) || unicode.IsDigit(r):
			out = append(out, r)
		case out[len(out)-1] != ' ':
			out = append(out, ' ')
		}
	}
	if out[len(out)-1] != ' ' {
		out = append(out, ' ')
	}
	return string(out)
}

var accents = map[rune]rune{'Á': 'A', 'À': 'A', 'Â': 'A', 'Ã': 'A', 'Ä': 'A', 'É': 'E', 'È': 'E', 'Ê': 'E',
	'Ë': 'E', 'Í': 'I', 'Ì': 'I', 'Î': 'I', 'Ï': 'I', 'Ó': 'O', 'Ò': 'O', 'Ô': 'O', 'Õ': 'O', 'Ö': 'O',
	'Ú': 'U', 'Ù': 'U', 'Û': 'U', 'Ü': 'U', 'Ç': 'C', 'Ñ': 'N'}
