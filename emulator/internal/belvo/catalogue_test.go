package belvo_test

import (
	"net/http"
	"strings"
	"testing"

	"belvo-emulator/emulator/internal/belvo"
)

func TestCatalogueNamesEachCodeOnce(t *testing.T) {
	t.Parallel()
	seen := map[belvo.Code]bool{}
	for _, e := range belvo.Catalogue() {
		if e.Code == "" {
			t.Errorf("a row without a code: %+v", e)
		}
		if seen[e.Code] {
			t.Errorf("code %s has two rows", e.Code)
		}
		seen[e.Code] = true
	}
}

func TestCatalogueRowsHaveAnErrorStatusAndAMessage(t *testing.T) {
	t.Parallel()
	for _, e := range belvo.Catalogue() {
		t.Run(string(e.Code), func(t *testing.T) {
			t.Parallel()
			if e.Status < 400 || e.Status > 599 || http.StatusText(e.Status) == "" {
				t.Errorf("status %d is no HTTP error status", e.Status)
			}
			if len(e.Messages) == 0 {
				t.Fatal("no message")
			}
			seen := map[string]bool{}
			for _, m := range e.Messages {
				if m == "" || m != strings.TrimSpace(m) || seen[m] {
					t.Errorf("message %q is empty, padded or given twice", m)
				}
				seen[m] = true
			}
		})
	}
}

// TestInstitutionsAnswerOnlyTheirOwnErrors keeps scenarios from telling what only the API itself
// can know: that keys are wrong, a field is missing or a path does not exist.
func TestInstitutionsAnswerOnlyTheirOwnErrors(t *testing.T) {
	t.Parallel()
	for _, code := range []belvo.Code{belvo.CodeRequired, belvo.CodeAuthenticationFailed, belvo.CodeNotFound,
		belvo.CodeMethodNotAllowed, belvo.CodeInvalidLink, belvo.CodeUnconfirmedLink, belvo.CodeNotEmulated,
		belvo.CodeTokenNotValid, belvo.CodeExpiredCredentials} {
		if e, ok := belvo.Lookup(code); !ok || e.Scriptable {
			t.Errorf("%s: known %v, scriptable %v; want a code that no scenario may use", code, ok,
				e.Scriptable)
		}
	}
	for _, code := range []belvo.Code{belvo.CodeLoginError, belvo.CodeTokenRequired, belvo.CodeSessionExpired,
		belvo.CodeTooManySessions, belvo.CodeInstitutionDown, belvo.CodeUnexpectedError} {
		if e, ok := belvo.Lookup(code); !ok || !e.Scriptable {
			t.Errorf("%s: known %v, scriptable %v; want a code that scenarios use", code, ok, e.Scriptable)
		}
	}
}

func TestCodesHaveTheirDocumentedStatus(t *testing.T) {
	t.Parallel()
	for code, want := range map[belvo.Code]int{
		belvo.CodeRequired:             400,
		belvo.CodeLoginError:           400,
		belvo.CodeSessionExpired:       400,
		belvo.CodeInvalidLink:          400,
		belvo.CodeAuthenticationFailed: 401,
		belvo.CodePermissionDenied:     403,
		belvo.CodeNotFound:             404,
		belvo.CodeExpiredCredentials:   404,
		belvo.CodeMethodNotAllowed:     405,
		belvo.CodeRequestTimeout:       408,
		belvo.CodeLinkRefreshed:        409,
		belvo.CodeTokenRequired:        428,
		belvo.CodeUnexpectedError:      500,
		belvo.CodeNotEmulated:          501,
	} {
		if got := belvo.NewError(code).Status(); got != want {
			t.Errorf("%s: status %d, want %d", code, got, want)
		}
	}
}

func TestUnknownCodesBecomeUnexpectedErrors(t *testing.T) {
	t.Parallel()
	if _, ok := belvo.Lookup("no_such_code"); ok {
		t.Error("Lookup found a code that nobody defined")
	}
	if e := belvo.NewError("no_such_code"); e.Code != belvo.CodeUnexpectedError {
		t.Errorf("NewError made %s of an unknown code", e.Code)
	}
	if got := (&belvo.Error{Code: "no_such_code"}).Status(); got != 500 {
		t.Errorf("an unknown code has status %d, want 500", got)
	}
}

func TestResourcesAreUniqueWordsInCapitals(t *testing.T) {
	t.Parallel()
	seen := map[belvo.Resource]bool{}
	for _, r := range belvo.Kinds() {
		if seen[r] || r == "" || string(r) != strings.ToUpper(string(r)) {
			t.Errorf("%q is given twice, empty or not in capitals", r)
		}
		seen[r] = true
		if w := r.Word(); w != strings.ToLower(string(r)) {
			t.Errorf("the word of %s is %q", r, w)
		}
	}
}
