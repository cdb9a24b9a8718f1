package authority

import (
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"errors"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"belvo-emulator/emulator/internal/clock"
)

// forge signs a certificate for anything with the issuing key, as a thief of it could.
func (a *Authority) forge(t *testing.T, names []string, ips ...net.IP) *tls.Certificate {
	t.Helper()
	key, err := newKey()
	if err != nil {
		t.Fatal(err)
	}
	now := a.clock.Now()
	leaf, err := signed(&x509.Certificate{
		Subject: pkix.Name{CommonName: "forged"}, NotBefore: now.Add(-skew), NotAfter: now.Add(24 * time.Hour),
		KeyUsage: x509.KeyUsageDigitalSignature, ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
		BasicConstraintsValid: true, DNSNames: names, IPAddresses: ips,
	}, a.issuer, key, a.key)
	if err != nil {
		t.Fatal(err)
	}
	return &tls.Certificate{Certificate: [][]byte{leaf.Raw, a.issuer.Raw}, PrivateKey: key, Leaf: leaf}
}

// forgery is a certificate that clients must refuse.
type forgery struct {
	host string // that the client means
	pair *tls.Certificate
}

func forgeries(t *testing.T, a *Authority) []forgery {
	t.Helper()
	return []forgery{
		{"localhost", a.forge(t, []string{"localhost"})},
		{"127.0.0.1", a.forge(t, nil, net.IPv4(127, 0, 0, 1))},
		// One good name does not make up for another.
		{"sandbox.belvo.com", a.forge(t, []string{"sandbox.belvo.com", "example.com"})},
	}
}

// TestGoRefusesForgeries for other hosts than Belvo's under our issuing certificate.
func TestGoRefusesForgeries(t *testing.T) {
	t.Parallel()
	a, err := New(clock.Real{}, time.Hour)
	if err != nil {
		t.Fatal(err)
	}
	between := x509.NewCertPool()
	between.AddCert(a.issuer)
	for _, f := range forgeries(t, a) {
		_, err := f.pair.Leaf.Verify(x509.VerifyOptions{DNSName: f.host, Roots: a.ClientConfig().RootCAs,
			Intermediates: between})
		var invalid x509.CertificateInvalidError
		if !errors.As(err, &invalid) || invalid.Reason != x509.CANotAuthorizedForThisName {
			t.Errorf("%s: %v", f.host, err)
		}
	}
}

// TestNobodyBelowTheIssuer: the issuing key can make no further authority.
func TestNobodyBelowTheIssuer(t *testing.T) {
	t.Parallel()
	a, err := New(clock.Real{}, time.Hour)
	if err != nil {
		t.Fatal(err)
	}
	key, err := newKey()
	if err != nil {
		t.Fatal(err)
	}
	below, err := signed(constrained("another", 0, a.clock.Now(), time.Hour), a.issuer, key, a.key)
	if err != nil {
		t.Fatal(err)
	}
	another := newOf(a.root, below, key, a.clock)
	leaf, err := another.Certificate("sandbox.belvo.com")
	if err != nil {
		t.Fatal(err)
	}
	between := x509.NewCertPool()
	between.AddCert(a.issuer)
	between.AddCert(below)
	options := x509.VerifyOptions{Roots: a.ClientConfig().RootCAs, Intermediates: between}
	if _, err := leaf.Leaf.Verify(options); err == nil {
		t.Error("a certificate of an authority below the issuing one is good")
	}
}

// TestOpenSSLRefusesForgeries and takes what we sign.
func TestOpenSSLRefusesForgeries(t *testing.T) {
	t.Parallel()
	a, err := New(clock.Real{}, time.Hour)
	if err != nil {
		t.Fatal(err)
	}
	need(t, "openssl")
	verify := func(pair *tls.Certificate) (string, error) {
		folder := t.TempDir()
		write := func(name string, raw []byte) string {
			path := filepath.Join(folder, name)
			text := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: raw})
			if err := os.WriteFile(path, text, 0o600); err != nil {
				t.Fatal(err)
			}
			return path
		}
		out, err := exec.CommandContext(t.Context(), "openssl", "verify", "-x509_strict", "-purpose", "sslserver",
			"-CAfile", write("root", a.root.Raw), "-untrusted", write("issuer", a.issuer.Raw),
			write("leaf", pair.Certificate[0])).CombinedOutput()
		return string(out), err
	}
	good, err := a.Certificate("sandbox.belvo.com")
	if err != nil {
		t.Fatal(err)
	}
	if out, err := verify(good); err != nil {
		t.Errorf("%v: %s", err, out)
	}
	for _, f := range forgeries(t, a) {
		if out, err := verify(f.pair); err == nil || !strings.Contains(out, "subtree violation") {
			t.Errorf("%s: %v %s", f.host, err, out)
		}
	}
}

