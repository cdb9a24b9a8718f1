package browser_test

import (
	"context"
	"encoding/json"
	"fmt"
	"net/url"
	"os"
	"path/filepath"

	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
)

// fill types into a field.
func (p *tab) fill(name, text string) {
	p.t.Helper()
	id := "belvo-field-" + name
	p.sees(id)
	eval[bool](p, fmt.Sprintf("const e = at(%q); e.focus(); e.select(); return true", id))
	p.run(chromedp.KeyEvent(text))
}

// key presses a key.
func (p *tab) key(keys string) {
	p.t.Helper()
	p.run(chromedp.KeyEvent(keys))
}

// call is one call of a page's functions.
type call struct {
	Name string
	Args []json.RawMessage
}

// calls waits until the page was called back so many times by a name, and returns those calls.
func (p *tab) calls(name string, n int) []call {
	p.t.Helper()
	p.until(fmt.Sprintf("return window.calls.filter((c) => c.Name === %q).length >= %d", name, n))
	return p.called(name)
}

// called returns the calls of a name so far.
func (p *tab) called(name string) []call {
	p.t.Helper()
	return eval[[]call](p, fmt.Sprintf("return window.calls.filter((c) => c.Name === %q)", name))
}

// shot keeps a screenshot where the environment names a folder.
func (p *tab) shot(name string) {
	p.t.Helper()
	folder := os.Getenv(shots)
	if folder == "" {
		return
	}
	p.until("return !root || root.getAnimations().every((a) => a.playState === 'finished')")
	ctx, cancel := context.WithTimeout(p.ctx, patience)
	defer cancel()
	png, err := chromedp.Run(ctx, chromedp.CaptureScreenshot())
	if err != nil {
		p.t.Fatal(err)
	}
	if err := os.MkdirAll(folder, 0o755); err != nil {
		p.t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(folder, name+".png"), png, 0o644); err != nil {
		p.t.Fatal(err)
	}
}

// stayedHere fails the test if the page made a request to another machine.
func (p *tab) stayedHere() {
	p.t.Helper()
	requests, _, _ := p.heard()
	for _, r := range requests {
		u, err := url.Parse(r)
		if err != nil || u.Hostname() != "127.0.0.1" && u.Hostname() != "localhost" && u.Scheme != "data" {
			p.t.Errorf("a request left the machine: %s", r)
		}
	}
}

func description(thrown *runtime.RemoteObject) string {
	if thrown == nil {
		return ""
	}
	return thrown.Description
}
