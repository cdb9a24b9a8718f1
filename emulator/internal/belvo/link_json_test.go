package belvo_test

import (
	"bytes"
	"encoding/json"
	"testing"
	"time"

	"github.com/google/uuid"

	"belvo-emulator/emulator/internal/belvo"
)

// marshal is what AppendJSON must equal.
func marshal(t *testing.T, v any) string {
	t.Helper()
	var b bytes.Buffer
	encoder := json.NewEncoder(&b)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(v); err != nil {
		t.Fatal(err)
	}
	return string(bytes.TrimSuffix(b.Bytes(), []byte("\n")))
}

// awkward are texts that need care in JSON.
func awkward() []string {
	return []string{"", "plain", `quo"te`, `back\\slash`, "<&>", "ñandú", "line\nfeed", "\x00\x1f\x7f", "\u2028", "\xff"}
}

func TestLinksWriteThemselvesAsReflectionWould(t *testing.T) {
	t.Parallel()
	at := belvo.At(time.Date(2026, 3, 1, 12, 0, 0, 123456789, time.UTC))
	for i, text := range awkward() {
		l := belvo.Link{ID: uuid.MustParse("0d3ffb69-f83b-456e-ad8e-208d0998d71d"), Institution: text,
			AccessMode: belvo.Single, CreatedAt: at, InstitutionUserID: text, Status: belvo.StatusValid,
			CredentialsStorage: text, FetchResources: []string{}, StaleIn: text}
		if i%2 == 0 {
			l.LastAccessedAt, l.ExternalID, l.RefreshRate = &at, &text, &text
			l.FetchResources = []string{text, "ACCOUNTS"}
		}
		if got, want := string(l.AppendJSON(nil)), marshal(t, l); got != want {
			t.Errorf("%q is written\n%s, want\n%s", text, got, want)
		}
	}
}

func TestErrorsWriteThemselvesAsReflectionWould(t *testing.T) {
	t.Parallel()
	for _, text := range awkward() {
		plain := belvo.NewError(belvo.CodeInvalid).With(text)
		field := belvo.FieldError(belvo.CodeRequired, "x"+text)
		duplicated := belvo.NewError(belvo.CodeDuplicated)
		duplicated.InstitutionUserID = "u" + text
		asked := belvo.NewError(belvo.CodeTokenRequired)
		asked.Challenge = &belvo.Challenge{Session: text, Expiry: 9600}
		device := belvo.NewError(belvo.CodeTokenRequired)
		device.Challenge = &belvo.Challenge{Data: &belvo.TokenGeneration{Instructions: text, Type: text, Value: text,
			ExpectsUserInput: true}}
		for _, e := range []*belvo.Error{plain, field, duplicated, asked, device} {
			if got, want := string(e.AppendJSON(nil)), marshal(t, e); got != want {
				t.Errorf("%q is written\n%s, want\n%s", text, got, want)
			}
		}
	}
}
