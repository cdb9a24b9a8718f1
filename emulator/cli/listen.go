package cli

import (
	"context"
	"errors"
	"fmt"
	"net"
	"strconv"
	"strings"
	"sync"
	"syscall"

	"belvo-emulator/emulator/internal/address"
)

// setAddress returns what sets an address to listen on. It only checks the form, so that a mistake is
// told apart from a port that is in use.
func setAddress(field func(*settings) *string) func(*settings, string) error {
	return func(s *settings, value string) error {
		_, port, err := net.SplitHostPort(value)
		if err == nil {
			_, err = strconv.ParseUint(port, 10, 16)
		}
		if err != nil {
			return fmt.Errorf("must be host:port such as 127.0.0.1:8400 or :0, not %q", value)
		}
		*field(s) = value
		return nil
	}
}

func setPublicURL(s *settings, value string) error {
	s.emulator.PublicURL = value
	return address.CheckPublic(value)
}

func setAllowHosts(s *settings, value string) error {
	for name := range strings.SplitSeq(value, ",") {
		name = strings.TrimSpace(name)
		if err := address.CheckPattern(name); err != nil {
			return err
		}
		s.emulator.AllowHosts = append(s.emulator.AllowHosts, name)
	}
	return nil
}

// open listens at an address, and at both loopback addresses where its host is localhost: which of
// the two a client takes for localhost depends on its run-time.
func open(ctx context.Context, at string) (net.Listener, error) {
	var config net.ListenConfig
	host, port, err := net.SplitHostPort(at)
	if err != nil || !strings.EqualFold(host, "localhost") {
		return config.Listen(ctx, "tcp", at)
	}
	return openBoth(port, func(at string) (net.Listener, error) { return config.Listen(ctx, "tcp", at) })
}

// portTries is how often a free port of one address is looked for at the other one.
const portTries = 20

// openBoth listens at both loopback addresses, or at the one that the machine has. For port 0 it
// takes a port that is free at both.
func openBoth(port string, listen func(at string) (net.Listener, error)) (net.Listener, error) {
	for try := 1; ; try++ {
		four, err := listen(net.JoinHostPort("127.0.0.1", port))
		if isMissing(err) {
			return listen(net.JoinHostPort("::1", port))
		}
		if err != nil {
			return nil, err
		}
		_, taken, _ := net.SplitHostPort(four.Addr().String()) // a listener's address has a port
		six, err := listen(net.JoinHostPort("::1", taken))
		switch {
		case err == nil:
			return newBoth(four, six), nil
		case isMissing(err):
			return four, nil
		}
		_ = four.Close() // what counts is why the other one failed
		if port != "0" || try == portTries || !errors.Is(err, syscall.EADDRINUSE) {
			return nil, err
		}
	}
}

// isMissing says whether listening failed because the machine has no such address.
func isMissing(err error) bool {
	return errors.Is(err, syscall.EADDRNOTAVAIL) || errors.Is(err, syscall.EAFNOSUPPORT)
}

// both is two listeners as one. Its address is that of the first.
type both struct {
	net.Listener
	second   net.Listener
	accepted chan accepted
	closed   chan struct{}
	close    func() error // once
}

// accepted is what a listener's Accept returned.
type accepted struct {
	conn net.Conn
	err  error
}

func newBoth(first, second net.Listener) *both {
	b := &both{Listener: first, second: second, accepted: make(chan accepted), closed: make(chan struct{})}
	b.close = sync.OnceValue(func() error {
		close(b.closed)
		return errors.Join(first.Close(), second.Close())
	})
	go b.accept(first)
	go b.accept(second)
	return b
}

// accept passes on what a listener accepts, until it or both are closed.
func (b *both) accept(l net.Listener) {
	for {
		conn, err := l.Accept()
		select {
		case b.accepted <- accepted{conn, err}:
		case <-b.closed:
			if conn != nil {
				_ = conn.Close() // it came too late to be answered
			}
			return
		}
		if errors.Is(err, net.ErrClosed) {
			return
		}
	}
}

// Accept implements net.Listener.
func (b *both) Accept() (net.Conn, error) {
	select {
	case <-b.closed:
		return nil, net.ErrClosed
	case a := <-b.accepted:
		return a.conn, a.err
	}
}

// Close implements net.Listener.
func (b *both) Close() error { return b.close() }
