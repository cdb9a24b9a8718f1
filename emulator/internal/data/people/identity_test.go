package people

import "testing"

func TestUsernamesThatAreDocuments(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		country, username string
		kind, number      string
		business          bool
	}{
		{"MX", "BLPM951331IONVGR54", "CURP", "BLPM951331IONVGR54", false},
		{"MX", "PFIS010101000", "RFC", "PFIS010101000", false},
		{"MX", "PMO010101000", "RFC", "PMO010101000", true},
		{"MX", "bnk100", "", "", false}, {"MX", "fiscal101", "", "", false},
		{"MX", "BLPM951331IONVGR5", "", "", false}, {"MX", "76109277673", "", "", false},
		{"BR", "76109277673", "CPF", "76109277673", false},
		{"BR", "761.092.776-73", "CPF", "76109277673", false},
		{"BR", "11444777000161", "CNPJ", "11444777000161", true},
		{"CL", "12345678-5", "RUT", "12345678-5", false}, {"CL", "9876543k", "RUT", "9876543-K", false},
		{"CL", "76543210-3", "RUT", "76543210-3", true}, {"CL", "bnk100", "", "", false},
		{"BR", "7610927767", "", "", false}, {"CO", "76109277673", "", "", false},
		{"CO", "1018470893", "CC", "1018470893", false}, {"CO", "8301145012", "NIT", "8301145012", true},
	} {
		document, business := Claim(c.country, c.username)
		if document.DocumentType != c.kind || document.DocumentNumber != c.number || business != c.business {
			t.Errorf("%s %s is %+v, a business's: %v", c.country, c.username, document, business)
		}
	}
}

// TestPossibleBirthdays reads days out of documents, of which some are no days.
func TestPossibleBirthdays(t *testing.T) {
	t.Parallel()
	for number, want := range map[string]string{
		"HEGE800203MVZRRL08": "1980-02-03", "LUPI050228HDFNXVA1": "2005-02-28",
		"LUPI000229HDFNXVA1": "2000-02-29", "LUPI000229HDFNXV01": "", "BLPM951331IONVGR54": "",
		"PFIS010101000": "2001-01-01", "PFIS650101000": "1965-01-01",
	} {
		got, ok := birthday(number)
		if ok != (want != "") || ok && got.String() != want {
			t.Errorf("%s: born on %s (%v), want %q", number, got, ok, want)
		}
	}
}
