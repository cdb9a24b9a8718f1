package cli

import (
	"errors"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"strings"
)

// readyFields is what a client needs to know, as key=value. A password of the user's own is a
// secret and is not among it; the default one is printed, for copying.
func readyFields(s settings, address net.Addr) []string {
	password := s.emulator.SecretPassword
	if s.given["secret-password"] {
		password = "(as configured)"
	}
	return []string{
		"url=" + baseURL(address.String()),
		"secret_id=" + s.emulator.SecretID,
		"secret_password=" + password,
	}
}

func readyLine(fields []string) string {
	return program + " ready " + strings.Join(fields, " ")
}

// baseURL is the URL at which a listener at this address is reached from the same machine.
func baseURL(address string) string {
	host, port, err := net.SplitHostPort(address)
	if err != nil {
		return "http://" + address
	}
	if ip := net.ParseIP(host); host == "" || ip != nil && ip.IsUnspecified() {
		host = "127.0.0.1"
	}
	return "http://" + net.JoinHostPort(host, port)
}

// writeReadyFile writes the fields to path, one a line. The file appears complete or not at all,
// so that a waiting reader can read it at once.
func writeReadyFile(path string, fields []string) error {
	temp, err := os.CreateTemp(filepath.Dir(path), "."+filepath.Base(path)+".*")
	if err != nil {
		return fmt.Errorf("cannot write the ready file: %w", err)
	}
	_, err = temp.WriteString(strings.Join(fields, "\n") + "\n")
	err = errors.Join(err, temp.Chmod(0o644), temp.Close())
	if err == nil {
		err = os.Rename(temp.Name(), path)
	}
	if err != nil {
		_ = os.Remove(temp.Name()) // what failed is worth more than this
		return fmt.Errorf("cannot write the ready file: %w", err)
	}
	return nil
}
