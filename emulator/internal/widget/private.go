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
	"belvo-emulator/emulator/internal/journal"
	"belvo-emulator/emulator/internal/sandbox"
)

// maxBody is the largest body of a private call, in bytes.
const maxBody = 1 << 14

// headerIssued of a refusal says that the access token is not valid now, but was signed by this server:
// the hosted page may follow the addresses in it. Those of any other token were written by anybody.
const headerIssued = "X-Belvo-Emulator-Issued"

// performance does what a private call asks for.
type performance func(*sandbox.Sandbox, *contact.Call, []byte) (any, error)

// private answers the calls that are no part of Belvo's API. Each brings the access token, may
// come from any origin and is a POST, so that nothing of it ends in a log of URLs.
func (w *Widget) private(rw http.ResponseWriter, r *http.Request) {
	header := rw.Header()
	header.Set("Access-Control-Allow-Origin", "*")
	header.Set("Access-Control-Expose-Headers", "X-Belvo-Emulator-Hint, "+headerRequest+", "+headerIssued)
	name := strings.Trim(strings.TrimPrefix(r.URL.Path, privatePrefix), "/")
	perform := map[string]performance{"start": start, "qr": drawQR}[name]
	if perform != nil && r.Method == http.MethodOptions {
		header.Set("Access-Control-Allow-Methods", http.MethodPost)
		// Libraries for tracing add headers of their own to every request of a page.
		if asked := r.Header.Get("Access-Control-Request-Headers"); asked != "" {
			header.Set("Access-Control-Allow-Headers", asked)
		}
		header.Set("Access-Control-Max-Age", "600")
		rw.WriteHeader(http.StatusNoContent)
		return
	}
	x := &exchange{Request: r, came: w.cfg.Engine.Now()}
	var result any
	err := error(belvo.NewError(belvo.CodeNotFound))
	switch {
	case perform == nil:
	case r.Method != http.MethodPost:
		header.Set("Allow", "OPTIONS, POST")
		err = belvo.NewError(belvo.CodeMethodNotAllowed)
	default:
		x.route = &journal.Route{Method: http.MethodPost, Path: privatePrefix + name}
		if err = w.admit(rw, x); err == nil {
			result, err = perform(x.box, &x.call, x.body)
		}
	}
	w.reply(rw, x, result, err)
}

// admit finds out who calls, and reads the body.
func (w *Widget) admit(rw http.ResponseWriter, x *exchange) error {
	scheme, token, _ := strings.Cut(x.Header.Get("Authorization"), " ")
	if !strings.EqualFold(scheme, "Bearer") {
		return belvo.NewError(belvo.CodeTokenNotValid).Explain("the request brings no access token")
	}
	box, access, err := w.cfg.Engine.Bearer(strings.TrimSpace(token))
	x.box, x.call.Request.Token = box, access
	if err != nil {
		if w.cfg.Engine.Issued(strings.TrimSpace(token)) {
			rw.Header().Set(headerIssued, "true")
		}
		return err
	}
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
