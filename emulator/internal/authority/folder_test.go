package authority_test

import (
	"bytes"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"belvo-emulator/emulator/internal/authority"
	"belvo-emulator/emulator/internal/clock"
)

// TestFolder keeps an authority that only its owner can read, until it is removed.
func TestFolder(t *testing.T) {
	t.Parallel()
	clk := clock.NewManual(epoch)
	folder := filepath.Join(t.TempDir(), "a", "ca")
	if _, err := authority.Open(folder, clk); !errors.Is(err, authority.ErrNone) {
		t.Errorf("an empty folder: %v", err)
	}
	first, err := authority.Ensure(folder, clk)
	if err != nil {
		t.Fatal(err)
	}
	second, err := authority.Open(folder, clk)
	if err != nil || second.Fingerprint() != first.Fingerprint() || second.KeyHash() != first.KeyHash() {
		t.Fatalf("opened again it is another one: %v", err)
	}
	if !regexp.MustCompile(`^([0-9A-F]{2}:){31}[0-9A-F]{2}$`).MatchString(first.Fingerprint()) {
		t.Errorf("the fingerprint is %s", first.Fingerprint())
	}
	modes := map[string]fs.FileMode{".": 0o700, "authority.pem": 0o600, "root.pem": 0o644}
	for name, want := range modes {
		info, err := os.Stat(filepath.Join(folder, name))
		if err != nil || info.Mode().Perm() != want {
			t.Errorf("%s: %v %v, want %v", name, err, info.Mode(), want)
		}
	}
	if entries, err := os.ReadDir(folder); err != nil || len(entries) != 2 {
		t.Errorf("%v: the folder has %v", err, entries)
	}
	public, err := os.ReadFile(filepath.Join(folder, authority.RootFile))
	if err != nil || !bytes.Equal(public, first.RootPEM()) || bytes.Contains(public, []byte("PRIVATE")) {
		t.Errorf("%v: the public file is\n%s", err, public)
	}
	if err := authority.Remove(folder); err != nil {
		t.Error(err)
	}
	if _, err := os.Stat(folder); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("the folder is still there: %v", err)
	}
	if err := authority.Remove(folder); !errors.Is(err, authority.ErrNone) {
		t.Errorf("removed twice: %v", err)
	}
}

// TestFolderOfMany: processes that begin at the same time share one authority.
func TestFolderOfMany(t *testing.T) {
	t.Parallel()
	folder := filepath.Join(t.TempDir(), "ca")
	var all sync.WaitGroup
	prints := make([]string, 16)
	for i := range prints {
		all.Go(func() {
			if a, err := authority.Ensure(folder, clock.Real{}); err != nil {
				t.Error(err)
			} else {
				prints[i] = a.Fingerprint()
			}
		})
	}
	all.Wait()
	for _, p := range prints {
		if p != prints[0] {
			t.Fatalf("there are several authorities: %s and %s", p, prints[0])
		}
	}
}

// TestFolderRefused: what others can read, what has expired and what is not limited is not used,
// and no error tells what is in the file.
func TestFolderRefused(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		spoil func(t *testing.T, path string, clk *clock.Manual)
		want  string
	}{
		"mode":  {func(t *testing.T, path string, _ *clock.Manual) { chmod(t, path, 0o644) }, "chmod 600"},
		"group": {func(t *testing.T, path string, _ *clock.Manual) { chmod(t, path, 0o640) }, "chmod 600"},
		"expired": {func(_ *testing.T, _ string, clk *clock.Manual) { clk.Advance(731 * 24 * time.Hour) },
			"has expired on 2028-03-15"},
		"empty": {func(t *testing.T, path string, _ *clock.Manual) { rewrite(t, path, nil) },
			"is no certificate authority"},
		"half": {func(t *testing.T, path string, _ *clock.Manual) {
			rewrite(t, path, func(b []byte) []byte { return b[:900] })
		}, "is no certificate authority"},
		"foreign": {otherKey, "the key is not that of the certificate"},
		"order":   {swap, "is not limited to Belvo's hosts"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			clk, folder := clock.NewManual(epoch), t.TempDir()
			if _, err := authority.Ensure(folder, clk); err != nil {
				t.Fatal(err)
			}
			c.spoil(t, filepath.Join(folder, "authority.pem"), clk)
			_, err := authority.Ensure(folder, clk)
			if err == nil || !strings.Contains(err.Error(), c.want) || strings.Contains(err.Error(), "BEGIN") {
				t.Errorf("got %v, want %q", err, c.want)
			}
		})
	}
}

