package browser_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
)

// tab is one page in the browser.
type tab struct {
	t   *testing.T
	ctx context.Context

	scripts  []string // that run before every page
	mu       sync.Mutex
	requests []string
	console  []string
	failures []string
	targets  []string      // where the page wanted to go
	news     chan struct{} // closed when there is one more
}

// option changes a tab before it shows anything.
type option func() action

type action = chromedp.Action[chromedp.Void]

// narrow makes the tab as small as a small phone.
func narrow() action { return chromedp.EmulateViewport(320, 640) }

// dark tells the page that the user likes it dark.
func dark() action { return likes("dark") }

// likes tells the page which colours the user likes, and that he likes no movement.
func likes(scheme string) action {
	return command(
		emulation.SetEmulatedMedia,
		emulation.SetEmulatedMediaParams{Features: []*emulation.MediaFeature{
			{
				Name:  "prefers-color-scheme",
				Value: scheme,
			}, {Name: "prefers-reduced-motion", Value: "reduce"}}},
	)
}

// command is a call of the browser's protocol whose answer says nothing.
func command[P, R any](c cdp.Command[P, R], params P) action {
	return chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
		_, err := cdp.Call(ctx, t, c, params)
		return err
	})
}

// newTab opens a tab that is closed when the test ends. Without a browser the test is skipped,
// under CI it fails.
func newTab(t *testing.T, options ...option) *tab {
	t.Helper()
	return shared.newTab(t, options...)
}

// newTab does so in this browser.
func (c *chrome) newTab(t *testing.T, options ...option) *tab {
	t.Helper()
	path, err := program()
	if err != nil {
		if os.Getenv("CI") != "" {
			t.Fatal(err)
		}
		t.Skip(err)
	}
	c.once.Do(func() { c.start(path) })
	if c.err != nil {
		t.Fatalf("the browser did not start: %v", c.err)
	}
	c.tabs <- struct{}{}
	p := &tab{t: t, news: make(chan struct{})}
	ctx, stop := chromedp.NewContext(
		c.context,
		chromedp.WithNewBrowserContext(),
		chromedp.WithListener(p.hear),
	)
	t.Cleanup(func() {
		stop()
		<-c.tabs
	})
	p.ctx = ctx
	if err := chromedp.Do(ctx); err != nil { // makes the tab, which is to outlive the calls with a deadline
		t.Fatalf("the tab did not open: %v", err)
	}
	actions := []action{command(network.Enable, network.EnableParams{}), chromedp.EmulateViewport(1100, 800),
		command(emulation.SetFocusEmulationEnabled, emulation.SetFocusEmulationEnabledParams{Enabled: true}),
		likes("light")}
	for _, o := range options {
		actions = append(actions, o())
	}
	p.run(actions...)
	return p
}

// hear notes what the page asks the network for and what it complains of.
func (p *tab) hear(event any) {
	p.mu.Lock()
	defer p.mu.Unlock()
	switch e := event.(type) {
	case *network.EventRequestWillBeSent:
		p.requests = append(p.requests, e.Request.URL)
	case *runtime.EventConsoleAPICalled:
		var words []string
		for _, arg := range e.Args {
			words = append(words, strings.Trim(string(arg.Value), `"`)+arg.Description)
		}
		p.console = append(p.console, string(e.Type)+": "+strings.Join(words, " "))
	case *page.EventFrameRequestedNavigation:
		p.went(e)
	case *runtime.EventExceptionThrown:
		p.failures = append(p.failures, e.ExceptionDetails.Text+" "+description(e.ExceptionDetails.Exception))
	}
}

// heard returns copies of what was noted.
func (p *tab) heard() (requests, console, failures []string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	return append(
			[]string{},
			p.requests...), append(
			[]string{},
			p.console...), append(
			[]string{},
			p.failures...)
}

// run does something in the tab; whatever goes wrong ends the test.
func (p *tab) run(actions ...action) {
	p.t.Helper()
	ctx, cancel := context.WithTimeout(p.ctx, patience)
	defer cancel()
	if err := chromedp.Do(ctx, actions...); err != nil {
		p.t.Fatalf("the browser: %v\n%s", err, p.trouble())
	}
}

