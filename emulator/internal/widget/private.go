package widget

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"

	"rsc.io/qr"

	"belvo-emulator/emulator/internal/belvo"
	"belvo-emulator/emulator/internal/contact"
	"belvo-emulator/emulator/internal/exchange"
	"belvo-emulator/emulator/internal/journal"
	"belvo-emulator/emulator/internal/sandbox"
)

// maxBody is the largest body of a private call, in bytes.
const maxBody = 1 << 14

// performance does what a private call asks for.
type performance func(*sandbox.Sandbox, *contact.Call, []byte) (any, error)

// private answers the calls that are no part of Belvo's API. Each brings the access token, may
// come from any origin and is a POST, so that nothing of it ends in a log of URLs.
func (w *Widget) private(rw http.ResponseWriter, r *http.Request) {
	header := rw.Header()
	header.Set("Access-Control-Allow-Origin", "*")
	exchange.Expose(header, belvo.HeaderIssued)
	name := strings.Trim(strings.TrimPrefix(r.URL.Path, privatePrefix), "/")
	perform := map[string]performance{"start": start, "qr": drawQR}[name]
	if perform != nil && r.Method == http.MethodOptions {
		exchange.AllowPreflight(rw, r, http.MethodPost)
		return
	}
	x := w.newCall(r)
	var result any
	err := error(belvo.NewError(belvo.CodeNotFound))
	switch {
	case perform == nil:
	case r.Method != http.MethodPost:
		header.Set("Allow", "OPTIONS, POST")
		err = belvo.NewError(belvo.CodeMethodNotAllowed)
	default:
		x.Operation = &journal.Route{Method: http.MethodPost, Path: privatePrefix + name}
		if err = w.admit(rw, x); err == nil {
			result, err = perform(x.Box, &x.Call, x.body)
		}
	}
	x.reply(rw, result, err)
}

// admit authenticates the caller and reads the body.
func (w *Widget) admit(rw http.ResponseWriter, x *privateCall) error {
	scheme, token, _ := strings.Cut(x.Header.Get("Authorization"), " ")
	if !strings.EqualFold(scheme, "Bearer") {
		return belvo.NewError(belvo.CodeTokenNotValid).Explain("the request brings no access token")
	}
	box, access, err := w.server.Engine.Bearer(strings.TrimSpace(token))
	if x.Named = box; err != nil {
		if w.server.Engine.Issued(strings.TrimSpace(token)) {
			rw.Header().Set(belvo.HeaderIssued, "true")
		}
		return err
	}
	x.Box, x.Call.Request.Token = box, access
	x.Begin()
	x.body, err = io.ReadAll(http.MaxBytesReader(rw, x.Body, maxBody))
	switch {
	case err == nil, errors.As(err, new(*belvo.Error)): // which says that it came too late
		return err
	case errors.As(err, new(*http.MaxBytesError)):
		return belvo.NewError(belvo.CodePayloadTooLarge)
	}
	return belvo.NewError(belvo.CodeParseError).With("The request body could not be read.")
}

// started is what the widget knows before it shows its first screen.
type started struct {
	Link *sandbox.WidgetLink `json:"link"` // null for a new link
}

func start(box *sandbox.Sandbox, call *contact.Call, _ []byte) (any, error) {
	link, err := box.OpenWidget(call)
	return started{link}, err
}

// drawing is a QR code: an SVG path of unit squares inside a square of Size units.
type drawing struct {
	Size int    `json:"size"`
	Path string `json:"path"`
}

// quiet is the empty border that the QR standard asks for, in modules.
const quiet = 4

// drawQR draws the value of a challenge. The widget puts the path into an SVG element of its own,
// which works under any Content-Security-Policy, where an image would need img-src. The library
// is rsc.io/qr: it has releases, no dependencies and gives the modules themselves.
func drawQR(_ *sandbox.Sandbox, _ *contact.Call, body []byte) (any, error) {
	var asked struct {
		Value string `json:"value"`
	}
	if err := json.Unmarshal(body, &asked); err != nil || asked.Value == "" {
		return nil, belvo.FieldError(belvo.CodeRequired, "value")
	}
	code, err := qr.Encode(asked.Value, qr.M)
	if err != nil { // more text than a QR code can hold
		return nil, belvo.FieldError(belvo.CodeMaxLength, "value")
	}
	return drawing{Size: code.Size + 2*quiet, Path: pathOf(code)}, nil
}

// pathOf draws one rectangle for each run of black modules in a row.
func pathOf(code *qr.Code) string {
	var path strings.Builder
	for y := range code.Size {
		for x := 0; x < code.Size; x++ {
			run := 0
			for x+run < code.Size && code.Black(x+run, y) {
				run++
			}
			if run > 0 {
				writeRun(&path, x+quiet, y+quiet, run)
				x += run
			}
		}
	}
	return path.String()
}

func writeRun(path *strings.Builder, x, y, length int) {
	fmt.Fprintf(path, "M%d %dh%dv1h-%dz", x, y, length, length)
}