// javaClient opens a TLS connection to a port of this machine and means the host that it is told.
const javaClient = `
import javax.net.ssl.*;
public class Client {
  public static void main(String[] args) throws Exception {
    for (int i = 1; i < args.length; i += 2) {
      int port = Integer.parseInt(args[i]);
      try (SSLSocket s = (SSLSocket) SSLSocketFactory.getDefault().createSocket("127.0.0.1", port)) {
        SSLParameters p = s.getSSLParameters();
        p.setEndpointIdentificationAlgorithm("HTTPS");
        if (args[i + 1].matches("[a-z].*")) p.setServerNames(java.util.List.of(new SNIHostName(args[i + 1])));
        s.setSSLParameters(p);
        s.startHandshake();
        System.out.println(args[i + 1] + ": good");
      } catch (SSLException e) {
        System.out.println(args[i + 1] + ": " + e.getMessage());
      }
    }
  }
}
`

// TestJavaRefusesForgeries, though it does not look at the constraints of a root that it trusts.
func TestJavaRefusesForgeries(t *testing.T) {
	t.Parallel()
	a, err := New(clock.Real{}, time.Hour)
	if err != nil {
		t.Fatal(err)
	}
	need(t, "java")
	folder := t.TempDir()
	store, err := Certificates{a.root.Raw}.TrustStore()
	if err != nil {
		t.Fatal(err)
	}
	source, trusted := filepath.Join(folder, "Client.java"), filepath.Join(folder, "store.p12")
	for path, data := range map[string][]byte{source: []byte(javaClient), trusted: store} {
		if err := os.WriteFile(path, data, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	good, err := a.Certificate("sandbox.belvo.com")
	if err != nil {
		t.Fatal(err)
	}
	// The client checks the name that the connection was made to: 127.0.0.1 for all of them. So only
	// constraints tell the first from the others, which are for this very address.
	cases := append([]forgery{{"sandbox.belvo.com", good}}, forgeries(t, a)...)
	args := []string{"-Djavax.net.ssl.trustStore=" + trusted, "-Djavax.net.ssl.trustStoreType=PKCS12", source,
		"-"}
	for _, c := range cases {
		args = append(args, present(t, c.pair), c.host)
	}
	out, err := exec.CommandContext(t.Context(), "java", args...).CombinedOutput()
	if err != nil {
		t.Fatalf("%v:\n%s", err, out)
	}
	lines := strings.Split(strings.TrimSpace(string(out)), "\n")
	if len(lines) != len(cases) {
		t.Fatalf("java said:\n%s", out)
	}
	for i, line := range lines {
		constraint := strings.Contains(line, "name constraints")
		if (i == 0) == constraint {
			t.Errorf("java said %q", line)
		}
	}
}

// present serves a certificate whatever the client asks for, and returns the port.
func present(t *testing.T, pair *tls.Certificate) string {
	t.Helper()
	listener, err := tls.Listen("tcp", "127.0.0.1:0", &tls.Config{Certificates: []tls.Certificate{*pair}})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = listener.Close() })
	go func() {
		for {
			c, err := listener.Accept()
			if err != nil {
				return
			}
			_ = c.(*tls.Conn).HandshakeContext(t.Context()) // the client tells how it went
			_ = c.Close()
		}
	}()
	_, port, err := net.SplitHostPort(listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	return port
}

// need skips the test where a program is missing; on CI that is a failure.
func need(t *testing.T, program string) {
	t.Helper()
	if _, err := exec.LookPath(program); err != nil {
		if os.Getenv("CI") == "true" {
			t.Fatal(err)
		}
		t.Skip(err)
	}
}
