package e2e_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"net/http/httptest"
	"regexp"
	"slices"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/google/uuid"

	"belvo-emulator/emulator"
	"belvo-emulator/emulator/internal/ident"
)

// stroll is a walk of random steps: the links, sessions and tokens that it has met. The same random numbers
// and the same answers give the same steps.
type stroll struct {
	ident.Rand
	links, sessions, tokens []string
	endpoint                string // the address of a receiver of webhooks
}

// fork returns a stroll that goes on from here by other random numbers.
func (s *stroll) fork(seed string) *stroll {
	c := *s
	c.Rand = ident.NewRand("astray", seed)
	c.links, c.sessions, c.tokens = slices.Clone(s.links), slices.Clone(s.sessions), slices.Clone(s.tokens)
	return &c
}

// one is one of some texts, and an id of nothing when there is none.
func (s *stroll) one(of ...string) string {
	if len(of) == 0 {
		return uuid.Nil.String()
	}
	return of[s.IntN(len(of))]
}

func (s *stroll) link() string { return s.one(s.links...) }

// step draws a request in the form of `POST /path {"body": 1}`.
func (s *stroll) step() string {
	all := [...]func() string{s.register, s.register, s.retrieve, s.retrieve, s.resume, s.heal, s.remove, s.list,
		s.list, s.access, s.widget, s.event, s.queue, s.queue, s.steer, s.move, s.move, s.webhooks, s.webhooks, s.wrong}
	return all[s.IntN(len(all))]()
}

func (s *stroll) register() string {
	return fmt.Sprintf(`POST /api/links/ {"institution":%q,"username":%q,"password":%q,"access_mode":%q}`,
		s.one("erebor_mx_retail", "heimdall_mx_retail", "gotham_mx_business", "ofmockbank_br_retail", "tatooine_mx_fiscal"),
		s.one("bnk100", "bnk101", "mfa_default", "mfa_qr", "refresh_mfa", "flaky", "user_locked", "user_invalid"),
		s.one("pass_valid", "pass_valid", "pass_invalid"), s.one("recurrent", "recurrent", "single"))
}

func (s *stroll) retrieve() string {
	switch s.IntN(4) {
	case 0:
		return fmt.Sprintf(`POST /api/transactions/ {"link":%q,"date_from":"2025-12-20","date_to":"2025-12-28"}`, s.link())
	case 1:
		return fmt.Sprintf(`POST /api/accounts/ {"link":%q,"token":"111111"}`, s.link())
	}
	return fmt.Sprintf(`POST /api/%s/ {"link":%q}`, s.one("accounts", "owners"), s.link())
}

func (s *stroll) resume() string {
	session, link, _ := strings.Cut(s.one(s.sessions...), " ")
	return fmt.Sprintf(`PATCH /api/%s/ {"session":%q,"link":%q,"token":%q}`, s.one("links", "accounts"), session, link,
		s.one("111111", "111111", "000000", "999999"))
}

func (s *stroll) heal() string {
	switch s.IntN(3) {
	case 0:
		return fmt.Sprintf(`PATCH /api/links/%s/ {"stale_in":"%dd"}`, s.link(), 10+s.IntN(50))
	case 1:
		return "POST /api/links/" + s.link() + "/refresh/"
	}
	return fmt.Sprintf(`PUT /api/links/%s/ {"password":%q}`, s.link(), s.one("pass_valid", "pass_new", "pass_invalid"))
}

func (s *stroll) remove() string { return "DELETE /api/links/" + s.link() + "/" }

func (s *stroll) list() string {
	return "GET /api/" + s.one("links/?page_size=3", "accounts/?page_size=2", "transactions/?page_size=2",
		"owners/?page_size=2", "links/"+s.link()+"/", "accounts/?link="+s.link()+"&page_size=1")
}

func (s *stroll) access() string {
	return fmt.Sprintf(`POST /api/token/ {"id":%q,"password":%q,"scopes":"read_links,write_links"}`,
		emulator.DefaultSecretID, emulator.DefaultSecretPassword)
}

func (s *stroll) widget() string {
	return fmt.Sprintf(`POST /__emulator/v1/widget {"access_token":%q,"answers":{"username":"bnk100","password":"pass_valid"}}`,
		s.one(s.tokens...))
}

func (s *stroll) event() string {
	return fmt.Sprintf(`POST /__emulator/v1/links/%s/events {"event":%q,"when":%q}`, s.link(), s.one("demand_token",
		"change_password", "invalidate", "refresh", "expire_session", "expire_credentials"), s.one("now", "next"))
}

func (s *stroll) queue() string {
	return "POST /__emulator/v1/next " + s.one(`{"respond":"login_error","times":2}`, `{"fault":"malformed"}`,
		`{"fault":{"status":503},"match":{"operation":"retrieve"}}`, `{"respond":"too_many_sessions"}`,
		`{"match":{"operation":"register"},"respond":"token_required"}`,
		`{"before":[{"advance":"3h"}],"match":{"operation":"retrieve"}}`,
		`{"before":[{"event":"demand_token"}],"times":2}`,
		fmt.Sprintf(`{"match":{"link":%q},"respond":"ok","times":3}`, s.link()))
}

