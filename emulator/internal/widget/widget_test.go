package widget_test

import (
	"bytes"
	"compress/gzip"
	"io"
	"net/http"
	"os"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"rsc.io/qr"

	"belvo-emulator/emulator/emulatortest"
	"belvo-emulator/emulator/internal/widget/steps"
)

const folder = "/v1.0.0/stable/"

// TestAssets serves each script packed and plain, with a tag that saves the second answer.
func TestAssets(t *testing.T) {
	t.Parallel()
	b := emulatortest.Start(t).Sandbox(t)
	for _, path := range []string{
		"/belvo-widget-1-stable.js", folder + "belvo-widget-1-stable-main.js", folder + "style.js",
		"/v9.9.9/stable/flow.js"} {
		plain := b.Do(http.MethodGet, path, nil, "Accept-Encoding: identity").Want(http.StatusOK)
		packed := b.Do(http.MethodGet, path, nil, "Accept-Encoding: gzip").Want(http.StatusOK)
		for name, want := range map[string]string{"Content-Type": "text/javascript; charset=utf-8",
			"Access-Control-Allow-Origin": "*", "Cache-Control": "no-cache", "Set-Cookie": "",
			"Vary": "Accept-Encoding"} {
			if got := plain.Header.Get(name); got != want {
				t.Errorf("%s: %s is %q, want %q", path, name, got, want)
			}
		}
		if packed.Header.Get("Content-Encoding") != "gzip" ||
			!bytes.Equal(unpack(t, packed.Body), plain.Body) {
			t.Errorf("%s: packed and plain differ", path)
		}
		tag := packed.Header.Get("ETag")
		if !strings.HasPrefix(tag, `"`) || tag == plain.Header.Get("ETag") {
			t.Errorf("%s: the tags are %s and %s, want two strong ones", path, tag, plain.Header.Get("ETag"))
		}
		again := b.Do(http.MethodGet, path, nil, "Accept-Encoding: gzip", "If-None-Match: "+tag).
			Want(http.StatusNotModified)
		if len(again.Body) > 0 {
			t.Errorf("%s: a 304 with a body", path)
		}
		if head := b.Do(http.MethodHead, path, nil, "Accept-Encoding: identity").Want(http.StatusOK); len(
			head.Body,
		) > 0 ||
			head.Header.Get("Content-Length") != strconv.Itoa(len(plain.Body)) {
			t.Errorf("%s: HEAD answers with %s bytes", path, head.Header.Get("Content-Length"))
		}
		b.Do(http.MethodPost, path, nil).Want(http.StatusMethodNotAllowed)
	}
	for _, path := range []string{
		folder + "nothing.js", folder + "hosted.html", folder + "..%2fwidget.go", "/widget/nothing",
	} {
		b.Do(http.MethodGet, path, nil).Want(http.StatusNotFound)
	}
}

func unpack(t *testing.T, packed []byte) []byte {
	t.Helper()
	reader, err := gzip.NewReader(bytes.NewReader(packed))
	if err != nil {
		t.Fatal(err)
	}
	plain, err := io.ReadAll(reader)
	if err != nil {
		t.Fatal(err)
	}
	return plain
}

// TestSize holds what a page loads for one language under 25 KB: the loader, its modules and the
// texts.
func TestSize(t *testing.T) {
	t.Parallel()
	b := emulatortest.Start(t).Sandbox(t)
	loader := b.Do(http.MethodGet, "/belvo-widget-1-stable.js", nil, "Accept-Encoding: gzip").
		Want(http.StatusOK)
	total := len(loader.Body)
	names := regexp.MustCompile(`\['main'(, '\w+')+\]`).FindString(string(unpack(t, loader.Body)))
	modules := regexp.MustCompile(`\w+`).FindAllString(names, -1)
	if len(modules) < 5 {
		t.Fatalf("the loader names the modules %v", modules)
	}
	for _, name := range append(modules, "es") {
		total += len(
			b.Do(http.MethodGet, folder+name+".js", nil, "Accept-Encoding: gzip").Want(http.StatusOK).Body,
		)
	}
	if total > 25_000 {
		t.Errorf("a page loads %d bytes, want at most 25,000", total)
	}
	t.Logf("a page loads %d bytes", total)
}

// TestPreloads holds that the loader names exactly the modules that the widget needs at once.
func TestPreloads(t *testing.T) {
	t.Parallel()
	loader := source(t, "loader.js")
	var needed []string
	queue := []string{"main"}
	for len(queue) > 0 {
		name := queue[0]
		queue = queue[1:]
		if slices.Contains(needed, name) {
			continue
		}
		needed = append(needed, name)
		if name == "style" { // made of the stylesheet
			continue
		}
		for _, m := range regexp.MustCompile(`from '\./(\w+)\.js'|^import '\./(\w+)\.js'`).FindAllStringSubmatch(
			source(t, name+".js"), -1) {
			queue = append(queue, m[1]+m[2])
		}
	}
	slices.Sort(needed)
	list := regexp.MustCompile(`\['main'(, '\w+')+\]`).FindString(loader)
	named := regexp.MustCompile(`\w+`).FindAllString(list, -1)
	slices.Sort(named)
	if !slices.Equal(named, needed) {
		t.Errorf("the loader preloads %v, the widget imports %v", named, needed)
	}
}

