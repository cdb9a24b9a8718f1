package widget

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"encoding/json"
	"net/http"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"

	"belvo-emulator/emulator/internal/widget/steps"
)

//go:embed assets
var files embed.FS

// asset is one file as it is served.
type asset struct {
	contentType string
	plain       []byte
	packed      []byte // with gzip
	tag         string // a strong ETag of the plain file
}

// assets are the embedded files. Each is compressed when it is first asked for, once, so that
// they cost nothing at start.
type assets struct {
	mu    sync.Mutex
	files map[string]func() *asset
}

func newAssets() *assets { return &assets{files: map[string]func() *asset{}} }

// source is the text of a file as it is served. The table of steps stands in the script that calls the emulator,
// and in modules of its own where only a part of the widget needs it. The stylesheet is a module too: the widget
// puts it into a constructed one, which needs no style-src in the page's Content-Security-Policy.
func source(name string) ([]byte, error) {
	made := steps.Parts()[strings.TrimSuffix(name, ".js")]
	if name == "style.js" {
		css, err := files.ReadFile("assets/widget.css")
		if err != nil {
			return nil, err
		}
		made, _ = json.Marshal(string(tight(css))) // a string always encodes
	}
	if made != nil {
		return slices.Concat([]byte("export default "), made, []byte(";\n")), nil
	}
	data, err := files.ReadFile("assets/" + name)
	if name == "client.js" {
		data = bytes.Replace(data, []byte("words = {}"), append([]byte("words = "), steps.Parts()["words"]...), 1)
	}
	return data, err
}

// get returns a file, nil if there is none of the name.
func (a *assets) get(name string) *asset {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.files[name] == nil {
		data, err := source(name)
		if err != nil || strings.Contains(name, "/") {
			return nil
		}
		a.files[name] = sync.OnceValue(func() *asset { return prepare(name, data) })
	}
	return a.files[name]()
}

func prepare(name string, data []byte) *asset {
	data = lean(data)
	sum := sha256.Sum256(data)
	var packed bytes.Buffer
	zip, _ := gzip.NewWriterLevel(&packed, gzip.BestCompression) // the level is valid
	_, _ = zip.Write(data)                                       // a buffer takes everything
	_ = zip.Close()
	return &asset{contentType: contentType(name), plain: data, packed: packed.Bytes(),
		tag: `"` + hex.EncodeToString(sum[:16]) + `"`}
}

// tail is a comment at the end of a line of code.
var tail = regexp.MustCompile(`([;{},)>]) // .*$`)

// lean leaves comments and the indentation out: a third of what a page would load. Lines keep their
// numbers, for whoever looks for them in the browser's tools.
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

func contentType(name string) string {
	switch path.Ext(name) {
	case ".js":
		return "text/javascript; charset=utf-8"
	case ".css":
		return "text/css; charset=utf-8"
	case ".svg":
		return "image/svg+xml"
	default:
		return "text/html; charset=utf-8"
	}
}

// asset serves a script or a stylesheet to any page. A browser asks each time whether its copy is
// still good: the emulator may have been updated, and it is near.
func (w *Widget) asset(rw http.ResponseWriter, r *http.Request, name string) {
	if !readOnly(rw, r) {
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
	send(rw, r, file)
}

// send writes a file in the form that the client takes, or tells that its copy is good.
func send(rw http.ResponseWriter, r *http.Request, file *asset) {
	header := rw.Header()
	header.Set("Content-Type", file.contentType)
	header.Set("X-Content-Type-Options", "nosniff")
	header.Set("Vary", "Accept-Encoding")
	body, tag := file.plain, file.tag
	if acceptsGzip(r.Header.Get("Accept-Encoding")) {
		body, tag = file.packed, strings.TrimSuffix(file.tag, `"`)+`-gzip"`
		header.Set("Content-Encoding", "gzip")
	}
	header.Set("ETag", tag)
	if matches(r.Header.Get("If-None-Match"), tag) {
		header.Del("Content-Encoding")
		rw.WriteHeader(http.StatusNotModified)
		return
	}
	header.Set("Content-Length", strconv.Itoa(len(body)))
	rw.WriteHeader(http.StatusOK)
	if r.Method != http.MethodHead {
		_, _ = rw.Write(body) // a client that has gone needs no answer
	}
}

func acceptsGzip(accepted string) bool {
	for part := range strings.SplitSeq(accepted, ",") {
		coding, quality, _ := strings.Cut(strings.TrimSpace(part), ";")
		if coding == "gzip" && strings.TrimSpace(quality) != "q=0" {
			return true
		}
	}
	return false
}

func matches(known, tag string) bool {
	for part := range strings.SplitSeq(known, ",") {
		if part = strings.TrimPrefix(strings.TrimSpace(part), "W/"); part == tag || part == "*" {
			return true
		}
	}
	return false
}
