package people

import (
	"strings"
	"unicode"

	"belvo-emulator/emulator/internal/ident"
)

// Expand replaces each {word} by its value.
func Expand(template string, value func(word string) string) string {
	var b strings.Builder
	for {
		open := strings.IndexByte(template, '{')
		if open < 0 {
			break
		}
		length := strings.IndexByte(template[open:], '}')
		if length < 0 {
			break
		}
		b.WriteString(template[:open])
		b.WriteString(value(template[open+1 : open+length]))
		template = template[open+length+1:]
	}
	b.WriteString(template)
	return b.String()
}

// Digits replaces each # of a pattern by a digit.
func Digits(rng ident.Rand, pattern string) string {
	b := []byte(pattern)
	for i := range b {
		if b[i] == '#' {
			b[i] = byte('0' + rng.IntN(10))
		}
	}
	return string(b)
}

// DigitsOf returns n characters of an alphabet.
func DigitsOf(rng ident.Rand, alphabet string, n int) string {
	b := make([]byte, n)
	for i := range b {
		b[i] = alphabet[rng.IntN(len(alphabet))]
	}
	return string(b)
}

// plain rewrites the letters of Spanish and Portuguese that ASCII lacks, except Ñ.
func plain(s string) string {
	const from, to = "áàâãéêíóôõúüçÁÀÂÃÉÊÍÓÔÕÚÜÇ", "aaaaeeiooouucAAAAEEIOOOUUC"
	return strings.Map(func(r rune) rune {
		if r <= unicode.MaxASCII {
			return r
		}
		if i := strings.IndexRune(from, r); i >= 0 {
			return rune(to[i/2]) // every letter of from takes two bytes
		}
		return r
	}, s)
}

// plainUpper is a name as the official keys want it: upper case, no accents, and X for Ñ.
func plainUpper(s string) string {
	return strings.ReplaceAll(strings.ToUpper(plain(s)), "Ñ", "X")
}

// mailbox is a name as a part of an address: lower-case letters and digits alone.
func mailbox(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == 'ñ':
			return 'n'
		case r > unicode.MaxASCII || !unicode.IsLetter(r) && !unicode.IsDigit(r):
			return -1
		}
		return r
	}, strings.ToLower(plain(s)))
}

// BankText is how banks print: upper case, no accents.
func BankText(s string) string {
	return strings.ReplaceAll(strings.ToUpper(plain(s)), "Ñ", "N")
}

// OnlyDigits leaves the digits of a text.
func OnlyDigits(s string) string {
	return strings.Map(func(c rune) rune {
		if c < '0' || c > '9' {
			return -1
		}
		return c
	}, s)
}
