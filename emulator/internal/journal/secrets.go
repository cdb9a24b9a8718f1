package journal

import (
	"encoding/json"
	"regexp"
	"slices"
	"strings"

	"belvo-emulator/emulator/internal/rawjson"
)

// Secrets are the values that one request sent as secrets, or that may be secrets.
type Secrets []string

// maxSecrets is how many values a name is compared with; of a request with more no name is shown.
const maxSecrets = 200

// shortest is how long a secret must be to be looked for inside of names. A shorter one is a part of
// many words by chance.
const shortest = 4

// nameLike is what the names of fields, and the parts of paths, look like. The pattern says nothing of
// their length, for a repetition that is counted takes long to compile.
var nameLike = regexp.MustCompile(`^[A-Za-z0-9_-]+$`)

// maxName is how long, in bytes, they may be to be shown.
const maxName = 40

// Show says whether a name that a request sent, and that nothing knows, may be shown: it looks like one
// and is not, and has no part that is, a value that the request sent as a secret. Brackets at its end,
// as forms have them, do not count.
func (s Secrets) Show(name string) bool {
	if name == "" || name == "." || name == ".." { // of a field, or the steps of a path
		return true
	}
	name = strings.TrimSuffix(name, "[]")
	if len(s) > maxSecrets || len(name) > maxName || !nameLike.MatchString(name) {
		return false
	}
	name = strings.ToLower(name) // names of headers come in other letters than they were sent in
	return !slices.ContainsFunc(s, func(secret string) bool {
		secret = strings.ToLower(secret)
		return name == secret || len(secret) >= shortest && strings.Contains(name, secret)
	})
}

// AddJSON adds the values of a body that KeepJSON hides.
func (s *Secrets) AddJSON(data []byte, known Known) {
	if len(data) > maxBody || !json.Valid(data) {
		return
	}
	for _, value := range mask(data, known, func(string) bool { return true }).hidden {
		s.addValue(value)
	}
}

// addValue adds the texts and numbers in a JSON value.
func (s *Secrets) addValue(value []byte) {
	for i := 0; i < len(value) && len(*s) <= maxSecrets; {
		switch c := value[i]; {
		case c == '"':
			end := rawjson.TextEnd(value, i)
			if next := rawjson.SpaceEnd(value, end); next == len(value) || value[next] != ':' { // no name
				s.add(string(nameIn(value[i:end])))
			}
			i = end
		case c == '-' || c >= '0' && c <= '9':
			end := rawjson.ValueEnd(value, i)
			s.add(string(value[i:end]))
			i = end
		default:
			i++
		}
	}
}

// AddPairs adds the values of a form or query that are hidden.
func (s *Secrets) AddPairs(pairs string, known Known) {
	for pair := range strings.SplitSeq(pairs, "&") {
		name, value, _ := strings.Cut(pair, "=")
		if len(*s) <= maxSecrets && known.hides(unescaped(name), []byte(`"`+value+`"`)) {
			s.add(unescaped(value))
		}
	}
}

// add adds a value as it is.
func (s *Secrets) add(value string) {
	if value != "" {
		*s = append(*s, value)
	}
}

// AddAuthorization adds what an Authorization header proves: a token, or keys and their password.
func (s *Secrets) AddAuthorization(credentials, password string) {
	s.add(credentials)
	s.add(password)
}
