package browser_test

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
)

// patience is how long a condition may take to come true. It is far more than any needs, for
// machines that are busy, and only ever waited for when something is wrong.
const patience = 3 * time.Minute

// shots names the variable that holds the folder where screenshots are kept, if they are.
const shots = "BELVO_EMULATOR_SCREENSHOTS"

// long is 1 among the other tests; with more, the tests that take long do all that they can. The command
// e2e/long/soak sets it.
var long = flag.Int("long", 1, "with more than 1, do all of the tests that take long")

// chrome is a browser, that of nearly all tests. Each test has a tab of its own; more than a few at a
// time would only wait for each other.
type chrome struct {
	once    sync.Once
	context context.Context
	stop    []context.CancelFunc
	err     error
	profile string
	args    []string // switches in addition to the common ones
	tabs    chan struct{}
}

var shared = chrome{tabs: make(chan struct{}, 3)}

func TestMain(m *testing.M) {
	code := m.Run()
	shared.close()
	os.Exit(code)
}

// quick is how many milliseconds the widget's promises of speed allow: a hundred on a machine that
// has nothing else to do, which BELVO_EMULATOR_SPEED declares; on any other the figure is only told,
// and half a minute means that something hangs.
func quick() float64 {
	if os.Getenv("BELVO_EMULATOR_SPEED") != "" {
		return 100
	}
	return 30_000
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
		chromedp.ExecPath(path), chromedp.UserDataDir(c.profile), chromedp.Headless, chromedp.NoSandbox,
		chromedp.WSURLReadTimeout(patience), chromedp.DisableGPU, chromedp.NoFirstRun, chromedp.NoDefaultBrowserCheck,
		// Whatever asks for another machine learns that there is none.
		chromedp.Flag("host-resolver-rules",
			"MAP "+rebound+" 127.0.0.1, MAP "+ofBelvo+" 127.0.0.1, MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost"),
	}
	// Pages kept for going back, and processes kept ready for new pages, take half of the
	// browser's time, and the tests use neither.
	options = append(options, chromedp.Flag("disable-features",
		"BackForwardCache,ProactivelySwapBrowsingInstance,SpareRendererForSitePerProcess"))
	for _, name := range []string{"disable-quic", "disable-background-networking", "disable-component-update",
		"disable-sync", "disable-dev-shm-usage", "hide-scrollbars", "disable-popup-blocking",
		"disable-backgrounding-occluded-windows", "disable-renderer-backgrounding",
		"disable-background-timer-throttling"} {
		options = append(options, chromedp.Flag(name, true))
	}
	for _, arg := range c.args {
		name, value, _ := strings.Cut(strings.TrimPrefix(arg, "--"), "=")
		options = append(options, chromedp.Flag(name, value))
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
