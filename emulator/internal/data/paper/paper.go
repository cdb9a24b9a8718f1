// Package paper makes the small files that travel inside objects: a PDF with a few lines of text,
// and the base64 form in which the API carries files. Equal texts give equal bytes.
package paper

import (
	"bytes"
	"encoding/base64"
	"time"

	"codeberg.org/go-pdf/fpdf"
)

// Measures of a page, in millimetres, except the type sizes, which are points.
const (
	margin     = 20
	lineHeight = 6
	titleSize  = 14
	textSize   = 10
)

// PDF returns a document on A4 pages, of one page for up to forty short lines: the title, and each
// line in a paragraph of its own. Long lines are wrapped. Letters that Windows-1252 lacks are shown
// as dots.
func PDF(title string, lines ...string) []byte {
	doc := fpdf.New("P", "mm", "A4", "")
	doc.SetCreationDate(time.Unix(0, 0).UTC()) // else it would be now
	doc.SetModificationDate(time.Unix(0, 0).UTC())
	doc.SetCatalogSort(true)
	doc.SetMargins(margin, margin, margin)
	doc.SetTitle(title, true)
	encode := doc.UnicodeTranslatorFromDescriptor("") // Windows-1252, which the built-in fonts have
	doc.AddPage()
	doc.SetFont("Helvetica", "B", titleSize)
	doc.MultiCell(0, lineHeight, encode(title), "", "L", false)
	doc.Ln(lineHeight)
	doc.SetFont("Helvetica", "", textSize)
	for _, line := range lines {
		doc.MultiCell(0, lineHeight, encode(line), "", "L", false)
	}
	var out bytes.Buffer
	_ = doc.Output(&out) // the fonts are built in and a buffer takes everything
	return out.Bytes()
}

// Base64 is how the API carries a file in a JSON text: standard base64 with padding.
func Base64(file []byte) string { return base64.StdEncoding.EncodeToString(file) }
