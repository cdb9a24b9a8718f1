package lifecycle_test

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"belvo-emulator/emulator/internal/belvo"
	"belvo-emulator/emulator/internal/lifecycle"
)

// rows returns the transitions for an event in a state.
func rows(from lifecycle.State, event lifecycle.Event) []lifecycle.Transition {
	var found []lifecycle.Transition
	for _, tr := range lifecycle.Table() {
		if tr.From == from && tr.Event == event {
			found = append(found, tr)
		}
	}
	return found
}

// TestEachAdmittedOperationHasOneRowForEachOutcome goes through every state and operation: either
// it is refused at once, or the table says what each outcome does to the link.
func TestEachAdmittedOperationHasOneRowForEachOutcome(t *testing.T) {
	t.Parallel()
	expected := 0
	for _, s := range lifecycle.States() {
		for _, op := range lifecycle.Operations() {
			admitted := lifecycle.Admit(s, op) == ""
			for _, out := range lifecycle.Outcomes(op) {
				event, want := lifecycle.EventOf(op, out), 0
				if admitted {
					want = 1
				}
				expected += want
				if got := len(rows(s, event)); got != want {
					t.Errorf("%s in state %s (admitted: %v) has %d rows, want %d", event, s, admitted, got,
						want)
				}
			}
		}
		for _, event := range lifecycle.OtherEvents() {
			expected += len(rows(s, event))
		}
	}
	if got := len(lifecycle.Table()); got != expected {
		t.Errorf("the table has %d rows, but only %d can happen", got, expected)
	}
}

func TestRefusalsAreErrorsOfTheCatalogue(t *testing.T) {
	t.Parallel()
	for _, s := range lifecycle.States() {
		for _, op := range lifecycle.Operations() {
			code := lifecycle.Admit(s, op)
			if _, ok := belvo.Lookup(code); code != "" && !ok {
				t.Errorf("%s in state %s is refused by %q, which is no code", op, s, code)
			}
		}
	}
	for _, c := range []struct {
		state lifecycle.State
		op    lifecycle.Operation
		want  belvo.Code
	}{
		{lifecycle.None, lifecycle.Register, ""},
		{lifecycle.None, lifecycle.Retrieve, belvo.CodeDoesNotExist},
		{lifecycle.Unconfirmed, lifecycle.Retrieve, belvo.CodeUnconfirmedLink},
		{lifecycle.Valid, lifecycle.Register, belvo.CodeDuplicated},
		{lifecycle.TokenRequired, lifecycle.Retrieve, ""},
		{lifecycle.Invalid, lifecycle.Retrieve, belvo.CodeInvalidLink},
		{lifecycle.Invalid, lifecycle.Resume, belvo.CodeSessionExpired},
		{lifecycle.Invalid, lifecycle.Update, ""},
		{lifecycle.Expired, lifecycle.Refresh, belvo.CodeExpiredCredentials},
		{lifecycle.Expired, lifecycle.Update, ""},
		{lifecycle.Deleted, lifecycle.Delete, belvo.CodeNotFound},
		{"nowhere", lifecycle.Update, belvo.CodeNotFound},
	} {
		if got := lifecycle.Admit(c.state, c.op); got != c.want {
			t.Errorf("%s in state %s: %q, want %q", c.op, c.state, got, c.want)
		}
	}
}

func TestWithoutALinkThereIsOnlyRegistration(t *testing.T) {
	t.Parallel()
	for _, tr := range lifecycle.Table() {
		registers := strings.HasPrefix(string(tr.Event), string(lifecycle.Register)+"_")
		if registers != (tr.From == lifecycle.None) {
			t.Errorf("%s happens in state %s", tr.Event, tr.From)
		}
		if tr.To == lifecycle.None && tr.From != lifecycle.None {
			t.Errorf("%s brings a link from %s back to nothing", tr.Event, tr.From)
		}
	}
	for _, op := range lifecycle.Operations() {
		if op != lifecycle.Register && lifecycle.Admit(lifecycle.None, op) == "" {
			t.Errorf("%s is admitted although there is no link", op)
		}
	}
}

func TestCredentialsExpireWhereTheyAreStored(t *testing.T) {
	t.Parallel()
	for _, s := range lifecycle.States() {
		want := 1
		if s == lifecycle.None || s == lifecycle.Expired || s == lifecycle.Deleted {
			want = 0
		}
		found := rows(s, lifecycle.CredentialsExpired)
		if len(found) != want {
			t.Errorf("state %s has %d rows for it, want %d", s, len(found), want)
		}
		for _, tr := range found {
			if tr.To != lifecycle.Expired {
				t.Errorf("in state %s it leads to %s", s, tr.To)
			}
		}
	}
}

