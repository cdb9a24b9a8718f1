package journal

import (
	"fmt"
	"slices"
)

// maxCalls is how many calls a verification may have.
const maxCalls = 200

// verifyCalls holds the requests that were made against several calls.
func verifyCalls(ask Verification, entries []*Entry, w *work) (Verdict, *Failure, error) {
	if ask.Times != nil || ask.Call.String() != (Call{}).String() {
		return Verdict{}, nil, fmt.Errorf(`a verification has either "calls" or one call with "times"`)
	}
	if len(ask.Calls) > maxCalls {
		return Verdict{}, nil, fmt.Errorf("calls: there may be %d of them, not %d", maxCalls, len(ask.Calls))
	}
	matchers := make([]*Matcher, len(ask.Calls))
	for i, c := range ask.Calls {
		var err error
		if matchers[i], err = c.Compile(); err != nil {
			return Verdict{}, nil, fmt.Errorf("calls.%d: %w", i, err)
		}
		matchers[i].work = w
	}
	var f *Failure
	switch {
	case ask.AnyOrder:
		f = inAnyOrder(matchers, entries, ask.Exactly)
	case ask.Exactly:
		f = exactly(matchers, entries)
	default:
		f = inOrder(matchers, entries)
	}
	if f != nil {
		return Verdict{}, f, nil
	}
	return Verdict{true, len(matchers)}, nil, nil
}

// exactly wants each request to be the call of its place.
func exactly(calls []*Matcher, entries []*Entry) *Failure {
	for i, m := range calls {
		switch {
		case i >= len(entries):
			return missed(i, m, nil, entries, "there were no more requests")
		case !m.Matches(entries[i]):
			return missed(i, m, entries[i:i+1], entries[:i], "request "+entries[i].ID+" was made instead")
		}
	}
	if more := entries[len(calls):]; len(more) > 0 {
		f := &Failure{Count: len(calls), Matched: ids(entries[:len(calls)]), Nearest: unwanted(more[:min(maxNear,
			len(more))])}
		f.Error = fmt.Sprintf("%d requests more than the %d calls were made, the first of them %s: %s", len(more),
			len(calls), f.Nearest[0].Request, f.Nearest[0].Summary)
		return f
	}
	return nil
}

// inOrder wants each call among the requests behind that of the call before.
func inOrder(calls []*Matcher, entries []*Entry) *Failure {
	from := 0
	var matched []*Entry
	for i, m := range calls {
		at := slices.IndexFunc(entries[from:], m.Matches)
		if at < 0 {
			return missed(i, m, entries[from:], matched, outOfOrder(m, entries[:from], matched))
		}
		matched = append(matched, entries[from+at])
		from += at + 1
	}
	return nil
}

// outOfOrder is why a call is missing behind those that were matched.
func outOfOrder(m *Matcher, before, matched []*Entry) string {
	if len(matched) == 0 {
		return "no such request was made"
	}
	last := matched[len(matched)-1].ID
	at := slices.IndexFunc(before, m.Matches)
	if at < 0 {
		return "no such request was made after " + last + ", which is the call before"
	}
	if before[at].ID == last {
		return fmt.Sprintf("the only such request, %s, is the call before", last)
	}
	return fmt.Sprintf("such a request was only made before the call that should come first: %s, before %s",
		before[at].ID, last)
}

// missed is the failure of a call that was not made.
func missed(i int, m *Matcher, others, matched []*Entry, why string) *Failure {
	f := &Failure{Count: len(matched), Matched: ids(matched), Nearest: nearest(m, others)}
	f.Error = fmt.Sprintf("call %d of the list, %s, is missing: %s", i+1, m.call, why)
	if len(f.Nearest) > 0 {
		f.Error += best(f.Nearest, true)
	}
	return f
}

// inAnyOrder wants a request of its own for each call. Where a request satisfies several calls it
// goes to the one that has no other: calls that have one already move on (augmenting paths).
func inAnyOrder(calls []*Matcher, entries []*Entry, only bool) *Failure {
	owner := make([]int, len(entries)) // the call of each request, from 1; 0 for none
	for i := range calls {
		if !assign(calls, entries, owner, i, make([]bool, len(entries))) {
			return missed(i, calls[i], unmatchedCalls(entries, owner), matchedCalls(entries, owner), "no request is left for it")
		}
	}
	if more := unmatchedCalls(entries, owner); only && len(more) > 0 {
		f := &Failure{Count: len(calls), Matched: ids(matchedCalls(entries, owner)),
			Nearest: unwanted(more[:min(maxNear, len(more))])}
		f.Error = fmt.Sprintf("%d other requests than the %d calls were made, the first of them %s: %s", len(more),
			len(calls), f.Nearest[0].Request, f.Nearest[0].Summary)
		return f
	}
	return nil
}

// assign finds a request for a call, if need be by giving another call another one.
func assign(calls []*Matcher, entries []*Entry, owner []int, call int, tried []bool) bool {
	for at, e := range entries {
		if tried[at] || !calls[call].Matches(e) {
			continue
		}
		tried[at] = true
		if owner[at] == 0 || assign(calls, entries, owner, owner[at]-1, tried) {
			owner[at] = call + 1
			return true
		}
	}
	return false
}

func matchedCalls(entries []*Entry, owner []int) []*Entry { return split(entries, owner, true) }

func unmatchedCalls(entries []*Entry, owner []int) []*Entry { return split(entries, owner, false) }

func split(entries []*Entry, owner []int, has bool) []*Entry {
	var list []*Entry
	for i, e := range entries {
		if (owner[i] != 0) == has {
			list = append(list, e)
		}
	}
	return list
}
