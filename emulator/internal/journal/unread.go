package journal

import (
	"cmp"
	"regexp"
	"strings"

	"belvo-emulator/emulator/internal/yamlfile"
)

// Unread is what a request sent and nothing read: the commonest silent mistake, for Belvo ignores
// what it does not know.
type Unread struct {
	Body  []Field // fields of the body
	Query []Field // parameters of the query string
	// Headers are those whose names begin as Belvo's and the emulator's do.
	Headers []Field
	More    int // how many there were besides
}

// Field is a name that nothing read.
type Field struct {
	Name string `json:"name"`
	// Meant is the name that the operation reads and that is nearest to it, "" if none is near.
	Meant string `json:"did_you_mean,omitempty"`
}

// maxUnread is how many names are kept of a body, and of a query string.
const maxUnread = 20

// identifier is what the names of fields look like. Others are not kept: a body that was sent as
// the wrong type can end up in them. The pattern says nothing of their length, for a repetition that
// is counted takes long to compile.
var identifier = regexp.MustCompile(`^[A-Za-z_][A-Za-z0-9_.\[\]-]*$`)

// maxIdentifier is how long, in bytes, they may be.
const maxIdentifier = 64

// Identifier says whether a name looks like one of a field.
func Identifier(name string) bool { return len(name) <= maxIdentifier && identifier.MatchString(name) }

// AddBody notes a field of the body that nothing read, and what the operation reads.
func (u *Unread) AddBody(name string, known []string) { u.add(&u.Body, name, known) }

// AddQuery notes a parameter that nothing read, and what the operation reads.
func (u *Unread) AddQuery(name string, known []string) { u.add(&u.Query, name, known) }

// AddHeader notes a header that nothing read, and those that would have been read.
func (u *Unread) AddHeader(name string, known []string) { u.add(&u.Headers, name, known) }

func (u *Unread) add(to *[]Field, name string, known []string) {
	if len(*to) == maxUnread || !Identifier(name) {
		u.More++
		return
	}
	field := Field{name, meant(name, known)}
	if Secret(name) && !Secret(field.Meant) {
		field.Meant = ""
	}
	*to = append(*to, field)
}

// meant is the name that was probably meant: the shortest that has the other as its beginning or
// end, as link_id has link, else the one with the fewest letters to change.
func meant(name string, known []string) string {
	best, comparison := "", strings.Contains(name, "__")
	for _, k := range known {
		if len(name) > 3 && !comparison && (beside(k, name) || beside(name, k)) && (best == "" ||
			len(k) < len(best)) {
			best = k
		}
	}
	return cmp.Or(best, yamlfile.Nearest(name, known))
}

// beside says whether a longer name begins with a shorter one, or ends with it as a word.
func beside(longer, shorter string) bool {
	return len(longer) > len(shorter) && len(shorter) > 1 &&
		(strings.HasPrefix(longer, shorter) || strings.HasSuffix(longer, "_"+shorter))
}
