// Package judge says what an application did that a sound one never does, by the run of a story and by
// what became of its command. A command that fails because the bank is down is right to fail: that alone is never
// held against it. The package runs nothing.
package judge

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"belvo-emulator/emulator/internal/belvo"
	"belvo-emulator/emulator/internal/lifecycle"
	"belvo-emulator/emulator/internal/run"
	"belvo-emulator/emulator/internal/webhook"
)

// Rule is something that a sound application never does.
type Rule string

// The rules.
const (
	Crash      Rule = "crash"        // ends by a signal of its own, or by an exception that is no assertion
	Fails      Rule = "fails"        // fails though nothing was refused and the same end is due
	Hang       Rule = "hang"         // does not end
	Storm      Rule = "storm"        // makes the same call again and again
	SecondLink Rule = "second-link"  // leaves more links of a user than usual
	AsksInVain Rule = "asks-in-vain" // asks for the same data again without having healed the link
	Receiver   Rule = "receiver"     // its receiver of webhooks fails
	Check      Rule = "check"        // what the user's own check found
)

// Rules lists all rules.
func Rules() []Rule {
	return []Rule{Crash, Hang, Storm, SecondLink, AsksInVain, Receiver, Fails, Check}
}

// Outcome is what became of the command.
type Outcome struct {
	Exit   int
	Crash  string // the signal that ended it, or the exception that nothing has caught; "" for none
	Place  string // where it crashed, as far as that is known
	Hung   bool   // it did not end in its time, and was ended
	Stormy bool   // it was ended because of its many equal calls
	Failed string // what an assertion said, or what else the test wrote last
	Check  string // what the user's check said against the run; "" for nothing
	Took   time.Duration
}

// Options are what the judge holds an application to.
type Options struct {
	Off []Rule // rules that are not held
	// GivesUpWithZero: a command that gives up politely exits with 0, so every other code breaks a rule.
	GivesUpWithZero bool
}

// Usual is what the undisturbed runs did.
type Usual struct {
	Links  map[string]int // by institution and user
	Repeat int            // how often the most frequent call was made
	Took   time.Duration  // of the longest
	Failed map[string]int // how webhooks failed in it already
}

// Limits of what a sound application does.
const (
	leastStorm = 100
	leastTime  = 3 * time.Second
	vain       = 3
	// receiverTime is how long Belvo waits for a receiver's answer.
	receiverTime = 5 * time.Second
)

// StormLimit is how many equal calls a run may make.
func (u Usual) StormLimit() int { return max(leastStorm, 3*u.Repeat) }

// TimeLimit is how long a run may take, apart from what its story holds it up.
func (u Usual) TimeLimit() time.Duration { return max(leastTime, 4*u.Took) }

// mostLimits is how many times its limit a run may take that goes on to make requests.
const mostLimits = 10

// Hangs says whether a run hangs that has taken so long and made no request for a while. One that still makes
// requests when its time is over does not: a slow machine may keep it that long, and a command that repeats itself
// is to be known as a storm however slow its calls are.
func Hangs(took, idle, limit time.Duration) bool {
	return took > limit && (idle > limit/2 || took > mostLimits*limit)
}

// UsualOf is what several undisturbed runs did at most.
func UsualOf(reports []run.Report, outcomes []Outcome) Usual {
	u := Usual{Links: map[string]int{}, Failed: map[string]int{}}
	for i, r := range reports {
		for _, l := range r.Links {
			u.Links[owner(l)] = max(u.Links[owner(l)], l.Links)
		}
		u.Repeat = max(u.Repeat, repeats(r))
		u.Took = max(u.Took, outcomes[i].Took)
		failed := map[string]int{}
		for _, w := range r.Webhooks {
			if what := failing(w); what != "" {
				failed[what]++
				u.Failed[what] = max(u.Failed[what], failed[what])
			}
		}
	}
	return u
}

// Breach is a rule that was broken.
type Breach struct {
	Rule    Rule
	Because string // in words
	Place   string // what tells one mistake from another of the same rule
}

// Breaches is what a run broke, the most telling first. Transparent says that its story refuses nothing and
// that the same end is due.
func Breaches(o Outcome, r run.Report, u Usual, transparent bool, opts Options) []Breach {
	var found []Breach
	for _, rule := range []func() *Breach{
		func() *Breach { return crash(o) },
		func() *Breach { return storm(o, r, u) },
		func() *Breach { return hang(o) },
		func() *Breach { return secondLink(r, u) },
		func() *Breach { return asksInVain(r) },
		func() *Breach { return receiver(r, u) },
		func() *Breach { return fails(o, transparent || opts.GivesUpWithZero) },
		func() *Breach { return check(o) },
	} {
		if b := rule(); b != nil && !slices.Contains(opts.Off, b.Rule) {
			found = append(found, *b)
		}
	}
	return found
}

