package main

import (
	"context"
	"errors"
	"fmt"
	"os/exec"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/heapprofiler"
	"github.com/chromedp/cdproto/performance"
	"github.com/chromedp/chromedp"

	"belvo-emulator/emulator/internal/clock"
)

// views are what the pages show, by turns.
var views = []string{"#/requests", "#/time", "#/webhooks"}

// patience is how long a page may take for anything.
const patience = time.Minute

// browser is a Chromium with the pages.
type browser struct {
	pages []context.Context
	stops []context.CancelFunc
	heaps [][]float64 // of each page in MB, at each sample
	err   error       // the first
}

// open opens the dashboards and waits until they follow what happens.
func open(url string, pages int) (*browser, error) {
	var path string
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome", "chrome"} {
		if found, err := exec.LookPath(name); err == nil {
			path = found
			break
		}
	}
	if path == "" {
		return nil, errors.New("neither chromium nor google-chrome is installed")
	}
	flags := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath(path), chromedp.NoSandbox,
		chromedp.Flag("disable-background-timer-throttling", true), chromedp.WindowSize(1440, 900))
	allocator, stop := chromedp.NewExecAllocator(context.Background(), flags...)
	b := &browser{stops: []context.CancelFunc{stop}, heaps: make([][]float64, pages)}
	first, stop := chromedp.NewContext(allocator)
	b.stops = append(b.stops, stop)
	if err := chromedp.Do(first); err != nil {
		b.close()
		return nil, err
	}
	for i := range pages {
		page, stop := chromedp.NewContext(first)
		b.stops, b.pages = append(b.stops, stop), append(b.pages, page)
		if err := show(page, url+"/__emulator/"+views[i%len(views)]); err != nil {
			b.close()
			return nil, fmt.Errorf("page %d: %w", i+1, err)
		}
	}
	return b, nil
}

// show opens the address in a page and waits until it follows what happens.
func show(page context.Context, address string) error {
	if err := chromedp.Do(page); err != nil { // makes the page, which is to outlive the deadline
		return err
	}
	ctx, cancel := context.WithTimeout(page, patience)
	defer cancel()
	if err := chromedp.Do(ctx, chromedp.Navigate(address)); err != nil {
		return err
	}
	_, err := chromedp.Run(ctx, chromedp.Poll[bool]("Boolean(document.querySelector('.live.live'))"))
	return err
}

// close ends the browser.
func (b *browser) close() {
	for i := len(b.stops) - 1; i >= 0; i-- {
		b.stops[i]()
	}
}

// sample notes the heap of each page once what is garbage is gone, and how soon it answers.
func (b *browser) sample() {
	for i, page := range b.pages {
		begun := clock.Real{}.Now()
		if err := b.look(i, page); err != nil && b.err == nil {
			b.err = fmt.Errorf("page %d after %d samples: %w", i+1, len(b.heaps[i]), err)
		}
		if n := len(b.heaps[i]); n%6 == 1 {
			fmt.Printf("page %d, sample %d: %.1f MB, it answered within %s\n", i+1, n, b.heaps[i][n-1],
				since(begun).Round(time.Millisecond))
		}
	}
}

func (b *browser) look(i int, page context.Context) error {
	ctx, cancel := context.WithTimeout(page, patience)
	defer cancel()
	return chromedp.Do(ctx, chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
		if _, err := cdp.Call(ctx, t, performance.Enable, performance.EnableParams{}); err != nil {
			return err
		}
		if _, err := cdp.Call(ctx, t, heapprofiler.CollectGarbage, cdp.Empty{}); err != nil {
			return err
		}
		metrics, err := cdp.Call(ctx, t, performance.GetMetrics, cdp.Empty{})
		if err != nil {
			return err
		}
		for _, m := range metrics.Metrics {
			if m.Name == "JSHeapUsedSize" {
				b.heaps[i] = append(b.heaps[i], m.Value/(1<<20))
			}
		}
		return nil
	}))
}
