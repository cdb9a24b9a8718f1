package browser_test

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
)

// patience is how long a condition may take to come true. It is far more than any needs, for
// machines that are busy.
const patience = 40 * time.Second

// shots names the variable that holds the folder where screenshots are kept, if they are.
const shots = "BELVO_EMULATOR_SCREENSHOTS"

// chrome is the one browser of all tests. Each test has a tab of its own; more than a few at a
// time would only wait for each other.
type chrome struct {
	once    sync.Once
	context context.Context
	stop    []context.CancelFunc
	err     error
	profile string
	tabs    chan struct{}
}

var shared = chrome{tabs: make(chan struct{}, 3)}

func TestMain(m *testing.M) {
	code := m.Run()
	shared.close()
	os.Exit(code)
}

// program is the browser's executable.
func program() (string, error) {
	for _, name := range []string{
		"chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome",
	} {
		if path, err := exec.LookPath(name); err == nil {
			return path, nil
		}
	}
	return "", fmt.Errorf("neither chromium nor google-chrome is installed")
}

func (c *chrome) start(path string) {
	if c.profile, c.err = os.MkdirTemp("", "belvo-emulator-browser"); c.err != nil {
		return
	}
	options := []chromedp.ExecAllocatorOption{
		chromedp.ExecPath(
			path,
		), chromedp.Headless, chromedp.NoSandbox, chromedp.DisableGPU, chromedp.NoFirstRun,
		chromedp.NoDefaultBrowserCheck, chromedp.UserDataDir(c.profile),
		chromedp.Flag("disable-quic", true), chromedp.Flag("disable-background-networking", true),
		chromedp.Flag("disable-component-update", true), chromedp.Flag("disable-sync", true),
		chromedp.Flag("disable-dev-shm-usage", true), chromedp.Flag("hide-scrollbars", true),
		chromedp.Flag(
			"disable-popup-blocking",
			true,
		), chromedp.Flag("disable-backgrounding-occluded-windows", true),
		chromedp.Flag(
			"disable-renderer-backgrounding",
			true,
		), chromedp.Flag("disable-background-timer-throttling", true),
		// Whatever asks for another machine learns that there is none.
		chromedp.Flag("host-resolver-rules", "MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost"),
	}
	allocator, stopAllocator := chromedp.NewExecAllocator(context.Background(), options...)
	browser, stopBrowser := chromedp.NewContext(allocator)
	c.context, c.stop = browser, []context.CancelFunc{stopBrowser, stopAllocator}
	c.err = chromedp.Do(browser)
}

func (c *chrome) close() {
	for _, stop := range c.stop {
		stop()
	}
	if c.profile != "" {
		_ = os.RemoveAll(c.profile) // a folder for temporary files
	}
}