func (s *stroll) steer() string {
	return s.one("DELETE /__emulator/v1/next", `PUT /__emulator/v1/scenario {"name":"heimdall"}`,
		`PUT /__emulator/v1/scenario {"name":null}`, `PUT /__emulator/v1/settings {"page_size":2}`,
		`PUT /__emulator/v1/settings {"unknown_fields":true,"webhooks":{"duplicate":true}}`,
		`PUT /__emulator/v1/settings {}`, "DELETE /__emulator/v1/story",
		fmt.Sprintf(`PUT /__emulator/v1/links/%s/scenario {"name":"flaky"}`, s.link()))
}

func (s *stroll) move() string {
	return s.one(fmt.Sprintf(`POST /__emulator/v1/clock/advance {"by":"%dh"}`, 1+s.IntN(30)),
		"POST /__emulator/v1/clock/step", `POST /__emulator/v1/clock/advance {"by":"11m"}`)
}

func (s *stroll) webhooks() string {
	id := s.one("first", "second")
	return s.one(fmt.Sprintf(`POST /__emulator/v1/webhooks/endpoints {"id":%q,"url":%q,"delay":"1h"}`, id,
		s.endpoint+s.one("/200", "/503")), "DELETE /__emulator/v1/webhooks/endpoints/"+id,
		"POST /__emulator/v1/webhooks/endpoints/"+id+"/replay", "POST /__emulator/v1/webhooks/release",
		fmt.Sprintf(`POST /__emulator/v1/webhooks/fire {"link":%q,"type":"ACCOUNTS","code":"new_accounts_available"}`, s.link()),
		fmt.Sprintf(`POST /__emulator/v1/webhooks/redeliver {"delivery":"%s.%d"}`, id, 1+s.IntN(20)))
}

func (s *stroll) wrong() string {
	return s.one(`POST /api/links/ {"institution":"nobody"}`, `POST /api/links/ {"broken`, "GET /api/nothing/",
		"DELETE /api/links/", "GET /api/links/?page=99")
}

// meet learns the ids that an answer shows.
func (s *stroll) meet(step, body string) {
	var shown struct{ ID, Access string }
	_ = json.Unmarshal([]byte(body), &shown) // faults spoil answers, and lists have none of them
	var asked []struct{ Session, Link string }
	_ = json.Unmarshal([]byte(body), &asked)
	add := func(list *[]string, text string) {
		if text != "" {
			*list = append(*list, text)
		}
	}
	switch {
	case strings.HasPrefix(step, "POST /api/links/ "):
		add(&s.links, shown.ID)
	case strings.HasPrefix(step, "POST /api/token/"):
		add(&s.tokens, shown.Access)
	}
	if len(asked) > 0 && asked[0].Session != "" {
		add(&s.links, asked[0].Link)
		add(&s.sessions, asked[0].Session+" "+asked[0].Link)
	}
}

// number is where an answer says the number of a request, which the journal goes on counting, or the id of one
// for an access token, which is drawn before its keys tell the sandbox.
var number = regexp.MustCompile(`"request": ?"r\d+"|"request_id":"\w+","method":"POST","path":"/api/token/"`)

// requestID is the id of a request in an error.
var requestID = regexp.MustCompile(`"request_id":"\w+"`)

// make sends a step and returns the whole answer except for the numbers of requests.
func (d direct) make(step string) (answer string) {
	defer func() { // a fault closes the connection in this way
		if why := recover(); why == http.ErrAbortHandler {
			answer = "cut"
		} else if why != nil {
			panic(why)
		}
	}()
	method, rest, _ := strings.Cut(step, " ")
	path, body, _ := strings.Cut(rest, " ")
	w := d.do(method, path, body)
	header := w.Header().Clone()
	header.Del("X-Belvo-Emulator-Request")
	var text bytes.Buffer
	fmt.Fprintln(&text, w.Code)
	_ = header.Write(&text) // a buffer takes all
	text.WriteString("\n")
	switch path {
	case "/api/token/", "/api/nothing/", v1 + "widget": // ids of requests of no sandbox, or of a token refused
		return text.String() + requestID.ReplaceAllString(w.Body.String(), "")
	}
	return text.String() + number.ReplaceAllString(w.Body.String(), `"request":"r"`)
}

// looks are the calls that show a world.
var looks = []string{"GET /api/links/" + uuid.Nil.String() + "/" /* its error has the next id */, "GET /__emulator/v1/clock", "GET /__emulator/v1/clock/agenda", "GET /__emulator/v1/next",
	"GET /__emulator/v1/settings", "GET /__emulator/v1/links", "GET /__emulator/v1/webhooks/endpoints",
	"GET /__emulator/v1/webhooks/inbox", "GET /__emulator/v1/webhooks/deliveries",
	"GET /__emulator/v1/webhooks/attempts", "GET /api/links/?page_size=100", "GET /api/accounts/?page_size=100"}

