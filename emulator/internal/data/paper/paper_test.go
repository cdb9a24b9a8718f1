package paper_test

import (
	"bytes"
	"compress/zlib"
	"encoding/base64"
	"io"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"belvo-emulator/emulator/internal/data/paper"
)

// textOf reads the page's text out of a PDF's compressed streams.
func textOf(t *testing.T, file []byte) string {
	t.Helper()
	var all strings.Builder
	for _, part := range bytes.Split(file, []byte("stream\n"))[1:] {
		r, err := zlib.NewReader(bytes.NewReader(part))
		if err != nil {
			continue // the rest of an endstream
		}
		text, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		all.Write(text)
	}
	return all.String()
}

func TestPDFIsAWholeDocument(t *testing.T) {
	t.Parallel()
	file := paper.PDF("Constancia", "Línea uno", "Línea dos (con paréntesis)")
	if !bytes.HasPrefix(file, []byte("%PDF-1.")) || !bytes.HasSuffix(bytes.TrimSpace(file), []byte("%%EOF")) {
		t.Fatalf("this is no PDF: %.40q", file)
	}
	start := regexp.MustCompile(`startxref\n(\d+)\n`).FindSubmatch(file)
	if start == nil {
		t.Fatal("there is no startxref")
	}
	at, _ := strconv.Atoi(string(start[1]))
	if !bytes.HasPrefix(file[at:], []byte("xref")) {
		t.Errorf("the table of objects is not at %d", at)
	}
	if n := len(regexp.MustCompile(`/Type /Page\b`).FindAll(file, -1)); n != 1 {
		t.Errorf("there are %d pages, want 1", n)
	}
	text := textOf(t, file)
	for _, want := range []string{"(Constancia)", "(L\xednea uno)", "(L\xednea dos \\(con par\xe9ntesis\\))"} {
		if !strings.Contains(text, want) {
			t.Errorf("the page lacks %q", want)
		}
	}
}

func TestPDFOfTheSameTextIsTheSameFile(t *testing.T) {
	t.Parallel()
	if !slices.Equal(paper.PDF("A", "b", "c"), paper.PDF("A", "b", "c")) {
		t.Error("two files of one text differ")
	}
	if slices.Equal(paper.PDF("A", "b", "c"), paper.PDF("A", "b", "d")) {
		t.Error("files of different texts are the same")
	}
}

func TestPDFTakesAnyText(t *testing.T) {
	t.Parallel()
	for name, lines := range map[string][]string{
		"nothing": nil, "empty": {""}, "unknown letters": {"漢字 \x00 \xff"},
		"a long word": {strings.Repeat("x", 5000)},
		"many lines":  strings.Split(strings.Repeat("line\n", 400), "\n"),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if file := paper.PDF(name, lines...); !bytes.HasSuffix(bytes.TrimSpace(file), []byte("%%EOF")) {
				t.Errorf("the file ends with %q", file[max(0, len(file)-10):])
			}
		})
	}
}

func TestBase64CanBeReadBack(t *testing.T) {
	t.Parallel()
	file := paper.PDF("A", "b")
	back, err := base64.StdEncoding.DecodeString(paper.Base64(file))
	if err != nil || !slices.Equal(back, file) {
		t.Errorf("base64 gives back something else: %v", err)
	}
}
