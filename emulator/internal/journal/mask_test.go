package journal

import (
	"encoding/json"
	"maps"
	"reflect"
	"slices"
	"strings"
	"testing"
)

// some is what is known of the bodies of these tests.
func some() Known {
	return Known{"password": {Secret: true}, "token": {Secret: true}, "username2": {Secret: true},
		"link": {}, "scopes": {}, "username": {}, "institution": {},
		"items":  {Parts: Known{"name": {}, "pin": {Secret: true}}},
		"widget": {Parts: Known{"theme": {Parts: Known{"css_key": {}}}, "purpose": {}}}}
}

// secretsOf collects the secrets of a body.
func secretsOf(body string) func() Secrets {
	return func() (s Secrets) {
		s.AddJSON([]byte(body), some())
		return s
	}
}

// TestWhatIsMasked shows the places that secrets can be in.
func TestWhatIsMasked(t *testing.T) {
	t.Parallel()
	const id = `"6f2f0e4c-97b4-4a0e-9d3a-7d1d6a4b5c11"`
	for _, c := range []struct{ body, want string }{
		{`{"password":"zz","link":"a"}`, `{"password":"***","link":"a"}`},
		{`{"username2":"zz","username":"a", "Username3":"zz"}`,
			`{"username2":"***","username":"a", "Username3":"***"}`},
		{`{"items":[{"name":1,"pin":12.5e3},{"token":"zz","odd":[1]}]}`,
			`{"items":[{"name":1,"pin":"***"},{"token":"***","odd":"***"}]}`},
		{`{"pass\u0077ord":"zz\"zz","link":1}`, `{"pass\u0077ord":"***","link":1}`},
		{`{"password":{"is":["zz","}"]}, "token" : ` + id + ` , "link":` + id + `}`,
			`{"password":"***", "token" : "***" , "link":` + id + `}`},
		{`{"password":null,"token":"","link":"password"}`, `{"password":null,"token":"","link":"password"}`},
		{`{"Passwort2":true,"sessions":` + id + `,"secret":null}`,
			`{"Passwort2":"***","sessions":"***","secret":null}`},
		{`{"odd":"zz","x":{"odd":[1,"zz"]},"y":[],"z":{}}`, `{"odd":"***","x":"***","y":"***","z":"***"}`},
		{`{"odd":true,"odd":null,"odd":"2026-01-31","odd":12,"odd":` + id + `,"odd":""}`,
			`{"odd":true,"odd":null,"odd":"2026-01-31","odd":"***","odd":` + id + `,"odd":""}`},
		{`{"widget":{"note":"zz","theme":[{"css_key":"a","value":"zz"}, [], "zz", 4],"purpose":["b",{"c":"zz"}]}}`,
			`{"widget":{"note":"***","theme":[{"css_key":"a","value":"***"}, [], "***", "***"],` +
				`"purpose":["b",{"c":"***"}]}}`},
		{`{"widget":"zz","items":[["zz"]], "link":{"link":"zz"}, "scopes":{}}`,
			`{"widget":"***","items":[["***"]], "link":{"link":"***"}, "scopes":{}}`},
		{` { } `, ` { } `},
	} {
		got := KeepJSON([]byte(c.body), some(), secretsOf(c.body))
		if string(got.Text) != c.want || got.Why != "" || got.Size != len(c.body) {
			t.Errorf("%s is kept as %+v %s, want %s", c.body, got, got.Text, c.want)
		}
	}
}

// TestSecretFields are all that Belvo's bodies have, and what sounds like them. Those that are no secret
// stay to be read.
func TestSecretFields(t *testing.T) {
	t.Parallel()
	any := Any()
	for _, name := range []string{"username2", "username3", "password", "password2", "token", "certificate",
		"private_key", "encryption_key", "refresh", "session"} {
		if !Secret(name) || !Secret(strings.ToUpper(name)) || !any[name].Secret {
			t.Errorf("%s is no secret", name)
		}
	}
	for _, name := range []string{"access", "pin", "otp", "pwd", "my_secret", "Authorization", "mfa_session"} {
		if _, known := any[name]; !Secret(name) || known {
			t.Errorf("%s is no secret, or a field", name)
		}
	}
	for _, name := range []string{"username", "link", "institution", "scopes", "username_type"} {
		if part, known := any[name]; Secret(name) || !known || part.Secret {
			t.Errorf("%s is a secret", name)
		}
	}
}