// trouble is what may explain a failure.
func (p *tab) trouble() string {
	_, console, failures := p.heard()
	return strings.Join(append(console, failures...), "\n")
}

// before runs a script in every page before the page's own, once if it is given again.
func (p *tab) before(script string) {
	p.t.Helper()
	if slices.Contains(p.scripts, script) {
		return
	}
	p.scripts = append(p.scripts, script)
	p.run(
		command(
			page.AddScriptToEvaluateOnNewDocument,
			page.AddScriptToEvaluateOnNewDocumentParams{Source: script},
		),
	)
}

func (p *tab) open(address string) {
	p.t.Helper()
	p.run(chromedp.Navigate(address))
}

// library is what the tests say in the page: it looks into the widget's shadow root.
const library = `
	const host = document.querySelector('[data-testid="belvo-host"]');
	const root = host && host.shadowRoot;
	const at = (id) => root && root.querySelector('[data-testid="' + id + '"]');
`

// eval evaluates the body of a function in the page.
func eval[T any](p *tab, body string) T {
	p.t.Helper()
	ctx, cancel := context.WithTimeout(p.ctx, patience)
	defer cancel()
	value, err := chromedp.Run(ctx, chromedp.Evaluate[T]("(() => {"+library+body+"})()"))
	if err != nil {
		p.t.Fatalf("%s: %v\n%s", body, err, p.trouble())
	}
	return value
}

// until waits for the body of a function to return something true. It goes on waiting when the page
// makes place for another one.
func (p *tab) until(body string) {
	p.t.Helper()
	ctx, cancel := context.WithTimeout(p.ctx, patience)
	defer cancel()
	poll := chromedp.PollFunction[bool]("() => {"+library+"return Boolean((() => {"+body+"})())}",
		chromedp.WithPollingTimeout(patience), chromedp.WithPollingInterval(10*time.Millisecond))
	_, err := chromedp.Run(ctx, poll)
	for err != nil && ctx.Err() == nil && movedOn(err) {
		_, err = chromedp.Run(ctx, poll)
	}
	if err != nil {
		seen, _ := chromedp.Run(p.ctx, chromedp.Evaluate[string](
			"(() => {"+library+"return root ? root.textContent : document.body.innerText})()"))
		p.t.Fatalf("never true: %s (%v)\nthe page shows: %s\n%s", body, err, seen, p.trouble())
	}
}

// movedOn says whether an error only means that the page has changed.
func movedOn(err error) bool {
	text := err.Error()
	return strings.Contains(text, "context") && !errors.Is(err, context.DeadlineExceeded) ||
		strings.Contains(text, "navigated")
}

// sees waits for an element of the widget.
func (p *tab) sees(id string) {
	p.t.Helper()
	p.until(fmt.Sprintf("return at(%q)", id))
}

// screen waits for one of the widget's screens.
func (p *tab) screen(name string) {
	p.t.Helper()
	p.sees("belvo-page-" + name)
}

// click waits for an element and clicks on it with the mouse, once it lies where it lay the last
// time and nothing lies over it.
func (p *tab) click(id string) {
	p.t.Helper()
	p.until(fmt.Sprintf(`const e = at(%q);
		if (!e || e.hidden || e.disabled) return false;
		e.scrollIntoView({block: 'center'});
		const r = e.getBoundingClientRect(), X = r.x + r.width / 2, Y = r.y + r.height / 2;
		const hit = root.elementFromPoint(X, Y), last = window.resting;
		window.resting = {e, X, Y};
		return last && last.e === e && last.X === X && last.Y === Y && (e === hit || e.contains(hit))`, id))
	place := eval[struct{ X, Y float64 }](p, "return {X: window.resting.X, Y: window.resting.Y}")
	p.run(chromedp.MouseClickXY(place.X, place.Y))
}

// text is what an element of the widget says.
func (p *tab) text(id string) string {
	p.t.Helper()
	p.sees(id)
	return eval[string](p, fmt.Sprintf("return at(%q).innerText", id))
}
