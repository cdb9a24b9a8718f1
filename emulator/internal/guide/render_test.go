package guide

import (
	"bytes"
	"fmt"
	"html"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"
)

// root is where the repository is, and index the page that lists the others.
const (
	root  = "../../.."
	index = "emulator/README.md"
)

// elsewhere has the names of the pages that are not in emulator/docs.
func elsewhere() map[string]string {
	return map[string]string{
		"scenarios/README.md": "scenario-files", "fixtures/README.md": "fixtures", "emulator/packages/README.md": "packages",
		index: "",
	}
}

// views are what the dashboard shows live where the repository has a picture of it.
func views() map[string]string {
	return map[string]string{"requests": "requests", "link": "links", "time": "time", "widget": "widget"}
}

// document is a Markdown file of the repository that is a page.
type document struct {
	file string // from the root
	Page
}

// listed is a line of the index that names a page.
var listed = regexp.MustCompile(`(?m)^- \[([^\]]+)\]\(([^)]+\.md)\): (.+(?:\n  .+)*)$`)

// documents are the pages, in the order of the index.
func documents(t *testing.T) []document {
	t.Helper()
	all := []document{{index, Page{Short: "Guide", Summary: "A local stand-in for the sandbox of Belvo's API: " +
		"one program that tests and frontends use in its place."}}}
	for _, line := range listed.FindAllStringSubmatch(source(t, index), -1) {
		file := path.Join(path.Dir(index), line[2])
		summary := strings.Join(strings.Fields(line[3]), " ")
		all = append(all, document{file, Page{Name: nameOf(file), Short: line[1], Summary: summary}})
	}
	return all
}

// nameOf is the name of the page that a file is, "?" if it is none.
func nameOf(file string) string {
	if name, found := elsewhere()[file]; found {
		return name
	}
	if name, found := strings.CutPrefix(file, "emulator/docs/"); found && path.Ext(name) == ".md" {
		return strings.TrimSuffix(name, ".md")
	}
	return "?"
}

// source reads a file of the repository.
func source(t *testing.T, file string) string {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(root, filepath.FromSlash(file)))
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

// target is what a link of a document leads to: the page's name and the anchor, "?" for what is no page.
func (d document) target(link string) (name, anchor string) {
	to, anchor, _ := strings.Cut(link, "#")
	if to == "" {
		return d.Name, anchor
	}
	return nameOf(path.Join(path.Dir(d.file), to)), anchor
}

// outside says of a link that it leads to another site.
func outside(link string) bool { return strings.Contains(link, "://") }

// link finds a link or a picture in Markdown.
var link = regexp.MustCompile(`(!?)\[([^\]]*)\]\(([^)\s]+)\)`)

// markdown is the document without its comments and pictures, with links that fit where it is served.
func (d document) markdown(text string) string {
	var out strings.Builder
	fenced := false
	for line := range strings.Lines(text) {
		if strings.HasPrefix(line, "```") {
			fenced = !fenced
		}
		if !fenced && strings.HasPrefix(line, "<!--") {
			continue
		}
		if !fenced {
			line = link.ReplaceAllStringFunc(line, d.served)
		}
		out.WriteString(line)
	}
	return out.String()
}

// served is a link as it is in the Markdown that is served.
func (d document) served(written string) string {
	m := link.FindStringSubmatch(written)
	if outside(m[3]) {
		return written
	}
	if m[1] == "!" {
		return "Picture: " + m[2] + "."
	}
	name, anchor := d.target(m[3])
	if name == "?" {
		return m[2]
	}
	if name == "" {
		return "[" + m[2] + "](" + nameList + ")"
	}
	if anchor != "" {
		anchor = "#" + anchor
	}
	return "[" + m[2] + "](" + name + ".md" + anchor + ")"
}

// anchors names headings as GitHub does.
type anchors struct{ seen map[string]int }

// unlettered is what GitHub leaves out of a heading's anchor.
var unlettered = regexp.MustCompile(`[^\p{L}\p{N}\-_ ]`)

// Generate implements parser.IDs.
func (a *anchors) Generate(value []byte, _ ast.NodeKind) []byte {
	id := strings.ReplaceAll(unlettered.ReplaceAllString(strings.ToLower(string(value)), ""), " ", "-")
	a.seen[id]++
	if n := a.seen[id]; n > 1 {
		id = fmt.Sprintf("%s-%d", id, n-1)
	}
	return []byte(id)
}

// Put implements parser.IDs.
func (a *anchors) Put(value []byte) { a.seen[string(value)]++ }

// body is the document as HTML.
func (d document) body(t *testing.T, written string) string {
	t.Helper()
	var plain strings.Builder // without comments
	fenced := false
	for line := range strings.Lines(written) {
		if strings.HasPrefix(line, "```") {
			fenced = !fenced
		}
		if fenced || !strings.HasPrefix(line, "<!--") {
			plain.WriteString(line)
		}
	}
	markdown := goldmark.New(goldmark.WithExtensions(extension.GFM), goldmark.WithParserOptions(parser.WithAutoHeadingID()))
	data := []byte(plain.String())
	tree := markdown.Parser().Parse(text.NewReader(data),
		parser.WithContext(parser.NewContext(parser.WithIDs(&anchors{map[string]int{}}))))
	err := ast.Walk(tree, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		if to, is := n.(*ast.Link); is && entering && !outside(string(to.Destination)) {
			to.Destination = []byte(d.address(string(to.Destination)))
		}
		return ast.WalkContinue, nil
	})
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	if err := markdown.Renderer().Render(&out, data, tree); err != nil {
		t.Fatal(err)
	}
	return unlinked.ReplaceAllString(image.ReplaceAllStringFunc(out.String(), picture), "$1")
}

// address is where a link leads in what is served, "?" if it leads to a file that is not.
func (d document) address(to string) string {
	name, anchor := d.target(to)
	if name == "?" {
		return name
	}
	if anchor != "" {
		anchor = "#" + anchor
	}
	return Path + name + anchor
}

// unlinked is a link to a file that is not served, and image a picture, alone in its paragraph.
var (
	unlinked = regexp.MustCompile(`(?s)<a href="\?">(.*?)</a>`)
	image    = regexp.MustCompile(`<p><img src="[^"]*?([a-z-]+)\.png" alt="([^"]*)"></p>`)
)

// picture is what stands for a picture: the view of the dashboard that it shows. The program has no pictures,
// because they would make it larger.
func picture(tag string) string {
	m := image.FindStringSubmatch(tag)
	view, found := views()[m[1]]
	if !found {
		return `<p class="picture">` + m[2] + "</p>"
	}
	return `<p class="picture">` + m[2] + `: <a href="/__emulator/#/` + html.EscapeString(view) + `">see it live</a></p>`
}