func chmod(t *testing.T, path string, mode fs.FileMode) {
	t.Helper()
	if err := os.Chmod(path, mode); err != nil {
		t.Fatal(err)
	}
}

func rewrite(t *testing.T, path string, change func([]byte) []byte) {
	t.Helper()
	text, err := os.ReadFile(path)
	if err == nil {
		if change == nil {
			text = nil
		} else {
			text = change(text)
		}
		err = os.WriteFile(path, text, 0o600)
	}
	if err != nil {
		t.Fatal(err)
	}
}

// otherKey puts the key of another authority into the file.
func otherKey(t *testing.T, path string, clk *clock.Manual) {
	t.Helper()
	folder := t.TempDir()
	if _, err := authority.Ensure(folder, clk); err != nil {
		t.Fatal(err)
	}
	other, err := os.ReadFile(filepath.Join(folder, "authority.pem"))
	if err != nil {
		t.Fatal(err)
	}
	key := []byte("-----BEGIN PRIVATE KEY")
	rewrite(t, path, func(text []byte) []byte {
		return append(text[:bytes.Index(text, key)], other[bytes.Index(other, key):]...)
	})
}

// swap puts a root without constraints into the file.
func swap(t *testing.T, path string, _ *clock.Manual) {
	t.Helper()
	server, err := authority.ReadBundle("testdata/unconstrained.pem")
	if err != nil {
		t.Fatal(err)
	}
	rewrite(t, path, func(text []byte) []byte {
		_, rest := pem.Decode(text)
		return append(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: server[0]}), rest...)
	})
}

// TestBundles are read from files and folders, and written with each certificate once.
func TestBundles(t *testing.T) {
	t.Parallel()
	a, b := newAuthority(t, clock.Real{}), newAuthority(t, clock.Real{})
	folder := t.TempDir()
	both := append(a.RootPEM(), b.RootPEM()...)
	files := map[string][]byte{"a.pem": a.RootPEM(), "both.pem": both, "README": []byte("not one")}
	for name, text := range files {
		if err := os.WriteFile(filepath.Join(folder, name), text, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	list, err := authority.ReadBundle(folder)
	if err != nil || len(list) != 3 {
		t.Fatalf("%v: the folder has %d certificates", err, len(list))
	}
	if got := list.PEM(); !bytes.Equal(got, both) {
		t.Errorf("the bundle is\n%s", got)
	}
	for _, path := range []string{"README", "none", "/dev/zero"} {
		if !filepath.IsAbs(path) {
			path = filepath.Join(folder, path)
		}
		if _, err := authority.ReadBundle(path); err == nil {
			t.Errorf("%s has certificates", path)
		}
	}
}

// TestTrustStore is read again, and without a password.
func TestTrustStore(t *testing.T) {
	t.Parallel()
	a, b := newAuthority(t, clock.Real{}), newAuthority(t, clock.Real{})
	path := filepath.Join(t.TempDir(), "store.p12")
	list := authority.Certificates{a.Root().Raw, b.Root().Raw, a.Root().Raw, []byte("no certificate")}
	data, err := list.TrustStore()
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, data, 0o600); err != nil {
		t.Fatal(err)
	}
	got, err := authority.ReadTrustStore(path, "")
	if err != nil || len(got) != 2 || !bytes.Equal(got[1], b.Root().Raw) {
		t.Errorf("%v: the store has %d certificates", err, len(got))
	}
	if _, err := authority.ReadTrustStore(filepath.Join(t.TempDir(), "none"), ""); err == nil {
		t.Error("a store that is not there was read")
	}
}

// TestSystemBundle has roots, where there is one.
func TestSystemBundle(t *testing.T) {
	t.Parallel()
	path := authority.SystemBundle()
	if path == "" {
		t.Skip("this machine has no bundle in a usual place")
	}
	list, err := authority.ReadBundle(path)
	if err != nil || len(list) < 10 {
		t.Fatalf("%v: %s has %d certificates", err, path, len(list))
	}
	if _, err := x509.ParseCertificate(list[0]); err != nil {
		t.Error(err)
	}
}
