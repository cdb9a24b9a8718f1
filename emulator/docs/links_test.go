package docs_test

import (
	"fmt"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// link finds a link or a picture, and fence a block that has none.
var (
	link  = regexp.MustCompile(`!?\[[^\]]*\]\(([^)\s]+)\)`)
	fence = regexp.MustCompile("(?ms)^```.*?^```$")
	title = regexp.MustCompile(`(?m)^#{1,4} (.+)$`)
)

// anchors are the anchors of a document's headings, as GitHub makes them.
func anchors(text string) map[string]bool {
	all := map[string]bool{}
	for _, found := range title.FindAllStringSubmatch(fence.ReplaceAllString(text, ""), -1) {
		bare := regexp.MustCompile(`[^\p{L}\p{N}\-_ ]`).ReplaceAllString(strings.ToLower(found[1]), "")
		id := strings.ReplaceAll(bare, " ", "-")
		for n, first := 1, id; all[id]; n++ {
			id = fmt.Sprintf("%s-%d", first, n)
		}
		all[id] = true
	}
	return all
}

// TestLinks lead to files of the repository, and to headings that are there.
func TestLinks(t *testing.T) {
	t.Parallel()
	for _, page := range append(pages(t), "emulator/ARCHITECTURE.md", "emulator/FIDELITY.md", "emulator/CHANGELOG.md") {
		for _, found := range link.FindAllStringSubmatch(fence.ReplaceAllString(read(t, page), ""), -1) {
			to, anchor, _ := strings.Cut(found[1], "#")
			if strings.Contains(to, "://") {
				continue
			}
			file := path.Join(path.Dir(page), to)
			if to == "" {
				file = page
			}
			if _, err := os.Stat(filepath.Join(root, filepath.FromSlash(file))); err != nil {
				t.Errorf("%s links to %s, which is not there", page, found[1])
				continue
			}
			if anchor != "" && !anchors(read(t, file))[anchor] {
				t.Errorf("%s links to %s, which has no such heading", page, found[1])
			}
		}
	}
}

// TestPicturesAreMadeByATest: each picture of a page is a file, and every file of the folder is on a page and
// is one that the test of the dashboard writes.
func TestPicturesAreMadeByATest(t *testing.T) {
	t.Parallel()
	maker := read(t, "emulator/browser/dashboard_pictures_test.go")
	files, err := filepath.Glob("images/*")
	if err != nil || len(files) == 0 {
		t.Fatalf("%d pictures: %v", len(files), err)
	}
	var text strings.Builder
	for _, page := range pages(t) {
		text.WriteString(read(t, page))
	}
	for _, file := range files {
		name := strings.TrimSuffix(filepath.Base(file), ".png")
		if !strings.Contains(maker, `"`+name+`"`) {
			t.Errorf("no test makes %s", file)
		}
		if !strings.Contains(text.String(), "images/"+name+".png)") {
			t.Errorf("no page shows %s", file)
		}
	}
}

// TestLinesFit: a line of a document has at most 120 columns, but for tables, links and what is run.
func TestLinesFit(t *testing.T) {
	t.Parallel()
	for _, page := range pages(t) {
		for line := range strings.Lines(fence.ReplaceAllString(read(t, page), "")) {
			if len([]rune(line)) > 121 && !strings.HasPrefix(line, "|") && !strings.Contains(line, "](") && !strings.HasPrefix(line, "<!--") {
				t.Errorf("%s: this line is long: %s", page, line)
			}
		}
	}
}
