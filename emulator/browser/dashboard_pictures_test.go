package browser_test

import (
	"bytes"
	"context"
	"flag"
	"image"
	"image/color"
	"image/png"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/chromedp/chromedp"

	"belvo-emulator/emulator/emulatortest"
)

// update has the pictures of the guide made anew.
var update = flag.Bool("update", false, "write the pictures of the guide")

// pictures is their folder, and picture their width, height and greatest size in bytes.
const (
	pictures      = "../docs/images"
	pictureWidth  = 1280
	pictureHeight = 800
	pictureBytes  = 150 << 10
)

// TestDashboardPictures makes the pictures of the guide with -update; without, it opens the same views, so that
// none shows what is no longer there, and checks the files.
func TestDashboardPictures(t *testing.T) {
	t.Parallel()
	server := emulatortest.Start(t)
	box := server.Default(t)
	link := lived(t, box)
	asked := box.Requests(emulatortest.RequestFilter{Status: http.StatusPreconditionRequired, Limit: 1})[0].ID
	p := newTab(t, func() action { return chromedp.EmulateViewport(pictureWidth, pictureHeight) })
	for _, view := range []struct{ name, hash, ready string }{
		{"requests", "#/requests/" + asked, "return document.querySelector('.insp .lines .hit')"},
		{"link", "#/links/" + link, "return document.querySelector('.mach')"},
		{"time", "#/time", "return document.querySelectorAll('main tbody tr').length >= 4"},
		{"widget", "#/widget?link=" + link, inPhone + "return phone('belvo-page-token')"},
		{"scenarios", "#/scenarios/heimdall?link=" + link, "return document.querySelector('.machbox .nd.now')"},
		{"coverage", "#/coverage", "return document.querySelector('.rings .rg') && document.querySelector('.covgrid table')"},
	} {
		p.open("about:blank")
		p.show(server, view.hash)
		p.until("return !document.querySelector('[aria-busy]') && document.fonts.status === 'loaded'")
		p.until(view.ready)
		if view.name == "time" {
			p.press("[[[[")
			p.until("return document.querySelector('tr.diff')")
		}
		file := filepath.Join(pictures, view.name+".png")
		if *update {
			p.picture(file)
		}
		checkPicture(t, file)
	}
}

// picture writes what the tab shows to a file, as small as PNG makes it.
func (p *tab) picture(file string) {
	p.t.Helper()
	p.until("return document.getAnimations().every((a) => a.playState !== 'running' || " +
		"a.effect.getTiming().iterations === Infinity)")
	ctx, cancel := context.WithTimeout(p.ctx, patience)
	defer cancel()
	shown, err := chromedp.Run(ctx, chromedp.CaptureScreenshot())
	if err != nil {
		p.t.Fatal(err)
	}
	img, err := png.Decode(bytes.NewReader(shown))
	if err != nil {
		p.t.Fatal(err)
	}
	var small bytes.Buffer
	if err := (&png.Encoder{CompressionLevel: png.BestCompression}).Encode(&small, fewColours(img)); err != nil {
		p.t.Fatal(err)
	}
	if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
		p.t.Fatal(err)
	}
	if err := os.WriteFile(file, small.Bytes(), 0o644); err != nil {
		p.t.Fatal(err)
	}
}

// checkPicture fails the test if a picture is missing, too large or of another size than the window.
func checkPicture(t *testing.T, file string) {
	t.Helper()
	data, err := os.ReadFile(file)
	if err != nil {
		t.Errorf("%v; go test ./emulator/browser -run DashboardPictures -update makes it", err)
		return
	}
	if len(data) > pictureBytes {
		t.Errorf("%s has %d bytes", file, len(data))
	}
	img, err := png.DecodeConfig(bytes.NewReader(data))
	if err != nil || img.Width != pictureWidth || img.Height != pictureHeight {
		t.Errorf("%s is %d by %d: %v", file, img.Width, img.Height, err)
	}
}

// fewColours is a picture with its 256 most frequent colours: others become the nearest of those.
func fewColours(from image.Image) image.Image {
	counts, bounds := map[color.Color]int{}, from.Bounds()
	for y := bounds.Min.Y; y < bounds.Max.Y; y++ {
		for x := bounds.Min.X; x < bounds.Max.X; x++ {
			counts[from.At(x, y)]++
		}
	}
	colours := make(color.Palette, 0, len(counts))
	for c := range counts {
		colours = append(colours, c)
	}
	slices.SortFunc(colours, func(a, b color.Color) int { return counts[b] - counts[a] })
	colours = colours[:min(256, len(colours))]
	to, nearest := image.NewPaletted(bounds, colours), map[color.Color]uint8{}
	for y := bounds.Min.Y; y < bounds.Max.Y; y++ {
		for x := bounds.Min.X; x < bounds.Max.X; x++ {
			c := from.At(x, y)
			i, known := nearest[c]
			if !known {
				i = uint8(colours.Index(c))
				nearest[c] = i
			}
			to.SetColorIndex(x, y, i)
		}
	}
	return to
}
