package journal

import (
	"encoding/json"
	"reflect"
	"strings"
	"testing"
)

// TestWhatIsMasked shows the places that secrets can be in.
func TestWhatIsMasked(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ body, want string }{
		{`{"password":"zz","link":"a"}`, `{"password":"***","link":"a"}`},
		{`{"a":{"token" : "zz"},"b":[{"pin":12.5e3}]}`, `{"a":{"token" : "***"},"b":[{"pin":"***"}]}`},
		{`{"pass\u0077ord":"zz\"zz","x":1}`, `{"pass\u0077ord":"***","x":1}`},
		{`{"password":{"is":["zz","}"]}, "id":"zz"}`, `{"password":"***", "id":"***"}`},
		{`{"password":null,"token":"","text":"password"}`, `{"password":null,"token":"","text":"password"}`},
		{`{"password":["zz",{"a":"]"}],"Passwort2":true}`, `{"password":"***","Passwort2":"***"}`},
		{`{"odd":"zz","x":{"odd":[1,"zz"]}}`, `{"odd":"***","x":{"odd":"***"}}`},
		{`{"odd":true,"odd":null,"odd":"2026-01-31","odd":12}`,
			`{"odd":true,"odd":null,"odd":"2026-01-31","odd":"***"}`},
		{`{"scopes":"read_links","credentials_storage":"store"}`,
			`{"scopes":"read_links","credentials_storage":"store"}`},
	} {
		got := KeepJSON([]byte(c.body), Hidden{Always: []string{"id"}, Strange: []string{"odd"}})
		if string(got.Text) != c.want || got.Why != "" || got.Size != len(c.body) {
			t.Errorf("%s is kept as %+v %s, want %s", c.body, got, got.Text, c.want)
		}
	}
}

// TestWhatIsNotKept is what may hold a secret somewhere.
func TestWhatIsNotKept(t *testing.T) {
	t.Parallel()
	for _, body := range []string{`"zz"`, `["zz"]`, `{"password": zz}`, `zz`, `{"password": "zz`,
		`{"a":"` + strings.Repeat("z", 64<<10) + `"}`} {
		if got := KeepJSON([]byte(body), Hidden{}); got.Text != nil || got.Why == "" || got.Size != len(body) {
			t.Errorf("%.20s is kept as %+v", body, got)
		}
	}
	form := KeepForm([]byte("zz&password=zz&institution=a+b&zz%zz=1&{zz}=2&pass%77ord=zz&odd=zz"),
		Hidden{Strange: []string{"odd"}})
	if want := "password=***&institution=a+b&pass%77ord=***&odd=***"; string(form.Text) != want ||
		form.Why == "" {
		t.Errorf("the form is kept as %s (%s), want %s", form.Text, form.Why, want)
	}
	strange := Hidden{Strange: []string{"pasword", "day"}}
	if got, want := MaskQuery("access_token=zz&page=2&token&pasword=zz&day=2026-01-31", strange),
		"access_token=***&page=2&token&pasword=***&day=2026-01-31"; got != want {
		t.Errorf("the query is kept as %s, want %s", got, want)
	}
}

// TestDidYouMean finds what was probably meant.
func TestDidYouMean(t *testing.T) {
	t.Parallel()
	known := []string{"id", "password", "scopes", "link_id", "date_from", "fetch_resources"}
	for name, want := range map[string]string{"link": "link_id", "date_form": "date_from", "scope": "scopes",
		"resources": "fetch_resources", "encryption_key": "", "colour": ""} {
		var u Unread
		u.AddBody(name, known)
		if len(u.Body) != 1 || u.Body[0] != (Field{name, want}) {
			t.Errorf("%s: %+v, want %q", name, u.Body, want)
		}
	}
}

// FuzzMask holds that what is kept of a body is JSON of the same form, and has nothing of the
// values behind secret names.
func FuzzMask(f *testing.F) {
	for _, seed := range []string{`{"a":{"password":["x",{"b":"\"}"}]}}`, `{"token":1e9 ,"x":"password\":"}`,
		`{"\u0070in":{}, "b":[]}`, `{"password":"x" , "":""}`} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		var sent any
		if json.Unmarshal(data, &sent) != nil {
			return
		}
		var kept any
		if err := json.Unmarshal(Mask(data, Hidden{}), &kept); err != nil {
			t.Fatalf("%s is kept as %s: %v", data, Mask(data, Hidden{}), err)
		}
		if want := masked(sent); !reflect.DeepEqual(kept, want) {
			t.Fatalf("%s is kept as %s, want %v", data, Mask(data, Hidden{}), want)
		}
	})
}

// masked is the plain way to do what Mask does.
func masked(v any) any {
	switch v := v.(type) {
	case map[string]any:
		for name, value := range v {
			if v[name] = masked(value); Secret(name) && value != nil && value != "" {
				v[name] = Masked
			}
		}
	case []any:
		for i := range v {
			v[i] = masked(v[i])
		}
	}
	return v
}
