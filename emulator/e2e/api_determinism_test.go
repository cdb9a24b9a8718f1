package e2e_test

import (
	"bytes"
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"slices"
	"strings"
	"testing"

	"belvo-emulator/emulator"
)

// rehearsal is one request of a session that is played again and again. Names in braces stand for
// what an earlier answer had at a place, kept under that name.
type rehearsal struct {
	ask, body  string
	keep, from string
}

func user(bank, name string) string {
	return `{"institution":"` + bank + `","username":"` + name + `","password":"pass_valid"}`
}

// session is a client's day: connections, challenges, data, errors, tokens and lists.
func session() []rehearsal {
	const period = `{"link":"{one}","date_from":"2026-01-01","date_to":"2026-02-01"}`
	return append([]rehearsal{
		{"GET /api/", "", "", ""},
		{"GET /api/institutions/?page_size=2", "", "", ""},
		{"GET /api/nothing/", "", "", ""},
		{"POST /api/links/", user("erebor_mx_retail", "bnk100"), "one", "id"},
		{"POST /api/links/", user("erebor_mx_retail", "user_invalid"), "", ""},
		{"POST /api/links/", `{"broken`, "", ""},
		{"POST /api/links/", user("heimdall_mx_retail", "mfa_numeric"), "session", "0.session"},
		{"PATCH /api/links/", `{"session":"{session}","token":"999999"}`, "session", "0.session"},
		{"PATCH /api/links/", `{"session":"{session}","token":"111111"}`, "two", "id"},
		{"POST /api/accounts/", `{"link":"{one}"}`, "account", "0.id"},
		{"POST /api/accounts/", `{"link":"{one}","save_data":false}`, "", ""},
		{"POST /api/accounts/", `{"link":"{two}"}`, "session", "0.session"},
		{"PATCH /api/accounts/", `{"session":"{session}","token":"111111"}`, "", ""},
		{"POST /api/owners/", `{"link":"{one}"}`, "", ""},
		{"POST /api/transactions/", period, "", ""},
		{"POST /api/transactions/?fields=id,amount", strings.Replace(period, "}", `,"account":"{account}"}`, 1),
			"", ""},
		{"GET /api/transactions/?link={one}&page_size=50", "", "", ""},
		{"GET /api/transactions/?link={one}&page_size=50&page=2", "", "", ""},
		{"GET /api/balances/?link={one}", "", "", ""},
		{"GET /api/accounts/{account}/", "", "", ""},
		{"GET /api/accounts/?omit=link,institution", "", "", ""},
	}, evening()...)
}

// evening is what the client does with the links that it has.
func evening() []rehearsal {
	return []rehearsal{
		{"PUT /api/links/{one}/", `{"password":"pass_invalid"}`, "", ""},
		{"PUT /api/links/{one}/", `{"password":"pass_new"}`, "", ""},
		{"PATCH /api/links/{one}/", `{"access_mode":"single"}`, "", ""},
		{"POST /api/links/{one}/refresh/", "", "", ""},
		{"POST /api/links/{one}/refresh/", "", "", ""},
		{"POST /api/token/", `{"scopes":"read_links","link_id":"{one}"}`, "refresh", "refresh"},
		{"POST /api/token/refresh/", `{"refresh":"{refresh}"}`, "", ""},
		{"POST /api/links/", user("gotham_br_business", "bnk103"), "three", "id"},
		{"GET /api/links/?page_size=2", "", "", ""},
		{"GET /api/links/?page_size=2&page=2", "", "", ""},
		{"GET /api/links/?status=valid&institution=erebor_mx_retail", "", "", ""},
		{"GET /api/links/?page=9", "", "", ""},
		{"GET /api/links/?status=fine", "", "", ""},
		{"DELETE /api/accounts/{account}/", "", "", ""},
		{"DELETE /api/links/{two}/", "", "", ""},
		{"GET /api/links/{two}/", "", "", ""},
		{"POST /api/incomes/", `{"link":"{one}"}`, "", ""},
		{"DELETE /api/links/", "", "", ""},
		{"GET /api/accounts/?link={three}", "", "", ""},
		{"GET /api/owners/", "", "", ""},
		{"GET /api/links/", "", "", ""},
	}
}

// play sends the session and returns what was answered, each as status, headers and body.
func play(t *testing.T, d direct) [][]byte {
	t.Helper()
	var answers [][]byte
	kept := []string{}
	for _, r := range session() {
		names := strings.NewReplacer(kept...)
		method, path, _ := strings.Cut(names.Replace(r.ask), " ")
		w := d.do(method, path, names.Replace(r.body))
		var header bytes.Buffer
		if err := w.Result().Header.Write(&header); err != nil {
			t.Fatal(err)
		}
		answers = append(answers, slices.Concat([]byte(r.ask+" "+http.StatusText(w.Code)+"\n"),
			header.Bytes(), w.Body.Bytes()))
		if r.keep != "" {
			kept = slices.Concat([]string{"{" + r.keep + "}", valueAt(t, w.Body.Bytes(), r.from)}, kept)
		}
	}
	return answers
}

// valueAt is the text at a place such as "0.session", which must be there.
func valueAt(t *testing.T, body []byte, place string) string {
	t.Helper()
	if index, name, inList := strings.Cut(place, "."); inList && index == "0" {
		return valueAt(t, items(t, body)[0], name)
	}
	var object map[string]any
	if err := json.Unmarshal(body, &object); err != nil || object[place] == nil {
		t.Fatalf("%s has no %s", body, place)
	}
	return object[place].(string)
}

// TestSameSeedSameBytes plays the session against two emulators. That one of them writes a log
// must make no difference either.
func TestSameSeedSameBytes(t *testing.T) {
	t.Parallel()
	seed := func(n uint64) func(*emulator.Config) { return func(c *emulator.Config) { c.Seed = n } }
	logged := func(c *emulator.Config) { c.Logger = slog.New(slog.NewJSONHandler(io.Discard, nil)) }
	want := play(t, newDirect(t, seed(7)))
	for name, d := range map[string]direct{"another": newDirect(t, seed(7)),
		"with a log": newDirect(t, seed(7), logged)} {
		for i, got := range play(t, d) {
			if !bytes.Equal(got, want[i]) {
				t.Fatalf("%s emulator answers request %d with\n%.2000s\nwant\n%.2000s", name, i, got, want[i])
			}
		}
	}
	other := play(t, newDirect(t, seed(8)))
	same(t, "the number of answers", len(other), len(want))
	for _, i := range []int{2, 3, 6, 9, 26} { // a request id, a link, a session, an account, a token
		if bytes.Equal(other[i], want[i]) {
			t.Errorf("another seed gives the same ids: %.300s", want[i])
		}
	}
	if !bytes.Equal(other[1], want[1]) {
		t.Error("institutions do not depend on the seed")
	}
}

// TestSandboxesDoNotDependOnEachOther plays the session in one sandbox while another is used as
// well: its bytes stay the same.
func TestSandboxesDoNotDependOnEachOther(t *testing.T) {
	t.Parallel()
	alone, beside := newDirect(t), newDirect(t)
	neighbour := direct{beside.handler, "0d5c1b8e-5e6b-4d2c-9f60-7c1f1b2a3d4e"}
	_ = play(t, neighbour) // what the neighbour is answered does not matter
	want, got := play(t, alone), play(t, beside)
	for i := range want {
		if i == 2 { // an unknown path belongs to no sandbox
			continue
		}
		if !bytes.Equal(want[i], got[i]) {
			t.Fatalf("with a neighbour the answer is\n%.2000s\nwant\n%.2000s", got[i], want[i])
		}
	}
}
