package engine

import (
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
	credentials = strings.TrimSpace(credentials)
	_, err := base64.StdEncoding.DecodeString(credentials)
	_, unpadded := base64.RawStdEncoding.DecodeString(credentials)
	switch {
	case credentials == "":
		return "the Basic authentication has no credentials" + send
	case err == nil:
		return "the Basic authentication has no colon between the secret id and the password"
	case unpadded == nil:
		return "the base64 of the Basic authentication lacks its padding: it must end with " +
			strings.Repeat("=", 4-len(credentials)%4)
	}
	return "the Basic authentication is not base64 of ID:PASSWORD"
}
