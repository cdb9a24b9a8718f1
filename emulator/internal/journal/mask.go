package journal

import (
	"bytes"
	"encoding/json"
	"net/url"
	"regexp"
	"strings"
	"sync"

	"belvo-emulator/emulator/internal/rawjson"
)

// Masked stands where a secret was.
const Masked = "***"

// Known are the fields of a body, or the parameters of a query string, that are known, by name. A field
// that is not known is hidden as if it were secret, unless its value is harmless: it may be a secret
// under a misspelt name.
type Known map[string]Part

// Part is what is known of a field.
type Part struct {
	Secret bool  // its value is never kept
	Parts  Known // the fields of the objects that it holds, nil if it holds none
}

// Any returns the fields that some operation of the API has. They are what is known of a body that no
// operation has read. Nothing may change them: all requests share them.
func Any() Known { return anyField() }

var anyField = sync.OnceValue(fieldsOfAny)

func fieldsOfAny() Known {
	all := Known{}
	for _, name := range []string{"access_mode", "account", "attach_pdf", "credentials_storage", "date_from",
		"date_to", "external_id", "fetch_historical", "fetch_resources", "institution", "link", "link_id",
		"save_data", "scopes", "stale_in", "type", "username", "username_type", "year", "year_from", "year_to"} {
		all[name] = Part{}
	}
	for _, name := range []string{"certificate", "encryption_key", "id", "password", "password2", "private_key",
		"refresh", "session", "token", "username2", "username3"} {
		all[name] = Part{Secret: true}
	}
	return all
}

// Secret says whether what goes by a name must not be kept, whatever the value looks like: the
// credentials of forms, MFA tokens and sessions, keys, and the tokens of the API. It also takes what
// only sounds like it.
func Secret(name string) bool {
	name = strings.ToLower(name)
	switch name {
	case "username2", "username3", "access", "refresh", "pin", "otp":
		return true
	}
	for _, part := range []string{"pass", "token", "key", "secret", "certificate", "pwd", "authorization",
		"session"} {
		if strings.Contains(name, part) {
			return true
		}
	}
	return false
}

// harmless finds the values that no secret looks like.
var harmless = regexp.MustCompile(`^(true|false|null|""|` +
	`"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}"|"[0-9]{4}-[01][0-9]-[0-3][0-9]")$`)

// hides says whether the value of a field, as JSON, is not kept.
func (known Known) hides(name string, value []byte) bool {
	f, is := known[name]
	switch {
	case f.Secret || !is && Secret(name):
		return string(value) != "null" && string(value) != `""`
	case !is || f.Parts != nil: // an object is looked into instead
		return !harmless.Match(value)
	}
	return false
}

// masker writes valid JSON anew, with Masked in the place of what is not known to be harmless.
type masker struct {
	data    []byte
	show    func(name string) bool // says whether the name of a field that is not known may be kept
	out     []byte
	copied  int      // so much of data is in out
	hidden  [][]byte // the values that were replaced
	unknown int      // how many fields are not known
	renamed bool     // a name was replaced
}

// mask masks valid JSON whose outermost value has the fields that are known.
func mask(data []byte, known Known, show func(name string) bool) *masker {
	m := &masker{data: data, show: show}
	m.value(rawjson.SpaceEnd(data, 0), Part{Parts: known})
	return m
}

// text is the masked JSON: the data itself if nothing was replaced.
func (m *masker) text() []byte {
	if m.out == nil {
		return m.data
	}
	return append(m.out, m.data[m.copied:]...)
}

// put replaces a part of the data.
func (m *masker) put(from, to int) {
	m.out = append(append(m.out, m.data[m.copied:from]...), `"`+Masked+`"`...)
	m.copied = to
}

// value masks what is not known to be harmless in the value at i, which is that of a field that may be
// shown. It returns the value's end.
func (m *masker) value(i int, f Part) int {
	switch m.data[i] {
	case '{':
		return m.object(i, f.Parts)
	case '[':
		return m.list(i, f)
	}
	end := rawjson.ValueEnd(m.data, i)
	if f.Parts != nil && !harmless.Match(m.data[i:end]) {
		m.hide(i, end)
	}
	return end
}

