package journal

import (
	"cmp"
	"strings"

	"belvo-emulator/emulator/internal/suggest"
)

// Unread is what a request sent and nothing read: the commonest silent mistake, for Belvo ignores
// what it does not know.
type Unread struct {
	Body  []Field // fields of the body
	Query []Field // parameters of the query string
	// Headers are those whose names begin as Belvo's and the emulator's do.
	Headers []Field
	More    int // how many more there were
}

// Field is a name that nothing read.
type Field struct {
	Name string `json:"name"`
	// Meant is the name that the operation reads and that is nearest to it, "" if none is near.
	Meant string `json:"did_you_mean,omitempty"`
}

// maxUnread is how many names are kept of a body, and of a query string.
const maxUnread = 20

// AddBody notes a field of the body that nothing read, and what the operation reads. Parent is the
// known field in whose objects it was, "" for none. Its name is only shown if the request's secrets
// allow it.
func (u *Unread) AddBody(parent, name string, known []string, secrets Secrets) {
	if parent != "" {
		parent += "."
	}
	u.add(&u.Body, parent, name, known, secrets)
}

// AddQuery notes a parameter that nothing read, and what the operation reads.
func (u *Unread) AddQuery(name string, known []string, secrets Secrets) {
	u.add(&u.Query, "", name, known, secrets)
}

// AddHeader notes a header that nothing read, and those that would have been read.
func (u *Unread) AddHeader(name string, known []string, secrets Secrets) {
	u.add(&u.Headers, "", name, known, secrets)
}

func (u *Unread) add(to *[]Field, parent, name string, known []string, secrets Secrets) {
	if len(*to) == maxUnread || !secrets.Show(name) {
		u.More++
		return
	}
	field := Field{parent + name, nearestName(parent+name, known)}
	if Secret(name) && !Secret(field.Meant) {
		field.Meant = ""
	}
	*to = append(*to, field)
}

// nearestName is the name that was probably meant: the shortest that has the other as its beginning or
// end, as link_id has link, else the one with the fewest letters to change.
func nearestName(name string, known []string) string {
	best, comparison := "", strings.Contains(name, "__")
	for _, k := range known {
		if len(name) > 3 && !comparison && (extendsName(k, name) || extendsName(name, k)) && (best == "" ||
			len(k) < len(best)) {
			best = k
		}
	}
	return cmp.Or(best, suggest.Nearest(name, known))
}

// extendsName says whether a longer name begins with a shorter one, or ends with it as a word.
func extendsName(longer, shorter string) bool {
	return len(longer) > len(shorter) && len(shorter) > 1 &&
		(strings.HasPrefix(longer, shorter) || strings.HasSuffix(longer, "_"+shorter))
}
