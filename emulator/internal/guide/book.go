package guide

import (
	"embed"
	"encoding/json"
	"regexp"
	"strings"
	"sync"

	"belvo-emulator/emulator/internal/asset"
)

//go:embed pages.json.gz style.css
var files embed.FS

// packedPages is the file with all pages.
const packedPages = "pages.json.gz"

// Page is a page of the guide, as it is packed. The index is the page without a name.
type Page struct {
	Name     string `json:"name"`     // the last part of its path
	Short    string `json:"short"`    // what lists call it
	Summary  string `json:"summary"`  // a line for lists
	Markdown string `json:"markdown"` // as it is written
	HTML     string `json:"html"`     // as it is shown
}

// section is what follows a heading, up to the next one.
type section struct {
	page       Page
	id, title  string
	text       string // without tags, with entities resolved
	searchable string // the title and the text in lower case
}

// key is the page and the heading, as an address has them.
func (s section) key() string { return s.page.Name + "#" + s.id }

// book is all pages and what is served of them.
type book struct {
	pages    []Page
	sections []section
	mu       sync.Mutex
	files    map[string]*asset.File // by the last part of the path, as far as they were asked for
}

// open unpacks the pages.
func open() *book {
	packed, _ := files.ReadFile(packedPages) // it is embedded
	pages, _ := unpack(packed)               // a test holds that it is right
	b := &book{pages: pages, files: map[string]*asset.File{}}
	for _, p := range pages {
		b.sections = append(b.sections, sectionsOf(p)...)
	}
	return b
}

// unpack reads packed pages.
func unpack(packed []byte) (pages []Page, err error) {
	data, err := asset.Unpack(packed)
	if err != nil {
		return nil, err
	}
	return pages, json.Unmarshal(data, &pages)
}

// file returns what is served by a name, nil if there is nothing. It is compressed when it is first asked
// for, once.
func (b *book) file(name string) *asset.File {
	b.mu.Lock()
	defer b.mu.Unlock()
	if known := b.files[name]; known != nil {
		return known
	}
	if ending, text, found := b.text(name); found {
		b.files[name] = asset.New("page"+ending, []byte(text))
	}
	return b.files[name]
}

// text is what a file has, and the ending that says its type.
func (b *book) text(name string) (ending, text string, found bool) {
	switch name {
	case nameStyle:
		style, _ := files.ReadFile(nameStyle) // it is embedded
		return ".css", string(style), true
	case nameList:
		return ".txt", b.list(), true
	}
	bare, markdown := strings.CutSuffix(name, ".md")
	for _, p := range b.pages {
		switch {
		case p.Name == name:
			return ".html", b.layout(p.Name, p.Short, "", p.HTML), true
		case markdown && p.Name == bare && bare != "":
			return ".md", p.Markdown, true
		}
	}
	return "", "", false
}

// list is the list of the pages for programs.
func (b *book) list() string {
	var out strings.Builder
	for _, p := range b.pages {
		if p.Name == "" {
			out.WriteString("# belvo-emulator\n\n> " + p.Summary + "\n\n## Guide\n\n")
			continue
		}
		out.WriteString("- [" + p.Short + "](" + Path + p.Name + ".md): " + p.Summary + "\n")
	}
	return out.String()
}

// heading finds the headings of a page, inline what stands in a sentence without a blank around it, and tag all
// others.
var (
	heading = regexp.MustCompile(`<h[1-4] id="([^"]*)">(.*?)</h[1-4]>`)
	inline  = regexp.MustCompile(`</?(?:a|code|strong|em)\b[^>]*>`)
	tag     = regexp.MustCompile(`<[^>]*>`)
)

// escape writes text for HTML. Package html would add its table of all entities, which is as large as the
// pages are; those here are all that the pages have.
func escape(text string) string {
	return strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;", `"`, "&quot;", "'", "&#39;").Replace(text)
}

// unescape reads what escape, or the renderer, has written.
func unescape(markup string) string {
	return strings.NewReplacer("&lt;", "<", "&gt;", ">", "&quot;", `"`, "&#39;", "'", "&amp;", "&").Replace(markup)
}

// plain is a piece of HTML as text.
func plain(markup string) string {
	return strings.Join(strings.Fields(unescape(tag.ReplaceAllString(inline.ReplaceAllString(markup, ""), " "))), " ")
}

// sectionsOf parts a page at its headings.
func sectionsOf(p Page) (all []section) {
	found := heading.FindAllStringSubmatchIndex(p.HTML, -1)
	for i, at := range found {
		end := len(p.HTML)
		if i+1 < len(found) {
			end = found[i+1][0]
		}
		s := section{page: p, id: p.HTML[at[2]:at[3]], title: plain(p.HTML[at[4]:at[5]]), text: plain(p.HTML[at[1]:end])}
		s.searchable = strings.ToLower(s.title + "\n" + s.text)
		all = append(all, s)
	}
	return all
}
