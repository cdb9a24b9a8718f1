package emulatortest

import (
	"belvo-emulator/emulator/internal/belvo"
	"encoding/json"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"testing"
)

// Answer is what the server answered.
type Answer struct {
	Status int
	Header http.Header
	Body   []byte
	t      testing.TB
}

// Value is what a path such as "results.0.id" leads to in the JSON body, nil if it leads nowhere.
func (a *Answer) Value(path string) any {
	a.t.Helper()
	var v any
	if err := json.Unmarshal(a.Body, &v); err != nil {
		a.t.Fatalf("the answer is no JSON: %v\n%s", err, a.Body)
	}
	for part := range strings.SplitSeq(path, ".") {
		switch at := v.(type) {
		case map[string]any:
			v = at[part]
		case []any:
			i, err := strconv.Atoi(part)
			if err != nil || i >= len(at) {
				return nil
			}
			v = at[i]
		default:
			return nil
		}
	}
	return v
}

// Text is Value as text, "" for null or nothing.
func (a *Answer) Text(path string) string {
	a.t.Helper()
	if v := a.Value(path); v != nil {
		return fmt.Sprint(v)
	}
	return ""
}

// Request is the id of the request's entry in the journal.
func (a *Answer) Request() string { return a.Header.Get(belvo.HeaderRequest) }

// Want ends the test unless the answer has the status and, for errors, the code.
func (a *Answer) Want(status int, code ...string) *Answer {
	a.t.Helper()
	if a.Status != status {
		a.t.Fatalf("status %d, want %d: %s%s", a.Status, status, a.Body, a.hint())
	}
	if len(code) > 0 && a.Text("0.code") != code[0] {
		a.t.Fatalf("code %s, want %s: %s%s", a.Text("0.code"), code[0], a.Body, a.hint())
	}
	return a
}

// hint is what the emulator adds to Belvo's answer, on a line of its own.
func (a *Answer) hint() string {
	if hint := a.Header.Get(belvo.HeaderHint); hint != "" {
		return "\nhint: " + hint
	}
	return ""
}
