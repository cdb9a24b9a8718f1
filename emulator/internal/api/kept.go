package api

import (
	"cmp"
	"io"
	"maps"
	"net/http"
	"slices"
	"strings"

	"belvo-emulator/emulator/internal/journal"
)

// keptAnswer is what the journal keeps of the answer. A list's addresses of other pages repeat the
// query string, so they are hidden where something of that was; and what resumes an MFA session is.
func (r *request) keptAnswer(status int, body []byte, query string) journal.Body {
	var hidden []string
	if query != r.URL.RawQuery {
		hidden = []string{"next", "previous"}
	}
	if status >= http.StatusBadRequest {
		hidden = []string{"session"}
	}
	return journal.KeepAnswer(body, r.route != nil && r.route.issues, hidden...)
}

// known is what is known of the body's fields: what the operation says, if it has read the body.
func (r *request) known() journal.Known {
	if r.route == nil || !r.wasRead || r.mislabelled {
		return journal.Any()
	}
	return r.route.known
}

// secrets are the values that the request sent as secrets. They are collected when a name has to be
// compared with them.
func (r *request) secrets() journal.Secrets {
	if r.collected {
		return r.sentSecrets
	}
	r.collected = true
	r.readLate()
	header := r.Header.Get("Authorization")
	scheme, credentials, _ := strings.Cut(header, " ")
	_, password, _ := r.BasicAuth()
	r.sentSecrets.AddAuthorization(cmp.Or(strings.TrimSpace(credentials), scheme), password)
	if r.form && !r.mislabelled {
		r.sentSecrets.AddPairs(string(r.sent), r.known())
	} else {
		r.sentSecrets.AddJSON(r.sent, r.known())
	}
	r.sentSecrets.AddPairs(r.URL.RawQuery, r.knownQuery())
	return r.sentSecrets
}

// shownPath is the path as it may be shown.
func (r *request) shownPath() string {
	if r.maskedPath != "" {
		return r.maskedPath
	}
	var own []string
	if r.route != nil {
		own = segments(r.route.Path)
	}
	literal := func(n int, part string) bool { return n < len(own) && own[n] == part }
	r.maskedPath = journal.MaskPath(r.URL.Path, literal, r.secrets)
	return r.maskedPath
}

// keptBody is what the journal keeps of the body.
func (r *request) keptBody(answered int) journal.Body {
	r.readLate()
	if r.late != nil && answered < http.StatusBadRequest {
		r.leaveUnread(r.late, nil, "")
	}
	if r.form && !r.mislabelled {
		return journal.KeepForm(r.sent, r.known(), r.secrets)
	}
	body := journal.KeepJSON(r.sent, r.known(), r.secrets)
	body.Mislabelled = r.mislabelled
	return body
}

// readLate reads a body that nobody has read, if it is small (64 KiB at most) and on its way.
func (r *request) readLate() {
	const most = 64 << 10
	if r.wasRead || r.sent != nil || r.ContentLength <= 0 || r.ContentLength > most ||
		r.Header.Get("Expect") != "" {
		return
	}
	r.sent, _ = io.ReadAll(http.MaxBytesReader(nil, r.Body, most)) // what did not come is not kept
	if fields, err := r.fields(r.sent); err == nil {
		r.late = fields
	}
}

// keptQuery is what the journal keeps of the query string. It notes the parameters that the
// operation does not know.
func (r *request) keptQuery() string {
	if r.URL.RawQuery == "" {
		return ""
	}
	known := r.knownQuery()
	if r.route != nil && r.route.handle != nil {
		for _, name := range slices.Sorted(maps.Keys(r.parameters())) {
			if _, is := known[name]; !is {
				r.left().AddQuery(name, r.route.parameters(), r.secrets())
			}
		}
	}
	return journal.MaskQuery(r.URL.RawQuery, known, r.secrets)
}

// knownQuery are the parameters of the query string that the operation knows.
func (r *request) knownQuery() journal.Known {
	known := journal.Known{}
	for name := range r.parameters() {
		if r.route != nil && r.route.reads(name) {
			known[name] = journal.Part{Secret: journal.Secret(name)}
		}
	}
	return known
}
