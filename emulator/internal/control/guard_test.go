package control

import (
	"belvo-emulator/emulator/internal/belvo"
	"context"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

// request is a GET as it reaches the emulator: by an address, under a host name, with headers.
func request(at, host string, headers ...string) *http.Request {
	r := httptest.NewRequest(http.MethodGet, "/", http.NoBody)
	r.Host = host
	for _, header := range headers {
		name, value, _ := strings.Cut(header, ": ")
		r.Header.Set(name, value)
	}
	if at == "" {
		return r
	}
	address := &net.TCPAddr{IP: net.ParseIP(at), Port: 8400}
	return r.WithContext(context.WithValue(r.Context(), http.LocalAddrContextKey, address))
}

func TestWhoMayUseTheControlCalls(t *testing.T) {
	t.Parallel()
	const here, there = "127.0.0.1", "172.17.0.2"
	local, open, token := Access{}, Access{Open: true}, Access{Token: "s3cret"}
	both := Access{Open: true, Token: "s3cret"}
	for _, c := range []struct {
		name     string
		access   Access
		at, host string
		header   string
		want     int // 0: answered
	}{
		{"this machine", local, here, "127.0.0.1:8400", "", 0},
		{"this machine by IPv6", local, "::1", "[::1]:8400", "", 0},
		{"this process", local, "", "localhost", "", 0},
		{"another machine", local, there, "172.17.0.2:8400", "", 403},
		{"another machine that says localhost", local, there, "localhost:8400", "", 403},
		{"another machine, open", open, there, "172.17.0.2:8400", "", 0},
		{"a port that is passed on, open", open, there, "localhost:8400", "", 0},
		{"another container, open", open, there, "belvo:8400", "", 0},
		{"the host of a container, open", open, there, "host.docker.internal:8400", "", 0},
		{"the page of another site", local, here, "127.0.0.1:8400", "Sec-Fetch-Site: cross-site", 403},
		{"the page of another port", local, here, "127.0.0.1:8400", "Sec-Fetch-Site: same-site", 403},
		{"the page of another origin", open, there, "127.0.0.1:8400", "Origin: https://shop.test", 403},
		{"the page of no origin", local, here, "127.0.0.1:8400", "Origin: null", 403},
		{"its own page", local, here, "127.0.0.1:8400", "Sec-Fetch-Site: same-origin", 0},
		{"its own page in an old browser", local, here, "127.0.0.1:8400", "Origin: http://127.0.0.1:8400", 0},
		{"the address bar", local, here, "127.0.0.1:8400", "Sec-Fetch-Site: none", 0},
		{"the token", token, there, "belvo.shop.test", belvo.HeaderControlToken + ": s3cret", 0},
		{"no token", token, here, "127.0.0.1", "", 401},
		{"a wrong token", token, here, "127.0.0.1", belvo.HeaderControlToken + ": s3creT", 401},
		{"the beginning of the token", token, here, "127.0.0.1", belvo.HeaderControlToken + ": s3cre", 401},
		{"Belvo's host", local, here, "sandbox.belvo.com", "", 403},
		{"Belvo's host with a port and a dot", local, here, "API.belvo.com.:443", "", 403},
		{"a page of Belvo's host", local, here, "cdn.belvo.io", "Sec-Fetch-Site: same-origin", 403},
		{"Belvo's host, in this process", local, "", "widget.belvo.io", "", 403},
		{"Belvo's host with the token", token, here, "sandbox.belvo.com", belvo.HeaderControlToken + ": s3cret", 403},
		{"a name that only ends like Belvo's", local, here, "notbelvo.com", "", 0},
		{"no token, open", both, there, "127.0.0.1", "", 401},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			var headers []string
			if c.header != "" {
				headers = append(headers, c.header)
			}
			err := guard{c.access, http.NewCrossOriginProtection()}.check(request(c.at, c.host, headers...))
			status := 0
			if p, is := err.(*problem); is {
				status = p.status
			}
			if status != c.want || err != nil && strings.Contains(err.Error(), "s3cret") {
				t.Errorf("%d %v, want %d", status, err, c.want)
			}
		})
	}
}
