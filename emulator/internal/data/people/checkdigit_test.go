package people

import "testing"

// TestCheckDigits holds numbers that are published as examples, or belong to public bodies.
func TestCheckDigits(t *testing.T) {
	t.Parallel()
	one := func(f func(string) byte) func(string) string {
		return func(s string) string { return string(f(s)) }
	}
	for _, c := range []struct {
		name   string
		digits func(string) string
		number string
		n      int // how many characters at the end are check digits
	}{
		{"CLABE of the standard", one(ClabeDigit), "032180000118359719", 1},
		{"CLABE of a bank's manual", one(ClabeDigit), "002010077777777771", 1},
		{"CURP of the registry's example", one(curpDigit), "HEGG560427MVZRRL04", 1},
		{"CURP of another person", one(curpDigit), "BOXW310820HNERXN09", 1},
		{"RFC of the tax office's example", one(rfcDigit), "GODE561231GR8", 1},
		{"RFC of a business", one(rfcDigit), "SAT970701NN3", 1},
		{"RFC of a utility", one(rfcDigit), "CFE370814QI0", 1},
		{"CPF", cpfDigits, "52998224725", 2},
		{"CPF of equal digits", cpfDigits, "11144477735", 2},
		{"CNPJ", cnpjDigits, "11222333000181", 2},
		{"CNPJ of a bank", cnpjDigits, "00000000000191", 2},
		{"NIT of the tax office", one(nitDigit), "8001972684", 1},
		{"RUT", one(rutDigit), "123456785", 1}, {"RUT of nobody", one(rutDigit), "666666666", 1},
		{"RUT of a company", one(rutDigit), "760864285", 1},
		{"NIT of a bank", one(nitDigit), "8909039388", 1},
		{"NIT of another bank", one(nitDigit), "8600343137", 1},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			cut := len(c.number) - c.n
			if got, want := c.digits(c.number[:cut]), c.number[cut:]; got != want {
				t.Errorf("check digits of %s: got %s", c.number, got)
			}
		})
	}
}

// TestCheckDigitsNoticeTypos says that one wrong digit changes the check digit of a CLABE, which
// is what it is for.
func TestCheckDigitsNoticeTypos(t *testing.T) {
	t.Parallel()
	const good = "03218000011835971"
	for i := range good {
		bad := []byte(good)
		bad[i] = '0' + (bad[i]-'0'+1)%10
		if ClabeDigit(string(bad)) == ClabeDigit(good) {
			t.Errorf("a wrong digit %d goes unnoticed", i)
		}
	}
}

func TestRFCOfEveryRest(t *testing.T) {
	t.Parallel()
	seen := map[byte]bool{}
	for c := byte('A'); c <= 'Z'; c++ {
		d := rfcDigit("GODE561231G" + string(c))
		if d != 'A' && (d < '0' || d > '9') {
			t.Errorf("rfcDigit gives %c", d)
		}
		seen[d] = true
	}
	if !seen['A'] || !seen['0'] {
		t.Error("no letter led to the digits A and 0, which are special cases")
	}
}
