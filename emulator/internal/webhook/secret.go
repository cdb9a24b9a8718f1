package webhook

import (
	"cmp"
	"fmt"
	"io"
	"log/slog"
	"net/url"
	"slices"
	"strings"
)

// Secret is the value of an Authorization header. It prints as "[redacted]", in every format;
// convert it to a string to read it.
type Secret string

const redacted = "[redacted]"

// String hides the value.
func (s Secret) String() string {
	if s == "" {
		return ""
	}
	return redacted
}

// Format hides the value from every verb.
func (s Secret) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, s.String()) }

// LogValue hides the value from slog.
func (s Secret) LogValue() slog.Value { return slog.StringValue(s.String()) }

// MarshalText hides the value from JSON.
func (s Secret) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// Shown is the URL without its query's values, as it may be shown, logged and written to a file:
// http://host/path?key=[redacted].
func (e Endpoint) Shown() string {
	whole, _, _ := strings.Cut(e.URL, "#") // the part behind it is never sent
	address, query, has := strings.Cut(whole, "?")
	if !has {
		return address
	}
	parts := strings.Split(query, "&")
	for i, part := range parts {
		if name, _, named := strings.Cut(part, "="); named {
			parts[i] = name + "=" + redacted
		} else if part != "" {
			parts[i] = redacted
		}
	}
	return address + "?" + strings.Join(parts, "&")
}

// secrets are those that a receiver is sent, the longest first: one may be a part of another.
func (e Endpoint) secrets() []string {
	_, credentials, _ := strings.Cut(string(e.Authorization), " ")
	all := []string{string(e.Authorization), credentials}
	whole, _, _ := strings.Cut(e.URL, "#")
	_, query, _ := strings.Cut(whole, "?")
	for part := range strings.SplitSeq(query, "&") {
		value := part
		if _, after, named := strings.Cut(part, "="); named {
			value = after
		}
		plain, _ := url.QueryUnescape(value) // "" for what cannot be read
		all = append(all, value, plain)
	}
	slices.SortStableFunc(all, func(a, b string) int { return cmp.Compare(len(b), len(a)) })
	return all
}

// redact takes an endpoint's secrets out of what its receiver sent: some echo what they were sent.
// Of a text that may be cut off inside a secret, its beginning at the very end goes too.
func (e Endpoint) redact(text string, cutOff bool) string {
	const shortest = 4 // less of it tells nothing, and would spoil harmless texts
	for _, secret := range e.secrets() {
		if len(secret) < shortest {
			break
		}
		text = strings.ReplaceAll(text, secret, redacted)
		for n := min(len(secret)-1, len(text)); cutOff && n >= shortest; n-- {
			if rest, cut := strings.CutSuffix(text, secret[:n]); cut {
				text = rest + redacted
				break
			}
		}
	}
	return text
}
