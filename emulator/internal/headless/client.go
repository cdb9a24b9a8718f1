package headless

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"strings"

	"belvo-emulator/emulator/internal/belvo"
	"belvo-emulator/emulator/internal/widget/steps"
)

// failure is what a call failed with: an error of Belvo's, or that nothing came that can be read.
type failure struct {
	belvo.Error
	status int
}

// own is an error that the widget makes itself.
func own(text steps.Text, id string, status int) *failure {
	return &failure{belvo.Error{Code: belvo.Code(text.Code), Message: text.Message, RequestID: id}, status}
}

func (c client) failureOf(code string, status int) *failure {
	return own(steps.Text{Code: code, Message: steps.Get().Unexpected}, c.cfg.NewID(), status)
}

// client makes the requests of widget/assets/client.js.
type client struct {
	cfg   Config
	token string
}

// call sends a request and reads its answer into v, which may be nil.
func (c client) call(ctx context.Context, method, path string, body, v any) *failure {
	var sent io.Reader = http.NoBody
	if body != nil {
		data, err := json.Marshal(body)
		if err != nil { // texts always encode
			return c.failureOf("unexpected_error", 0)
		}
		sent = bytes.NewReader(data)
	}
	r, err := http.NewRequestWithContext(ctx, method, "http://"+c.cfg.Host+"/"+path, sent)
	if err != nil {
		return c.failureOf("unexpected_error", 0)
	}
	r.RequestURI, r.RemoteAddr = "/"+path, "127.0.0.1:0"
	r.Header.Set("Authorization", "Bearer "+c.token)
	r.Header.Set("Content-Type", "application/json")
	w := NewRecorder()
	if w.Serve(c.cfg.Handler, r); w.Status == 0 { // nothing came at all
		if method == http.MethodGet || strings.HasPrefix(path, "widget/") {
			return c.failureOf("offline", 0)
		}
		return c.failureOf("unexpected_error", 0)
	}
	return c.read(w, v)
}

func (c client) read(w *Recorder, v any) *failure {
	data := w.Body.Bytes()
	if w.Status < http.StatusBadRequest {
		if w.Broken || v != nil && json.Unmarshal(data, v) != nil {
			return c.failureOf("unexpected_error", w.Status)
		}
		return nil
	}
	var items []belvo.Error
	if w.Broken || json.Unmarshal(data, &items) != nil || len(items) == 0 {
		return c.failureOf("unexpected_error", w.Status) // a proxy's page, or half an answer
	}
	return &failure{items[0], w.Status}
}

// institutions asks for all of them, those of the type that the API lists only on request included.
func (c client) institutions(ctx context.Context) ([]belvo.Institution, *failure) {
	var page struct {
		Results []belvo.Institution `json:"results"`
	}
	query := url.Values{"page_size": {"1000"}, "type__in": {"bank,fiscal,employment,gig"}}.Encode()
	err := c.call(ctx, http.MethodGet, "api/institutions/?"+query, nil, &page)
	return page.Results, err
}

// claims are what the widget reads of an access token.
type claims struct {
	Link   *struct{} `json:"link"`
	Widget struct {
		OpenFinance any `json:"openfinance_feature"`
	} `json:"widget"`
}

// readClaims reads an access token without verifying it, which is the emulator's matter; what is
// none has no claims.
func readClaims(token string) claims {
	var c claims
	parts := strings.Split(token, ".")
	if len(parts) < 2 {
		return c
	}
	data, err := base64.RawURLEncoding.DecodeString(parts[1])
	if err == nil {
		err = json.Unmarshal(data, &c)
	}
	if err != nil {
		return claims{}
	}
	return c
}
