package cli

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"os"
	"strings"
	"syscall"
	"time"

	"belvo-emulator/emulator"
	"belvo-emulator/emulator/internal/webhook"
)

// service is an emulator with its listener.
type service struct {
	emulator *emulator.Emulator
	server   *http.Server
	listener net.Listener
	logger   *slog.Logger
	requests time.Duration // how long requests may take to be answered at the end
	webhooks time.Duration // how long webhooks may take to be delivered after them
	ended    bool          // by run
}

// open makes the emulator of the settings, listening at an address. Everything that can be wrong
// is found here. Close it.
func (c *call) open(address string) (*service, error) {
	config := c.settings.emulator
	config.Logger, config.Background = c.newLogger(), true
	config.SeedGiven = c.settings.given["seed"]
	emu, err := orStop(c.ctx, func() (*emulator.Emulator, error) {
		endpoints, err := c.settings.endpoints()
		if err != nil {
			return nil, err
		}
		config := config // a copy: this may go on after its caller has stopped waiting
		config.Webhooks = endpoints
		return emulator.New(config)
	})
	if err != nil {
		return nil, err
	}
	listener, err := listen(c.ctx, address, "listen")
	if err != nil {
		emu.Shutdown(noMore())
		return nil, err
	}
	config.Logger.Info("listening",
		"address", listener.Addr().String(), "version", emulator.Version, "seed", emu.Seed())
	s := &service{emulator: emu, listener: listener, logger: config.Logger, requests: stopGrace, webhooks: stopGrace}
	s.server = s.newServer()
	return s, nil
}

// close ends what run has not ended.
func (s *service) close() {
	if s.ended {
		return
	}
	_ = s.listener.Close() // nothing was accepted
	s.emulator.Shutdown(noMore())
}

// noMore is a context for what need not wait, because nothing has begun.
func noMore() context.Context {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	return ctx
}

// run answers requests until ctx ends, and lets what is under way finish.
func (s *service) run(ctx context.Context) error {
	ctx, cancelRun := context.WithCancel(ctx)
	defer cancelRun()
	go func() {
		select {
		case <-s.emulator.Failed():
			cancelRun()
		case <-ctx.Done():
		}
	}()
	err := serveUntil(ctx, s.server, s.listener, s.requests, s.logger)
	last, cancel := context.WithTimeout(context.WithoutCancel(ctx), s.webhooks)
	defer cancel()
	for _, left := range s.emulator.Shutdown(last) {
		s.logger.Warn("a webhook was not delivered", "webhook", left)
	}
	s.ended = true
	return cmp.Or(s.emulator.Cause(), err)
}

// newServer is the server of a listener.
func (s *service) newServer() *http.Server {
	server := s.emulator.Server()
	server.ErrorLog = slog.NewLogLogger(s.logger.Handler(), slog.LevelWarn)
	server.RegisterOnShutdown(s.emulator.Close) // once nothing more is accepted
	return server
}

// serve answers requests until the call's context ends. A reader of the ready line can rely on an
// answer.
func serve(c *call) error {
	if c.settings.given["tls-listen"] && !c.settings.tls {
		return usageError("--tls-listen needs --tls")
	}
	s, err := c.open(c.settings.listen)
	if errors.As(err, new(*stoppedError)) { // before it was ready, yet as asked
		return nil
	}
	if err != nil {
		return err
	}
	defer s.close()
	fields := readyFields(c.settings, s.listener.Addr())
	if c.settings.tls {
		f, err := c.openTLS(s)
		if err != nil {
			return err
		}
		defer func() { _ = f.close() }() // it has no errors once it listens
		fields = append(fields, "tls="+f.address())
	}
	if path := c.settings.readyFile; path != "" {
		if err := writeReadyFile(path, fields); err != nil {
			return err
		}
		defer func() { _ = os.Remove(path) }() // gone is gone
	}
	access := c.settings.emulator.Control
	if !access.Open && access.Token == "" && !isLoopback(s.listener.Addr()) {
		s.logger.Warn(
			"control calls from other machines are refused; --control open or --control-token lets them in")
	}
	c.print(c.announcement(fields))
	return s.run(c.ctx)
}

// isLoopback says whether a listener is reached from its own machine alone.
func isLoopback(address net.Addr) bool {
	tcp, is := address.(*net.TCPAddr)
	return is && tcp.IP.IsLoopback()
}

// endpoints are the receivers of --webhook and those of the file.
func (s settings) endpoints() ([]webhook.Endpoint, error) {
	var all []webhook.Endpoint
	for _, address := range s.receivers {
		e := s.webhook
		e.URL = strings.TrimSpace(address)
		all = append(all, e)
	}
	if s.webhooksFile != "" {
		data, err := os.ReadFile(s.webhooksFile)
		if err != nil {
			return nil, err
		}
		more, problems := webhook.ParseEndpoints(s.webhooksFile, data)
		if len(problems) > 0 {
			return nil, problems
		}
		all = append(all, more...)
	}
	return webhook.CheckEndpoints(all)
}

// listen words the one failure that everybody meets sooner or later. The flag is that of the address.
func listen(ctx context.Context, address, flag string) (net.Listener, error) {
	listener, err := open(ctx, address)
	switch {
	case errors.Is(err, syscall.EADDRINUSE):
		return nil, fmt.Errorf("cannot listen on %s: the port is in use; choose another with --%s", address, flag)
	case err != nil:
		return nil, fmt.Errorf("cannot listen on %s: %w", address, err)
	}
	return listener, nil
}
