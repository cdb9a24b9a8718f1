package cli

import (
	"context"
	"errors"
	"net"
	"strings"
	"sync"
	"syscall"
)

// open listens at an address, and at both loopback addresses where its host is localhost: which of
// the two a client takes for localhost depends on its run-time.
func open(ctx context.Context, address string) (net.Listener, error) {
	var config net.ListenConfig
	host, port, err := net.SplitHostPort(address)
	if err != nil || !strings.EqualFold(host, "localhost") {
		return config.Listen(ctx, "tcp", address)
	}
	return openBoth(port, func(address string) (net.Listener, error) {
		return config.Listen(ctx, "tcp", address)
	})
}

// portTries is how often a free port of one address is looked for at the other one.
const portTries = 20

// openBoth listens at both loopback addresses, or at the one that the machine has. For port 0 it
// takes a port that is free at both.
func openBoth(port string, listen func(address string) (net.Listener, error)) (net.Listener, error) {
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
