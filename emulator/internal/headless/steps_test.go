package headless

import (
	"os"
	"regexp"
	"slices"
	"testing"

	"belvo-emulator/emulator/internal/belvo"
	"belvo-emulator/emulator/internal/widget/steps"
)

// TestStepsAreCarriedOut holds that the run without a browser knows what to do for each row of the table, and
// nothing of which the table does not know. The widget's own test holds the same of its scripts.
func TestStepsAreCarriedOut(t *testing.T) {
	t.Parallel()
	f := &flow{}
	buttons, verbs := f.buttons(), f.verbs()
	for _, page := range steps.Get().Pages {
		if page.Press != "" && page.Path != pageExit && buttons[page.Press] == nil {
			t.Errorf("%s: nothing is behind the button %s", page.Path, page.Press)
		}
		if page.Does != "" && verbs[page.Does] == nil {
			t.Errorf("%s: nothing does %q", page.Path, page.Does)
		}
		delete(buttons, page.Press)
		delete(verbs, page.Does)
	}
	if len(buttons)+len(verbs) > 0 {
		t.Errorf("the table does not have %v %v", buttons, verbs)
	}
	source, err := os.ReadFile("pages.go")
	if err != nil {
		t.Fatal(err)
	}
	paths := regexp.MustCompile(`"(/[a-z-]+)"`).FindAllStringSubmatch(string(source), -1)
	if len(paths) != len(steps.Get().Pages) {
		t.Errorf("the table has %d pages, and pages.go %d", len(steps.Get().Pages), len(paths))
	}
	for _, path := range paths {
		if !slices.ContainsFunc(steps.Get().Pages, func(p steps.Page) bool { return p.Path == path[1] }) {
			t.Errorf("the table does not have the page %s", path[1])
		}
	}
}

// TestErrorsInTheForm holds which errors a user can mend in the form: what is locked or forbidden is not, even
// where the message mentions credentials.
func TestErrorsInTheForm(t *testing.T) {
	t.Parallel()
	f := &flow{institution: &belvo.Institution{FormFields: []belvo.FormField{{Name: "username"}}}}
	for _, c := range []struct {
		item belvo.Error
		want bool
	}{
		{belvo.Error{Code: belvo.CodeLoginError, Message: "Invalid credentials provided to login to the institution"}, true},
		{belvo.Error{Code: belvo.CodeLoginError, Message: "Missing credentials to login to the institution"}, true},
		{belvo.Error{Code: belvo.CodeLoginError, Message: "The user account is locked: Invalid credentials"}, false},
		{belvo.Error{Code: belvo.CodeLoginError, Message: "Login attempt returned unknown error"}, false},
		{belvo.Error{Code: belvo.CodeValidationError}, true},
		{belvo.Error{Code: belvo.CodeInvalid, Field: "username"}, true},
		{belvo.Error{Code: belvo.CodeInvalid, Field: "stale_in"}, false},
		{belvo.Error{Code: belvo.CodeInstitutionDown}, false},
	} {
		if got := f.inForm(&failure{Error: c.item}); got != c.want {
			t.Errorf("%+v: %v", c.item, got)
		}
	}
}
