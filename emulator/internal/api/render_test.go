package api

import (
	"encoding/json"
	"net/http/httptest"
	"testing"

	"belvo-emulator/emulator/internal/address"
	"belvo-emulator/emulator/internal/belvo"
	"belvo-emulator/emulator/internal/exchange"
)

func TestProjection(t *testing.T) {
	t.Parallel()
	type inner struct {
		X int `json:"x"`
	}
	type object struct {
		B inner  `json:"b"`
		A string `json:"a"`
		C []int  `json:"c"`
	}
	whole := object{inner{1}, "<&>", []int{1, 2}}
	for name, c := range map[string]struct {
		body         any
		fields, omit string
		want         string
	}{
		"nothing asked":      {whole, "", "", `{"b":{"x":1},"a":"<&>","c":[1,2]}`},
		"one":                {whole, "a", "", `{"a":"<&>"}`},
		"in their own order": {whole, "c,a,b", "", `{"b":{"x":1},"a":"<&>","c":[1,2]}`},
		"one less":           {whole, "", "b", `{"a":"<&>","c":[1,2]}`},
		"omit wins":          {whole, "a,b", "a", `{"b":{"x":1}}`},
		"not what is within": {whole, "x", "", `{}`},
		"blanks and commas":  {whole, " a , ,", ",", `{"a":"<&>"}`},
		"an array":           {[]object{whole, whole}, "c", "", `[{"c":[1,2]},{"c":[1,2]}]`},
		"an empty array":     {[]object{}, "c", "", `[]`},
		"an envelope": {envelope[object]{Count: 7, Results: []object{whole}}, "c", "",
			`{"count":7,"next":null,"previous":null,"results":[{"c":[1,2]}]}`},
		"an empty envelope": {envelope[object]{Results: []object{}}, "", "a",
			`{"count":0,"next":null,"previous":null,"results":[]}`},
		"what only looks so":   {map[string]any{"count": "x", "results": []int{1}}, "count", "", `{"count":"x"}`},
		"an object of numbers": {map[string]int{"count": 1}, "count", "", `{"count":1}`},
	} {
		projected, err := project(c.body, c.fields, c.omit)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		got, err := encode(response{body: projected})
		if err != nil || string(got) != c.want {
			t.Errorf("%s: %s %v, want %s", name, got, err, c.want)
		}
	}
}

// TestPageAddresses holds what the address of another page keeps of the request's.
func TestPageAddresses(t *testing.T) {
	t.Parallel()
	server := &API{cfg: Config{Address: &address.Rules{}}}
	for asked, want := range map[string]string{
		"http://h/api/links/":                       "http://h/api/links/?page=3",
		"http://h:8080//api//links":                 "http://h:8080/api/links/?page=3",
		"http://h/api/links/?page=2":                "http://h/api/links/?page=3",
		"http://h/api/links/?page=2&a=1&page=9&&b=": "http://h/api/links/?a=1&b=&page=3",
		"http://h/api/links/?id__in=a,b&x=%20+%2C":  "http://h/api/links/?id__in=a,b&x=%20+%2C&page=3",
		"https://h/api/links/?pages=1":              "https://h/api/links/?pages=1&page=3",
	} {
		req := httptest.NewRequest("GET", asked, nil)
		r := &request{Exchange: exchange.Exchange{Request: req}, api: server, path: belvo.Segments(req.URL.Path)}
		if got := *r.pageURL(3); got != want {
			t.Errorf("from %s the third page is %s, want %s", asked, got, want)
		}
	}
	req := httptest.NewRequest("GET", "http://h/api/links/", nil)
	req.Header.Set("X-Forwarded-Proto", "gopher")
	r := &request{Exchange: exchange.Exchange{Request: req}, api: server, path: belvo.Segments(req.URL.Path)}
	if got := *r.pageURL(2); got != "http://h/api/links/?page=2" {
		t.Errorf("a proxy's nonsense gives %s", got)
	}
}

// TestPythonTypes names JSON values as the imitated server's errors do.
func TestPythonTypes(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{"null": "NoneType", "true": "bool", "1": "int", "-0": "int",
		"1.0": "float",
		"1e2": "float", "1E2": "float", "1e999": "float", `"1"`: "str", "[1]": "list", "{}": "dict",
		"123456789012345678901234567890": "int"} {
		v, err := decode(json.RawMessage(text))
		if err != nil {
			t.Errorf("%s: %v", text, err)
		}
		if got := pythonType(v); got != want {
			t.Errorf("%s is %s, want %s", text, got, want)
		}
	}
}
