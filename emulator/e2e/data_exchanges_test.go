package e2e_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"belvo-emulator/emulator/contract"
	"belvo-emulator/emulator/emulatortest"
	"belvo-emulator/emulator/internal/belvo"
	"belvo-emulator/emulator/internal/data/registry"
)

// exchanges is the folder of the golden exchanges: a file for each resource and kind of
// institution.
const exchanges = "testdata/exchanges"

// TestExchanges holds, for each resource, what a client sends and gets, byte for byte: the request
// for data, a page of the list, one object and its removal.
func TestExchanges(t *testing.T) {
	t.Parallel()
	wanted := map[string]bool{}
	for _, row := range registry.Registry() {
		for _, inst := range contract.Institutions(row) {
			name := strings.ReplaceAll(row.Path, "/", "-") + "." + inst.Name + ".txt"
			wanted[name] = true
			t.Run(name, func(t *testing.T) {
				t.Parallel()
				golden(t, filepath.Join(exchanges, name), exchange(t, row, inst))
			})
		}
	}
	files, err := os.ReadDir(exchanges)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		if !wanted[f.Name()] {
			t.Errorf("%s/%s belongs to no resource", exchanges, f.Name())
		}
	}
}

// golden compares a text with a file, or writes it with -update.
func golden(t *testing.T, file, text string) {
	t.Helper()
	if *update {
		if err := os.MkdirAll(filepath.Dir(file), 0o750); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if text != string(want) {
		t.Errorf("%s is no longer what happens; if it should be: go test ./emulator/e2e -run Exchanges -update\n%s", file,
			firstDifference(text, string(want)))
	}
}

// firstDifference shows the first line in which two texts differ.
func firstDifference(got, want string) string {
	g, w := strings.Split(got, "\n"), strings.Split(want, "\n")
	for i := range min(len(g), len(w)) {
		if g[i] != w[i] {
			return fmt.Sprintf("line %d is %s\nand was %s", i+1, g[i], w[i])
		}
	}
	return fmt.Sprintf("%d lines instead of %d", len(g), len(w))
}

// exchange is a conversation about a resource at an institution.
func exchange(t *testing.T, row *registry.Row, inst *belvo.Institution) string {
	t.Helper()
	talk := conversation{direct: newDirect(t), t: t}
	login := contract.Login(inst)
	link := talk.direct.do(http.MethodPost, "/api/links/", encoded(t, login))
	id := identified(t, link.Body.Bytes())
	path, query := "/"+row.Path+"/", "?page_size=2&link="+id
	if row.ListNeeds == "user_document" {
		query = "?user_document=" + login["username"].(string)
	}
	if row.Operations.Retrieve != "" {
		account := func() string { return talk.direct.account(t, id) }
		for _, body := range contract.Bodies(row, id, account, belvo.DateOf(emulatortest.Epoch)) {
			talk.say(http.MethodPost, path, encoded(t, body))
		}
	}
	first := identified(t, talk.say(http.MethodGet, path+query, ""))
	talk.say(http.MethodGet, path+first+"/", "")
	if row.Operations.Destroy != "" {
		talk.say(http.MethodDelete, path+first+"/", "")
		talk.say(http.MethodGet, path+first+"/", "")
	}
	return talk.text.String()
}

// account is the first of a link's accounts.
func (d direct) account(t *testing.T, link string) string {
	t.Helper()
	return identified(t, d.do(http.MethodGet, "/api/accounts/?link="+link, "").Body.Bytes())
}

// conversation is requests and their answers as text.
type conversation struct {
	direct
	t    *testing.T
	text strings.Builder
}

func (c *conversation) say(method, path, body string) []byte {
	c.t.Helper()
	answer := c.do(method, path, body)
	fmt.Fprintf(&c.text, "> %s %s\n", method, path)
	if body != "" {
		fmt.Fprintf(&c.text, "> %s\n", body)
	}
	fmt.Fprintf(&c.text, "< %d\n%s\n", answer.Code, shortened(c.t, answer.Body.Bytes()))
	return answer.Body.Bytes()
}

func encoded(t *testing.T, value any) string {
	t.Helper()
	data, err := json.Marshal(value)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

// identified is the id of an object, or of a list's first one.
func identified(t *testing.T, body []byte) string {
	t.Helper()
	var answer struct {
		ID      string
		Results []struct{ ID string }
	}
	if err := json.Unmarshal(body, &answer); err != nil {
		t.Fatal(err)
	}
	for _, r := range answer.Results[:min(1, len(answer.Results))] {
		answer.ID = r.ID
	}
	if answer.ID == "" {
		t.Fatalf("nothing has an id: %s", body)
	}
	return answer.ID
}

// shortened writes JSON in lines: of a list the first two items, of a file's text its beginning.
func shortened(t *testing.T, body []byte) string {
	t.Helper()
	if len(body) == 0 {
		return ""
	}
	var lines bytes.Buffer
	if err := json.Indent(&lines, cut(t, body), "", " "); err != nil {
		t.Fatal(err)
	}
	return lines.String() + "\n"
}

const (
	shownItems = 2
	shownText  = 120 // bytes
)

// cut leaves out what would make a golden file long. The order of keys stays.
func cut(t *testing.T, value json.RawMessage) json.RawMessage {
	t.Helper()
	switch value[0] {
	case '[':
		list := items(t, value)
		var parts []string
		for _, item := range list[:min(shownItems, len(list))] {
			parts = append(parts, string(cut(t, item)))
		}
		if more := len(list) - shownItems; more > 0 {
			parts = append(parts, fmt.Sprintf(`"... and %d more"`, more))
		}
		return json.RawMessage("[" + strings.Join(parts, ",") + "]")
	case '{':
		var object map[string]json.RawMessage
		if err := json.Unmarshal(value, &object); err != nil {
			t.Fatal(err)
		}
		var parts []string
		for _, key := range keysOf(t, value) {
			parts = append(parts, encoded(t, key)+":"+string(cut(t, object[key])))
		}
		return json.RawMessage("{" + strings.Join(parts, ",") + "}")
	case '"':
		if len(value) > shownText {
			return json.RawMessage(fmt.Sprintf(`%s... %d bytes in all"`, value[:shownText/2], len(value)-2))
		}
	}
	return value
}