func (m *masker) hide(from, to int) {
	m.hidden = append(m.hidden, m.data[from:to])
	m.put(from, to)
}

func (m *masker) list(i int, f Part) int {
	for {
		if i = rawjson.SpaceEnd(m.data, i+1); m.data[i] == ']' { // i was that of the bracket, or of a comma
			return i + 1
		}
		if i = rawjson.SpaceEnd(m.data, m.value(i, f)); m.data[i] == ']' {
			return i + 1
		}
	}
}

func (m *masker) object(i int, known Known) int {
	for {
		if i = rawjson.SpaceEnd(m.data, i+1); m.data[i] == '}' { // i was that of the brace, or of a comma
			return i + 1
		}
		if i = rawjson.SpaceEnd(m.data, m.field(i, known)); m.data[i] == '}' {
			return i + 1
		}
	}
}

// field masks a field whose name begins at i. It returns the end of its value.
func (m *masker) field(i int, known Known) int {
	end := rawjson.TextEnd(m.data, i)
	name, value := nameIn(m.data[i:end]), rawjson.SpaceEnd(m.data, rawjson.SpaceEnd(m.data, end)+1)
	f, is := known[string(name)]
	if !is {
		m.unknown++
		if !m.show(string(name)) {
			m.put(i, end)
			m.renamed = true
		}
	}
	if is && !f.Secret {
		return m.value(value, f)
	}
	if end = rawjson.ValueEnd(m.data, value); known.hides(string(name), m.data[value:end]) {
		m.hide(value, end)
	}
	return end
}

// replace puts other JSON in the place of the values, in valid JSON, of the fields that hides chooses.
// It returns data itself if there are none.
func replace(data []byte, hides func(name, value []byte) bool, with func(name []byte) string) []byte {
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
		name, value := nameIn(data[from:i]), rawjson.SpaceEnd(data, colon+1)
		if end := rawjson.ValueEnd(data, value); hides(name, data[value:end]) {
			if out == nil {
				out = make([]byte, 0, len(data))
			}
			out = append(append(out, data[copied:value]...), with(name)...)
			copied, i = end, end
		}
	}
	if out == nil {
		return data
	}
	return append(out, data[copied:]...)
}

// nameIn is the text of a key with its quotes.
func nameIn(quoted []byte) []byte {
	if bytes.IndexByte(quoted, '\\') < 0 {
		return quoted[1 : len(quoted)-1]
	}
	var name string
	_ = json.Unmarshal(quoted, &name) // a part of valid JSON
	return []byte(name)
}

// maskPairs masks the pairs of a form or query, in the order in which they were sent. Show says whether
// a name that is not known may be kept; a part without an equals sign is a name without a value.
func maskPairs(pairs string, known Known, show func(name string) bool) (masked []string) {
	for pair := range strings.SplitSeq(pairs, "&") {
		name, value, _ := strings.Cut(pair, "=")
		plain := unescaped(name)
		if pair == "" {
			masked = append(masked, pair)
			continue
		}
		if known.hides(plain, []byte(`"`+value+`"`)) {
			pair = name + "=" + Masked
		}
		if _, is := known[plain]; !is && !show(plain) {
			pair = Masked
			if value != "" {
				pair += "=" + Masked
			}
		}
		masked = append(masked, pair)
	}
	return masked
}

// unescaped is a name or value of a form or query; what is wrongly escaped is taken as it is.
func unescaped(text string) string {
	if plain, err := url.QueryUnescape(text); err == nil {
		return plain
	}
	return text
}

// unknownIn is how many names of a form or query are not known.
func unknownIn(pairs string, known Known) (n int) {
	for pair := range strings.SplitSeq(pairs, "&") {
		name, _, _ := strings.Cut(pair, "=")
		if _, is := known[unescaped(name)]; !is && pair != "" {
			n++
		}
	}
	return n
}
