package address

import (
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"belvo-emulator/emulator/internal/belvo"
)

// Refused is the error of a request for a host by which the server may not be called.
type Refused struct{ Host string }

// Error names the flag that allows the host.
func (e *Refused) Error() string {
	name, _, valid := split(e.Host)
	if !valid {
		return fmt.Sprintf("%.100q is no host name by which this server may be called", e.Host)
	}
	return fmt.Sprintf("this server may not be called as %.100s, which a web page could have made up: "+
		"if the name is yours, start the emulator with %s %[1]s", name, AllowFlag)
}

// Check returns a *Refused unless the server may be called by the host of a request. A web page can
// give a name of its own the address of this machine (DNS rebinding) and is then, for the browser,
// of the same origin as the server. So the name has to be one that no such page can have: an IP
// address, a name without a dot, a name below an ending that cannot be registered, a name of Belvo,
// or one that was configured. Clients that send no host are no browsers. Requests that were made in
// this process, and those that CameAs marked, did not come from a page either.
func (r *Rules) Check(req *http.Request) error {
	if req.Host == "" || req.Context().Value(cameAs{}) != nil || r.knows(req.Host) || localAddress(req) == "" {
		return nil
	}
	return &Refused{req.Host}
}

// knows says whether the server may be called by a host, which may have a port.
func (r *Rules) knows(host string) bool {
	name, _, valid := split(host)
	switch {
	case !valid:
		return false
	case isAddress(name), !strings.Contains(name, "."), belvo.IsHost(name), r.allowed(name):
		return true
	case r.public != nil && name == canonical(r.public.Hostname()):
		return true
	}
	return slices.ContainsFunc(unregistrable[:], func(ending string) bool { return strings.HasSuffix(name, ending) })
}

// unregistrable are the endings below which no name can be registered.
// Source: RFC 6761 and 6762, RFC 8375, and ICANN's resolution 2024.07.29.06 on .internal
var unregistrable = [...]string{".localhost", ".test", ".local", ".internal", ".home.arpa"}

// allowed says whether a canonical name matches one of the configured patterns.
func (r *Rules) allowed(name string) bool {
	return slices.ContainsFunc(r.patterns, func(pattern string) bool {
		below, wild := strings.CutPrefix(pattern, "*")
		return name == pattern || wild && len(name) > len(below) && strings.HasSuffix(name, below)
	})
}

// isBelvo says whether a host, which may have a port, is Belvo's.
func isBelvo(host string) bool {
	name, _, valid := split(host)
	return valid && belvo.IsHost(name)
}

// NamesBelvo says whether the host of a request is one of Belvo's.
func NamesBelvo(req *http.Request) bool { return isBelvo(req.Host) }

// NotEmulated returns the host of a request if it is one of Belvo's that the emulator does not stand in
// for, else "".
func NotEmulated(req *http.Request) string {
	if name, _, valid := split(req.Host); valid && belvo.IsHost(name) && !belvo.IsServedHost(name) {
		return name
	}
	return ""
}

// isLoopback says whether a canonical name always means the machine itself.
// Source: RFC 6761, section 6.3
func isLoopback(name string) bool {
	if ip, err := netip.ParseAddr(strings.Trim(name, "[]")); err == nil {
		return ip.Unmap().IsLoopback()
	}
	return name == "localhost" || strings.HasSuffix(name, ".localhost")
}

// split takes a host apart. The name is canonical; the port is "" if there is none. A host is valid
// if its name is one that a DNS query, a container network or a literal address can have.
func split(host string) (name, port string, valid bool) {
	name = host
	if h, p, err := net.SplitHostPort(host); err == nil {
		name, port = h, p
		if strings.HasPrefix(host, "[") {
			name = "[" + h + "]"
		}
		if n, err := strconv.ParseUint(p, 10, 16); p != "" && (err != nil || n == 0) {
			return name, port, false
		}
	}
	name = canonical(name)
	return name, port, isAddress(name) || isName(name)
}

// canonical is a name in lower case and without the dot that may end a full name.
func canonical(name string) string { return strings.ToLower(strings.TrimSuffix(name, ".")) }

// isAddress says whether a name is an IP address; one of version 6 has brackets.
func isAddress(name string) bool {
	inner, bracketed := strings.CutPrefix(name, "[")
	if bracketed {
		inner, bracketed = strings.CutSuffix(inner, "]")
	}
	if !bracketed && strings.Trim(inner, "0123456789.") != "" {
		return false // as most names; the parser would make an error of each
	}
	ip, err := netip.ParseAddr(inner)
	return err == nil && ip.Is6() == bracketed && ip.Zone() == ""
}

// maxName is how many characters a name has at most.
// Source: RFC 1035, section 2.3.4
const maxName = 253

// isName says whether a canonical name consists of labels of letters, digits, hyphens and
// underscores, which container networks use as well.
func isName(name string) bool {
	const known = "abcdefghijklmnopqrstuvwxyz0123456789-_."
	return name != "" && len(name) <= maxName && strings.Trim(name, known) == "" &&
		!strings.HasPrefix(name, ".") && !strings.HasSuffix(name, ".") && !strings.Contains(name, "..")
}

// CheckPattern says what is wrong with a host that is to be allowed: a name, or *.NAME for all names
// below it.
func CheckPattern(pattern string) error {
	name := strings.TrimPrefix(strings.ToLower(pattern), "*.")
	if !isName(name) && !isAddress(name) {
		return fmt.Errorf("must be a host name without a port such as belvo.example.org, or *.example.org, not %q",
			pattern)
	}
	return nil
}

// CheckPublic says what is wrong with a public URL.
func CheckPublic(address string) error {
	_, err := parsePublic(address)
	return err
}

var errPublic = errors.New("must be an address without a path such as https://belvo.example.org")

func parsePublic(address string) (*url.URL, error) {
	u, err := url.Parse(strings.TrimSuffix(address, "/"))
	if err == nil {
		_, _, valid := split(u.Host)
		plain := *u == url.URL{Scheme: u.Scheme, Host: u.Host} // nothing but these two
		if valid && plain && (u.Scheme == "http" || u.Scheme == "https") {
			return u, nil
		}
	}
	return nil, fmt.Errorf("%w, not %q", errPublic, address)
}
