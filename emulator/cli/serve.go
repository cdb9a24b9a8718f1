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

// serve answers requests until the call's context ends. Everything that can be wrong is found
// before the ready line: who has read it can rely on an answer.
func serve(c *call) error {
	logger := newLogger(c.stderr, c.settings)
	config := c.settings.emulator
	config.Logger, config.Background = logger, true
	var err error
	if config.Webhooks, err = c.settings.endpoints(); err != nil {
		return err
	}
	emu, err := emulator.New(config)
	if err != nil {
		return err
	}
	end := sync.OnceFunc(emu.Close) // whoever calls it second waits for the first
	defer end()
	listener, err := listen(c.ctx, c.settings.listen)
	if err != nil {
		return err
	}
	defer func() { _ = listener.Close() }() // closed already, unless something failed on the way

	fields := readyFields(c.settings, listener.Addr())
	if path := c.settings.readyFile; path != "" {
		if err := writeReadyFile(path, fields); err != nil {
			return err
		}
		defer func() { _ = os.Remove(path) }() // gone is gone
	}
	logger.Info("listening",
		"address", listener.Addr().String(), "version", emulator.Version, "seed", config.Seed)
	if access := config.Control; !access.Open && access.Token == "" && !isLoopback(listener.Addr()) {
		logger.Warn("control calls from other machines are refused; --control open or --control-token lets them in")
	}
	c.print(readyLine(fields))

	server := &http.Server{
		Handler:           emu.Handler(),
		ReadHeaderTimeout: headerTimeout,
		IdleTimeout:       idleTimeout,
		MaxHeaderBytes:    maxHeaderBytes,
		ErrorLog:          slog.NewLogLogger(logger.Handler(), slog.LevelWarn),
	}
	// Shutdown calls this once nothing more is accepted; what hangs on purpose then ends.
	server.RegisterOnShutdown(end)
	err = serveUntil(c.ctx, server, listener, shutdownGrace, logger)
	last, cancel := context.WithTimeout(context.WithoutCancel(c.ctx), shutdownGrace)
	defer cancel()
	for _, left := range emu.Shutdown(last) {
		logger.Warn("a webhook was not delivered", "webhook", left)
	}
	return err
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

// listen words the one failure that everybody meets sooner or later.
func listen(ctx context.Context, address string) (net.Listener, error) {
	var config net.ListenConfig
	listener, err := config.Listen(ctx, "tcp", address)
	switch {
	case errors.Is(err, syscall.EADDRINUSE):
		const hint = "the port is in use; choose another with --listen"
		return nil, fmt.Errorf("cannot listen on %s: %s", address, hint)
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
