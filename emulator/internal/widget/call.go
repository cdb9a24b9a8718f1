package widget

import (
	"bytes"
	"encoding/json"
	"net/http"

	"belvo-emulator/emulator/internal/belvo"
	"belvo-emulator/emulator/internal/exchange"
	"belvo-emulator/emulator/internal/journal"
)

// privateCall is one private call on its way.
type privateCall struct {
	exchange.Exchange
	body []byte
}

// known is what may be kept of a call's body: what a QR code shows, which is the challenge of a bank
// and no secret of a user.
var known = journal.Known{"value": {}}

// newCall is the call that a request makes.
func (w *Widget) newCall(r *http.Request) *privateCall {
	x := &privateCall{Exchange: w.server.New(r)}
	x.Content = func() exchange.Content {
		return exchange.Content{Body: x.body, Known: known, Path: belvo.Segments(privatePrefix)}
	}
	return x
}

// reply writes a result, or an error as Belvo's API does, after the journal has it.
func (x *privateCall) reply(rw http.ResponseWriter, result any, err error) {
	answer := exchange.Answer{Status: http.StatusOK}
	if err != nil {
		answer.Errors = x.Failure(rw.Header(), err)
		answer.Status, result = answer.Errors[0].Status(), answer.Errors
	}
	var body bytes.Buffer
	_ = json.NewEncoder(&body).Encode(result) // plain values always encode
	answer.Body = body.Bytes()
	rw.Header().Set("Cache-Control", "no-store")
	x.Reply(rw, answer, exchange.Record{})
}
