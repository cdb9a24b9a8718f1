package e2e_test

import (
	"net/http"
	"strings"
	"testing"
)

// TestContentTypes holds what Django REST framework 3.14 answers with its default parsers: these cases
// were tried with it.
func TestContentTypes(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	const user = `{"institution":"erebor_mx_retail","username":"bnk102","password":"pass_valid"}`
	const bad, media, created = http.StatusBadRequest, http.StatusUnsupportedMediaType, http.StatusCreated
	const parse, multi = "JSON parse error - ", "Multipart form parse error - "
	part := func(name, more, value string) string {
		return "--x\r\nContent-Disposition: form-data; name=\"" + name + "\"" + more + "\r\n\r\n" + value + "\r\n"
	}
	parts := part("institution", "", "erebor_mx_retail") + part("username", "", "bnk102") +
		part("password", "", "pass_valid")
	unread := func(kind string) string { return `Unsupported media type "` + kind + `" in request.` }
	for _, c := range []struct {
		kind, body string
		status     int
		message    string
		hint       string
	}{
		{"application/json", user, created, "", ""},
		{" Application/JSON ; x=y", user, created, "", ""},
		{"application/json;", user, created, "", ""},
		{"*/*", user, created, "", ""},
		{"application/*", user, created, "", ""},
		{"text/plain;charset=UTF-8", user, media, unread("text/plain;charset=UTF-8"), "application/json: fetch says"},
		{"text/plain", user, media, unread("text/plain"), "send Content-Type: application/json"},
		{"", user, media, unread(""), "the body has no Content-Type"},
		{"json", user, media, unread("json"), "application/json"},
		{"text/json", user, media, unread("text/json"), "application/json"},
		{"application/xml", "<a/>", media, unread("application/xml"), "application/json"},
		{"application/vnd.api+json", user, media, unread("application/vnd.api+json"), "application/json"},
		{"application/json, application/json", user, media, unread("application/json, application/json"), ""},
		{"application/octet-stream", "\x00", media, unread("application/octet-stream"), ""},
		{"text/" + strings.Repeat("x", 5000), user, media, "", ""},
		{"text/plain", "", bad, "This field is required.", ""},
		{"", "", bad, "This field is required.", ""},
		{"multipart/form-data", "", bad, "This field is required.", ""},

		{"application/json", "  ", bad, parse + "Expecting value: line 1 column 3 (char 2)", ""},
		{"application/json", `{"username": NaN}`, bad,
			parse + "Out of range float values are not JSON compliant: 'NaN'", ""},
		{"application/json", `{"username": [-Infinity]}`, bad,
			parse + "Out of range float values are not JSON compliant: '-Infinity'", ""},
		{"application/json", "\ufeff" + user, bad,
			parse + "Unexpected UTF-8 BOM (decode using utf-8-sig): line 1 column 1 (char 0)", ""},
		{"application/json", "\x1f\x8b\x08\x00abc", bad,
			parse + "'utf-8' codec can't decode byte 0x8b in position 1: invalid start byte", "gzip"},
		{"application/json", `{"a":"pa` + "\xff" + `ss"}`, bad,
			parse + "'utf-8' codec can't decode byte 0xff in position 8: invalid start byte", ""},
		{"application/json", `{"a":"` + "\xe2\x82" + `"}`, bad,
			parse + "'utf-8' codec can't decode bytes in position 6-7: invalid continuation byte", ""},
		{"application/json; charset=us-ascii", `{"a":"pa` + "\xff" + `ss"}`, bad,
			parse + "'ascii' codec can't decode byte 0xff in position 8: ordinal not in range(128)", ""},
		{"application/json; charset=utf-16", "\xff\xfe{\x00", bad,
			parse + "'utf-8' codec can't decode byte 0xff in position 0: invalid start byte", "utf-16 is read as UTF-8"},
		{"application/json", user + "\xe2\x82", created, "", ""},
		{"application/json; charset=klingon", user, created, "", ""},

		{"application/x-www-form-urlencoded", "institution=erebor_mx_retail&username=bnk102&password=pass_valid&%zz;b&c",
			created, "", ""},
		{"multipart/form-data; boundary=x", parts + "--x--\r\n", created, "", ""},
		{`multipart/form-data; boundary="x"`, parts + part("external_id", "", "abc") + "--x--\r\n", created, "", ""},
		{"multipart/form-data; boundary=x", parts + "--x", created, "", ""},
		{"multipart/form-data; boundary=x", part("username", `; filename="f.txt"`, "bnk102") + "--x--\r\n", bad,
			"", ""},
		{"multipart/form-data", user, bad, multi + "Invalid boundary in multipart: None", ""},
		{"multipart/form-data; boundary=", user, bad, multi + "Invalid boundary in multipart: ", ""},
		{"Multipart/Form-Data; boundary=x", parts, bad,
			multi + "Invalid Content-Type: Multipart/Form-Data; boundary=x", ""},
	} {
		name := c.kind[:min(len(c.kind), 60)] + " " + c.body[:min(len(c.body), 40)]
		answer := w.Do(http.MethodPost, "/api/links/", c.body, "Content-Type: "+c.kind)
		if answer.Status != c.status {
			t.Errorf("%s: status %d, want %d: %s", name, answer.Status, c.status, answer.Body)
			continue
		}
		if c.message != "" {
			same(t, name+": the message", answer.Text("0.message"), c.message)
		}
		if c.status == media {
			same(t, name+": the code", answer.Text("0.code"), "unsupported_media_type")
		}
		if len(answer.Body) > 1000 {
			t.Errorf("%s: %d bytes are too long an answer", name, len(answer.Body))
		}
		if c.hint != "" {
			wantHint(t, answer, c.hint)
		}
	}
}

