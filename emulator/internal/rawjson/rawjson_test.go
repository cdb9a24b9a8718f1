package rawjson_test

import (
	"encoding/json"
	"maps"
	"testing"

	"belvo-emulator/emulator/internal/rawjson"
)

// FuzzFields holds that a document is cut as json.Unmarshal would cut it, or left to it.
func FuzzFields(f *testing.F) {
	for _, document := range []string{
		`{"institution": "erebor", "n":1.5e3 ,"list":[1,{"a":"]}"},"}"], "null":null,"":true}`,
		" {\n\t\"a\" : {\"a\":{}} , \"a\": \"\\\"}\\\\\" \r} ", `{}`, `{ }`, `{"a\u0062":1}`, "{\"\xff\":1}", "{\"a\":\"\xff\"}",
		`null`, `[{"a":1}]`, `"a"`, ``, ` `, `{`, `{"a"}`, `{"a":1,}`, `{"a":1}}`, `{"a":truth}`, "{\"a\":\u00a01}",
	} {
		f.Add([]byte(document))
	}
	f.Fuzz(func(t *testing.T, document []byte) {
		var want map[string]json.RawMessage
		err := json.Unmarshal(document, &want)
		got := rawjson.Fields(document)
		same := func(a, b json.RawMessage) bool { return string(a) == string(b) }
		if got != nil && (err != nil || !maps.EqualFunc(got, want, same)) {
			t.Errorf("%q is cut into %q, json.Unmarshal says %q, %v", document, got, want, err)
		}
		if decoded := json.Valid(document) && rawjson.Literal(document); got == nil && decoded && want != nil {
			t.Errorf("%q is left to json.Unmarshal, though nothing has to be decoded", document)
		}
	})
}
