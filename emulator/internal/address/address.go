// Package address decides by which hosts the server may be called, which address the links of its
// answers name, and which web pages may send it secret keys. Nothing else in the emulator decides
// any of these from a request's headers.
package address

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"strings"
)

// The flags that the texts of this package name.
const (
	// AllowFlag adds a host by which the server may be called.
	AllowFlag = "--allow-host"
	// PublicFlag fixes the address that links name.
	PublicFlag = "--public-url"
)

// Rules are the decisions for one server. Make them with New.
type Rules struct {
	public   *url.URL // nil if no public URL was configured
	patterns []string // of AllowFlag, in lower case
}

// New returns the rules for a public URL ("" for none) and the hosts that were allowed in addition
// to those that always are. The error says what is wrong with one of them.
func New(public string, allowed []string) (*Rules, error) {
	r := &Rules{}
	for _, pattern := range allowed {
		if err := CheckPattern(pattern); err != nil {
			return nil, fmt.Errorf("%s: %w", AllowFlag, err)
		}
		r.patterns = append(r.patterns, strings.ToLower(pattern))
	}
	if public != "" {
		u, err := parsePublic(public)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", PublicFlag, err)
		}
		r.public = u
	}
	return r, nil
}

// Base is the address that the links of an answer begin with.
type Base struct {
	Scheme string // http or https
	Host   string // with its port, if it has one
	// Hint tells why links do not name the host of the request; "" if they do.
	Hint string
}

// String is the address without a slash at its end.
func (b Base) String() string { return (&url.URL{Scheme: b.Scheme, Host: b.Host}).String() }

// inProcess is the host that links name when a request has no connection and no host of its own
// that can be named.
const inProcess = "localhost"

// Base is the address that the links in the answer to a request name, the first of these:
//   - the address by which a proxy or listener of this server says that the request came, see CameAs;
//   - the configured public URL;
//   - the first entries of X-Forwarded-Proto and X-Forwarded-Host, and the Host header for what
//     they lack, if the server may be called by that host and it is not Belvo's;
//   - the address at which the connection was accepted.
//
// Links to one of Belvo's hosts would lead a client with its secret keys to the real Belvo, so they
// are only made in the first two cases.
func (r *Rules) Base(req *http.Request) Base {
	if b, is := req.Context().Value(cameAs{}).(Base); is {
		return b
	}
	if r.public != nil {
		return Base{Scheme: r.public.Scheme, Host: r.public.Host}
	}
	here := Base{Scheme: "http", Host: localAddress(req)}
	if req.TLS != nil {
		here.Scheme = "https"
	}
	if here.Host == "" {
		here.Host = inProcess
	}
	host, hint := r.asked(req)
	if host == "" {
		here.Hint = hint
		return here
	}
	b := Base{Scheme: here.Scheme, Host: host, Hint: hint}
	proto := strings.ToLower(forwarded(req, "X-Forwarded-Proto"))
	if proto == "http" || proto == "https" {
		b.Scheme = proto
	}
	return b
}

// asked is the host that a request asked and that links may name, "" if there is none, and a hint if it
// is not the one that the request put first.
func (r *Rules) asked(req *http.Request) (host, hint string) {
	host = forwarded(req, "X-Forwarded-Host")
	switch {
	case host != "" && r.linkable(host):
		return host, ""
	case req.Host == "":
		return "", "the request has no Host header, so links name the address of its connection; " + PublicFlag +
			" chooses another one"
	case isBelvo(req.Host) || localAddress(req) != "" && !r.knows(req.Host):
		return "", fmt.Sprintf("links name the address of the connection and not %.100s, where the secret keys "+
			"would go to the real Belvo; %s chooses another one", req.Host, PublicFlag)
	case host != "":
		hint = fmt.Sprintf("links do not name the X-Forwarded-Host %.100q: %s or %s makes them", host, AllowFlag,
			PublicFlag)
	}
	return req.Host, hint
}

// linkable says whether links may name a host that a request brought.
func (r *Rules) linkable(host string) bool { return r.knows(host) && !isBelvo(host) }

// forwarded is the first entry of a header that is a list, "" if there is none.
func forwarded(req *http.Request, header string) string {
	first, _, _ := strings.Cut(req.Header.Get(header), ",")
	return strings.TrimSpace(first)
}

// localAddress is where the request's connection was accepted, "" for a request that was made in
// this process without one (or came by a Unix socket, which no web page reaches either).
func localAddress(req *http.Request) string {
	if at, is := req.Context().Value(http.LocalAddrContextKey).(*net.TCPAddr); is {
		return at.String()
	}
	return ""
}

// cameAs is the context key of CameAs.
type cameAs struct{}

// CameAs marks a request as one that its client addressed to scheme://host and that reached this
// server by a way on which the same address will reach it again: our own forward proxy, our own
// TLS listener for Belvo's hosts, or a transport in memory. For such a request every host is a
// legitimate name of this server, Belvo's hosts included, and links name it. Only code that itself
// accepted the request for that host may set it; nothing that a client sends can.
func CameAs(ctx context.Context, scheme, host string) context.Context {
	return context.WithValue(ctx, cameAs{}, Base{Scheme: scheme, Host: host})
}