// TestContentTypesOfEveryBody: what is read, and what is not, is the same for all operations, and what is
// refused does nothing.
func TestContentTypesOfEveryBody(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	link := w.Register("erebor_mx_retail", "bnk102")
	for _, at := range []string{"POST /api/links/", "PATCH /api/links/", "PUT /api/links/" + link + "/",
		"PATCH /api/links/" + link + "/", "POST /api/links/" + link + "/refresh/", "POST /api/accounts/",
		"PATCH /api/accounts/", "POST /api/token/", "POST /api/token/refresh/", "POST /api/categorization/"} {
		method, path, _ := strings.Cut(at, " ")
		w.Do(method, path, "{}", "Content-Type: text/plain").Want(http.StatusUnsupportedMediaType,
			"unsupported_media_type")
	}
	same(t, "the links", w.Do(http.MethodGet, "/api/links/", nil).Text("count"), "1")
	w.Do(http.MethodGet, "/api/links/", "x", "Content-Type: text/plain").Want(http.StatusOK)
	w.Do(http.MethodDelete, "/api/links/"+link+"/", "x", "Content-Type: text/plain").Want(http.StatusNoContent)
}

// TestCharsets: Latin-1 is decoded in JSON and in forms, and the journal shows what was meant.
func TestCharsets(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	const json = `{"username":"bnk102","password":"pass_valid","institution":"a` + "\xf1" + `o"}`
	const form = "username=bnk102&password=pass_valid&institution="
	for kind, body := range map[string]string{
		"application/json; charset=latin-1":                  json,
		`application/json;charset="ISO-8859-1"`:              json,
		"application/x-www-form-urlencoded; charset=latin-1": form + "a%f1o",
		"application/x-www-form-urlencoded":                  form + "a%C3%B1o",
		"application/x-www-form-urlencoded; charset=utf-8":   form + "a\xf1o",
	} {
		refused := w.Do(http.MethodPost, "/api/links/", body, "Content-Type: "+kind).
			Want(http.StatusBadRequest, "does_not_exist")
		same(t, kind, refused.Text("0.message"), "Object with name=año does not exist.")
		shown := string(w.entry(refused).Body)
		if strings.Contains(shown, "pass_valid") || !strings.Contains(shown, "***") {
			t.Errorf("the journal shows the password of %s: %s", kind, shown)
		}
	}
}

// TestRefusedTypesAreSentAgain: the journal's curl line sends the same type, and no secret is in it.
func TestRefusedTypesAreSentAgain(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	for kind, want := range map[string]string{"text/plain;charset=UTF-8": "'Content-Type: text/plain;charset=UTF-8'",
		"": "-H Content-Type:", "hush hush": "'Content-Type: application/octet-stream'"} {
		refused := w.Do(http.MethodPost, "/api/links/", `{"contrasena":"hush","username":"a"}`, "Content-Type: "+kind).
			Want(http.StatusUnsupportedMediaType)
		shown := w.entry(refused)
		if curl := shown.Text("curl"); !strings.Contains(curl, want) {
			t.Errorf("the line of %q is %s", kind, curl)
		}
		if strings.Contains(shown.Text("curl")+shown.Text("body"), "hush") {
			t.Errorf("the journal shows the secret: %s", shown.Body)
		}
	}
	const body = "--x\r\nContent-Disposition: form-data; name=\"password\"\r\n\r\nhush\r\n" +
		"--x\r\nContent-Disposition: form-data; name=\"username\"\r\n\r\nana\r\n--x--\r\n"
	form := w.Do(http.MethodPost, "/api/links/", body, "Content-Type: multipart/form-data; boundary=x")
	shown := w.entry(form)
	if strings.Contains(string(shown.Body), "hush") || !strings.Contains(shown.Text("curl"), "username=ana") {
		t.Errorf("the journal shows of a multipart form: %s", shown.Body)
	}
}
