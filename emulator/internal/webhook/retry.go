package webhook

import (
	"fmt"
	"strings"
	"time"
)

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