// TestSecretsThatAreNames are hidden where the same request sent them as secrets, or where they do not
// look like names.
func TestSecretsThatAreNames(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("n", 40)
	for _, c := range []struct{ body, want string }{
		{`{"hunter2":1,"link":"a"}`, `{"hunter2":"***","link":"a"}`},
		{`{"hunter2":1,"password":"hunter2"}`, `{"***":"***","password":"***"}`},
		{`{"password":"hunter2","my-hunter2-":true,"Hunter2":true}`,
			`{"password":"***","***":true,"***":true}`},
		{`{"password":"word","username2":"k","token":"abc","k":"","abc1":"","link":1}`,
			`{"password":"***","username2":"***","token":"***","***":"","abc1":"","link":1}`},
		{`{"pasword":["hunter2",{"a":4821}],"hunter2":"","x4821":"","48":""}`,
			`{"pasword":"***","***":"","***":"","48":""}`},
		{`{"widget":{"theme":[{"two words":1}],"a.b":2,"é":3,"` + long + `":"","` + long + `n":""}}`,
			`{"widget":{"theme":[{"***":"***"}],"***":"***","***":"***","` + long + `":"","***":""}}`},
		{`{"":1,"password":"password","pass\u0077":""}`, `{"":"***","password":"***","pass\u0077":""}`},
	} {
		got := KeepJSON([]byte(c.body), some(), secretsOf(c.body))
		if string(got.Text) != c.want || (got.Why == "") == strings.Contains(c.want, `"***":`) {
			t.Errorf("%s is kept as %s (%s), want %s", c.body, got.Text, got.Why, c.want)
		}
	}
	many := Secrets(slices.Repeat([]string{"a-secret"}, maxSecrets+1))
	if !many[1:].Show("harmless") || many.Show("harmless") || many[1:].Show("not-a-secret") ||
		!many[1:].Show("scopes[]") || many[1:].Show("a-secret[]") {
		t.Error("names are shown by other rules")
	}
}

// TestWhatIsNotKept is what may hold a secret somewhere.
func TestWhatIsNotKept(t *testing.T) {
	t.Parallel()
	strange := `{"a":"zz"`
	for i := range maxUnknown {
		strange += `,"` + strings.Repeat("n", 1+i%30) + `":null`
	}
	for _, body := range []string{`"zz"`, `["zz"]`, `{"password": zz}`, `zz`, `{"password": "zz`,
		`{"a":"` + strings.Repeat("z", 64<<10) + `"}`, strange + "}"} {
		if got := KeepJSON([]byte(body), some(), secretsOf("")); got.Text != nil || got.Why == "" ||
			got.Size != len(body) {
			t.Errorf("%.20s is kept as %+v", body, got)
		}
	}
	var secrets Secrets
	const sent = "zz&password=zz%21&institution=a+b&zz%zz=1&{zz}=2&pass%77ord=qq&odd=zz&&zz%21=&username2=yy&yy="
	secrets.AddPairs(sent, some())
	if want := (Secrets{"zz!", "1", "2", "qq", "zz", "yy"}); !slices.Equal(secrets, want) {
		t.Errorf("the form's secrets are %q, want %q", secrets, want)
	}
	form := KeepForm([]byte(sent), some(), func() Secrets { return secrets })
	if want := "password=***&institution=a+b&pass%77ord=***&odd=***&username2=***"; string(form.Text) != want ||
		form.Why == "" {
		t.Errorf("the form is kept as %s (%s), want %s", form.Text, form.Why, want)
	}
	query := Known{"page": {}, "token": {Secret: true}}
	for sent, want := range map[string]string{
		"":                                  "",
		"access_token=zz&page=2&token&&x=":  "access_token=***&page=2&token&&x=",
		"pasword=zz&day=2026-01-31":         "pasword=***&day=2026-01-31",
		"token=zz&zz=1&two+words=1&zz&%7B=": "token=***&***=***&***=***&***&***",
		strings.Repeat("a=zz&", 101):        "***",
	} {
		var secrets Secrets
		secrets.AddPairs(sent, query)
		if got := MaskQuery(sent, query, func() Secrets { return secrets }); got != want {
			t.Errorf("the query %.40s is kept as %s, want %s", sent, got, want)
		}
	}
}

