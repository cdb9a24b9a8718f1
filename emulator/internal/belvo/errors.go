package belvo

import (
	"net/http"
	"strings"

	"github.com/google/uuid"
)

// Error is one item of the array that every failed request is answered with. It is at once a Go
// error, the JSON body and, by its code, the HTTP status.
// Source: https://developers.belvo.com/developer_resources/resources-belvo-api-errors
type Error struct {
	Code      Code   `json:"code"`
	Message   string `json:"message"`
	RequestID string `json:"request_id"` // 32 hexadecimal digits, set when the answer is written
	Field     string `json:"field,omitempty"`
	// InstitutionUserID accompanies the code "duplicated".
	InstitutionUserID string `json:"institution_user_id,omitempty"`
	*Challenge
	// Hint tells what an emulator's user may want to know; it travels in a header, not in the body.
	Hint string `json:"-"`
}

// Challenge is what a 428 token_required adds to an error: how to resume the login.
// Source: schema TokenRequiredResponse of OpenAPI 1.223.0. Deviation: the key
// token_generation_data is left out when the user's own device makes the token, since no source
// shows that case and the schema does not allow null.
type Challenge struct {
	Session string           `json:"session"` // 32 hexadecimal digits
	Expiry  int              `json:"expiry"`  // seconds
	Link    uuid.UUID        `json:"link"`
	Data    *TokenGeneration `json:"token_generation_data,omitempty"`
}

// TokenGeneration tells the user how to make the MFA token.
type TokenGeneration struct {
	Instructions     string `json:"instructions"`
	Type             string `json:"type"`
	Value            string `json:"value"`
	ExpectsUserInput bool   `json:"expects_user_input"`
}

// The values of TokenGeneration.Type. Only "numeric" is verified in Belvo's own examples; the
// others are the names that Belvo's guide gives to the methods.
const (
	ChallengeNumeric   = "numeric"
	ChallengeQR        = "qr"
	ChallengeText      = "text"
	ChallengeInputless = "inputless"
)

// NewError returns an error with the catalogue's default message for code.
func NewError(code Code) *Error {
	entry, ok := Lookup(code)
	if !ok {
		entry, _ = Lookup(CodeUnexpectedError)
	}
	return &Error{Code: entry.Code, Message: entry.Messages[0]}
}

// FieldError returns an error about one field of the request, with the catalogue's message.
func FieldError(code Code, field string) *Error {
	e := NewError(code)
	e.Field = field
	return e
}

// With returns a copy of e with another message.
func (e *Error) With(message string) *Error {
	c := *e
	c.Message = message
	return &c
}

// Explain returns a copy of e with a hint for the emulator's user.
func (e *Error) Explain(hint string) *Error {
	c := *e
	c.Hint = hint
	return &c
}

// Error tells the code and the message; it never holds what the user typed as a secret.
func (e *Error) Error() string { return string(e.Code) + ": " + e.Message }

// Status is the HTTP status that carries the error.
func (e *Error) Status() int {
	if entry, ok := Lookup(e.Code); ok {
		return entry.Status
	}
	return http.StatusInternalServerError
}

// Errors is a whole error body: at least one item, all of the same status.
type Errors []*Error

// Error joins the items' texts.
func (es Errors) Error() string {
	texts := make([]string, len(es))
	for i, e := range es {
		texts[i] = e.Error()
	}
	return strings.Join(texts, "; ")
}

// OrNil returns nil for an empty list, so that a validation can return its findings as they are.
func (es Errors) OrNil() error {
	if len(es) == 0 {
		return nil
	}
	return es
}
