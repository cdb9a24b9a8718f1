package cli

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"strings"
	"time"

	"belvo-emulator/emulator/internal/authority"
	"belvo-emulator/emulator/internal/clock"
	"belvo-emulator/emulator/internal/proxy"
	"belvo-emulator/emulator/internal/reroute"
)

// front is the second listener of a service, for clients that name Belvo's hosts: TLS for these, and
// a forward proxy.
type front struct {
	service   *service
	server    *http.Server
	proxy     *proxy.Proxy
	authority *authority.Authority
	stop      context.CancelFunc
	served    chan error
}

// frontConfig is how fronts differ.
type frontConfig struct {
	listen    string
	authority *authority.Authority
	others    proxy.Policy
	upstream  func(*http.Request) (*url.URL, error)
	remedy    string // for clients that do not trust the authority
}

// openFront listens and answers in the background until ctx ends or close is called.
func (s *service) openFront(ctx context.Context, cfg frontConfig) (*front, error) {
	listener, err := listen(ctx, cfg.listen, "tls-listen")
	if err != nil {
		return nil, err
	}
	running, stop := context.WithCancel(ctx)
	f := &front{service: s, server: s.newServer(), authority: cfg.authority, stop: stop,
		served: make(chan error, 1)}
	f.proxy = proxy.New(listener, proxy.Config{Server: f.server, Authority: cfg.authority, Logger: s.logger,
		Others: cfg.others, Upstream: cfg.upstream, Remedy: cfg.remedy})
	go func() { f.served <- serveUntil(running, f.server, f.proxy, s.requests, s.logger) }()
	return f, nil
}

// close lets what is under way finish.
func (f *front) close() error {
	f.stop()
	return <-f.served
}

// address is where the listener is.
func (f *front) address() string { return f.proxy.Addr().String() }

// commandLife is how long the authority of one command is valid: longer than any command runs.
const commandLife = 90 * 24 * time.Hour

// disguise is what exec --as-belvo adds: a front of its own and an environment that leads to it.
type disguise struct {
	*front
	folder  string
	environ []string
}

// disguise opens the front and makes the environment. Close it.
func (c *call) disguise(s *service, environ []string) (*disguise, error) {
	a, err := authority.New(clock.Real{}, commandLife)
	if err != nil {
		return nil, err
	}
	others := proxy.Pass
	if c.settings.offline {
		others = proxy.Offline
	}
	// It outlives the signal that the command gets.
	f, err := s.openFront(context.WithoutCancel(c.ctx), frontConfig{listen: "127.0.0.1:0", authority: a,
		others: others, upstream: http.ProxyFromEnvironment,
		remedy: "it reads none of the variables that --as-belvo sets; the guide says which run-times do"})
	if err != nil {
		return nil, err
	}
	d := &disguise{front: f}
	if d.folder, err = os.MkdirTemp("", program+"-"); err == nil {
		err = d.dress(c, environ)
	}
	if err != nil {
		return nil, errors.Join(err, d.close())
	}
	return d, nil
}

// dress makes the environment, and tells what its user should know of it.
func (d *disguise) dress(c *call, environ []string) error {
	_, missing := exec.LookPath("java")
	made, err := reroute.Environment(reroute.Config{Environ: environ, Folder: d.folder, Proxy: d.address(),
		Authority: d.authority, Java: missing == nil || os.Getenv("JAVA_HOME") != ""})
	if err != nil {
		return fmt.Errorf("exec: the command's environment cannot be made: %w", err)
	}
	d.environ = made.Environ
	for _, note := range made.Notes {
		c.warn(note)
	}
	return nil
}

// close ends the front and removes its files.
func (d *disguise) close() error {
	var err error
	if d.folder != "" {
		err = os.RemoveAll(d.folder)
	}
	return errors.Join(d.front.close(), err)
}

// tellRefused says which hosts --offline has refused.
func (d *disguise) tellRefused(c *call) {
	if refused := d.proxy.Refused(); len(refused) > 0 {
		c.warn("--offline refused requests for other hosts: " + strings.Join(refused, ", ") +
			" (programs that use no proxy were not refused anything)")
	}
}

// warn writes a line to standard error that a full output does not drop.
func (c *call) warn(text string) { c.stderr.Keep(program + ": " + text + "\n") }

// warnOfBelvo tells of variables that name one of Belvo's hosts, which the command would reach. Those
// that exec sets win over what a file says.
func (c *call) warnOfBelvo(own []string) {
	for _, m := range reroute.Mentions(os.Environ()) {
		if strings.Contains("\n"+strings.Join(own, "\n"), "\n"+m.Variable+"=") {
			continue
		}
		where := m.Variable
		if m.File != "" {
			where += " in " + m.File
		}
		c.warn(where + " names " + m.Host + ", which is the real Belvo: exec --as-belvo answers it here")
	}
}
