// Package steps is the table of the widget's screens: what a user does on each, at which of them the user may
// leave, which options have a say in the first one, and what errors the widget makes itself. The scripts
// of the widget are served with it; package headless, which goes through the widget without a browser, reads
// it here. A screen or a text that only one of them knew would show in what a page is told.
package steps

import (
	"bytes"
	"embed"
	"encoding/json"
	"regexp"
	"slices"
	"sync"

	"belvo-emulator/emulator/internal/belvo"
)

//go:embed steps.json
var files embed.FS

// Table is the table.
type Table struct {
	Pages  []Page `json:"pages"`
	Words  `json:"words"`
	Denial `json:"denial"`
}

// Denial is what only a consent needs.
type Denial struct {
	Forbidden Text `json:"forbidden"` // the user refused it
}

// Words are what the scripts need from the beginning, apart from the pages.
type Words struct {
	// Start are the pages at which nothing was entered yet.
	Start []string `json:"start"`
	// Filters are the options that leave institutions out, so that they have a say in the first screen.
	Filters []string `json:"filters"`
	// LoginErrors are regular expressions for the message of a login_error, each with the kind that it tells;
	// the first that matches counts.
	LoginErrors [][2]string `json:"loginErrors"`
	// InForm are the kinds of errors that the form shows, because the user can mend them there.
	InForm []string `json:"inForm"`
	// Unexpected is the message of an answer that cannot be read.
	Unexpected string `json:"unexpected"`
	// NotValid takes the place of a 401, and Disabled is the warning about an institution that is down.
	NotValid Text `json:"notValid"`
	Disabled Text `json:"disabled"`
}

// Page is one screen, by the path that PAGE_LOAD names.
type Page struct {
	Path string `json:"page"`
	// Press is the data-testid of the button that leads on; Does is what else is done there, by the name
	// of a method. A screen with neither passes by itself.
	Press string `json:"press"`
	Does  string `json:"does"`
	Leave bool   `json:"leave"` // a plan may leave there
	Last  bool   `json:"last"`  // its button ends the run
}

// Text is an error or a warning of the widget's own.
type Text struct {
	Code    string `json:"code"`
	Message string `json:"message"`
}

// Get returns the table, which is read once and must not be changed.
func Get() *Table { return read() }

var read = sync.OnceValue(func() *Table {
	t := &Table{}
	data, _ := files.ReadFile("steps.json") // embedded
	_ = json.Unmarshal(data, t)             // the tests read it
	return t
})

// Parts are the parts of the table as the scripts have them: the pages, which only the autopilot needs, the
// denial, which only a consent needs, and the words.
func Parts() map[string][]byte {
	data, _ := files.ReadFile("steps.json") // embedded
	var parts map[string]json.RawMessage
	_ = json.Unmarshal(data, &parts) // the tests read it
	texts := map[string][]byte{}
	for name, part := range parts {
		var short bytes.Buffer
		_ = json.Compact(&short, part) // valid, since it was read
		texts[name] = short.Bytes()
	}
	return texts
}

// Page returns a screen by its path; an unknown one passes by itself.
func (t *Table) Page(path string) Page {
	at := slices.IndexFunc(t.Pages, func(p Page) bool { return p.Path == path })
	if at < 0 {
		return Page{Path: path}
	}
	return t.Pages[at]
}

// Kind is what an error means to the user, as the function kindOf of voice.js says.
func (t *Table) Kind(e *belvo.Error) string {
	switch {
	case e.Field != "":
		return string(belvo.CodeValidationError)
	case e.Code != belvo.CodeLoginError:
		return string(e.Code)
	}
	for _, known := range t.LoginErrors {
		if found, err := regexp.MatchString(known[0], e.Message); err == nil && found {
			return known[1]
		}
	}
	return string(e.Code)
}
