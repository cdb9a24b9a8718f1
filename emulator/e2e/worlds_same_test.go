package e2e_test

import (
	"bytes"
	"fmt"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"

	"github.com/google/uuid"
)

// What of an answer is no part of the world: the number of a request, which the journal goes on counting.
var number = regexp.MustCompile(`"(request|cause)": ?"r\d+"`)

// What a fork has of its own: its owner, the tokens that name it, and the journal, whose numbers begin anew.
var aToken = regexp.MustCompile(`eyJ[\w-]+\.[\w-]+\.[\w-]+`)

// requestID is the id of a request in an error.
var requestID = regexp.MustCompile(`"request_id":"\w+"`)

// make sends a step and returns the whole answer except for the numbers of requests.
func (d direct) make(r request) string {
	if r.path == slowPath {
		return d.makeSlowly(r)
	}
	return d.makeNow(r)
}

func (d direct) makeNow(r request) (answer string) {
	defer func() { // a fault closes the connection in this way
		if why := recover(); why == http.ErrAbortHandler {
			answer = "cut"
		} else if why != nil {
			panic(why)
		}
	}()
	var w *httptest.ResponseRecorder
	if strings.HasPrefix(r.body, "Bearer ") {
		w = d.as(r.body, r.method, r.path)
	} else {
		w = d.do(r.method, r.path, strings.ReplaceAll(r.body, sandboxID, d.id))
	}
	header := w.Header().Clone()
	header.Del("X-Belvo-Emulator-Request")
	var text bytes.Buffer
	fmt.Fprintln(&text, w.Code)
	_ = header.Write(&text) // a buffer takes all
	text.WriteString("\n")
	body := w.Body.String()
	if ofNobody(r, w) {
		body = requestID.ReplaceAllString(body, "")
	}
	if strings.HasPrefix(r.path, v1+"checkpoints/") && w.Code == http.StatusNotFound {
		body = "" // it lists the names, and the disturbances use some
	}
	text.WriteString(number.ReplaceAllString(body, `"$1":"r"`))
	return text.String()
}

// ofNobody says whether a request belongs to no sandbox, because its keys or token open none: its id is none of
// the world's.
func ofNobody(r request, w *httptest.ResponseRecorder) bool {
	return strings.HasPrefix(w.Header().Get("X-Belvo-Emulator-Request"), "u") || w.Code == http.StatusUnauthorized ||
		r.path == v1+"widget" || r.path == "/api/token/" && w.Code == http.StatusBadRequest
}

// masked is an answer without what a fork has of its own.
func (d direct) masked(answer string) string {
	return aToken.ReplaceAllString(strings.ReplaceAll(strings.ReplaceAll(answer, ownerOf(d), "OWNER"), d.id, "ID"), "TOKEN")
}

func get(path string) request { return request{http.MethodGet, path, ""} }

// looks are the calls that show a world, and the record of its webhooks last.
func looks(s *stroll) []request {
	list := []request{get("/api/links/" + uuid.Nil.String() + "/") /* its error has the next id */, get(v1 + "clock"),
		get(v1 + "clock/agenda"), get(v1 + "settings"), get(v1 + "links"), get(v1 + "scenarios"),
		get(v1 + "webhooks/endpoints"), get("/api/links/?page_size=100"), get("/api/accounts/?page_size=100"),
		get("/api/consents/?page_size=100"), get(v1 + "links/" + s.link())}
	for _, object := range s.objects[max(0, len(s.objects)-3):] {
		list = append(list, get("/"+object+"/"))
	}
	return list
}

// records are the calls that show which webhooks were sent.
func records() []string {
	return []string{"webhooks/inbox", "webhooks/deliveries", "webhooks/attempts"}
}

func content(answer string) string {
	_, text, _ := strings.Cut(answer, "\n\n")
	return text
}

// clip is a text from shortly before where it differs from another.
func clip(text, other string) string {
	n := 0
	for n < min(len(text), len(other)) && text[n] == other[n] {
		n++
	}
	return text[max(0, n-600):min(len(text), n+600)]
}

// requestOf reads a request in the form of `POST /path {"body": 1}`.
func requestOf(text string) request {
	method, rest, _ := strings.Cut(text, " ")
	path, body, _ := strings.Cut(rest, " ")
	return request{method, path, body}
}
