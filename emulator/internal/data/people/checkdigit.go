package people

import (
	"strings"

	"belvo-emulator/emulator/internal/ident"
)

// weighted sums the digits of s, each times its weight.
func weighted(s string, weights ...int) int {
	sum := 0
	for i, w := range weights {
		sum += int(s[i]-'0') * w
	}
	return sum
}

// ClabeDigit is the check digit of a CLABE's first 17 digits: weights 3, 7, 1, each product
// modulo 10, the sum brought up to the next ten.
func ClabeDigit(s string) byte {
	sum := 0
	for i := range 17 {
		sum += int(s[i]-'0') * [...]int{3, 7, 1}[i%3] % 10
	}
	return byte('0' + (10-sum%10)%10)
}

// curpAlphabet gives each character its value in a CURP, Ñ included; curpDigit needs the position
// by character and not by byte, so Ñ, the one character of two bytes, is written as @ here.
const curpAlphabet = "0123456789ABCDEFGHIJKLMN@OPQRSTUVWXYZ"

// curpDigit is the check digit of a CURP's first 17 characters: weights 18 down to 2, modulo 10.
func curpDigit(s string) byte {
	sum := 0
	for i := range 17 {
		sum += strings.IndexByte(curpAlphabet, s[i]) * (18 - i)
	}
	return byte('0' + (10-sum%10)%10)
}

// rfcAlphabet gives each character its value in an RFC; a business's RFC of twelve characters is
// padded with a space in front. @ stands for Ñ, as in curpAlphabet.
const rfcAlphabet = "0123456789ABCDEFGHIJKLMN&OPQRSTUVWXYZ @"

// rfcDigit is the check digit of an RFC's first 11 (business) or 12 (person) characters: weights
// 13 down to 2, modulo 11, where ten is written as A.
func rfcDigit(s string) byte {
	if len(s) == 11 {
		s = " " + s
	}
	sum := 0
	for i := range 12 {
		sum += strings.IndexByte(rfcAlphabet, s[i]) * (13 - i)
	}
	switch rest := sum % 11; rest {
	case 0:
		return '0'
	case 1:
		return 'A'
	default:
		return byte('0' + 11 - rest)
	}
}

// modulo11 is Brazil's rule for its document numbers: eleven less the rest, and 0 for ten or more.
func modulo11(sum int) byte {
	if rest := sum % 11; rest >= 2 {
		return byte('0' + 11 - rest)
	}
	return '0'
}

// cpfDigits are the two check digits of a CPF's first 9 digits.
func cpfDigits(s string) string {
	first := string(modulo11(weighted(s, 10, 9, 8, 7, 6, 5, 4, 3, 2)))
	second := string(modulo11(weighted(s+first, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2)))
	return first + second
}

// cnpjDigits are the two check digits of a CNPJ's first 12 digits.
func cnpjDigits(s string) string {
	first := string(modulo11(weighted(s, 5, 4, 3, 2, 9, 8, 7, 6, 5, 4, 3, 2)))
	second := string(modulo11(weighted(s+first, 6, 5, 4, 3, 2, 9, 8, 7, 6, 5, 4, 3, 2)))
	return first + second
}

// nitDigit is the check digit of a Colombian NIT's first 9 digits: prime weights, modulo 11.
func nitDigit(s string) byte {
	rest := weighted(s, 41, 37, 29, 23, 19, 17, 13, 7, 3) % 11
	if rest >= 2 {
		rest = 11 - rest
	}
	return byte('0' + rest)
}

// rutDigit is the check digit of a Chilean RUT: weights from 2 to 7 again and again, from the right;
// eleven less the rest of the sum, where ten is written as K and eleven as 0.
func rutDigit(s string) byte {
	sum := 0
	for i := range len(s) {
		sum += int(s[len(s)-1-i]-'0') * (2 + i%6)
	}
	return "0K987654321"[sum%11]
}

// CPF makes up the number of a natural person in Brazil, with right check digits.
func CPF(rng ident.Rand) string {
	s := Digits(rng, "#########")
	return s + cpfDigits(s)
}

// CNPJ makes up the number of a legal person in Brazil, with right check digits.
func CNPJ(rng ident.Rand) string {
	s := Digits(rng, "########") + "0001"
	return s + cnpjDigits(s)
}

// IsCPF says whether s is eleven digits with right check digits. Eleven times the same digit has
// them, and is the number of no person.
func IsCPF(s string) bool {
	return len(s) == 11 && ofDigits(s) && s[9:] == cpfDigits(s[:9])
}

// IsCNPJ says whether s is fourteen digits with right check digits, not all the same.
func IsCNPJ(s string) bool {
	return len(s) == 14 && ofDigits(s) && s[12:] == cnpjDigits(s[:12])
}

// ofDigits says whether s has digits only, of two kinds at least.
func ofDigits(s string) bool {
	return strings.Trim(s, "0123456789") == "" && strings.Trim(s, s[:1]) != ""
}
