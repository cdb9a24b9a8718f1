package exchange

import (
	"cmp"
	"strings"

	"belvo-emulator/emulator/internal/journal"
)

// Secrets are the values that the request sent as secrets. They are collected when a name has to be
// compared with them.
func (x *Exchange) Secrets() journal.Secrets {
	if x.collected {
		return x.secrets
	}
	x.collected = true
	content := x.Content()
	scheme, credentials, _ := strings.Cut(x.Header.Get("Authorization"), " ")
	_, password, _ := x.BasicAuth()
	x.secrets.AddAuthorization(cmp.Or(strings.TrimSpace(credentials), scheme), password)
	if content.Form {
		x.secrets.AddPairs(string(content.Body), content.Known)
	} else {
		x.secrets.AddJSON(content.Body, content.Known)
	}
	x.secrets.AddPairs(x.URL.RawQuery, content.Query)
	return x.secrets
}

// ShownPath is the path as it may be shown.
func (x *Exchange) ShownPath() string {
	if x.path == "" {
		own := x.Content().Path
		literal := func(n int, part string) bool { return n < len(own) && own[n] == part }
		x.path = journal.MaskPath(x.URL.Path, literal, x.Secrets)
	}
	return x.path
}

// body is what the journal keeps of the request's body.
func (x *Exchange) body(content Content) journal.Body {
	if content.Form {
		return journal.KeepForm(content.Body, content.Known, x.Secrets)
	}
	keep := journal.KeepJSON
	if content.Object {
		keep = journal.KeepObject
	}
	body := keep(content.Body, content.Known, x.Secrets)
	body.Mislabelled, body.Type = content.Mislabelled, content.RefusedType
	return body
}

// auth says how the request authenticated itself.
func (x *Exchange) auth() journal.Auth {
	switch {
	case x.Box == nil && (x.Open || x.Header.Get("Authorization") != ""):
		return journal.AuthRefused
	case x.Box == nil:
		return journal.AuthNone
	case x.Open && x.Named != nil:
		return journal.AuthBody
	case x.Call.Request.Token != nil:
		return journal.AuthBearer
	}
	return journal.AuthBasic
}
