package control

import (
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"time"

	"github.com/google/uuid"
	"github.com/gorilla/mux"

	"belvo-emulator/emulator/internal/belvo"
	"belvo-emulator/emulator/internal/contact"
	"belvo-emulator/emulator/internal/openapi"
	"belvo-emulator/emulator/internal/scenario"
	"belvo-emulator/emulator/internal/suggest"
	"belvo-emulator/emulator/internal/yamlfile"
)

func nextOperations() []Operation {
	const path = v1 + "next"
	return []Operation{
		{Method: http.MethodPost, Path: path, Body: nextBody{}, Answer: nextShown{}, handle: queueNext,
			What: `queue what the next request gets: {"match", "respond", "fault", "latency", "times", "before"}`},
		{Method: http.MethodGet, Path: path, At: true, Answer: nextList{}, handle: listNext,
			What: "the answers that wait, and the requests that got one"},
		{Method: http.MethodDelete, Path: path, Answer: nextCleared{}, handle: clearNext,
			What: "forget the answers that wait"},
		{Method: http.MethodDelete, Path: path + "/{id}", handle: removeNext,
			What: "forget one answer that waits"},
	}
}

// nextBody is an answer to queue.
type nextBody struct {
	Match     nextMatch  `json:"match,omitzero"`
	Respond   string     `json:"respond,omitempty" doc:"ok or an error code; none: the ordinary answer"`
	Message   string     `json:"message,omitempty" doc:"one of the code's documented messages"`
	Status    int        `json:"status,omitempty" minimum:"400" doc:"the HTTP status in place of the code's"`
	Fault     fault      `json:"fault,omitzero" doc:"hang, reset, truncated, malformed or {\"status\": 503}"`
	Latency   string     `json:"latency,omitempty" doc:"a duration such as 3s on the sandbox's clock"`
	Challenge *challenge `json:"challenge,omitempty" doc:"how the token of a token_required is made"`
	Times     int        `json:"times,omitempty" minimum:"1" doc:"how many requests get it, 1 when left out"`
	Always    bool       `json:"always,omitempty" doc:"every request gets it from then on"`
	Before    []effect   `json:"before,omitempty" doc:"what happens right before the request, as one with it"`
}

// fault is how an answer is spoiled: a word, or the status of a proxy's page.
type fault struct {
	Kind   string `json:"-"`
	Status int    `json:"status,omitempty" minimum:"400"`
}

// UnmarshalText reads the form that is a word.
func (f *fault) UnmarshalText(text []byte) error {
	f.Kind = string(text)
	return nil
}

// UnmarshalJSON reads both forms.
func (f *fault) UnmarshalJSON(data []byte) error {
	switch data[0] {
	case '"':
		return json.Unmarshal(data, &f.Kind)
	case 'n': // null is none
		return nil
	}
	type page fault
	f.Kind = string(scenario.FaultStatus)
	return json.Unmarshal(data, (*page)(f))
}

// MarshalJSON writes the form that is read.
func (f fault) MarshalJSON() ([]byte, error) {
	if f.Kind == string(scenario.FaultStatus) {
		type page fault
		return json.Marshal(page(f))
	}
	return json.Marshal(f.Kind)
}

// faultKinds are the words for a fault.
func faultKinds() []string {
	return []string{string(scenario.FaultHang), string(scenario.FaultReset), string(scenario.FaultTruncated),
		string(scenario.FaultMalformed)}
}

func faultSchema() openapi.Schema {
	least := float64(http.StatusBadRequest)
	page := &openapi.Schema{Type: "object", Additional: false, Required: []string{"status"},
		Properties: openapi.Properties{{Name: "status", Schema: &openapi.Schema{Type: "integer", Minimum: &least}}}}
	return openapi.Schema{OneOf: []*openapi.Schema{{Type: "string", Enum: faultKinds()}, page}}
}

