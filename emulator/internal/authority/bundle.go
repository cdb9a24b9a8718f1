package authority

import (
	"bytes"
	"crypto/x509"
	"encoding/pem"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"software.sslmate.com/src/go-pkcs12"
)

// systemBundles are the files that systems keep their trusted roots in, in the order in which Go
// looks for them as well.
// Source: https://go.dev/src/crypto/x509/root_linux.go
var systemBundles = []string{
	"/etc/ssl/certs/ca-certificates.crt",                // Debian, Ubuntu, Arch, Alpine
	"/etc/pki/tls/certs/ca-bundle.crt",                  // Fedora, RHEL
	"/etc/ssl/ca-bundle.pem",                            // SUSE
	"/etc/pki/tls/cacert.pem",                           // OpenELEC
	"/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem", // CentOS, RHEL 7
	"/etc/ssl/cert.pem",                                 // Alpine, macOS
}

// SystemBundle is the file with this machine's trusted roots, "" if it is in none of the usual
// places.
func SystemBundle() string {
	for _, path := range systemBundles {
		if info, err := os.Stat(path); err == nil && info.Mode().IsRegular() {
			return path
		}
	}
	return ""
}

// maxBundle is the largest bundle that is read, in bytes. Those of systems have some 250,000.
const maxBundle = 16 << 20

// Certificates are in the encoding DER. They are not parsed unless they have to be: some roots have
// defects that programs forgive.
type Certificates [][]byte

// ReadBundle returns the certificates of a PEM file, or of all files in a folder of such. A file
// without any is an error.
func ReadBundle(path string) (Certificates, error) {
	files := []string{path}
	if info, err := os.Stat(path); err == nil && info.IsDir() {
		entries, err := os.ReadDir(path)
		if err != nil {
			return nil, err
		}
		files = nil
		for _, entry := range entries {
			files = append(files, filepath.Join(path, entry.Name()))
		}
	}
	var all Certificates
	left := int64(maxBundle)
	for _, file := range files {
		text, err := readAtMost(file, left)
		if err != nil && len(files) == 1 {
			return nil, err
		}
		left -= int64(len(text))
		all = append(all, blocks(text)...)
	}
	if len(all) == 0 {
		return nil, fmt.Errorf("%s has no certificates", path)
	}
	return all, nil
}

// readAtMost reads a regular file up to a number of bytes.
func readAtMost(path string, most int64) ([]byte, error) {
	if info, err := os.Stat(path); err != nil {
		return nil, err
	} else if !info.Mode().IsRegular() {
		return nil, fmt.Errorf("%s is no file", path)
	}
	file, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer func() { _ = file.Close() }() // it was only read
	return io.ReadAll(io.LimitReader(file, most))
}

// blocks are the certificates of a PEM text.
func blocks(text []byte) Certificates {
	var all Certificates
	for {
		var block *pem.Block
		if block, text = pem.Decode(text); block == nil {
			return all
		}
		if block.Type == "CERTIFICATE" {
			all = append(all, block.Bytes)
		}
	}
}

// PEM is the certificates as a PEM file, each once.
func (list Certificates) PEM() []byte {
	var text bytes.Buffer
	for _, raw := range list.unique() {
		_ = pem.Encode(&text, &pem.Block{Type: "CERTIFICATE", Bytes: raw}) // a buffer takes everything
	}
	return text.Bytes()
}

// TrustStore is the certificates as a file for Java, each once: PKCS#12, without a password. Those
// that Go cannot parse are left out.
func (list Certificates) TrustStore() ([]byte, error) {
	var parsed []*x509.Certificate
	for _, raw := range list.unique() {
		if c, err := x509.ParseCertificate(raw); err == nil {
			parsed = append(parsed, c)
		}
	}
	return pkcs12.Passwordless.EncodeTrustStore(parsed, "")
}

// ReadTrustStore returns the certificates of a PKCS#12 file.
func ReadTrustStore(path, password string) (Certificates, error) {
	data, err := readAtMost(path, maxBundle)
	if err != nil {
		return nil, err
	}
	parsed, err := pkcs12.DecodeTrustStore(data, password)
	if err != nil {
		return nil, fmt.Errorf("%s is no trust store in the form PKCS#12 with this password", path)
	}
	var list Certificates
	for _, c := range parsed {
		list = append(list, c.Raw)
	}
	return list, nil
}

func (list Certificates) unique() Certificates {
	seen, kept := map[string]bool{}, make(Certificates, 0, len(list))
	for _, raw := range list {
		if !seen[string(raw)] {
			seen[string(raw)] = true
			kept = append(kept, raw)
		}
	}
	return kept
}
