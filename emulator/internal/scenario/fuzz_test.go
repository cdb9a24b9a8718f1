package scenario

import (
	"io/fs"
	"testing"
	"time"
	"unicode/utf8"

	"belvo-emulator/emulator/internal/belvo"
	"belvo-emulator/emulator/internal/lifecycle"
	"belvo-emulator/scenarios"
)

// FuzzParse: whatever a file holds, it is read or refused with a place; what was read can be asked
// everything, in every state, at any time.
func FuzzParse(f *testing.F) {
	files, err := fs.Glob(scenarios.FS, "*.yaml")
	if err != nil || len(files) == 0 {
		f.Fatalf("no built-in scenarios: %v", err)
	}
	for _, file := range files {
		data, err := fs.ReadFile(scenarios.FS, file)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(data)
	}
	f.Add([]byte(right))
	for _, w := range append(malformed(), impossible()...) {
		f.Add([]byte(w.new))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		s, problems := Parse("fuzz.yaml", data, sets())
		if (s == nil) == (len(problems) == 0) {
			t.Fatalf("scenario %v with problems %v", s, problems)
		}
		for _, p := range problems {
			if p.Line < 1 || p.Column < 1 || p.Message == "" {
				t.Errorf("a problem without a place or text: %v", p)
			}
		}
		if s != nil {
			interrogate(t, s)
		}
	})
}

// interrogate asks everything in every state.
func interrogate(t *testing.T, s *Scenario) {
	t.Helper()
	for _, state := range append([]*State{s.Start, s.Enter}, s.States...) {
		if state == nil {
			t.Fatal("a state is missing")
		}
		for _, op := range lifecycle.Operations() {
			for _, resource := range append(belvo.Kinds(), "") {
				q := ask(op, "username=ana", "token=111111")
				q.Resource = resource
				inquire(t, Script{Scenario: s, State: state, Entered: noon}, q)
			}
		}
	}
}

func inquire(t *testing.T, sc Script, q Question) {
	t.Helper()
	for _, passed := range []time.Duration{0, time.Second, 365 * 24 * time.Hour} {
		answer, next := sc.Ask(q, noon.Add(passed))
		if answer.Faulty != (answer.Code == "") || next.State == nil {
			t.Fatalf("%s is answered %+v in %s", q.Operation, answer, sc)
		}
		if again, _ := sc.Ask(q, noon.Add(passed)); again != answer {
			t.Fatalf("%s is answered %+v, then %+v", q.Operation, answer, again)
		}
		sc = next
	}
}

// FuzzPattern: whether a value matches and whether two globs overlap go together.
func FuzzPattern(f *testing.F) {
	for _, p := range []string{"mfa_*", "*?", "a*b*c", "", "/^a/", "ñ?"} {
		f.Add(p, "*a", "mfa_qr")
		f.Add(p, p, p)
	}
	f.Fuzz(func(t *testing.T, a, b, value string) {
		if !utf8.ValidString(a) || !utf8.ValidString(b) || !utf8.ValidString(value) {
			return // neither YAML nor JSON can hold such a text
		}
		p, err := ParsePattern(a)
		if err != nil {
			return
		}
		q, err := ParsePattern(b)
		if err != nil {
			return
		}
		if p.overlaps(q) != q.overlaps(p) {
			t.Errorf("%q overlaps %q only one way round", a, b)
		}
		if p.Matches(value) && q.Matches(value) && !p.overlaps(q) {
			t.Errorf("%q matches %q and %q, which do not overlap", value, a, b)
		}
		if p.always() && !p.Matches(value) {
			t.Errorf("%q does not match %q", a, value)
		}
	})
}
