package contact

import (
	"bytes"
	"encoding/json"

	"github.com/google/uuid"

	"belvo-emulator/emulator/internal/belvo"
)

// The process types of webhooks: what made them.
// Source: https://developers.belvo.com/developer_resources/resources-webhooks-aggregation
const (
	processHistorical = "historical_update"
	processRecurrent  = "recurrent_update"
	ProcessAsync      = "async_post"
)

// envelope is a webhook's body.
// Source: https://developers.belvo.com/developer_resources/resources-webhooks-aggregation
type envelope struct {
	WebhookID   string    `json:"webhook_id"`
	WebhookType string    `json:"webhook_type"`
	ProcessType string    `json:"process_type,omitempty"`
	WebhookCode string    `json:"webhook_code"`
	LinkID      uuid.UUID `json:"link_id"`
	RequestID   string    `json:"request_id,omitempty"`
	ExternalID  *string   `json:"external_id"`
	Data        any       `json:"data"`
}

// linkFailure is the data of a LINK event. Deviation: that of token_required is shown by no
// source and follows the form of invalid_credentials.
type linkFailure struct {
	ErrorCode    belvo.Code `json:"error_code"`
	ErrorMessage string     `json:"error_message"`
	Status       int        `json:"status"`
}

// FailureNamed is the data of a LINK event, false for one that tells of no failure.
func FailureNamed(code string) (any, bool) {
	e := belvo.NewError(belvo.CodeLoginError)
	switch code {
	case invalidCredentials:
	case tokenRequired:
		e = belvo.NewError(belvo.CodeTokenRequired)
	default:
		return nil, false
	}
	return linkFailure{e.Code, e.Message, e.Status()}, true
}

// encode is a webhook's body, without the escapes that only web pages need.
func encode(e envelope) []byte {
	var body bytes.Buffer
	encoder := json.NewEncoder(&body)
	encoder.SetEscapeHTML(false)
	_ = encoder.Encode(e) // plain values always encode
	return bytes.TrimSuffix(body.Bytes(), []byte("\n"))
}
