package api

import (
	"maps"
	"testing"
)

// TestQueryValues: every parameter is read, however it was written.
func TestQueryValues(t *testing.T) {
	t.Parallel()
	for raw, want := range map[string]map[string]string{
		"":                                {},
		"a=1&b=2":                         {"a": "1", "b": "2"},
		"a=1&a=2":                         {"a": "2"},
		"a&&=&b=":                         {"a": "", "": "", "b": ""},
		"a=b=c":                           {"a": "b=c"},
		"a=x+y%20z%2B":                    {"a": "x y z+"},
		"name%5F%5Fin=caf%C3%A9":          {"name__in": "café"},
		"a=1;b=2&c=3":                     {"a": "1;b=2", "c": "3"},
		"a=50%&b=%zz+%41":                 {"a": "50%", "b": "%zz A"},
		"a=%C3%A9%&%=1":                   {"a": "é%", "%": "1"},
		"status=valid&status=&status=bad": {"status": "bad"},
	} {
		got := map[string]string{}
		for name, values := range queryValues(raw) {
			got[name] = values[len(values)-1]
		}
		if !maps.Equal(got, want) {
			t.Errorf("%q is read as %q, want %q", raw, got, want)
		}
	}
}

// TestOfForm: a form's field is what the same field would be in JSON.
func TestOfForm(t *testing.T) {
	t.Parallel()
	const body = "one=a&many=a&many=b&none=&none=&blank="
	fields := readMedia(formType).readForm([]byte(body)).asJSON()
	for _, c := range []struct {
		name string
		kind kind
		want string
	}{
		{"one", text, `"a"`}, {"many", text, `"b"`}, {"none", text, `""`}, {"absent", text, ""},
		{"one", list, `["a"]`}, {"many", list, `["a","b"]`}, {"blank", list, ""}, {"absent", list, ""},
	} {
		if got := (param{kind: c.kind}).ofForm(fields[c.name]); string(got) != c.want {
			t.Errorf("%s as kind %d is %s, want %s", c.name, c.kind, got, c.want)
		}
	}
}