func TestSessionsExpireWhereTheyCanBeResumed(t *testing.T) {
	t.Parallel()
	for _, s := range lifecycle.States() {
		found := rows(s, lifecycle.SessionExpired)
		if can := lifecycle.Admit(s, lifecycle.Resume) == ""; can != (len(found) == 1) {
			t.Errorf("state %s has %d rows for it, but can be resumed: %v", s, len(found), can)
		}
		for _, tr := range found {
			if tr.To != s || !slices.Equal(tr.Effects, []lifecycle.Effect{lifecycle.DropSessions}) {
				t.Errorf("in state %s it leads to %s with %v", s, tr.To, tr.Effects)
			}
		}
	}
}

func TestNextFindsTheRowOrSaysThatItIsImpossible(t *testing.T) {
	t.Parallel()
	for _, want := range lifecycle.Table() {
		got, err := lifecycle.Next(want.From, want.Event)
		if err != nil || got.To != want.To || !slices.Equal(got.Effects, want.Effects) ||
			got.Why != want.Why {
			t.Errorf("%s in state %s gives %+v, %v", want.Event, want.From, got, err)
		}
	}
	for _, c := range []struct {
		from  lifecycle.State
		event lifecycle.Event
	}{
		{lifecycle.Deleted, "update_ok"}, {lifecycle.Valid, "register_ok"},
		{lifecycle.Invalid, "retrieve_ok"},
		{lifecycle.Expired, lifecycle.CredentialsExpired}, {lifecycle.Valid, "retrieve_failed"},
		{lifecycle.Valid, ""}, {"nowhere", "update_ok"},
	} {
		got, err := lifecycle.Next(c.from, c.event)
		var impossible *lifecycle.ImpossibleError
		if !errors.As(err, &impossible) || impossible.State != c.from || impossible.Event != c.event {
			t.Errorf("%q in state %s gives %+v, %v; want an ImpossibleError", c.event, c.from, got, err)
			continue
		}
		if text := err.Error(); !strings.Contains(text, string(c.from)) ||
			!strings.Contains(text, string(c.event)) {
			t.Errorf("the error does not name the pair: %s", text)
		}
	}
}

func TestStatesShowBelvosStatuses(t *testing.T) {
	t.Parallel()
	want := map[lifecycle.State]belvo.Status{
		lifecycle.None: "", lifecycle.Unconfirmed: "unconfirmed", lifecycle.Valid: "valid",
		lifecycle.TokenRequired: "token_required", lifecycle.Invalid: "invalid", lifecycle.Expired: "invalid",
		lifecycle.Deleted: "",
	}
	if len(want) != len(lifecycle.States()) {
		t.Errorf("there are %d states, this test knows %d", len(lifecycle.States()), len(want))
	}
	for _, s := range lifecycle.States() {
		if got := s.Status(); got != want[s] {
			t.Errorf("state %s shows status %q, want %q", s, got, want[s])
		}
	}
}

func TestAnswersHaveTheirOutcome(t *testing.T) {
	t.Parallel()
	for answer, want := range map[belvo.Code]lifecycle.Outcome{
		lifecycle.AnswerOK:             lifecycle.OK,
		belvo.CodeTokenRequired:        lifecycle.Challenged,
		belvo.CodeLoginError:           lifecycle.Refused,
		belvo.CodeInstitutionDown:      lifecycle.Failed,
		belvo.CodeTooManySessions:      lifecycle.Failed,
		belvo.CodeSessionExpired:       lifecycle.Failed,
		belvo.CodeUnexpectedError:      lifecycle.Failed,
		belvo.CodeActivationRequired:   lifecycle.Failed,
		belvo.CodeServiceUnavailable:   lifecycle.Failed,
		belvo.CodeUnsupportedOperation: lifecycle.Failed,
	} {
		if got := lifecycle.OutcomeOf(answer); got != want {
			t.Errorf("%s means %s, want %s", answer, got, want)
		}
	}
	for _, op := range lifecycle.Operations() {
		if slices.Contains(lifecycle.Outcomes(op), lifecycle.Failed) {
			t.Errorf("a failure of %s is an event, but it never changes a link", op)
		}
	}
}
