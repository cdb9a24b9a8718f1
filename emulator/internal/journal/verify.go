package journal

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// Verification asks whether the application made the requests that it should: one Call, so many
// times, or several Calls in their order.
type Verification struct {
	Call
	Times *Times `json:"times,omitempty" doc:"without it at least once"`
	Calls []Call `json:"calls,omitempty" doc:"instead of one call: these, in this order, others may be between"`
	// Exactly admits no other request than Calls.
	Exactly  bool   `json:"exactly,omitempty" doc:"no other requests than calls"`
	AnyOrder bool   `json:"any_order,omitempty" doc:"the order of calls does not matter"`
	Among    *Call  `json:"among,omitempty" doc:"only look at these requests, such as {\"auth\": \"basic\"}"`
	Since    string `json:"since,omitempty" doc:"only look at what was recorded after the request with this id"`
}

// Times says how often; nil limits are none.
type Times struct {
	Exactly *int `json:"exactly,omitempty"`
	AtLeast *int `json:"at_least,omitempty"`
	AtMost  *int `json:"at_most,omitempty"`
}

// Verdict is the answer to a Verification.
type Verdict struct {
	OK    bool `json:"ok"`
	Count int  `json:"count" doc:"of the requests that are as they were wanted"`
}

// Failure is the answer to a Verification that is not so.
type Failure struct {
	Error   string   `json:"error"`
	Count   int      `json:"count" doc:"of the requests that are as they were wanted"`
	Matched []string `json:"matched,omitempty" doc:"the ids of the requests that are, at most twenty"`
	Nearest []Near   `json:"nearest" doc:"those nearest to what is missing, or too many"`
	Dropped uint64   `json:"dropped,omitempty" doc:"requests that fell out of the journal, unseen"`
}

// Near is a request that is nearly as it was wanted, or not wanted at all.
type Near struct {
	Request     string       `json:"request" doc:"its id"`
	Summary     string       `json:"summary"`
	Differences []Difference `json:"differences"`
}

// Limits of what a Failure lists.
const (
	maxMatched = 20
	maxNear    = 3
)

// Verify answers a verification: a Verdict, or a Failure that is not nil. The error is a
// verification that makes no sense.
func (v View) Verify(ask Verification) (Verdict, *Failure, error) {
	w := &work{maxWork}
	entries, dropped, err := v.among(ask, w)
	if err != nil {
		return Verdict{}, nil, err
	}
	var verdict Verdict
	var failure *Failure
	if ask.Calls != nil {
		verdict, failure, err = verifyCalls(ask, entries, w)
	} else {
		verdict, failure, err = verifyTimes(ask, entries, w)
	}
	if err == nil {
		err = w.checked()
	}
	if dropped > 0 && err == nil {
		fallen := fmt.Sprintf("%d older requests fell out of the journal and were not looked at", dropped)
		switch {
		case failure != nil:
			failure.Error += "; " + fallen
		case ask.limits():
			failure = &Failure{Count: verdict.Count, Nearest: []Near{},
				Error: "their number is not known: " +
					fallen + `; look only at newer ones with "since"`}
		default:
			return verdict, nil, nil
		}
		failure.Dropped = dropped
	}
	return verdict, failure, err
}

// limits says whether there may be too many requests.
func (ask Verification) limits() bool {
	return ask.Exactly || ask.Times != nil && (ask.Times.Exactly != nil || ask.Times.AtMost != nil)
}

// among are the requests that a verification is about, the oldest first.
func (v View) among(ask Verification, w *work) ([]*Entry, uint64, error) {
	var scope Call
	if ask.Among != nil {
		scope = *ask.Among
	}
	m, err := scope.Compile()
	if err != nil {
		return nil, 0, fmt.Errorf("among: %w", err)
	}
	m.work = w
	entries, dropped, err := v.Since(ask.Since, m.Matches)
	slices.Reverse(entries)
	return entries, dropped, err
}

// Since returns the requests that keep wants and that were recorded after the one with an id, or
// all with the id "", the newest first, and how many of those fell out of the record. The error is
// an id of no request.
func (v View) Since(id string, keep func(*Entry) bool) ([]*Entry, uint64, error) {
	if id == "" {
		entries, dropped := v.Requests(keep)
		return entries, dropped, nil
	}
	for _, j := range v {
		if r := j.find(id); r != nil {
			return v.after(r.position, keep), 0, nil
		}
	}
	return nil, 0, fmt.Errorf("there is no request %q on record", id)
}

