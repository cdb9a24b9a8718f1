package widget

import (
	"bytes"
	"encoding/json"
	"errors"
	"net/http"
	"strings"
	"time"

	"belvo-emulator/emulator/internal/belvo"
	"belvo-emulator/emulator/internal/contact"
	"belvo-emulator/emulator/internal/journal"
	"belvo-emulator/emulator/internal/sandbox"
)

// headerRequest names the call's entry in the journal, as in answers of the API.
const headerRequest = "X-Belvo-Emulator-Request"

// exchange is one private call on its way.
type exchange struct {
	*http.Request
	came  time.Time
	route *journal.Route
	box   *sandbox.Sandbox // nil if nobody's
	call  contact.Call
	body  []byte
}

// known is what may be kept of a call's body: what a QR code shows, which is the challenge of a bank
// and no secret of a user.
var known = journal.Known{"value": {}}

// secrets are the values that the call sent as secrets.
func (x *exchange) secrets() (secrets journal.Secrets) {
	_, token, _ := strings.Cut(x.Header.Get("Authorization"), " ")
	secrets.AddAuthorization(strings.TrimSpace(token), "")
	secrets.AddJSON(x.body, known)
	secrets.AddPairs(x.URL.RawQuery, nil)
	return secrets
}

// shownPath is the path as it may be shown.
func (x *exchange) shownPath() string {
	return journal.MaskPath(x.URL.Path, func(n int, _ string) bool { return n < 2 }, x.secrets)
}

// reply writes a result, or an error as Belvo's API does, after the journal has it.
func (w *Widget) reply(rw http.ResponseWriter, x *exchange, result any, err error) {
	status := http.StatusOK
	var items []belvo.Error
	if err != nil {
		items = []belvo.Error{w.failure(x, err)}
		status, result = items[0].Status(), items
		if items[0].Hint != "" {
			rw.Header().Set("X-Belvo-Emulator-Hint", items[0].Hint)
		}
	}
	var body bytes.Buffer
	_ = json.NewEncoder(&body).Encode(result) // plain values always encode
	w.record(rw, x, status, items, body.Bytes())
	if x.box != nil { // else the answer keeps the time that it has already
		rw.Header().Del("Date")
		if date := x.box.Date(); date != "" {
			rw.Header().Set("Date", date)
		}
	}
	rw.Header().Set("Content-Type", "application/json")
	rw.Header().Set("Cache-Control", "no-store")
	rw.WriteHeader(status)
	_, _ = rw.Write(body.Bytes()) // a client that has gone needs no answer
}

// failure is what an error is answered with.
func (w *Widget) failure(x *exchange, err error) belvo.Error {
	var e *belvo.Error
	if !errors.As(err, &e) {
		w.cfg.Logger.Error("a request of the widget failed", "path", x.shownPath(), "error", err)
		e = belvo.NewError(belvo.CodeUnexpectedError)
	}
	item := *e
	item.RequestID = w.cfg.Engine.RequestID()
	return item
}

// record logs the call, keeps it in the journal and names the entry in the answer.
func (w *Widget) record(rw http.ResponseWriter, x *exchange, status int, items []belvo.Error, answer []byte) {
	code, hint, auth := "", "", journal.AuthBearer
	if len(items) > 0 {
		code, hint = string(items[0].Code), items[0].Hint
	}
	path := x.shownPath()
	w.cfg.Logger.Info("request", "method", x.Method, "path", path, "status", status, "code", code, "hint",
		hint)
	j, took := w.cfg.Engine.Journal(), w.cfg.Engine.Now().Sub(x.came)
	at, manual := w.cfg.Engine.ManualNow()
	if x.box != nil {
		j, at, manual = x.box.Journal(), x.box.Now(), x.box.Manual()
	} else if !manual {
		at = x.came
	}
	if manual {
		took = 0 // the call waits for nothing that moves the clock
	}
	switch {
	case x.call.Request.Token != nil:
	case x.Header.Get("Authorization") == "":
		auth = journal.AuthNone
	default:
		auth = journal.AuthRefused
	}
	e := &journal.Entry{ID: j.Begin(), At: at, Took: took, Method: x.Method, Path: path,
		Query: journal.MaskQuery(x.URL.RawQuery, nil, x.secrets), Route: x.route, Auth: auth,
		Body:   journal.KeepJSON(x.body, known, x.secrets),
		Status: status, Errors: items, Answer: journal.KeepAnswer(answer, false),
		Link: x.call.Report.Link, Before: x.call.Report.Before, After: x.call.Report.After,
		StateAfter: x.call.Report.StateBefore}
	if len(items) > 0 {
		e.RequestID = items[0].RequestID
	}
	if script := x.call.Report.Script; script.Scenario != nil {
		e.Scenario = script.Scenario.Name
	}
	rw.Header().Set(headerRequest, e.ID)
	j.Record(e)
}
