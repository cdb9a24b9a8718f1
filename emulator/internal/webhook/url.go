package webhook

import (
	"errors"
	"fmt"
	"net/url"
	"strconv"
	"strings"
)

// CleanURL returns a receiver's URL as it is kept and sent: what may not stand in a request line is
// percent-encoded. The error is a URL that cannot be used; it does not quote the URL, which may hold a
// password. A URL that is clean stays as it is.
func CleanURL(raw string) (string, error) {
	if strings.ContainsFunc(raw, isControl) {
		return "", errors.New("its URL has a control character")
	}
	u, err := url.Parse(raw)
	switch {
	case err != nil:
		return "", errors.New("its URL cannot be read")
	case u.Scheme != "http" && u.Scheme != "https" || u.Hostname() == "":
		return "", errors.New("its URL does not begin with http://HOST or https://HOST")
	case u.User != nil:
		return "", errors.New("its URL has a user or a password: give them as Authorization")
	case !isPort(u.Port()):
		return "", fmt.Errorf("its URL has the port %s, and ports are 1 to 65535", u.Port())
	case isRedacted(u.RawQuery):
		return "", fmt.Errorf("its URL has %s where a value belongs: give the value", redacted)
	}
	u.RawQuery = encodeQuery(u.RawQuery)
	return u.String(), nil
}

// IsRedacted says whether a URL has had values of its query taken out, as Shown does.
func IsRedacted(raw string) bool {
	_, query, _ := strings.Cut(raw, "?")
	return isRedacted(query)
}

func isRedacted(query string) bool {
	plain, err := url.QueryUnescape(query)
	return strings.Contains(query, redacted) || err == nil && strings.Contains(plain, redacted)
}

func isControl(r rune) bool { return r < ' ' || r == 0x7f }

func isPort(port string) bool {
	n, err := strconv.Atoi(port)
	return port == "" || err == nil && n > 0 && n <= 65535
}

// encodeQuery encodes the bytes that a browser encodes in a query and leaves all others, escapes
// among them: net/url sends a query as it was given.
func encodeQuery(query string) string {
	var out strings.Builder
	for _, b := range []byte(query) {
		if b <= ' ' || b >= 0x7f || strings.IndexByte(`"<>`, b) >= 0 {
			fmt.Fprintf(&out, "%%%02X", b)
		} else {
			out.WriteByte(b)
		}
	}
	return out.String()
}