// TestPathsAreMasked where a part of one may be a secret.
func TestPathsAreMasked(t *testing.T) {
	t.Parallel()
	literal := func(n int, part string) bool { return n == 0 && part == "hunter2" }
	secrets := func() Secrets {
		return Secrets{"hunter2", "0123456789abcdef0123456789abcdef", "6f2f0e4c-97b4-4a0e-9d3a-7d1d6a4b5c11"}
	}
	for path, want := range map[string]string{
		"/": "/", "/./../...": "/./../***", "//a//b-1_/": "//a//b-1_/",
		"/hunter2/hunter2/xhunter2x":               "/hunter2/***/***",
		"/0123456789abcdef0123456789abcdef":        "/***",
		"/x/6f2f0e4c-97b4-4a0e-9d3a-7d1d6a4b5c11/": "/x/6f2f0e4c-97b4-4a0e-9d3a-7d1d6a4b5c11/",
		"/a.b/é/" + strings.Repeat("x", 41):        "/***/***/***",
	} {
		if got := MaskPath(path, literal, secrets); got != want {
			t.Errorf("%s is shown as %s, want %s", path, got, want)
		}
	}
}

// TestAnswersAreMasked only where they have secrets.
func TestAnswersAreMasked(t *testing.T) {
	t.Parallel()
	const sent = `[{"session":"zz","token":{"a":1}}]`
	for _, c := range []struct {
		issues bool
		hidden []string
		want   string
	}{
		{false, nil, sent}, {true, nil, `[{"session":"***","token":"***"}]`},
		{false, []string{"session"}, `[{"session":"***","token":{"a":1}}]`},
	} {
		if got := KeepAnswer([]byte(sent), c.issues, c.hidden...); string(got.Text) != c.want {
			t.Errorf("the answer is kept as %s, want %s", got.Text, c.want)
		}
	}
}

// FuzzMask holds that what is kept of a body is JSON of the same form, and has nothing of the values
// that are not known to be harmless.
func FuzzMask(f *testing.F) {
	for _, seed := range []string{`{"a":{"password":["x",{"b":"\"}"}]}}`, `{"token":1e9 ,"link":"password\":"}`,
		`{"\u0070in":{}, "b":[], "items":[{"name":[1, {}]} , []]}`, `{"password":"x" , "":""}`,
		`{"widget":{"theme":[{"css_key":{"a":1}},2]}}`} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		var sent any
		if json.Unmarshal(data, &sent) != nil {
			return
		}
		var kept any
		m := mask(data, some(), func(string) bool { return true })
		if err := json.Unmarshal(m.text(), &kept); err != nil {
			t.Fatalf("%s is kept as %s: %v", data, m.text(), err)
		}
		if want := masked(sent, Part{Parts: some()}); !reflect.DeepEqual(kept, want) {
			t.Fatalf("%s is kept as %s, want %v", data, m.text(), want)
		}
	})
}

// masked is the plain way to do what mask does.
func masked(v any, p Part) any {
	switch v := v.(type) {
	case map[string]any:
		for _, name := range slices.Collect(maps.Keys(v)) {
			value := v[name]
			text, _ := json.Marshal(value) // it came from JSON
			if below, is := p.Parts[name]; is && !below.Secret {
				v[name] = masked(value, below)
			} else if p.Parts.hides(name, text) {
				v[name] = Masked
			}
		}
	case []any:
		for i := range v {
			v[i] = masked(v[i], p)
		}
	default:
		if text, _ := json.Marshal(v); p.Parts != nil && !harmless.Match(text) {
			return Masked
		}
	}
	return v
}
