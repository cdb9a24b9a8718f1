// Command apps has seven small applications of Belvo's API, each with one mistake that real ones make. With
// FIXED=1 in its environment each does it right. They are planted for explore to find, and written as tests:
// they exit with 0 when all is well, and with 1 when they give up.
//
//	apps registers-again | token-refused | first-page | registers-anew | retries-all | kept-token | no-session
package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"strings"
	"time"
)

// apps are the applications by their names.
var apps = map[string]func(client){
	"registers-again": registersAgain,
	"token-refused":   tokenRefused,
	"first-page":      firstPage,
	"registers-anew":  registersAnew,
	"no-session":      noSession,
	"retries-all":     retriesAll,
	"kept-token":      keptToken,
}

func main() {
	app := func(client) { giveUp("unknown application %q", os.Args) }
	if len(os.Args) == 2 && apps[os.Args[1]] != nil {
		app = apps[os.Args[1]]
	}
	app(client{base: os.Getenv("BELVO_API_URL"), id: os.Getenv("BELVO_SECRET_ID"),
		password: os.Getenv("BELVO_SECRET_PASSWORD"), fixed: os.Getenv("FIXED") == "1"})
}

// giveUp fails the test.
func giveUp(format string, args ...any) {
	fmt.Fprintf(os.Stderr, "FAIL: "+format+"\n", args...)
	os.Exit(1)
}

// client makes an application's requests.
type client struct {
	base, id, password string
	bearer             string // an access token that is used instead of the keys
	fixed              bool
}

// noAnswer is the status of a request without an answer that can be read.
const noAnswer = 0

// answer is the answer of a request.
type answer struct {
	status int
	body   []byte
}

// timeout is how long an application waits for an answer.
const timeout = 10 * time.Second

// call makes a request. The path may be a whole URL, such as that of the next page.
func (c client) call(method, path string, body any) answer {
	if !strings.HasPrefix(path, "http") {
		path = c.base + path
	}
	text, _ := json.Marshal(body) // plain values always encode
	request, err := http.NewRequest(method, path, bytes.NewReader(text))
	if err != nil {
		giveUp("%v", err)
	}
	request.SetBasicAuth(c.id, c.password)
	if c.bearer != "" {
		request.Header.Set("Authorization", "Bearer "+c.bearer)
	}
	request.Header.Set("Content-Type", "application/json")
	response, err := (&http.Client{Timeout: timeout}).Do(request)
	if err != nil {
		return answer{status: noAnswer}
	}
	defer func() { _ = response.Body.Close() }() // it was read
	data, err := io.ReadAll(response.Body)
	if err != nil || !json.Valid(data) {
		return answer{status: noAnswer}
	}
	return answer{response.StatusCode, data}
}

// failed says whether there is no answer, or that of a server in trouble.
func (a answer) failed() bool {
	return a.status == noAnswer || a.status >= http.StatusInternalServerError
}

// apiError is one element of an error's answer.
type apiError struct {
	Code    string `json:"code"`
	Session string `json:"session"`
}

// failure is the first error of an answer.
func (a answer) failure() apiError {
	var all []apiError
	if json.Unmarshal(a.body, &all) != nil || len(all) == 0 {
		return apiError{}
	}
	return all[0]
}

// linkID is the id of the link that a registration answered with; it gives up on any other answer.
func (a answer) linkID() string {
	var link struct {
		ID string `json:"id"`
	}
	if a.status != http.StatusCreated || json.Unmarshal(a.body, &link) != nil || link.ID == "" {
		giveUp("the user cannot be registered: %d %s", a.status, a.failure().Code)
	}
	return link.ID
}

// user is the user that each application registers.
func user(institution string) map[string]string {
	return map[string]string{"institution": institution, "username": "bnk100", "password": "pass_valid",
		"external_id": "customer-1"}
}
