package webhook_test

import (
	"strings"
	"testing"
	"time"

	"belvo-emulator/emulator/internal/notice"
	"belvo-emulator/emulator/internal/webhook"
)

// TestAFileListsEndpoints with all that one can say of them.
func TestAFileListsEndpoints(t *testing.T) {
	t.Parallel()
	endpoints, problems := webhook.ParseEndpoints("hooks.yaml", []byte(`
endpoints:
  - id: main
    url: http://app.test/hook
    authorization: Bearer 5ecre7
    profile: payments
    types: [LINK, CONSENT]
    duplicate: true
    delay: 90s
    reorder: true
  - url: https://other.test
`))
	if len(problems) > 0 || len(endpoints) != 2 {
		t.Fatalf("%+v, %v", endpoints, problems)
	}
	e := endpoints[0]
	if e.ID != "main" || e.URL != "http://app.test/hook" || string(e.Authorization) != "Bearer 5ecre7" ||
		e.Profile.Name != "payments" || e.Profile.Retries != 3 {
		t.Errorf("the first is %+v", e)
	}
	equal(t, "its types", e.Types, []string{"LINK", "CONSENT"})
	if want := (notice.Mangle{Duplicate: true, Delay: 90 * time.Second, Reorder: true}); e.Mangle != want {
		t.Errorf("its deliveries are spoiled with %+v", e.Mangle)
	}
	if _, err := webhook.CheckEndpoints(endpoints); err != nil {
		t.Error(err)
	}
	d := webhook.New(webhook.Config{Manual: true, Transport: &wire{}})
	if err := d.SetEndpoints(endpoints); err != nil {
		t.Fatal(err)
	}
	if second := d.Endpoints()[1]; second.ID != "endpoint-1" || second.Profile.Name != "aggregation" {
		t.Errorf("the second is %+v", second)
	}
}

// TestMistakesInAFileHaveTheirPlace: all of them at once, each with file, line and column.
func TestMistakesInAFileHaveTheirPlace(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		text string
		want []string // prefixes of the lines
	}{
		"no list":     {"version: 1\n", []string{"hooks.yaml:1:1: "}},
		"empty":       {"", []string{"hooks.yaml:1:1: "}},
		"no YAML":     {"endpoints: [\n", []string{"hooks.yaml:"}},
		"not a list":  {"endpoints: http://app.test\n", []string{"hooks.yaml:1:12: "}},
		"no URL":      {"endpoints:\n  - id: main\n", []string{"hooks.yaml:2:5: "}},
		"unknown key": {"endpoints:\n  - ulr: http://app.test\n", []string{"hooks.yaml:2:5: "}},
		"several": {"endpoints:\n  - url: http://a.test\n    profile: paymnets\n    delay: soon\n" +
			"    duplicate: maybe\n    types: LINK\n",
			[]string{"hooks.yaml:3:14: ", "hooks.yaml:4:12: ", "hooks.yaml:5:16: ", "hooks.yaml:6:12: "}},
		"negative": {"endpoints:\n  - url: http://a.test\n    delay: -3s\n", []string{"hooks.yaml:3:12: "}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			endpoints, problems := webhook.ParseEndpoints("hooks.yaml", []byte(c.text))
			text := problems.Error()
			if endpoints != nil || len(problems) < len(c.want) {
				t.Fatalf("%+v, %s", endpoints, text)
			}
			for _, want := range c.want {
				if !strings.Contains("\n"+text, "\n"+want) {
					t.Errorf("no %q in\n%s", want, text)
				}
			}
		})
	}
	_, problems := webhook.ParseEndpoints("hooks.yaml",
		[]byte("endpoints:\n  - url: http://a.test\n    profile: paymnets\n"))
	if text := problems.Error(); !strings.Contains(text, `did you mean "payments"?`) {
		t.Errorf("the mistake is %s", text)
	}
}

// TestEndpointsOfAFileAreCheckedTogether, without showing their secrets.
func TestEndpointsOfAFileAreCheckedTogether(t *testing.T) {
	t.Parallel()
	endpoints, problems := webhook.ParseEndpoints("hooks.yaml", []byte(`endpoints:
  - {id: main, url: http://a.test, authorization: Bearer 5ecre7}
  - {id: main, url: "http://b.test", authorization: Bearer 5ecre7}
`))
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	_, err := webhook.CheckEndpoints(endpoints)
	if err == nil || !strings.Contains(err.Error(), `"main" is there twice`) ||
		strings.Contains(err.Error(), "5ecre7") {
		t.Errorf("the error is %v", err)
	}
}

// TestValuesOfAFileThatCannotBeUsedHaveTheirPlace, all of them, without showing secrets.
func TestValuesOfAFileThatCannotBeUsedHaveTheirPlace(t *testing.T) {
	t.Parallel()
	_, problems := webhook.ParseEndpoints("hooks.yaml", []byte(`endpoints:
  - id: main
    url: ftp://b.test
    authorization: "Bearer 5ecre7\u0007"
  - id: "a b"
    url: http://b.test
    types: [link]
`))
	got := problems.Error()
	lines := strings.Split(got, "\n")
	want := []string{"hooks.yaml:3:10: its URL does not begin with http://HOST", "hooks.yaml:4:20: its Authorization",
		"hooks.yaml:5:9: an ID has", "hooks.yaml:7:12: a type is written"}
	if len(lines) != len(want) || strings.Contains(got, "5ecre7") {
		t.Fatalf("the problems are\n%s", got)
	}
	for i, prefix := range want {
		if !strings.HasPrefix(lines[i], prefix) {
			t.Errorf("line %d is %q, want %q", i+1, lines[i], prefix)
		}
	}
}
