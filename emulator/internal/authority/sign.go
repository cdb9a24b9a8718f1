package authority

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"errors"
	"fmt"
	"net"
	"slices"
	"time"

	"belvo-emulator/emulator/internal/belvo"
	"belvo-emulator/emulator/internal/clock"
)

// How long certificates are valid.
const (
	// leafLife is a host's; some browsers refuse more than 398 days.
	leafLife = 90 * 24 * time.Hour
	// skew is how far a client's clock may lag behind ours.
	skew = time.Hour
)

// New makes an authority that is valid for a while, in memory. Its root has a key only until it has
// signed one issuing certificate. Both are constrained, because Java does not apply the constraints
// of a root that it trusts.
func New(clk clock.Clock, life time.Duration) (*Authority, error) {
	now := clk.Now()
	rootKey, err := newKey()
	if err != nil {
		return nil, err
	}
	template := constrained("root", 1, now, life)
	root, err := signed(template, template, rootKey, rootKey)
	if err != nil {
		return nil, err
	}
	key, err := newKey()
	if err != nil {
		return nil, err
	}
	issuer, err := signed(constrained("issuer", 0, now, life), root, key, rootKey)
	if err != nil {
		return nil, err
	}
	return newOf(root, issuer, key, clk), nil
}

// newOf is an authority of these parts.
func newOf(root, issuer *x509.Certificate, key *ecdsa.PrivateKey, clk clock.Clock) *Authority {
	return &Authority{root: root, issuer: issuer, key: key, clock: clk, leaves: map[string]*tls.Certificate{}}
}

func newKey() (*ecdsa.PrivateKey, error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return nil, fmt.Errorf("no key could be made: %w", err)
	}
	return key, nil
}

// constrained is a certificate that may only sign what is for servers of Belvo's domains, with at
// most so many authorities below it. Permitted DNS names say nothing of IP addresses: they are
// excluded.
func constrained(what string, below int, now time.Time, life time.Duration) *x509.Certificate {
	return &x509.Certificate{
		Subject: pkix.Name{Organization: []string{"belvo-emulator"},
			CommonName: "belvo-emulator " + what + " for Belvo's hosts only"},
		NotBefore: now.Add(-skew), NotAfter: now.Add(life),
		KeyUsage: x509.KeyUsageCertSign, ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
		BasicConstraintsValid: true, IsCA: true, MaxPathLen: below, MaxPathLenZero: below == 0,
		PermittedDNSDomainsCritical: true, PermittedDNSDomains: belvo.Domains(), ExcludedIPRanges: everyAddress(),
	}
}

// everyAddress is all of IPv4 and all of IPv6.
func everyAddress() []*net.IPNet {
	return []*net.IPNet{
		{IP: net.IPv4zero.To4(), Mask: net.CIDRMask(0, 8*net.IPv4len)},
		{IP: net.IPv6zero, Mask: net.CIDRMask(0, 8*net.IPv6len)},
	}
}

// sign makes the certificate of a host, with the chain that a server sends.
func (a *Authority) sign(host string, now time.Time) (*tls.Certificate, error) {
	key, err := newKey()
	if err != nil {
		return nil, err
	}
	end := now.Add(leafLife)
	if end.After(a.issuer.NotAfter) {
		end = a.issuer.NotAfter
	}
	leaf, err := signed(&x509.Certificate{
		Subject:   pkix.Name{Organization: []string{"belvo-emulator"}},
		NotBefore: now.Add(-skew), NotAfter: end,
		KeyUsage: x509.KeyUsageDigitalSignature, ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
		BasicConstraintsValid: true, DNSNames: []string{host},
	}, a.issuer, key, a.key)
	if err != nil {
		return nil, err
	}
	return &tls.Certificate{Certificate: [][]byte{leaf.Raw, a.issuer.Raw}, PrivateKey: key, Leaf: leaf}, nil
}

// signed signs a certificate for a key by a parent's, with a random serial number.
func signed(template, parent *x509.Certificate, key, parentKey *ecdsa.PrivateKey) (*x509.Certificate, error) {
	raw, err := x509.CreateCertificate(rand.Reader, template, parent, key.Public(), parentKey)
	if err != nil {
		return nil, fmt.Errorf("no certificate could be made: %w", err)
	}
	return x509.ParseCertificate(raw)
}

// checkConstraints refuses an authority that could vouch for more than Belvo's hosts.
func checkConstraints(certificates ...*x509.Certificate) error {
	all := make([]string, 0, 2)
	for _, n := range everyAddress() {
		all = append(all, n.String())
	}
	for _, c := range certificates {
		var excluded []string
		for _, n := range c.ExcludedIPRanges {
			excluded = append(excluded, n.String())
		}
		if !c.IsCA || !c.PermittedDNSDomainsCritical || !slices.Equal(c.PermittedDNSDomains, belvo.Domains()) ||
			!slices.Equal(excluded, all) {
			return errors.New("the certificate authority is not limited to Belvo's hosts")
		}
	}
	return nil
}
