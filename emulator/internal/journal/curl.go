package journal

import (
	"bytes"
	"net/url"
	"strings"
)

// curl is the command that sends the request again. What is secret comes from variables of the
// shell that runs it.
func (e *Entry) curl() string {
	line := []string{"curl", "-i"}
	switch e.Method {
	case "GET":
	case "HEAD":
		line = append(line, "-I")
	default:
		line = append(line, "-X", word(e.Method))
	}
	switch e.Auth {
	case AuthBasic:
		line = append(line, "-u", `"$BELVO_SECRET_ID:$BELVO_SECRET_PASSWORD"`)
	case AuthBearer:
		line = append(line, "-H", `"Authorization: Bearer $BELVO_ACCESS_TOKEN"`)
	case AuthRefused:
		line = append(line, "-H", `"Authorization: $AUTHORIZATION"`)
	}
	if e.Async {
		line = append(line, "-H", quote("X-Belvo-Request-Mode: async"))
	}
	if e.Asked != "" {
		line = append(line, "-H", quote("X-Belvo-Emulator-Scenario: "+e.Asked))
	}
	if text := e.curlBody(); text != "" {
		line = append(line, "--data-raw", text)
		if !e.Body.Form {
			line = append(line, "-H", quote("Content-Type: application/json"))
		}
	}
	address := url.URL{Path: e.Path, RawQuery: e.Query}
	return strings.Join(append(line, `"$BELVO_API_URL"`+quote(address.RequestURI())), " ")
}

// curlBody is the body as an argument, "" for none.
func (e *Entry) curlBody() string {
	if e.Body.Form || len(e.Body.Text) == 0 {
		return strings.TrimPrefix(quote(string(e.Body.Text)), "''")
	}
	var hidden Hidden
	if e.issues() {
		hidden.Always = []string{"id"}
	}
	const mark = "\x00" // which JSON cannot hold
	text := replace(bytes.ReplaceAll(e.Body.Text, []byte("\n"), []byte(" ")), hidden, func(name string) string {
		return `"` + mark + variable(name, e.issues()) + mark + `"`
	})
	var line strings.Builder
	for i, part := range strings.Split(string(text), mark) {
		if i%2 == 1 {
			line.WriteString(`'"$` + part + `"'`)
			continue
		}
		line.WriteString(strings.ReplaceAll(part, "'", `'\''`))
	}
	return "'" + line.String() + "'"
}

// variable is the variable of the shell that a secret field comes from.
func variable(field string, issues bool) string {
	switch {
	case issues && field == "id":
		return "BELVO_SECRET_ID"
	case issues && field == "password":
		return "BELVO_SECRET_PASSWORD"
	}
	return strings.Map(func(r rune) rune {
		if r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' {
			return r
		}
		return '_'
	}, strings.ToUpper(field))
}

// word is a text that needs no quotes, or has them.
func word(text string) string {
	if Identifier(text) {
		return text
	}
	return quote(text)
}

// quote makes a text one argument of a shell.
func quote(text string) string { return "'" + strings.ReplaceAll(text, "'", `'\''`) + "'" }