func crash(o Outcome) *Breach {
	if o.Crash == "" || o.Hung || o.Stormy {
		return nil
	}
	return &Breach{Crash, o.Crash, o.Place}
}

func hang(o Outcome) *Breach {
	if !o.Hung {
		return nil
	}
	return &Breach{Hang, "the command did not end in its time", ""}
}

func fails(o Outcome, held bool) *Breach {
	if o.Exit == 0 || !held || o.Hung || o.Stormy || o.Crash != "" {
		return nil
	}
	because := fmt.Sprintf("the command ended with exit code %d", o.Exit)
	if o.Failed != "" {
		because += ": " + o.Failed
	}
	return &Breach{Fails, because, ""}
}

func check(o Outcome) *Breach {
	if o.Check == "" {
		return nil
	}
	return &Breach{Check, o.Check, ""}
}

// repeats is how often the most frequent call was made.
func repeats(r run.Report) int {
	most, _ := frequent(r)
	return most
}

func frequent(r run.Report) (most int, what string) {
	count := map[string]int{}
	for _, q := range r.Requests {
		key := q.Method + q.Path + q.Same
		if count[key]++; count[key] > most {
			most, what = count[key], q.Method+" "+q.Path
		}
	}
	return most, what
}

func storm(o Outcome, r run.Report, u Usual) *Breach {
	most, what := frequent(r)
	if most <= u.StormLimit() && !o.Stormy {
		return nil
	}
	return &Breach{Storm, fmt.Sprintf("the same %s was made more than %d times", what, u.StormLimit()), what}
}

func owner(l run.Links) string { return l.Username + " at " + l.Institution }

func secondLink(r run.Report, u Usual) *Breach {
	for _, l := range r.Links {
		if l.Links > max(1, u.Links[owner(l)]) {
			return &Breach{SecondLink, fmt.Sprintf("%d links for %s, where there is %d usually", l.Links, owner(l),
				max(1, u.Links[owner(l)])), registeredAfter(r)}
		}
	}
	return nil
}

// registeredAfter says after what the application registered again: what it met last before its last
// registration.
func registeredAfter(r run.Report) string {
	met, again := "nothing", "nothing"
	for _, q := range r.Requests {
		switch {
		case q.Operation == string(lifecycle.Register):
			again = met
			fallthrough
		case q.Status == 0 || q.Status >= 400 || q.Fault != "":
			met = trouble(q)
		}
	}
	return "after " + again
}

// trouble is what an application met at a request, in few words.
func trouble(q run.Request) string {
	switch {
	case q.Status == 0 || q.Fault != "":
		return "an answer that did not come"
	case futile(q.Codes):
		return string(q.Codes[0])
	case q.Status >= 400:
		return "an error"
	}
	return "nothing"
}

// futile are the answers after which asking again is of no use.
func futile(codes []belvo.Code) bool {
	return slices.ContainsFunc(codes, func(c belvo.Code) bool {
		return c == belvo.CodeTokenRequired || c == belvo.CodeInvalidLink || c == belvo.CodeExpiredCredentials
	})
}

// heals says whether a request is an attempt to heal links.
func heals(q run.Request) bool {
	switch lifecycle.Operation(q.Operation) {
	case lifecycle.Resume, lifecycle.Update, lifecycle.Register, lifecycle.Delete, lifecycle.Refresh:
		return true
	}
	return q.Operation == "token"
}

func asksInVain(r run.Report) *Breach {
	count := map[string]int{}
	for _, q := range r.Requests {
		key := q.Method + " " + q.Path + " " + q.Link.String()
		switch {
		case heals(q):
			clear(count)
		case q.Operation != string(lifecycle.Retrieve) || !futile(q.Codes):
			delete(count, key)
		default:
			if count[key]++; count[key] >= vain {
				return &Breach{AsksInVain, fmt.Sprintf("%s %s was asked %d times after %s, and nothing was done about it",
					q.Method, q.Path, count[key], q.Codes[0]), q.Method + " " + q.Path}
			}
		}
	}
	return nil
}

// failing says how a receiver failed at a webhook, "" if it did not: one that has gone, or does not listen
// yet, is none of its faults.
func failing(w run.Webhook) string {
	switch webhook.Outcome(w.Outcome) {
	case webhook.BadStatus, webhook.Redirect:
		return fmt.Sprintf("the receiver answered %d to %s %s", w.Status, w.Type, w.Code)
	case webhook.Timeout:
		return fmt.Sprintf("the receiver did not answer %s %s within %s", w.Type, w.Code, receiverTime)
	}
	return ""
}

func receiver(r run.Report, u Usual) *Breach {
	count := map[string]int{}
	for _, w := range r.Webhooks {
		what := failing(w)
		if what == "" {
			continue
		}
		if count[what]++; count[what] > u.Failed[what] && u.Failed[what] == 0 {
			place, _, _ := strings.Cut(what, " to ")
			return &Breach{Receiver, what, place}
		}
	}
	return nil
}
