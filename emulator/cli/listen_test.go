package cli

import (
	"errors"
	"io"
	"net"
	"net/http"
	"os"
	"syscall"
	"testing"

	"belvo-emulator/emulator"
)

// skipWithoutIPv6 skips a test on a machine that has no ::1.
func skipWithoutIPv6(t *testing.T) {
	t.Helper()
	l, err := net.Listen("tcp", "[::1]:0")
	if err != nil {
		t.Skip(err)
	}
	if err := l.Close(); err != nil {
		t.Error(err)
	}
}

// TestLocalhostIsBothLoopbacks: clients that take localhost for the one or the other address reach the
// same emulator, and neither address stays taken.
func TestLocalhostIsBothLoopbacks(t *testing.T) {
	t.Parallel()
	skipWithoutIPv6(t)
	l, err := listen(t.Context(), "LocalHost:0", "listen")
	if err != nil {
		t.Fatal(err)
	}
	_, port, err := net.SplitHostPort(l.Addr().String())
	if err != nil || !isLoopback(l.Addr()) {
		t.Fatal(l.Addr(), err)
	}
	e, err := emulator.New(emulator.Config{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(e.Close)
	server := &http.Server{Handler: e.Handler()}
	ended := make(chan error, 1)
	go func() { ended <- server.Serve(l) }()
	client := http.Client{Transport: &http.Transport{DisableKeepAlives: true}}
	for _, host := range []string{"127.0.0.1", "::1"} {
		response, err := client.Get("http://" + net.JoinHostPort(host, port) + emulator.HealthPath())
		if err != nil {
			t.Fatal(err)
		}
		_, _ = io.Copy(io.Discard, response.Body) // only the status counts
		if _ = response.Body.Close(); response.StatusCode != http.StatusOK {
			t.Errorf("%s answers %d", host, response.StatusCode)
		}
	}
	if _, err := listen(t.Context(), net.JoinHostPort("::1", port), "listen"); err == nil {
		t.Error("somebody else can listen at ::1")
	}
	if err := server.Close(); err != nil {
		t.Error(err)
	}
	if err := <-ended; !errors.Is(err, http.ErrServerClosed) {
		t.Error(err)
	}
	for _, host := range []string{"127.0.0.1", "::1"} {
		if conn, err := net.Dial("tcp", net.JoinHostPort(host, port)); err == nil {
			_ = conn.Close() // it should not be there
			t.Errorf("%s is still open", host)
		}
	}
}

// TestLocalhostInUse: a port that is in use at one of the addresses is in use.
func TestLocalhostInUse(t *testing.T) {
	t.Parallel()
	skipWithoutIPv6(t)
	six, err := net.Listen("tcp", "[::1]:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = six.Close() })
	_, port, _ := net.SplitHostPort(six.Addr().String())
	l, err := listen(t.Context(), "localhost:"+port, "listen")
	if err == nil {
		_ = l.Close() // it should not be there
		t.Error("it listens where somebody else does")
	}
}

// TestOneLoopback: a machine that has only one of the addresses is served at that one, and a port that
// is free at one of them only is no port for 0.
func TestOneLoopback(t *testing.T) {
	t.Parallel()
	failed := func(errno syscall.Errno) error {
		return &net.OpError{Op: "listen", Err: os.NewSyscallError("bind", errno)}
	}
	for _, c := range []struct {
		name       string
		four, six  []error // of each try, nil: it listens; the last one counts for all others
		port, want string  // the network and address that it listens at, "" for an error
	}{
		{"no IPv6", []error{nil}, []error{failed(syscall.EADDRNOTAVAIL)}, "0", "127.0.0.1"},
		{"no family", []error{nil}, []error{failed(syscall.EAFNOSUPPORT)}, "0", "127.0.0.1"},
		{"no IPv4", []error{failed(syscall.EADDRNOTAVAIL)}, []error{nil}, "0", "::1"},
		{"taken at the second", []error{nil}, []error{failed(syscall.EADDRINUSE), nil}, "0", "127.0.0.1"},
		{"taken at every port", []error{nil}, []error{failed(syscall.EADDRINUSE)}, "0", ""},
		{"forbidden", []error{nil}, []error{failed(syscall.EACCES)}, "0", ""},
		{"taken at a port", []error{nil}, []error{failed(syscall.EADDRINUSE), nil}, "8400", ""},
		{"taken at the first", []error{failed(syscall.EADDRINUSE)}, []error{nil}, "8400", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			tries := map[string]*[]error{"127.0.0.1": &c.four, "::1": &c.six}
			var open []*silent
			l, err := openBoth(c.port, func(address string) (net.Listener, error) {
				host, _, _ := net.SplitHostPort(address)
				left := tries[host]
				err := (*left)[0]
				if len(*left) > 1 {
					*left = (*left)[1:]
				}
				if err != nil {
					return nil, err
				}
				open = append(open, newSilent(host))
				return open[len(open)-1], nil
			})
			got := ""
			if err == nil {
				got, _, _ = net.SplitHostPort(l.Addr().String())
				_ = l.Close() // never fails here
			}
			if got != c.want {
				t.Errorf("it listens at %q (%v), want %q", got, err, c.want)
			}
			for _, s := range open {
				<-s.closed
			}
		})
	}
}

// silent is a listener without a client.
type silent struct {
	host   string
	closed chan struct{}
}

func newSilent(host string) *silent { return &silent{host, make(chan struct{})} }

// Accept implements net.Listener.
func (s *silent) Accept() (net.Conn, error) {
	<-s.closed
	return nil, net.ErrClosed
}

// Close implements net.Listener.
func (s *silent) Close() error {
	close(s.closed)
	return nil
}

// Addr implements net.Listener.
func (s *silent) Addr() net.Addr { return &net.TCPAddr{IP: net.ParseIP(s.host), Port: 8400} }
