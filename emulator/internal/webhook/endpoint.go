package webhook

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"
)

// Endpoint is a receiver of webhooks.
type Endpoint struct {
	ID            string // letters, digits, - and _; "" for one that AddEndpoint makes up
	URL           string // http or https, see CleanURL; its query may hold a secret, so show what Shown returns
	Authorization Secret // the whole header, "Bearer ..." say; "" for none
	Profile       Profile
	Types         []string // webhook types it receives; empty: all
	Mangle        Mangle
}

// Profile says how often and when a delivery that failed is tried again.
type Profile struct {
	Name    string
	Retries int // attempts after the first
	// Wait is the time on the sandbox's clock from the end of a failed attempt, of which the first
	// is number 1, to the next. It is pure. nil: at once.
	Wait func(attempt int) time.Duration
}

// Aggregation is the profile of Belvo's data products, and of endpoints that name none: five
// retries with linear backoff (older webhooks page). Deviation: Belvo does not state the interval;
// it is 10 seconds times the number of the attempt that failed, so 10, 20, 30, 40 and 50 seconds.
func Aggregation() Profile {
	return Profile{"aggregation", 5, func(attempt int) time.Duration {
		return time.Duration(attempt) * 10 * time.Second
	}}
}

// Payments is the profile of Belvo's payment products: three retries, 60 seconds apart.
func Payments() Profile {
	return Profile{"payments", 3, func(int) time.Duration { return time.Minute }}
}

// None is the profile that never tries again.
func None() Profile { return Profile{Name: "none"} }

// Profiles lists the profiles that have a name.
func Profiles() []Profile { return []Profile{Aggregation(), Payments(), None()} }

// ProfileNamed returns the profile of a name; "" is Aggregation.
func ProfileNamed(name string) (Profile, error) {
	var names []string
	for _, p := range Profiles() {
		if p.Name == name || name == "" {
			return p, nil
		}
		names = append(names, p.Name)
	}
	return Profile{}, fmt.Errorf("unknown retry profile %q, there are %s", name, strings.Join(names, ", "))
}

func (p Profile) wait(attempt int) time.Duration {
	if p.Wait == nil {
		return 0
	}
	return p.Wait(attempt)
}

// check returns the endpoint as it is kept, or why it cannot be used; never with its secrets.
func (e Endpoint) check() (Endpoint, error) {
	if e.Profile.Name == "" && e.Profile.Retries == 0 {
		e.Profile = Aggregation()
	}
	e.Types = slices.Clone(e.Types)
	address, bad := CleanURL(e.URL)
	for _, err := range []error{checkID(e.ID), bad, checkTypes(e.Types), checkHeader(e.Authorization)} {
		if err != nil {
			return e, fmt.Errorf("webhook endpoint %q: %w", e.ID, err)
		}
	}
	e.URL = address
	return e, nil
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
