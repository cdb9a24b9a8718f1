package headless

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
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
	w := &writer{header: http.Header{}}
	if w.serve(c.cfg.Handler, r); w.status == 0 { // nothing came at all
		if method == http.MethodGet || strings.HasPrefix(path, "widget/") {
			return c.failureOf("offline", 0)
		}
		return c.failureOf("unexpected_error", 0)
	}
	return c.read(w, v)
}

func (c client) read(w *writer, v any) *failure {
	data := w.body.Bytes()
	if w.status < http.StatusBadRequest {
		if w.broken || v != nil && json.Unmarshal(data, v) != nil {
			return c.failureOf("unexpected_error", w.status)
		}
		return nil
	}
	var items []belvo.Error
	if w.broken || json.Unmarshal(data, &items) != nil || len(items) == 0 {
		return c.failureOf("unexpected_error", w.status) // a proxy's page, or half an answer
	}
	return &failure{items[0], w.status}
}

// writer keeps an answer in memory.
type writer struct {
	header http.Header
	status int
	body   bytes.Buffer
	broken bool // it ended half-way
}

// serve has a request answered. An answer that a fault breaks off is what has come of it so far.
func (w *writer) serve(h http.Handler, r *http.Request) {
	defer func() {
		p := recover()
		if err, is := p.(error); is && errors.Is(err, http.ErrAbortHandler) {
			w.broken = true
		} else if p != nil {
			panic(p)
		}
	}()
	h.ServeHTTP(w, r)
	if w.status == 0 {
		w.status = http.StatusOK
	}
}

// Header implements http.ResponseWriter.
func (w *writer) Header() http.Header { return w.header }

// WriteHeader implements http.ResponseWriter.
func (w *writer) WriteHeader(status int) {
	if w.status == 0 {
		w.status = status
	}
}

// Write implements http.ResponseWriter.
func (w *writer) Write(data []byte) (int, error) {
	w.WriteHeader(http.StatusOK)
	return w.body.Write(data)
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
