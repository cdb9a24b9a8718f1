package api

import (
	"net/url"
	"strings"
)

// query is a parameter of the query string, "" if it is absent or empty.
func (r *request) query(name string) string { return r.parameters().Get(name) }

// parameters are those of the query string.
func (r *request) parameters() url.Values {
	if r.args == nil && r.URL.RawQuery != "" {
		r.args = queryValues(r.URL.RawQuery)
	}
	return r.args
}

// queryValues reads a query string as Django does, so that no filter is lost by the way it was
// written: of a name that is given several times the last one counts, a semicolon is a character
// like others, and a percent sign that begins no escape stands for itself.
func queryValues(raw string) url.Values {
	args := url.Values{}
	for part := range strings.SplitSeq(raw, "&") {
		if name, value, _ := strings.Cut(part, "="); part != "" {
			args[unescape(name)] = []string{unescape(value)}
		}
	}
	return args
}

// unescape decodes what can be decoded of a part of the query string, and keeps the rest.
func unescape(s string) string {
	if whole, err := url.QueryUnescape(s); err == nil {
		return whole
	}
	var out strings.Builder
	for s != "" {
		at := strings.IndexByte(s[1:], '%') + 1 // one escape at a time, with what follows it
		if at == 0 {
			at = len(s)
		}
		part, err := url.QueryUnescape(s[:at])
		if err != nil {
			part = strings.ReplaceAll(s[:at], "+", " ")
		}
		out.WriteString(part)
		s = s[at:]
	}
	return out.String()
}
