package e2e_test

import (
	"net/http"
	"regexp"
	"runtime"
	"strings"
	"time"
)

// An answer that takes its time waits for the clock, which stands still. So one kind of request alone gets such
// answers, and is made in a way of its own.

// slowPath is the path of that kind of request.
const slowPath = "/api/institutions/1004/"

// delay queues an answer that takes its time.
func (s *stroll) delay() request {
	return ask(http.MethodPost, v1+"next", `{"latency":"3s","match":{"method":"GET","path":%q}}`, slowPath)
}

// slow makes the request that waits, if there is such an answer.
func (s *stroll) slow() request { return get(slowPath) }

// date is the header whose time depends on how long others took to move the clock.
var date = regexp.MustCompile(`(?m)^Date: .*\n`)

// makeSlowly makes a request that may wait for the clock, and moves the clock on until it is answered. An hour has
// passed then, so that it does not matter in how many moves.
func (d direct) makeSlowly(r request) string {
	queued := d.delays()
	if queued == 0 {
		return d.makeNow(r)
	}
	begin := d.clock()
	answers := make(chan string, 1)
	go func() { answers <- d.makeNow(r) }()
	used := false
	for {
		select {
		case answer := <-answers:
			if used {
				d.do(http.MethodPut, v1+"clock", `{"now":"`+begin.Add(time.Hour).Format(time.RFC3339Nano)+`"}`)
				answer = date.ReplaceAllString(answer, "")
			}
			return answer
		default:
		}
		if used = used || d.delays() < queued; used { // it has its answer, and waits or will do so
			d.do(http.MethodPost, v1+"clock/advance", `{"by":"1s"}`)
		}
		runtime.Gosched()
	}
}

// delays is how many answers are queued that take their time.
func (d direct) delays() int {
	waiting, _, _ := strings.Cut(d.do(http.MethodGet, v1+"next", "").Body.String(), `"used":`)
	return strings.Count(waiting, slowPath)
}

// clock is the time of the sandbox's clock.
func (d direct) clock() time.Time {
	_, text, _ := strings.Cut(d.do(http.MethodGet, v1+"clock", "").Body.String(), `"now":"`)
	text, _, _ = strings.Cut(text, `"`)
	at, _ := time.Parse(time.RFC3339Nano, text) // a control call writes it so
	return at
}
