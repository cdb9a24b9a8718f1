// Package asset serves embedded files: each is compressed once, has a strong ETag, and is sent in the form
// that the client takes. It is what the widget and the dashboard have in common.
package asset

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"io"
	"net/http"
	"path"
	"strconv"
	"strings"
)

// File is one file as it is served. Make it with New.
type File struct {
	contentType string
	plain       []byte
	packed      []byte // with gzip, nil for what is compressed already
	tag         string // a strong ETag of the plain file
}

// New returns a file of a name, whose ending says its type.
func New(name string, data []byte) *File {
	sum := sha256.Sum256(data)
	f := &File{contentType: contentType(name), plain: data, tag: `"` + hex.EncodeToString(sum[:16]) + `"`}
	if path.Ext(name) == ".woff2" {
		return f
	}
	f.packed = Pack(data)
	return f
}

// Pack compresses a file with gzip.
func Pack(data []byte) []byte {
	var packed bytes.Buffer
	zip, _ := gzip.NewWriterLevel(&packed, gzip.BestCompression) // the level is valid
	_, _ = zip.Write(data)                                       // a buffer takes everything
	_ = zip.Close()
	return packed.Bytes()
}

// Unpack reads what Pack has compressed. The error says that it is nothing of the kind.
func Unpack(packed []byte) ([]byte, error) {
	zip, err := gzip.NewReader(bytes.NewReader(packed))
	if err != nil {
		return nil, err
	}
	return io.ReadAll(zip)
}

// Texts are texts by their paths, which were packed as JSON. A test of those who embed them holds that they are right.
func Texts(packed []byte) map[string]string {
	texts := map[string]string{}
	data, _ := Unpack(packed)
	_ = json.Unmarshal(data, &texts)
	return texts
}

// Plain is the file as it is.
func (f *File) Plain() []byte { return f.plain }

// Size is how many bytes a client loads that takes gzip.
func (f *File) Size() int {
	if f.packed == nil {
		return len(f.plain)
	}
	return len(f.packed)
}

func contentType(name string) string {
	switch path.Ext(name) {
	case ".js":
		return "text/javascript; charset=utf-8"
	case ".css":
		return "text/css; charset=utf-8"
	case ".svg":
		return "image/svg+xml"
	case ".woff2":
		return "font/woff2"
	case ".txt":
		return "text/plain; charset=utf-8"
	case ".md":
		return "text/markdown; charset=utf-8"
	default:
		return "text/html; charset=utf-8"
	}
}

// Serve writes the file in the form that the client takes, or tells that its copy is good.
func (f *File) Serve(rw http.ResponseWriter, r *http.Request) {
	header := rw.Header()
	header.Set("Content-Type", f.contentType)
	header.Set("X-Content-Type-Options", "nosniff")
	header.Set("Vary", "Accept-Encoding")
	body, tag := f.plain, f.tag
	if f.packed != nil && acceptsGzip(r.Header.Get("Accept-Encoding")) {
		body, tag = f.packed, strings.TrimSuffix(f.tag, `"`)+`-gzip"`
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

// ReadOnly refuses everything but reading, and says whether the request reads.
func ReadOnly(rw http.ResponseWriter, r *http.Request) bool {
	if r.Method == http.MethodGet || r.Method == http.MethodHead {
		return true
	}
	rw.Header().Set("Allow", "GET, HEAD")
	http.Error(rw, http.StatusText(http.StatusMethodNotAllowed), http.StatusMethodNotAllowed)
	return false
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
