package belvo

import (
	"bytes"
	"encoding/json"
	"strconv"

	"github.com/google/uuid"
)

// AppendJSON appends the link as json.Marshal would write it. Links are what is asked for most, and
// reflection took longer than all the rest of answering; a test holds the two forms equal.
func (l *Link) AppendJSON(b []byte) []byte {
	b = appendID(append(b, `{"id":`...), l.ID)
	b = appendText(append(b, `,"institution":`...), l.Institution)
	b = appendText(append(b, `,"access_mode":`...), string(l.AccessMode))
	b = append(b, `,"last_accessed_at":`...)
	if l.LastAccessedAt == nil {
		b = append(b, "null"...)
	} else {
		b = l.LastAccessedAt.appendJSON(b)
	}
	b = l.CreatedAt.appendJSON(append(b, `,"created_at":`...))
	b = appendOptional(append(b, `,"external_id":`...), l.ExternalID)
	b = appendText(append(b, `,"institution_user_id":`...), l.InstitutionUserID)
	b = appendText(append(b, `,"status":`...), string(l.Status))
	b = appendID(append(b, `,"created_by":`...), l.CreatedBy)
	b = appendOptional(append(b, `,"refresh_rate":`...), l.RefreshRate)
	b = appendText(append(b, `,"credentials_storage":`...), l.CredentialsStorage)
	b = append(b, `,"fetch_resources":[`...)
	for i, r := range l.FetchResources {
		if i > 0 {
			b = append(b, ',')
		}
		b = appendText(b, r)
	}
	b = appendText(append(b, `],"stale_in":`...), l.StaleIn)
	return append(b, '}')
}

// AppendJSON appends the error as json.Marshal would write it; a test holds the two forms equal.
func (e *Error) AppendJSON(b []byte) []byte {
	b = appendText(append(b, `{"code":`...), string(e.Code))
	b = appendText(append(b, `,"message":`...), e.Message)
	b = appendText(append(b, `,"request_id":`...), e.RequestID)
	if e.Field != "" {
		b = appendText(append(b, `,"field":`...), e.Field)
	}
	if e.InstitutionUserID != "" {
		b = appendText(append(b, `,"institution_user_id":`...), e.InstitutionUserID)
	}
	if c := e.Challenge; c != nil {
		b = appendText(append(b, `,"session":`...), c.Session)
		b = strconv.AppendInt(append(b, `,"expiry":`...), int64(c.Expiry), 10)
		b = appendID(append(b, `,"link":`...), c.Link)
		if c.Data != nil {
			b = c.Data.appendJSON(append(b, `,"token_generation_data":`...))
		}
	}
	return append(b, '}')
}

func (t *TokenGeneration) appendJSON(b []byte) []byte {
	b = appendText(append(b, `{"instructions":`...), t.Instructions)
	b = appendText(append(b, `,"type":`...), t.Type)
	b = appendText(append(b, `,"value":`...), t.Value)
	b = strconv.AppendBool(append(b, `,"expects_user_input":`...), t.ExpectsUserInput)
	return append(b, '}')
}

func appendID(b []byte, id uuid.UUID) []byte {
	const digits = "0123456789abcdef"
	b = append(b, '"')
	for i, octet := range id {
		if i == 4 || i == 6 || i == 8 || i == 10 {
			b = append(b, '-')
		}
		b = append(b, digits[octet>>4], digits[octet&15])
	}
	return append(b, '"')
}

func appendOptional(b []byte, s *string) []byte {
	if s == nil {
		return append(b, "null"...)
	}
	return appendText(b, *s)
}

// appendText appends a JSON string with <, > and & as they are. What needs an escape is left to
// encoding/json.
func appendText(b []byte, s string) []byte {
	for i := range len(s) {
		if c := s[i]; c < ' ' || c >= 0x7f || c == '"' || c == '\\' {
			return appendEscaped(b, s)
		}
	}
	b = append(b, '"')
	b = append(b, s...)
	return append(b, '"')
}

func appendEscaped(b []byte, s string) []byte {
	var quoted bytes.Buffer
	encoder := json.NewEncoder(&quoted)
	encoder.SetEscapeHTML(false)
	_ = encoder.Encode(s) // a string always encodes
	return append(b, bytes.TrimSuffix(quoted.Bytes(), []byte("\n"))...)
}
