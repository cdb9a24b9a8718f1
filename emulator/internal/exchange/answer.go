package exchange

import (
	"errors"
	"net/http"
	"strconv"

	"belvo-emulator/emulator/internal/belvo"
	"belvo-emulator/emulator/internal/scenario"
)

// Answer is what a request is answered with.
type Answer struct {
	Status int
	Body   []byte        // nil for none
	Errors []belvo.Error // that Body is made of, nil for any other
}

// Reply sends an answer after it was recorded and logged, or what the scenario's fault makes of it, once
// the scenario's latency is over.
func (x *Exchange) Reply(w http.ResponseWriter, answer Answer, record Record) {
	for _, hint := range x.hints {
		w.Header().Add(belvo.HeaderHint, hint)
	}
	x.record(w.Header(), answer, record)
	if x.within != nil && len(x.Call.Report.Webhooks) > 0 {
		x.within.AwaitWebhooks(x.Context())
	}
	if x.Call.Report.Latency > 0 {
		answer = x.delay(w.Header(), answer)
	}
	x.log(answer)
	x.write(w, answer)
	if x.within != nil && x.within.AnswersFirst() { // before the webhooks that come when it leaves
		_ = http.NewResponseController(w).Flush() // a writer that cannot flush has nothing to lose
	}
}

// Enter counts the request among those that are open in its sandbox, until it leaves.
func (x *Exchange) Enter() {
	if x.within == nil && x.Box != nil {
		x.within = x.Box
		x.Box.Enter()
	}
}

// Leave counts the request out when it was answered, or will never be.
func (x *Exchange) Leave() {
	if x.within != nil {
		x.within.Leave()
	}
}

// delay holds an answer back for the latency that was asked for, and returns it, or what is answered in
// its place when the emulator stops.
func (x *Exchange) delay(header http.Header, answer Answer) Answer {
	err := x.Box.Sleep(x.Context(), x.Call.Report.Latency)
	var stopping *belvo.Error
	switch {
	case err == nil:
		return answer
	case !errors.As(err, &stopping):
		panic(http.ErrAbortHandler) // the client has gone
	}
	x.Call.Report.Fault = scenario.Fault{} // the client shall understand this one
	items := x.Failure(header, err)
	return Answer{items[0].Status(), ErrorBody(items), items}
}

// Send writes a whole answer. Write errors mean that the client has gone, which needs no answer.
func Send(w http.ResponseWriter, status int, body []byte) {
	if body != nil {
		w.Header().Set("Content-Type", "application/json")
		w.Header().Set("Content-Length", strconv.Itoa(len(body)))
	}
	w.WriteHeader(status)
	_, _ = w.Write(body)
}
