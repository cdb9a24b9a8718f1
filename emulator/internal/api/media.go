package api

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"mime/multipart"
	"net/url"
	"regexp"
	"strings"
	"unicode/utf8"

	"belvo-emulator/emulator/internal/belvo"
	"belvo-emulator/emulator/internal/pyjson"
	"belvo-emulator/emulator/internal/yamlfile"
)

// The Content-Types of bodies that are read, as Django REST framework reads them by default.
// Deviation: Belvo documents none but JSON, and not what others are answered.
const (
	jsonType      = "application/json"
	formType      = "application/x-www-form-urlencoded"
	multipartType = "multipart/form-data"
)

// media is a Content-Type.
type media struct {
	sent   string // as it was sent, "" for none
	kind   string // in lower case, without its parameters
	params map[string]string
}

// readMedia reads a Content-Type as leniently as Django: repeated or broken parameters do no harm.
func readMedia(sent string) media {
	m := media{sent: sent, kind: sent}
	if sent == jsonType { // of most requests
		return m
	}
	kind, rest, _ := strings.Cut(sent, ";")
	m.kind, m.params = strings.ToLower(strings.TrimSpace(kind)), map[string]string{}
	for part := range strings.SplitSeq(rest, ";") {
		if name, value, is := strings.Cut(part, "="); is {
			value = strings.TrimSpace(value)
			if len(value) > 1 && value[0] == '"' && value[len(value)-1] == '"' {
				value = value[1 : len(value)-1]
			}
			m.params[strings.ToLower(strings.TrimSpace(name))] = value
		}
	}
	return m
}

// reader is which of the Content-Types that are read a body has, "" for none of them. A star stands for
// any word; the first that fits counts.
func (m media) reader() string {
	main, sub, _ := strings.Cut(m.kind, "/")
	for _, known := range []string{jsonType, formType, multipartType} {
		knownMain, knownSub, _ := strings.Cut(known, "/")
		if (main == knownMain || main == "*") && (sub == knownSub || sub == "*") {
			return known
		}
	}
	return ""
}

// unsupported is the answer to a body of another type.
func (m media) unsupported() error {
	hint := "send Content-Type: application/json"
	switch {
	case m.sent == "":
		hint += ": the body has no Content-Type"
	case m.kind == "text/plain":
		hint += ": fetch says text/plain of a body that is a text, unless it is told another"
	}
	return belvo.NewError(belvo.CodeUnsupportedMediaType).With(fmt.Sprintf(
		`Unsupported media type "%s" in request.`, yamlfile.Shorten(m.sent))).Explain(hint)
}

// decodeText turns a body of JSON into UTF-8.
func (m media) decodeText(data []byte) ([]byte, error) {
	charset := m.params["charset"]
	text, fault := pyjson.Decode(data, charset)
	if fault == "" {
		return text, nil
	}
	err := parseError(jsonFault + fault)
	switch {
	case bytes.HasPrefix(data, []byte("\x1f\x8b")):
		err = err.Explain("the body is compressed with gzip, which is not undone")
	case !pyjson.Knows(charset):
		err = err.Explain("the charset " + yamlfile.Shorten(charset) + " is read as UTF-8 here")
	}
	return nil, err
}

// jsonFault is what the messages about JSON that cannot be read begin with.
const jsonFault = "JSON parse error - "

func parseError(message string) *belvo.Error {
	return belvo.NewError(belvo.CodeParseError).With(message)
}

// form is a form's fields, each with all that was sent for it.
type form map[string][]json.RawMessage

// readForm reads a URL-encoded form as Django does, which refuses none: what is wrongly escaped stands
// for itself, and bytes that are no UTF-8 are Latin-1.
func (m media) readForm(data []byte) form {
	latin1 := pyjson.Latin1(m.params["charset"])
	if !utf8.Valid(data) {
		data, _ = pyjson.Decode(data, "latin-1")
	}
	fields := form{}
	for part := range strings.SplitSeq(string(data), "&") {
		if part == "" {
			continue
		}
		name, value, _ := strings.Cut(part, "=")
		fields.add(unescape(name), unescape(value), latin1)
	}
	return fields
}

// add notes a value of a field; what is no UTF-8 is replaced, unless it is Latin-1.
func (f form) add(name, value string, latin1 bool) {
	if latin1 {
		name, value = decodeLatin1(name), decodeLatin1(value)
	}
	name = strings.ToValidUTF8(name, string(utf8.RuneError))
	encoded, _ := json.Marshal(value) // texts always encode
	f[name] = append(f[name], encoded)
}

func decodeLatin1(text string) string {
	decoded, _ := pyjson.Decode([]byte(text), "latin-1")
	return string(decoded)
}

// asJSON are a form's fields as JSON: texts, or lists of texts where one was sent several times.
func (f form) asJSON() map[string]json.RawMessage {
	fields := make(map[string]json.RawMessage, len(f))
	for name, sent := range f {
		if fields[name] = sent[0]; len(sent) > 1 {
			fields[name], _ = json.Marshal(sent) // JSON always encodes
		}
	}
	return fields
}

// boundary is what Django takes for the boundary of a multipart form.
var boundary = regexp.MustCompile(`^[ -~]{0,200}[!-~]$`)

// file stands for a field that is a file, of which no field takes one: nothing that is read as a text, a
// list of texts or an object.
const file = `[[{}]]`

// readMultipart reads a multipart form. It returns the same fields as a URL-encoded form, without files,
// for the journal. A form that ends early has the fields up to there, as with Django.
func (m media) readMultipart(data []byte) (form, string, error) {
	const fault = "Multipart form parse error - "
	mark, given := m.params["boundary"]
	switch {
	case !strings.HasPrefix(m.sent, "multipart/"):
		return nil, "", parseError(fault + "Invalid Content-Type: " + yamlfile.Shorten(m.sent))
	case !given:
		return nil, "", parseError(fault + "Invalid boundary in multipart: None")
	case !boundary.MatchString(mark):
		return nil, "", parseError(fault + "Invalid boundary in multipart: " + yamlfile.Shorten(mark))
	}
	fields, same := form{}, url.Values{}
	latin1 := pyjson.Latin1(m.params["charset"])
	parts := multipart.NewReader(bytes.NewReader(data), mark)
	for {
		part, err := parts.NextRawPart()
		if err != nil {
			return fields, same.Encode(), nil
		}
		name := part.FormName()
		if name == "" {
			continue
		}
		if part.FileName() != "" {
			fields[name] = append(fields[name], json.RawMessage(file))
			continue
		}
		value, _ := io.ReadAll(part) // what came of it counts
		fields.add(name, string(value), latin1)
		same.Add(name, string(value))
	}
}
