package journal

import (
	"bytes"
	"encoding/json"
	"slices"
	"strings"

	"github.com/google/uuid"
)

// What is kept of bodies, in bytes, and of names.
const (
	maxBody    = 64 << 10 // of a request; a longer one is not kept
	maxAnswer  = 16 << 10 // of an answer; a longer one is cut
	maxUnknown = 100      // fields or parameters that are not known; of more none is kept
)

// Why not all of a body is kept.
const (
	tooLong     = "bodies of more than 64 KiB are not kept"
	tooStrange  = "it has too many unknown fields"
	noObject    = "it is no JSON object, so that nothing tells what of it may be a secret"
	secretNames = "names that may be secrets are not kept"
)

// KeepJSON is what is kept of a request's JSON body: what is known to be harmless. Secrets returns the
// request's; it is only called if a name has to be compared with them. What is no object is not kept:
// nothing tells what of it may be a secret.
func KeepJSON(data []byte, known Known, secrets func() Secrets) Body {
	body := Body{Size: len(data)}
	trimmed := bytes.TrimSpace(data)
	switch {
	case len(trimmed) == 0:
		return body
	case len(data) > maxBody:
		body.Why = tooLong
		return body
	case trimmed[0] != '{' || !json.Valid(data):
		body.Why = noObject
		return body
	}
	return KeepObject(data, known, secrets)
}

// KeepObject is KeepJSON of a body that was read as a JSON object.
func KeepObject(data []byte, known Known, secrets func() Secrets) Body {
	body := Body{Size: len(data)}
	if len(data) > maxBody {
		body.Why = tooLong
		return body
	}
	m := mask(data, known, func(string) bool { return true })
	switch {
	case m.unknown > maxUnknown:
		body.Why = tooStrange
		return body
	case m.unknown > 0:
		if m = mask(data, known, secrets().Show); m.renamed {
			body.Why = secretNames
		}
	}
	body.Text = m.text()
	return body
}

// KeepForm is what is kept of a request's body that is a form, as KeepJSON does. Parts without a name
// that may be shown are not kept.
func KeepForm(data []byte, known Known, secrets func() Secrets) Body {
	body := Body{Size: len(data), Form: true}
	unknown := unknownIn(string(data), known)
	switch {
	case len(data) > maxBody:
		body.Why = tooLong
		return body
	case unknown > maxUnknown:
		body.Why = tooStrange
		return body
	}
	show := func(string) bool { return true }
	if unknown > 0 {
		show = secrets().Show
	}
	var kept []string
	for _, pair := range maskPairs(string(data), known, show) {
		if strings.Index(pair, "=") > 0 && !strings.HasPrefix(pair, Masked) {
			kept = append(kept, pair)
		} else if pair != "" {
			body.Why = "what has no name is not kept"
		}
	}
	body.Text = []byte(strings.Join(kept, "&"))
	return body
}

// KeepAnswer is what is kept of an answer's body. Only one that issues tokens, or that has fields of
// the names that are to be hidden, has secrets.
func KeepAnswer(data []byte, issues bool, hidden ...string) Body {
	body := Body{Text: data, Size: len(data)}
	if issues || len(hidden) > 0 {
		hides := func(name, value []byte) bool {
			isNamed := func(field string) bool { return field == string(name) }
			return (issues && Secret(string(name)) || slices.ContainsFunc(hidden, isNamed)) &&
				string(value) != "null" && string(value) != `""`
		}
		body.Text = replace(data, hides, func([]byte) string { return `"` + Masked + `"` })
	}
	if len(body.Text) > maxAnswer {
		body.Text = bytes.Clone(body.Text[:maxAnswer])
		body.Why = "only the first 16 KiB of an answer are kept"
	}
	return body
}

// MaskQuery is what is kept of a query string whose parameters are known, as KeepJSON does.
func MaskQuery(query string, known Known, secrets func() Secrets) string {
	if query == "" {
		return ""
	}
	show := func(string) bool { return true }
	switch unknown := unknownIn(query, known); {
	case unknown > maxUnknown:
		return Masked
	case unknown > 0:
		show = secrets().Show
	}
	return strings.Join(maskPairs(query, known, show), "&")
}

// idLength is how many characters a UUID has with its hyphens.
const idLength = 36

// MaskPath is what is kept of a path. Parts of it are masked that do not look like a name, or that the
// request sent as secrets, unless they are UUIDs or literal: the n-th part of the operation's own path.
func MaskPath(path string, literal func(n int, part string) bool, secrets func() Secrets) string {
	hides := func(n int, part string) bool {
		isID := len(part) == idLength && uuid.Validate(part) == nil
		return part != "" && !literal(n, part) && !isID && !secrets().Show(part)
	}
	var parts []string // only made if one of them is hidden
	i, n := 0, 0
	for part := range strings.SplitSeq(path, "/") {
		if hides(n, part) {
			if parts == nil {
				parts = strings.Split(path, "/")
			}
			parts[i] = Masked
		}
		if i++; part != "" {
			n++
		}
	}
	if parts == nil {
		return path
	}
	return strings.Join(parts, "/")
}