func source(t *testing.T, name string) string {
	t.Helper()
	data, err := os.ReadFile("assets/" + name)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

// TestTexts holds that every text is there in three languages with the same braces, and that the
// widget uses each.
func TestTexts(t *testing.T) {
	t.Parallel()
	spanish := texts(t, "es")
	if len(spanish) < 80 {
		t.Fatalf("only %d texts were found", len(spanish))
	}
	var code strings.Builder
	for _, name := range []string{"flow", "voice", "frame", "form", "screens", "list", "consent",
		"autopilot", "hosted"} {
		code.WriteString(source(t, name+".js"))
	}
	for _, language := range []string{"pt", "en"} {
		other := texts(t, language)
		for key, text := range spanish {
			if !slices.Equal(braces(text), braces(other[key])) ||
				strings.Count(text, "|") != strings.Count(other[key], "|") {
				t.Errorf("%s in %s: %q does not match %q", key, language, other[key], text)
			}
		}
		if len(other) != len(spanish) {
			t.Errorf("%s has %d texts, es has %d", language, len(other), len(spanish))
		}
	}
	for key := range spanish {
		used := strings.HasPrefix(key, "e_") || strings.HasPrefix(key, "survey") || key == strings.ToUpper(key) ||
			regexp.MustCompile(`['.:]`+key+`\b`).MatchString(code.String()) ||
			strings.Contains(code.String(), "'"+key+"'")
		if !used {
			t.Errorf("nothing uses the text %s", key)
		}
	}
}

func texts(t *testing.T, language string) map[string]string {
	t.Helper()
	out := map[string]string{}
	for _, m := range regexp.MustCompile(`(?:^|\s)([\p{L}_]+):\s*'((?:[^'\\]|\\.)*)'`).FindAllStringSubmatch(
		source(t, language+".js"), -1) {
		out[m[1]] = m[2]
	}
	return out
}

// braces are a text's places to fill in, in the order of the alphabet.
func braces(text string) []string {
	found := regexp.MustCompile(`\{\w+\}`).FindAllString(text, -1)
	slices.Sort(found)
	return slices.Compact(found)
}

// TestSteps holds that the scripts have what the table of steps says: the pages that they show, the buttons,
// and a method of the autopilot for what else is done. Package headless has the same test.
func TestSteps(t *testing.T) {
	t.Parallel()
	pages, screens := map[string]bool{}, ""
	for _, name := range []string{"flow", "consent", "frame", "screens", "form", "list"} {
		screens += source(t, name+".js")
	}
	for _, shown := range regexp.MustCompile(`\.(?:show|arrive)\(\s*'(/[a-z-]+)'`).FindAllStringSubmatch(screens, -1) {
		pages[shown[1]] = true
	}
	pilot := source(t, "autopilot.js")
	for _, page := range steps.Get().Pages {
		if !pages[page.Path] {
			t.Errorf("no script shows %s", page.Path)
		}
		delete(pages, page.Path)
		if page.Press != "" && !strings.Contains(screens, "'"+page.Press+"'") {
			t.Errorf("%s: no script makes the button %s", page.Path, page.Press)
		}
		if page.Does != "" && !strings.Contains(pilot, "\n  "+page.Does+"(page) {") {
			t.Errorf("%s: the autopilot cannot do %q", page.Path, page.Does)
		}
	}
	if len(pages) > 0 {
		t.Errorf("the table does not have %v", pages)
	}
	b := emulatortest.Start(t).Sandbox(t)
	for name, part := range map[string]string{"client": "words", "pages": "pages", "denial": "denial"} {
		script := b.Do(http.MethodGet, folder+name+".js", nil, "Accept-Encoding: identity").Want(http.StatusOK)
		if !bytes.Contains(script.Body, steps.Parts()[part]) {
			t.Errorf("%s.js is served without the part %s of the table", name, part)
		}
	}
}

// TestGuide holds that the guide lists what tests can find in the widget.
func TestGuide(t *testing.T) {
	t.Parallel()
	guide, err := os.ReadFile("../../docs/frontend.md")
	if err != nil {
		t.Fatal(err)
	}
	found := 0
	for _, name := range []string{"frame", "form", "screens", "list", "consent", "autopilot"} {
		ids := regexp.MustCompile(`(?:testid'?(?::| =)|\),) '(belvo-[a-z-]+)'`)
		for _, m := range ids.FindAllStringSubmatch(source(t, name+".js"), -1) {
			found++
			if !strings.Contains(string(guide), "`"+m[1]+"`") {
				t.Errorf("the guide does not tell of %s (%s.js)", m[1], name)
			}
		}
	}
	if found < 30 {
		t.Errorf("only %d names were found", found)
	}
}

// TestPages serves the pages with a policy that lets nothing in from elsewhere.
func TestPages(t *testing.T) {
	t.Parallel()
	b := emulatortest.Start(t).Sandbox(t)
	for _, path := range []string{"/widget/", "/widget/?access_token=x", "/?access_token=x", "/widget/bank/"} {
		page := b.Do(http.MethodGet, path, nil).Want(http.StatusOK)
		policy := page.Header.Get("Content-Security-Policy")
		if !strings.HasPrefix(
			policy,
			"default-src 'none'; script-src 'self'; connect-src 'self'; style-src 'self';",
		) {
			t.Errorf("%s: the policy is %s", path, policy)
		}
		if page.Header.Get("Referrer-Policy") != "no-referrer" ||
			page.Header.Get("Cache-Control") != "no-store" {
			t.Errorf("%s may be kept or passed on: %v", path, page.Header)
		}
		if strings.Contains(string(page.Body), "//cdn") ||
			regexp.MustCompile(`(src|href)="https?:`).Match(page.Body) {
			t.Errorf("%s loads something from elsewhere", path)
		}
	}
	moved := b.Do(http.MethodGet, "/widget?access_token=x&locale=pt", nil).Want(http.StatusFound)
	if got := moved.Header.Get("Location"); got != "/widget/?access_token=x&locale=pt" {
		t.Errorf("/widget leads to %s", got)
	}
}

// TestQR draws what the library draws, in one path.
func TestQR(t *testing.T) {
	t.Parallel()
	b := emulatortest.Start(t).Sandbox(t)
	access := b.Do(http.MethodPost, "/api/token/", map[string]any{"id": b.ID, "password": b.Password,
		"scopes": "write_links"}).Want(http.StatusOK).Text("access")
	b.Do(http.MethodPost, "/widget/v1/qr", map[string]any{"value": "x"}).Want(http.StatusUnauthorized)
	b.Bearer = access
	b.Do(http.MethodPost, "/widget/v1/qr", map[string]any{}).Want(http.StatusBadRequest, "required")
	b.Do(http.MethodPost, "/widget/v1/qr", map[string]any{"value": strings.Repeat("x", 4000)}).
		Want(http.StatusBadRequest, "max_length")
	b.Do(http.MethodPost, "/widget/v1/qr", strings.Repeat(" ", 20_000)).Want(http.StatusRequestEntityTooLarge)
	b.Do(http.MethodGet, "/widget/v1/qr", nil).Want(http.StatusMethodNotAllowed)
	b.Do(http.MethodPost, "/widget/v1/nothing", nil).Want(http.StatusNotFound)

	const value = "belvo-emulator:qr:48213"
	drawn := b.Do(http.MethodPost, "/widget/v1/qr", map[string]any{"value": value}).Want(http.StatusOK)
	code, err := qr.Encode(value, qr.M)
	if err != nil {
		t.Fatal(err)
	}
	black := map[[2]int]bool{}
	runs := regexp.MustCompile(`M(\d+) (\d+)h(\d+)v1h-(\d+)z`)
	for _, m := range runs.FindAllStringSubmatch(drawn.Text("path"), -1) {
		x, _ := strconv.Atoi(m[1])
		y, _ := strconv.Atoi(m[2])
		run, _ := strconv.Atoi(m[3])
		for i := range run {
			black[[2]int{x + i, y}] = true
		}
	}
	for y := -4; y < code.Size+4; y++ {
		for x := -4; x < code.Size+4; x++ {
			if code.Black(x, y) != black[[2]int{x + 4, y + 4}] {
				t.Fatalf("the module at %d, %d is wrong", x, y)
			}
		}
	}
	if got := drawn.Text("size"); got != strconv.Itoa(code.Size+8) {
		t.Errorf("the drawing is %s wide, want %d", got, code.Size+8)
	}
}

// TestPrivatePreflight lets pages of any origin make the widget's own calls.
func TestPrivatePreflight(t *testing.T) {
	t.Parallel()
	b := emulatortest.Start(t).Sandbox(t)
	answer := b.Do(http.MethodOptions, "/widget/v1/start", nil, "Origin: https://shop.example",
		"Access-Control-Request-Method: POST", "Access-Control-Request-Headers: authorization,content-type").
		Want(http.StatusNoContent)
	if answer.Header.Get("Access-Control-Allow-Origin") != "*" ||
		answer.Header.Get("Access-Control-Allow-Headers") != "authorization,content-type" {
		t.Errorf("the answer allows %v", answer.Header)
	}
}