// nextShown is an answer of the queue as it is shown. What its challenge shows the user is not.
type nextShown struct {
	ID int `json:"id"`
	nextBody
	Left int    `json:"left" doc:"how many requests are still to get it"`
	Note string `json:"note,omitempty" doc:"why no request may ever get it"`
}

// nextList is the answer to GET next.
type nextList struct {
	Waiting []nextShown    `json:"waiting" doc:"the next one first"`
	Used    []contact.Used `json:"used" doc:"the requests that got one, the latest first"`
	Story   string         `json:"story,omitempty" doc:"the story that is told, whose steps are among these answers"`
	Note    string         `json:"note,omitempty" doc:"why no request may ever get what waits"`
}

// nextCleared is the answer to DELETE next.
type nextCleared struct {
	Cleared int `json:"cleared" doc:"how many answers had waited"`
}

func queueNext(c *call) (any, error) {
	body := nextBody{}
	if err := c.read(&body); err != nil {
		return nil, err
	}
	n, err := body.next()
	if err == nil {
		err = c.reachable(n.Match)
	}
	if err != nil {
		return nil, err
	}
	queued, ok := c.box.Queue(n)
	if !ok {
		return nil, &problem{http.StatusConflict, fmt.Sprintf("%d answers wait already; DELETE %snext forgets them",
			contact.MaxQueued, v1)}
	}
	shown := showNext(queued)
	shown.Note = c.unused()
	return shown, nil
}

func listNext(c *call) (any, error) {
	waiting, used := c.box.Queued()
	list := nextList{Waiting: []nextShown{}, Used: used}
	if used == nil {
		list.Used = []contact.Used{}
	}
	for _, n := range waiting {
		list.Waiting = append(list.Waiting, showNext(n))
	}
	if told, is := c.box.Told(); is {
		list.Story = told.Name
	}
	if len(waiting) > 0 {
		list.Note = c.unused()
	}
	return list, nil
}

// NextText is an answer that waits as the list of them shows it, in one line.
func NextText(n contact.Next) string {
	text, _ := json.Marshal(showNext(n)) // plain values always encode
	return string(text)
}

func removeNext(c *call) (any, error) {
	text := mux.Vars(c.Request)["id"]
	if id, err := strconv.Atoi(text); err != nil || !c.box.RemoveQueued(id) {
		return nil, &problem{http.StatusNotFound, fmt.Sprintf("no answer %s waits", yamlfile.Quote(text))}
	}
	return nil, nil
}

func clearNext(c *call) (any, error) { return nextCleared{c.box.ClearQueue()}, nil }

func showNext(n contact.Next) nextShown {
	shown := nextShown{ID: n.ID, Left: n.Left, nextBody: nextBody{Respond: string(n.Respond), Message: n.Message,
		Status: n.Status, Times: n.Times, Always: n.Always, Fault: fault{string(n.Fault.Kind), n.Fault.Status},
		Before: showEffects(n.Before),
		Match: nextMatch{Method: n.Match.Method, Path: n.Match.Path, Operation: operation(n.Match.Operation),
			Link:     n.Match.Link,
			Resource: n.Match.Resource.Word(), Institution: n.Match.Institution, Nth: n.Match.Nth}}}
	if n.Latency > 0 {
		shown.Latency = n.Latency.String()
	}
	if n.Challenge != nil {
		shown.Challenge = &challenge{Type: challengeType(n.Challenge.Type), Instructions: n.Challenge.Instructions}
	}
	return shown
}

