package insight

import (
	"slices"
	"strings"
	"unicode"

	"belvo-emulator/emulator/internal/belvo"
)

// payeeOf is the other party of a transaction: its merchant, or what its description says
// without numbers, in upper case.
func payeeOf(t *belvo.Transaction) string {
	if t.Merchant != nil {
		return t.Merchant.MerchantName
	}
	return payeeIn(t.Description)
}

func payeeIn(description string) string {
	words := slices.DeleteFunc(strings.Fields(strings.ToUpper(description)), func(word string) bool {
		return strings.ContainsFunc(word, unicode.IsDigit)
	})
	for len(words) > 1 && slices.Contains(labels(), words[len(words)-1]) {
		words = words[:len(words)-1]
	}
	return strings.Join(words, " ")
}

// labels are words that only announce a number.
func labels() []string {
	return []string{"REF", "REFERENCIA", "FACTURA", "FOLIO", "NF", "NO", "CUENTA", "CONTA"}
}

// readable is a payee as people write it: every word with a capital.
func readable(payee string) string {
	if payee != strings.ToUpper(payee) {
		return payee
	}
	words := strings.Fields(strings.ToLower(payee))
	for i, word := range words {
		first := []rune(word)
		first[0] = unicode.ToUpper(first[0])
		words[i] = string(first)
	}
	return strings.Join(words, " ")
}