// alike are the calls that show the same of a fork. What waits to be sent goes to other endpoints there.
var alike = []string{"GET /__emulator/v1/clock", "GET /__emulator/v1/settings", "GET /__emulator/v1/links"}

// disturbances change a world by random steps and bring it back. Noise makes the random steps.
func disturbances() map[string]func(d direct, noise func(direct)) string {
	return map[string]func(direct, func(direct)) string{
		"fork": func(d direct, noise func(direct)) string {
			other := direct{d.handler, uuid.NewString()}
			said := d.make(fmt.Sprintf(`POST /__emulator/v1/fork {"secret_id":%q,"secret_password":%q}`, other.id,
				emulator.DefaultSecretPassword))
			for _, look := range alike {
				if want, got := d.make(look), other.make(look); want != got {
					return fmt.Sprintf("of the fork %s is\n%s\nwant\n%s", look, clip(got, want), clip(want, got))
				}
			}
			noise(other)
			return said
		},
		"rewind": func(d direct, noise func(direct)) string {
			marker := d.do(http.MethodGet, "/api/links/", "").Header().Get("X-Belvo-Emulator-Request")
			noise(d)
			return d.make(fmt.Sprintf(`POST /__emulator/v1/rewind {"before":%q}`, marker))
		},
		"checkpoint": func(d direct, noise func(direct)) string {
			d.make("PUT /__emulator/v1/checkpoints/here")
			noise(d)
			return d.make("POST /__emulator/v1/checkpoints/here/restore")
		},
	}
}

// crooked walks two worlds by the same random steps, one of which is disturbed on the way, and compares
// every answer. It returns the first difference, "" for none.
func crooked(t *testing.T, seed uint64, steps int) string {
	var astray atomic.Bool // what a receiver takes stays delivered, so it takes nothing meanwhile
	receiver := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if astray.Load() || strings.HasSuffix(r.URL.Path, "/503") {
			w.WriteHeader(http.StatusServiceUnavailable)
		}
	}))
	t.Cleanup(receiver.Close)
	straight, other := newDirect(t, manual), newDirect(t, manual)
	s := &stroll{Rand: ident.NewRand("walk", fmt.Sprint(seed)), endpoint: receiver.URL}
	ways, names := disturbances(), slices.Sorted(maps.Keys(disturbances()))
	chance := ident.NewRand("ways", fmt.Sprint(seed))
	var trail []string
	differ := func(step, want, got string) string {
		last := trail[max(0, len(trail)-12):]
		return fmt.Sprintf("seed %d, step %d after\n%s\n%s is\n%.3000s\nwant\n%.3000s", seed, len(trail),
			strings.Join(last, "\n"), step, clip(got, want), clip(want, got))
	}
	for range steps {
		if chance.IntN(6) == 0 {
			name := names[chance.IntN(len(names))]
			lost := s.fork(fmt.Sprint(seed, len(trail)))
			said := ways[name](other, func(world direct) {
				astray.Store(true)
				defer astray.Store(false)
				if world.id != other.id {
					lost.tokens = nil // they open the sandbox that was forked
				}
				for range 1 + chance.IntN(6) {
					step := strings.ReplaceAll(lost.step(), emulator.DefaultSecretID, world.id)
					trail = append(trail, "    "+step)
					lost.meet(step, content(world.make(step)))
				}
			})
			trail = append(trail, "    "+name)
			if !strings.HasPrefix(said, "200") {
				return differ(name, "200", said)
			}
			for _, look := range looks {
				if want, got := straight.make(look), other.make(look); want != got {
					return differ(look, want, got)
				}
			}
		}
		step := s.step()
		trail = append(trail, step)
		want, got := straight.make(step), other.make(step)
		if want != got {
			return differ(step, want, got)
		}
		s.meet(step, content(want))
	}
	for _, look := range looks {
		if want, got := straight.make(look), other.make(look); want != got {
			return differ(look, want, got)
		}
	}
	return ""
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

// TestADisturbedWorldGoesOnAsBefore walks random steps over all operations in two worlds, one of which goes
// astray and comes back on the way: by going back, by named checkpoints, and
// by a fork that lives on its own. Every answer is the same, byte for
// byte, with headers and webhooks.
func TestADisturbedWorldGoesOnAsBefore(t *testing.T) {
	t.Parallel()
	for seed := range uint64(*long) {
		if trouble := crooked(t, seed+1, 100**long); trouble != "" {
			t.Fatal(trouble)
		}
	}
}

// TestRewindBringsBackTheMannerOfWebhooks that settings change, from places before and after the change.
func TestRewindBringsBackTheMannerOfWebhooks(t *testing.T) {
	t.Parallel()
	d := newDirect(t, manual)
	d.make(`PUT /__emulator/v1/settings {"webhooks":{"duplicate":true}}`)
	want := d.make("GET /__emulator/v1/settings")
	d.make("PUT /__emulator/v1/checkpoints/here")
	d.make("PUT /__emulator/v1/settings {}")
	d.make("POST /__emulator/v1/checkpoints/here/restore")
	same(t, "the settings", d.make("GET /__emulator/v1/settings"), want)
}
