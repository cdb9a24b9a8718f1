package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"os"
	"strings"
	"sync"
	"syscall"
	"time"

	"belvo-emulator/emulator"
	"belvo-emulator/emulator/internal/webhook"
)

// Limits of the server. They are wide, for it is a test double, yet no client can hold a
// connection for ever by saying nothing.
const (
	headerTimeout  = 10 * time.Second
	idleTimeout    = 2 * time.Minute
	maxHeaderBytes = 64 << 10
	shutdownGrace  = 5 * time.Second
)

// service is an emulator with its listener.
type service struct {
	emulator *emulator.Emulator
	listener net.Listener
	logger   *slog.Logger
	end      func()        // ends answers that hang; whoever calls it second waits for the first
	grace    time.Duration // how long requests, and after them webhooks, may take to finish at the end
}

// open makes the emulator of the settings, listening at an address. Everything that can be wrong
// is found here. Close it.
func (c *call) open(address string) (*service, error) {
	config := c.settings.emulator
	config.Logger, config.Background = newLogger(c.stderr, c.settings), true
	var err error
	if config.Webhooks, err = c.settings.endpoints(); err != nil {
		return nil, err
	}
	emu, err := emulator.New(config)
	if err != nil {
		return nil, err
	}
	listener, err := listen(c.ctx, address, "listen")
	if err != nil {
		emu.Close()
		return nil, err
	}
	config.Logger.Info("listening",
		"address", listener.Addr().String(), "version", emulator.Version, "seed", config.Seed)
	return &service{emu, listener, config.Logger, sync.OnceFunc(emu.Close), shutdownGrace}, nil
}

// close ends what run has not ended.
func (s *service) close() {
	_ = s.listener.Close() // closed already, unless something failed on the way
	s.end()
}

// run answers requests until ctx ends, and lets what is under way finish.
func (s *service) run(ctx context.Context) error {
	server := s.newServer()
	err := serveUntil(ctx, server, s.listener, s.grace, s.logger)
	last, cancel := context.WithTimeout(context.WithoutCancel(ctx), s.grace)
	defer cancel()
	for _, left := range s.emulator.Shutdown(last) {
		s.logger.Warn("a webhook was not delivered", "webhook", left)
	}
	return err
}

// newServer is the server of a listener.
func (s *service) newServer() *http.Server {
	server := &http.Server{
		Handler:           s.emulator.Handler(),
		ReadHeaderTimeout: headerTimeout,
		IdleTimeout:       idleTimeout,
		MaxHeaderBytes:    maxHeaderBytes,
		ErrorLog:          slog.NewLogLogger(s.logger.Handler(), slog.LevelWarn),
	}
	// Shutdown calls this once nothing more is accepted; what hangs on purpose then ends.
	server.RegisterOnShutdown(s.end)
	return server
}

// serve answers requests until the call's context ends. Who has read the ready line can rely on an
// answer.
func serve(c *call) error {
	s, err := c.open(c.settings.listen)
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
	c.print(readyLine(fields))
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
	return all, webhook.CheckEndpoints(all)
}

// serveUntil answers requests until ctx ends, then lets the ones under way finish for a while.
func serveUntil(
	ctx context.Context, server *http.Server, listener net.Listener, grace time.Duration, logger *slog.Logger,
) error {
	failed := make(chan error, 1)
	go func() { failed <- server.Serve(listener) }()
	select {
	case err := <-failed:
		return err
	case <-ctx.Done():
	}
	logger.Info("stopping")
	last, cancel := context.WithTimeout(context.WithoutCancel(ctx), grace)
	defer cancel()
	if err := server.Shutdown(last); err != nil {
		logger.Warn("requests were cut off", "reason", err)
		_ = server.Close() // there is nothing left to do about its connections
	}
	return nil
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

func newLogger(w io.Writer, s settings) *slog.Logger {
	options := &slog.HandlerOptions{Level: s.logLevel}
	if s.logFormat == "json" {
		return slog.New(slog.NewJSONHandler(w, options))
	}
	return slog.New(slog.NewTextHandler(w, options))
}
