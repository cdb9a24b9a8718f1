package reroute

import (
	"net"
	"slices"
	"strings"

	"belvo-emulator/emulator/internal/belvo"
)

// noProxy returns the entries of lists of hosts that are asked without a proxy, with this machine's
// names among them, and apart from them those that would cover one of Belvo's hosts.
func noProxy(lists ...string) (kept, covering []string) {
	kept = []string{"localhost", "127.0.0.1", "::1"}
	for entry := range strings.FieldsFuncSeq(strings.Join(lists, ","), func(r rune) bool {
		return r == ',' || r == ' ' || r == '\t'
	}) {
		into := &kept
		if coversBelvo(entry) {
			into = &covering
		}
		if !slices.Contains(*into, entry) {
			*into = append(*into, entry)
		}
	}
	return kept, covering
}

// coversBelvo says whether an entry such as "*", "com", ".belvo.com" or "sandbox.belvo.com:443" covers
// one of Belvo's hosts. Python's requests compares the ends of names and not whole labels, so "lvo.com"
// does too.
func coversBelvo(entry string) bool {
	name := strings.ToLower(entry)
	if host, _, err := net.SplitHostPort(name); err == nil {
		name = host
	}
	name = strings.Trim(strings.TrimLeft(name, "*"), ".")
	if name == "" || belvo.IsHost(name) {
		return true
	}
	return slices.ContainsFunc(belvo.Domains(), func(domain string) bool {
		return strings.HasSuffix(domain, name)
	})
}
