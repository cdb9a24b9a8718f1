package scenario

import (
	"testing"
	"testing/fstest"
)

// TestChoose holds the precedence: a claim of the username, then one of the institution, then the
// default; a scenario that claims users of certain institutions needs both.
func TestChoose(t *testing.T) {
	t.Parallel()
	set, problems := Load(nil, layer("mine", fstest.MapFS{
		"bank.yaml": file("bank", "institutions: [bank_*, other]"),
		"user.yaml": file("user", "usernames: [ana, /^x/]"),
		"both.yaml": file("both", "usernames: bea, institutions: bank_mx"), "none.yaml": file("none", ""),
		"sandbox.yaml": file(Default, ""),
	}))
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	for _, c := range []struct{ institution, username, want string }{
		{"bank_mx", "ana", "user"}, {"else", "ana", "user"}, {"else", "x1", "user"}, {"bank_mx", "bea", "both"},
		{"bank_br", "bea", "bank"}, {"other", "", "bank"}, {"else", "bea", Default}, {"", "", Default},
	} {
		if got := set.Choose(c.institution, c.username).Name; got != c.want {
			t.Errorf("%s at %s gets %s, want %s", c.username, c.institution, got, c.want)
		}
	}
	for name, want := range map[string]string{
		"bank": "institution bank_* or other", "user": "username ana or /^x/",
		"both": "username bea, institution bank_mx", "none": "",
	} {
		if sc, _ := set.Named(name); sc.Match.String() != want {
			t.Errorf("%s claims %q, want %q", name, sc.Match, want)
		}
	}
}

func TestBuiltInClaims(t *testing.T) {
	t.Parallel()
	set := builtin(t)
	for _, c := range []struct{ institution, username, want string }{
		{"heimdall_mx_retail", "user_valid", "heimdall"}, {"heimdall_mx_retail", "once_1", "heimdall-once"},
		{"gotham_mx_business", "mfa_qr", "gotham"}, {"erebor_mx_retail", "refresh_mfa", "refresh-token-required"},
		{"erebor_mx_retail", "refresh_bad_1", "refresh-bad-credentials"}, {"erebor_mx_retail", "bnk100", Default},
	} {
		if got := set.Choose(c.institution, c.username).Name; got != c.want {
			t.Errorf("%s at %s gets %s, want %s", c.username, c.institution, got, c.want)
		}
	}
}

func TestNamed(t *testing.T) {
	t.Parallel()
	set := builtin(t)
	if sc, ok := set.Named("heimdall"); !ok || sc.Name != "heimdall" {
		t.Errorf("heimdall is %+v", sc)
	}
	if sc, ok := set.Named("heimdal"); ok || sc != nil {
		t.Errorf("heimdal is %+v", sc)
	}
	if got := set.Suggest("heimdal"); got != `, did you mean "heimdall"?` {
		t.Errorf("suggestion %q", got)
	}
}
