package journal

import "testing"

// TestPlacesAreForgottenWithTheWayBack: what was before the oldest change that one can go back over leads nowhere.
func TestPlacesAreForgottenWithTheWayBack(t *testing.T) {
	t.Parallel()
	j := New(OfSandbox, NewBudget(DefaultBytes))
	j.CarryOn(1, 1)
	record := func(did Span) *Entry {
		e := &Entry{ID: j.Begin()}
		j.Record(e, did)
		return e
	}
	equal := func(what string, e *Entry, begin, end Place, lost bool) {
		t.Helper()
		if b, n, l := j.PlacesOf(e); b != begin || n != end || l != lost {
			t.Errorf("%s: %v, %v, %v, want %v, %v, %v", what, b, n, l, begin, end, lost)
		}
	}
	refused, read := record(Span{}), record(Span{Begin: 1, End: 1})
	changed := record(Span{Begin: 1, End: 2, Changed: &Mutation{}})
	for range maxChanges - 1 {
		record(Span{Begin: 2, End: 2, Changed: &Mutation{}})
	}
	equal("one that did not reach the sandbox", refused, nil, nil, false)
	equal("one before the oldest change", read, 1, 1, false)
	equal("the oldest change", changed, 1, 2, false)
	last := record(Span{Begin: 2, End: 3, Changed: &Mutation{}})
	equal("one before it", changed, nil, nil, true)
	equal("one that reads, before it", read, nil, nil, true)
	equal("the last", last, 2, 3, false)
	if n := j.places.n; n != maxChanges {
		t.Errorf("%d places are kept for %d changes", n, maxChanges)
	}
	equal("one that is not on record", &Entry{ID: "r9999"}, nil, nil, true)
}

// TestPlacesEndWithTheProcess: nothing is known of those of requests that came before it began.
func TestPlacesEndWithTheProcess(t *testing.T) {
	t.Parallel()
	j := New(OfSandbox, NewBudget(DefaultBytes))
	j.CarryOn(5, 7)
	j.Recall(&Saved{Requests: []SavedRequest{{Position: 3, ID: "r2"}}}, nil)
	if begin, _, lost := j.PlacesOf((View{j}).Entry("r2")); begin != nil || !lost {
		t.Errorf("of a request of an earlier process there is %v, lost is %v", begin, lost)
	}
}
