package journal

import (
	"bytes"
	"encoding/json"
	"net/url"
	"regexp"
	"slices"
	"strings"

	"belvo-emulator/emulator/internal/rawjson"
)

// Masked stands where a secret was.
const Masked = "***"

// What is kept of bodies, in bytes.
const (
	maxBody   = 64 << 10 // of a request; a longer one is not kept
	maxAnswer = 16 << 10 // of an answer; a longer one is cut
)

// Secret says whether what goes by a name must not be kept: the credentials of forms, MFA tokens,
// keys, and the tokens of the API. It also takes what only sounds like it.
func Secret(name string) bool {
	name = strings.ToLower(name)
	switch name {
	case "username2", "username3", "access", "refresh", "pin", "otp":
		return true
	}
	for _, part := range []string{"pass", "token", "key", "secret", "certificate", "pwd", "authorization"} {
		if strings.Contains(name, part) {
			return true
		}
	}
	return false
}

// Hidden are the fields of a body that are not kept besides those that are Secret.
type Hidden struct {
	Always []string // secret here, though their names do not sound like it
	// Strange are those that nobody knows. What may be a secret under a misspelt name is not kept:
	// all but UUIDs, days, truth values and null.
	Strange []string
	// Starred are only those that were hidden before.
	Starred bool
}

// harmless finds the values that no secret looks like.
var harmless = regexp.MustCompile(`^(true|false|null|""|` +
	`"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}"|"[0-9]{4}-[01][0-9]-[0-3][0-9]")$`)

// hides says whether a field with a value, as JSON, is not kept.
func (h Hidden) hides(name string, value []byte) bool {
	switch {
	case h.Starred:
		return string(value) == `"`+Masked+`"`
	case Secret(name) || slices.Contains(h.Always, name):
		return string(value) != "null" && string(value) != `""`
	case slices.Contains(h.Strange, name):
		return !harmless.Match(value)
	}
	return false
}

// plain are the fields of the API's bodies that hold no secret.
var plain = []string{"access_mode", "account", "attach_pdf", "credentials_storage", "date_from", "date_to",
	"external_id", "fetch_historical", "fetch_resources", "institution", "link", "link_id", "save_data",
	"scopes", "stale_in", "type", "username", "username_type", "year", "year_from", "year_to"}

// Plain says whether a field of a body that no operation has read is known to hold no secret.
func Plain(name string) bool { return slices.Contains(plain, name) }

// KeepJSON is what is kept of a request's JSON body. What is no object is not kept: nothing tells
// what of it may be a secret.
func KeepJSON(data []byte, hidden Hidden) Body {
	body := Body{Size: len(data)}
	trimmed := bytes.TrimSpace(data)
	switch {
	case len(trimmed) == 0:
	case len(data) > maxBody:
		body.Why = "bodies of more than 64 KiB are not kept"
	case trimmed[0] != '{' || !json.Valid(data):
		body.Why = "it is no JSON object, so that nothing tells what of it may be a secret"
	default:
		body.Text = Mask(data, hidden)
	}
	return body
}

// KeepForm is what is kept of a request's body that is a form. Parts without a name are not kept.
func KeepForm(data []byte, hidden Hidden) Body {
	body := Body{Size: len(data), Form: true}
	if len(data) > maxBody {
		body.Why = "bodies of more than 64 KiB are not kept"
		return body
	}
	var kept []string
	for part := range strings.SplitSeq(string(data), "&") {
		if name, _, pair := strings.Cut(part, "="); pair && Identifier(unescaped(name)) {
			kept = append(kept, maskPair(part, hidden))
		} else if part != "" {
			body.Why = "what has no name is not kept"
		}
	}
	body.Text = []byte(strings.Join(kept, "&"))
	return body
}

// KeepAnswer is what is kept of an answer's body. Only one that issues tokens, or in which
// something is to be hidden, has secrets.
func KeepAnswer(data []byte, issues bool, hidden Hidden) Body {
	body := Body{Text: data, Size: len(data)}
	if issues || hidden.Always != nil {
		body.Text = Mask(data, hidden)
	}
	if len(body.Text) > maxAnswer {
		body.Text = bytes.Clone(body.Text[:maxAnswer])
		body.Why = "only the first 16 KiB of an answer are kept"
	}
	return body
}

// MaskQuery is a query string without secrets, and without what Hidden names.
func MaskQuery(query string, hidden Hidden) string {
	if query == "" {
		return ""
	}
	parts := strings.Split(query, "&")
	for i, part := range parts {
		parts[i] = maskPair(part, hidden)
	}
	return strings.Join(parts, "&")
}

func maskPair(pair string, hidden Hidden) string {
	name, value, _ := strings.Cut(pair, "=")
	if hidden.hides(unescaped(name), []byte(`"`+value+`"`)) {
		return name + "=" + Masked
	}
	return pair
}

// unescaped is a name of a form or query; what is wrongly escaped is taken as it is.
func unescaped(name string) string {
	if plain, err := url.QueryUnescape(name); err == nil {
		return plain
	}
	return name
}

// Mask returns valid JSON with Masked in the place of secrets, whatever they are. It returns data
// itself if there are none.
func Mask(data []byte, hidden Hidden) []byte {
	return replace(data, hidden, func(string) string { return `"` + Masked + `"` })
}

// replace puts other JSON in the place of secrets in valid JSON.
func replace(data []byte, hidden Hidden, with func(name string) string) []byte {
	var out []byte
	copied := 0
	for i := 0; i < len(data); {
		if data[i] != '"' {
			i++
			continue
		}
		from := i
		i = rawjson.TextEnd(data, i)
		colon := rawjson.SpaceEnd(data, i)
		if colon == len(data) || data[colon] != ':' {
			continue
		}
		name, value := keyOf(data[from:i]), rawjson.SpaceEnd(data, colon+1)
		if end := rawjson.ValueEnd(data, value); hidden.hides(name, data[value:end]) {
			out = append(append(out, data[copied:value]...), with(name)...)
			copied, i = end, end
		}
	}
	if out == nil {
		return data
	}
	return append(out, data[copied:]...)
}

// keyOf is the text of a key with its quotes.
func keyOf(quoted []byte) string {
	if bytes.IndexByte(quoted, '\\') < 0 {
		return string(quoted[1 : len(quoted)-1])
	}
	var name string
	_ = json.Unmarshal(quoted, &name) // a part of valid JSON
	return name
}