// verifyTimes holds how often one call was made against its limits.
func verifyTimes(ask Verification, entries []*Entry, w *work) (Verdict, *Failure, error) {
	if ask.Exactly || ask.AnyOrder {
		return Verdict{}, nil, fmt.Errorf(`"exactly" and "any_order" belong to "calls"; ` +
			`"times" has its own "exactly"`)
	}
	m, err := ask.Compile()
	if err != nil {
		return Verdict{}, nil, err
	}
	m.work = w
	least, most, err := ask.Times.limits()
	if err != nil {
		return Verdict{}, nil, err
	}
	var matched, others []*Entry
	for _, e := range entries {
		if m.Matches(e) {
			matched = append(matched, e)
		} else {
			others = append(others, e)
		}
	}
	n := len(matched)
	if n >= least && (most < 0 || n <= most) {
		return Verdict{true, n}, nil, nil
	}
	f := &Failure{Count: n, Matched: ids(matched),
		Error: fmt.Sprintf("%s was %s, %s", m.call, made(n), wanted(least, most))}
	if n < least {
		f.Nearest = nearest(m, others)
	} else {
		f.Nearest = unwanted(matched)
	}
	f.Error += best(f.Nearest, n < least)
	return Verdict{}, f, nil
}

// limits are the least and the most times, the latter below zero for any number.
func (t *Times) limits() (least, most int, err error) {
	if t == nil {
		return 1, -1, nil
	}
	lower, upper := given(t.Exactly, t.AtLeast), given(t.Exactly, t.AtMost)
	if len(lower)+len(upper) == 0 {
		return 0, 0, fmt.Errorf(`times: it must have "exactly", "at_least" or "at_most"`)
	}
	if n := slices.Min(append(lower, upper...)); n < 0 {
		return 0, 0, fmt.Errorf("times: %d is less than none", n)
	}
	most = -1
	if len(lower) > 0 {
		least = slices.Max(lower)
	}
	if len(upper) > 0 {
		most = slices.Min(upper)
	}
	if most >= 0 && least > most {
		return 0, 0, fmt.Errorf("times: no number is at least %d and at most %d", least, most)
	}
	return least, most, nil
}

// given are the numbers that are there.
func given(numbers ...*int) (list []int) {
	for _, n := range numbers {
		if n != nil {
			list = append(list, *n)
		}
	}
	return list
}

func wanted(least, most int) string {
	switch {
	case most == 0:
		return "and should never be"
	case least == most:
		return "not exactly " + times(least)
	case most < 0:
		return "not at least " + times(least)
	case least == 0:
		return "not at most " + times(most)
	}
	return fmt.Sprintf("not %d to %s", least, times(most))
}

func made(n int) string {
	if n == 0 {
		return "never made"
	}
	return "made " + times(n)
}

func times(n int) string {
	if n == 1 {
		return "once"
	}
	return fmt.Sprintf("%d times", n)
}

func ids(entries []*Entry) []string {
	var list []string
	for _, e := range entries[:min(maxMatched, len(entries))] {
		list = append(list, e.ID)
	}
	return list
}

// String says what a Call describes, such as POST /api/token/ with body {...}.
func (c Call) String() string {
	parts := []string{cmp.Or(strings.ToUpper(c.Method), "a request"), cmp.Or(c.Path, "")}
	if c.Method != "" && c.Path == "" {
		parts[1] = "to any path"
	}
	for _, part := range []struct {
		name  string
		value any
		given bool
	}{{"query", c.Query, len(c.Query) > 0}, {"body", c.Body, len(c.Body) > 0}, {"link", c.Link,
		c.Link != [16]byte{}},
		{"status", c.Status, c.Status != 0}, {"code", c.Code, c.Code != ""}, {"auth", c.Auth, c.Auth != ""}} {
		if part.given {
			parts = append(parts, "with "+part.name+" "+shown(part.value))
		}
	}
	return strings.Join(slices.DeleteFunc(parts, func(s string) bool { return s == "" }), " ")
}
