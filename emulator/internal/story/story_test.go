package story_test

import (
	"context"
	"encoding/json"
	"flag"
	"os"
	"reflect"
	"strings"
	"testing"

	"belvo-emulator/emulator/internal/story"
)

// operations are those of these tests.
var operations = []string{"POST /api/links/", "POST /api/accounts/", "GET /api/links/{id}/"}

const whole = `version: 1
name: whole
summary: All there is.
webhooks: {duplicate: true, reorder: true, delay: 10s, when: held}
answers: {page_size: 1, data: none, unknown_fields: true, nulls: true, long_texts: true}
steps:
  - {at: POST /api/links/, nth: 2, respond: token_required, fault: reset, challenge: {type: numeric}}
  - {at: POST /api/accounts/, fault: {status: 503}, always: true}
  - {before: POST /api/accounts/, event: refresh, bank: login_error, link: first}
  - {before: "GET /api/links/{id}/", event: demand_token, when: next_contact}
  - {before: "GET /api/links/{id}/", nth: 3, advance: 25h}
  - {at: "GET /api/links/{id}/", latency: 3s, times: 2}
expect: {broken: crash, because: a reason}
`

func TestAStoryIsWrittenAsItIsRead(t *testing.T) {
	t.Parallel()
	read, problems := story.Parse(context.Background(), "whole.yaml", []byte(whole), operations)
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	text, err := read.YAML()
	if err != nil {
		t.Fatal(err)
	}
	again, problems := story.Parse(context.Background(), "again.yaml", text, operations)
	if len(problems) > 0 || !reflect.DeepEqual(again, read) {
		t.Errorf("%v\n%s\nis %+v", problems, text, again)
	}
	document, err := json.Marshal(read)
	if err != nil {
		t.Fatal(err)
	}
	if again, problems = story.Parse(context.Background(), "again.json", document, operations); len(problems) > 0 ||
		!reflect.DeepEqual(again, read) {
		t.Errorf("%v\n%s\nis %+v", problems, document, again)
	}
	if err := read.Check(operations); err != nil {
		t.Error(err)
	}
}

func TestAStoryInSentences(t *testing.T) {
	t.Parallel()
	read, problems := story.Parse(context.Background(), "whole.yaml", []byte(whole), operations)
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	const want = `each webhook comes twice
webhooks come in another order
webhooks come 10s later
no webhook comes
a page of a list has 1 of its objects
the user has no data
objects have a field that is new
fields that may be null are null
texts are as long as any
POST /api/links/ (the 2nd) is answered token_required (numeric), and the answer is lost
each POST /api/accounts/ from the 1st on is answered 503 by a proxy
the first link is refreshed and the bank answers login_error right before POST /api/accounts/ (the 1st)
the bank demands a token of the link, which shows at the next contact, right before GET /api/links/{id}/ (the 1st)
25h pass right before GET /api/links/{id}/ (the 3rd)
2 GET /api/links/{id}/ from the 1st on is answered 3s later`
	if got := strings.Join(read.Sentences(), "\n"); got != want {
		t.Errorf("the sentences are\n%s\nwant\n%s", got, want)
	}
	for step, want := range map[story.Step]string{
		{At: "POST /x/", Fault: story.Fault{Word: "hang"}}:                     "POST /x/ (the 1st) is not carried out: the answer never comes",
		{At: "POST /x/", Respond: "ok", Fault: story.Fault{Word: "truncated"}}: "POST /x/ (the 1st) is accepted: half of the answer comes",
		{At: "POST /x/", Respond: "login_error", Nth: 12, Latency: "1s"}:       "POST /x/ (the 12th) is answered login_error: the answer comes 1s later",
	} {
		if got := step.Sentence(); got != want {
			t.Errorf("%s\nwant %s", got, want)
		}
	}
}

func TestMistakesHaveTheirPlace(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"version: 2\nname: x\n":                             "x.yaml:1:10: it must be 1",
		"version: 1\nname: X Y\n":                           "x.yaml:2:7:",
		"version: 1\nname: x\nanswers: {page_size: 1001}\n": "x.yaml:3:22: a page has 1000",
		"version: 1\nname: x\nstep: []\n":                   `did you mean "steps"?`,
		"version: 1\nname: x\nsteps:\n - {at: POST /api/links/, respond: ok, challenge: {}}\n":        "it belongs to token_required",
		"version: 1\nname: x\nsteps:\n - {at: POST /api/links/, respond: login_error, message: no}\n": "none of the code's",
		"version: 1\nname: x\nsteps:\n - {at: POST /api/links/, fault: reset, status: 500}\n":         "the code of an error",
		"version: 1\nname: x\nwebhooks: {when: later}\n":                                              "x.yaml:3:18:",
	} {
		_, problems := story.Parse(context.Background(), "x.yaml", []byte(text), operations)
		if len(problems) == 0 || !strings.Contains(problems.Error(), want) {
			t.Errorf("%q has %v, want %s", text, problems, want)
		}
	}
}

var update = flag.Bool("update", false, "write the schema instead of comparing with it")

// TestTheSchemaIsTheFormat holds the file for editors to the format.
func TestTheSchemaIsTheFormat(t *testing.T) {
	t.Parallel()
	const file = "../../story-schema.json"
	text, err := json.MarshalIndent(story.Format().JSONSchema("A story for belvo-emulator"), "", "  ")
	if err != nil {
		t.Fatal(err)
	}
	text = append(text, '\n')
	if *update {
		if err := os.WriteFile(file, text, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil || string(text) != string(want) {
		t.Errorf("%s is not that of the format (run the test with -update): %v", file, err)
	}
}
