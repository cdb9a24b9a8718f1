package reroute

import (
	"fmt"
	"net"
	"net/netip"
	"path/filepath"
	"strings"

	"belvo-emulator/emulator/internal/authority"
)

// The system properties of Java that say where its trusted roots are.
const (
	storeProperty    = "-Djavax.net.ssl.trustStore="
	typeProperty     = "-Djavax.net.ssl.trustStoreType="
	passwordProperty = "-Djavax.net.ssl.trustStorePassword="
)

// javaOptions adds the proxy and a trust store to the options of every JVM. Of a property that is
// there twice the last one counts.
func javaOptions(p *plan, name string) (string, error) {
	if !p.Java {
		return p.get(name), nil
	}
	host, port, err := net.SplitHostPort(p.Proxy)
	if err != nil {
		return "", err
	}
	data, err := append(p.javaRoots(name), p.Authority.Root().Raw).TrustStore()
	if err != nil {
		return "", fmt.Errorf("no trust store can be made for Java: %w", err)
	}
	path, err := p.write("java.p12", data)
	options := []string{p.get(name)}
	for _, scheme := range []string{"http", "https"} {
		options = append(options, "-D"+scheme+".proxyHost="+host, "-D"+scheme+".proxyPort="+port)
	}
	kept, _ := noProxy(p.get("NO_PROXY"), p.get("no_proxy"))
	options = append(options, "-Dhttp.nonProxyHosts="+nonProxyHosts(kept), quoted(storeProperty+path),
		typeProperty+"PKCS12", passwordProperty)
	return strings.TrimSpace(strings.Join(options, " ")), err
}

// javaRoots are those of the store that the options already name, or else the system's.
func (p *plan) javaRoots(name string) authority.Certificates {
	store, password := "", ""
	for _, word := range words(p.get(name)) {
		if v, is := strings.CutPrefix(word, storeProperty); is {
			store = v
		}
		if v, is := strings.CutPrefix(word, passwordProperty); is {
			password = v
		}
	}
	if store != "" {
		list, err := authority.ReadTrustStore(store, password)
		if err == nil {
			return list
		}
		p.note("the trust store in %s cannot be used: %v", name, err)
	}
	if authority.SystemBundle() != "" {
		return p.system()
	}
	own := filepath.Join(p.get("JAVA_HOME"), "lib", "security", "cacerts")
	if list, err := authority.ReadTrustStore(own, "changeit"); err == nil { // what every installation has
		return list
	}
	return p.system()
}

// words are the arguments in JAVA_TOOL_OPTIONS: white space parts them, quotes keep it.
func words(text string) []string {
	var all []string
	var word strings.Builder
	var quote rune
	for _, r := range text + " " {
		switch {
		case quote == 0 && (r == '"' || r == '\''):
			quote = r
		case r == quote:
			quote = 0
		case quote == 0 && strings.ContainsRune(" \t\r\n", r):
			if word.Len() > 0 {
				all = append(all, word.String())
			}
			word.Reset()
		default:
			word.WriteRune(r)
		}
	}
	return all
}

// quoted is an argument with quotes around it if it needs any.
func quoted(word string) string {
	switch {
	case strings.Contains(word, `"`):
		return "'" + word + "'"
	case strings.ContainsAny(word, " \t'"):
		return `"` + word + `"`
	}
	return word
}

// nonProxyHosts are exceptions as Java writes them. It knows no ranges of addresses and no ports.
func nonProxyHosts(exceptions []string) string {
	var all []string
	for _, e := range exceptions {
		name := strings.TrimPrefix(strings.TrimPrefix(e, "*"), ".")
		addr, err := netip.ParseAddr(strings.Trim(e, "[]"))
		switch {
		case err == nil && addr.Is6():
			all = append(all, "["+addr.String()+"]")
		case err == nil || e == "*":
			all = append(all, e)
		case strings.ContainsAny(name, "/:| \t\"'*") || name == "":
		case name != e:
			all = append(all, "*."+name)
		default:
			all = append(all, name, "*."+name)
		}
	}
	return quoted(strings.Join(all, "|"))
}
