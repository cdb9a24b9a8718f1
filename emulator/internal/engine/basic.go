package engine

import (
	"bytes"
	"encoding/base64"
	"strings"
)

// BasicProblem explains why an Authorization header gives no secret keys, without showing any of it.
func BasicProblem(header string) string {
	const send = ": send the secret id and password, as in curl -u ID:PASSWORD"
	scheme, credentials, _ := strings.Cut(strings.TrimSpace(header), " ")
	if !strings.EqualFold(scheme, "Basic") {
		if header != "" {
			return "the Authorization header is neither Basic nor Bearer" + send
		}
		return "the request has no Basic authentication" + send
	}
	spaced := strings.HasPrefix(credentials, " ")
	credentials = strings.TrimSpace(credentials)
	pair, err := base64.StdEncoding.DecodeString(credentials)
	unpadded := strings.TrimRight(credentials, "=")
	_, lacks := base64.RawStdEncoding.DecodeString(unpadded)
	switch {
	case credentials == "":
		return "the Basic authentication has no credentials" + send
	case err == nil && spaced && bytes.Contains(pair, []byte(":")):
		return "the Authorization header must have one space after Basic"
	case err == nil:
		return "the Basic authentication has no colon between the secret id and the password"
	case lacks == nil && len(unpadded)%4 != 0 && len(credentials)%4 != 0:
		return "the base64 of the Basic authentication lacks its padding: it must end with " +
			strings.Repeat("=", 4-len(unpadded)%4)
	}
	return "the Basic authentication is not base64 of ID:PASSWORD"
}
