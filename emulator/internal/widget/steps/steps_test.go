package steps

import (
	"bytes"
	"encoding/json"
	"regexp"
	"testing"
)

// TestTable holds that the table is read without a rest, and that each screen has one way on at most.
func TestTable(t *testing.T) {
	t.Parallel()
	data, err := files.ReadFile("steps.json")
	if err != nil {
		t.Fatal(err)
	}
	decoder := json.NewDecoder(bytes.NewReader(data))
	decoder.DisallowUnknownFields()
	read := Table{}
	if err := decoder.Decode(&read); err != nil {
		t.Fatal(err)
	}
	seen := map[string]bool{}
	for _, p := range read.Pages {
		if seen[p.Path] || p.Press != "" && p.Does != "" || p.Last && p.Press == "" {
			t.Errorf("%s stands there twice or has two ways on: %+v", p.Path, p)
		}
		seen[p.Path] = true
	}
	for _, known := range read.LoginErrors {
		if _, err := regexp.Compile(known[0]); err != nil {
			t.Error(err)
		}
	}
	if Get().NotValid.Message == "" || Get().Forbidden.Message == "" || Get().Disabled.Message == "" ||
		Get().Unexpected == "" || len(Get().InForm)*len(Get().Filters) == 0 || len(Get().Start) == 0 || Get().Page("/nothing").Press != "" {
		t.Errorf("something is missing: %+v", Get())
	}
}
