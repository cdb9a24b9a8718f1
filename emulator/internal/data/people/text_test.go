package people

import (
	"regexp"
	"strings"
	"testing"

	"belvo-emulator/emulator/internal/ident"
)

func TestExpand(t *testing.T) {
	t.Parallel()
	shout := func(word string) string { return strings.ToUpper(word) }
	for _, c := range []struct{ name, in, want string }{
		{"nothing to replace", "RETIRO", "RETIRO"},
		{"empty", "", ""},
		{"one word", "A {name} B", "A NAME B"},
		{"at both ends", "{name}-{city}", "NAME-CITY"},
		{"side by side", "{name}{city}", "NAMECITY"},
		{"open brace", "A {name", "A {name"},
		{"close brace", "A name}", "A name}"},
		{"value is not expanded again", "{a}{b}", "AB"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			if got := Expand(c.in, shout); got != c.want {
				t.Errorf("Expand(%q) = %q, want %q", c.in, got, c.want)
			}
		})
	}
}

func TestSpelling(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ name, in, plain, upper, mailbox, bank string }{
		{"Spanish", "Ordóñez", "Ordoñez", "ORDOXEZ", "ordonez", "ORDONEZ"},
		{"Portuguese", "João Gonçalves", "Joao Gonçalves", "JOAO GONCALVES", "joaogoncalves", "JOAO GONCALVES"},
		{"capitals", "ÓSCAR", "OSCAR", "OSCAR", "oscar", "OSCAR"},
		{"hyphen and digits", "Bem-te-vi 24", "Bem-te-vi 24", "BEM-TE-VI 24", "bemtevi24", "BEM-TE-VI 24"},
		{"a letter nobody knows", "Ωmega", "Ωmega", "ΩMEGA", "mega", "ΩMEGA"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			if got := strings.ReplaceAll(plain(c.in), "ç", "c"); got != strings.ReplaceAll(c.plain, "ç", "c") {
				t.Errorf("plain(%q) = %q, want %q", c.in, got, c.plain)
			}
			if got := plainUpper(c.in); got != c.upper {
				t.Errorf("plainUpper(%q) = %q, want %q", c.in, got, c.upper)
			}
			if got := mailbox(c.in); got != c.mailbox {
				t.Errorf("mailbox(%q) = %q, want %q", c.in, got, c.mailbox)
			}
			if got := BankText(c.in); got != c.bank {
				t.Errorf("BankText(%q) = %q, want %q", c.in, got, c.bank)
			}
		})
	}
}

func TestDigits(t *testing.T) {
	t.Parallel()
	got := Digits(ident.NewRand("digits"), "+52-#-##")
	if !regexp.MustCompile(`^\+52-\d-\d\d$`).MatchString(got) {
		t.Errorf("digits gives %q", got)
	}
	if again := Digits(ident.NewRand("digits"), "+52-#-##"); again != got {
		t.Errorf("the same generator gives %q and %q", got, again)
	}
	if got := DigitsOf(ident.NewRand("digits"), "ab", 40); strings.Trim(got, "ab") != "" || len(got) != 40 {
		t.Errorf("digitsOf gives %q", got)
	}
}
