package widget

import (
	"bytes"
	"embed"
	"encoding/json"
	"net/http"
	"path"
	"regexp"
	"slices"
	"strings"
	"sync"

	"belvo-emulator/emulator/internal/asset"
	"belvo-emulator/emulator/internal/widget/steps"
)

// files has the texts of assets, which a test packs: they take a third of the room so.
//
//go:embed packed.json.gz
var files embed.FS

// packedTexts is the file of that.
const packedTexts = "packed.json.gz"

// texts unpacks them, by their paths, when one is first asked for.
var texts = sync.OnceValue(func() map[string]string {
	packed, _ := files.ReadFile(packedTexts) // it is embedded
	return asset.Texts(packed)
})

// assets are the embedded files. Each is compressed when it is first asked for, once, so that
// they cost nothing at start.
type assets struct {
	mu    sync.Mutex
	files map[string]func() *asset.File
}

func newAssets() *assets { return &assets{files: map[string]func() *asset.File{}} }

// source is the text of a file as it is served. The table of steps stands in the script that calls the emulator,
// and in modules of its own where only a part of the widget needs it. The stylesheet is a module too: the widget
// puts it into a constructed one, which needs no style-src in the page's Content-Security-Policy.
func source(name string) []byte {
	made := steps.Parts()[strings.TrimSuffix(name, ".js")]
	if name == "style.js" {
		made, _ = json.Marshal(string(tight([]byte(texts()["assets/widget.css"])))) // a string always encodes
	}
	if made != nil {
		return slices.Concat([]byte("export default "), made, []byte(";\n"))
	}
	data := []byte(texts()["assets/"+name])
	if name == "client.js" {
		data = bytes.Replace(data, []byte("words = {}"), append([]byte("words = "), steps.Parts()["words"]...), 1)
	}
	return data
}

// get returns a file, nil if there is none of the name.
func (a *assets) get(name string) *asset.File {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.files[name] == nil {
		data := source(name)
		if len(data) == 0 || strings.Contains(name, "/") {
			return nil
		}
		a.files[name] = sync.OnceValue(func() *asset.File { return prepare(name, data) })
	}
	return a.files[name]()
}

func prepare(name string, data []byte) *asset.File { return asset.New(name, lean(data)) }

// tail is a comment at the end of a line of code.
var tail = regexp.MustCompile(`([;{},)>]) // .*$`)

// lean leaves comments and the indentation out: a third of what a page would load. Lines keep their
// numbers, for the browser's tools.
func lean(data []byte) []byte {
	var out bytes.Buffer
	comment := false
	for line := range bytes.Lines(data) {
		line = bytes.TrimSpace(line)
		comment = comment || bytes.HasPrefix(line, []byte("/*"))
		if !comment && !bytes.HasPrefix(line, []byte("//")) {
			out.Write(tail.ReplaceAll(line, []byte("$1")))
		}
		out.WriteByte('\n')
		comment = comment && !bytes.HasSuffix(line, []byte("*/"))
	}
	return out.Bytes()
}

// The comments and the white space that a stylesheet can do without.
var (
	remarks = regexp.MustCompile(`(?s)/\*.*?\*/`)
	spaces  = regexp.MustCompile(`\s+`)
	joints  = regexp.MustCompile(` ?([{};,]) ?|(:) `) // the space before a colon means something
)

// tight is a stylesheet in as few bytes as is safe, for the module that holds it.
func tight(css []byte) []byte {
	css = spaces.ReplaceAll(remarks.ReplaceAll(css, nil), []byte(" "))
	return joints.ReplaceAll(css, []byte("$1$2"))
}

// asset serves a script or a stylesheet to any page. A browser asks each time whether its copy is
// still good: the emulator may have been updated, and it is near.
func (w *Widget) asset(rw http.ResponseWriter, r *http.Request, name string) {
	if !asset.ReadOnly(rw, r) {
		return
	}
	file := w.assets.get(name)
	if file == nil || path.Ext(name) == ".html" {
		http.NotFound(rw, r)
		return
	}
	header := rw.Header()
	header.Set("Access-Control-Allow-Origin", "*")
	header.Set("Cross-Origin-Resource-Policy", "cross-origin")
	header.Set("Timing-Allow-Origin", "*")
	header.Set("Cache-Control", "no-cache")
	file.Serve(rw, r)
}
