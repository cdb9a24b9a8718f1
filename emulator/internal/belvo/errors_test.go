package belvo_test

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"

	"github.com/google/uuid"

	"belvo-emulator/emulator/internal/belvo"
)

// keysOf lists the keys of a JSON object in the order of the text.
func keysOf(t *testing.T, text string) []string {
	t.Helper()
	d := json.NewDecoder(strings.NewReader(text))
	if _, err := d.Token(); err != nil { // the opening brace
		t.Fatal(err)
	}
	var keys []string
	for d.More() {
		key, err := d.Token()
		if err != nil {
			t.Fatal(err)
		}
		keys = append(keys, key.(string))
		var value json.RawMessage
		if err := d.Decode(&value); err != nil {
			t.Fatal(err)
		}
	}
	return keys
}

func TestErrorBodiesHaveExactlyTheirKeys(t *testing.T) {
	t.Parallel()
	challenge := belvo.Challenge{Session: "0b9a", Expiry: 9600, Link: uuid.Nil}
	withData := challenge
	withData.Data = &belvo.TokenGeneration{Type: belvo.ChallengeNumeric}
	for _, c := range []struct {
		name string
		e    *belvo.Error
		want string
	}{
		{"plain", belvo.NewError(belvo.CodeNotFound), "code message request_id"},
		{"about a field", belvo.FieldError(belvo.CodeRequired, "link"), "code message request_id field"},
		{"duplicated", &belvo.Error{Code: belvo.CodeDuplicated, InstitutionUserID: "sooE="},
			"code message request_id institution_user_id"},
		{"a hint is no part of it", belvo.NewError(belvo.CodeNotFound).Explain("why"),
			"code message request_id"},
		{"428", &belvo.Error{Code: belvo.CodeTokenRequired, Challenge: &withData},
			"code message request_id session expiry link token_generation_data"},
		{"428 of the user's own device", &belvo.Error{Code: belvo.CodeTokenRequired, Challenge: &challenge},
			"code message request_id session expiry link"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			if got := strings.Join(keysOf(t, wire(t, c.e)), " "); got != c.want {
				t.Errorf("keys %s\nwant %s", got, c.want)
			}
		})
	}
}

func TestChallengeIsEmbeddedInItsError(t *testing.T) {
	t.Parallel()
	e := belvo.NewError(belvo.CodeTokenRequired)
	e.RequestID = "82f35e2b4ec44bb9aa1a24f9cbc5c5e0"
	e.Challenge = &belvo.Challenge{
		Session: "e73c4b9f7e3f4d9c8f9f4d7b1a2c3d4e", Expiry: 9600,
		Link: uuid.MustParse("30cb4806-6e00-48a4-91c9-ca55968576c8"),
		Data: &belvo.TokenGeneration{Instructions: "Use this code", Type: belvo.ChallengeNumeric,
			Value:            "55760",
			ExpectsUserInput: true},
	}
	want := `{"code":"token_required","message":"A MFA token is required by the institution to login",` +
		`"request_id":"82f35e2b4ec44bb9aa1a24f9cbc5c5e0","session":"e73c4b9f7e3f4d9c8f9f4d7b1a2c3d4e",` +
		`"expiry":9600,"link":"30cb4806-6e00-48a4-91c9-ca55968576c8","token_generation_data":` +
		`{"instructions":"Use this code","type":"numeric","value":"55760","expects_user_input":true}}`
	if got := wire(t, e); got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}

func TestErrorsAreCopiedWhenTheyAreReworded(t *testing.T) {
	t.Parallel()
	e := belvo.FieldError(belvo.CodeInvalid, "amount")
	before := *e
	other := e.With("A valid number is required.").Explain("see the log")
	if *e != before {
		t.Errorf("the error changed under its owner's hands: %+v", e)
	}
	if other.Message != "A valid number is required." || other.Hint != "see the log" ||
		other.Field != "amount" {
		t.Errorf("the copy is %+v", other)
	}
}

func TestErrorsJoinTheirTexts(t *testing.T) {
	t.Parallel()
	if err := (belvo.Errors{}).OrNil(); err != nil {
		t.Errorf("no errors are %v, want nil", err)
	}
	list := belvo.Errors{belvo.NewError(belvo.CodeNull), belvo.NewError(belvo.CodeBlank)}
	err := list.OrNil()
	var back belvo.Errors
	if !errors.As(err, &back) || len(back) != 2 {
		t.Fatalf("the list came back as %v", err)
	}
	want := "null: This field may not be null.; blank: This field may not be blank."
	if err.Error() != want {
		t.Errorf("got %q, want %q", err, want)
	}
}
