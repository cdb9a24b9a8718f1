// Package authority is a certificate authority for Belvo's hosts. A program that trusts it
// trusts it for these hosts alone: its certificates carry critical name constraints, and the key that could make others
// does not exist any more. With it go the files that programs read their trusted roots from.
package authority

import (
	"crypto/ecdsa"
	"crypto/sha256"
	"crypto/tls"
	"crypto/x509"
	"encoding/base64"
	"encoding/hex"
	"encoding/pem"
	"fmt"
	"strings"
	"sync"
	"time"

	"belvo-emulator/emulator/internal/belvo"
	"belvo-emulator/emulator/internal/clock"
)

// Authority signs certificates for Belvo's hosts. It is safe for concurrent use.
type Authority struct {
	root   *x509.Certificate // what clients trust; its key was dropped
	issuer *x509.Certificate // signed by root; it signs the certificates of hosts
	key    *ecdsa.PrivateKey // of issuer
	clock  clock.Clock

	mu     sync.Mutex
	leaves map[string]*tls.Certificate // by host
}

// maxLeaves is how many certificates are kept. Names below Belvo's domains are without number, and
// a client chooses them.
const maxLeaves = 256

// Certificate returns the certificate of one of Belvo's hosts, which it makes when the host is asked
// for first, and again before it expires. Any other name is an error.
func (a *Authority) Certificate(host string) (*tls.Certificate, error) {
	if !permitted(host) {
		return nil, fmt.Errorf("no certificate for %q, which is no host of Belvo's", host)
	}
	name := strings.ToLower(host)
	now := a.clock.Now()
	a.mu.Lock()
	defer a.mu.Unlock()
	if leaf := a.leaves[name]; leaf != nil && !a.old(leaf.Leaf, now) {
		return leaf, nil
	}
	leaf, err := a.sign(name, now)
	if err != nil {
		return nil, err
	}
	if len(a.leaves) >= maxLeaves {
		clear(a.leaves)
	}
	a.leaves[name] = leaf
	return leaf, nil
}

// old says whether a host's certificate has less than half of its life left and a new one would have
// more.
func (a *Authority) old(leaf *x509.Certificate, now time.Time) bool {
	return now.Add(leafLife/2).After(leaf.NotAfter) && leaf.NotAfter.Before(a.issuer.NotAfter)
}

// letters are what a host name's labels are made of. Other alphabets have letters whose lower case is
// one of these.
const letters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-"

// permitted says whether a name is a plain host name at or below one of Belvo's domains: neither a
// wildcard nor an address, with no dot at its end, and no longer than DNS allows.
func permitted(name string) bool {
	if len(name) > 253 || strings.HasSuffix(name, ".") || !belvo.IsHost(name) {
		return false
	}
	for label := range strings.SplitSeq(name, ".") {
		if label == "" || len(label) > 63 || label[0] == '-' || label[len(label)-1] == '-' ||
			strings.Trim(label, letters) != "" {
			return false
		}
	}
	return true
}

// ServerConfig is the configuration of a TLS server that answers for all of Belvo's hosts, by
// HTTP/2 or HTTP/1.1. A client that does not say which host it means is refused.
func (a *Authority) ServerConfig() *tls.Config {
	return &tls.Config{
		MinVersion: tls.VersionTLS12,
		NextProtos: []string{"h2", "http/1.1"},
		Time:       a.clock.Now,
		GetCertificate: func(hello *tls.ClientHelloInfo) (*tls.Certificate, error) {
			return a.Certificate(hello.ServerName)
		},
	}
}

// ClientConfig is the configuration of a TLS client that trusts this authority alone.
func (a *Authority) ClientConfig() *tls.Config {
	roots := x509.NewCertPool()
	roots.AddCert(a.root)
	return &tls.Config{MinVersion: tls.VersionTLS12, RootCAs: roots, Time: a.clock.Now}
}

// Root is the certificate that clients trust.
func (a *Authority) Root() *x509.Certificate { return a.root }

// RootPEM is that certificate as PEM.
func (a *Authority) RootPEM() []byte { return encode(a.root) }

// Fingerprint is the SHA-256 of the root's certificate, in hexadecimal pairs with colons.
func (a *Authority) Fingerprint() string {
	sum := sha256.Sum256(a.root.Raw)
	digits := strings.ToUpper(hex.EncodeToString(sum[:]))
	var b strings.Builder
	for i := 0; i < len(digits); i += 2 {
		if i > 0 {
			b.WriteByte(':')
		}
		b.WriteString(digits[i : i+2])
	}
	return b.String()
}

// KeyHash is the SHA-256 of the issuing certificate's public key, in base64, as Chromium's switch
// --ignore-certificate-errors-spki-list takes it. The issuing certificate is in every chain, so one
// hash is enough for all hosts.
func (a *Authority) KeyHash() string {
	sum := sha256.Sum256(a.issuer.RawSubjectPublicKeyInfo)
	return base64.StdEncoding.EncodeToString(sum[:])
}

// Expiry is when the authority ends.
func (a *Authority) Expiry() time.Time { return a.root.NotAfter }

// Verify checks that the authority can vouch for all hosts that the emulator answers for, as clients
// would check it: constraints, signatures and times.
func (a *Authority) Verify() error {
	if err := checkConstraints(a.root, a.issuer); err != nil {
		return err
	}
	roots, between := x509.NewCertPool(), x509.NewCertPool()
	roots.AddCert(a.root)
	between.AddCert(a.issuer)
	for _, host := range belvo.ServedHosts() {
		leaf, err := a.Certificate(host.Name)
		if err != nil {
			return err
		}
		options := x509.VerifyOptions{DNSName: host.Name, Roots: roots, Intermediates: between,
			CurrentTime: a.clock.Now(), KeyUsages: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth}}
		if _, err := leaf.Leaf.Verify(options); err != nil {
			return fmt.Errorf("%s: %w", host.Name, err)
		}
	}
	return nil
}

func encode(c *x509.Certificate) []byte {
	return pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: c.Raw})
}
