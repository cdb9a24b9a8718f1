package journal

import (
	"bytes"
	"net/url"
	"regexp"
	"strings"

	"belvo-emulator/emulator/internal/belvo"
)

// curl is the command that sends the request again. What is secret, or was not kept because it may
// be, comes from variables of the shell that runs it. A comment says what is missing.
func (e *Entry) curl() string {
	line, body := []string{"curl", "-i"}, e.curlBody()
	switch {
	case e.Method == "HEAD": // curl cannot send HEAD with a body, and the server ignores one
		line, body = append(line, "-I"), nil
	case e.Method != "GET" || body != nil:
		line = append(line, "-X", word(e.Method))
	}
	line = append(line, e.curlHeaders()...)
	line = append(line, body...)
	if body != nil {
		line = append(line, e.curlType()...)
	}
	line = append(line, e.curlAddress()...)
	if e.Body.Why != "" {
		line = append(line, "# without all of its body: "+e.Body.Why)
	}
	return strings.Join(line, " ")
}

// mediaType is what is kept of Content-Types: what names a type, and no more that a client may have put
// there.
var mediaType = regexp.MustCompile(`^[A-Za-z0-9.+*_-]{0,60}/?[A-Za-z0-9.+*_-]{0,60}(; ?charset=[A-Za-z0-9_-]{1,20})?$`)

// curlType is the header that tells the type of the body.
func (e *Entry) curlType() []string {
	sent := "application/json"
	switch t := e.Body.Type; {
	case t != nil && *t == "":
		return []string{"-H", "Content-Type:"}
	case t != nil && mediaType.MatchString(*t):
		sent = *t
	case t != nil:
		sent = "application/octet-stream"
	case e.Body.Form || e.Body.Mislabelled: // it is what curl says by itself
		return nil
	}
	return []string{"-H", quote("Content-Type: " + sent)}
}

func (e *Entry) curlHeaders() (line []string) {
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
		line = append(line, "-H", quote(belvo.HeaderScenario+": "+e.Asked))
	}
	return line
}

// curlAddress is the URL, after what keeps curl from reading more into it.
func (e *Entry) curlAddress() []string {
	path := (&url.URL{Path: e.Path, RawPath: e.RawPath}).EscapedPath()
	var line []string
	if strings.Contains(path, "/.") {
		line = append(line, "--path-as-is")
	}
	if strings.ContainsAny(path+e.Query, "[]{}") {
		line = append(line, "--globoff")
	}
	var address argument
	address.variable("BELVO_API_URL")
	for i, part := range strings.Split(path, Masked) {
		if i > 0 {
			address.variable("PATH_PART")
		}
		address.text(part)
	}
	separator := "?"
	for pair := range strings.SplitSeq(e.Query, "&") {
		if pair == "" {
			continue
		}
		address.text(separator)
		separator = "&"
		if name, hidden := strings.CutSuffix(pair, "="+Masked); hidden {
			address.text(name + "=")
			address.variable(e.variable(unescaped(name)))
		} else {
			address.text(pair)
		}
	}
	return append(line, address.String())
}

// curlBody is the body as arguments, none for none.
func (e *Entry) curlBody() []string {
	switch {
	case len(e.Body.Text) == 0:
		return nil
	case e.Body.Form:
		return e.curlForm()
	}
	const mark = "\x00" // which JSON cannot hold
	plain := bytes.ReplaceAll(e.Body.Text, []byte("\n"), []byte(" "))
	starred := func(_, value []byte) bool { return string(value) == `"`+Masked+`"` }
	text := replace(plain, starred, func(name []byte) string {
		return `"` + mark + e.variable(string(name)) + mark + `"`
	})
	var body argument
	for i, part := range strings.Split(string(text), mark) {
		if i%2 == 1 {
			body.variable(part)
		} else {
			body.text(part)
		}
	}
	return []string{"--data-raw", body.String()}
}

// curlForm is a form as arguments, which curl joins; it encodes what comes from variables.
func (e *Entry) curlForm() []string {
	var line []string
	for pair := range strings.SplitSeq(string(e.Body.Text), "&") {
		name, hidden := strings.CutSuffix(pair, "="+Masked)
		if !hidden {
			line = append(line, "--data-raw", quote(pair))
			continue
		}
		var field argument
		field.text(name + "=")
		field.variable(e.variable(unescaped(name)))
		line = append(line, "--data-urlencode", field.String())
	}
	return line
}

// variable is the variable of the shell that the value of a field comes from. What no operation
// knows may be called as the shell's own ones are, so it is kept apart.
func (e *Entry) variable(field string) string {
	switch {
	case e.issues() && field == "id":
		return "BELVO_SECRET_ID"
	case e.issues() && field == "password":
		return "BELVO_SECRET_PASSWORD"
	}
	name := strings.Map(variableLetter, strings.ToUpper(field))
	if !Secret(field) || name[0] <= '9' {
		return "FIELD_" + name
	}
	return name
}

// variableLetter is a letter as names of variables have it.
func variableLetter(r rune) rune {
	if r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' {
		return r
	}
	return '_'
}

// argument is one argument of a shell, of texts and variables.
type argument struct{ done, literal string }

func (a *argument) text(text string) { a.literal += text }

func (a *argument) variable(name string) { a.done = a.String() + `"$` + name + `"`; a.literal = "" }

// String is the argument as it is written.
func (a *argument) String() string {
	if a.literal == "" {
		return a.done
	}
	return a.done + quote(a.literal)
}

// word is a text that needs no quotes, or has them.
func word(text string) string {
	if nameLike.MatchString(text) {
		return text
	}
	return quote(text)
}

// quote makes a text one argument of a shell.
func quote(text string) string { return "'" + strings.ReplaceAll(text, "'", `'\''`) + "'" }
