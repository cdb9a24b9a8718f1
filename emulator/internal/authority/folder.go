package authority

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"time"

	"belvo-emulator/emulator/internal/clock"
)

// The files of a folder.
const (
	// secretFile has both certificates and the issuing key. Only its owner may read it.
	secretFile = "authority.pem"
	// RootFile has the certificate that clients trust.
	RootFile = "root.pem"
)

// folderLife is how long an authority of a folder is valid: macOS refuses what is much longer.
const folderLife = 2 * 365 * 24 * time.Hour

// ErrNone is the error for a folder without an authority.
var ErrNone = errors.New("there is no certificate authority")

// Ensure returns the authority of a folder, and makes both if they are not there. Of several
// processes that do so at the same time one wins, and all get the same authority.
func Ensure(folder string, clk clock.Clock) (*Authority, error) {
	a, err := Open(folder, clk)
	if !errors.Is(err, ErrNone) {
		return a, err
	}
	if a, err = New(clk, folderLife); err != nil {
		return nil, err
	}
	if err := a.save(folder); err != nil && !errors.Is(err, fs.ErrExist) {
		return nil, fmt.Errorf("the certificate authority cannot be saved: %w", err)
	}
	return Open(folder, clk)
}

// Open returns the authority of a folder. It refuses one that others may read the key of, that has
// expired, or that is not limited to Belvo's hosts.
func Open(folder string, clk clock.Clock) (*Authority, error) {
	path := filepath.Join(folder, secretFile)
	text, err := os.ReadFile(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, fmt.Errorf("%w in %s", ErrNone, folder)
	case err != nil:
		return nil, err
	}
	if err := checkMode(path); err != nil {
		return nil, err
	}
	a, err := parse(text, clk)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return a, a.publish(folder)
}

// checkMode refuses a key that other users of the machine may read. Windows has no such modes.
func checkMode(path string) error {
	info, err := os.Stat(path)
	if err != nil {
		return err
	}
	if mode := info.Mode().Perm(); runtime.GOOS != "windows" && mode&0o077 != 0 {
		return fmt.Errorf("%s holds a private key and others may read it (mode %04o): chmod 600 it", path, mode)
	}
	return nil
}

// parse reads what save has written. No error quotes any of it.
func parse(text []byte, clk clock.Clock) (*Authority, error) {
	a := newOf(nil, nil, nil, clk)
	for _, into := range []func([]byte) error{
		func(raw []byte) (err error) { a.root, err = x509.ParseCertificate(raw); return err },
		func(raw []byte) (err error) { a.issuer, err = x509.ParseCertificate(raw); return err },
		func(raw []byte) (err error) { a.key, err = parseKey(raw); return err },
	} {
		var block *pem.Block
		if block, text = pem.Decode(text); block == nil || into(block.Bytes) != nil {
			return nil, errors.New("it is no certificate authority of the emulator's")
		}
	}
	if !a.key.PublicKey.Equal(a.issuer.PublicKey) {
		return nil, errors.New("the key is not that of the certificate")
	}
	if end := a.Expiry(); clk.Now().After(end) {
		return nil, fmt.Errorf("the certificate authority has expired on %s; remove it and trust the new one",
			end.Format(time.DateOnly))
	}
	return a, a.Verify()
}

func parseKey(raw []byte) (*ecdsa.PrivateKey, error) {
	key, err := x509.ParsePKCS8PrivateKey(raw)
	if err != nil {
		return nil, err
	}
	own, is := key.(*ecdsa.PrivateKey)
	if !is {
		return nil, errors.New("it is no ECDSA key")
	}
	return own, nil
}

// save writes the authority into a folder, all of it or nothing. It is an fs.ErrExist if the folder
// has one.
func (a *Authority) save(folder string) error {
	key, err := x509.MarshalPKCS8PrivateKey(a.key)
	if err != nil {
		return err
	}
	text := append(encode(a.root), encode(a.issuer)...)
	text = append(text, pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: key})...)
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return err
	}
	temp, err := os.CreateTemp(folder, ".authority-*") // which its owner alone may read
	if err != nil {
		return err
	}
	defer func() { _ = os.Remove(temp.Name()) }() // the other name stays
	_, err = temp.Write(text)
	if err = errors.Join(err, temp.Sync(), temp.Close()); err != nil {
		return err
	}
	// A rename would replace what another process has just made.
	return os.Link(temp.Name(), filepath.Join(folder, secretFile))
}

// publish writes the certificate that clients trust beside the secret file, unless it is there.
func (a *Authority) publish(folder string) error {
	path := filepath.Join(folder, RootFile)
	if there, err := os.ReadFile(path); err == nil && bytes.Equal(there, a.RootPEM()) {
		return nil
	}
	return os.WriteFile(path, a.RootPEM(), 0o644)
}

// Remove deletes the authority of a folder, and the folder if nothing else is in it.
func Remove(folder string) error {
	if _, err := os.Stat(filepath.Join(folder, secretFile)); errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("%w in %s", ErrNone, folder)
	}
	for _, name := range []string{secretFile, RootFile} {
		if err := os.Remove(filepath.Join(folder, name)); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
	}
	_ = os.Remove(folder) // it stays if there is something else
	return nil
}
