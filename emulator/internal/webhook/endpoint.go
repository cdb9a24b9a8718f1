package webhook

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"belvo-emulator/emulator/internal/notice"
)

// Endpoint is a receiver of webhooks.
type Endpoint struct {
	ID            string // letters, digits, - and _; "" for one that AddEndpoint makes up
	URL           string // http or https, see CleanURL; its query may hold a secret, so show what Shown returns
	Authorization Secret // the whole header, "Bearer ..." say; "" for none
	Profile       Profile
	Types         []string // webhook types it receives; empty: all
	Mangle        notice.Mangle
	When          Timing
}

// check returns the endpoint as it is kept, or why it cannot be used; never with its secrets.
func (e Endpoint) check() (Endpoint, error) {
	if e.Profile.Name == "" && e.Profile.Retries == 0 {
		e.Profile = Aggregation()
	}
	e.Types = slices.Clone(e.Types)
	if problems := e.problems(); len(problems) > 0 {
		return e, fmt.Errorf("webhook endpoint %q: %w", e.ID, problems[0].err)
	}
	e.URL, _ = CleanURL(e.URL) // checked just now
	return e, nil
}

// fieldProblem is what is wrong with one field of an endpoint, by its name in files.
type fieldProblem struct {
	field string
	err   error
}

// problems are all that is wrong with an endpoint; they do not repeat its secrets.
func (e Endpoint) problems() (found []fieldProblem) {
	_, bad := CleanURL(e.URL)
	for _, p := range []fieldProblem{{"id", checkID(e.ID)}, {"url", bad}, {"types", checkTypes(e.Types)},
		{"authorization", checkHeader(e.Authorization)}} {
		if p.err != nil {
			found = append(found, p)
		}
	}
	return found
}

// checkID: an ID is part of a delivery's, which stands in paths of URLs.
func checkID(id string) error {
	const letters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_"
	if len(id) > 64 || strings.Trim(id, letters) != "" {
		return errors.New("an ID has up to 64 letters, digits, - and _")
	}
	return nil
}

func checkTypes(types []string) error {
	other := func(r rune) bool { return r != '_' && (r < 'A' || r > 'Z') }
	for _, kind := range types {
		if kind == "" || strings.ContainsFunc(kind, other) {
			return fmt.Errorf("a type is written as in ACCOUNTS, not %q", kind)
		}
	}
	return nil
}

func checkHeader(value Secret) error {
	control := func(r rune) bool { return r < ' ' && r != '\t' || r == 0x7f }
	if strings.ContainsFunc(string(value), control) {
		return errors.New("its Authorization has a control character")
	}
	if value == redacted {
		return fmt.Errorf("its Authorization is %s: give the value", redacted)
	}
	return nil
}

// wants says whether an endpoint receives events of a type.
func (e Endpoint) wants(webhookType string) bool {
	return len(e.Types) == 0 || slices.Contains(e.Types, webhookType)
}