// next is the body as the engine takes it, or what is wrong with it.
func (b *nextBody) next() (contact.Next, error) {
	n := contact.Next{Respond: belvo.Code(b.Respond), Message: b.Message, Status: b.Status,
		Times: b.Times, Always: b.Always, Fault: scenario.Fault{Kind: scenario.FaultKind(b.Fault.Kind), Status: b.Fault.Status}}
	if n.Times == 0 {
		n.Times = 1
	}
	var err error
	for _, check := range []func() error{b.checkAny, b.checkCode, b.checkMessage, b.checkStatus, b.checkFault,
		func() error { n.Match, err = b.Match.read(); return err },
		func() error { n.Latency, err = readLatency(b.Latency); return err },
		func() error { n.Challenge, err = b.Challenge.read(); return err },
		func() error { n.Before, err = readEffects(b.Before); return err }, b.checkTurn} {
		if err := check(); err != nil {
			return n, err
		}
	}
	return n, nil
}

// checkAny refuses an answer that does nothing.
func (b *nextBody) checkAny() error {
	if b.Respond == "" && b.Fault.Kind == "" && b.Latency == "" && len(b.Before) == 0 {
		return bad(`one of "respond", "fault", "latency" and "before" is needed`)
	}
	return nil
}

func (b *nextBody) checkCode() error {
	codes := append([]string{"ok"}, belvo.Codes()...)
	switch {
	case b.Respond != "" && !slices.Contains(codes, b.Respond):
		return bad("respond: unknown code %q%s", b.Respond, suggest.Tail(b.Respond, codes))
	case b.Challenge != nil && belvo.Code(b.Respond) != belvo.CodeTokenRequired:
		return bad(`"challenge" belongs to "respond": "token_required"`)
	}
	return nil
}

func (b *nextBody) checkMessage() error {
	entry, isError := belvo.Lookup(belvo.Code(b.Respond))
	switch {
	case b.Message == "" || slices.Contains(entry.Messages, b.Message):
		return nil
	case !isError:
		return bad(`"message" belongs to an error's code, not to %q`, b.Respond)
	}
	return bad("message: %q is none of %s%s", b.Message, b.Respond, suggest.Tail(b.Message, entry.Messages))
}

func (b *nextBody) checkStatus() error {
	_, isError := belvo.Lookup(belvo.Code(b.Respond))
	switch {
	case b.Status == 0:
		return nil
	case !isError:
		return bad(`"status" belongs to an error's code; a proxy's page is "fault": {"status": %d}`, b.Status)
	}
	return errorStatus(b.Status)
}

func errorStatus(status int) error {
	if status < http.StatusBadRequest || status > 599 {
		return bad(`"status" must be between 400 and 599, not %d`, status)
	}
	return nil
}

func (b *nextBody) checkFault() error {
	kinds := faultKinds()
	switch {
	case b.Fault.Kind == string(scenario.FaultStatus):
		return errorStatus(b.Fault.Status)
	case b.Fault.Kind != "" && !slices.Contains(kinds, b.Fault.Kind):
		return bad("fault: unknown %q%s", b.Fault.Kind, suggest.Tail(b.Fault.Kind, kinds))
	}
	return nil
}

// checkTurn refuses what cannot be known when a request arrives, and two answers to how often.
func (b *nextBody) checkTurn() error {
	switch {
	case b.Always && b.Times != 0:
		return bad(`"always" and "times" exclude each other`)
	case b.Times > contact.MaxTimes:
		return bad(`"times" must be at most %d, not %d; "always" is for every request`, contact.MaxTimes, b.Times)
	case b.Match.Nth > contact.MaxTimes:
		return bad(`match: "nth" must be at most %d, not %d`, contact.MaxTimes, b.Match.Nth)
	case b.Match.Nth == 0 && len(b.Before) == 0:
		return nil
	case b.Match.Link != uuid.Nil || b.Match.Institution != "":
		return bad(`match: requests are counted for "nth" and "before" as they arrive, by method, path, operation and ` +
			`resource: leave "link" and "institution" out`)
	}
	return nil
}

func readLatency(text string) (time.Duration, error) {
	if text == "" {
		return 0, nil
	}
	d, err := yamlfile.DurationFrom(text, 0, "3s")
	if err != nil {
		return 0, bad(`"latency" %v`, err)
	}
	return d, nil
}
